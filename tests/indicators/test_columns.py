"""The bridge from expressions to kernels: arguments, types of columns, constants."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from fastbt import ta
from fastbt.errors import ConfigError
from fastbt.indicators.columns import arrays_of, column, window

VALUES = [3.0, 1.0, None, 2.0, 7.0]


@pytest.mark.parametrize(
    "series",
    [
        pl.Series("x", [3, 1, 2], dtype=pl.Int32),
        pl.Series("x", [3, 1, 2], dtype=pl.UInt8),
        pl.Series("x", [3, 1, 2], dtype=pl.Float32),
        pl.Series("x", [Decimal("3.00"), Decimal("1.00"), Decimal("2.00")]),
        pl.concat([pl.Series("x", [3.0]), pl.Series("x", [1.0, 2.0])], rechunk=False),
        pl.Series("x", [9.0, 3.0, 1.0, 2.0])[1:],
    ],
    ids=lambda s: f"{s.dtype}, {s.n_chunks()} chunks",
)
def test_any_kind_of_number_becomes_a_contiguous_float64_array(series):
    (array,) = arrays_of([series])
    assert array.dtype == np.float64
    assert array.flags.c_contiguous
    assert array.tolist() == [3.0, 1.0, 2.0]


def test_null_and_nan_become_nan_and_a_constant_is_repeated():
    first, second = arrays_of([pl.Series("x", [1.0, None, float("nan")]), pl.Series("literal", [5.0])])
    np.testing.assert_array_equal(first, [1.0, np.nan, np.nan])
    assert second.tolist() == [5.0, 5.0, 5.0]
    assert [
        a.size for a in arrays_of([pl.Series("x", [], dtype=pl.Float64), pl.Series("literal", [5.0])])
    ] == [0, 0]
    assert np.isnan(arrays_of([pl.Series("x", [None, None])])[0]).all()


@pytest.mark.parametrize("values", [["1.5", "2"], [[1.0], [2.0]], [True, "x"]])
def test_what_is_no_number_is_an_error_that_says_so(values):
    frame = pl.DataFrame({"name": pl.Series(values, strict=False)})
    with pytest.raises(ConfigError, match=r"column 'name' is .*needs numbers.*cast\(pl.Float64\)"):
        frame.select(ta.sma("name", 2))


def test_lengths():
    assert window(5, None, "sma") == 5
    assert window(None, np.int64(7), "sma") == 7
    assert window(None, None, "atr", default=14) == 14


@pytest.mark.parametrize("wrong", [0, -3, 2.0, "20", True])
def test_a_length_that_is_no_number_of_rows_is_an_error(wrong):
    with pytest.raises(ConfigError, match=r"length of ta\.sma is .*at least 1"):
        ta.sma("close", wrong)
    with pytest.raises(ValueError, match=r"length of ta\.atr"):
        ta.atr(timeperiod=wrong)


def test_no_length_and_two_lengths_are_errors():
    with pytest.raises(ConfigError, match=r"ta\.ema needs a length"):
        ta.ema("close")
    with pytest.raises(ConfigError, match="length=5 and timeperiod=6"):
        ta.ema("close", 5, timeperiod=6)


def test_a_column_is_a_name_or_an_expression():
    assert str(column("close", "sma")) == str(pl.col("close"))
    with pytest.raises(ConfigError, match=r"column of ta\.sma is 20; .*write ta\.sma\(length=20\)"):
        ta.sma(20)
    with pytest.raises(ConfigError, match=r"low of ta\.atr is None"):
        ta.atr(14, low=None)
    with pytest.raises(ConfigError, match="takes a column name or a Polars expression"):
        ta.sma(pl.Series("close", [1.0]), 3)
