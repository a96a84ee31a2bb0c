"""Counts as floats and decimals, and quotients: compared with Python's own integers."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.model.rounding import divide_half_up
from fastbt.simulation.collect_numbers import as_counts, as_decimals, as_floats, on_scale, quotient

COUNTS = st.lists(
    st.one_of(st.none(), st.integers(-(2**62), 2**62), st.integers(-(10**6), 10**6)), max_size=20
)


def series(values: list[int | None]) -> pl.Series:
    return pl.Series("x", values, dtype=pl.Int64)


@given(COUNTS, st.integers(0, 18))
def test_floats_are_the_nearest(values: list[int | None], scale: int):
    floats = as_floats(series(values), scale)
    assert floats.name == "x"
    assert floats.to_list() == [None if v is None else v / 10**scale for v in values]


def test_no_float_is_off_in_its_last_place():
    """A product with 10^-2, or Polars' quotient by a scalar, differs for one count in eight."""
    counts = list(range(-20_000, 20_000))
    assert as_floats(pl.Series(counts), 2).to_list() == [count / 100 for count in counts]


@pytest.mark.parametrize("scale", [22, 23, 30])
def test_floats_of_many_decimals(scale: int):
    assert as_floats(pl.Series([7, 12345]), scale).to_list() == [7 / 10**scale, 12345 / 10**scale]


@given(COUNTS, st.integers(0, 18))
def test_decimals_and_back(values: list[int | None], scale: int):
    decimals = as_decimals(series(values), scale)
    assert decimals.dtype == pl.Decimal(38, scale)
    assert decimals.to_list() == [None if v is None else Decimal(v).scaleb(-scale) for v in values]
    assert as_counts(decimals).to_list() == values


def test_a_slice_is_not_read_from_its_start():
    decimals = as_decimals(pl.Series(range(100)), 1)
    assert as_counts(decimals[40:42]).to_list() == [40, 41]


@given(
    st.lists(
        st.tuples(st.integers(-(2**62), 2**62), st.integers(1, 10**9), st.integers(0, 2**62)), max_size=10
    ),
    st.integers(0, 8),
)
def test_quotients_round_half_up(rows: list[tuple[int, int, int]], digits: int):
    """On both ways: within 128 bits and beyond."""
    above, factor, below = (pl.Series([row[k] for row in rows], dtype=pl.Int64) for k in range(3))
    found = quotient([above, factor], [below], digits).to_list()
    expected = [divide_half_up(a * f * 10**digits, b) if b else None for a, f, b in rows]
    assert found == expected


def test_a_product_beyond_128_bits_is_still_exact():
    huge, less = pl.Series([2**62 - 1]), pl.Series([2**61 + 7])
    assert quotient([huge, huge], [less], 6).item() == divide_half_up((2**62 - 1) ** 2 * 10**6, 2**61 + 7)
    assert quotient([huge, huge], [pl.Series([0])], 6).item() is None
    assert quotient([huge, pl.Series([None], dtype=pl.Int64)], [less], 6).item() is None


def test_null_stays_null():
    assert quotient([pl.Series([None, 4], dtype=pl.Int64)], [pl.Series([2, 2])]).to_list() == [None, 2]


def test_scales_meet_at_the_largest():
    assert on_scale(pl.Series([1, 25, None]), pl.Series([0, 2, 1]), 2).to_list() == [100, 25, None]
    same = pl.Series([1, 2])
    assert on_scale(same, pl.Series([2, 2]), 2) is same
    assert on_scale(pl.Series([10**18]), pl.Series([0]), 18).item() == 10**36
