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
from fastbt.model.instruments import CryptoPerpetual, Equity, FuturesContract, Instrument
from fastbt.model.money import Money
from fastbt.simulation.lower_instruments import reciprocal
from fastbt.simulation.lowered import Lowered
from fastbt.venues.venue import Venue
from tests.simulation.markets import bar_frame, market, two_instruments

MARGIN = Venue(account_type="MARGIN")
COIN = {"base_currency": "BTC", "price_precision": 2, "size_precision": 3}
FUTURE = {"currency": "USD", "underlying": "ES", "expiry": "2027-12-17", "asset_class": "INDEX"}


def margin(known: Instrument) -> Venue:
    """A venue whose account settles in an instrument's currency."""
    return Venue(account_type="MARGIN", balances=[Money(1, known.settlement_currency)])


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
    words = FUTURE | {"currency": currency, "price_precision": price, "size_precision": size}
    known = FuturesContract("A.X", multiplier=multiplier, **words)
    r = record(market(bar_frame([1.0]), margin(known), instruments=[known]))
    assert (r["value_numerator"], r["value_denominator"], r["inverse"]) == (*ratio, 0)


@pytest.mark.parametrize(
    ("size", "money", "multiplier", "ratio"),
    [(0, 8, 1, (10**10, 1)), (0, 8, 100, (10**12, 1)), (8, 2, 1, (1, 10**4)), (3, 2, "0.5", (5, 1))],
)
def test_the_value_of_an_inverse_contract_is_a_fraction_over_the_price(
    size: int, money: int, multiplier: object, ratio: tuple[int, int]
):
    coin = {"base_currency": Currency("BTC", precision=money), "quote_currency": "USD"}
    grid = {"price_precision": 2, "size_precision": size}
    known = CryptoPerpetual("A.X", is_inverse=True, multiplier=multiplier, **coin, **grid)
    r = record(market(bar_frame([1.0]), margin(known), instruments=[known]))
    assert (r["value_numerator"], r["value_denominator"], r["inverse"]) == (*ratio, 1)
    assert r["fast_value"] == 0


def test_more_decimals_than_64_bits_can_count():
    known = Equity("A.X", currency="USD", price_precision=12, size_precision=9)
    with pytest.raises(ConfigError, match=r"price_precision=12 and size_precision=9 .* together at most 20"):
        market(bar_frame([1.0]), instruments=[known])


def test_a_maintenance_margin_above_the_value_is_refused_where_the_path_tests_it():
    """Of a long position it lacks margin as the price rises: at 1 it still lacks it as the price falls."""
    fine = Equity("A.X", currency="USD", margin_initial=2)
    assert record(market(bar_frame([1.0]), MARGIN, instruments=[fine]))["maintenance_rate"] == 10**12
    dear = Equity("A.X", currency="USD", margin_initial="2.5")
    with pytest.raises(ConfigError, match=r"A\.X: a maintenance margin of 1\.25 of the value .* here 2\.5\)"):
        market(bar_frame([1.0]), MARGIN, instruments=[dear])
    given = Equity("A.X", currency="USD", margin_initial=3, margin_maintenance="1.01")
    with pytest.raises(ConfigError, match=r"1\.01 of the value .* or SIM liquidation='close'"):
        market(bar_frame([1.0]), MARGIN, instruments=[given])
    for other in (Venue(account_type="MARGIN", liquidation="close"), Venue()):
        assert (
            record(market(bar_frame([1.0]), other, instruments=[given]))["maintenance_rate"] == 101 * 10**10
        )


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
