"""Orders that wait for a better price and then act: the mirror images of stops (rule F5)."""

from __future__ import annotations

from typing import ClassVar

from fastbt.codes import OrderType
from fastbt.model.order_shapes import TriggeredLimitOrder, TriggeredOrder


class MarketIfTouchedOrder(TriggeredOrder):
    """Becomes a market order when the price reaches its trigger on the favorable side (rule F5).

    A BUY triggers at or below it, a SELL at or above it.

    Example:
        >>> from fastbt import Price, Quantity
        >>> MarketIfTouchedOrder("AAPL.XNAS", "BUY", Quantity(100), Price("95.00"), client_order_id="O-S-1",
        ...                      strategy_id="S")
        MarketIfTouchedOrder(O-S-1: BUY 100 AAPL.XNAS touch 95.00 GTC, INITIALIZED)
    """

    __slots__ = ()
    made_for: ClassVar[OrderType] = OrderType.MARKET_IF_TOUCHED
    trigger_word: ClassVar[str] = "touch"


class LimitIfTouchedOrder(TriggeredLimitOrder):
    """Becomes a limit order when the price reaches its trigger on the favorable side (rule F5).

    A BUY triggers at or below it, a SELL at or above it.
    """

    __slots__ = ()
    made_for: ClassVar[OrderType] = OrderType.LIMIT_IF_TOUCHED
    trigger_word: ClassVar[str] = "touch"
