"""All classes of instruments: names, codes, slots, and every one to a dict and back (requirement H)."""

from __future__ import annotations

import json
import pickle

import pytest

from fastbt.codes import InstrumentClass
from fastbt.model.instrument import Instrument
from fastbt.model.instruments import (
    INSTRUMENT_CLASSES,
    BettingInstrument,
    CryptoFuture,
    CryptoPerpetual,
    CurrencyPair,
    Equity,
    FuturesContract,
    Index,
    OptionsContract,
    PredictionMarket,
    instrument_from_dict,
)

FUTURE = {"currency": "USD", "underlying": "ES", "expiry": "2027-12-17", "asset_class": "INDEX"}
COIN = {"price_precision": 1, "size_precision": 3}
ALL = [
    Equity("A.X", currency="USD", sector="Technology", tick_scheme="MIFID_6", price_precision=4),
    CurrencyPair("EUR/USD.X", price_precision=5, size_precision=0),
    Index("I.X", currency="USD"),
    FuturesContract("F.X", multiplier=50, price_increment="0.25", **FUTURE),
    CryptoPerpetual("BTC/USD.X", is_inverse=True, multiplier=100, taker_fee=0.0004, **COIN),
    OptionsContract("O.X", strike="4500.5", option_kind="PUT", **FUTURE),
    BettingInstrument("B.X", currency="GBP", event_id="1", outcome="Red", tick_scheme="BETTING_ODDS"),
    PredictionMarket("P.X", currency="USDC", event_id="1", outcome="Yes", expiry="2027-01-01"),
    CryptoFuture("BTC/USDT.X", expiry="2027-12-31T08:00", **COIN),
]
names = pytest.mark.parametrize("instrument", ALL, ids=lambda instrument: type(instrument).__name__)


def test_classes_by_name():
    assert {name: cls.__name__ for name, cls in INSTRUMENT_CLASSES.items()} == {
        name: name for name in INSTRUMENT_CLASSES
    }
    assert [type(instrument) for instrument in ALL] == list(INSTRUMENT_CLASSES.values())


def test_every_code_has_a_class():
    assert [cls.instrument_class for cls in INSTRUMENT_CLASSES.values()] == list(InstrumentClass)


@names
def test_dicts_round_trip_through_json(instrument: Instrument):
    values = json.loads(json.dumps(instrument.to_dict()))
    copied = instrument_from_dict(values)
    assert type(copied) is type(instrument)
    assert copied == instrument
    assert copied.to_dict() == instrument.to_dict() == values


@names
def test_slots_and_frozen(instrument: Instrument):
    """Each class adds only the slots of its own fields."""
    assert not hasattr(instrument, "__dict__")
    with pytest.raises(AttributeError):
        instrument.multiplier = 2
    slots = [name for cls in type(instrument).__mro__ for name in getattr(cls, "__slots__", ())]
    assert len(slots) == len(set(slots))
    assert pickle.loads(pickle.dumps(instrument)) == instrument  # noqa: S301


@names
def test_the_notional_of_every_class_scales_with_the_quantity(instrument: Instrument):
    price = {"BettingInstrument": "3.0", "PredictionMarket": "0.5"}.get(type(instrument).__name__, "40000")
    one = instrument.calculate_notional(1_000, price)
    assert instrument.calculate_notional(3_000, price).units == 3 * one.units != 0
    assert one.currency == instrument.settlement_currency
