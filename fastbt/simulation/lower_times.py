"""Spans of time, bars or durations: as what kernels count, and as the moment an order expires."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.errors import ConfigError
from fastbt.kernels.state import FAR_UP
from fastbt.model.durations import duration_ns
from fastbt.strategies.expressions import number_values
from fastbt.strategies.words import is_number
from fastbt.timeline.columns import Columns

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

SPAN_NONE, SPAN_ROWS, SPAN_NS = 0, 1, 2
"""The kernel's kinds of a time stop: none, rows of the instrument, nanoseconds."""
_NEVER = 2.0**62
"""A span of as many bars or nanoseconds (146 years) does not end."""


def span_values(name: str, word: Any, series: pl.Series | None) -> tuple[int, F64]:
    """Read a span as the kernel counts it.

    Args:
        name: the word, for messages.
        word: a number of bars, a timedelta, or text such as "2h"; ignored where there is a series.
        series: the word's values per row: whole numbers are bars, a Duration is time.

    Returns:
        SPAN_ROWS or SPAN_NS, and one value, or one per row with NaN for null.

    Raises:
        ConfigError: if a value is no whole number of bars, or not above zero.

    Example:
        >>> span_values("time_stop", "1s", None)
        (2, array([1.e+09]))
    """
    if series is None:
        if is_number(word):
            return SPAN_ROWS, np.array([float(word)])
        if isinstance(word, timedelta | str):
            return SPAN_NS, np.array([float(duration_ns(word, name))])
        raise ConfigError(f"{name}={word!r} is neither a number of bars nor a duration")
    if series.dtype == pl.Duration:
        values = number_values(name, series.cast(pl.Duration("ns")).to_physical())
        kind = SPAN_NS
    else:
        values = number_values(name, series)
        kind = SPAN_ROWS
    with np.errstate(invalid="ignore"):
        bad = (values <= 0) | (values != np.floor(values)) & ~np.isnan(values)
    if bad.any():
        row = int(bad.argmax())
        raise ConfigError(
            f"{name}={series[row]} in row {row} must be a whole number of bars from 1 up, or a duration "
            "above zero"
        )
    return kind, values


def expire_times(
    columns: Columns,
    rows: I64,
    kind: int,
    spans: F64,
    *,
    instruments: I64 | None = None,
) -> I64:
    """Return when orders sent on rows expire.

    Args:
        columns: the timeline.
        rows: the row on which each order is sent.
        kind: SPAN_ROWS or SPAN_NS.
        spans: one span, or one per order; NaN for none.
        instruments: what each order trades, where it is not the row's instrument.

    Returns:
        Nanoseconds per order; FAR_UP where it never expires, and where the data ends before.
    """
    spans = np.broadcast_to(spans, len(rows))
    known = spans < _NEVER  # not so for NaN
    expire = np.full(len(rows), FAR_UP, dtype=np.int64)
    if kind == SPAN_NS:
        start = columns.ts_event[rows]
        expire[known] = start[known] + np.minimum(spans[known].astype(np.int64), FAR_UP - start[known])
        return expire
    if instruments is None and columns.instrument is not None:
        instruments = columns.instrument[rows].astype(np.int64)
    if columns.instrument is None or instruments is None:
        _fill_rows(expire, columns, known, rows, spans, None)
        return expire
    for number in np.unique(instruments[known]):
        own = columns.rows_of(number)  # bars of the strategy, where there are finer ones
        _fill_rows(expire, columns, known & (instruments == number), rows, spans, own)
    return expire


def _fill_rows(
    expire: I64, columns: Columns, which: NDArray[np.bool_], rows: I64, spans: F64, own: I64 | None
) -> None:
    """Set the ``ts_event`` of the n-th later row of the instrument, whose rows are ``own`` (None: all)."""
    count = columns.rows if own is None else len(own)
    # Rows of the instrument up to and including the sending row, less one, is the place of the newest.
    newest = rows[which] if own is None else np.searchsorted(own, rows[which], side="right") - 1
    place = newest + np.minimum(spans[which], float(count)).astype(np.int64)
    inside = place < count
    at = np.flatnonzero(which)[inside]
    expire[at] = columns.ts_event[place[inside] if own is None else own[place[inside]]]
