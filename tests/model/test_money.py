"""Money and AccountBalance: one currency at a time, exact to its unit (requirements D and T2)."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.errors import ConfigError, FastbtError, UnknownNameError
from fastbt.model.currencies import Currency
from fastbt.model.money import AccountBalance, Money

USD = Currency("USD")
UNITS = st.integers(-(2**60), 2**60)


def usd(amount: object) -> Money:
    return Money(amount, USD)


def test_money_creation():
    money = Money(1000.00, "USD")
    assert str(money) == "1000.00 USD"
    assert money.amount == money.as_decimal() == Decimal("1000.00")
    assert money.units == 100_000
    assert money.currency == USD


def test_money_rounds_to_its_currency():
    assert usd("0.005") == usd("0.01")
    assert usd("-0.005") == usd("-0.01")
    assert Money("0.5", "JPY").units == 1
    assert Money("100000.000001", Currency("USD", precision=6)).units == 100_000_000_001


def test_money_add_same():
    assert usd("1000") + usd("0.50") == usd("1000.50")
    assert usd("1000") - usd("1000.50") == usd("-0.50")


def test_money_add_different_raises():
    for operation in (Money.__add__, Money.__sub__, Money.__lt__, Money.__le__, Money.__gt__, Money.__ge__):
        with pytest.raises(ValueError, match="USD and EUR; convert one first"):
            operation(usd(1), Money(1, "EUR"))


def test_two_precisions_of_one_currency_do_not_mix():
    with pytest.raises(ValueError, match="cannot add USD of 2 and of 6 decimals"):
        usd(1) + Money(1, Currency("USD", precision=6))


@pytest.mark.parametrize("other", [1, 1.0, Decimal(1), None])
def test_money_sums_and_comparisons_take_money_only(other: object):
    for operation in ("__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"):
        assert getattr(usd(1), operation)(other) is NotImplemented
    with pytest.raises(TypeError):
        _ = usd(1) + other


def test_money_neg_and_abs():
    assert -usd("1000") == usd("-1000")
    assert abs(usd("-1000")) == usd("1000")


def test_money_mul():
    assert usd("0.15") * Decimal("0.5") == usd("0.08")
    assert 3 * usd("0.15") == usd("0.45")
    assert usd("100000") * 0.05 == usd("5000")
    with pytest.raises(TypeError):
        _ = usd(1) * usd(1)
    with pytest.raises(TypeError):
        _ = usd(1) * "2"


def test_money_repr():
    assert repr(usd("1000")) == "1000.00 USD"
    assert repr(Money("-5", "JPY")) == "-5 JPY"


def test_money_comparisons():
    assert usd(1) < usd(2)
    assert usd(1) <= usd(1)
    assert usd(2) > usd(1)
    assert usd(2) >= usd(2)
    assert usd(1) != usd(2)


def test_money_of_two_currencies_is_never_equal():
    assert usd(1) != Money(1, "EUR")
    assert usd(1) != Money(1, Currency("USD", precision=6))
    assert usd(1) != 1
    assert len({usd(1), Money(1, "EUR"), usd("1.00")}) == 2


def test_money_bool_and_float():
    assert not usd(0)
    assert usd("0.01")
    assert float(usd("0.10")) == usd("0.10").as_double() == 0.1


def test_money_overflow():
    with pytest.raises(ConfigError, match="64 bits"):
        usd("92233720368547758.08")
    with pytest.raises(ConfigError, match="64 bits"):
        Money.from_units(2**63 - 1, USD) + usd("0.01")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100000 USD", Money(100_000, "USD")),
        (" 1_000.5   USD ", Money("1000.50", "USD")),
        ("-3 JPY", Money(-3, "JPY")),
        ("0.00000001 BTC", Money.from_units(1, Currency("BTC"))),
    ],
)
def test_money_parse(text: str, expected: Money):
    assert Money.parse(text) == expected
    assert Money.parse(str(expected)) == expected
    assert Money.parse(expected) is expected


@pytest.mark.parametrize(
    "text", ["", "100000", "USD", "USD 100", "100 000 USD", "1,000 USD", "x USD", None, 5]
)
def test_money_parse_malformed(text: object):
    with pytest.raises(FastbtError, match=r"^money|^unknown currency|^currency code"):
        Money.parse(text)


def test_money_parse_does_not_round_in_silence():
    with pytest.raises(ConfigError, match="has more than 2 decimals"):
        Money.parse("100.005 USD")


def test_money_of_an_unknown_currency():
    with pytest.raises(UnknownNameError, match="did you mean"):
        Money.parse("5 USX")


def test_frozen_and_pickles():
    with pytest.raises(AttributeError):
        usd(1).units = 5
    assert pickle.loads(pickle.dumps(usd("1.25"))) == usd("1.25")  # noqa: S301


@given(UNITS, UNITS)
def test_sums_are_exact(a: int, b: int):
    first, second = Money.from_units(a, USD), Money.from_units(b, USD)
    assert (first + second).units == a + b
    assert (first + second) - second == first
    assert (first < second) == (a < b)


@given(UNITS)
def test_text_round_trips(units: int):
    money = Money.from_units(units, USD)
    assert Money.parse(str(money)) == money
    assert Money(money.amount, USD) == money


@given(st.integers(-(10**12), 10**12), st.fractions(-10, 10, max_denominator=997))
def test_products_are_rounded_half_away_from_zero(units: int, factor: Fraction):
    exact = units * factor
    size = floor(abs(exact) + Fraction(1, 2))
    assert (Money.from_units(units, USD) * factor).units == (size if exact >= 0 else -size)


def test_free_balance():
    balance = AccountBalance(usd(100), usd(30), usd(70))
    assert (balance.total, balance.locked, balance.free) == (usd(100), usd(30), usd(70))
    assert AccountBalance("100 USD", "30 USD") == balance
    assert balance.currency == USD


def test_free_must_be_total_less_locked():
    with pytest.raises(ValueError, match=r"free must be total - locked = 70.00 USD, got 60.00 USD"):
        AccountBalance(usd(100), usd(30), usd(60))


def test_balance_of_one_currency():
    with pytest.raises(ValueError, match="USD and EUR"):
        AccountBalance(usd(100), Money(30, "EUR"))


def test_locked_is_never_negative_but_total_may_be():
    with pytest.raises(ValueError, match="locked must not be negative"):
        AccountBalance(usd(100), usd(-1))
    assert AccountBalance(usd(-5), usd(0)).free == usd(-5)


def test_balance_is_frozen():
    with pytest.raises(AttributeError):
        AccountBalance(usd(100), usd(30)).free = usd(100)
