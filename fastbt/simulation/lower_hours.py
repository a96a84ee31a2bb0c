"""Which rows lie in their venue's session: the others inform and mark, but do not execute (rule B8)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fastbt.kernels.state import ROW_NO_EXECUTE, ROW_NO_TOUCH
from fastbt.timeline.columns import I64, Columns, Mask
from fastbt.venues.calendar import TradingCalendar
from fastbt.venues.venues import Venues


def close_outside(columns: Columns, venues: Venues, ids: Sequence[str]) -> int:
    """Let the rows outside the sessions of their venue's calendar not execute.

    Args:
        columns: the timeline; its flags are changed.
        venues: where one has no calendar, or ``extended_hours = on``, nothing is done.
        ids: the timeline's instruments, in the order of their numbers.

    Returns:
        How many rows do not execute.

    Raises:
        DataError: a row is beyond the calendar.
    """
    outside = np.zeros(columns.rows, dtype=np.bool_)
    for venue, rows in venues.by_rows(ids, columns.instrument):
        if venue.sessions is not None and venue.extended_hours == "off":
            outside[rows] = ~in_session(venue.sessions, columns.ts_open[rows], columns.ts_event[rows])
    if outside.any():
        bits = np.multiply(outside, ROW_NO_EXECUTE | ROW_NO_TOUCH, dtype=np.uint8)
        columns.flags = bits if columns.flags is None else columns.flags | bits
    return int(outside.sum())


def in_session(calendar: TradingCalendar, ts_open: I64, ts_event: I64) -> Mask:
    """Whether some of each bar lies in a session; a price of one moment also at a session's open or close.

    Args:
        calendar: the sessions; breaks belong to theirs.
        ts_open: starts, ns UTC.
        ts_event: ends.

    Raises:
        DataError: an end is beyond the calendar.
    """
    calendar.session_of(ts_event)  # refuses what the calendar does not know
    point = ts_open == ts_event
    # The first session not over when the bar starts holds some of it if it opens before the bar's end.
    place = np.where(
        point,
        np.searchsorted(calendar.closes, ts_event, side="left"),
        np.searchsorted(calendar.closes, ts_open, side="right"),
    )
    opens = np.append(calendar.opens, np.iinfo(np.int64).max)[place]
    return np.asarray(np.where(point, opens <= ts_event, opens < ts_event))
