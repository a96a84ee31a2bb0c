"""Limits on what may be sent: trading state, halts, position, notional, rate (A11)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import Reason

from .funds import reference_price
from .holdings import held_toward

if TYPE_CHECKING:
    from .orders import Order
    from .state import Run


def trading_state(run: Run) -> str:
    """Return the state that holds now."""
    assert run.venue.risk is not None
    begun = [state for ts, state in run.venue.risk.trading_state if ts <= run.now]
    return begun[-1] if begun else "active"


def limit_refusal(run: Run, order: Order) -> Reason:
    """Test the terms of an order that is sent or modified; other open orders on its side count.

    Reading: an order whose quantity is found at its fill counts nothing and is tested there. What is reduce-only has
    no limits on size.
    """
    limits = run.venue.risk
    if limits is None:
        return Reason.NONE
    state = trading_state(run)
    if state == "halted":
        return Reason.TRADING_HALTED
    reduces_for = run.halted
    if run.halted is Reason.NONE and state == "reducing":
        reduces_for = Reason.TRADING_REDUCING
    if run.halted is not Reason.NONE and limits.on_halt == "close":
        return run.halted
    if order.reduce_only:
        return Reason.NONE
    if order.quantity is None:
        return reduces_for
    market = order.market
    others = [
        other.quantity - other.filled
        for other in run.orders
        if other.market is market
        and other.side == order.side
        and other is not order
        and other.quantity is not None
        and other.is_sent
        and not other.reduce_only
    ]
    after = held_toward(order) + sum(others) + order.quantity - order.filled
    if reduces_for is not Reason.NONE and after > 0:
        return reduces_for
    return size_refusal(run, order, after, reference_price(order), order.quantity)


def size_refusal(run: Run, order: Order, after: int, price: int, lots: int) -> Reason:
    """Test a position (on the order's side) and a notional against the limits on size."""
    limits, market = run.venue.risk, order.market
    assert limits is not None
    unit = Fraction(1, 10**market.instrument.size_precision)
    if limits.max_position is not None and after * unit > Fraction(limits.max_position):
        return Reason.POSITION_LIMIT
    worth = Fraction(market.notional(price, lots), 10**run.scenario.currency_precision)
    if limits.max_order_notional is not None and worth > Fraction(limits.max_order_notional):
        return Reason.ABOVE_MAX_NOTIONAL
    return Reason.NONE


def refusal_at_fill(run: Run, order: Order, price: int, lots: int) -> Reason:
    """Test a quantity that is found at the fill, before the funds cut it."""
    if run.venue.risk is None or order.reduce_only:
        return Reason.NONE
    return size_refusal(run, order, held_toward(order) + lots, price, lots)


def rate_refusal(run: Run) -> Reason:
    """Count an order that has passed every other check, unless there were too many in the interval."""
    if run.venue.risk is None or run.venue.risk.max_orders is None:
        return Reason.NONE
    most, interval = run.venue.risk.max_orders
    if sum(ts > run.now - interval for ts in run.sent) >= most:
        return Reason.ORDER_RATE
    run.sent.append(run.now)
    return Reason.NONE
