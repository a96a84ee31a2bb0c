"""Orders of one shape are made alike."""

from __future__ import annotations

import pytest

from fastbt.errors import ConfigError
from fastbt.model.order_shapes import PlainOrder, PricedOrder, TriggeredLimitOrder, TriggeredOrder
from fastbt.model.orders import ORDER_CLASSES, Order
from fastbt.model.values import Price, Quantity

IDS = {"client_order_id": "O-S-1", "strategy_id": "S"}
TEN = Quantity(10)


def test_a_limit_without_more() -> None:
    classes = [cls for cls in ORDER_CLASSES.values() if issubclass(cls, PricedOrder)]
    assert {cls.__name__ for cls in classes} == {"LimitOnOpenOrder", "LimitOnCloseOrder"}
    for cls in classes:
        order = cls("AAPL.XNAS", "BUY", TEN, Price("5.00"), **IDS)
        assert (order.order_type, order.price, order.trigger_price) == (cls.made_for, Price("5.00"), None)
        assert order.post_only is False


@pytest.mark.parametrize(
    ("shape", "prices", "names"),
    [
        (PlainOrder, (), {"MarketOrder", "MarketToLimitOrder", "MarketOnOpenOrder", "MarketOnCloseOrder"}),
        (TriggeredOrder, (Price("5.00"),), {"StopMarketOrder", "MarketIfTouchedOrder"}),
        (TriggeredLimitOrder, (Price("4.00"), Price("5.00")), {"StopLimitOrder", "LimitIfTouchedOrder"}),
    ],
)
def test_classes_of_a_shape(shape: type[Order], prices: tuple[Price, ...], names: set[str]) -> None:
    classes = [cls for cls in ORDER_CLASSES.values() if issubclass(cls, shape)]
    assert {cls.__name__ for cls in classes} == names
    for cls in classes:
        order = cls("AAPL.XNAS", "BUY", TEN, *prices, **IDS)
        assert order.order_type is cls.made_for
        assert (order.price, order.trigger_price) == (
            prices[0] if len(prices) == 2 else None,
            prices[-1] if prices else None,
        )
        with pytest.raises(ConfigError, match="must be a"):
            cls("AAPL.XNAS", "BUY", TEN if prices else 10, *(5.0 for _ in prices), **IDS)
