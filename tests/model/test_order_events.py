"""Events of orders: the fields of a fill, frozen, complete (requirements E and T3)."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from fastbt.codes import (
    EventKind,
    FillCause,
    FillPoint,
    LiquiditySide,
    OrderSide,
    OrderType,
    Reason,
    TimeInForce,
)
from fastbt.model.events import EVENT_CLASSES, OrderCanceled, OrderEvent, OrderFilled, OrderInitialized
from fastbt.model.identifiers import PositionId, TradeId
from fastbt.model.money import Money
from fastbt.model.values import Price, Quantity
from tests.model.making import IDS, event, fill

ORDER_EVENTS = [cls for cls in EVENT_CLASSES.values() if issubclass(cls, OrderEvent)]


def test_order_filled_fields():
    made = fill(10, "100.50", commission="1.01", side="SELL", ts=7)
    assert made.last_quantity == Quantity(10)
    assert made.last_price == Price("100.50")
    assert made.commission == Money("1.01", "USD")
    assert (made.side, made.order_type) == (OrderSide.SELL, OrderType.MARKET)
    assert made.liquidity_side is LiquiditySide.TAKER
    assert made.trade_id == TradeId("F-1")
    assert made.position_id == PositionId("P-1")
    assert made.cause is FillCause.SIGNAL
    assert (made.point, made.ambiguous, made.order_quantity, made.tag) == (None, False, None, None)
    assert (made.ts_event, made.ts_init) == (7, 7)


def test_order_filled_has_the_fourteen_founding_fields_and_ours():
    founding = {
        "trader_id",
        "strategy_id",
        "instrument_id",
        "client_order_id",
        "venue_order_id",
        "account_id",
        "trade_id",
        "side",
        "order_type",
        "last_quantity",
        "last_price",
        "currency",
        "commission",
        "liquidity_side",
    }
    assert len(founding) == 14
    names = {f.name for f in fields(OrderFilled)}
    assert founding | {"position_id", "cause", "ts_event", "ts_init"} <= names


def test_order_filled_needs_its_venue_order_and_account():
    required = {f.name for f in fields(OrderFilled) if f.default is f.default_factory}
    assert {"venue_order_id", "account_id", "trade_id", "commission"} <= required


@pytest.mark.parametrize("made", [fill(1, "1.00", point=FillPoint.OPEN), event(OrderCanceled)], ids=repr)
def test_frozen(made: OrderEvent):
    for name in ("ts_event", "client_order_id"):
        with pytest.raises(FrozenInstanceError):
            setattr(made, name, None)
    assert not hasattr(made, "__dict__")


def test_repr_names_the_fields():
    text = repr(fill(10, "100.50"))
    assert text.startswith("OrderFilled(ts_event=0, ts_init=0, trader_id=TraderId('TRADER')")
    assert "last_quantity=Quantity('10'), last_price=Price('100.50')" in text


def test_equality_by_value():
    assert fill(10, "100.50") == fill(10, "100.50")
    assert fill(10, "100.50") != fill(10, "100.51")
    assert event(OrderCanceled, reason=Reason.EXPIRED) != event(OrderCanceled)


@pytest.mark.parametrize("cls", ORDER_EVENTS, ids=lambda cls: cls.__name__)
def test_every_order_event_names_its_order(cls: type[OrderEvent]):
    assert set(IDS) <= {f.name for f in fields(cls)}
    assert cls.kind.name == "".join(f"_{c}" if c.isupper() else c.upper() for c in cls.__name__)[1:]


def test_initialized_defaults():
    made = event(OrderInitialized, side=OrderSide.BUY, order_type=OrderType.MARKET, quantity=None)
    assert made.time_in_force is TimeInForce.GTC
    assert (made.price, made.trigger_price, made.expire_time, made.parent_id) == (None, None, None, None)
    assert (made.post_only, made.reduce_only) == (False, False)


def test_the_order_events_of_rule_o2_are_all_there():
    names = (
        "INITIALIZED DENIED SUBMITTED ACCEPTED REJECTED PENDING_UPDATE UPDATED MODIFY_REJECTED "
        "PENDING_CANCEL CANCEL_REJECTED CANCELED TRIGGERED EXPIRED FILLED"
    )
    assert {cls.kind for cls in ORDER_EVENTS} == {EventKind[f"ORDER_{name}"] for name in names.split()}
