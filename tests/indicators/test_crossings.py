"""Crossings as expressions: columns, expressions and numbers on either side."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from fastbt.errors import ConfigError
from fastbt.indicators.crossings import crossed_above, crossed_below

FRAME = pl.DataFrame(
    {"a": [1.0, 3.0, 3.0, 1.0, None, 3.0, 2.0], "b": [2, 2, 2, 2, 2, 2, 2], "c": [None] * 6 + [1.0]}
)
ABOVE = [False, True, False, False, None, True, False]
BELOW = [None, False, False, True, None, False, False]


@pytest.mark.parametrize(
    "level", ["b", pl.col("b"), 2, 2.0, np.int64(2), np.float32(2), Decimal(2), pl.lit(2)]
)
def test_against_a_column_an_expression_or_a_number(level):
    found = FRAME.select(up=crossed_above("a", level), down=crossed_below(pl.col("a"), level))
    assert found.schema == {"up": pl.Boolean, "down": pl.Boolean}
    assert found["up"].to_list() == ABOVE
    assert found["down"].to_list() == BELOW
    other_side = FRAME.select(up=crossed_above(level, "a"), down=crossed_below(level, "a"))
    assert other_side["down"].to_list() == ABOVE
    assert other_side["up"].to_list() == BELOW


def test_a_column_that_is_nearly_always_null():
    assert FRAME.select(crossed_above("a", "c"))["a"].to_list() == [None] * 7
    assert FRAME.select(crossed_below("a", "c"))["a"].to_list() == [None] * 6 + [False]


def test_names():
    assert FRAME.select(crossed_above("a", "b")).columns == ["a"]
    assert FRAME.select(crossed_above(2, "a")).columns == ["literal"]


@pytest.mark.parametrize("wrong", [None, True, float("nan"), float("inf"), pl.Series([1.0]), [1.0]])
def test_anything_else_is_an_error(wrong):
    with pytest.raises(ConfigError, match=r"b of ta\.crossed_above is .*a Polars expression or a number"):
        crossed_above("a", wrong)
    with pytest.raises(ConfigError, match=r"a of ta\.crossed_below is "):
        crossed_below(wrong, "a")


def test_two_numbers_are_an_error():
    with pytest.raises(ConfigError, match="one of them has to be a column"):
        crossed_above(1, 2.0)
