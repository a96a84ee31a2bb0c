"""Frames as reshaping reads them: where the time stands, whose the rows are, lazily or not.

A row belongs to the time at which it is known: a bar to its end. Times under another name than ``ts_event``
are read as everywhere (rule T2): a date is a session that ends at 24:00 UTC, any other time an end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.frames import to_frame
from fastbt.errors import DataError
from fastbt.schema.market import BARS, PRICES, QUOTES, TIME_NAMES, TRADE_TICKS
from fastbt.schema.table import TIME

I64 = NDArray[np.int64]
AnyFrame = TypeVar("AnyFrame", pl.DataFrame, pl.LazyFrame)

KEY = "instrument_id"

_KNOWN = frozenset((*BARS.names, *QUOTES.names, *TRADE_TICKS.names, *TIME_NAMES))


@dataclass(frozen=True, slots=True)
class Rows:
    """A frame sorted by instrument and time, with what reshaping needs of it as arrays.

    Args:
        frame: the rows, their time in the column ``ts_event``.
        ts_event: time of each row, ns UTC.
        ts_open: start of each bar; None where the source has no starts.
        starts: first row of each instrument and, last, the number of rows.
        has_id: whether the frame has a column ``instrument_id``.
    """

    frame: pl.DataFrame
    ts_event: I64
    ts_open: I64 | None
    starts: I64
    has_id: bool

    @property
    def is_bars(self) -> bool:
        """Whether the rows are bars, which end at their time, not ticks, which happen then."""
        return all(name in self.frame.columns for name in PRICES)

    def instrument(self) -> NDArray[np.int64]:
        """Number of each row's instrument."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


def through(data: Any, function: Callable[[pl.DataFrame], pl.DataFrame]) -> Any:
    """Apply a function to a table: at once, or, to a LazyFrame, when that is collected.

    Args:
        data: any table; see ``catalog.frames.to_frame``.
        function: what to do with a DataFrame; it must also take one without rows, whose result tells the
            schema of the LazyFrame.

    Returns:
        A LazyFrame for a LazyFrame, else a DataFrame.
    """
    if not isinstance(data, pl.LazyFrame):
        return function(known_names(to_frame(data)))
    lazy = known_names(data)
    schema = function(pl.DataFrame(schema=lazy.collect_schema())).schema
    return lazy.map_batches(function, schema=dict(schema))


def known_names(frame: AnyFrame) -> AnyFrame:
    """Return the frame with the names we know in lower case: ``Close`` is ``close``."""
    names = frame.collect_schema().names()
    lower = {name: name.strip().lower() for name in names}
    return frame.rename({a: b for a, b in lower.items() if a != b and b in _KNOWN and b not in names})


def time_name(schema: pl.Schema, table: str) -> str:
    """Return the name of the column of times, the most telling one.

    Raises:
        DataError: there is none.
    """
    lower = {name.strip().lower(): name for name in reversed(schema.names())}
    for name in TIME_NAMES:
        if name in lower:
            return lower[name]
    raise DataError(
        "no column of times", table=table, remedy=f"name it one of {', '.join(TIME_NAMES)}, best ts_event"
    )


def utc(name: str, dtype: pl.DataType, table: str, *, end: bool = True) -> pl.Expr:
    """Return the expression of a column of times in nanoseconds UTC; naive ones are UTC.

    Args:
        name: the column.
        dtype: its type.
        table: the table's name, for the message.
        end: whether a date means the end of its day, not the start.

    Raises:
        DataError: the column does not hold times.
    """
    column = pl.col(name)
    if dtype == pl.Date:
        midnight = column.cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")
        return midnight.dt.offset_by("1d") if end else midnight
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone is None:
            return column.cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")
        return column.dt.convert_time_zone("UTC").cast(TIME)
    raise DataError(
        f"column of type {dtype} does not hold times",
        table=table,
        column=name,
        remedy="make it Datetime or Date; the catalog reads text and numbers too",
    )


def with_times(frame: AnyFrame, table: str) -> AnyFrame:
    """Return the frame with ``ts_event`` in place of whatever column has its times.

    A date gives ``ts_open`` too. ``instrument_id`` becomes String.

    Args:
        frame: the frame.
        table: its name, for messages.

    Raises:
        DataError: no column of times.
    """
    schema = frame.collect_schema()
    name = time_name(schema, table)
    columns = {"ts_event": utc(name, schema[name], table)}
    if "ts_open" in schema:
        columns["ts_open"] = utc("ts_open", schema["ts_open"], table, end=False)
    elif schema[name] == pl.Date and all(price in schema for price in PRICES):
        columns["ts_open"] = utc(name, schema[name], table, end=False)
    if KEY in schema and schema[KEY] != pl.String:
        columns[KEY] = pl.col(KEY).cast(pl.String)
    found = frame.with_columns(**columns)
    return found if name == "ts_event" else found.drop(name)


def rows_of(frame: pl.DataFrame, table: str) -> Rows:
    """Sort a frame by instrument and time; rows of equal time keep their order.

    Args:
        frame: the frame, with or without ``instrument_id``.
        table: its name, for messages.

    Raises:
        DataError: no column of times, or a time or an id is null.
    """
    timed = with_times(frame, table)
    has_id = KEY in timed.columns
    for name in ("ts_event", *([KEY] if has_id else [])):
        if timed[name].null_count():
            row = int(timed[name].is_null().arg_max() or 0)
            raise DataError("a row without one", table=table, column=name, row=row)
    # Most frames are sorted by time already: then a stable sort by instrument does.
    timed = timed.sort([KEY, "ts_event"] if has_id else ["ts_event"], maintain_order=True)
    starts = np.array([0, timed.height], dtype=np.int64)
    if has_id and timed.height:
        ids = timed[KEY]
        starts = np.flatnonzero(np.concatenate(([True], (ids != ids.shift(1)).to_numpy()[1:], [True])))
    return Rows(
        frame=timed,
        ts_event=ns_of(timed["ts_event"]),
        ts_open=ns_of(timed["ts_open"]) if "ts_open" in timed.columns else None,
        starts=starts.astype(np.int64),
        has_id=has_id,
    )


def ns_of(times: pl.Series) -> I64:
    """Nanoseconds of a column of times; null becomes 0."""
    values: I64 = times.to_physical().fill_null(0).rechunk().to_numpy()
    return values


def times_from(ns: I64, name: str) -> pl.Series:
    """Make a column of times of nanoseconds."""
    return pl.Series(name, ns, dtype=pl.Int64).cast(TIME)
