"""Orders that act when a better price is touched (requirement B, rule F5)."""

from __future__ import annotations

import pytest

from fastbt.codes import OrderStatus, OrderType
from fastbt.errors import ConfigError
from fastbt.model.events import OrderAccepted, OrderSubmitted, OrderTriggered
from fastbt.model.touched_orders import LimitIfTouchedOrder, MarketIfTouchedOrder
from fastbt.model.values import Price, Quantity
from tests.model.making import event, fill

IDS = {"client_order_id": "O-S-1", "strategy_id": "S"}
TEN = Quantity(10)


def test_market_if_touched_has_a_trigger():
    order = MarketIfTouchedOrder("AAPL.NASDAQ", "SELL", TEN, Price("105.00"), reduce_only=True, **IDS)
    assert order.order_type is OrderType.MARKET_IF_TOUCHED
    assert (order.price, order.trigger_price, order.reduce_only) == (None, Price("105.00"), True)
    assert repr(order) == ("MarketIfTouchedOrder(O-S-1: SELL 10 AAPL.NASDAQ touch 105.00 GTC, INITIALIZED)")


def test_limit_if_touched_has_both():
    order = LimitIfTouchedOrder(
        "AAPL.NASDAQ", "BUY", TEN, Price("95.50"), Price("95.00"), post_only=True, **IDS
    )
    assert order.order_type is OrderType.LIMIT_IF_TOUCHED
    assert (order.price, order.trigger_price, order.post_only) == (Price("95.50"), Price("95.00"), True)
    with pytest.raises(ConfigError, match="post_only: an order that must rest cannot be FOK"):
        LimitIfTouchedOrder(
            "A.X", "BUY", TEN, Price("1"), Price("1"), post_only=True, time_in_force="FOK", **IDS
        )


def test_touched_then_filled():
    order = MarketIfTouchedOrder("AAPL.NASDAQ", "BUY", TEN, Price("95.00"), **IDS)
    for happened in (event(OrderSubmitted), event(OrderAccepted), event(OrderTriggered, ts=7)):
        order.apply(happened)
    assert (order.status, order.ts_triggered) == (OrderStatus.TRIGGERED, 7)
    order.apply(fill(10, "95.00", order))
    assert order.status is OrderStatus.FILLED
