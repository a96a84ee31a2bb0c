"""The classes of orders, and orders rebuilt from a log.

Market, limit and stop orders stand here, those that are touched, that trail and those for a session
in files of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Unpack

from fastbt.codes import OrderSide, OrderType
from fastbt.errors import OrderStateError
from fastbt.model.identifiers import InstrumentId
from fastbt.model.order import Order
from fastbt.model.order_events import OrderEvent, OrderInitialized
from fastbt.model.order_shapes import PlainOrder, TriggeredLimitOrder, TriggeredOrder
from fastbt.model.order_terms import OrderTerms, check_kind, initialize
from fastbt.model.session_orders import (
    LimitOnCloseOrder,
    LimitOnOpenOrder,
    MarketOnCloseOrder,
    MarketOnOpenOrder,
)
from fastbt.model.touched_orders import LimitIfTouchedOrder, MarketIfTouchedOrder
from fastbt.model.trailing_orders import TrailingStopLimitOrder, TrailingStopMarketOrder
from fastbt.model.values import Price, Quantity

__all__ = [
    "ORDER_CLASSES",
    "LimitIfTouchedOrder",
    "LimitOnCloseOrder",
    "LimitOnOpenOrder",
    "LimitOrder",
    "MarketIfTouchedOrder",
    "MarketOnCloseOrder",
    "MarketOnOpenOrder",
    "MarketOrder",
    "MarketToLimitOrder",
    "Order",
    "OrderTerms",
    "StopLimitOrder",
    "StopMarketOrder",
    "TrailingStopLimitOrder",
    "TrailingStopMarketOrder",
    "order_from_events",
]


class MarketOrder(PlainOrder):
    """Fills when live at the first executable price (rule F1).

    Example:
        >>> MarketOrder("AAPL.XNAS", "BUY", Quantity(100), client_order_id="O-S-1", strategy_id="S")
        MarketOrder(O-S-1: BUY 100 AAPL.XNAS GTC, INITIALIZED)
    """

    __slots__ = ()
    made_for: ClassVar[OrderType] = OrderType.MARKET


class MarketToLimitOrder(PlainOrder):
    """Fills as a market order; what is left rests at the price of the fill (rule F7)."""

    __slots__ = ()
    made_for: ClassVar[OrderType] = OrderType.MARKET_TO_LIMIT


class LimitOrder(Order):
    """Fills at its price or better (rule F2)."""

    __slots__ = ()
    made_for: ClassVar[OrderType] = OrderType.LIMIT

    def __init__(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        price: Price,
        *,
        post_only: bool = False,
        **terms: Unpack[OrderTerms],
    ) -> None:
        """Create a limit order.

        Args:
            instrument_id: what to trade.
            side: BUY or SELL.
            quantity: how much, above zero.
            price: the worst price it takes.
            post_only: whether it is rejected rather than taking liquidity.
            **terms: ids, time in force and more, see ``OrderTerms``.

        Raises:
            ConfigError: a term is missing, malformed or does not go with another.
            UnknownNameError: a term, a side or a time in force that does not exist.
        """
        price = check_kind(price, Price, "price")
        self._begin(
            initialize(self.made_for, instrument_id, side, quantity, terms, price=price, post_only=post_only)
        )


class StopMarketOrder(TriggeredOrder):
    """Becomes a market order when the price reaches its trigger on the adverse side (rule F3).

    A BUY triggers at or above it, a SELL at or below it.
    """

    __slots__ = ()
    made_for: ClassVar[OrderType] = OrderType.STOP_MARKET


class StopLimitOrder(TriggeredLimitOrder):
    """Becomes a limit order when the price reaches its trigger on the adverse side (rule F4).

    A BUY triggers at or above it, a SELL at or below it.
    """

    __slots__ = ()
    made_for: ClassVar[OrderType] = OrderType.STOP_LIMIT


ORDER_CLASSES: dict[OrderType, type[Order]] = {
    cls.made_for: cls
    for cls in (
        MarketOrder,
        LimitOrder,
        StopMarketOrder,
        StopLimitOrder,
        TrailingStopMarketOrder,
        MarketIfTouchedOrder,
        LimitIfTouchedOrder,
        TrailingStopLimitOrder,
        MarketToLimitOrder,
        MarketOnOpenOrder,
        MarketOnCloseOrder,
        LimitOnOpenOrder,
        LimitOnCloseOrder,
    )
}
"""The class of each type of order."""


def order_from_events(events: Iterable[OrderEvent]) -> Order:
    """Rebuild an order from its events, of which the first is ``OrderInitialized``.

    Args:
        events: all events of one order, in order.

    Returns:
        The order as the last of them left it.

    Raises:
        OrderStateError: the first event is another one, no class stands for the order's type, or an event
            does not fit the state the ones before it led to.
    """
    rest = iter(events)
    first = next(rest, None)
    if not isinstance(first, OrderInitialized):
        raise OrderStateError(f"an order begins with OrderInitialized, not with {type(first).__name__}")
    cls = ORDER_CLASSES.get(first.order_type)
    if cls is None:
        known = ", ".join(order_type.name for order_type in ORDER_CLASSES)
        raise OrderStateError(
            f"order {first.client_order_id}: no class for {first.order_type.name}; there are {known}"
        )
    order = cls.from_initialized(first)
    for event in rest:
        order.apply(event)
    return order
