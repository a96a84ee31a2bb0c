"""Numbers read exactly: kinds, text, floats as they are written, and decimals that no context can round."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.errors import ConfigError
from fastbt.model.decimals import (
    LARGEST,
    check_precision,
    check_range,
    decimal_of_steps,
    decimals_of,
    is_float,
    is_number,
    power_of_ten,
    quotient,
    to_decimal,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("100.50", "100.50"),
        (" -3 ", "-3"),
        ("1_000.5", "1000.5"),
        ("1e3", "1E+3"),
        (7, "7"),
        (np.int64(7), "7"),
        (Decimal("0.10"), "0.10"),
        (Fraction(1, 4), "0.25"),
        (0.1, "0.1"),
        (np.float64(0.1), "0.1"),
        (np.float32(0.5), "0.5"),
    ],
)
def test_numbers_are_read_as_written(value: object, expected: str):
    assert str(to_decimal(value, "x")) == expected


@pytest.mark.parametrize(
    "value", ["", "abc", "1,5", "nan", "inf", Decimal("NaN"), float("inf"), float("nan")]
)
def test_what_is_no_finite_number_is_refused(value: object):
    with pytest.raises(ConfigError, match=r"^price: "):
        to_decimal(value, "price")


@pytest.mark.parametrize("value", [True, None, [1], b"1", 1j], ids=repr)
def test_other_kinds_are_refused(value: object):
    with pytest.raises(ConfigError, match="price: expected a number, got"):
        to_decimal(value, "price")


def test_kinds_of_numbers():
    assert [is_number(x) for x in (1, 1.5, Decimal(1), Fraction(1), np.int8(1), np.float32(1))] == [True] * 6
    assert [is_number(x) for x in (True, "1", None, 1j)] == [False] * 4
    assert [is_float(x) for x in (1.5, np.float32(1), 1, Decimal(1), Fraction(1))] == [True, True] + [
        False
    ] * 3


def test_decimals_as_written():
    assert [decimals_of(Decimal(x)) for x in ("100.50", "1E+3", "7", "0.001")] == [2, 0, 0, 3]


@given(st.integers(-LARGEST, LARGEST), st.integers(0, 18))
def test_steps_are_written_exactly_in_any_context(steps: int, precision: int):
    with decimal.localcontext() as context:
        context.prec = 3
        value = decimal_of_steps(steps, precision)
    assert Fraction(value) == Fraction(steps, 10**precision)
    assert decimals_of(value) == precision


def test_quotients_round_half_up_to_28_digits():
    assert quotient(Fraction(1, 8)) == Decimal("0.125")
    assert quotient(Fraction(2, 3)) == Decimal("0." + "6" * 27 + "7")
    with decimal.localcontext() as context:
        context.prec = 3
        assert quotient(Fraction(1, 3)) == Decimal("0." + "3" * 28)


@pytest.mark.parametrize("precision", [0, 18, np.int64(4)])
def test_precisions_in_range(precision: int):
    assert check_precision(precision, "x") == precision


@pytest.mark.parametrize("precision", [-1, 19, 2.0, "2", None, True])
def test_precisions_out_of_range(precision: object):
    with pytest.raises(ConfigError, match="AAPL: precision must be"):
        check_precision(precision, "AAPL")


def test_range_is_64_bits_without_the_kernels_sentinel():
    assert check_range(2**63 - 1, "x") == 2**63 - 1
    assert check_range(-(2**63) + 1, "x") == -(2**63) + 1
    for steps in (2**63, -(2**63)):
        with pytest.raises(ConfigError, match=r"price: .* do not fit 64 bits"):
            check_range(steps, "price")


def test_powers():
    assert power_of_ten(0) == 1
    assert power_of_ten(36) == 10**36
