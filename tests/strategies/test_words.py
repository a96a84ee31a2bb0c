"""What may stand for a value: constants, columns' names, expressions, columns."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from fastbt.errors import ConfigError
from fastbt.strategies.words import (
    check_word,
    is_column,
    is_number,
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


def test_a_word_nobody_could_mean_is_refused():
    check_word("quantity", "column", accept="a number", constant=is_number)
    with pytest.raises(
        ConfigError, match=r"quantity=\[1, 2\] is not understood: give a number, a column's name"
    ):
        check_word("quantity", [1, 2], accept="a number", constant=is_number)
