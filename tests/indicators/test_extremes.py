"""Rolling extremes as expressions: the kernel's values, null for unknown."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.indicators.extremes import highest, lowest

FRAME = pl.DataFrame({"close": [3, 1, 2, None, 5, 4]})


def test_highest_and_lowest():
    found = FRAME.select(top=highest("close", 2), bottom=lowest(timeperiod=2))
    assert found.schema == {"top": pl.Float64, "bottom": pl.Float64}
    assert found["top"].to_list() == [None, 3.0, 2.0, None, None, 5.0]
    assert found["bottom"].to_list() == [None, 1.0, 1.0, None, None, 4.0]


@pytest.mark.parametrize("function", [highest, lowest])
def test_a_breakout_shifts_the_level(function):
    level = FRAME.select(function("close", 2).shift(1))["close"].to_list()
    assert level == [None, *FRAME.select(function("close", 2))["close"].to_list()[:-1]]
