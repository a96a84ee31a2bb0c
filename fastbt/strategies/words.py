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
from fastbt.model.durations import duration_ns, looks_like_duration

__all__ = [
    "Word",
    "as_series",
    "check_word",
    "duration_ns",
    "is_column",
    "is_number",
    "looks_like_duration",
    "per_row",
]

Word = bool | int | float | Decimal | str | timedelta | pl.Expr | pl.Series | np.ndarray[Any, Any]
"""A constant, a column's name, an expression, or a column as long as the frame."""


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
