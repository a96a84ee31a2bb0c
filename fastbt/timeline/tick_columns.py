"""Quotes and prints as a timeline: integer columns sorted by time (rules T1, T7).

A tick is a row of one moment. A quote has its bid as ``low`` and its ask as ``high``; ``open`` and ``close``
are the middle of the two, rounded down. A side that it does not show stands as last seen, or where it never
was as the other one, and is flagged; it marks, but nothing fills there. A print has its price in all four.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.portions import NormalizedTable
from fastbt.codes import RowKind
from fastbt.errors import DataError
from fastbt.kernels.state import ROW_NO_ASK, ROW_NO_BID
from fastbt.timeline.columns import Columns

I64 = NDArray[np.int64]
KINDS = {"quotes": int(RowKind.QUOTE), "trade_ticks": int(RowKind.TRADE_TICK)}
"""Kind of a row by the name of its table."""


def columns_of_ticks(tables: Sequence[NormalizedTable], ids: Sequence[str]) -> Columns:
    """Lower tables of quotes and prints to one timeline.

    Args:
        tables: checked and sorted, at most one of each kind.
        ids: of all instruments, in the order of their numbers.

    Returns:
        The columns, sorted by time, then quotes before prints, then instrument; rows of one time, kind and
        instrument stay in order. Sizes that are not known are ``NOTHING``. ``spread``: of the newest quote.

    Raises:
        DataError: if there are no rows, or an instrument's first quote shows neither side.

    Example:
        >>> import polars as pl
        >>> from fastbt.simulation.read_ticks import read_ticks
        >>> quotes = {"ts": ["2024-01-02T10:00:00"], "bid_price": [1.25], "ask_price": [1.50]}
        >>> made = columns_of_ticks(read_ticks([pl.DataFrame(quotes)]).tables, ["ASSET.SIM"])
        >>> made.low, made.high, made.close
        (array([125]), array([150]), array([137]))
    """
    rows = pl.concat([_rows(table, ids) for table in tables])
    if not rows.height:
        raise DataError("the frame of ticks has no rows", remedy="check its filters, or start= and end=")
    if len(tables) > 1 or len(ids) > 1:
        rows = rows.sort("ts_event", "kind", "number", maintain_order=True)
    shown = rows.select(no_bid=pl.col("low").is_null(), no_ask=pl.col("high").is_null())
    missing = shown["no_bid"].any() or shown["no_ask"].any()
    if missing:
        rows = _with_last_seen(rows, ids)
    low, high = rows["low"].to_numpy(), rows["high"].to_numpy()
    middle = low + (high - low) // 2
    ts_event = rows["ts_event"].to_numpy()
    later = ts_event[1:] != ts_event[:-1]
    has_quotes = any(table.table.name == "quotes" for table in tables)
    return Columns(
        ts_event,
        ts_event,
        open=middle,
        high=high,
        low=low,
        close=middle,
        volume=rows["volume"].to_numpy(),
        ask_size=rows["ask_size"].to_numpy() if has_quotes else None,
        flags=_flags(shown) if missing else None,
        kind=rows["kind"].to_numpy(),
        instrument=None if len(ids) == 1 else rows["number"].to_numpy(),
        group_start=None if later.all() else _starts(later),
    )


def _rows(table: NormalizedTable, ids: Sequence[str]) -> pl.DataFrame:
    """One table's rows with the names of the timeline; sizes unknown are the least integer."""
    frame, kind = table.frame, KINDS[table.table.name]
    names = ("bid_price", "ask_price", "bid_size", "ask_size")
    if table.table.name != "quotes":
        names = ("price", "price", "size", "size")
    unknown = np.iinfo(np.int64).min
    number = pl.col("instrument_id").cast(pl.Enum(list(ids))).to_physical().cast(pl.Int32)
    return frame.select(
        pl.col("ts_event").to_physical().alias("ts_event"),
        pl.lit(kind, dtype=pl.UInt8).alias("kind"),
        (number if len(ids) > 1 else pl.lit(0, dtype=pl.Int32)).alias("number"),
        pl.col(names[0]).cast(pl.Int64).alias("low"),
        pl.col(names[1]).cast(pl.Int64).alias("high"),
        pl.col(names[2]).cast(pl.Int64).fill_null(unknown).alias("volume"),
        pl.col(names[3]).cast(pl.Int64).fill_null(unknown).alias("ask_size"),
    ).rechunk()


def _with_last_seen(rows: pl.DataFrame, ids: Sequence[str]) -> pl.DataFrame:
    """Fill in the sides that quotes do not show: as last seen in the instrument's quotes, else the other."""
    own = ["kind", "number"]
    seen = rows.with_columns(pl.col("low", "high").forward_fill().over(own))
    seen = seen.with_columns(
        pl.coalesce("low", "high").alias("low"), pl.coalesce("high", "low").alias("high")
    )
    lost = seen["low"].is_null()
    if lost.any():
        row = int(lost.arg_max() or 0)
        raise DataError(
            "the first quote of an instrument shows neither bid nor ask",
            table="quotes", row=row, time=seen["ts_event"].cast(pl.Datetime("ns", "UTC"))[row],
            instrument=ids[seen["number"][row]], remedy="leave such rows out",
        )  # fmt: skip
    return seen.rechunk()


def _flags(shown: pl.DataFrame) -> NDArray[np.uint8]:
    """ROW_NO_BID and ROW_NO_ASK of each row."""
    bid, ask = shown["no_bid"].to_numpy(), shown["no_ask"].to_numpy()
    return np.where(bid, ROW_NO_BID, 0).astype(np.uint8) | np.where(ask, ROW_NO_ASK, 0).astype(np.uint8)


def _starts(later: NDArray[np.bool_]) -> I64:
    """First row of each time and, last, the number of rows."""
    return np.concatenate(([0], np.flatnonzero(later) + 1, [len(later) + 1])).astype(np.int64)


def standing_spread(columns: Columns) -> tuple[I64, NDArray[np.bool_]]:
    """Distance of bid and ask of each row's newest quote, ticks, at least 0; and which rows have none.

    Args:
        columns: a timeline of ticks.
    """
    number = np.zeros(columns.rows, np.int32) if columns.instrument is None else columns.instrument
    spread = np.maximum(columns.high - columns.low, 0)
    own = pl.DataFrame({"number": number, "spread": spread, "quote": columns.kind == int(RowKind.QUOTE)})
    chosen = pl.when("quote").then("spread").forward_fill().over("number")
    found = own.select(spread=chosen)["spread"]
    return found.fill_null(0).to_numpy(), found.is_null().to_numpy()
