"""The audit of quotes and market prints: crossed and wide markets, prints without size, and odd prices.

A side of the quotes, and the prints, are looked at as bars of one price each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from fastbt.catalog.audit_checks import (
    CROSSED,
    F64,
    I64,
    LOCKED,
    NO_SIZE,
    REPEATED_ID,
    WIDE_SPREAD,
    Found,
    at_rows,
)
from fastbt.catalog.audit_decimals import check_decimals
from fastbt.catalog.audit_limits import AuditLimits
from fastbt.catalog.audit_outliers import check_outliers
from fastbt.catalog.audit_prices import check_prices, check_units
from fastbt.catalog.audit_report import AuditedSeries, audited_series
from fastbt.catalog.audit_series import AuditedBars
from fastbt.catalog.audit_shape import shape_of
from fastbt.catalog.audit_times import Missing, check_pauses
from fastbt.catalog.bar_arrays import BarArrays
from fastbt.model.instruments import Instrument

if TYPE_CHECKING:
    from fastbt.catalog.reader import CatalogReader

_NONE = np.zeros(0, dtype=np.int64)
_NOTHING_MISSING = Missing(_NONE, _NONE, _NONE, _NONE)


def audit_ticks(
    reader: CatalogReader, kind: str, instrument: Instrument, start: Any, end: Any, limits: AuditLimits
) -> AuditedSeries:
    """Run every check of quotes or market prints on one series.

    Args:
        reader: the catalog.
        kind: ``quotes`` or ``trade_ticks``.
        instrument: whose they are.
        start: first ``ts_event``, included; None is the beginning.
        end: the same, excluded; None is the end.
        limits: the thresholds.
    """
    read, prices, checks = TICK_TABLES[kind]
    frame = read(reader, instrument.id.value, start, end).collect()
    sides = {name: _series(frame, name, instrument, limits) for name in prices}
    shown = next((series for series in sides.values() if series is not None), None)
    if shown is None:
        return AuditedSeries.empty(instrument.id.value, kind, None)
    found = [*checks(frame, limits), *check_pauses(shown, _NOTHING_MISSING)]
    for name, series in sides.items():
        found += [] if series is None else _of_side(frame, name, series, is_one=len(sides) == 1)
    audited = audited_series(shown, kind, found, None, 0, shape_of(shown, _NOTHING_MISSING))
    return replace(audited, rows=frame.height)


def _series(
    frame: pl.DataFrame, name: str, instrument: Instrument, limits: AuditLimits
) -> AuditedBars | None:
    """Prices of one side as bars; None where there are none."""
    there = frame.select("ts_event", name).drop_nulls()
    if not there.height:
        return None
    ts = there["ts_event"].to_physical().to_numpy()
    power = 10**instrument.price_precision
    ticks = np.rint(there[name].to_numpy() * power).astype(np.int64)
    bars = BarArrays(
        instrument, "1tick", ts, ts, ticks, ticks, ticks, ticks, None,
        instrument.price_precision, instrument.size_precision,
    )  # fmt: skip
    return AuditedBars(bars, by_session=False, limits=limits)


def _of_side(frame: pl.DataFrame, name: str, series: AuditedBars, *, is_one: bool) -> Iterator[Found]:
    """What is odd about the prices of a side, by rows of the table."""
    rows = np.flatnonzero(frame[name].is_not_null().to_numpy()).astype(np.int64)
    for check in (check_prices, check_units, check_outliers, check_decimals):
        for found in check(series):
            note = found.note or [""] * len(found)
            said = note if is_one else [f"{name} {text}".rstrip() for text in note]
            yield replace(found, row=rows[found.row], note=said)


def check_quotes(frame: pl.DataFrame, limits: AuditLimits) -> Iterator[Found]:
    """Find crossed and locked markets, and spreads many times the median one."""
    both = frame.with_row_index("row").drop_nulls(["bid_price", "ask_price"])
    ts, at = _ns(both), both["row"].cast(pl.Int64).to_numpy()
    bid, ask = both["bid_price"].to_numpy(), both["ask_price"].to_numpy()
    yield _found(CROSSED, ts, at, bid > ask, bid - ask)
    yield _found(LOCKED, ts, at, bid == ask, bid)
    spread = ask - bid
    usual = float(np.median(spread[spread > 0])) if (spread > 0).any() else np.inf
    share = np.divide(spread, (ask + bid) / 2, out=np.zeros(len(spread)), where=ask + bid > 0)
    wide = (spread > limits.wide_spread * usual) & (share > limits.smallest_move)
    yield _found(WIDE_SPREAD, ts, at, wide, share)


def check_trade_ticks(frame: pl.DataFrame) -> Iterator[Found]:
    """Find prints without size, and prints whose id another one has."""
    ts, at = _ns(frame), np.arange(frame.height, dtype=np.int64)
    price = frame["price"].to_numpy()
    yield _found(NO_SIZE, ts, at, (frame["size"] == 0).fill_null(value=False).to_numpy(), price)
    ids = frame["trade_id"]
    again = (~ids.is_first_distinct() & ids.is_not_null()).to_numpy()
    found = _found(REPEATED_ID, ts, at, again, price)
    yield replace(found, note=ids.gather(found.row).to_list())


def _found(check: Any, ts: I64, at: I64, marked: Any, value: F64) -> Found:
    places = np.flatnonzero(marked)
    return replace(at_rows(check, ts, places.astype(np.int64), value[places]), row=at[places])


def _ns(frame: pl.DataFrame) -> I64:
    return np.asarray(frame["ts_event"].to_physical().to_numpy(), dtype=np.int64)


Read = Callable[["CatalogReader", str, Any, Any], pl.LazyFrame]
Rows = Callable[[pl.DataFrame, AuditLimits], Iterator[Found]]

TICK_TABLES: dict[str, tuple[Read, tuple[str, ...], Rows]] = {
    "quotes": (
        lambda reader, name, start, end: reader.quotes(name, start, end),
        ("bid_price", "ask_price"),
        check_quotes,
    ),
    "trade_ticks": (
        lambda reader, name, start, end: reader.trade_ticks(name, start, end),
        ("price",),
        lambda frame, _: check_trade_ticks(frame),
    ),
}
"""How each table is read, the columns that hold its prices, and the check of its rows."""
