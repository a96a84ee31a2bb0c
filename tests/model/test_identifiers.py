"""Identifiers: typed equality and hash, and instrument ids split at the last dot (requirements C and T2)."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.errors import ConfigError
from fastbt.model.identifiers import (
    AccountId,
    ClientOrderId,
    Identifier,
    InstrumentId,
    PositionId,
    StrategyId,
    Symbol,
    TradeId,
    TraderId,
    VenueId,
    VenueOrderId,
)

KINDS = [
    TraderId,
    StrategyId,
    Symbol,
    VenueId,
    AccountId,
    ClientOrderId,
    VenueOrderId,
    TradeId,
    PositionId,
]
WORDS = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1)


@pytest.mark.parametrize("kind", KINDS)
def test_valid_creation(kind: type[Identifier]):
    assert kind("BINANCE").value == "BINANCE"
    assert str(kind("BINANCE")) == "BINANCE"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["", " ", " A", "A ", "\n"])
def test_empty_or_padded_text_raises(kind: type[Identifier], text: str):
    with pytest.raises(ValueError, match="without blanks"):
        kind(text)


def test_other_things_than_text_raise():
    with pytest.raises(ConfigError, match="expected text, got int 5"):
        TraderId(5)


def test_equality_same_type():
    assert VenueId("BINANCE") == VenueId("BINANCE")
    assert VenueId("BINANCE") != VenueId("NASDAQ")


def test_equality_different_type():
    assert VenueId("BINANCE") != Symbol("BINANCE")
    assert VenueId("BINANCE") != "BINANCE"


def test_hash_same_value():
    assert hash(VenueId("BINANCE")) == hash(VenueId("BINANCE"))


def test_hash_different_type():
    assert hash(VenueId("BINANCE")) != hash(Symbol("BINANCE"))
    assert len({kind("X") for kind in KINDS}) == len(KINDS)


def test_repr_names_the_type():
    assert repr(VenueId("BINANCE")) == "VenueId('BINANCE')"
    assert repr(InstrumentId("AAPL", "XNAS")) == "InstrumentId('AAPL.XNAS')"


def test_order_within_a_type_only():
    assert sorted([Symbol("B"), Symbol("A")]) == [Symbol("A"), Symbol("B")]
    with pytest.raises(TypeError):
        _ = Symbol("A") < VenueId("B")


@pytest.mark.parametrize("identifier", [Symbol("A"), InstrumentId("A", "B")])
def test_immutable_and_without_a_dict(identifier: object):
    with pytest.raises((AttributeError, TypeError)):
        identifier.value = "X"
    with pytest.raises((AttributeError, TypeError)):
        identifier.other = "X"
    assert not hasattr(identifier, "__dict__")


@pytest.mark.parametrize("identifier", [Symbol("A"), InstrumentId("A", "B")])
def test_copies_and_pickles(identifier: object):
    assert copy.deepcopy(identifier) == identifier
    assert pickle.loads(pickle.dumps(identifier)) == identifier  # noqa: S301


def test_instrument_id_composite():
    instrument_id = InstrumentId(Symbol("BTC/USDT"), VenueId("BINANCE"))
    assert instrument_id.symbol == Symbol("BTC/USDT")
    assert str(instrument_id) == instrument_id.value == "BTC/USDT.BINANCE"
    assert InstrumentId("BTC/USDT", "BINANCE") == instrument_id


def test_instrument_id_from_str():
    assert InstrumentId.from_str("BTC/USDT.BINANCE") == InstrumentId("BTC/USDT", "BINANCE")
    assert InstrumentId.from_str("BRK.B.XNYS") == InstrumentId("BRK.B", "XNYS")


@pytest.mark.parametrize("text", ["", "AAPL", ".XNAS", "AAPL.", ".", "AAPL .XNAS"])
def test_instrument_id_invalid_from_str(text: str):
    with pytest.raises(ConfigError):
        InstrumentId.from_str(text)


def test_instrument_id_from_something_else_raises():
    with pytest.raises(ConfigError, match="expected text like"):
        InstrumentId.from_str(7)


def test_instrument_id_parse_takes_both():
    instrument_id = InstrumentId("AAPL", "XNAS")
    assert InstrumentId.parse(instrument_id) is instrument_id
    assert InstrumentId.parse("AAPL.XNAS") == instrument_id


def test_instrument_id_venue_property():
    assert InstrumentId.from_str("AAPL.XNAS").venue == VenueId("XNAS")


def test_a_venue_has_no_dot():
    with pytest.raises(ConfigError, match="must not have a dot"):
        InstrumentId("AAPL", "X.NAS")


def test_usable_as_dict_key():
    names = {InstrumentId("AAPL", "XNAS"): 1, ClientOrderId("O-S-1"): 2}
    assert names[InstrumentId.from_str("AAPL.XNAS")] == 1
    assert names[ClientOrderId("O-S-1")] == 2
    assert VenueOrderId("O-S-1") not in names


@given(WORDS, WORDS.filter(lambda text: "." not in text))
def test_instrument_ids_round_trip(symbol: str, venue: str):
    instrument_id = InstrumentId(symbol, venue)
    assert InstrumentId.from_str(str(instrument_id)) == instrument_id
