"""Trailing stops: an order's trigger follows the market in its favor (F6, F16, B2)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from .grid import nearest_multiple, next_multiple

if TYPE_CHECKING:
    from .market import Market
    from .orders import Order
    from .state import Run


@dataclass(slots=True)
class Trail:
    """How an order follows: distances in ticks, or with ``relative`` as fractions of the reference."""

    offset: Fraction
    relative: bool
    limit_offset: Fraction | None
    activation: int | None
    reference: int | None = None
    """The best price since it follows; None before it arrives, and until its activation price is reached."""


def set_levels(order: Order) -> None:
    """F6: the trigger to the nearest tick. Reading: at least a tick from the reference; the limit's distance from the trigger is rounded."""
    trail, tick = order.trail, order.market.tick
    assert trail is not None and trail.reference is not None
    unit = abs(trail.reference) if trail.relative else 1
    trigger = nearest_multiple(trail.reference + order.side * unit * trail.offset, tick)
    nearest = next_multiple(trail.reference + order.side, tick, order.side)
    order.trigger = max(trigger, nearest) if order.side > 0 else min(trigger, nearest)
    if trail.limit_offset is not None:
        order.price = order.trigger + order.side * nearest_multiple(unit * trail.limit_offset, tick)


def begin(run: Run, order: Order, price: int, executable: bool) -> bool:
    """F6, F16: what an arriving order follows from; False where its activation is reached and that is rejected.

    Reading: on a bar that touches nothing an activation price is not tested, but a reference is taken.
    """
    trail = order.trail
    assert trail is not None
    if trail.activation is not None:
        if not executable or order.side * (price - trail.activation) > 0:
            return True
        if run.venue.stop_in_market == "reject":
            return False
    activate(order, price)
    return True


def activate(order: Order, price: int) -> None:
    """Let an order follow from a price; a child follows from its entry's fill."""
    assert order.trail is not None
    if order.trail.reference is None:
        # Reading: where the side is not shown, from where it was seen last.
        order.trail.reference = order.market.newest(order.side) if price is None else price
    set_levels(order)


def follow(run: Run, market: Market, bid: int | None, ask: int | None) -> None:
    """F6: move what rests to where the market stands, if that is in its favor."""
    for order in run.resting_orders(market):
        trail = order.trail
        if trail is None or trail.reference is None or not order.awaits_trigger:
            continue
        price = ask if order.side > 0 else bid
        if price is None:
            continue  # a side that is not shown moves nothing
        if order.side * (price - trail.reference) < 0:
            trail.reference = price
            set_levels(order)


def favorable_first(run: Run, market: Market) -> bool:
    """B2: whether a trailing stop protects the position and the adverse extreme reaches no stop as it now stands.

    Reading: one that waits for its activation price rests too.
    """
    side = -1 if market.held > 0 else 1
    waiting = [order for order in run.resting_orders(market) if order.side == side and order.awaits_trigger]
    if not any(order.trail is not None for order in waiting):
        return False
    adverse = market.line(side).low if side < 0 else market.line(side).high
    stops = [order for order in waiting if order.reached_by == side]
    return not any(order.triggers_at(adverse) for order in stops)
