"""Trailing stops: an order's trigger follows the market in its favor (F6, F16, B2); break-even (F10)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import EventKind, Reason

from .grid import nearest_multiple, next_multiple
from .orders import answered

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


@dataclass(slots=True)
class BreakEven:
    """A stop-loss moves once, where the market stands at ``price``, to ``level``."""

    gain: Fraction
    price: int = 0
    level: int = 0
    moved: bool = False


def trailing_trigger(trail: Trail, reference: int, side: int, tick: int) -> int:
    """F6: the trigger of a stop of a side, to the nearest tick. Reading: at least a tick from the reference."""
    unit = abs(reference) if trail.relative else 1
    trigger = nearest_multiple(reference + side * unit * trail.offset, tick)
    nearest = next_multiple(reference + side, tick, side)
    return max(trigger, nearest) if side > 0 else min(trigger, nearest)


def set_levels(order: Order) -> None:
    """F6: set the trigger, and the limit. Reading: the limit's distance from the trigger is rounded."""
    trail, tick = order.trail, order.market.tick
    assert trail is not None and trail.reference is not None
    unit = abs(trail.reference) if trail.relative else 1
    order.trigger = trailing_trigger(trail, trail.reference, order.side, tick)
    if trail.limit_offset is not None:
        order.price = order.trigger + order.side * nearest_multiple(unit * trail.limit_offset, tick)


def followed(order: Order, price: int | None) -> int | None:
    """F6: the price that tests an order, where its side of the market stands at ``price``.

    Reading: the middle that moves it is rounded down, as a mark.
    """
    market = order.market
    if not market.on_ticks or order.trigger_type in ("DEFAULT", "BID_ASK"):
        return price
    if order.trigger_type == "LAST_PRICE":
        return market.last
    if market.shown_bid is None or market.shown_ask is None:
        return None
    return (market.shown_bid + market.shown_ask) // 2


def activates(order: Order, price: int | None) -> bool:
    """F6: whether the price that tests an order, the middle unrounded, is at or beyond its activation price."""
    trail, market = order.trail, order.market
    assert trail is not None and trail.activation is not None
    if price is None:
        return False
    twice = 2 * price
    if market.on_ticks and order.trigger_type == "MID_POINT":
        assert market.shown_bid is not None and market.shown_ask is not None
        twice = market.shown_bid + market.shown_ask
    return order.side * (twice - 2 * trail.activation) <= 0


def begin(run: Run, order: Order, price: int | None) -> bool:
    """F6, F16: what an arriving order follows from; False where its activation is reached and that is rejected.

    Reading: on a bar that touches nothing an activation price is not tested, but a reference is taken.
    """
    trail = order.trail
    assert trail is not None
    price = followed(order, price)
    if trail.activation is not None:
        if not order.market.row.touches or not activates(order, price):
            return True
        if run.venue.stop_in_market == "reject":
            return False
    activate(order, price)
    return True


def activate(order: Order, price: int | None) -> None:
    """Let an order follow from a price; a child follows from its entry's fill."""
    assert order.trail is not None
    if order.trail.reference is None:
        order.trail.reference = last_followed(order) if price is None else price
    set_levels(order)


def last_followed(order: Order) -> int | None:
    """Reading: where the side, or the middle, is not shown, from where it was seen last; without a print from its side."""
    market = order.market
    if order.trigger_type == "MID_POINT" and market.two_sided:
        assert market.bid is not None and market.ask is not None
        return (market.bid + market.ask) // 2
    return market.newest(order.side)


def follow(
    run: Run, market: Market, bid: int | None, ask: int | None, tested: list[Order] | None = None
) -> None:
    """F6: move what rests to where the market stands, if that is in its favor; of ``tested`` alone, where given."""
    for order in run.resting_orders(market):
        if tested is not None and order not in tested:
            continue
        trail = order.trail
        if trail is None or trail.reference is None or not order.awaits_trigger:
            continue
        if order.aside == market.row.number:
            continue  # live from the next row
        price = followed(order, ask if order.side > 0 else bid)
        if price is None:
            continue  # a side that is not shown moves nothing
        if order.side * (price - trail.reference) < 0:
            trail.reference = price
            set_levels(order)


def break_even(run: Run, market: Market, bid: int | None, ask: int | None) -> None:
    """F10: move the stop-losses whose entries are far enough in gain to the entries' prices, in favor only.

    Reading: where a leg ends, in the order in which they arrived (event Updated); they keep their places.
    """
    for order in market.break_evens:
        even = order.break_even
        assert even is not None
        if not may_move(order) or order.resumes_from is not None or order.aside == market.row.number:
            continue
        price = ask if order.side > 0 else bid
        if price is None or order.side * (price - even.price) > 0:
            continue
        even.moved = True
        assert order.trigger is not None
        if order.side * (even.level - order.trigger) < 0:
            order.trigger = even.level
            order.ts_last = run.now
            run.log(EventKind.ORDER_UPDATED, order, run.now, Reason.BREAK_EVEN)
            answered(order)


def may_move(order: Order) -> bool:
    """Whether an order is a live stop-loss that has not moved to its entry's price yet."""
    return order.break_even is not None and not order.break_even.moved and order.is_live and order.awaits_trigger


def favorable_first(run: Run, market: Market) -> bool:
    """B2: whether a trailing or break-even stop protects the position and the adverse extreme reaches no stop.

    Stops count as they now stand. Reading: one that waits for its activation price rests too; one that is live
    from the next row does not yet.
    """
    side = -1 if market.held > 0 else 1
    resting = [order for order in run.resting_orders(market) if order.aside != market.row.number]
    waiting = [order for order in resting if order.side == side and order.awaits_trigger]
    if not any(order.trail is not None or may_move(order) for order in waiting):
        return False
    adverse = market.line(side).low if side < 0 else market.line(side).high
    stops = [order for order in waiting if order.reached_by == side]
    return not any(order.triggers_at(adverse) for order in stops)


def tell_where_they_are(run: Run) -> None:
    """O2: at its end the log tells the prices of each open order that follows the market, if it has not told them yet.

    So of an exit that has its terms and waits for the row after its entry's fill. Reading: in the order in which they were sent, stamped with the newest row.
    """
    for order in run.orders:
        waits = order.waits_for_row and order.ts_accepted is None and order.quantity is not None
        if not (order.trail is not None or waits) or not order.is_open or order.ts_triggered is not None:
            continue
        if any(now is not None and now != told for now, told in zip((order.price, order.trigger), order.told, strict=True)):
            run.log(EventKind.ORDER_UPDATED, order, run.now, Reason.END_OF_LOG)
