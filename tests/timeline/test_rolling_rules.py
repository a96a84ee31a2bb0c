"""Rules of rolling on arrays."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.errors import DataError
from fastbt.timeline.rolling_rules import Rolls, by_expiry, by_figures, sessions_of
from fastbt.venues.calendar import TradingCalendar

DAY = 86_400_000_000_000


def test_held_from_the_time_after_a_roll():
    rolls = Rolls(np.array([10, 20]), np.array([0, 1]))
    held, since = rolls.held(np.array([9, 10, 11, 20, 21]))
    assert held.tolist() == [-1, -1, 0, 0, 1]
    assert since[2:].tolist() == [10, 10, 20]
    assert Rolls(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)).held(np.array([5]))[
        0
    ].tolist() == [-1]


def test_sessions_sum_volume_and_carry_open_interest():
    times = np.array([1, 2, 2, DAY, DAY + 1, DAY + 1])
    contract = np.array([0, 0, 1, 1, 0, 1])
    amount = np.array([1.0, 2.0, 4.0, 8.0, np.nan, 16.0])
    volume = sessions_of(times, contract, 2, amount, None, last=False)
    assert volume.figures.tolist() == [[3.0, 12.0], [0.0, 16.0]]
    interest = sessions_of(times, contract, 2, amount, None, last=True)
    assert interest.figures.tolist() == [[2.0, 8.0], [2.0, 16.0]]
    assert interest.ends.tolist() == [DAY, DAY + 1]
    assert interest.dates.tolist() == [0, DAY]


def test_a_contract_unseen_so_far_is_not_taken():
    times = np.array([1, DAY + 1, 2 * DAY + 1, 2 * DAY + 1, 3 * DAY + 1])
    contract = np.array([0, 0, 0, 1, 1])
    sessions = sessions_of(times, contract, 2, None, None, last=False)
    rolls = by_expiry(sessions, np.array([1, 9]) * DAY, 0)
    assert rolls.since.tolist() == [1, 2 * DAY + 1]
    assert rolls.contract.tolist() == [0, 1]


def test_equal_figures_change_nothing():
    times = np.array([1, 1, DAY + 1, DAY + 1, 2 * DAY + 1])
    sessions = sessions_of(
        times, np.array([0, 1, 0, 1, 0]), 2, np.array([5.0, 5.0, 5.0, 6.0, 1.0]), None, last=False
    )
    rolls = by_figures(sessions)
    assert (rolls.since.tolist(), rolls.contract.tolist()) == ([1, DAY + 1], [0, 1])


def test_what_has_not_traded_is_not_held():
    sessions = sessions_of(np.array([1, DAY + 1]), np.array([0, 0]), 1, np.zeros(2), None, last=False)
    assert by_figures(sessions).since.tolist() == []


def test_rows_beyond_the_calendar():
    calendar = TradingCalendar("toy", [1], [9], [0])
    with pytest.raises(DataError, match="toy: no session ends after"):
        sessions_of(np.array([5, 10]), np.array([0, 0]), 1, None, calendar, last=False)
