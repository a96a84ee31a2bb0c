"""How many decimals data has: the least grid that holds all of it, at most 8."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.catalog.number_columns import read_numbers
from fastbt.catalog.precision import MOST_INFERRED, decimals_seen


def seen(values: object, group: list[int] | None = None, groups: int = 1) -> list[int]:
    codes = None if group is None else np.array(group, dtype=np.int32)
    return decimals_seen(read_numbers(pl.Series(values)), codes, groups).tolist()


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ([1.0, 2.0], 0),
        ([1.0, 2.5], 1),
        ([0.1 + 0.2, 1.25], 2),
        (["100.50", "7"], 1),  # written with two decimals, needs one
        (["0.0000005", "1.5"], 7),
        (["10.00000001"], 8),
        (["645.5600000000001", "0.30000000000000004"], 2),
        ([1, 2], 0),
        ([0.00000001], 8),
        ([1.0000005], 7),
        ([10.00000001], 8),
        ([sum([0.001] * 1_440)], 2),  # 1.4400000000000011
        ([1 / 3], 8),
        ([None, float("nan"), 1.5], 1),
        (pl.Series([], dtype=pl.Float64), 0),
    ],
)
def test_one_instrument(values, decimals):
    assert seen(values) == [decimals]


@given(st.integers(0, MOST_INFERRED), st.lists(st.integers(-(10**9), 10**9), min_size=1))
def test_the_least_grid_that_holds_all(precision, steps):
    exact = {len(f"{step / 10**precision:.{precision}f}".rstrip("0").partition(".")[2]) for step in steps}
    assert seen([step / 10**precision for step in steps]) == [max(exact)]


def test_a_single_row_among_many_counts():
    values = np.full(200_000, 1.5)
    values[123_457] = 1.125
    assert seen(values) == [3]


def test_each_instrument_has_its_own():
    assert seen([1.0, 0.5, 0.125, 3.0], [0, 1, 2, 1], 4) == [0, 1, 3, 0]


def test_one_rare_row_of_one_instrument_among_many():
    values = np.tile([1.5, 1.25], 100_000)
    values[99_999] = 1.12345
    assert seen(values, [0, 1] * 100_000, 2) == [1, 5]
