"""Rates as counts of 10^-12: the decimal of 12 places nearest to what was given."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fastbt.errors import ConfigError
from fastbt.venues.rates import inverse_rate_units, nearest_rate, plain, rate_units


def test_a_float_is_the_decimal_it_prints():
    assert rate_units(0.0002, "maker") == 200_000_000
    assert rate_units(0.1 + 0.2, "maker") == 300_000_000_000  # 0.30000000000000004
    assert rate_units(-0.00025, "maker") == -250_000_000


def test_a_leverage_of_three_is_a_third_rounded_half_up():
    assert inverse_rate_units(3, "leverage") == 333_333_333_333
    assert inverse_rate_units(1.5, "leverage") == 666_666_666_667
    assert inverse_rate_units(1, "leverage") == 10**12


def test_halves_round_away_from_zero():
    assert nearest_rate("0.0000000000005", "maker") == Decimal("1E-12")
    assert nearest_rate("-0.0000000000005", "maker") == Decimal("-1E-12")


@pytest.mark.parametrize("value", [float("nan"), "a", 10**8])
def test_what_is_no_rate_is_refused_by_name(value: object):
    with pytest.raises(ConfigError, match="leverage"):
        rate_units(value, "leverage")  # type: ignore[arg-type]


def test_zero_has_no_inverse():
    with pytest.raises(ConfigError, match="leverage=0 must be above zero"):
        inverse_rate_units(0, "leverage")


@pytest.mark.parametrize(
    ("number", "text"),
    [("0.000200000000", "0.0002"), ("100", "100"), ("1E+2", "100"), ("0E-12", "0"), ("-2.50", "-2.5")],
)
def test_plain_text(number: str, text: str):
    assert plain(Decimal(number)) == text
