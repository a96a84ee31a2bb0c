"""The checks of an instrument's rules, one by one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fastbt.errors import ConfigError
from fastbt.model.instrument_rules import (
    MarketRules,
    check_above_zero,
    check_amount,
    check_fee,
    check_increment,
    check_order,
    check_quantity,
    check_scheme,
    check_word,
)


@pytest.mark.parametrize(
    ("value", "expected"), [(None, "0.01"), (0, "0.01"), ("0.05", "0.05"), (0.25, "0.25")]
)
def test_increment_defaults_to_the_last_decimal(value: object, expected: str):
    assert check_increment(value, 2, "tick") == Decimal(expected)


@pytest.mark.parametrize("value", ["-0.01", "0.005", "x"])
def test_increment_off_the_grid(value: str):
    with pytest.raises(ConfigError, match=r"^tick: "):
        check_increment(value, 2, "tick")


def test_quantity_is_a_multiple_of_the_increment():
    assert check_quantity(None, 1, 5, "minimum") is None
    assert check_quantity("1.5", 1, 5, "minimum") == Decimal("1.5")
    with pytest.raises(ConfigError, match=r"minimum: must be a multiple of 0.5, not below 0, got 1.2"):
        check_quantity("1.2", 1, 5, "minimum")
    with pytest.raises(ConfigError, match="minimum: must be a multiple"):
        check_quantity("-0.5", 1, 5, "minimum")


def test_amount_is_in_units_of_its_currency():
    assert check_amount(None, 2, "notional") is None
    assert str(check_amount(5, 2, "notional")) == "5.00"
    for value in ("-1", "0.001"):
        with pytest.raises(ConfigError, match=r"^notional: "):
            check_amount(value, 2, "notional")


@pytest.mark.parametrize("value", [0, 0.0001, "-0.00025", Decimal("0.999")])
def test_fees_below_the_notional(value: object):
    assert check_fee(value, "fee") == Decimal(str(value))


@pytest.mark.parametrize("value", [1, -1, 5, "nan"])
def test_fees_in_percent_are_caught(value: object):
    with pytest.raises(ConfigError, match=r"^fee: "):
        check_fee(value, "fee")


def test_rates_above_zero():
    assert check_above_zero(None, "margin") is None
    assert check_above_zero(0.1, "margin") == Decimal("0.1")
    for value in (0, -0.1):
        with pytest.raises(ConfigError, match="margin: must be above 0"):
            check_above_zero(value, "margin")


def test_bounds_in_order():
    check_order(None, Decimal(1), "x")
    check_order(Decimal(1), None, "x")
    check_order(Decimal(1), Decimal(1), "x")
    with pytest.raises(ConfigError, match="x: 2 must not exceed 1"):
        check_order(Decimal(2), Decimal(1), "x")


def test_rules_are_the_words_of_the_constructors():
    assert set(MarketRules.__annotations__) == {
        "price_increment",
        "tick_scheme",
        "size_increment",
        "min_quantity",
        "max_quantity",
        "min_notional",
        "maker_fee",
        "taker_fee",
        "margin_initial",
        "margin_maintenance",
        "inferred",
    }


def test_a_scheme_goes_with_the_increment():
    assert check_scheme(None, "0.05", 2, "x") is None
    odds = check_scheme("BETTING_ODDS", None, 2, "x")
    assert check_scheme(odds, "0.01", 2, "x") is odds
    assert check_scheme(odds.to_dict(), 0, 3, "x") == odds
    with pytest.raises(ConfigError, match="x: give price_increment or tick_scheme, not both"):
        check_scheme(odds, "0.02", 2, "x")


def test_words():
    assert check_word("ES", "x") == "ES"
    for value in ("", " ES", 5, None):
        with pytest.raises(ConfigError, match="x: must be text without blanks around it"):
            check_word(value, "x")
