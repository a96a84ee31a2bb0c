"""Series as the checks of an audit see them, made without a store; one thing wrong at a time."""

from __future__ import annotations

import numpy as np

from fastbt.catalog.audit_checks import Check, Found
from fastbt.catalog.audit_limits import AuditLimits
from fastbt.catalog.audit_series import AuditedBars
from fastbt.catalog.bar_arrays import BarArrays
from fastbt.model.instruments import Equity, Instrument

MINUTE, DAY = 60 * 10**9, 86_400 * 10**9
START = 1_704_186_000 * 10**9
"""Tuesday 2024-01-02 09:00 UTC, the open of the first bar."""
LENGTHS = {
    "1m": MINUTE,
    "5m": 5 * MINUTE,
    "1h": 60 * MINUTE,
    "1d": DAY,
    "1w": 7 * DAY,
    "1mo": None,
    "100tick": None,
}


def audited(
    rows: int = 400,
    *,
    bar: str = "1m",
    opens: object = None,
    precision: int = 2,
    instrument: Instrument | None = None,
    by_session: bool = False,
    volume: bool = True,
    limits: AuditLimits | None = None,
    seed: int = 1,
) -> AuditedBars:
    """A quiet walk around 100.00 in which no check finds anything; change its arrays in place.

    Args:
        rows: bars.
        bar: key of their length.
        opens: their starts, ns UTC; one after the other by default.
        precision: decimals.
        instrument: whose they are.
        by_session: whether times are labels of sessions.
        volume: whether there is any.
        limits: the thresholds.
        seed: of the walk.
    """
    draw = np.random.default_rng(seed)
    length = LENGTHS[bar]
    starts = START + np.arange(rows) * (length or DAY) if opens is None else np.asarray(opens)
    rows = len(starts)
    unit = 10 ** (precision - 2)
    close = 10_000 + np.cumsum(draw.choice([-3, -2, -1, 1, 2, 3], rows))
    first = np.r_[10_000, close[:-1]]
    high = np.maximum(first, close) + draw.integers(0, 3, rows)
    low = np.minimum(first, close) - draw.integers(0, 3, rows)
    arrays = BarArrays(
        instrument=instrument or Equity("A.SIM", currency="USD", price_precision=precision),
        bar=bar,
        ts_event=(starts + (length or DAY)).astype(np.int64),
        ts_open=starts.astype(np.int64),
        open=(first * unit).astype(np.int64),
        high=(high * unit).astype(np.int64),
        low=(low * unit).astype(np.int64),
        close=(close * unit).astype(np.int64),
        volume=draw.integers(1, 100, rows).astype(np.int64) if volume else None,
        price_precision=precision,
        size_precision=0,
    )
    return AuditedBars(arrays, by_session, limits or AuditLimits())


def set_bar(series: AuditedBars, row: int, *ticks: int) -> None:
    """Give a bar its open, high, low and close; of one price all four."""
    for name, value in zip(
        ("open", "high", "low", "close"), ticks if len(ticks) == 4 else ticks * 4, strict=True
    ):
        getattr(series.arrays, name)[row] = value


def scale(series: AuditedBars, rows: slice, factor: float) -> None:
    """Multiply the prices of some rows."""
    for name in ("open", "high", "low", "close"):
        column = getattr(series.arrays, name)
        column[rows] = np.rint(column[rows] * factor).astype(np.int64)


def of(check: Check, findings: object) -> Found | None:
    """What one check found; None where it found nothing."""
    (found,) = [found for found in findings if found.check is check and len(found)] or [None]
    return found


def rows_of(check: Check, findings: object) -> list[int]:
    """Rows that one check found."""
    found = of(check, findings)
    return [] if found is None else found.row.tolist()
