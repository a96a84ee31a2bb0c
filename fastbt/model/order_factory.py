"""Makes the orders of one strategy and numbers them: order n is ``O-<strategy>-<n>`` (rule O4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypedDict, TypeVar, Unpack

from fastbt.codes import Contingency, OrderSide, TimeInForce, TrailingOffsetType
from fastbt.errors import ConfigError
from fastbt.model.decimals import Number
from fastbt.model.identifiers import ClientOrderId, InstrumentId, PositionId, StrategyId, TraderId
from fastbt.model.order import Order
from fastbt.model.order_terms import DEFAULT_TRADER, OrderTerms
from fastbt.model.orders import (
    LimitIfTouchedOrder,
    LimitOnCloseOrder,
    LimitOnOpenOrder,
    LimitOrder,
    MarketIfTouchedOrder,
    MarketOnCloseOrder,
    MarketOnOpenOrder,
    MarketOrder,
    MarketToLimitOrder,
    StopLimitOrder,
    StopMarketOrder,
    TrailingStopLimitOrder,
    TrailingStopMarketOrder,
)
from fastbt.model.values import Price, Quantity

OrderT = TypeVar("OrderT", bound=Order)


def generated_order_id(strategy_id: StrategyId | str, number: int) -> str:
    """Return the id of a strategy's order by its number, counted from 1.

    Example:
        >>> generated_order_id("S", 3)
        'O-S-3'
    """
    return f"O-{strategy_id}-{number}"


class FactoryTerms(TypedDict, total=False):
    """What may be said of an order beyond what the factory knows; the words of ``OrderTerms``."""

    time_in_force: TimeInForce | str
    """How long it stays live; GTC if left out."""
    expire_time: int | None
    """UTC nanoseconds after which a GTD order expires."""
    reduce_only: bool
    """Whether it may only reduce a position."""
    parent_id: ClientOrderId | str | None
    """The order that it waits for."""
    contingency: Contingency | str | None
    """What its fill does to the orders in ``linked_ids``: OTO, OCO or OUO (rule F10)."""
    linked_ids: Sequence[ClientOrderId | str]
    """The orders it is linked with."""
    position_id: PositionId | str | None
    """The position it names (HEDGING)."""
    tag: str | None
    """The user's own word for it."""


