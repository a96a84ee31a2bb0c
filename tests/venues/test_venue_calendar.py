"""A venue's calendar: its forms, and the end of the session of a time."""

from __future__ import annotations

import json

import numpy as np
import pytest

from fastbt.errors import ConfigError, DataError
from fastbt.venues.calendar import TradingCalendar
from fastbt.venues.calendar_sources import DAY
from fastbt.venues.venue import Venue
from fastbt.venues.venue_calendar import next_sessions, session_ends

HOUR = DAY // 24
TWO = TradingCalendar("two", [9 * HOUR, DAY + 9 * HOUR], [16 * HOUR, DAY + 13 * HOUR], [0, DAY])


def test_a_word_is_enough_for_fixed_rules() -> None:
    for word, calendar in (
        ("always_open", TradingCalendar.always_open()),
        ("fx_week", TradingCalendar.fx_week()),
    ):
        assert Venue(calendar=word).sessions is calendar
        assert Venue(calendar=calendar) == Venue(calendar=word)
        assert Venue(calendar=calendar).to_dict()["calendar"] == word
    assert Venue().sessions is None
    assert Venue().to_dict()["calendar"] is None


def test_others_are_plain_values_and_back() -> None:
    values = json.loads(json.dumps(Venue(calendar=TWO).to_dict()))
    assert values["calendar"]["closes"] == [16 * HOUR, DAY + 13 * HOUR]
    again = Venue.from_dict(values)
    assert again.to_dict() == values
    assert isinstance(again.sessions, TradingCalendar)
    assert again.sessions.name == "two"


@pytest.mark.parametrize("value", ["XNYS", 5, {"name": "x"}])
def test_anything_else_is_refused(value: object) -> None:
    with pytest.raises(
        ConfigError, match=r"calendar=.*give a bt.TradingCalendar or one of 'always_open', 'fx_week'"
    ):
        Venue(calendar=value)  # type: ignore[arg-type]


def test_without_a_calendar_a_session_is_a_utc_day() -> None:
    times = np.array([0, 1, DAY - 1, DAY, -1])
    assert session_ends(None, times).tolist() == [DAY, DAY, DAY, 2 * DAY, 0]


def test_the_session_in_progress_or_the_next_to_open() -> None:
    first, second = 16 * HOUR, DAY + 13 * HOUR
    times = np.array([9 * HOUR, 16 * HOUR - 1, 16 * HOUR, DAY, DAY + 9 * HOUR, DAY + 13 * HOUR - 1])
    assert session_ends(TWO, times).tolist() == [first, first, second, second, second, second]


def test_the_next_session_to_open() -> None:
    opens, closes = next_sessions(TWO, np.array([9 * HOUR, 9 * HOUR, 9 * HOUR + 1, 16 * HOUR]))
    assert opens.tolist() == [9 * HOUR, 9 * HOUR, DAY + 9 * HOUR, DAY + 9 * HOUR]
    assert closes.tolist() == [16 * HOUR, 16 * HOUR, DAY + 13 * HOUR, DAY + 13 * HOUR]
    opens, closes = next_sessions(None, np.array([-1, 0, 1, DAY]))
    assert opens.tolist() == [0, 0, DAY, DAY]
    assert closes.tolist() == [DAY, DAY, 2 * DAY, 2 * DAY]
    with pytest.raises(DataError, match="calendar two: no open after"):
        next_sessions(TWO, np.array([DAY + 9 * HOUR + 1]))


def test_beyond_the_calendar() -> None:
    with pytest.raises(DataError, match="calendar two: no open after"):
        session_ends(TWO, np.array([DAY + 13 * HOUR]))
    with pytest.raises(DataError, match="calendar two: nothing is known at"):
        session_ends(TWO, np.array([3 * DAY]))
