"""Checks of when bars are: their order, and the calendar's bars that are missing or too many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fastbt.catalog.audit_checks import (
    CLOSED_HOURS,
    F64,
    GAP,
    I64,
    LONG_PAUSE,
    OVERLAP,
    TIME_ORDER,
    Found,
    at_rows,
    runs,
)
from fastbt.catalog.audit_series import AuditedBars, Mask
from fastbt.codes import BarAggregation
from fastbt.venues.calendar import TradingCalendar
from fastbt.venues.calendar_bars import Anchor, stretches
from fastbt.venues.calendar_sources import DAY, Sessions

SECOND = 10**9
_ALIGNED = 0.99
_SAMPLE = 10_000


def check_order(series: AuditedBars) -> Iterator[Found]:
    """Find bars that are not behind each other; the rows of a catalog are, unless a file was changed."""
    arrays = series.arrays
    late = np.r_[np.int64(0), arrays.ts_event[:-1] + 1 - arrays.ts_event[1:]]
    np.maximum(late, arrays.ts_open - arrays.ts_event, out=late)
    rows = np.flatnonzero(late > 0).astype(np.int64)
    if len(rows):
        yield at_rows(TIME_ORDER, arrays.ts_event, rows, np.asarray(late[rows] / SECOND))
    common = arrays.ts_event[:-1] - arrays.ts_open[1:]
    rows = np.flatnonzero(common > 0).astype(np.int64)
    if len(rows):
        yield at_rows(OVERLAP, arrays.ts_event, rows + 1, np.asarray(common[rows] / SECOND))


@dataclass(frozen=True, slots=True)
class Missing:
    """Bars that are not there: one entry for each pause that has some.

    Args:
        row: the row behind it.
        first: ``ts_event`` of the first that is missing, ns UTC.
        last: that of the last.
        bars: how many are.
    """

    row: I64
    first: I64
    last: I64
    bars: I64

    def found(self) -> Found:
        """As findings."""
        return Found(GAP, self.first, self.last, self.bars, self.bars.astype(np.float64), self.row)

    def between(self, edges: I64) -> F64:
        """How many are missing between each two times, spread evenly over each pause.

        Args:
            edges: times, ns UTC, ascending.
        """
        if not len(self.row):
            return np.zeros(len(edges) - 1)
        total = np.cumsum(self.bars)
        times = np.stack([self.first - 1, self.last], axis=1).ravel()
        counts = np.stack([total - self.bars, total], axis=1).ravel()
        return np.diff(np.interp(edges, times, counts))


def missing_bars(series: AuditedBars, calendar: TradingCalendar) -> Missing:
    """Count in each pause the bars that a calendar expects there.

    Weeks, months and several days are counted by their own length; ticks, volume and value have no gaps.

    Raises:
        DataError: the calendar does not reach over the series.
    """
    arrays, length = series.arrays, series.bar.duration_ns
    rows = series.pauses
    if length is None or length > DAY:
        return _by_length(series, rows)
    start, end = int(arrays.ts_open[0]), int(arrays.ts_open[-1]) + 1
    expected = calendar.expected(length, start, end, anchor=anchor_of(series, calendar))
    begins = np.searchsorted(expected, arrays.ts_event[rows - 1])
    ends = np.searchsorted(expected, arrays.ts_open[rows])
    some = ends > begins
    rows, begins, ends = rows[some], begins[some], ends[some]
    first, last = expected[begins] + length, expected[ends - 1] + length
    return Missing(rows, first, last, (ends - begins).astype(np.int64))


def anchor_of(series: AuditedBars, calendar: TradingCalendar) -> Anchor:
    """What bars are counted from: ``utc`` where nearly all start at multiples of their length.

    Where the sessions do so too, both are the same, and counting from sessions is quicker.
    """
    opens = series.arrays.ts_open[:: max(1, len(series.arrays) // _SAMPLE)]
    length = series.bar.duration_ns
    if length is None or float((opens % length == 0).mean()) < _ALIGNED:
        return "session"
    is_same = all((times % length == 0).all() for times in (calendar.opens, calendar.break_ends))
    return "session" if is_same else "utc"


def _by_length(series: AuditedBars, rows: I64) -> Missing:
    arrays, length = series.arrays, series.bar.duration_ns
    before, after = arrays.ts_open[rows - 1], arrays.ts_open[rows]
    if length is not None:
        bars = np.rint((after - before) / length).astype(np.int64) - 1
    elif series.bar.aggregation is BarAggregation.MONTH:
        months = [times.astype("M8[ns]").astype("M8[M]").astype(np.int64) for times in (before, after)]
        bars = (months[1] - months[0]) // series.bar.step - 1
    else:
        bars = np.zeros(len(rows), dtype=np.int64)
    some = bars > 0
    rows, bars = rows[some], bars[some]
    return Missing(rows, arrays.ts_event[rows - 1] + 1, arrays.ts_open[rows], bars)


def check_pauses(series: AuditedBars, missing: Missing) -> Iterator[Found]:
    """Find days on which there is nothing, and nobody knows whether there should be.

    Args:
        series: the bars.
        missing: bars known to be missing; their pauses are left out.
    """
    arrays = series.arrays
    if (series.bar.duration_ns or 0) > DAY or series.bar.aggregation is BarAggregation.MONTH:
        return
    rows = np.setdiff1d(series.pauses, missing.row)
    days = (arrays.ts_open[rows] - arrays.ts_event[rows - 1]) / DAY
    rows, days = rows[days > series.limits.pause_days], days[days > series.limits.pause_days]
    none = np.zeros(len(rows), dtype=np.int64)
    yield Found(LONG_PAUSE, arrays.ts_event[rows - 1], arrays.ts_open[rows], none, np.asarray(days), rows)


def check_hours(series: AuditedBars, calendar: TradingCalendar) -> Iterator[Found]:
    """Find bars while the market is closed.

    Args:
        series: the bars.
        calendar: when the market is open.
    """
    arrays = series.arrays
    if series.bar.duration_ns is None or series.bar.duration_ns > DAY:
        return
    begins, ends = runs(_closed(series, calendar))
    if len(begins):
        bars = ends - begins
        yield Found(
            CLOSED_HOURS, arrays.ts_event[begins], arrays.ts_event[ends - 1], bars,
            bars.astype(np.float64), begins,
        )  # fmt: skip


def _closed(series: AuditedBars, calendar: TradingCalendar) -> Mask:
    """Rows during which the market is not open; of sessions, those whose date is no session's."""
    arrays = series.arrays
    if series.by_session:
        labels = calendar.expected(DAY, int(arrays.ts_open[0]), int(arrays.ts_open[-1]) + 1, anchor="utc")
        return ~np.isin(arrays.ts_open, labels)
    opens, closes = stretches(
        Sessions(calendar.opens, calendar.closes, calendar.labels, calendar.break_starts, calendar.break_ends)
    )
    # Rows are many, closed times few.
    begins = np.r_[np.int64(0), np.searchsorted(arrays.ts_open, closes)]
    ends = np.r_[np.searchsorted(arrays.ts_open, opens), len(arrays)]
    closed = np.zeros(len(arrays), dtype=np.bool_)
    for at in np.flatnonzero(ends > begins).tolist():
        closed[begins[at] : ends[at]] = True
    rows = np.flatnonzero(closed)
    # A bar that starts before the open may reach into the session.
    closed[rows] = ~calendar.is_open(arrays.ts_event[rows] - 1)
    return closed