class OrderFactory:
    """Makes orders with the next id, of one strategy, at the time a clock tells.

    Example:
        >>> factory = OrderFactory("S")
        >>> factory.market("AAPL.XNAS", "BUY", Quantity(100))
        MarketOrder(O-S-1: BUY 100 AAPL.XNAS GTC, INITIALIZED)
        >>> factory.limit("AAPL.XNAS", "SELL", Quantity(100), Price("190.00"), time_in_force="DAY")
        LimitOrder(O-S-2: SELL 100 AAPL.XNAS limit 190.00 DAY, INITIALIZED)
    """

    def __init__(
        self,
        strategy_id: StrategyId | str,
        *,
        trader_id: TraderId | str = DEFAULT_TRADER,
        now: Callable[[], int] | None = None,
        first: int = 1,
    ) -> None:
        """Begin to count.

        Args:
            strategy_id: whose orders they are.
            trader_id: who runs the strategy.
            now: returns the time in UTC nanoseconds; without it orders are created at 0.
            first: number of the first order.

        Raises:
            ConfigError: an id is malformed or the number is below 1.
        """
        if first < 1:
            raise ConfigError(f"first: orders are numbered from 1, got {first}")
        self.strategy_id = strategy_id if isinstance(strategy_id, StrategyId) else StrategyId(strategy_id)
        self.trader_id = trader_id if isinstance(trader_id, TraderId) else TraderId(trader_id)
        self.next_number = first
        self._first = first
        self._now = now or _never

    def market(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        **terms: Unpack[FactoryTerms],
    ) -> MarketOrder:
        """Make a market order; see ``MarketOrder``."""
        return self._count(MarketOrder(instrument_id, side, quantity, **self._terms(terms)))

    def limit(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        price: Price,
        *,
        post_only: bool = False,
        **terms: Unpack[FactoryTerms],
    ) -> LimitOrder:
        """Make a limit order; see ``LimitOrder``."""
        return self._count(
            LimitOrder(instrument_id, side, quantity, price, post_only=post_only, **self._terms(terms))
        )

    def stop_market(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        trigger_price: Price,
        **terms: Unpack[FactoryTerms],
    ) -> StopMarketOrder:
        """Make a stop order; see ``StopMarketOrder``."""
        return self._count(
            StopMarketOrder(instrument_id, side, quantity, trigger_price, **self._terms(terms))
        )

    def stop_limit(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        price: Price,
        trigger_price: Price,
        *,
        post_only: bool = False,
        **terms: Unpack[FactoryTerms],
    ) -> StopLimitOrder:
        """Make a stop-limit order; see ``StopLimitOrder``."""
        order = StopLimitOrder(
            instrument_id, side, quantity, price, trigger_price, post_only=post_only, **self._terms(terms)
        )
        return self._count(order)

    def market_to_limit(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        **terms: Unpack[FactoryTerms],
    ) -> MarketToLimitOrder:
        """Make a market-to-limit order; see ``MarketToLimitOrder``."""
        return self._count(MarketToLimitOrder(instrument_id, side, quantity, **self._terms(terms)))

    def market_if_touched(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        trigger_price: Price,
        **terms: Unpack[FactoryTerms],
    ) -> MarketIfTouchedOrder:
        """Make a market-if-touched order; see ``MarketIfTouchedOrder``."""
        return self._count(
            MarketIfTouchedOrder(instrument_id, side, quantity, trigger_price, **self._terms(terms))
        )

    def limit_if_touched(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        price: Price,
        trigger_price: Price,
        *,
        post_only: bool = False,
        **terms: Unpack[FactoryTerms],
    ) -> LimitIfTouchedOrder:
        """Make a limit-if-touched order; see ``LimitIfTouchedOrder``."""
        order = LimitIfTouchedOrder(
            instrument_id, side, quantity, price, trigger_price, post_only=post_only, **self._terms(terms)
        )
        return self._count(order)

    def market_on_open(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        **terms: Unpack[FactoryTerms],
    ) -> MarketOnOpenOrder:
        """Make a market-on-open order; see ``MarketOnOpenOrder``."""
        return self._count(MarketOnOpenOrder(instrument_id, side, quantity, **self._terms(terms)))

    def limit_on_open(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        price: Price,
        **terms: Unpack[FactoryTerms],
    ) -> LimitOnOpenOrder:
        """Make a limit-on-open order; see ``LimitOnOpenOrder``."""
        return self._count(LimitOnOpenOrder(instrument_id, side, quantity, price, **self._terms(terms)))

    def market_on_close(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        **terms: Unpack[FactoryTerms],
    ) -> MarketOnCloseOrder:
        """Make a market-on-close order; see ``MarketOnCloseOrder``."""
        return self._count(MarketOnCloseOrder(instrument_id, side, quantity, **self._terms(terms)))

    def limit_on_close(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        price: Price,
        **terms: Unpack[FactoryTerms],
    ) -> LimitOnCloseOrder:
        """Make a limit-on-close order; see ``LimitOnCloseOrder``."""
        return self._count(LimitOnCloseOrder(instrument_id, side, quantity, price, **self._terms(terms)))

    def trailing_stop_market(
        self,
        instrument_id: InstrumentId | str,
        side: OrderSide | str,
        quantity: Quantity,
        trailing_offset: Number,
        *,
        trailing_offset_type: TrailingOffsetType | str = TrailingOffsetType.PRICE,
        activation_price: Price | None = None,
        **terms: Unpack[FactoryTerms],
    ) -> TrailingStopMarketOrder:
        """Make a trailing stop; see ``TrailingStopMarketOrder``."""
        order = TrailingStopMarketOrder(
            instrument_id,
            side,
            quantity,
            trailing_offset,
            trailing_offset_type=trailing_offset_type,
            activation_price=activation_price,
            **self._terms(terms),
        )
        return self._count(order)

    def trailing_stop_limit(
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
        **terms: Unpack[FactoryTerms],
    ) -> TrailingStopLimitOrder:
        """Make a trailing stop-limit order; see ``TrailingStopLimitOrder``."""
        order = TrailingStopLimitOrder(
            instrument_id,
            side,
            quantity,
            trailing_offset,
            limit_offset,
            trailing_offset_type=trailing_offset_type,
            activation_price=activation_price,
            post_only=post_only,
            **self._terms(terms),
        )
        return self._count(order)

    def reset(self) -> None:
        """Begin to count anew."""
        self.next_number = self._first

    def _terms(self, terms: FactoryTerms) -> OrderTerms:
        return OrderTerms(
            client_order_id=generated_order_id(self.strategy_id, self.next_number),
            strategy_id=self.strategy_id,
            trader_id=self.trader_id,
            ts_init=self._now(),
            **terms,
        )

    def _count(self, order: OrderT) -> OrderT:
        # Only an order that could be made uses up a number.
        self.next_number += 1
        return order


def _never() -> int:
    return 0
