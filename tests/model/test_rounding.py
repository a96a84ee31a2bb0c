"""Rounding: half up away from zero for exact numbers, rule A11 for floats, one and many at a time."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.errors import ConfigError
from fastbt.model.rounding import (
    divide_half_up,
    floats_to_steps,
    to_exact_steps,
    to_factor,
    to_rate,
    to_steps,
)

NEXT_TO_HALF = 0.49999999999999994
FLOATS = st.floats(-1e12, 1e12)
DECIMALS = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False)
PRECISIONS = st.integers(0, 6)


def half_up(exact: Fraction) -> int:
    """Round by definition: the largest whole number not above |x| + 1/2, with the sign of x."""
    size = floor(abs(exact) + Fraction(1, 2))
    return size if exact >= 0 else -size


@given(st.integers(-(2**70), 2**70), st.integers(1, 2**70))
def test_division_rounds_half_away_from_zero(numerator: int, denominator: int):
    assert divide_half_up(numerator, denominator) == half_up(Fraction(numerator, denominator))


@pytest.mark.parametrize(("numerator", "expected"), [(-15, -2), (-14, -1), (-5, -1), (-4, 0), (4, 0), (5, 1)])
def test_division_by_hand(numerator: int, expected: int):
    assert divide_half_up(numerator, 10) == expected


@given(DECIMALS, PRECISIONS, st.integers(1, 50))
def test_exact_numbers_round_to_the_nearest_allowed_value(value: Decimal, precision: int, increment: int):
    expected = half_up(Fraction(value) * 10**precision / increment) * increment
    assert to_steps(value, precision, "x", increment=increment) == expected
    assert to_steps(str(value), precision, "x", increment=increment) == expected
    assert to_steps(Fraction(value), precision, "x", increment=increment) == expected


@given(DECIMALS, PRECISIONS, st.integers(1, 50))
def test_exact_numbers_round_down(value: Decimal, precision: int, increment: int):
    expected = floor(Fraction(value) * 10**precision / increment) * increment
    assert to_steps(value, precision, "x", increment=increment, down=True) == expected


@given(FLOATS, PRECISIONS, st.integers(1, 50), st.booleans())
def test_floats_alone_and_in_arrays_agree(value: float, precision: int, increment: int, down: bool):
    alone = to_steps(value, precision, "x", increment=increment, down=down)
    assert floats_to_steps([value], precision, "x", increment=increment, down=down).tolist() == [alone]


@given(FLOATS, PRECISIONS)
def test_floats_round_half_away_of_the_float_product(value: float, precision: int):
    assert to_steps(value, precision, "x") == half_up(Fraction(value * 10**precision))


@given(st.integers(-(2**50), 2**50), st.integers(0, 8))
def test_the_float_nearest_to_a_tick_gives_the_tick_back(ticks: int, precision: int):
    # architecture.md: x = ticks / 10**p and round(x * 10**p) are each other's inverse for |ticks| < 2^51.
    assert to_steps(ticks / 10**precision, precision, "x") == ticks
    assert to_steps(ticks / 10**precision, precision, "x", down=True) == ticks


def test_just_below_a_half_stays_below():
    # floor(x + 0.5) would give 1 here: the sum rounds up.
    assert floor(NEXT_TO_HALF + 0.5) == 1
    assert to_steps(NEXT_TO_HALF, 0, "x") == 0
    assert floats_to_steps([NEXT_TO_HALF, -NEXT_TO_HALF, 0.5, -0.5], 0, "x").tolist() == [0, 0, 1, -1]


def test_rounding_down_forgives_the_error_of_floats():
    assert 0.3 - 0.1 < 0.2
    assert to_steps(0.3 - 0.1, 1, "x", down=True) == 2
    assert to_steps(0.1999, 1, "x", down=True) == 1
    assert to_steps("0.19999999999", 1, "x", down=True) == 1
    assert to_steps(2 - 2e-6, 0, "x", down=True) == 1
    assert to_steps(2 - 5e-7, 0, "x", down=True) == 2


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e300, 2.0**63])
def test_floats_beyond_64_bits_are_refused(value: float):
    with pytest.raises(ConfigError, match=r"price: .* is not finite or does not fit"):
        to_steps(value, 0, "price")
    with pytest.raises(ConfigError, match=r"price: value .* at position 1 is not finite"):
        floats_to_steps([1.0, value], 0, "price")


@pytest.mark.parametrize("value", ["1e19", "1e400", Decimal("1E+999999"), 10**19, "-1e19"])
def test_exact_numbers_beyond_64_bits_are_refused(value: object):
    with pytest.raises(ConfigError, match=r"price: .* fit 64 bits"):
        to_steps(value, 0, "price")


@pytest.mark.parametrize(
    ("value", "down"), [("1e-400", 0), (Decimal("-1E-999999"), -1), ("0e-400", 0), ("0e400", 0)]
)
def test_tiny_and_zero_numbers_are_fast_and_right(value: object, down: int):
    assert to_steps(value, 2, "x") == 0
    assert to_steps(value, 2, "x", down=True) == down


def test_exact_steps_refuse_what_is_off_the_grid():
    assert to_exact_steps("1.50", 1, "tick") == 15
    assert to_exact_steps(0.1, 1, "tick") == 1
    with pytest.raises(ConfigError, match=r"tick: 1.55 has more than 1 decimals"):
        to_exact_steps("1.55", 1, "tick")


def test_rates_of_floats_are_the_nearest_of_12_places():
    assert to_rate(0.05, "fee") == Decimal("0.05")
    assert to_rate(1 / 3, "fee") == Decimal("0.333333333333")
    assert to_rate(-2 / 3, "fee") == Decimal("-0.666666666667")
    assert str(to_rate(100.0, "fee")) == "100"
    assert to_rate("0.000000000001", "fee") == Decimal("1E-12")


def test_exact_rates_beyond_12_places_are_refused():
    with pytest.raises(ConfigError, match=r"fee: 0.0000000000001 has more than 12 decimals"):
        to_rate("0.0000000000001", "fee")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "x", None])
def test_rates_must_be_finite_numbers(value: object):
    with pytest.raises(ConfigError, match=r"^fee: "):
        to_rate(value, "fee")


def test_factors():
    assert to_factor(0.1) == Fraction(1, 10)
    assert to_factor(Decimal("0.125")) == Fraction(1, 8)
    assert to_factor(Fraction(1, 3)) == Fraction(1, 3)
    assert to_factor(np.int64(3)) == 3
    with pytest.raises(ConfigError, match="factor: must be finite"):
        to_factor(Decimal("Infinity"))


def test_arrays_keep_their_shape():
    steps = floats_to_steps(np.array([[1.005, 2.0], [3.0, 4.0]]), 2, "x")
    assert steps.shape == (2, 2)
    assert steps.dtype == np.int64
