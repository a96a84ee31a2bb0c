"""Instruments as records: grids, limits, and money out of ticks and lots without a division."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.errors import ConfigError
from fastbt.kernels.state import NOTHING
from fastbt.model.currencies import Currency
from fastbt.model.instruments import Equity
from fastbt.model.money import Money
from fastbt.simulation.lower_instruments import reciprocal
from fastbt.simulation.lowered import Lowered
from fastbt.venues.venue import Venue
from tests.simulation.markets import bar_frame, market, two_instruments


def record(lowered: Lowered, number: int = 0) -> np.void:
    return lowered.instruments[number]


def test_grid_and_limits():
    known = Equity(
        "A.X", currency="USD", price_precision=2, size_precision=3,
        price_increment="0.05", size_increment="0.1",
        min_quantity="0.5", max_quantity=10, min_notional=25,
    )  # fmt: skip
    r = record(market(bar_frame([1.0, 2.5]), instruments=[known]))
    assert (r["price_scale"], r["size_scale"]) == (100.0, 1000.0)
    assert (r["price_increment"], r["size_increment"]) == (5, 100)
    assert (r["min_quantity"], r["max_quantity"], r["min_notional"]) == (500, 10_000, 2500)
    assert (r["tradable"], r["largest_price"], r["fast_value"]) == (1, 250, 1)


def test_no_limits_are_nothing():
    r = record(market(bar_frame([1.0])))
    assert (r["min_quantity"], r["max_quantity"], r["min_notional"]) == (NOTHING,) * 3


def test_each_instrument_has_its_own_numbers():
    lowered = market(two_instruments(), Venue(account_type="MARGIN", leverage=2))
    assert lowered.instruments["id"].tolist() == [0, 1]
    assert lowered.instruments["largest_price"].tolist() == [400, 4500]
    assert lowered.instruments["price_scale"].tolist() == [100.0, 1000.0]
    assert lowered.instruments["margin_rate"].tolist() == [5 * 10**11] * 2


def test_prices_below_zero_have_no_fast_value():
    r = record(market(bar_frame([1.0, -3.0])))
    assert (r["largest_price"], r["fast_value"]) == (300, 0)


@pytest.mark.parametrize(
    ("price", "size", "money", "multiplier", "ratio"),
    [
        (2, 0, 2, 1, (1, 1)),
        (2, 3, 2, 1, (1, 1000)),
        (0, 0, 2, 1, (100, 1)),
        (2, 0, 2, 50, (50, 1)),
        (4, 0, 2, "0.5", (1, 200)),
        (3, 0, 2, 3, (3, 10)),
    ],
)
def test_value_is_ticks_by_lots_by_a_reduced_fraction(
    price: int, size: int, money: int, multiplier: object, ratio: tuple[int, int]
):
    currency = Currency("USD", precision=money)
    known = Equity("A.X", currency=currency, price_precision=price, size_precision=size)
    object.__setattr__(
        known, "multiplier", __import__("decimal").Decimal(str(multiplier))
    )  # classes with one come later
    r = record(market(bar_frame([1.0]), Venue(balances=[Money(1, currency)]), instruments=[known]))
    assert (r["value_numerator"], r["value_denominator"]) == ratio


def test_more_decimals_than_64_bits_can_count():
    known = Equity("A.X", currency="USD", price_precision=12, size_precision=9)
    with pytest.raises(ConfigError, match=r"price_precision=12 and size_precision=9 .* together at most 20"):
        market(bar_frame([1.0]), instruments=[known])


def divided(number: int, denominator: int) -> int:
    """What the kernel's ``fast_value`` computes, in whole numbers."""
    multiplier, shift = reciprocal(denominator)
    return ((((number + (denominator >> 1)) << 1) * (multiplier % 2**64)) >> 64) >> shift


@given(st.integers(2, 2**62), st.integers(0, 2**62 - 1))
def test_the_reciprocal_divides_exactly(denominator: int, number: int):
    if number + denominator // 2 < 2**62:
        assert divided(number, denominator) == (2 * number + denominator) // (2 * denominator)


def test_the_reciprocal_divides_exactly_where_it_is_hardest():
    """Just below, at and above the multiples, for the powers of ten that grids are made of."""
    draw = random.Random(5)
    for power in range(1, 19):
        denominator = 10**power
        for _ in range(50):
            multiple = draw.randrange(2**61 // denominator + 1) * denominator
            for number in (
                multiple,
                max(multiple - 1, 0),
                multiple + denominator // 2,
                max(multiple + denominator // 2 - 1, 0),
            ):
                assert divided(number, denominator) == (2 * number + denominator) // (2 * denominator)
