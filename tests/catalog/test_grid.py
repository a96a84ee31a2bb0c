"""Floats on their grid: within a millionth of a tick, and rounded as everywhere else."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fastbt.catalog.grid import FloatNumbers
from fastbt.model.rounding import floats_to_steps

PRECISIONS = st.integers(0, 18)


def numbers(*values: float) -> FloatNumbers:
    return FloatNumbers(np.array(values))


@given(PRECISIONS, st.lists(st.integers(-(2**51) + 1, 2**51 - 1), min_size=1))
def test_floats_give_back_the_ticks_they_were_made_from(precision, steps):
    floats = np.array(steps, dtype=np.int64) / 10**precision
    result = FloatNumbers(floats).ticks(precision)
    assert result.values.tolist() == steps
    assert result.off_grid is None
    assert result.too_large is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_floats_off_the_grid_are_rounded_as_everywhere_else(values):
    result = FloatNumbers(np.array(values)).ticks(2)
    off = np.zeros(len(values), dtype=bool) if result.off_grid is None else result.off_grid
    elsewhere = floats_to_steps(values, 2, "price")
    assert result.values[off].tolist() == elsewhere[off].tolist()


def test_the_tolerance_is_a_millionth_of_a_tick():
    result = numbers(1.0 + 0.9e-8, 1.0 + 1.1e-8, 1.0 - 0.9e-8, 1.0 - 1.1e-8).ticks(2)
    assert result.off_grid.tolist() == [False, True, False, True]
    assert result.values.tolist() == [100] * 4


def test_a_float_beyond_its_own_digits_is_taken_only_where_it_is_whole():
    result = numbers(3e13, 30_000_000_000_000.5).ticks(3)
    assert result.values[0] == 3 * 10**16
    assert result.too_large.tolist() == [False, True]


def test_halves_go_away_from_zero():
    assert numbers(0.125, -0.125, 2.5, 0.375).ticks(2).values.tolist() == [13, -13, 250, 38]
