"""Returns per period and how many periods a year has: what every annualized figure rests on (rule Q1).

A period is a session, which without a calendar is a day of UTC, when some day has more than one row; else
it is a row. A row that ends at midnight belongs to the day it ends. The first period's return counts from
the starting balance, so the returns multiply up to the total return.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fastbt.errors import ConfigError

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]
PeriodsPerYear: TypeAlias = Literal["calendar", "counted"] | float

DAY = 86_400_000_000_000
"""Nanoseconds of a day."""
YEAR_DAYS = 365.25
SATURDAY = 5
"""Days of the week are counted from Monday, 0."""
FIRST_WEEKDAY = 3
"""1970-01-01 was a Thursday."""


@dataclass(frozen=True, slots=True)
class Periods:
    """Returns and what they are returns of."""

    basis: Literal["session", "row"]
    """What a period is."""
    returns: F64
    """Return of each period, a fraction; NaN where the equity before it was not above zero."""
    per_year: float | None
    """Periods a year; None where it had to be counted and there is no time to count in."""
    rule: str
    """How ``per_year`` was found."""

    @property
    def description(self) -> str:
        """One line for settings and reports."""
        what = "session (UTC day)" if self.basis == "session" else "row"
        number = "unknown" if self.per_year is None else f"{self.per_year:g}"
        return f"returns per {what}, {number} a year ({self.rule})"


def period_returns(
    ts_event: I64, equity: F64, start: float, periods_per_year: PeriodsPerYear = "calendar"
) -> Periods:
    """Divide equity into periods (rule Q1).

    Args:
        ts_event: time of each row, ns UTC, ascending.
        equity: equity after each row.
        start: the starting balance.
        periods_per_year: ``calendar``: 365 where there are periods on Saturdays, else 252; but counted where
            a typical period is longer than a day. ``counted``: periods per 365.25 days between the first
            and the last. A number is taken as it is.

    Raises:
        ConfigError: ``periods_per_year`` is another word or not above zero.
    """
    ends, days = _day_ends(ts_event)
    by_session = len(ends) < len(ts_event)
    worth = equity[ends] if by_session else equity
    before = np.concatenate([[start], worth[:-1]]) if len(worth) else worth
    sound = before > 0
    returns = np.where(sound, (worth - before) / np.where(sound, before, 1.0), np.nan)
    per_year, rule = _per_year(days, periods_per_year)
    return Periods("session" if by_session else "row", returns, per_year, rule)


def _day_ends(ts_event: I64) -> tuple[I64, I64]:
    """Last row of each day that has one, and the number of that day since 1970."""
    if not len(ts_event):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    first, last = int(ts_event[0] - 1) // DAY, int(ts_event[-1] - 1) // DAY
    days = np.arange(first, last + 1, dtype=np.int64)
    until = np.searchsorted(ts_event, (days + 1) * DAY, side="right")
    filled = np.diff(until, prepend=0) > 0
    return until[filled] - 1, days[filled]


def _per_year(days: I64, wanted: PeriodsPerYear) -> tuple[float | None, str]:
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool) and wanted > 0:
        return float(wanted), "given"
    if wanted == "counted":
        return _counted(days), "counted"
    if wanted != "calendar":
        raise ConfigError(
            f"periods_per_year={wanted!r}: must be 'calendar', 'counted' or a number above zero"
        )
    if len(days) > 1 and np.median(np.diff(days)) > 1:
        return _counted(days), "counted: a period is longer than a day"
    if (np.mod(days + FIRST_WEEKDAY, 7) == SATURDAY).any():
        return 365.0, "there are Saturdays"
    return 252.0, "there are no Saturdays"


def _counted(days: I64) -> float | None:
    if len(days) < 2:
        return None
    return (len(days) - 1) * YEAR_DAYS / float(days[-1] - days[0])
