"""Market data as values: fields, equality, text, checks (requirement G)."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from fastbt.codes import AggressorSide, BookAction, OrderSide
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.model.bar_types import BarType
from fastbt.model.data import Bar, BookChange, QuoteTick, TradeTick
from fastbt.model.identifiers import InstrumentId, TradeId
from fastbt.model.values import Price, Quantity

TIMES = {"ts_event": 10, "ts_init": 12}
PRICES = {"open": Price("10.0"), "high": Price("10.5"), "low": Price("9.5"), "close": Price("10.2")}
AAPL = InstrumentId("AAPL", "XNAS")


def bar(**values: object) -> Bar:
    return Bar(**{"bar_type": "AAPL.XNAS-1d", "volume": Quantity(100), **PRICES, **TIMES, **values})


def quote(**values: object) -> QuoteTick:
    sides = {"bid_price": Price("9.99"), "ask_price": Price("10.01")}
    return QuoteTick(**{"instrument_id": "AAPL.XNAS", **sides, **TIMES, **values})


def trade(**values: object) -> TradeTick:
    given = {"instrument_id": AAPL, "price": Price("10.00"), "size": Quantity(5), **TIMES, **values}
    return TradeTick(**given)


def change(**values: object) -> BookChange:
    return BookChange(**{"instrument_id": AAPL, "action": "CLEAR", **TIMES, **values})


ALL = [bar(), quote(), trade(), change()]


def test_bar():
    made = bar(ts_open=5)
    assert made.bar_type == BarType.parse("AAPL.XNAS-1-DAY-LAST")
    assert (made.instrument_id, made.volume) == (AAPL, Quantity(100))
    assert (made.open, made.high, made.low, made.close) == tuple(PRICES.values())
    assert (made.ts_open, made.ts_event, made.ts_init, made.latency_ns) == (5, 10, 12, 2)
    assert (bar().ts_open, bar(volume=None).volume) == (None, None)
    assert repr(made) == "Bar(AAPL.XNAS-1-DAY-LAST, 10.0, 10.5, 9.5, 10.2, 100, ts_event=10)"


@pytest.mark.parametrize(
    "wrong",
    [{"high": Price("10.1")}, {"low": Price("10.1")}, {"open": Price("10.6")}, {"close": Price("9.4")}],
)
def test_open_and_close_lie_between_low_and_high(wrong: dict):
    with pytest.raises(ConfigError, match="open and close must lie between low and high"):
        bar(**wrong)


def test_quote():
    made = quote(bid_size=Quantity(5))
    assert (made.instrument_id, made.bid_price, made.ask_price) == (AAPL, Price("9.99"), Price("10.01"))
    assert (made.bid_size, made.ask_size) == (5, None)
    assert repr(made) == "QuoteTick(AAPL.XNAS, 5 x 9.99 / 10.01 x None, ts_event=10)"
    assert quote(bid_price=None).bid_price is None


def test_trade():
    made = trade(aggressor_side="seller", trade_id="T-1")
    assert (made.aggressor_side, made.trade_id) == (AggressorSide.SELLER, TradeId("T-1"))
    assert (trade().aggressor_side, trade().trade_id) == (AggressorSide.NO_AGGRESSOR, None)
    assert repr(made) == "TradeTick(AAPL.XNAS, 5 @ 10.00, SELLER, T-1, ts_event=10)"


def test_book_change():
    made = change(action="ADD", side="BUY", price=Price("9.99"), size=Quantity(5), order_id=17, sequence=3)
    assert (made.action, made.side) == (BookAction.ADD, OrderSide.BUY)
    assert (change().side, change().price, change().order_id) == (None, None, None)
    assert repr(made) == "BookChange(AAPL.XNAS, ADD BUY 5 @ 9.99, order_id=17, sequence=3, ts_event=10)"


@pytest.mark.parametrize(
    ("make", "wrong", "message"),
    [
        (bar, {"open": 10.0}, "Bar open: must be a Price, got 10.0"),
        (bar, {"volume": 100}, "Bar volume: must be a Quantity"),
        (bar, {"bar_type": "1d"}, "bar type: expected text like"),
        (quote, {"ask_price": "10"}, "QuoteTick ask_price: must be a Price"),
        (quote, {"bid_size": Price("1")}, "QuoteTick bid_size: must be a Quantity"),
        (trade, {"price": None}, "TradeTick price: must be a Price, got None"),
        (trade, {"trade_id": 5}, "TradeTick trade_id: must be a TradeId"),
        (change, {"order_id": "17"}, "BookChange order_id: must be a int"),
        (change, {"instrument_id": "AAPL"}, "expected SYMBOL.VENUE"),
    ],
)
def test_fields_are_of_their_kind(make: object, wrong: dict, message: str):
    with pytest.raises(ConfigError, match=message):
        make(**wrong)


def test_codes_by_name():
    with pytest.raises(UnknownNameError, match="aggressor_side 'BUY'"):
        trade(aggressor_side="BUY")
    with pytest.raises(UnknownNameError, match="action 'REMOVE'"):
        change(action="REMOVE")


@pytest.mark.parametrize("made", ALL, ids=lambda made: type(made).__name__)
def test_frozen_slots_equality_and_copies(made: object):
    assert not hasattr(made, "__dict__")
    with pytest.raises(AttributeError):
        made.ts_event = 1
    copied = pickle.loads(pickle.dumps(made))  # noqa: S301
    assert copied == made
    assert len({made, copied}) == 1


@pytest.mark.parametrize("make", [bar, quote, trade, change])
def test_times_are_integers(make: object):
    assert type(make(ts_event=np.int64(5)).ts_event) is int
    for name in ("ts_event", "ts_init"):
        for wrong in (1.5, True, None, "1"):
            with pytest.raises(ConfigError, match=f"{name}: must be an integer of UTC nanoseconds"):
                make(**{name: wrong})
    assert make(ts_event=1) != make(ts_event=2)
