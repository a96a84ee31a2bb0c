"""Splits: quantities x ratio, prices / ratio, fractions of a lot paid at the last price over the ratio (A10)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import EventKind, FillCause, FlowKind, Reason

from .brackets import Bracket, Level, anchor_of
from .children import waits
from .endings import settle
from .flows import pay_position
from .grid import nearest_multiple, round_half_away
from .matching import reducible
from .orders import Order, answered, cancel

if TYPE_CHECKING:
    from .market import Market
    from .positions import Position
    from .state import Run

POINTS = ("last_close", "bid", "ask", "seen_bid", "seen_ask", "shown_bid", "shown_ask", "last")


def split(run: Run, market: Market, ratio: Fraction) -> None:
    """Positions at the last price before the split, then the market, brackets, orders in sequence, what is left empty."""
    mark = market.mark
    for position in list(market.positions):
        assert mark is not None
        split_position(run, position, ratio, mark)
    for point in POINTS:
        price = getattr(market, point)
        if price is not None:
            setattr(market, point, round_half_away(price / ratio))
    market.was_split = True
    for order in run.orders:
        if order.market is market and order.bracket is not None:
            split_bracket(order.bracket, ratio)
    emptied = [order for order in run.orders if order.market is market and order.is_open and split_order(run, order, ratio)]
    for order in emptied:
        if order.is_open:
            cancel(run, order, Reason.SPLIT)


def split_position(run: Run, position: Position, ratio: Fraction, mark: int) -> None:
    """Whole lots stay, the fraction of one is paid; what is less than a lot is closed at the last price.

    What it closed before is counted in new lots too, to a lot, and so is the most that it held.
    """
    market = position.market
    exact = abs(position.quantity) * ratio
    lots = lots_after(market, abs(position.quantity), ratio)
    if lots == 0:
        settle(run, position, mark, FillCause.SPLIT)
        return
    paid = position.side * round_half_away((exact - lots) * mark / ratio * market.factor)
    position.quantity = position.side * lots
    position.closed_lots = round_half_away(position.closed_lots * ratio)
    position.opened_lots = position.closed_lots + lots
    position.peak = max(round_half_away(position.peak * ratio), lots)
    pay_position(run, position, FlowKind.SPLIT, paid, Fraction(round_half_away(ratio * 10**12), 10**12))


def lots_after(market: Market, lots: int, ratio: Fraction) -> int:
    """A quantity x the ratio, down to an increment."""
    return (lots * ratio).__floor__() // market.lot * market.lot


def level_after(market: Market, level: Fraction | int, ratio: Fraction) -> int:
    """A price or a distance over the ratio, to the nearest tick, at least one."""
    return max(nearest_multiple(level / ratio, market.tick), market.tick)


def split_bracket(bracket: Bracket, ratio: Fraction) -> None:
    """Levels that are prices or distances; what is left to protect; where its entry has filled on average."""
    market = bracket.entry.market

    def after(level: Level | None) -> Level | None:
        if level is None or level.kind == "fraction":
            return level
        return replace(level, value=Fraction(level_after(market, level.value, ratio)))

    bracket.stop, bracket.trailing_stop = after(bracket.stop), after(bracket.trailing_stop)
    bracket.targets = tuple((after(level), share) for level, share in bracket.targets)  # type: ignore[misc]
    bracket.left = lots_after(market, bracket.left, ratio)
    entered = sum(lots for _, lots in bracket.anchors)
    if entered:
        average = Fraction(sum(price * lots for price, lots in bracket.anchors), entered)
        lots = lots_after(market, entered, ratio)
        bracket.anchors = [(round_half_away(average / ratio), lots)] if lots else []


def split_order(run: Run, order: Order, ratio: Fraction) -> bool:
    """Bring an open order over (event Updated); whether nothing is left of it, whose terms then stay.

    Reading: a bracket's exit tells its terms when it arrives, so that before nothing is logged of it.
    """
    market = order.market
    split_trail(order, ratio)
    had_terms = any(term is not None for term in (order.quantity, order.price, order.trigger))
    if order.quantity is not None:
        left = lots_after(market, order.left, ratio)
        if order.reduce_only and order.is_live:
            left = min(left, reducible(order))  # of several positions the sum of what each rounds down to
        if left == 0:
            return True
        order.quantity = order.filled + left
    elif order.reverses and order.own_lots is not None:
        own = lots_after(market, order.own_lots, ratio)
        if own == 0:
            return True
        order.own_lots = own
    if order.tie is not None and not waits(order):
        tie = order.tie
        tie.own = tie.told + lots_after(market, tie.own - tie.told, ratio)
    if order.price is not None:
        order.price = level_after(market, order.price, ratio)
    if order.trigger is not None:
        order.trigger = level_after(market, order.trigger, ratio)
    order.locked_lots = lots_after(market, order.locked_lots, ratio)
    exit_on_its_way = order.member_of is not None and order.role != "TIME" and not order.is_live
    if had_terms and not exit_on_its_way:
        order.ts_last = run.now
        run.log(EventKind.ORDER_UPDATED, order, run.now, Reason.SPLIT)
        answered(order)
    return False


def split_trail(order: Order, ratio: Fraction) -> None:
    """Distances, the activation price and the reference of what follows the market; a break-even's prices."""
    market, trail, even = order.market, order.trail, order.break_even
    if trail is not None:
        if not trail.relative:
            trail.offset = Fraction(level_after(market, trail.offset, ratio))
            if trail.limit_offset:
                trail.limit_offset = Fraction(level_after(market, trail.limit_offset, ratio))
        if trail.activation is not None:
            trail.activation = level_after(market, trail.activation, ratio)
        if trail.reference is not None:
            trail.reference = max(round_half_away(trail.reference / ratio), 1)
    bracket = order.member_of
    if even is not None and bracket is not None and bracket.anchors:
        even.price = level_after(market, even.price, ratio)
        even.level = nearest_multiple(anchor_of(bracket), market.tick)
