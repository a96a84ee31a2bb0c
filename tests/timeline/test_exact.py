"""Decimals as integers: reading, summing, giving back."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.errors import DataError
from fastbt.timeline.exact import nearest, scaled, steps_of, sums


@given(st.lists(st.integers(-(2**50), 2**50), min_size=1), st.integers(0, 8))
def test_floats_go_there_and_back(counts: list[int], precision: int):
    floats = pl.Series("x", [c / 10**precision for c in counts])
    steps = steps_of(floats, "t")
    assert steps.precision <= precision
    assert steps.column("x", steps.values, steps.missing).equals(floats)


@given(st.integers(-(10**18) + 1, 10**18 - 1), st.integers(0, 18))
def test_nearest_of_any_size(count: int, precision: int):
    wanted = Fraction(count, 10**precision)
    found = nearest(np.array([count]), precision)[0]
    for other in (np.nextafter(found, np.inf), np.nextafter(found, -np.inf)):
        assert abs(Fraction(float(found)) - wanted) <= abs(Fraction(float(other)) - wanted)


@pytest.mark.parametrize(
    ("column", "values", "precision", "dtype"),
    [
        (pl.Series([1.25, None, float("nan")]), [125, 0, 0], 2, pl.Float64()),
        (pl.Series([3, None, 4]), [3, 0, 4], 0, pl.Int64()),
        (pl.Series([Decimal("1.50"), None, Decimal("-2.00")]), [150, 0, -200], 2, pl.Decimal(38, 2)),
    ],
)
def test_kinds_of_columns(column: pl.Series, values: list[int], precision: int, dtype: pl.DataType):
    steps = steps_of(column, "t")
    assert (steps.values.tolist(), steps.precision, steps.dtype) == (values, precision, dtype)
    assert steps.missing is not None
    assert steps.column("x", steps.values, steps.missing).equals(
        column.fill_nan(None) if dtype.is_float() else column
    )


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (pl.Series("x", ["1.5"]), r"String does not hold numbers \(table t, column x\)"),
        (pl.Series("x", [1.0, float("inf")]), r"infinite.*row 1"),
        (pl.Series("x", [1.0, 0.123456789]), r"more than 8 decimals.*row 1.*round"),
        (pl.Series("x", [10**18]), r"more than 18 digits.*row 0"),
    ],
)
def test_what_cannot_be_counted(column: pl.Series, words: str):
    with pytest.raises(DataError, match=words):
        steps_of(column, "t")


def test_sums_of_runs():
    assert sums(np.array([1, 2, 3, 4]), np.array([0, 3]), "x").tolist() == [6, 4]
    assert sums(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), "x").tolist() == []
    assert sums(np.array([5 * 10**17, -(5 * 10**17)]), np.array([0]), "x").tolist() == [0]
    with pytest.raises(DataError, match=r"18 digits \(column x, row 1"):
        sums(np.array([1, 6 * 10**17, 6 * 10**17]), np.array([0, 1]), "x")


def test_scaled_rounds_half_up_away_from_zero():
    column = pl.Series([0.5, -0.5, None, 0.25])
    assert scaled(column, np.array([0.25, 0.25, 0.25, 1.0]), 2).to_list() == [0.13, -0.13, None, 0.25]
    assert scaled(column, np.array([0.25, 0.25, 0.25, 1.0]), None).to_list() == [0.125, -0.125, None, 0.25]
