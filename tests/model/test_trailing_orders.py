"""Trailing stops: offsets, their unit, activation (requirement B, rule F6)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fastbt.codes import OrderType, TrailingOffsetType
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.model.events import OrderAccepted, OrderSubmitted, OrderUpdated
from fastbt.model.orders import order_from_events
from fastbt.model.trailing_orders import TrailingStopLimitOrder, TrailingStopMarketOrder
from fastbt.model.values import Price, Quantity
from tests.model.making import event

IDS = {"client_order_id": "O-S-1", "strategy_id": "S"}
TEN = Quantity(10)


def test_market():
    order = TrailingStopMarketOrder(
        "AAPL.NASDAQ",
        "SELL",
        TEN,
        25,
        trailing_offset_type="basis_points",
        activation_price=Price("99"),
        **IDS,
    )
    assert order.order_type is OrderType.TRAILING_STOP_MARKET is OrderType.TRAILING_STOP
    assert (order.trailing_offset, order.trailing_offset_type) == (25, TrailingOffsetType.BASIS_POINTS)
    assert (order.activation_price, order.limit_offset) == (Price("99"), None)
    assert (order.price, order.trigger_price) == (None, None)
    assert repr(order) == (
        "TrailingStopMarketOrder(O-S-1: SELL 10 AAPL.NASDAQ trailing 25 BASIS_POINTS from 99 GTC, INITIALIZED)"
    )


def test_limit():
    order = TrailingStopLimitOrder("AAPL.NASDAQ", "BUY", TEN, "1.5", "0.2", post_only=True, **IDS)
    assert order.order_type is OrderType.TRAILING_STOP_LIMIT
    assert (order.trailing_offset, order.limit_offset) == (Decimal("1.5"), Decimal("0.2"))
    assert (order.trailing_offset_type, order.activation_price) == (TrailingOffsetType.PRICE, None)
    assert order.post_only is True
    assert "trailing 1.5 PRICE limit offset 0.2 GTC" in repr(order)
    assert TrailingStopLimitOrder("A.X", "BUY", TEN, 1, 0, **IDS).limit_offset == 0


def test_its_trigger_moves_by_updates_and_its_terms_stay():
    order = TrailingStopMarketOrder("AAPL.NASDAQ", "SELL", TEN, "1.5", **IDS)
    for happened in (event(OrderSubmitted), event(OrderAccepted)):
        order.apply(happened)
    order.apply(event(OrderUpdated, trigger_price=Price("98.50")))
    rebuilt = order_from_events(order.events)
    assert (rebuilt.trigger_price, rebuilt.trailing_offset) == (Price("98.50"), Decimal("1.5"))
    assert "stop 98.50 trailing 1.5 PRICE" in repr(rebuilt)
    assert not hasattr(order, "__dict__")


@pytest.mark.parametrize("offset", [0, -1, "x", None])
def test_offsets_are_above_zero(offset: object):
    with pytest.raises(ConfigError, match="order trailing_offset:"):
        TrailingStopMarketOrder("A.X", "BUY", TEN, offset, **IDS)
    with pytest.raises(ConfigError, match="order trailing_offset:"):
        TrailingStopLimitOrder("A.X", "BUY", TEN, offset, 1, **IDS)


def test_terms_are_checked():
    with pytest.raises(ConfigError, match="order limit_offset: must not be negative"):
        TrailingStopLimitOrder("A.X", "BUY", TEN, 1, -1, **IDS)
    with pytest.raises(ConfigError, match="order activation_price: must be a Price"):
        TrailingStopMarketOrder("A.X", "BUY", TEN, 1, activation_price=99, **IDS)
    with pytest.raises(UnknownNameError, match="trailing_offset_type 'TICK'; did you mean 'TICKS'"):
        TrailingStopMarketOrder("A.X", "BUY", TEN, 1, trailing_offset_type="TICK", **IDS)
