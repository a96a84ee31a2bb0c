"""Moving averages as expressions: the kernel's values, null for unknown."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.indicators.averages import ema, sma

CLOSE = pl.DataFrame({"close": [1.0, 2.0, 6.0, None, 5.0, float("nan"), 7.0, 8.0]})


def test_sma():
    found = CLOSE.select(sma("close", 2))["close"]
    assert found.dtype == pl.Float64
    assert found.to_list() == [None, 1.5, 4.0, None, None, None, None, 7.5]


def test_ema():
    found = CLOSE.select(ema(pl.col("close"), timeperiod=3))["close"]
    assert found.to_list() == [None, None, 3.0, None, 4.0, None, 5.5, 6.75]


@pytest.mark.parametrize("function", [sma, ema])
def test_the_column_is_close_by_default_and_names_the_result(function):
    assert CLOSE.select(function(length=2)).equals(CLOSE.select(function("close", 2)))
    assert CLOSE.with_columns(fast=function(pl.col("close") * 2, 2)).columns == ["close", "fast"]
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        CLOSE.select(function("open", 2))
