"""What orders are made with, by shape: a quantity alone, with a limit, a trigger, or both.

Orders of one shape differ in when they act, not in how they are made.
"""

from __future__ import annotations

from typing import Unpack

from fastbt.codes import OrderSide
from fastbt.model.identifiers import InstrumentId
from fastbt.model.order import Order
from fastbt.model.order_terms import OrderTerms, check_kind, initialize
from fastbt.model.values import Price, Quantity


class PlainOrder(Order):
    """An order without a price of its own."""

    __slots__ = ()

    def __init__(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        **terms: Unpack[OrderTerms],
    ) -> None:
        """Create the order.

        Args:
            instrument_id: what to trade.
            side: BUY or SELL.
            quantity: how much, above zero.
            **terms: ids, time in force and more, see ``OrderTerms``.

        Raises:
            ConfigError: a term is missing, malformed or does not go with another.
            UnknownNameError: a term, a side or a time in force that does not exist.
        """
        self._begin(initialize(self.made_for, instrument_id, side, quantity, terms))


class PricedOrder(Order):
    """An order with a limit that takes or ends where it arrives."""

    __slots__ = ()

    def __init__(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        price: Price,
        **terms: Unpack[OrderTerms],
    ) -> None:
        """Create the order.

        Args:
            instrument_id: what to trade.
            side: BUY or SELL.
            quantity: how much, above zero.
            price: the worst price it takes.
            **terms: ids, time in force and more, see ``OrderTerms``.

        Raises:
            ConfigError: a term is missing, malformed or does not go with another.
            UnknownNameError: a term, a side or a time in force that does not exist.
        """
        price = check_kind(price, Price, "price")
        self._begin(initialize(self.made_for, instrument_id, side, quantity, terms, price=price))


class TriggeredOrder(Order):
    """An order that waits for a trigger and then takes any price."""

    __slots__ = ()

    def __init__(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        trigger_price: Price,
        **terms: Unpack[OrderTerms],
    ) -> None:
        """Create the order.

        Args:
            instrument_id: what to trade.
            side: BUY or SELL.
            quantity: how much, above zero.
            trigger_price: what it waits for; the class says from which side.
            **terms: ids, time in force and more, see ``OrderTerms``.

        Raises:
            ConfigError: a term is missing, malformed or does not go with another.
            UnknownNameError: a term, a side or a time in force that does not exist.
        """
        trigger = check_kind(trigger_price, Price, "trigger_price")
        self._begin(initialize(self.made_for, instrument_id, side, quantity, terms, trigger_price=trigger))


class TriggeredLimitOrder(Order):
    """An order that waits for a trigger and is a limit order then."""

    __slots__ = ()

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
        """Create the order.

        Args:
            instrument_id: what to trade.
            side: BUY or SELL.
            quantity: how much, above zero.
            price: the worst price it takes once triggered.
            trigger_price: what it waits for; the class says from which side.
            post_only: whether it is rejected rather than taking liquidity.
            **terms: ids, time in force and more, see ``OrderTerms``.

        Raises:
            ConfigError: a term is missing, malformed or does not go with another.
            UnknownNameError: a term, a side or a time in force that does not exist.
        """
        event = initialize(
            self.made_for,
            instrument_id,
            side,
            quantity,
            terms,
            price=check_kind(price, Price, "price"),
            trigger_price=check_kind(trigger_price, Price, "trigger_price"),
            post_only=post_only,
        )
        self._begin(event)
