"""The classes of orders and orders rebuilt from a log (requirements I and T4)."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.codes import OrderStatus, OrderType
from fastbt.errors import ConfigError, OrderStateError
from fastbt.model.events import OrderAccepted, OrderDenied, OrderInitialized, OrderSubmitted, OrderUpdated
from fastbt.model.orders import (
    ORDER_CLASSES,
    LimitIfTouchedOrder,
    LimitOrder,
    MarketIfTouchedOrder,
    MarketOrder,
    MarketToLimitOrder,
    StopLimitOrder,
    StopMarketOrder,
    TrailingStopLimitOrder,
    TrailingStopMarketOrder,
    order_from_events,
)
from fastbt.model.values import Price, Quantity
from fastbt.strategies.order_columns import read_column
from tests.model.making import event, fill

IDS = {"client_order_id": "O-S-1", "strategy_id": "S"}
TEN = Quantity(10)


def test_market_creation_initialized():
    order = MarketOrder("AAPL.NASDAQ", "BUY", TEN, **IDS)
    assert order.status is OrderStatus.INITIALIZED
    assert order.order_type is OrderType.MARKET
    assert (order.quantity, order.filled_quantity, order.leaves_quantity) == (TEN, Quantity(0), TEN)
    assert (order.price, order.trigger_price) == (None, None)
    assert [type(happened) for happened in order.events] == [OrderInitialized]


def test_limit_has_price():
    order = LimitOrder("AAPL.NASDAQ", "BUY", TEN, Price("99.50"), post_only=True, **IDS)
    assert order.order_type is OrderType.LIMIT
    assert (order.price, order.trigger_price, order.post_only) == (Price("99.50"), None, True)


def test_stop_has_trigger():
    order = StopMarketOrder("AAPL.NASDAQ", "SELL", TEN, Price("95.00"), reduce_only=True, **IDS)
    assert order.order_type is OrderType.STOP_MARKET
    assert (order.price, order.trigger_price, order.reduce_only) == (None, Price("95.00"), True)


def test_stop_limit_has_both():
    order = StopLimitOrder("AAPL.NASDAQ", "SELL", TEN, Price("94.00"), Price("95.00"), **IDS)
    assert order.order_type is OrderType.STOP_LIMIT
    assert (order.price, order.trigger_price) == (Price("94.00"), Price("95.00"))


def test_market_to_limit_rests_at_the_price_it_was_filled_at():
    order = MarketToLimitOrder("AAPL.NASDAQ", "BUY", TEN, **IDS)
    assert (order.order_type, order.price) == (OrderType.MARKET_TO_LIMIT, None)
    for happened in (event(OrderSubmitted), event(OrderAccepted), fill(4, "95.00", order)):
        order.apply(happened)
    order.apply(event(OrderUpdated, price=Price("95.00")))
    assert (order.status, order.price) == (OrderStatus.PARTIALLY_FILLED, Price("95.00"))


@pytest.mark.parametrize(
    ("cls", "prices"),
    [
        (LimitOrder, [99.5]),
        (StopMarketOrder, ["95"]),
        (StopLimitOrder, [Price("1"), None]),
        (StopLimitOrder, [None, Price("1")]),
        (MarketIfTouchedOrder, [95]),
        (LimitIfTouchedOrder, [Price("1"), 1.0]),
        (LimitIfTouchedOrder, ["1", Price("1")]),
    ],
)
def test_prices_are_prices(cls: type, prices: list[object]):
    with pytest.raises(ConfigError, match=r"order (trigger_)?price: must be a Price"):
        cls("AAPL.NASDAQ", "BUY", TEN, *prices, **IDS)


def test_classes_by_type():
    assert {order_type: cls.made_for for order_type, cls in ORDER_CLASSES.items()} == {
        t: t for t in ORDER_CLASSES
    }
    assert set(ORDER_CLASSES) == {
        OrderType.MARKET,
        OrderType.LIMIT,
        OrderType.STOP_MARKET,
        OrderType.STOP_LIMIT,
        OrderType.TRAILING_STOP_MARKET,
        OrderType.MARKET_IF_TOUCHED,
        OrderType.LIMIT_IF_TOUCHED,
        OrderType.TRAILING_STOP_LIMIT,
        OrderType.MARKET_TO_LIMIT,
        OrderType.MARKET_ON_OPEN,
        OrderType.MARKET_ON_CLOSE,
        OrderType.LIMIT_ON_OPEN,
        OrderType.LIMIT_ON_CLOSE,
    }


@pytest.mark.parametrize(
    "order",
    [
        MarketOrder("AAPL.NASDAQ", "BUY", TEN, **IDS),
        LimitOrder("AAPL.NASDAQ", "BUY", TEN, Price("99.50"), time_in_force="DAY", **IDS),
        StopMarketOrder("AAPL.NASDAQ", "SELL", TEN, Price("95.00"), **IDS),
        StopLimitOrder("AAPL.NASDAQ", "SELL", TEN, Price("94.00"), Price("95.00"), tag="x", **IDS),
        MarketToLimitOrder("AAPL.NASDAQ", "BUY", TEN, **IDS),
        MarketIfTouchedOrder("AAPL.NASDAQ", "BUY", TEN, Price("95.00"), **IDS),
        LimitIfTouchedOrder("AAPL.NASDAQ", "BUY", TEN, Price("95.50"), Price("95.00"), **IDS),
        TrailingStopMarketOrder("AAPL.NASDAQ", "SELL", TEN, 50, trailing_offset_type="TICKS", **IDS),
        TrailingStopLimitOrder("AAPL.NASDAQ", "SELL", TEN, "1.5", "0.2", **IDS),
    ],
    ids=lambda order: type(order).__name__,
)
def test_rebuilt_from_its_events(order: MarketOrder):
    for happened in (
        event(OrderSubmitted),
        event(OrderAccepted),
        fill(4, "95.00", order),
        fill(6, "94.99", order),
    ):
        order.apply(happened)
    rebuilt = order_from_events(order.events)
    assert type(rebuilt) is type(order)
    assert rebuilt.events == order.events
    assert rebuilt.status is OrderStatus.FILLED
    assert (rebuilt.avg_price, rebuilt.quantity, rebuilt.tag) == (order.avg_price, order.quantity, order.tag)
    assert repr(rebuilt) == repr(order)


def test_a_log_holds_orders_that_no_user_could_make():
    """A denied order may lack its price, and its quantity may be zero: that is why it was denied."""
    side = MarketOrder("AAPL.NASDAQ", "BUY", TEN, **IDS).side
    first = event(OrderInitialized, side=side, order_type=OrderType.LIMIT, quantity=Quantity(0), price=None)
    order = order_from_events([first, event(OrderDenied)])
    assert isinstance(order, LimitOrder)
    assert order.status is OrderStatus.DENIED


@pytest.mark.parametrize("events", [[], [event(OrderSubmitted)]])
def test_a_log_begins_with_initialized(events: list):
    with pytest.raises(OrderStateError, match="an order begins with OrderInitialized"):
        order_from_events(events)


def test_a_log_of_an_order_type_without_a_class(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(ORDER_CLASSES, OrderType.MARKET_ON_CLOSE)
    side = MarketOrder("AAPL.NASDAQ", "BUY", TEN, **IDS).side
    first = event(OrderInitialized, side=side, order_type=OrderType.MARKET_ON_CLOSE, quantity=TEN)
    with pytest.raises(OrderStateError, match="no class for MARKET_ON_CLOSE; there are MARKET, LIMIT"):
        order_from_events([first])


def test_an_order_table_takes_every_type_there_is_a_class_of():
    for order_type in ORDER_CLASSES:
        for word in (order_type.name, int(order_type)):
            table = pl.DataFrame({"order_type": [word]})
            assert read_column(table, "order_type").to_list() == [order_type]
