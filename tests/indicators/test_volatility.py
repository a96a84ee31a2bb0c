"""The average true range as an expression: the kernel's values, null for unknown."""

from __future__ import annotations

import polars as pl

from fastbt.indicators.volatility import atr

BARS = pl.DataFrame(
    {
        "high": [10.0, 12.0, 11.0, 15.0, None, 9.0],
        "low": [9.0, 10.5, 10.0, 14.0, 1.0, 8.0],
        "close": [9.5, 11.0, 10.5, 14.5, 2.0, 8.5],
    }
)


def test_atr():
    found = BARS.select(atr(2))["high"]
    assert found.dtype == pl.Float64
    assert found.to_list() == [None, None, 1.75, 3.125, None, 4.8125]


def test_default_length_and_other_columns():
    long = pl.concat([BARS.drop_nulls()] * 4)
    assert long.select(atr()).equals(long.select(atr(timeperiod=14)))
    assert long.select(atr())["high"].null_count() == 14
    renamed = long.rename({"high": "H", "low": "L", "close": "C"})
    found = renamed.select(atr(3, "H", low=pl.col("L"), close="C"))
    assert found["H"].to_list() == long.select(atr(3))["high"].to_list()
    # the three are not exchangeable
    assert not long.select(atr(3)).equals(long.select(atr(3, close="low")))
