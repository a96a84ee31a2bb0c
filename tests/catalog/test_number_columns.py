"""Columns of numbers of every type: exact where the source is exact."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.catalog.grid import LARGEST
from fastbt.catalog.number_columns import read_numbers

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


def test_halves_go_away_from_zero():
    for values in (["0.125", "-0.125", "1.005"], [Decimal("0.125"), Decimal("-0.125"), Decimal("1.005")]):
        assert read_numbers(pl.Series(values)).ticks(2).values.tolist() == [13, -13, 101]


@pytest.mark.parametrize("beside", ["0", "99999999999999.5"])
def test_text_is_forgiven_as_floats_are(beside):
    """In the quick way and, beside a large number, in the exact one."""
    text = ["1.000000009", "1.000000011", "-0.999999991", "645.5600000000001", beside]
    numbers = read_numbers(pl.Series(text))
    result = numbers.ticks(2)
    assert result.off_grid.tolist() == [False, True, False, False, False]
    assert result.values.tolist()[:4] == [100, 100, -100, 64_556]
    assert numbers.off_grid(2).tolist() == [True, True, True, False, False]
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


def test_other_types_are_no_numbers():
    assert read_numbers(pl.Series([True])) is None
    assert read_numbers(pl.Series([[1.0]])) is None
    assert read_numbers(pl.Series(["1.5"], dtype=pl.Categorical)).ticks(1).values.tolist() == [15]


def test_rows_can_be_taken():
    for values in ([1.0, 2.0, 3.0], ["1", "2", "3"], [1, 2, 3]):
        assert read_numbers(pl.Series(values)).take(np.array([2, 0])).ticks(1).values.tolist() == [30, 10]


@pytest.mark.parametrize("text", ["1e25", "123456789012345678901.5", "-1e300"])
def test_text_beyond_all_decimals_is_too_large_and_not_zero(text):
    numbers = read_numbers(pl.Series([text, "1.5", None]))
    result = numbers.ticks(2)
    assert numbers.missing.tolist() == [False, False, True]
    assert result.too_large.tolist() == [True, False, False]
    assert result.values.tolist() == [0, 150, 0]


@given(st.lists(st.decimals(-99_999, 99_999, places=9), min_size=1), st.integers(0, 10))
def test_text_means_the_same_read_as_floats_and_as_decimals(values, precision):
    """The quick way and the exact one; the largest number of a column decides which is taken."""
    text = [f"{value:f}" for value in values]
    large = str(2**51 // 10**precision + 1)
    quick, exact = (read_numbers(pl.Series(column)).ticks(precision) for column in (text, [*text, large]))
    expected = [int(value.scaleb(precision).to_integral_value(ROUND_HALF_UP)) for value in values]
    assert quick.values.tolist() == exact.values[:-1].tolist() == expected


@given(st.integers(0, 12), st.lists(st.integers(-(10**15) + 1, 10**15 - 1), min_size=1))
def test_floats_made_of_short_text_are_as_exact_as_the_text(places, counts):
    text = pl.Series([f"{Decimal(count).scaleb(-places):f}" for count in counts])
    made, plain = read_numbers(text.cast(pl.Float64), from_text=True), read_numbers(text)
    for precision in range(19):
        assert made.off_grid(precision).tolist() == plain.off_grid(precision).tolist()
        found, wanted = made.ticks(precision), plain.ticks(precision)
        for name in ("values", "off_grid", "too_large"):
            assert np.array_equal(getattr(found, name), getattr(wanted, name)), (precision, name)


def test_a_half_is_a_half_only_where_the_float_was_text():
    halves = pl.Series([1.005, 2.675])
    assert read_numbers(halves, from_text=True).ticks(2).values.tolist() == [101, 268]
    assert read_numbers(halves).ticks(2).values.tolist() == [100, 268]
