"""Rows outside the venue's sessions (B8)."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.errors import DataError
from fastbt.kernels.state import ROW_NO_EXECUTE, ROW_NO_TOUCH
from fastbt.simulation.lower_hours import in_session
from fastbt.venues.calendar import TradingCalendar
from fastbt.venues.venue import Venue
from tests.simulation.markets import MINUTE, bar_frame, market

DAY = 1440 * MINUTE
CALENDAR = TradingCalendar("two", [0, 4 * MINUTE], [2 * MINUTE, 6 * MINUTE], [0, DAY])
CLOSED = ROW_NO_EXECUTE | ROW_NO_TOUCH


def test_rows_outside_do_not_execute():
    bars = bar_frame([1.0] * 6).with_columns(open="close", high="close", low="close")
    frame = bars.with_columns(ts_open=bar_frame([1.0] * 6, minutes=range(6))["ts_event"])
    lowered = market(frame, Venue(calendar=CALENDAR))
    assert lowered.columns.flags is not None
    assert lowered.columns.flags.tolist() == [0, 0, CLOSED, CLOSED, 0, 0]
    assert lowered.closed_rows == 2


@pytest.mark.parametrize("venue", [Venue(), Venue(calendar=CALENDAR, extended_hours="on")])
def test_all_rows_execute_without_a_calendar_or_with_extended_hours(venue: Venue):
    lowered = market(bar_frame([1.0] * 6), venue)
    assert (lowered.columns.flags, lowered.closed_rows) == (None, 0)


@pytest.mark.parametrize(
    ("opened", "ended", "inside"),
    [
        (1, 2, True), (1, 3, True), (2, 3, False), (2, 4, False), (2, 5, True), (-9, 6, True),
        (0, 0, True), (2, 2, True), (3, 3, False), (4, 4, True), (6, 6, True),
    ],
)  # fmt: skip
def test_a_bar_is_inside_if_some_of_it_is(opened: int, ended: int, inside: bool):
    times = (np.array([moment * MINUTE]) for moment in (opened, ended))
    assert in_session(CALENDAR, *times).tolist() == [inside]


def test_a_row_beyond_the_calendar_is_an_error():
    with pytest.raises(DataError, match=r"calendar two: nothing is known at this time.*longer time"):
        market(bar_frame([1.0] * 7), Venue(calendar=CALENDAR))
