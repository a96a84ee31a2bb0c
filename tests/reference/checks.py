"""The pre-trade checks of a sent order, in their order (A11, F10, then A4 and A5)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import OrderType, Reason, SizeRule, TimeInForce

from .brackets import Level, has_stop, levels_are_sane
from .children import parent_refusal, waits
from .funds import TAKER, lock_when_sent, reference_price
from .orders import LIMITS, TRIGGERED, Order
from .risk import limit_refusal, rate_refusal
from .sizing import BUDGETS, lots_of_budget

if TYPE_CHECKING:
    from .state import Run


def refusal(run: Run, order: Order) -> Reason:
    """Return why an order is denied when sent, NONE if it is not; put its prices, quantity and locks in place."""
    market = order.market
    if run.is_bust:
        return Reason.ACCOUNT_BUST
    if not market.instrument.tradable or market.has_ended:
        return Reason.NOT_TRADABLE
    if market.mark is None:
        # Reading: also for limit and stop orders under next_open.
        return Reason.NO_PRICE
    reason = price_refusal(order)
    if reason is Reason.NONE:
        reason = quantity_refusal(run, order)
    if reason is not Reason.NONE:
        return reason
    if order.time_in_force is TimeInForce.GTD:
        assert order.expire_time is not None
        if order.expire_time <= run.now:
            return Reason.EXPIRED
    if order.bracket is not None and not levels_are_sane(order, reference_price(order)):
        return Reason.BRACKET_LEVELS
    if order.rule is SizeRule.RISK_PERCENT and not has_stop(order):
        return Reason.NO_STOP
    if order.reverses:
        order.own_lots, order.quantity = order.quantity, None
    if order.link is not None and order.link.filled:
        return Reason.SIBLING_FILLED
    reason = parent_refusal(order)
    if reason is not Reason.NONE:
        return reason
    if order.quantity is not None and not order.unchecked_funds and not waits(order):
        reason = lock_when_sent(run, order, order.quantity)
    if reason is Reason.NONE:
        reason = limit_refusal(run, order)
    return rate_refusal(run) if reason is Reason.NONE else reason


def price_refusal(order: Order) -> Reason:
    """INVALID_PRICE where a price is missing or not above zero; being numbers on the grid by now, none is off it.

    Reading: a bracket's level, offset or fraction has to be above zero too; a level between two ticks is not
    refused, it is rounded at the entry's fill (F10).
    """
    trail = order.trail
    if trail is not None:
        numbers = (trail.offset, trail.activation, None if trail.limit_offset is None else trail.limit_offset + 1)
        if any(number is not None and number <= 0 for number in numbers):
            return Reason.INVALID_PRICE
    needed = ([order.price] if order.type in LIMITS and trail is None else []) + (
        [order.trigger] if order.type in TRIGGERED and trail is None else []
    )
    if any(price is None or price <= 0 for price in needed):
        return Reason.INVALID_PRICE
    levels: list[Level | None] = [] if order.bracket is None else [order.bracket.stop, *(level for level, _ in order.bracket.targets)]
    if order.bracket is not None:
        levels.append(order.bracket.trailing_stop)
        if order.bracket.break_even is not None and order.bracket.break_even <= 0:
            return Reason.INVALID_PRICE
    if any(level is not None and level.value <= 0 for level in levels):
        return Reason.INVALID_PRICE
    return Reason.NONE


def quantity_refusal(run: Run, order: Order) -> Reason:
    """Test an order's quantity, where it has one when sent; ``sizing = decision`` gives a budget one here."""
    market = order.market
    if order.rule in BUDGETS and run.venue.sizing == "decision":
        if order.rule is SizeRule.RISK_PERCENT and not has_stop(order):
            return Reason.NONE  # NO_STOP comes later
        newest = market.newest(order.side)
        assert newest is not None
        # Reading: a budget is cut to the maximum quantity here too.
        order.quantity = lots_of_budget(run, order, newest, TAKER, at_fill=False)
    return lots_refusal(order)


def lots_refusal(order: Order) -> Reason:
    """Test a quantity that is known against the instrument's limits."""
    market = order.market
    if order.quantity is None:
        return Reason.NONE
    if order.quantity == 0:
        return Reason.QUANTITY_ZERO
    if order.quantity < market.min_lots:
        return Reason.BELOW_MIN_QUANTITY
    if market.max_lots is not None and order.quantity > market.max_lots:
        return Reason.ABOVE_MAX_QUANTITY
    # Reading: a reduce-only order is exempt from the minimum notional only, not from the quantity's limits.
    if (
        not order.reduce_only
        and market.notional(reference_price(order), order.quantity) < market.min_notional
    ):
        return Reason.BELOW_MIN_NOTIONAL
    return Reason.NONE


def kind_of(limit: Fraction | None, trigger: Fraction | None) -> OrderType:
    """The order type by the prices given."""
    if trigger is None:
        return OrderType.MARKET if limit is None else OrderType.LIMIT
    return OrderType.STOP_MARKET if limit is None else OrderType.STOP_LIMIT
