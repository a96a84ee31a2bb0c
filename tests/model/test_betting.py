"""Bets and prediction markets: fields, stakes, odds and prices (requirement H, rules A6 and A7)."""

from __future__ import annotations

import pytest

from fastbt.codes import AssetClass, InstrumentClass
from fastbt.errors import ConfigError
from fastbt.model.betting import BettingInstrument, PredictionMarket
from fastbt.model.money import Money
from fastbt.model.positions import Position
from fastbt.model.values import Price
from tests.model.making import fill

HORSE = BettingInstrument(
    "26291.BETFAIR", currency="GBP", event_id="30259120", outcome="Red Rum", market_id="1.179082386",
    tick_scheme="BETTING_ODDS",
)  # fmt: skip
YES = PredictionMarket("RAIN-YES.POLY", currency="USDC", event_id="RAIN", outcome="Yes", expiry="1970-01-01")


def test_bet():
    assert HORSE.instrument_class is InstrumentClass.BETTING_INSTRUMENT
    assert HORSE.asset_class is AssetClass.BETTING
    assert (HORSE.event_id, HORSE.outcome, HORSE.market_id) == ("30259120", "Red Rum", "1.179082386")
    assert HORSE.make_price("3.07") == Price("3.05")


def test_the_notional_of_a_bet_is_its_stake():
    assert HORSE.calculate_notional("10.00", "3.05") == HORSE.calculate_notional(10, 50) == Money(10, "GBP")


def test_a_lay_may_lose_stake_times_odds_less_one():
    assert HORSE.liability_units(1_000, 305) == 2_050


@pytest.mark.parametrize("odds", ["1.00", "0.50"])
def test_odds_are_above_one(odds: str):
    for ask in (HORSE.notional_units, HORSE.liability_units):
        with pytest.raises(ConfigError, match=r"26291.BETFAIR: odds are above 1"):
            ask(1_000, Price(odds).ticks)


def test_a_bet_is_no_position():
    """Its profit follows from the outcome, not from a difference of odds."""
    bet = fill("10.00", "3.05", instrument_id=HORSE.id, commission=Money(0, "GBP"))
    with pytest.raises(ConfigError, match=r"26291.BETFAIR: settles by its outcome \(rule A6\)"):
        Position(HORSE, bet)


def test_prediction_market():
    assert YES.instrument_class is InstrumentClass.PREDICTION_MARKET
    assert YES.asset_class is AssetClass.BETTING
    assert (YES.event_id, YES.outcome, YES.expiry) == ("RAIN", "Yes", 86_400 * 10**9)
    assert YES.calculate_notional(100, "0.37") == Money(37, "USDC")
    assert YES.calculate_notional(100, 1) == Money(100, "USDC")
    assert PredictionMarket("A.X", currency="USDC", event_id="1", outcome="No").expiry is None


@pytest.mark.parametrize("price", ["1.01", "-0.01"])
def test_its_prices_are_from_zero_to_one(price: str):
    with pytest.raises(ConfigError, match=r"RAIN-YES.POLY: prices are from 0 to 1"):
        YES.notional(1, price)


@pytest.mark.parametrize("cls", [BettingInstrument, PredictionMarket])
@pytest.mark.parametrize("name", ["event_id", "outcome"])
def test_words_are_checked(cls: type, name: str):
    with pytest.raises(ConfigError, match=f"A.X {name}: must be text"):
        cls("A.X", currency="USD", **{"event_id": "1", "outcome": "Yes", name: ""})


def test_a_market_is_named_or_absent():
    with pytest.raises(ConfigError, match=r"A.X market_id: must be text"):
        BettingInstrument("A.X", currency="USD", event_id="1", outcome="Yes", market_id="")
