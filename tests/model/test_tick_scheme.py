"""Tick schemes: prices, the next ones up and down, rounding, checks, and the vectorized twins."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.errors import ConfigError, UnknownNameError
from fastbt.model.tick_scheme import TickScheme
from fastbt.model.values import Price

SCHEME = TickScheme("three bands", [("0.5", "0.1"), (1, "0.25"), (2, "0.5")], highest=4)
PRICES = [
    Decimal(text)
    for text in ["0.5", "0.6", "0.7", "0.8", "0.9", "1", "1.25", "1.5", "1.75", "2", "2.5", "3", "3.5", "4"]
]
"""All of them, written out."""
TICKS = [int(price * 100) for price in PRICES]


def test_fields():
    assert SCHEME.bands[0] == (Decimal("0.5"), Decimal("0.1"))
    assert (SCHEME.precision, SCHEME.highest, SCHEME.smallest_increment) == (2, 4, Decimal("0.1"))
    assert TickScheme("x", [(0, "0.10")]) == TickScheme("x", [("0.0", 0.1)])
    assert TickScheme("x", [(0, 10)]).precision == 0


def test_every_price_leads_to_the_next():
    for low, high in pairwise(PRICES):
        assert SCHEME.next_up(low) == high
        assert SCHEME.next_down(high) == low
        assert SCHEME.increment_at(low) == high - low
    walked = [SCHEME.next_up(PRICES[0], n) for n in range(1, len(PRICES))]
    assert walked == PRICES[1:]


def test_from_between_two_prices():
    assert (SCHEME.next_up("1.3"), SCHEME.next_down("1.3")) == (Price("1.50"), Price("1.25"))
    assert (SCHEME.next_up("0.95"), SCHEME.next_down("1.01", 2)) == (Price("1.00"), Price("0.90"))
    assert SCHEME.next_up(Price("1.3"), 3) == Price("2.00")


@given(st.integers(50, 400), st.integers(1, 20))
def test_against_the_list_of_prices(ticks: int, n: int):
    price = Decimal(ticks).scaleb(-2)
    up, down = bisect_right(PRICES, price) + n - 1, bisect_left(PRICES, price) - n
    for index, ask in ((up, SCHEME.next_up), (down, SCHEME.next_down)):
        if 0 <= index < len(PRICES):
            assert ask(price, n) == PRICES[index]
        else:
            with pytest.raises(ConfigError, match="there is no price"):
                ask(price, n)


@given(st.decimals("0.5", "4", places=4))
def test_rounding_is_to_the_nearest_half_up(price: Decimal):
    best = min(PRICES, key=lambda one: (abs(one - price), -one))
    assert SCHEME.round_price(price) == best


@given(st.lists(st.integers(50, 400), min_size=1, max_size=5), st.integers(1, 3))
def test_vectorized_twins(ticks: list[int], n: int):
    array = np.array(ticks, dtype=np.int64)
    prices = [Decimal(tick).scaleb(-2) for tick in ticks]
    assert SCHEME.round_ticks(array, 2).tolist() == [SCHEME.round_price(p).ticks for p in prices]
    assert SCHEME.round_ticks(array * 10, 3).tolist() == [SCHEME.round_price(p).ticks * 10 for p in prices]
    for many, one in ((SCHEME.next_up_ticks, SCHEME.next_up), (SCHEME.next_down_ticks, SCHEME.next_down)):
        try:
            expected = [one(p, n).ticks for p in prices]
        except ConfigError:
            with pytest.raises(ConfigError, match=f"has no price {n} steps"):
                many(array, 2, n)
        else:
            assert many(array, 2, n).tolist() == expected


def test_twins_name_the_place():
    for call in (SCHEME.round_ticks, SCHEME.next_up_ticks):
        with pytest.raises(ConfigError, match="three bands: 401 ticks at position 1 is outside the table"):
            call(np.array([400, 401]), 2)
    with pytest.raises(ConfigError, match="400 ticks at position 0 has no price 1 steps above it"):
        SCHEME.next_up_ticks(np.array([400, 50]), 2)
    with pytest.raises(ConfigError, match="50 ticks at position 1 has no price 1 steps below it"):
        SCHEME.next_down_ticks(np.array([400, 50]), 2)
    with pytest.raises(ConfigError, match="expected an array of integer ticks, got float64"):
        SCHEME.round_ticks(np.array([1.0]), 2)
    with pytest.raises(ConfigError, match="its prices need 2 decimals, not 1"):
        SCHEME.round_ticks(np.array([10]), 1)


def test_outside_the_table():
    for price in ("0.49", "4.01", -1):
        with pytest.raises(ConfigError, match=r"is outside 0.5 to 4"):
            SCHEME.round_price(price)
    with pytest.raises(ConfigError, match="n: must be an integer from 1"):
        SCHEME.next_up(1, 0)


def test_without_a_highest_price_64_bits_are_the_end():
    scheme = TickScheme("open", [(0, 1), (10, 5)])
    top = (2**63 - 1 - 10) // 5 * 5 + 10
    assert scheme.next_up_ticks(np.array([top - 5]), 0).tolist() == [top]
    assert scheme.round_ticks(np.array([top]), 0).tolist() == [top]
    assert top < 2**63 - 1
    with pytest.raises(ConfigError, match="ticks at position 0 is outside the table"):
        scheme.round_ticks(np.array([2**63 - 1]), 0)
    for n in (1, 2**31):
        with pytest.raises(ConfigError, match="has no price"):
            scheme.next_up_ticks(np.array([top]), 0, n)


@pytest.mark.parametrize(
    ("bands", "highest", "message"),
    [
        ([], None, "give at least one band"),
        ([(0, 0)], None, "the increment must be above 0"),
        ([(0, -1)], None, "the increment must be above 0"),
        ([(-1, 1)], None, "prices begin at 0 or above"),
        ([(0, 1), (0, 2)], None, "must begin below the next one"),
        ([(5, 1)], 5, "must begin below the next one, and below the highest price"),
        ([(0, 2), (5, 1)], None, "steps over 5, where the next one begins"),
        ([(0, 2)], 5, "steps over 5"),
        ([(0, "x")], None, "'x' is not a number"),
    ],
)
def test_tables_are_checked(bands: list, highest: object, message: str):
    with pytest.raises(ConfigError, match=f"tick scheme t: .*{message}"):
        TickScheme("t", bands, highest)


def test_dicts_round_trip_through_json():
    assert TickScheme.of(json.loads(json.dumps(SCHEME.to_dict()))) == SCHEME
    assert TickScheme.of(SCHEME) is SCHEME
    with pytest.raises(ConfigError, match="expected the keys name, bands, highest"):
        TickScheme.of({"name": "x"})
    with pytest.raises(UnknownNameError, match="unknown tick scheme 'JPY'"):
        TickScheme.of("JPY")


def test_frozen_and_hashable():
    assert len({SCHEME, TickScheme.of(SCHEME.to_dict())}) == 1
    with pytest.raises(AttributeError):
        SCHEME.name = "y"
