"""The kernels of rolling extremes: hand values, the definition, unknown values, prefixes, TA-Lib."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fastbt.kernels.indicators.extremes import highest, lowest
from tests.kernels.indicators import definitions
from tests.kernels.indicators.definitions import prices, run, same_bits

NAN = math.nan
KERNELS = pytest.mark.parametrize("kernel", [highest, lowest], ids=lambda k: k.__name__)
LENGTHS = [1, 2, 3, 4, 5, 20, 64, 300]


def test_by_hand():
    values = [3, 1, 4, 1, 5, 9, 2, 6]
    np.testing.assert_array_equal(run(highest, values, 3), [NAN, NAN, 4, 4, 5, 9, 9, 9])
    np.testing.assert_array_equal(run(lowest, values, 3), [NAN, NAN, 1, 1, 1, 1, 2, 2])


def test_unknown_values_by_hand():
    values = [3, NAN, 4, 1, math.inf, 9, 2, -math.inf, 1, 2]
    np.testing.assert_array_equal(run(highest, values, 2), [NAN, NAN, NAN, 4, NAN, NAN, 9, NAN, NAN, 2])
    np.testing.assert_array_equal(run(lowest, values, 2), [NAN, NAN, NAN, 1, NAN, NAN, 2, NAN, NAN, 1])
    for infinite in (math.inf, -math.inf):
        for kernel in (highest, lowest):
            found = run(kernel, [5, infinite, 5, 5, 5], 3)
            np.testing.assert_array_equal(found, [NAN, NAN, NAN, NAN, 5])


@KERNELS
@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("unknown", [0.0, 0.01])
def test_against_the_definition(kernel, length, unknown):
    by_definition = getattr(definitions, kernel.__name__)
    for rows in (1, length, length + 1, 2 * length + 3, 1_000 + length // 2):
        values = prices(rows, seed=rows, unknown=unknown)
        expected = [NAN if v is None else v for v in by_definition(values.tolist(), length)]
        np.testing.assert_array_equal(run(kernel, values, length), expected)


@KERNELS
@pytest.mark.parametrize("length", [20, 200])
def test_rising_falling_constant_and_negative(kernel, length):
    by_definition = getattr(definitions, kernel.__name__)
    for values in (
        np.arange(700.0),
        -np.arange(700.0),
        np.full(700, 0.1),
        np.zeros(700),
        np.full(700, -1e300),
    ):
        expected = [NAN if v is None else v for v in by_definition(values.tolist(), length)]
        np.testing.assert_array_equal(run(kernel, values, length), expected)


@KERNELS
@pytest.mark.parametrize("length", [1, 3, 20, 200])
@pytest.mark.parametrize("unknown", [0.0, 0.01])
def test_a_prefix_of_the_data_gives_the_same_bits(kernel, length, unknown):
    values = prices(2_500, seed=5, unknown=unknown)
    whole = run(kernel, values, length)
    for cut in (1, 2, 19, 20, 21, 128, 199, 200, 201, 399, 400, 1_024, 1_043, 2_499):
        assert same_bits(run(kernel, values[:cut], length), whole[:cut]), cut


@KERNELS
def test_short_data(kernel):
    assert run(kernel, [], 3).size == 0
    np.testing.assert_array_equal(run(kernel, [7.5], 1), [7.5])
    for length in (2, 3, 10**12):
        assert np.all(np.isnan(run(kernel, [7.5, 7.0][: min(length - 1, 2)], length)))


@pytest.mark.oracle
@pytest.mark.parametrize(("kernel", "name"), [(highest, "MAX"), (lowest, "MIN")], ids=["highest", "lowest"])
def test_against_ta_lib(kernel, name):
    talib = pytest.importorskip("talib")
    values = prices(20_000, seed=7)
    for length in (2, 3, 14, 20, 55, 250, 5_000):
        np.testing.assert_array_equal(run(kernel, values, length), getattr(talib, name)(values, length))


@pytest.mark.oracle
def test_against_ta_lib_on_real_prices(shared_data):
    talib = pytest.importorskip("talib")
    pl = pytest.importorskip("polars")
    frame = pl.read_parquet(shared_data / "fx_eurusd_oanda_1h.parquet").drop_nulls(["high", "low"])
    high, low = (frame[name].cast(pl.Float64).to_numpy() for name in ("high", "low"))
    np.testing.assert_array_equal(run(highest, high, 20), talib.MAX(high, 20))
    np.testing.assert_array_equal(run(lowest, low, 20), talib.MIN(low, 20))
