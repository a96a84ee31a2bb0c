"""Stops whose trigger follows the price in favor, at a distance (rule F6)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import ClassVar, Unpack

from fastbt.codes import OrderSide, OrderType, TrailingOffsetType
from fastbt.errors import ConfigError
from fastbt.model.decimals import Number, to_decimal
from fastbt.model.identifiers import InstrumentId
from fastbt.model.order import Order
from fastbt.model.order_events import OrderInitialized
from fastbt.model.order_terms import OrderTerms, check_kind, initialize
from fastbt.model.parsing import parse_code
from fastbt.model.values import Price, Quantity


class TrailingStopOrder(Order):
    """What trailing stops share: an offset, its unit, and the price from which on they follow."""

    __slots__ = ("activation_price", "limit_offset", "trailing_offset", "trailing_offset_type")

    trailing_offset: Decimal | None
    trailing_offset_type: TrailingOffsetType | None
    limit_offset: Decimal | None
    activation_price: Price | None

    def _begin(self, event: OrderInitialized) -> None:
        super()._begin(event)
        self.trailing_offset = event.trailing_offset
        self.trailing_offset_type = event.trailing_offset_type
        self.limit_offset = event.limit_offset
        self.activation_price = event.activation_price

    def _prices(self) -> str:
        unit = "" if self.trailing_offset_type is None else f" {self.trailing_offset_type.name}"
        activation = "" if self.activation_price is None else f" from {self.activation_price}"
        limit = "" if self.limit_offset is None else f" limit offset {self.limit_offset}"
        return f"{super()._prices()} trailing {self.trailing_offset}{unit}{limit}{activation}"


class TrailingStopMarketOrder(TrailingStopOrder):
    """A stop whose trigger follows the price in favor (rule F6).

    Example:
        >>> TrailingStopMarketOrder("AAPL.XNAS", "SELL", Quantity(100), "1.50", client_order_id="O-S-1",
        ...                         strategy_id="S")
        TrailingStopMarketOrder(O-S-1: SELL 100 AAPL.XNAS trailing 1.50 PRICE GTC, INITIALIZED)
    """

    __slots__ = ()
    made_for: ClassVar[OrderType] = OrderType.TRAILING_STOP_MARKET

    def __init__(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        trailing_offset: Number,
        *,
        trailing_offset_type: TrailingOffsetType | str = TrailingOffsetType.PRICE,
        activation_price: Price | None = None,
        **terms: Unpack[OrderTerms],
    ) -> None:
        """Create a trailing stop.

        Args:
            instrument_id: what to trade.
            side: BUY or SELL.
            quantity: how much, above zero.
            trailing_offset: distance of the trigger from the best price since it follows, above zero.
            trailing_offset_type: PRICE, BASIS_POINTS (of the reference) or TICKS.
            activation_price: a SELL follows once the price is at or above it, a BUY at or below it; at once
                if left out.
            **terms: ids, time in force and more, see ``OrderTerms``.

        Raises:
            ConfigError: a term is missing, malformed or does not go with another.
            UnknownNameError: a term, a side or a code that does not exist.
        """
        event = initialize(self.made_for, instrument_id, side, quantity, terms)
        self._begin(_trailing(event, trailing_offset, trailing_offset_type, activation_price))


class TrailingStopLimitOrder(TrailingStopOrder):
    """A stop-limit whose trigger and limit follow the price in favor (rule F6)."""

    __slots__ = ()
    made_for: ClassVar[OrderType] = OrderType.TRAILING_STOP_LIMIT

    def __init__(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        trailing_offset: Number,
        limit_offset: Number,
        *,
        trailing_offset_type: TrailingOffsetType | str = TrailingOffsetType.PRICE,
        activation_price: Price | None = None,
        post_only: bool = False,
        **terms: Unpack[OrderTerms],
    ) -> None:
        """Create a trailing stop-limit order.

        Args:
            instrument_id: what to trade.
            side: BUY or SELL.
            quantity: how much, above zero.
            trailing_offset: distance of the trigger from the best price since it follows, above zero.
            limit_offset: distance of the limit from the trigger, in the same unit, zero or above.
            trailing_offset_type: PRICE, BASIS_POINTS (of the reference) or TICKS.
            activation_price: a SELL follows once the price is at or above it, a BUY at or below it; at once
                if left out.
            post_only: whether it is rejected rather than taking liquidity.
            **terms: ids, time in force and more, see ``OrderTerms``.

        Raises:
            ConfigError: a term is missing, malformed or does not go with another.
            UnknownNameError: a term, a side or a code that does not exist.
        """
        event = initialize(self.made_for, instrument_id, side, quantity, terms, post_only=post_only)
        event = _trailing(event, trailing_offset, trailing_offset_type, activation_price)
        limit = to_decimal(limit_offset, "order limit_offset")
        if limit < 0:
            raise ConfigError(f"order limit_offset: must not be negative, got {limit}")
        self._begin(replace(event, limit_offset=limit))


def _trailing(
    event: OrderInitialized, offset: Number, unit: TrailingOffsetType | str, activation: Price | None
) -> OrderInitialized:
    """Add the terms of a trailing stop, checked."""
    distance = to_decimal(offset, "order trailing_offset")
    if distance <= 0:
        raise ConfigError(f"order trailing_offset: must be above zero, got {distance}")
    return replace(
        event,
        trailing_offset=distance,
        trailing_offset_type=parse_code(TrailingOffsetType, unit, "trailing_offset_type"),
        activation_price=None if activation is None else check_kind(activation, Price, "activation_price"),
    )
