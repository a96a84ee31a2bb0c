"""Periods of returns and their number a year (rule Q1)."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.analysis.periods import DAY, period_returns
from fastbt.errors import ConfigError

MONDAY = 1_704_067_200_000_000_000
"""2024-01-01T00:00Z."""
HOUR = DAY // 24


def days(*numbers: float) -> np.ndarray:
    """Ends of bars, in days from Monday's midnight."""
    return np.array([MONDAY + int(number * DAY) for number in numbers], dtype=np.int64)


def test_daily_rows_are_periods():
    found = period_returns(days(1, 2, 3, 4, 5, 8), np.array([100, 110, 99, 99, 99, 198.0]), 100.0)
    assert found.basis == "row"
    assert found.returns.tolist() == pytest.approx([0.0, 0.1, -0.1, 0.0, 0.0, 1.0])
    assert found.per_year == 252
    assert found.description == "returns per row, 252 a year (there are no Saturdays)"


def test_finer_rows_are_gathered_by_day():
    """The row that ends at midnight belongs to the day it ends; the first day counts from the start."""
    found = period_returns(days(0.5, 1.0, 1.25, 2.0), np.array([90.0, 110.0, 50.0, 121.0]), 100.0)
    assert found.basis == "session"
    assert found.returns.tolist() == pytest.approx([0.1, 0.1])


def test_returns_multiply_up_to_the_total():
    draw = np.random.default_rng(5)
    equity = 100 * np.cumprod(1 + draw.normal(0, 0.01, 500))
    found = period_returns(MONDAY + HOUR * np.arange(1, 501, dtype=np.int64), equity, 100.0)
    assert np.prod(1 + found.returns) == pytest.approx(equity[-1] / 100)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ((1, 2, 3, 4, 5, 8, 9), 252.0),  # Monday to Friday, the last ending on Saturday's midnight
        ((1, 2, 3, 4, 5, 6, 7), 365.0),  # Saturday too
        ((1, 2, 3, 4, 5, 7, 8), 252.0),  # a Sunday evening session makes no seven-day market
        ((7, 14, 21, 28), 365.25 / 7),  # weeks
        ((31, 60, 91), 365.25 / 30),  # months, counted
        ((1,), 252.0),
    ],
)
def test_periods_a_year(ends: tuple[float, ...], expected: float):
    assert period_returns(days(*ends), np.ones(len(ends)), 1.0).per_year == pytest.approx(expected)


def test_periods_a_year_can_be_counted_or_given():
    ends = days(1, 2, 3, 4, 5, 8)
    assert period_returns(ends, np.ones(6), 1.0, "counted").per_year == pytest.approx(5 * 365.25 / 7)
    assert period_returns(ends, np.ones(6), 1.0, 260).per_year == 260
    assert period_returns(ends[:1], np.ones(1), 1.0, "counted").per_year is None


@pytest.mark.parametrize("wrong", ["daily", 0, -1, True])
def test_anything_else_is_refused(wrong):
    with pytest.raises(ConfigError, match="periods_per_year"):
        period_returns(days(1, 2), np.ones(2), 1.0, wrong)


def test_no_rows_no_returns():
    found = period_returns(days(), np.zeros(0), 1.0)
    assert len(found.returns) == 0
    assert found.per_year == 252


def test_a_return_on_nothing_is_unknown():
    found = period_returns(days(1, 2, 3), np.array([0.0, 5.0, 10.0]), 10.0)
    assert found.returns.tolist()[0] == -1.0
    assert np.isnan(found.returns[1])
    assert found.returns[2] == 1.0
