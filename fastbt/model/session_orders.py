"""Orders for one price of a session: its open or its close (rule F7)."""

from __future__ import annotations

from typing import ClassVar

from fastbt.codes import OrderType
from fastbt.model.order_shapes import PlainOrder, PricedOrder


class MarketOnOpenOrder(PlainOrder):
    """Fills at the open of its instrument's first row in the session (rule F7).

    Example:
        >>> from fastbt import Quantity
        >>> MarketOnOpenOrder("AAPL.XNAS", "BUY", Quantity(100), time_in_force="DAY", client_order_id="O-S-1",
        ...                   strategy_id="S")
        MarketOnOpenOrder(O-S-1: BUY 100 AAPL.XNAS DAY, INITIALIZED)
    """

    __slots__ = ()
    made_for: ClassVar[OrderType] = OrderType.MARKET_ON_OPEN


class LimitOnOpenOrder(PricedOrder):
    """Fills at the session's open if its limit allows that price, else it expires there (rule F7)."""

    __slots__ = ()
    made_for: ClassVar[OrderType] = OrderType.LIMIT_ON_OPEN


class MarketOnCloseOrder(PlainOrder):
    """Fills at the close of the row that contains the session's end (rule F7)."""

    __slots__ = ()
    made_for: ClassVar[OrderType] = OrderType.MARKET_ON_CLOSE


class LimitOnCloseOrder(PricedOrder):
    """Fills at the session's close if its limit allows that price, else it expires there (rule F7)."""

    __slots__ = ()
    made_for: ClassVar[OrderType] = OrderType.LIMIT_ON_CLOSE
