"""The kernel of the average true range: hand values, exact fractions, unknown prices, prefixes, TA-Lib."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fastbt.kernels.indicators.volatility import atr
from tests.kernels.indicators import definitions
from tests.kernels.indicators.definitions import bars, run, same_bits, worst_error

NAN = math.nan
HIGH = [10.0, 12.0, 11.0, 15.0, 9.0, 9.5]
LOW = [9.0, 10.5, 10.0, 14.0, 8.0, 9.0]
CLOSE = [9.5, 11.0, 10.5, 14.5, 8.5, 9.25]
RANGES = [2.5, 1.0, 4.5, 6.5, 1.0]
"""From row 1: up from the close before, own range, gap up, gap down, up from the close before."""


def test_by_hand():
    np.testing.assert_array_equal(run(atr, HIGH, LOW, CLOSE, 1), [NAN, *RANGES])
    # (2.5 + 1) / 2, then half of the distance to 4.5, 6.5 and 1
    np.testing.assert_array_equal(run(atr, HIGH, LOW, CLOSE, 2), [NAN, NAN, 1.75, 3.125, 4.8125, 2.90625])
    np.testing.assert_allclose(run(atr, HIGH, LOW, CLOSE, 4), [NAN] * 4 + [3.625, 2.96875])


@pytest.mark.parametrize("column", [0, 1, 2])
@pytest.mark.parametrize("bad", [NAN, math.inf, -math.inf])
@pytest.mark.parametrize("length", [1, 2])
def test_an_unknown_price_makes_its_row_absent(column, bad, length):
    whole = run(atr, HIGH, LOW, CLOSE, length)
    for row in range(6):
        prices = [list(c) for c in (HIGH, LOW, CLOSE)]
        for c in prices:
            c.insert(row, 10.0)
        prices[column][row] = bad
        found = run(atr, *prices, length)
        assert np.isnan(found[row])
        np.testing.assert_allclose(np.delete(found, row), whole, rtol=1e-15)


@pytest.mark.parametrize("length", [1, 2, 3, 14, 50])
@pytest.mark.parametrize("unknown", [0.0, 0.03])
def test_against_exact_fractions(length, unknown):
    for rows in (1, length, length + 1, length + 2, 500):
        columns = bars(rows, seed=rows, unknown=unknown)
        exact = definitions.atr(*(c.tolist() for c in columns), length)
        # A range is a difference of two prices: what it rounds away counts in digits of the price.
        assert worst_error(run(atr, *columns, length), exact) <= 4 + length


@pytest.mark.parametrize("length", [1, 2, 3, 14, 50])
@pytest.mark.parametrize("unknown", [0.0, 0.03])
def test_a_prefix_of_the_data_gives_the_same_bits(length, unknown):
    columns = bars(500, seed=5, unknown=unknown)
    whole = run(atr, *columns, length)
    for cut in [*range(1, 70), 255, 256, 499]:
        assert same_bits(run(atr, *(c[:cut] for c in columns), length), whole[:cut]), cut


def test_the_average_of_one_range_is_the_range():
    high = np.array([1.0, 1e16, 0.1, 0.3, 1e-9])
    assert run(atr, high, np.zeros(5), np.zeros(5), 1)[1:].tolist() == high[1:].tolist()


def test_constant_bars_and_short_data():
    assert run(atr, [], [], [], 3).size == 0
    for length in (1, 3, 10**12):
        assert np.all(np.isnan(run(atr, [2.0], [1.0], [1.5], length)))
    found = run(atr, [10.3] * 60, [10.1] * 60, [10.2] * 60, 14)
    assert np.all(found[14:] == 10.3 - 10.1)
    assert np.all(run(atr, [5.0] * 60, [5.0] * 60, [5.0] * 60, 7)[7:] == 0)


@pytest.mark.oracle
def test_against_ta_lib():
    talib = pytest.importorskip("talib")
    columns = bars(20_000, seed=7)
    for length in (1, 2, 3, 14, 50, 1_000):
        np.testing.assert_allclose(run(atr, *columns, length), talib.ATR(*columns, length), rtol=1e-12)


@pytest.mark.oracle
def test_against_ta_lib_on_real_prices(shared_data):
    talib = pytest.importorskip("talib")
    pl = pytest.importorskip("polars")
    frame = pl.read_parquet(shared_data / "fx_eurusd_oanda_1h.parquet").drop_nulls(["high", "low", "close"])
    columns = [frame[name].cast(pl.Float64).to_numpy() for name in ("high", "low", "close")]
    assert frame.height > 1_000
    np.testing.assert_allclose(run(atr, *columns, 14), talib.ATR(*columns, 14), rtol=1e-11)
