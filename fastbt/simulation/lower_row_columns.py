"""Lowers what the venues' models read of every row beside its prices: volume (checked), spread, vwap."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.normalized import NormalizedBars
from fastbt.errors import DataError
from fastbt.model.rounding import floats_to_steps
from fastbt.timeline.columns import Columns
from fastbt.venues.custom import CustomVolumeLimit
from fastbt.venues.slippage import SpreadSlippage, VolumeSlippage
from fastbt.venues.venues import Venues

I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]


def add_row_columns(columns: Columns, bars: NormalizedBars, venues: Venues) -> None:
    """Give the timeline the columns that the venues' models read (rules F1, F11, F13).

    Args:
        columns: the timeline of ``bars``; what is needed is filled in.
        bars: checked and sorted bars.
        venues: say which models there are.

    Raises:
        DataError: if a model needs a column that the bars do not have, or that is null or below zero
            somewhere; the row is named.
    """
    for venue, rows in venues.by_rows(list(bars.instruments), columns.instrument):
        read = np.zeros(columns.rows, dtype=np.bool_)
        read[rows] = True
        by_volume = isinstance(venue.slippage, VolumeSlippage)
        limit = venue.volume_limit
        if by_volume or (limit is not None and not isinstance(limit, CustomVolumeLimit)):
            reader = "slippage by volume" if by_volume else "volume_limit"
            missing = read & bars.frame["volume"].is_null().to_numpy()
            refuse_bad(bars, "volume", missing, f"is null, but {reader} needs it")
        if isinstance(venue.slippage, SpreadSlippage):
            columns.spread = price_column(bars, "spread", "slippage by spread", read)
        if venue.fill_price == "vwap":
            columns.vwap = price_column(bars, "vwap", "fill_price='vwap'", read)
            outside = read & ((columns.vwap < columns.low) | (columns.vwap > columns.high))
            said = "lies outside the bar's low and high, but fill_price='vwap' fills there"
            refuse_bad(bars, "vwap", outside, said)


def price_column(bars: NormalizedBars, name: str, reader: str, read: Mask) -> I64:
    """Return a column of prices or distances of prices that the source has beside the bars', in ticks.

    Args:
        bars: checked and sorted bars.
        name: the column.
        reader: what reads it, for messages.
        read: the rows that are read.

    Returns:
        Ticks of each row's instrument, to the nearest; 0 in a row that nobody reads and that has none.

    Raises:
        DataError: if there is no such column of numbers, or a value is null, not finite, or below zero.
    """
    series = bars.frame[name] if name in bars.frame.columns else None
    if series is None or not series.dtype.is_numeric():
        what = "have no such column" if series is None else f"have no numbers but {series.dtype} there"
        raise DataError(
            f"{reader} reads the column {name!r} of the bars, which {what}",
            table="bars", column=name, remedy="add it in the unit of prices, or take another model",
        )  # fmt: skip
    values = series.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    bad = ~(np.isfinite(values) & (values >= 0))
    refuse_bad(bars, name, bad & read, f"is null, not finite or below zero, but {reader} reads it")
    values = np.where(bad, 0.0, values)
    ticks = np.empty(len(values), dtype=np.int64)
    ids = bars.frame["instrument_id"]
    for key, model in bars.instruments.items():
        rows = (ids == key).to_numpy() if len(bars.instruments) > 1 else np.ones(len(values), np.bool_)
        ticks[rows] = floats_to_steps(values[rows], model.price_precision, f"bars, column {name!r}")
    return ticks


def refuse_bad(
    bars: NormalizedBars,
    name: str,
    bad: Mask,
    message: str,
    remedy: str = "fill it in, or take another model",
) -> None:
    """Refuse the first bad row of a column.

    Raises:
        DataError: if there is one; row, time and instrument are named.
    """
    if bad.any():
        row = int(bad.argmax())
        raise DataError(
            message, table="bars", column=name, row=row, time=bars.frame["ts_event"][row],
            instrument=bars.frame["instrument_id"][row], remedy=remedy,
        )  # fmt: skip
