"""The arithmetic of sessions: stretches between breaks, periods of days."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from fastbt.errors import DataError
from fastbt.venues.calendar_bars import grid, period_of, stretches
from fastbt.venues.calendar_sources import DAY, Sessions, always_open


def test_stretches_lie_between_breaks():
    one = np.array([0, 10]), np.array([9, 20]), np.array([0, DAY])
    assert [part.tolist() for part in stretches(Sessions(*one))] == [[0, 10], [9, 20]]
    found = stretches(Sessions(*one, np.array([2, 12]), np.array([3, 14])))
    assert [part.tolist() for part in found] == [[0, 3, 10, 14], [2, 9, 12, 20]]


@pytest.mark.parametrize("days", [1, 2, 3, 7, 14])
def test_periods_tile_the_calendar(days: int):
    labels = np.arange(-40, 40) * DAY
    period = period_of(labels, days)
    assert ((labels - period >= 0) & (labels - period < days * DAY)).all()
    assert set(np.diff(np.unique(period)).tolist()) == {days * DAY}


def test_weeks_begin_on_mondays():
    epoch = date(1970, 1, 1)
    for offset in range(30):
        first = period_of(np.array([offset * DAY]), 7)[0]
        assert (epoch + timedelta(days=int(first // DAY))).weekday() == 0


def test_too_many_bars_are_refused_before_they_fill_memory():
    with pytest.raises(DataError, match="shorter range"):
        grid(always_open(), 1, "session", 0, DAY)
