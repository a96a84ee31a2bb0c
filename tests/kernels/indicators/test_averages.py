"""The kernels of moving averages: hand values, exact fractions, unknown values, prefixes, TA-Lib."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from fastbt.kernels.indicators.averages import SHORT, ema, sma
from tests.kernels.indicators import definitions
from tests.kernels.indicators.definitions import prices, run, same_bits, worst_error

NAN = math.nan
LENGTHS = [1, 2, 3, SHORT - 1, SHORT, SHORT + 1, 20, 50, 199]


def test_sma_by_hand():
    found = run(sma, [1, 2, 3, 4, 10, 1.5], 3)
    np.testing.assert_allclose(found, [NAN, NAN, 2, 3, 17 / 3, 31 / 6], rtol=2e-16)


def test_ema_by_hand():
    # Seed (1 + 2 + 3) / 3; then half of the distance to 5, 4 and 0.
    found = run(ema, [1, 2, 3, 5, 4, 0], 3)
    np.testing.assert_array_equal(found, [NAN, NAN, 2, 3.5, 3.75, 1.875])


def test_unknown_values_by_hand():
    values = [1, 2, NAN, 3, 4, 5, math.inf, 6, 7, 8]
    np.testing.assert_array_equal(run(sma, values, 2), [NAN, 1.5, NAN, NAN, 3.5, 4.5, NAN, NAN, 6.5, 7.5])
    # The rate is 2/3; row 2 and the infinite one are as if they were absent.
    found = run(ema, values, 2)
    np.testing.assert_allclose(found[:4], [NAN, 1.5, NAN, 2.5], rtol=1e-15)
    assert np.isnan(found[6])
    np.testing.assert_allclose(found[7], 6 - (6 - found[5]) / 3, rtol=1e-15)


@pytest.mark.parametrize("kernel", [sma, ema], ids=lambda k: k.__name__)
@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("unknown", [0.0, 0.03])
def test_against_exact_fractions(kernel, length, unknown):
    for rows in (1, length - 1, length, length + 1, 2 * length, 600):
        values = prices(max(rows, 1), seed=rows, unknown=unknown)
        exact = getattr(definitions, kernel.__name__)(values.tolist(), length)
        # The sma of prices is the float nearest to the mean or its neighbor; each step of an ema rounds.
        assert worst_error(run(kernel, values, length), exact) <= (
            1.0 if kernel is sma else 1 + math.sqrt(length)
        )


def test_sma_does_not_drift_over_a_million_rows():
    values = 1_000 + prices(1_000_000, seed=1)
    rows = [*np.random.default_rng(2).integers(250, values.size, 400).tolist(), values.size - 1]
    for length in (3, 20, 250):
        found = run(sma, values, length)
        exact = [definitions.sma(values[i - length + 1 : i + 1].tolist(), length)[-1] for i in rows]
        nearest = np.array([float(e) for e in exact])
        assert np.mean(found[rows] == nearest) > 0.99
        assert np.max(np.abs(found[rows] - nearest) / np.spacing(nearest)) <= 1


def test_sma_forgets_a_huge_value_when_it_leaves_the_window():
    for length in (3, 20):
        values = prices(2_000, seed=3)
        values[::400] *= 1e14
        exact = definitions.sma(values.tolist(), length)
        found = run(sma, values, length)
        has_huge = [max(values[max(0, i - length + 1) : i + 1]) > 1e14 for i in range(values.size)]
        calm = [None if huge else e for huge, e in zip(has_huge, exact, strict=True)]
        assert worst_error(np.where(has_huge, NAN, found), calm) <= 1
        # and beside it, the error is that of its own size
        for i in range(length, values.size):
            assert abs(Fraction(found[i]) - exact[i]) <= Fraction(1e16) * length * Fraction(2) ** -52


def test_sma_of_values_of_every_size():
    draw = np.random.default_rng(4)
    values = draw.choice([-1.0, 1.0], 3_000) * 10.0 ** draw.uniform(-9, 9, 3_000)
    for length in (2, 7, 8, 30):
        exact = definitions.sma(values.tolist(), length)
        found = run(sma, values, length)
        for i in range(length - 1, values.size):
            largest = Fraction(float(np.max(np.abs(values[i - length + 1 : i + 1]))))
            assert abs(Fraction(found[i]) - exact[i]) <= largest * length * Fraction(2) ** -52


@pytest.mark.parametrize("kernel", [sma, ema], ids=lambda k: k.__name__)
def test_the_average_of_equal_values_is_that_value(kernel):
    for value in (0.1, 1 / 3, 100.01, 1e-300, 2.0**60 + 4096, -7.7):
        for length in (1, 2, 3, 5, 7, 8, 10, 11, 20, 49, 50, 98, 161):
            found = run(kernel, np.full(400, value), length)
            assert np.all(found[length - 1 :] == value), (value, length)


@pytest.mark.parametrize("kernel", [sma, ema], ids=lambda k: k.__name__)
@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("unknown", [0.0, 0.05])
def test_a_prefix_of_the_data_gives_the_same_bits(kernel, length, unknown):
    values = prices(900, seed=5, unknown=unknown)
    whole = run(kernel, values, length)
    for cut in [*range(1, 40), 199, 200, 201, 398, 399, 500, 899]:
        assert same_bits(run(kernel, values[:cut], length), whole[:cut]), cut


@pytest.mark.parametrize("kernel", [sma, ema], ids=lambda k: k.__name__)
def test_the_average_of_one_row_is_its_value(kernel):
    values = [1e16, 0.1, -3.3, 1e-9, 7e12, 0.3]
    assert run(kernel, values, 1).tolist() == values


def test_an_unknown_row_leaves_an_ema_as_if_it_were_absent():
    values = prices(400, seed=6, unknown=0.2)
    is_known = np.isfinite(values)
    for length in (1, 2, 9, 30):
        found = run(ema, values, length)
        assert np.all(np.isnan(found[~is_known]))
        np.testing.assert_allclose(found[is_known], run(ema, values[is_known], length), rtol=1e-14)


@pytest.mark.parametrize("kernel", [sma, ema], ids=lambda k: k.__name__)
def test_short_data(kernel):
    assert run(kernel, [], 3).size == 0
    np.testing.assert_array_equal(run(kernel, [7.5], 1), [7.5])
    for length in (2, 100, 10**12):
        assert np.all(np.isnan(run(kernel, [7.5], length)))
        assert np.all(np.isnan(run(kernel, [NAN] * 5, length)))
    np.testing.assert_array_equal(run(kernel, [NAN, 2.0, math.inf], 1), [NAN, 2.0, NAN])


@pytest.mark.oracle
@pytest.mark.parametrize(("kernel", "name"), [(sma, "SMA"), (ema, "EMA")], ids=["sma", "ema"])
def test_against_ta_lib(kernel, name):
    talib = pytest.importorskip("talib")
    values = prices(20_000, seed=7)
    for length in (2, 3, 7, 8, 14, 20, 50, 200, 5_000):
        # Not tighter: TA-Lib's running sums drift.
        np.testing.assert_allclose(
            run(kernel, values, length), getattr(talib, name)(values, length), rtol=1e-12
        )
    leading = np.r_[np.full(5, NAN), values[:50]]
    np.testing.assert_allclose(run(kernel, leading, 4), getattr(talib, name)(leading, 4), rtol=1e-13)


@pytest.mark.oracle
def test_against_ta_lib_on_real_prices(shared_data):
    talib = pytest.importorskip("talib")
    pl = pytest.importorskip("polars")
    frame = pl.read_parquet(shared_data / "equities_us_daily_raw.parquet", columns=["close"]).head(20_000)
    values = frame["close"].drop_nulls().cast(pl.Float64).to_numpy()
    assert values.size > 1_000
    for length in (20, 50):
        np.testing.assert_allclose(run(sma, values, length), talib.SMA(values, length), rtol=1e-11)
        np.testing.assert_allclose(run(ema, values, length), talib.EMA(values, length), rtol=1e-13)
