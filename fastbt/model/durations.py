"""Durations as users write them, as nanoseconds."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from fastbt.errors import ConfigError

_UNITS_NS = {
    "ns": 1,
    "us": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "min": 60_000_000_000,
    "h": 3_600_000_000_000,
    "d": 86_400_000_000_000,
    "w": 604_800_000_000_000,
}


def duration_ns(value: object, name: str) -> int:
    """Read a duration as nanoseconds.

    Args:
        value: a ``timedelta`` or text of a number and a unit: ns, us, ms, s, m (minutes), h, d, w;
            several may follow each other.
        name: the option, for the message.

    Returns:
        Nanoseconds, above zero.

    Raises:
        ConfigError: if it is no duration or not above zero.

    Example:
        >>> duration_ns("1h30m", "time_stop") // 10**9
        5400
    """
    total = None
    if isinstance(value, timedelta):
        total = (value.days * 86_400 + value.seconds) * 1_000_000_000 + value.microseconds * 1_000
    elif isinstance(value, np.timedelta64):
        total = int(value.astype("timedelta64[ns]").astype(np.int64))
    elif isinstance(value, str):
        total = _text_ns(value)
    if total is None:
        raise ConfigError(
            f"{name}={value!r} is not a duration; give a timedelta or text such as '5m', '1h30m', '2d'"
        )
    if total <= 0:
        raise ConfigError(f"{name}={value!r} must be above zero")
    return total


def looks_like_duration(text: str) -> bool:
    """Whether text reads as a duration.

    Example:
        >>> looks_like_duration("5m"), looks_like_duration("atr")
        (True, False)
    """
    return _text_ns(text) is not None


def _text_ns(text: str) -> int | None:
    """Nanoseconds of text such as "1h30m", or None."""
    rest, total = text.strip().lower(), 0
    if not rest:
        return None
    while rest:
        digits = len(rest) - len(rest.lstrip("0123456789"))
        tail = rest[digits:].lstrip()
        letters = len(tail) - len(tail.lstrip("abcdefghijklmnopqrstuvwxyz"))
        unit = tail[:letters]
        if digits == 0 or unit not in _UNITS_NS:
            return None
        total += int(rest[:digits]) * _UNITS_NS[unit]
        rest = tail[letters:].lstrip()
    return total
