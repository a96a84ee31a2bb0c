"""A venue's trading calendar as a word or as plain values, and when its sessions end (rule F8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from fastbt.errors import ConfigError
from fastbt.venues.calendar import TradingCalendar
from fastbt.venues.calendar_sources import DAY, I64

WORDS = {"always_open": TradingCalendar.always_open, "fx_week": TradingCalendar.fx_week}
"""Calendars of fixed rules, which a word is enough for."""
_ARRAYS = ("opens", "closes", "labels", "break_starts", "break_ends")


def calendar_of(value: object) -> TradingCalendar | None:
    """Return the calendar that an option means.

    Args:
        value: a calendar, ``always_open``, ``fx_week``, what ``calendar_values`` returned, or None.

    Raises:
        ConfigError: it is none of these.
    """
    if value is None or isinstance(value, TradingCalendar):
        return value
    if isinstance(value, str) and value in WORDS:
        return WORDS[value]()
    if isinstance(value, Mapping) and set(value) == {"name", "start", "end", *_ARRAYS}:
        return TradingCalendar(**value)
    known = ", ".join(repr(word) for word in WORDS)
    raise ConfigError(f"calendar={value!r}: give a bt.TradingCalendar or one of {known}")


def calendar_values(calendar: TradingCalendar | None) -> str | dict[str, Any] | None:
    """Return a calendar as a word where one is enough, else as plain values, ready for JSON or TOML."""
    if calendar is None or calendar.name in WORDS:
        return None if calendar is None else calendar.name
    values = {name: getattr(calendar, name).tolist() for name in _ARRAYS}
    return {"name": calendar.name, **values, "start": calendar.start, "end": calendar.end}


def next_sessions(calendar: TradingCalendar | None, times: I64) -> tuple[I64, I64]:
    """Return open and close of the first session that opens at or after each time.

    Args:
        calendar: None: a session is a UTC day.
        times: nanoseconds UTC.

    Raises:
        DataError: the session is beyond the calendar.

    Example:
        >>> [times // DAY for times in next_sessions(None, np.array([0, 1, DAY]))]
        [array([0, 1, 1]), array([1, 2, 2])]
    """
    if calendar is None:
        opens = -(-times // DAY) * DAY
    else:
        opens = times.copy()
        later = ~np.isin(times, calendar.opens)
        opens[later] = calendar.next_open(times[later])
    return opens, session_ends(calendar, opens)


def session_opens(calendar: TradingCalendar | None, ends: I64) -> I64:
    """Return when the sessions open that end at some times.

    Args:
        calendar: None: a session is a UTC day.
        ends: what ``session_ends`` returned, nanoseconds UTC.

    Example:
        >>> session_opens(None, np.array([DAY]))
        array([0])
    """
    return ends - DAY if calendar is None else calendar.opens[np.searchsorted(calendar.closes, ends)]


def session_ends(calendar: TradingCalendar | None, times: I64) -> I64:
    """Return when the session in progress at each time ends, else the next one to open.

    Args:
        calendar: None: a session is a UTC day.
        times: nanoseconds UTC. At a session's close the next one counts.

    Raises:
        DataError: a time, or the session after it, is beyond the calendar.

    Example:
        >>> session_ends(None, np.array([0, 1, DAY])) // DAY
        array([1, 1, 2])
    """
    if calendar is None:
        return (times // DAY + 1) * DAY
    sessions = calendar.session_of(times)
    between = np.flatnonzero(sessions < 0)
    if len(between):
        sessions = sessions.copy()
        sessions[between] = calendar.session_of(calendar.next_open(times[between]))
    return np.asarray(calendar.closes[sessions])
