"""Orders that wait for a better price and then act: the mirror images of stops (rule F5)."""

from __future__ import annotations

from typing import ClassVar, Unpack

from fastbt.codes import OrderSide, OrderType
from fastbt.model.identifiers import InstrumentId
from fastbt.model.order import Order
from fastbt.model.order_terms import OrderTerms, check_kind, initialize
from fastbt.model.values import Price, Quantity


class MarketIfTouchedOrder(Order):
    """Becomes a market order when the price reaches its trigger on the favorable side (rule F5).

    Example:
        >>> MarketIfTouchedOrder("AAPL.XNAS", "BUY", Quantity(100), Price("95.00"), client_order_id="O-S-1",
        ...                      strategy_id="S")
        MarketIfTouchedOrder(O-S-1: BUY 100 AAPL.XNAS touch 95.00 GTC, INITIALIZED)
    """

    __slots__ = ()
    made_for: ClassVar[OrderType] = OrderType.MARKET_IF_TOUCHED
    trigger_word: ClassVar[str] = "touch"

    def __init__(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        trigger_price: Price,
        **terms: Unpack[OrderTerms],
    ) -> None:
        """Create a market-if-touched order.

        Args:
            instrument_id: what to trade.
            side: BUY or SELL.
            quantity: how much, above zero.
            trigger_price: a BUY triggers at or below it, a SELL at or above it.
            **terms: ids, time in force and more, see ``OrderTerms``.

        Raises:
            ConfigError: a term is missing, malformed or does not go with another.
            UnknownNameError: a term, a side or a time in force that does not exist.
        """
        trigger = check_kind(trigger_price, Price, "trigger_price")
        self._begin(initialize(self.made_for, instrument_id, side, quantity, terms, trigger_price=trigger))


class LimitIfTouchedOrder(Order):
    """Becomes a limit order when the price reaches its trigger on the favorable side (rule F5)."""

    __slots__ = ()
    made_for: ClassVar[OrderType] = OrderType.LIMIT_IF_TOUCHED
    trigger_word: ClassVar[str] = "touch"

    def __init__(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        price: Price,
        trigger_price: Price,
        *,
        post_only: bool = False,
        **terms: Unpack[OrderTerms],
    ) -> None:
        """Create a limit-if-touched order.

        Args:
            instrument_id: what to trade.
            side: BUY or SELL.
            quantity: how much, above zero.
            price: the worst price it takes once triggered.
            trigger_price: a BUY triggers at or below it, a SELL at or above it.
            post_only: whether it is rejected rather than taking liquidity.
            **terms: ids, time in force and more, see ``OrderTerms``.

        Raises:
            ConfigError: a term is missing, malformed or does not go with another.
            UnknownNameError: a term, a side or a time in force that does not exist.
        """
        price = check_kind(price, Price, "price")
        trigger = check_kind(trigger_price, Price, "trigger_price")
        event = initialize(
            self.made_for,
            instrument_id,
            side,
            quantity,
            terms,
            price=price,
            trigger_price=trigger,
            post_only=post_only,
        )
        self._begin(event)
