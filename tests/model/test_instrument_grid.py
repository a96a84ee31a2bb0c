"""The grid of an instrument: prices, quantities, tick schemes, and the vectorized twins (requirement H)."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.errors import ConfigError, UnknownNameError
from fastbt.model.instruments import Equity, instrument_from_dict
from fastbt.model.tick_scheme import TickScheme
from fastbt.model.values import Price, Quantity


def equity(**rules: object) -> Equity:
    words = {"currency": "USD", "price_precision": 2, "size_precision": 0, **rules}
    return Equity("AAPL.NASDAQ", **words)


def test_increments_as_counts():
    coarse = equity(price_increment="0.05", size_precision=2, size_increment="0.25")
    assert (coarse.price_increment_ticks, coarse.size_increment_lots) == (5, 25)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("100.555", "100.56"), (100.555, "100.56"), ("-0.005", "-0.01"), (Price("1.239"), "1.24"), (7, "7.00")],
)
def test_make_price_rounds_to_the_nearest_tick(value: object, expected: str):
    assert str(equity().make_price(value)) == expected


def test_make_price_takes_the_increment():
    assert str(equity(price_increment="0.05").make_price("100.525")) == "100.55"
    assert str(equity(price_increment="0.05").make_price("100.524")) == "100.50"


@pytest.mark.parametrize(
    ("value", "expected"), [("10.9", 10), (10.9, 10), (Quantity("3.99"), 3), (9.9999999999, 10)]
)
def test_make_quantity_rounds_down_to_a_lot(value: object, expected: int):
    assert equity().make_quantity(value) == expected


def test_make_quantity_takes_the_increment():
    assert str(equity(size_precision=2, size_increment="0.25").make_quantity("1.74")) == "1.50"


def test_make_quantity_negative_raises():
    with pytest.raises(ConfigError, match="quantity: must not be negative"):
        equity().make_quantity(-1)


def test_vectorized_twins_name_the_place():
    aapl = equity()
    assert aapl.make_ticks([100.555, 1.0]).tolist() == [10056, 100]
    assert aapl.make_lots([10.9, 0.0]).tolist() == [10, 0]
    with pytest.raises(ConfigError, match=r"AAPL.NASDAQ price: value nan at position 1"):
        aapl.make_ticks([1.0, np.nan])
    with pytest.raises(ConfigError, match=r"AAPL.NASDAQ quantity: value at position 1 is negative"):
        aapl.make_lots([1.0, -2.0])


@given(st.floats(0, 1e9), st.integers(1, 30))
def test_vectorized_twins_agree(value: float, increment: int):
    coarse = equity(price_increment=Decimal(increment) / 100, size_precision=1, size_increment="0.3")
    assert coarse.make_ticks([value]).tolist() == [coarse.make_price(value).ticks]
    assert coarse.make_lots([value]).tolist() == [coarse.make_quantity(value).lots]


ODDS = equity(tick_scheme="betting_odds")


def test_a_tick_scheme_decides_which_prices_there_are():
    assert ODDS.tick_scheme == TickScheme.of("BETTING_ODDS")
    assert (ODDS.price_increment, ODDS.price_increment_ticks) == (Decimal("0.01"), 1)
    assert [str(ODDS.make_price(value)) for value in ("2.17", 2.05, 3.01, "987")] == [
        "2.18",
        "2.06",
        "3.00",
        "990.00",
    ]
    assert ODDS.make_ticks([2.17, 2.05, 3.01]).tolist() == [218, 206, 300]
    finer = equity(price_precision=4, tick_scheme="BETTING_ODDS")
    assert str(finer.make_price("2.17")) == "2.1800"
    assert finer.make_ticks([2.17]).tolist() == [21800]


def test_prices_outside_a_tick_scheme():
    for price in (1.0, "1000.01", float("nan")):
        with pytest.raises(ConfigError, match="BETTING_ODDS"):
            ODDS.make_price(price)
    with pytest.raises(ConfigError, match=r"value 0.5 at position 1 is outside the table"):
        ODDS.make_ticks([2.0, 0.5])


@given(st.floats(1.01, 1000, allow_nan=False))
def test_prices_of_a_tick_scheme_agree_alone_and_in_arrays(value: float):
    assert ODDS.make_ticks([value]).tolist() == [ODDS.make_price(value).ticks]


@given(st.integers(101, 100_000))
def test_floats_of_cents_are_taken_as_written(cents: int):
    """2.05 * 100 is a little less than 205 in floats; it is a tie all the same."""
    assert ODDS.make_price(cents / 100) == ODDS.make_price(Decimal(cents).scaleb(-2))


def test_a_tick_scheme_goes_with_its_grid():
    with pytest.raises(ConfigError, match="BETTING_ODDS needs a price_precision of 2 or more"):
        equity(price_precision=1, tick_scheme="BETTING_ODDS")
    with pytest.raises(ConfigError, match="give price_increment or tick_scheme, not both"):
        equity(price_increment="0.05", tick_scheme="BETTING_ODDS")
    with pytest.raises(UnknownNameError, match="unknown tick scheme 'JPY'; did you mean 'JPX'"):
        equity(tick_scheme="JPY")


def test_a_tick_scheme_survives_a_dict():
    assert instrument_from_dict(ODDS.to_dict()) == ODDS
    assert equity().to_dict()["tick_scheme"] is None


def test_ids_and_precisions_are_checked():
    assert equity().venue.value == "NASDAQ"
    for name in ("price_precision", "size_precision"):
        with pytest.raises(ConfigError, match=f"AAPL.NASDAQ {name}: precision must be from 0 to 18"):
            equity(**{name: 19})
