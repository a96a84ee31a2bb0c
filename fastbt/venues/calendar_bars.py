"""The bars that a calendar's sessions are cut into, on arrays."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from fastbt.errors import ConfigError, DataError
from fastbt.venues.calendar_sources import DAY, I64, Sessions

Anchor: TypeAlias = Literal["session", "utc"]

MONDAY = 4
"""Days from 1970-01-01 to the first Monday, which weeks are counted from."""
MOST_BARS = 500_000_000
"""More bars than this are a mistake, and would not fit memory."""


def check(name: str, sessions: Sessions) -> None:
    """Refuse arrays that are no calendar.

    Args:
        name: the calendar's, for the message.
        sessions: its arrays.

    Raises:
        ConfigError: as said.
    """
    opens, closes, labels, starts, ends = sessions
    if not len(opens):
        raise ConfigError(f"calendar {name} has no sessions")
    if not len(opens) == len(closes) == len(labels) or len(starts) != len(ends):
        raise ConfigError(f"calendar {name}: opens, closes and labels differ in length, or breaks do")
    bad = _first(closes <= opens)
    if bad is not None:
        raise _wrong(name, "a session closes at or before its open", opens, bad)
    bad = _first(opens[1:] < closes[:-1])
    if bad is not None:
        raise _wrong(name, "a session opens before the one before has closed", opens, bad + 1)
    bad = _first(labels % DAY != 0)
    if bad is not None:
        raise _wrong(name, "the label of a session is not 00:00 UTC of a date", opens, bad)
    bad = _first(labels[1:] <= labels[:-1])
    if bad is not None:
        raise _wrong(name, "the labels of sessions do not ascend", opens, bad + 1)
    if len(starts):
        session = np.searchsorted(opens, starts, "right") - 1
        within = (session >= 0) & (ends < closes[session]) & (starts > opens[session]) & (starts < ends)
        within[1:] &= starts[1:] > ends[:-1]
        bad = _first(~within)
        if bad is not None:
            raise _wrong(name, "a break does not lie within a session, after the one before", starts, bad)


def grid(sessions: Sessions, bar_ns: int, anchor: Anchor, start: int, end: int) -> tuple[I64, I64]:
    """Cut the sessions around a range into bars.

    Args:
        sessions: the calendar's arrays.
        bar_ns: length of the bars.
        anchor: what they are counted from, as ``TradingCalendar.expected`` says.
        start: bars that open from here on are wanted; others may come too.
        end: and before this.

    Returns:
        Opens and closes, ascending.

    Raises:
        ConfigError: the length or the anchor is wrong.
    """
    if anchor not in ("session", "utc"):
        raise ConfigError(f"anchor={anchor!r}: must be 'session' or 'utc'")
    if bar_ns <= 0 or (bar_ns > DAY and bar_ns % DAY):
        raise ConfigError(f"a bar of {bar_ns} ns: must be above zero, and whole days where it is over a day")
    if bar_ns >= DAY:
        return _days(sessions, bar_ns // DAY, anchor)
    opens, closes = stretches(sessions)
    # Counted from 00:00 UTC, a bar may open before its session, by less than its length.
    far = min(end, np.iinfo(np.int64).max - bar_ns) + bar_ns
    near = slice(np.searchsorted(closes, start, "right"), np.searchsorted(opens, far, "left"))
    opens, closes = opens[near], closes[near]
    first = opens // bar_ns * bar_ns if anchor == "utc" else opens
    counts = -((first - closes) // bar_ns)
    if counts.sum() > MOST_BARS:
        raise DataError(f"{int(counts.sum())} bars of {bar_ns} ns: give a shorter range")
    ends = np.cumsum(counts)
    number = np.arange(ends[-1] if len(ends) else 0, dtype=np.int64) - np.repeat(ends - counts, counts)
    found = np.repeat(first, counts) + number * bar_ns
    if anchor == "session":
        return found, np.minimum(found + bar_ns, np.repeat(closes, counts))
    if len(found):  # ascending: a bar that two stretches reach into stands twice, side by side
        found = found[np.concatenate(([True], found[1:] != found[:-1]))]
    return found, found + bar_ns


def stretches(sessions: Sessions) -> tuple[I64, I64]:
    """Return opens and closes of the times without a break."""
    opens, closes, _, starts, ends = sessions
    if not len(starts):
        return opens, closes
    return np.sort(np.concatenate([opens, ends])), np.sort(np.concatenate([closes, starts]))


def period_of(labels: I64, days: int) -> I64:
    """Return the first day, as its 00:00 UTC, of the period of so many days that each label lies in.

    Args:
        labels: 00:00 UTC of dates.
        days: length; multiples of 7 are counted from Mondays, others from 1970-01-01.
    """
    origin = MONDAY * DAY if days % 7 == 0 else 0
    length = days * DAY
    return (labels - origin) // length * length + origin


def _days(sessions: Sessions, days: int, anchor: Anchor) -> tuple[I64, I64]:
    """Return bars of whole sessions."""
    period = period_of(sessions.labels, days)
    first = np.concatenate(([True], period[1:] != period[:-1]))
    if anchor == "utc":
        return period[first], period[first] + days * DAY
    last = np.concatenate((first[1:], [True]))
    return sessions.opens[first], sessions.closes[last]


def _first(bad: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int | None:
    return int(bad.argmax()) if bad.any() else None


def _wrong(name: str, what: str, times: I64, place: int) -> ConfigError:
    return ConfigError(str(DataError(f"calendar {name}: {what}", row=place, time=int(times[place]))))
