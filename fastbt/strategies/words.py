"""What may stand for a value in a strategy: a constant, a column's name, an expression or a column itself.

All forms of a strategy and the order table use the same words (``quantity``, ``stop_loss`` ...); this file
holds the kinds of values that they take and the checks that need no frame.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from fastbt.errors import ConfigError

Word = bool | int | float | Decimal | str | timedelta | pl.Expr | pl.Series | np.ndarray[Any, Any]
"""A constant, a column's name, an expression, or a column as long as the frame."""

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


def is_number(value: object) -> bool:
    """Whether a word is a constant number: int, float, Decimal or a NumPy number, but no bool."""
    if isinstance(value, bool | np.bool_):
        return False
    return isinstance(value, int | float | Decimal | np.integer | np.floating)


def is_column(value: object) -> bool:
    """Whether a word is a column by itself, as long as the frame."""
    return isinstance(value, pl.Series) or (isinstance(value, np.ndarray) and value.ndim == 1)


def as_series(name: str, value: Any) -> pl.Series:
    """A column by itself as a Series of that name."""
    return value.alias(name) if isinstance(value, pl.Series) else pl.Series(name, value)


def per_row(value: object) -> bool:
    """Whether a word has a value per row."""
    return isinstance(value, str | pl.Expr) or is_column(value)


def check_word(name: str, value: object, *, accept: str, constant: Callable[[object], bool]) -> None:
    """Refuse a word of a kind that nobody could mean.

    Args:
        name: the word.
        value: what was given for it.
        accept: what is allowed as a constant, in words.
        constant: whether a constant is of the right kind.

    Raises:
        ConfigError: naming word, value and what is allowed.
    """
    if per_row(value) or constant(value):
        return
    raise ConfigError(
        f"{name}={value!r} is not understood: give {accept}, a column's name, an expression, or a Series as "
        "long as the frame"
    )


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
