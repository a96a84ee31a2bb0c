"""The arithmetic of tick schemes: ranks, rounding of floats, and ties where 64 bits are short."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from fastbt.errors import ConfigError
from fastbt.model.tick_bands import Bands, check_array, nearest_floats, nearest_many, next_many

BANDS = Bands((0, 10, 20), (1, 2, 5), 100)


def test_ranks_count_the_prices():
    assert BANDS.ranks == (0, 10, 15)
    assert BANDS.last_rank == 15 + 16


def test_one_price():
    assert [BANDS.nearest(Fraction(price)) for price in ("0.5", "10.9", "11", "22.4", "22.5")] == [
        1,
        10,
        12,
        20,
        25,
    ]
    assert (BANDS.next(Fraction(9), 2), BANDS.next(Fraction(21), -1), BANDS.next(Fraction(95), 2)) == (
        12,
        20,
        None,
    )


def test_many_prices():
    ticks = np.array([0, 9, 11, 22, 23, 100])
    assert nearest_many(BANDS, ticks).tolist() == [0, 9, 12, 20, 25, 100]
    assert next_many(BANDS, ticks[:5], 1, "x").tolist() == [1, 10, 12, 25, 25]
    assert next_many(BANDS, ticks[1:], -2, "x").tolist() == [7, 9, 18, 18, 90]


def test_a_tie_near_the_end_of_64_bits():
    top = (2**62 + 1) // 3 * 3 * 2
    wide = Bands((0,), (top // 2,), top)
    assert nearest_many(wide, np.array([top // 4, top // 4 + 1])).tolist()[1] == top // 2


def test_floats():
    assert nearest_floats(BANDS, [0.105, 0.11, 0.1099999999], 2, "x").tolist() == [10, 12, 12]
    assert nearest_floats(BANDS, [[1.0]], 2, "x").shape == (1, 1)
    for bad in (np.nan, np.inf, -0.01, 1.01):
        with pytest.raises(ConfigError, match=r"x: value .* at position 1 is outside the table"):
            nearest_floats(BANDS, [0.5, bad], 2, "x")


def test_arrays_are_checked():
    assert check_array(BANDS, np.array([1, 2], dtype=np.int32), "x").dtype == np.int64
    with pytest.raises(ConfigError, match="x: -1 ticks at position 0 is outside"):
        check_array(BANDS, np.array([-1]), "x")
