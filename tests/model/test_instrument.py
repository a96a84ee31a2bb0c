"""What all instruments share: grids, formulas, checks, and the way to dicts and back (requirement H)."""

from __future__ import annotations

import json
import pickle
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.codes import AssetClass, InstrumentClass
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.model.currencies import Currency
from fastbt.model.identifiers import InstrumentId, VenueId
from fastbt.model.instrument import Instrument
from fastbt.model.instruments import CurrencyPair, Equity, instrument_from_dict
from fastbt.model.money import Money
from fastbt.model.values import Price, Quantity


def equity(**rules: object) -> Equity:
    words = {"currency": "USD", "price_precision": 2, "size_precision": 0, **rules}
    return Equity("AAPL.NASDAQ", **words)


def test_fields_and_defaults():
    aapl = equity(taker_fee=0.0001)
    assert aapl.id == InstrumentId("AAPL", "NASDAQ")
    assert aapl.venue == VenueId("NASDAQ")
    assert aapl.symbol == "AAPL"
    assert aapl.quote_currency == aapl.settlement_currency == Currency("USD")
    assert aapl.base_currency is None
    assert (aapl.price_increment, aapl.size_increment) == (Decimal("0.01"), Decimal(1))
    assert (aapl.tick_size, aapl.lot_size) == (aapl.price_increment, aapl.size_increment)
    assert (aapl.price_increment_ticks, aapl.size_increment_lots) == (1, 1)
    assert aapl.multiplier == 1
    assert (aapl.maker_fee, aapl.taker_fee) == (None, Decimal("0.0001"))
    assert (aapl.min_quantity, aapl.max_quantity, aapl.min_notional) == (None, None, None)
    assert aapl.inferred is False


def test_the_base_is_not_made_itself():
    usd = Currency("USD")
    with pytest.raises(ConfigError, match="make one of its classes"):
        Instrument(
            id="A.B",
            asset_class=AssetClass.EQUITY,
            price_precision=2,
            size_precision=0,
            quote_currency=usd,
            settlement_currency=usd,
        )


def test_notional_is_exact():
    assert equity().notional(10, "100.56") == Money("1005.60", "USD")
    assert equity().notional(Quantity("10"), Price("100.56")) == Money("1005.60", "USD")
    # 0.1 + 0.2 in floats is not 0.3; here it is.
    assert equity(size_precision=1).notional("0.3", "0.10") == Money("0.03", "USD")


def test_notional_rounds_once_half_away_from_zero():
    fine = equity(size_precision=3)
    assert fine.notional("0.5", "0.01") == Money("0.01", "USD")
    assert fine.notional("0.499", "0.01") == Money("0.00", "USD")
    assert fine.notional("-0.5", "0.01") == Money("-0.01", "USD")
    assert Equity("A.T", currency="JPY", price_precision=1).notional(1, "100.5") == Money(101, "JPY")


def test_notional_off_the_grid_raises():
    with pytest.raises(ConfigError, match=r"quantity: 0.5 has more than 0 decimals"):
        equity().notional("0.5", 1)
    with pytest.raises(ConfigError, match=r"price 1\.001 has more than 2 decimals"):
        equity().notional(1, Price("1.001"))


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6), st.integers(0, 4), st.integers(0, 4))
def test_notional_against_fractions(lots: int, ticks: int, price_precision: int, size_precision: int):
    instrument = equity(price_precision=price_precision, size_precision=size_precision)
    exact = Fraction(lots, 10**size_precision) * Fraction(ticks, 10**price_precision) * 100
    size = floor(abs(exact) + Fraction(1, 2))
    assert instrument.notional_units(lots, ticks) == (size if exact >= 0 else -size)
    assert instrument.notional_ratio == Fraction(100, 10 ** (price_precision + size_precision))


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"price_precision": 19}, "price_precision: precision must be"),
        ({"size_precision": 1.0}, "size_precision: precision must be"),
        ({"price_increment": "0.001"}, "price_increment: 0.001 has more than 2 decimals"),
        ({"size_increment": -1}, "size_increment: must be above 0"),
        ({"min_quantity": "0.5"}, "min_quantity: 0.5 has more than 0 decimals"),
        ({"size_increment": 10, "max_quantity": 15}, "max_quantity: must be a multiple of 10"),
        ({"min_quantity": 10, "max_quantity": 5}, "min_quantity and max_quantity: 10 must not exceed 5"),
        ({"max_quantity": 0}, "max_quantity: 0 leaves no order"),
        ({"min_notional": -1}, "min_notional: must not be negative"),
        ({"maker_fee": 1}, "maker_fee: must be a fraction of notional"),
        ({"taker_fee": "x"}, "taker_fee: 'x' is not a number"),
        ({"margin_initial": 0}, "margin_initial: must be above 0"),
        (
            {"margin_initial": 0.1, "margin_maintenance": 0.2},
            "margin_maintenance and margin_initial: 0.2 must not",
        ),
    ],
)
def test_every_field_is_checked(rules: dict[str, object], message: str):
    with pytest.raises(ConfigError, match=f"AAPL.NASDAQ {message}"):
        equity(**rules)


