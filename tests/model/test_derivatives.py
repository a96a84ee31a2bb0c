"""Futures and options: fields, notional, intrinsic value (requirement H, rule A7)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from fastbt.codes import AssetClass, InstrumentClass, OptionKind
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.model.derivatives import FuturesContract, OptionsContract
from fastbt.model.money import Money


def future(**words: object) -> FuturesContract:
    given = {"currency": "USD", "underlying": "ES", "expiry": "2027-12-17", "asset_class": "INDEX", **words}
    return FuturesContract("ESZ7.CME", **given)


def option(**words: object) -> OptionsContract:
    given = {
        "currency": "USD", "underlying": "AAPL.XNAS", "strike": 200, "option_kind": "CALL",
        "expiry": "2027-12-17", "asset_class": "EQUITY", "multiplier": 100, **words,
    }  # fmt: skip
    return OptionsContract("AAPL271217C00200000.OPRA", **given)


def test_future():
    es = future(multiplier=50, price_increment="0.25")
    assert es.instrument_class is InstrumentClass.FUTURES_CONTRACT
    assert es.asset_class is AssetClass.INDEX
    assert (es.underlying, es.multiplier) == ("ES", 50)
    # quantity x multiplier x price
    assert es.calculate_notional(2, "4500.25") == Money(450_025, "USD")
    assert str(es.make_price("4500.30")) == "4500.25"
    assert es.average_price(es.notional_units(2, 450_025), 2) == Decimal("4500.25")


def test_expiry_is_nanoseconds_utc():
    end_of_day = int(datetime(2027, 12, 18, tzinfo=UTC).timestamp()) * 10**9
    assert future().expiry == end_of_day
    assert future(expiry=datetime(2027, 12, 18, tzinfo=UTC)).expiry == end_of_day
    assert future(expiry=end_of_day).expiry == end_of_day


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"underlying": ""}, "underlying: must be text"),
        ({"expiry": None}, "expiry: cannot read None as a time"),
        ({"multiplier": 0}, "multiplier: must be above 0"),
    ],
)
def test_futures_are_checked(words: dict, message: str):
    with pytest.raises(ConfigError, match=f"ESZ7.CME {message}"):
        future(**words)


def test_what_a_future_is_a_contract_on_must_be_said():
    with pytest.raises(TypeError):
        FuturesContract("ESZ7.CME", currency="USD", underlying="ES", expiry="2027-12-17")
    with pytest.raises(UnknownNameError, match="unknown asset_class 'INDX'; did you mean 'INDEX'"):
        future(asset_class="INDX")


def test_option():
    call = option()
    assert call.instrument_class is InstrumentClass.OPTIONS_CONTRACT
    assert (call.strike, call.option_kind, call.underlying) == (200, OptionKind.CALL, "AAPL.XNAS")
    # quantity x multiplier x premium
    assert call.calculate_notional(3, "7.35") == Money(2_205, "USD")


@pytest.mark.parametrize(
    ("kind", "price", "worth"),
    [("CALL", "212.5", "12.5"), ("CALL", 190, 0), ("PUT", 190, 10), ("PUT", 200, 0)],
)
def test_intrinsic_value(kind: str, price: object, worth: object):
    assert option(option_kind=kind).intrinsic_value(price) == Decimal(worth)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"strike": 0}, "strike: must be above 0"),
        ({"strike": "x"}, "strike: 'x' is not a number"),
        ({"underlying": " "}, "underlying: must be text"),
        ({"expiry": True}, "expiry: cannot read True"),
    ],
)
def test_options_are_checked(words: dict, message: str):
    with pytest.raises(ConfigError, match=f"AAPL271217C00200000.OPRA {message}"):
        option(**words)


def test_an_option_is_a_call_or_a_put():
    with pytest.raises(UnknownNameError, match="option_kind 'CAL'; did you mean 'CALL'"):
        option(option_kind="CAL")
