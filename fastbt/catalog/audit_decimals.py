"""Checks of the decimals of prices: noise of single precision, and more than nearly all rows have."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from fastbt.catalog.audit_checks import EXTRA_DECIMALS, FLOAT32_NOISE, I64, Found, at_rows
from fastbt.catalog.audit_series import AuditedBars, Mask
from fastbt.schema.market import PRICES

MOST_EXTRA = 0.01
"""Share of rows up to which decimals are extra."""
LEAST_NOISE = 0.2
"""Share of rows from which noise is no chance."""
LEAST_LOST = 3
"""Decimals that noise adds at least."""
_SAMPLE = 5_000


def check_decimals(series: AuditedBars) -> Iterator[Found]:
    """Find prices that single precision left noise in; where it is not that, single odd decimals."""
    arrays = series.arrays
    sample = np.unique(np.linspace(0, len(arrays) - 1, _SAMPLE).astype(np.int64))
    precision = arrays.price_precision
    decimals = _decimals_before_noise(series, sample)
    if decimals is not None:
        rows, ticks = _odd_rows(series, lambda ticks: is_noise(ticks, precision, decimals))
        shown = series.price(single_precision(ticks, precision, decimals)[0])
        note = [f"{value:.{decimals}f} in single precision" for value in shown.tolist()]
        yield at_rows(FLOAT32_NOISE, arrays.ts_event, rows, series.price(ticks), note)
        return
    for fewer in range(precision):
        unit = 10 ** (precision - fewer)
        if _share(series, sample, lambda ticks: ticks % unit != 0) > 2 * MOST_EXTRA:  # noqa: B023 - used at once
            continue
        rows, ticks = _odd_rows(series, lambda ticks: ticks % unit != 0)  # noqa: B023 - used at once
        if len(rows) > MOST_EXTRA * len(arrays):
            continue
        if len(rows):
            note = [f"nearly all have {fewer}"] * len(rows)
            yield at_rows(EXTRA_DECIMALS, arrays.ts_event, rows, series.price(ticks), note)
        return


def single_precision(ticks: I64, precision: int, decimals: int) -> tuple[I64, I64]:
    """Round prices to fewer decimals, and pass these through single precision.

    Args:
        ticks: prices in ticks of ``10**-precision``.
        precision: their decimals.
        decimals: decimals to keep.

    Returns:
        The rounded prices, and what single precision makes of them, both in ticks.

    Example:
        >>> [ticks.tolist() for ticks in single_precision(np.array([14_55000019]), 8, 2)]
        [[1455000000], [1455000019]]
    """
    unit = 10 ** (precision - decimals)
    rounded = (ticks + unit // 2) // unit * unit
    single = (rounded / 10**precision).astype(np.float32).astype(np.float64)
    return rounded, np.rint(single * 10**precision).astype(np.int64)


def is_noise(ticks: I64, precision: int, decimals: int) -> Mask:
    """Whether each price is one of ``decimals`` decimals and the noise of single precision."""
    rounded, single = single_precision(ticks, precision, decimals)
    return np.asarray((single == ticks) & (rounded != ticks))


def _decimals_before_noise(series: AuditedBars, sample: I64) -> int | None:
    """How many decimals the prices had before they went through single precision; None where they did not."""
    precision = series.arrays.price_precision
    shares = [
        _share(series, sample, lambda ticks: is_noise(ticks, precision, decimals))  # noqa: B023 - used at once
        for decimals in range(precision - LEAST_LOST + 1)
    ]
    if not shares or max(shares) < LEAST_NOISE:
        return None
    # Noise of fewer decimals is noise of more too, and of more by chance.
    return next(at for at, share in enumerate(shares) if share >= 0.9 * max(shares))


def _share(series: AuditedBars, sample: I64, is_odd: Callable[[I64], Mask]) -> float:
    """Share of the sampled rows that have an odd price."""
    arrays = series.arrays
    odd = [is_odd(getattr(arrays, name)[sample]) for name in PRICES]
    return float(np.logical_or.reduce(odd).mean())


def _odd_rows(series: AuditedBars, is_odd: Callable[[I64], Mask]) -> tuple[I64, I64]:
    """Rows that have an odd price, and it; of several the one that comes last in the bar's four."""
    columns = [getattr(series.arrays, name) for name in PRICES]
    odd = [is_odd(column) for column in columns]
    rows = np.flatnonzero(np.logical_or.reduce(odd)).astype(np.int64)
    ticks = columns[0][rows].copy()
    for column, marked in zip(columns, odd, strict=True):
        np.copyto(ticks, column[rows], where=marked[rows])
    return rows, ticks
