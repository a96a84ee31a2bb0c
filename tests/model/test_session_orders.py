"""Orders for one price of a session, as objects."""

from __future__ import annotations

from typing import Any

import pytest

import fastbt as bt
from fastbt.codes import OrderType
from fastbt.errors import ConfigError
from fastbt.model.order_factory import OrderFactory
from fastbt.model.orders import ORDER_CLASSES
from fastbt.model.session_orders import (
    LimitOnCloseOrder,
    LimitOnOpenOrder,
    MarketOnCloseOrder,
    MarketOnOpenOrder,
)

TEN = bt.Quantity(10)
IDS: dict[str, Any] = {"client_order_id": "O-S-1", "strategy_id": "S"}


def test_every_type_has_its_class():
    made = {
        cls.made_for: cls
        for cls in (LimitOnCloseOrder, LimitOnOpenOrder, MarketOnCloseOrder, MarketOnOpenOrder)
    }
    assert len(made) == 4
    assert {kind: ORDER_CLASSES[kind] for kind in made} == made


def test_the_factory_makes_them():
    factory = OrderFactory("S")
    price = bt.Price("9.50")
    orders = (
        factory.market_on_open("A.X", "BUY", TEN),
        factory.limit_on_open("A.X", "BUY", TEN, price),
        factory.market_on_close("A.X", "SELL", TEN),
        factory.limit_on_close("A.X", "SELL", TEN, price),
    )
    kinds = ("MARKET_ON_OPEN", "LIMIT_ON_OPEN", "MARKET_ON_CLOSE", "LIMIT_ON_CLOSE")
    assert [order.order_type for order in orders] == [OrderType[kind] for kind in kinds]
    assert [order.price for order in orders] == [None, price, None, price]
    assert [str(order.client_order_id) for order in orders] == ["O-S-1", "O-S-2", "O-S-3", "O-S-4"]


def test_a_limit_is_a_price():
    with pytest.raises(ConfigError, match="price"):
        LimitOnOpenOrder("A.X", "BUY", TEN, 9.5, **IDS)
    assert LimitOnCloseOrder("A.X", "BUY", TEN, bt.Price("9.50"), **IDS).price == bt.Price("9.50")