def test_notional_under_its_founding_name():
    assert equity().calculate_notional(3, "10.01") == equity().notional(3, "10.01") == Money("30.03", "USD")


def test_average_price_undoes_the_notional():
    fine = equity(size_precision=1)
    assert fine.average_price(fine.notional_units(25, 1001), 25) == Decimal("10.012")  # 25.03 USD of 2.5
    assert fine.value_sign == 1


def test_an_unknown_argument_lists_the_nearest():
    with pytest.raises(
        UnknownNameError, match="unknown Equity argument 'taker_fees'; did you mean 'taker_fee'"
    ):
        equity(taker_fees=0.1)


def test_frozen_and_without_a_dict():
    with pytest.raises(AttributeError):
        equity().price_precision = 3
    assert not hasattr(equity(), "__dict__")


def test_equality_and_hash_do_not_ask_whether_it_was_inferred():
    assert equity(inferred=True) == equity()
    assert hash(equity(inferred=True)) == hash(equity())
    assert equity(price_precision=3) != equity()


FULL = equity(
    price_increment="0.05",
    size_precision=1,
    size_increment="0.5",
    min_quantity="0.5",
    max_quantity=1000,
    min_notional="5",
    maker_fee=-0.0001,
    taker_fee=0.0004,
    margin_initial=0.1,
    margin_maintenance=0.05,
    sector="Technology",
    inferred=True,
    currency=Currency("USD", precision=6),
)
PAIR = CurrencyPair(
    "BTC/USDT.BINANCE", price_precision=2, size_precision=3, taker_fee=0.0004, maker_fee=0.0002
)


@pytest.mark.parametrize("instrument", [equity(), FULL, PAIR], ids=str)
def test_dicts_round_trip_through_json(instrument: Instrument):
    copied = instrument_from_dict(json.loads(json.dumps(instrument.to_dict())))
    assert copied == instrument
    assert copied.inferred == instrument.inferred
    assert copied.to_dict() == instrument.to_dict()


def test_dicts_hold_decimals_as_text():
    values = FULL.to_dict()
    assert values["type"] == "Equity"
    assert values["maker_fee"] == "-0.0001"
    assert values["max_quantity"] == "1000.0"
    assert values["quote_currency"] == {"code": "USD", "precision": 6, "type": "FIAT"}


def test_dicts_are_checked():
    values = equity().to_dict()
    with pytest.raises(UnknownNameError, match="unknown instrument type 'Equty'; did you mean 'Equity'"):
        instrument_from_dict({**values, "type": "Equty"})
    with pytest.raises(UnknownNameError, match="unknown Equity argument 'tick'"):
        instrument_from_dict({**values, "tick": 1})
    with pytest.raises(ConfigError, match="Equity: missing id, price_precision"):
        instrument_from_dict({k: v for k, v in values.items() if k not in {"id", "price_precision"}})
    with pytest.raises(ConfigError, match="missing 'type', one of Equity, CurrencyPair, Index"):
        instrument_from_dict({})


def test_defaults_may_be_left_out_of_a_dict():
    values = {k: v for k, v in equity().to_dict().items() if v is not None and k != "multiplier"}
    assert instrument_from_dict(values) == equity()


def test_pickles():
    assert pickle.loads(pickle.dumps(FULL)) == FULL  # noqa: S301


def test_class_attributes():
    assert Equity.instrument_class is InstrumentClass.EQUITY
    assert equity().tradable is True
