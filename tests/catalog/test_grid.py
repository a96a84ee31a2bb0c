"""Numbers on their grid: exact where the source is exact, within a millionth of a tick where it is floats."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.catalog.grid import LARGEST, read_numbers
from fastbt.model.rounding import floats_to_steps

PRECISIONS = st.integers(0, 18)


def ticks(values: object, precision: int, dtype: object = None) -> list[int]:
    """Put values on the grid; none may be missing, off it or too large."""
    numbers = read_numbers(pl.Series(values, dtype=dtype))
    assert numbers is not None
    assert numbers.missing is None
    result = numbers.ticks(precision)
    assert result.off_grid is None
    assert result.too_large is None
    assert not numbers.off_grid(precision).any()
    return result.values.tolist()


@given(PRECISIONS, st.lists(st.integers(-(2**51) + 1, 2**51 - 1), min_size=1))
def test_floats_give_back_the_ticks_they_were_made_from(precision, steps):
    floats = np.array(steps, dtype=np.int64) / 10**precision
    assert ticks(floats, precision) == steps


@given(PRECISIONS, st.lists(st.integers(-LARGEST, LARGEST), min_size=1))
def test_decimals_and_text_are_exact_to_18_digits(precision, steps):
    decimals = [Decimal(step).scaleb(-precision) for step in steps]
    assert ticks(decimals, precision, pl.Decimal(38, precision)) == steps
    assert ticks([f"{value:f}" for value in decimals], precision) == steps


@given(st.integers(0, 6), st.lists(st.integers(-(10**11), 10**11), min_size=1))
def test_integers_are_exact(precision, values):
    assert ticks(values, precision, pl.Int64) == [value * 10**precision for value in values]


@given(st.integers(0, 4), st.lists(st.decimals(-1_000, 1_000, places=6), min_size=1))
def test_exact_numbers_off_the_grid_are_rounded_half_up_and_told(precision, values):
    numbers = read_numbers(pl.Series(values, dtype=pl.Decimal(38, 6)))
    result = numbers.ticks(precision)
    step = Decimal(1).scaleb(-precision)
    rounded = [value.quantize(step, ROUND_HALF_UP) for value in values]
    assert result.values.tolist() == [int(value.scaleb(precision)) for value in rounded]
    off = [value != nearest for value, nearest in zip(values, rounded, strict=True)]
    assert (result.off_grid.tolist() if result.off_grid is not None else [False] * len(values)) == off
    assert numbers.off_grid(precision).tolist() == off


@given(st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_floats_off_the_grid_are_rounded_as_everywhere_else(values):
    result = read_numbers(pl.Series(values)).ticks(2)
    off = np.zeros(len(values), dtype=bool) if result.off_grid is None else result.off_grid
    elsewhere = floats_to_steps(values, 2, "price")
    assert result.values[off].tolist() == elsewhere[off].tolist()


def test_halves_go_away_from_zero():
    for values in (
        [0.125, -0.125, 2.5],
        ["0.125", "-0.125", "2.5"],
        [Decimal("0.125"), Decimal("-0.125"), Decimal("2.5")],
    ):
        assert read_numbers(pl.Series(values)).ticks(2).values.tolist() == [13, -13, 250]


def test_the_tolerance_is_a_millionth_of_a_tick():
    result = read_numbers(pl.Series([1.0 + 0.9e-8, 1.0 + 1.1e-8, 1.0 - 0.9e-8, 1.0 - 1.1e-8])).ticks(2)
    assert result.off_grid.tolist() == [False, True, False, True]
    assert result.values.tolist() == [100] * 4


def test_text_is_forgiven_the_same():
    result = read_numbers(
        pl.Series(["1.000000009", "1.000000011", "-0.999999991", "645.5600000000001"])
    ).ticks(2)
    assert result.off_grid.tolist() == [False, True, False, False]
    assert result.values.tolist() == [100, 100, -100, 64_556]
    decimals = read_numbers(pl.Series([Decimal("1.000000009"), Decimal("1.00")])).ticks(2)
    assert decimals.off_grid.tolist() == [True, False]


def test_32_bit_floats_stand_for_the_decimals_they_were_rounded_from():
    assert ticks([27.31, 1248.81], 2, pl.Float32) == [2731, 124881]


def test_missing_and_unreadable():
    numbers = read_numbers(pl.Series([1.0, None, float("nan"), float("inf")]))
    assert numbers.missing.tolist() == [False, True, True, True]
    assert numbers.unreadable.tolist() == [False, False, False, True]
    numbers = read_numbers(pl.Series(["1.5", None, "", "NaN", "n/a", "1,5", " 2.25 ", "1e-2"]))
    assert numbers.missing.tolist() == [False, True, True, True, True, True, False, False]
    assert numbers.unreadable.tolist() == [False, False, False, False, False, True, False, False]
    assert numbers.ticks(2).values.tolist() == [150, 0, 0, 0, 0, 0, 225, 1]


@pytest.mark.parametrize("value", [Decimal(10**16), "10000000000000000", 1e16, 10**16])
def test_more_than_18_digits_are_too_large(value):
    result = read_numbers(pl.Series([value, value])).ticks(2)
    assert result.too_large.tolist() == [True, True]
    assert result.values.tolist() == [0, 0]
    assert ticks([value], 1) == [10**17]


def test_a_float_beyond_its_own_digits_is_taken_only_where_it_is_whole():
    result = read_numbers(pl.Series([3e13, 30_000_000_000_000.5])).ticks(3)
    assert result.values[0] == 3 * 10**16
    assert result.too_large.tolist() == [False, True]


def test_other_types_are_no_numbers():
    assert read_numbers(pl.Series([True])) is None
    assert read_numbers(pl.Series([[1.0]])) is None
    assert read_numbers(pl.Series(["1.5"], dtype=pl.Categorical)).ticks(1).values.tolist() == [15]


def test_rows_can_be_taken():
    for values in ([1.0, 2.0, 3.0], ["1", "2", "3"], [1, 2, 3]):
        assert read_numbers(pl.Series(values)).take(np.array([2, 0])).ticks(1).values.tolist() == [30, 10]
