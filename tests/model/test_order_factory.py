"""The order factory: numbered ids, times from a clock, one strategy (requirement I, rule O4)."""

from __future__ import annotations

import pytest

from fastbt.codes import OrderSide, OrderType, TimeInForce, TrailingOffsetType
from fastbt.errors import ConfigError
from fastbt.model.identifiers import ClientOrderId, StrategyId, TraderId
from fastbt.model.order_factory import OrderFactory, generated_order_id
from fastbt.model.orders import ORDER_CLASSES
from fastbt.model.values import Price, Quantity

TEN = Quantity(10)


def test_ids_are_numbered():
    factory = OrderFactory("EMA-1")
    ids = [factory.market("A.B", "BUY", TEN).client_order_id.value for _ in range(3)]
    assert ids == ["O-EMA-1-1", "O-EMA-1-2", "O-EMA-1-3"]
    assert ids[1] == generated_order_id("EMA-1", 2) == generated_order_id(StrategyId("EMA-1"), 2)


def test_a_refused_order_uses_up_no_number():
    factory = OrderFactory("S")
    with pytest.raises(ConfigError):
        factory.market("A.B", "BUY", Quantity(0))
    assert factory.market("A.B", "BUY", TEN).client_order_id == ClientOrderId("O-S-1")


def test_all_types():
    factory = OrderFactory("S")
    orders = [
        factory.market("A.B", OrderSide.BUY, TEN),
        factory.limit("A.B", "BUY", TEN, Price("1.00"), post_only=True),
        factory.stop_market("A.B", "SELL", TEN, Price("2.00")),
        factory.stop_limit("A.B", "SELL", TEN, Price("1.00"), Price("2.00")),
        factory.trailing_stop_market("A.B", "SELL", TEN, 3, trailing_offset_type="TICKS"),
        factory.market_if_touched("A.B", "SELL", TEN, Price("2.00")),
        factory.limit_if_touched("A.B", "SELL", TEN, Price("1.00"), Price("2.00"), post_only=True),
        factory.trailing_stop_limit("A.B", "SELL", TEN, 3, 1, activation_price=Price("5"), post_only=True),
        factory.market_to_limit("A.B", "SELL", TEN),
    ]
    assert [order.order_type for order in orders] == list(OrderType)[:9]
    assert all(type(order) is ORDER_CLASSES[order.order_type] for order in orders)
    assert [order.price for order in orders] == [None, 1, None, 1, None, None, 1, None, None]
    assert [order.trigger_price for order in orders] == [None, None, 2, 2, None, 2, 2, None, None]
    assert [order.post_only for order in orders] == [order_type in {1, 6, 7} for order_type in range(9)]
    assert (orders[4].trailing_offset, orders[4].trailing_offset_type) == (3, TrailingOffsetType.TICKS)
    assert (orders[7].limit_offset, orders[7].activation_price) == (1, Price("5"))
    assert len({order.client_order_id for order in orders}) == 9


def test_terms_are_passed_on():
    factory = OrderFactory("S", trader_id="T", now=lambda: 42)
    order = factory.market(
        "A.B", "SELL", TEN, time_in_force="IOC", reduce_only=True, tag="x", parent_id="O-S-9"
    )
    assert (order.strategy_id, order.trader_id) == (StrategyId("S"), TraderId("T"))
    assert (order.time_in_force, order.reduce_only, order.tag) == (TimeInForce.IOC, True, "x")
    assert order.parent_id == ClientOrderId("O-S-9")
    assert order.ts_init == order.events[0].ts_event == 42


def test_counting_goes_on_or_begins_anew():
    factory = OrderFactory("S", first=5)
    assert factory.market("A.B", "BUY", TEN).client_order_id.value == "O-S-5"
    factory.market("A.B", "BUY", TEN)
    factory.reset()
    assert factory.market("A.B", "BUY", TEN).client_order_id.value == "O-S-5"
    with pytest.raises(ConfigError, match="numbered from 1"):
        OrderFactory("S", first=0)
