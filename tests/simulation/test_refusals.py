"""What the kernel has no rules for is refused before a run, by name."""

from __future__ import annotations

import pytest

from fastbt.errors import ConfigError, DataError
from fastbt.model.instruments import (
    INSTRUMENT_CLASSES,
    BettingInstrument,
    CryptoFuture,
    CryptoPerpetual,
    Equity,
    FuturesContract,
    Index,
    Instrument,
    OptionsContract,
    PredictionMarket,
)
from fastbt.model.money import Money
from fastbt.venues.venue import Venue
from tests.simulation.markets import bar_frame, market, two_instruments

MARGIN = Venue(account_type="MARGIN")
COIN = {"base_currency": "BTC", "price_precision": 2, "size_precision": 3}
FUTURE = {"currency": "USD", "underlying": "ES", "expiry": "2027-12-17", "asset_class": "INDEX"}
UNTRADED = [
    CryptoFuture("A.X", quote_currency="USDT", expiry="2027-12-31", **COIN),
    OptionsContract("A.X", strike=1, option_kind="PUT", **FUTURE),
    BettingInstrument("A.X", currency="GBP", event_id="1", outcome="Red"),
    PredictionMarket("A.X", currency="USDC", event_id="1", outcome="Yes"),
]


def in_currency_of(known: Instrument) -> Venue:
    """A venue whose account settles in an instrument's currency."""
    return Venue(account_type="MARGIN", balances=[Money(1, known.settlement_currency)])


@pytest.mark.parametrize("known", UNTRADED, ids=lambda known: type(known).__name__)
def test_classes_without_rules_are_refused_before_the_kernel(known: Instrument):
    venue = Venue(balances=[Money(1, known.settlement_currency)])
    with pytest.raises(ConfigError, match=rf"A\.X: is a {type(known).__name__}, which runs cannot trade"):
        market(bar_frame([0.5, 0.25]), venue, instruments=[known])


def test_every_class_is_traded_or_refused():
    """An index is data: it passes, and its orders are denied one by one."""
    refused = {type(known).__name__ for known in UNTRADED}
    assert refused | {"Equity", "CurrencyPair", "Index", "FuturesContract", "CryptoPerpetual"} == set(
        INSTRUMENT_CLASSES
    )
    index = Index("A.X", currency="USD")
    assert market(bar_frame([1.0]), instruments=[index]).instruments["tradable"][0] == 0


def test_a_tick_scheme_is_refused_before_the_kernel():
    known = Equity("A.X", currency="JPY", price_precision=0, tick_scheme="JPX")
    with pytest.raises(ConfigError, match=r"A\.X: has the tick scheme JPX, but runs know constant"):
        market(bar_frame([1.0]), Venue(balances=["1 JPY"]), instruments=[known])


def test_an_inverse_contract_has_no_price_of_0():
    known = CryptoPerpetual("A.X", quote_currency="USD", is_inverse=True, **COIN)
    with pytest.raises(
        DataError, match=r"A\.X: has a price of 0 or below, at which an inverse contract has no"
    ):
        market(bar_frame([1.0, 0.0]), in_currency_of(known), instruments=[known])


def test_linear_beside_inverse_contracts_of_one_currency_are_refused():
    """Their exposures cannot be told apart in one sum."""
    inverse = CryptoPerpetual("A.X", quote_currency="USD", is_inverse=True, **COIN)
    linear = CryptoPerpetual("B.X", **COIN | {"base_currency": "ETH", "quote_currency": "BTC"})
    with pytest.raises(
        ConfigError, match=r"A\.X is inverse, B\.X is not, and both settle in BTC: .* run them apart"
    ):
        market(two_instruments(), in_currency_of(inverse), instruments=[inverse, linear])


@pytest.mark.parametrize("contract", ["future", "perpetual"])
def test_contracts_are_not_paid_in_full(contract: str):
    future = FuturesContract("A.X", **FUTURE)
    known = future if contract == "future" else CryptoPerpetual("A.X", quote_currency="USD", **COIN)
    with pytest.raises(
        ConfigError, match=r"A\.X: is a .*, which an account of type CASH cannot hold; give SIM"
    ):
        market(bar_frame([1.0]), Venue(), instruments=[known])
