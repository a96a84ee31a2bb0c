"""Price and Quantity: exact decimals, half-up rounding, arithmetic, comparisons, hash (areas D and T2)."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.errors import ConfigError
from fastbt.model.values import AccountBalance, Currency, Money, Price, Quantity

TICKS = st.integers(-(2**53), 2**53)
PRECISIONS = st.integers(0, 9)
PRICES = st.builds(Price.from_ticks, st.integers(-(2**31), 2**31), PRECISIONS)


def half_up(exact: Fraction) -> int:
    size = floor(abs(exact) + Fraction(1, 2))
    return size if exact >= 0 else -size


def test_price_creation():
    price = Price(100.50, 2)
    assert str(price) == "100.50"
    assert price.ticks == 10050
    assert price.precision == 2
    assert price.value == Decimal("100.50")


def test_price_rounding():
    assert str(Price(100.555, 2)) == "100.56"
    assert str(Price("100.555", 2)) == "100.56"
    assert str(Price("-100.555", 2)) == "-100.56"
    assert str(Price("100.5549999", 2)) == "100.55"


def test_price_takes_the_decimals_it_is_written_with():
    assert Price("100.50").precision == 2
    assert Price(Decimal("1.000")).precision == 3
    assert Price(5).precision == 0
    assert Price(Price("1.25")).precision == 2
    assert Price(Price("1.25"), 1) == Price("1.3")


@pytest.mark.parametrize("value", [1.5, np.float64(1.5), Fraction(1, 2)])
def test_numbers_without_decimals_need_a_precision(value: object):
    with pytest.raises(ConfigError, match="give its precision"):
        Price(value)


def test_price_add():
    assert Price(100.50, 2) + Price(49.75, 2) == Price("150.25")
    assert str(Price("1.5") + Price("0.25")) == "1.75"


def test_price_sub():
    assert Price(100.50, 2) - Price(50.75, 2) == Price("49.75")
    assert Price("1.00") - Price("2.00") == Price("-1.00")


def test_price_mul():
    assert Price(100.00, 2) * 2 == Price("200.00")
    assert 2 * Price("100.00") == Price("200.00")
    assert str(Price("0.15") * Decimal("0.5")) == "0.08"


def test_price_mul_by_a_float_takes_its_nearest_decimal():
    # 0.15 as a double is below 0.15; a factor is the decimal of 12 places nearest to it.
    assert Fraction(0.15) < Fraction(15, 100)
    assert Price("0.10") * 0.15 == Price("0.02")


def test_price_neg_and_abs():
    assert str(-Price(100.00, 2)) == "-100.00"
    assert abs(Price("-3.50")) == Price("3.50")


def test_price_sums_with_exact_numbers():
    assert str(Price("1.5") + 1) == "2.5"
    assert str(1 + Price("1.5")) == "2.5"
    assert str(Price("1.5") - Decimal("0.25")) == "1.25"
    assert str(Decimal(2) - Price("1.5")) == "0.5"


@pytest.mark.parametrize("other", [0.5, "1", None, True, Quantity(1)], ids=repr)
def test_price_sums_with_other_things_raise(other: object):
    with pytest.raises(TypeError):
        _ = Price("1.5") + other
    with pytest.raises(TypeError):
        _ = Price("1.5") - other


@pytest.mark.parametrize("other", [Price(1), Quantity(1), "2", True])
def test_price_products_with_other_things_raise(other: object):
    with pytest.raises(TypeError):
        _ = Price("1.5") * other


def test_price_comparisons():
    low, high = Price("99.99"), Price("100.00")
    assert low < high
    assert low <= high
    assert high > low
    assert high >= low
    assert low == Price("99.990")
    assert low != high
    assert not low < Price("99.990")
    assert not low > Price("99.990")
    assert low <= Price("99.990")
    assert low >= Price("99.990")


def test_price_equals_exactly_representable_floats():
    assert Price("100.50") == 100.5
    assert Price("0.1") != 0.1
    assert Price("0.1") < 0.1
    assert Price("1") == 1
    assert Price("1.50") == Decimal("1.5")
    assert Price("0.25") == Fraction(1, 4)
    assert Price("1.5") == np.float32(1.5)


def test_price_comparisons_with_nan_are_false():
    nan = float("nan")
    assert not Price("1") < nan
    assert not Price("1") >= nan
    assert Price("1") != nan
    assert Price("1") != Decimal("NaN")
    assert Price("1") < float("inf")
    assert Price("1") > Decimal("-Infinity")


def test_price_and_quantity_do_not_compare():
    assert Price(1) != Quantity(1)
    with pytest.raises(TypeError):
        _ = Price(1) < Quantity(1)
    with pytest.raises(TypeError):
        _ = Price(1) < "2"


def test_price_as_double():
    assert Price("100.50").as_double() == 100.5
    assert float(Price("0.1")) == 0.1
    assert Price("0.1").as_decimal() == Decimal("0.1")
    assert Price("0.1").as_fraction() == Fraction(1, 10)


def test_price_hash():
    # Requirements section 3, row 35: hash(Price) = hash(Decimal value).
    assert hash(Price("100.50")) == hash(Decimal("100.5")) == hash(100.5)
    assert hash(Price("100.50")) == hash(Price("100.5"))
    assert {Price("1.0"): "one"}[Price("1")] == "one"


def test_price_zero_and_negative():
    assert not Price("0.00")
    assert Price("0.01")
    assert Price("-37.63").ticks == -3763
    assert str(Price("-0.00")) == "0.00"


def test_price_repr():
    assert repr(Price("100.50")) == "Price('100.50')"
    assert repr(Quantity("10.5")) == "Quantity('10.5')"
    assert str(Price("0.00000001")) == "0.00000001"


@pytest.mark.parametrize("kind", [Price, Quantity])
def test_overflow(kind: type[Price | Quantity]):
    largest = kind(2**63 - 1, 0)
    assert largest.steps == 2**63 - 1
    for build in (
        lambda: kind(2**63, 0),
        lambda: kind("92233720368.54775808", 8),
        lambda: largest + kind(1),
        lambda: largest * 2,
        lambda: kind(1.0, 18) * 10,
        lambda: largest.steps_at(1),
    ):
        with pytest.raises(ConfigError, match="64 bits"):
            build()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "abc", None, True, Decimal("NaN")], ids=repr)
def test_what_is_no_number_raises(value: object):
    with pytest.raises(ConfigError, match=r"^price: "):
        Price(value, 2)


@pytest.mark.parametrize("precision", [-1, 19, 1.0, "2"])
def test_precision_out_of_range(precision: object):
    with pytest.raises(ConfigError, match="price: precision must be"):
        Price("1", precision)
    with pytest.raises(ConfigError, match="price: precision must be"):
        Price.from_ticks(1, precision)


def test_quantity_creation():
    assert str(Quantity(10.5, 1)) == "10.5"
    assert Quantity("10.5").lots == 105


def test_quantity_negative_raises():
    with pytest.raises(ValueError, match=r"quantity: must not be negative, got -0.5"):
        Quantity("-0.5")
    with pytest.raises(ValueError, match="must not be negative"):
        Quantity.from_lots(-1, 0)
    with pytest.raises(ValueError, match="must not be negative"):
        Quantity(1) * -1
    with pytest.raises(TypeError):
        _ = -Quantity(1)


def test_quantity_zero_allowed():
    assert Quantity(0) == 0
    assert Quantity("-0.4", 0) == 0


def test_quantity_bool():
    assert bool(Quantity(0)) is False
    assert bool(Quantity(10)) is True


def test_quantity_add():
    assert Quantity("10.5") + Quantity("0.25") == Quantity("10.75")


def test_quantity_sub():
    assert Quantity("10.5") - Quantity("10.5") == Quantity(0)


def test_quantity_sub_below_zero_raises():
    # Requirements section 3, row 36.
    with pytest.raises(ValueError, match=r"quantity: must not be negative, got -0.1"):
        Quantity("10.5") - Quantity("10.6")


def test_quantity_mul():
    assert Quantity("10.5") * 2 == Quantity(21)
    assert str(Quantity("0.5") * 0.5) == "0.3"


def test_steps_at_another_precision():
    assert Price("1.50").steps_at(1) == 15
    assert Price("1.50").steps_at(4) == 15000
    assert Price("-1.50").steps_at(1) == -15
    with pytest.raises(ConfigError, match=r"price 1.55 has more than 1 decimals"):
        Price("1.55").steps_at(1)


def test_arrays_of_floats_become_counts():
    ticks = Price.from_float(np.array([100.5, 0.005, -0.005]), 2)
    assert ticks.dtype == np.int64
    assert ticks.tolist() == [10050, 1, -1]
    assert Quantity.from_float([1.5, 2.25], 1).tolist() == [15, 23]
    assert Price.from_float(100.5, 2) == Price("100.50")


@pytest.mark.parametrize("value", [Price("1.5"), Quantity("1.5")])
def test_immutable_and_without_a_dict(value: Price | Quantity):
    for name in ("steps", "precision"):
        with pytest.raises(AttributeError):
            setattr(value, name, 1)
    with pytest.raises((AttributeError, TypeError)):
        value.other = 1
    assert not hasattr(value, "__dict__")
    assert value == Decimal("1.5")


@pytest.mark.parametrize("value", [Price("-1.5"), Quantity("1.5")])
def test_copies_and_pickles(value: Price | Quantity):
    for copied in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):  # noqa: S301
        assert type(copied) is type(value)
        assert (copied, copied.precision) == (value, value.precision)


def test_the_other_values_are_found_here_too():
    assert Money("1", Currency("USD")) == AccountBalance("1 USD", "0 USD").free


@given(TICKS, PRECISIONS)
def test_ticks_round_trip(ticks: int, precision: int):
    price = Price.from_ticks(ticks, precision)
    assert Price(str(price)).ticks == ticks
    assert Price(price.value, precision).ticks == ticks
    assert price.ticks == ticks
    assert price.as_fraction() == Fraction(ticks, 10**precision)


@given(st.integers(-(2**50), 2**50), PRECISIONS)
def test_floats_round_trip(ticks: int, precision: int):
    price = Price.from_ticks(ticks, precision)
    assert price.as_double() == float(price.value)
    assert Price(price.as_double(), precision).ticks == ticks


@given(st.fractions(-(10**6), 10**6), PRECISIONS)
def test_rounding_is_half_up_away_from_zero(exact: Fraction, precision: int):
    assert Price(exact, precision).ticks == half_up(exact * 10**precision)


@given(PRICES, PRICES)
def test_sums_are_exact(a: Price, b: Price):
    assert (a + b).as_fraction() == a.as_fraction() + b.as_fraction()
    assert (a - b).as_fraction() == a.as_fraction() - b.as_fraction()
    assert (a + b).precision == max(a.precision, b.precision)


@given(PRICES, st.fractions(-100, 100, max_denominator=1000))
def test_products_are_rounded_once(price: Price, factor: Fraction):
    product = price * factor
    assert product.ticks == half_up(price.ticks * factor)
    assert product.precision == price.precision


@given(PRICES, PRICES)
def test_order_and_hash_are_those_of_the_numbers(a: Price, b: Price):
    assert (a < b) == (a.value < b.value)
    assert (a == b) == (a.value == b.value)
    assert hash(a) == hash(a.value)


@given(PRICES, st.floats(allow_nan=False))
def test_comparisons_with_floats_are_exact(price: Price, number: float):
    assert (price < number) == (price.value < number)
    assert (price == number) == (price.value == number)
