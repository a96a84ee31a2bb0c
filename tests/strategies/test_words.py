"""What may stand for a value: constants, columns' names, expressions, columns; and durations."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from fastbt.errors import ConfigError
from fastbt.strategies.words import (
    check_word,
    duration_ns,
    is_column,
    is_number,
    looks_like_duration,
    per_row,
)


def test_kinds():
    assert all(is_number(x) for x in (1, 1.5, Decimal("1.5"), np.float64(2), np.int32(2)))
    assert not any(is_number(x) for x in (True, np.bool_(1), "1", None, pl.col("a")))
    assert is_column(pl.Series([1]))
    assert is_column(np.array([1]))
    assert not is_column(np.array(1))
    assert not is_column([1])
    assert per_row("close")
    assert per_row(pl.col("close"))
    assert not per_row(1)


@pytest.mark.parametrize(
    ("text", "ns"),
    [
        ("5ns", 5), ("5us", 5_000), ("5ms", 5_000_000), ("1s", 10**9), ("5m", 300 * 10**9),
        ("5min", 300 * 10**9),
        ("1h30m", 5400 * 10**9), ("2d", 172_800 * 10**9), ("1w", 604_800 * 10**9), (" 1 h ", 3600 * 10**9),
    ],
)  # fmt: skip
def test_durations_as_text(text: str, ns: int):
    assert duration_ns(text, "time_stop") == ns


def test_other_durations():
    assert duration_ns(timedelta(days=1, microseconds=1), "x") == 86_400_000_001_000
    assert duration_ns(np.timedelta64(2, "m"), "x") == 120 * 10**9


@pytest.mark.parametrize("value", ["", "5", "h", "5y", "atr_14", "-5m", "1.5h", 5, None])
def test_what_is_no_duration(value: object):
    with pytest.raises(ConfigError, match=r"time_stop=.* is not a duration"):
        duration_ns(value, "time_stop")


def test_a_duration_is_above_zero():
    with pytest.raises(ConfigError, match="must be above zero"):
        duration_ns("0s", "time_stop")
    assert looks_like_duration("5m")
    assert not looks_like_duration("close")


def test_a_word_nobody_could_mean_is_refused():
    check_word("quantity", "column", accept="a number", constant=is_number)
    with pytest.raises(
        ConfigError, match=r"quantity=\[1, 2\] is not understood: give a number, a column's name"
    ):
        check_word("quantity", [1, 2], accept="a number", constant=is_number)
