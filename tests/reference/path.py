"""A bar as a path through open, two extremes and close, and the orders it reaches (B1 to B5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastbt.codes import FillPoint

from .extremes import HIGH, LOW, choose_extreme
from .liquidation import first_lack, lacks_margin, liquidate_at
from .matching import act
from .orders import Order
from .trailing import break_even, follow

if TYPE_CHECKING:
    from .market import Market
    from .state import Run

def reached_at_open(run: Run, market: Market) -> list[Order]:
    """T3 (3): the resting orders the open reaches: triggers, waiting market orders, limits furthest beyond first."""
    price = market.row.open
    live = reachable(run, market)
    triggers = [order for order in live if order.awaits_trigger and order.triggers_at(price)]
    waiting = [order for order in live if not order.awaits_trigger and not order.is_resting_limit]
    limits = [order for order in live if order.is_resting_limit and order.side * (order.level - price) >= 0]
    # ``live`` is by place and sorting is stable, so equal distances stay in sequence.
    limits.sort(key=lambda order: -order.side * ((order.price or 0) - price))
    return triggers + waiting + limits


def reachable(run: Run, market: Market) -> list[Order]:
    """F4: the resting orders that can act on the present row, by place."""
    return [order for order in run.resting_orders(market) if order.aside != market.row.number]


def open_row(run: Run, market: Market) -> None:
    """Let the resting orders act which the open reaches; the list is made before the first of them acts."""
    if not market.row.touches:
        return
    for order in reached_at_open(run, market):
        if order.is_open and still_reached(order, market.row.open):
            act(run, order, market.row.open, FillPoint.OPEN)
    if lacks_margin(run, market, market.row.open):
        liquidate_at(run, market, market.row.open, FillPoint.OPEN)


def still_reached(order: Order, price: int) -> bool:
    """Whether an open still reaches what it reached; an exit may have moved, and acted, as its entry filled further."""
    if order.aside == order.market.row.number:
        return False
    if order.awaits_trigger:
        return order.triggers_at(price)
    return not order.is_resting_limit or order.side * (order.level - price) >= 0


def walk(run: Run, market: Market) -> None:
    """T3 (4): move along the bar's path; each order acts where the path reaches its level."""
    row = market.row
    if not row.touches:
        return
    market.walked_row = market.row_number
    assert_nothing_left_behind(run, market, row.open)
    prices = {HIGH: row.high, LOW: row.low}
    unvisited = [HIGH, LOW]
    here = row.open
    follow_path(run, market, here)
    while unvisited:
        extreme = market.leg = choose_extreme(run, market, here, unvisited, row)
        if here != prices[extreme] and extreme not in market.moved:
            market.moved.append(extreme)
        here = walk_until_turn(run, market, here, prices[extreme])
        if here == prices[extreme]:
            unvisited.remove(extreme)
        follow_path(run, market, here)
    market.leg = "close"
    while here != row.close:
        here = walk_until_turn(run, market, here, row.close)
    follow_path(run, market, here)
    assert_nothing_left_behind(run, market, here)
    if run.venue.trail_update == "row":
        # A trigger may so come to lie beyond the close: the next open is what tests it.
        follow(run, market, row.high, row.low)
        break_even(run, market, row.high, row.low)


def follow_path(run: Run, market: Market, here: int) -> None:
    """F6: what follows the market moves where a leg ends, or the path turns; within a leg that moves it nothing reaches it."""
    if run.venue.trail_update == "path":
        follow(run, market, here, here)
        break_even(run, market, here, here)


def walk_until_turn(run: Run, market: Market, here: int, target: int) -> int:
    """Move from ``here`` to ``target`` unless ``worst`` has to choose again; return where the path stands then."""
    direction = 1 if target > here else -1
    while True:
        touched = [] if here == target else touched_next(run, market, here, target, direction)
        lack = first_lack(run, market, here, target)
        market.sign_changed = False
        if lack is not None and (not touched or (touched[0].level - lack) * direction > 0):
            # A5. Reading: what rests at the level acts before the account is liquidated there.
            here = lack
            liquidate_at(run, market, here, FillPoint.LEG)
        elif not touched:
            return target
        else:
            here = touched[0].level
            for order in touched:
                if order.is_open:
                    act(run, order, here, FillPoint.LEG)
        assert_nothing_left_behind(run, market, here)
        if market.sign_changed and run.venue.bar_path == "worst":
            break
    return here


def touched_next(run: Run, market: Market, here: int, target: int, direction: int) -> list[Order]:
    """B3: the orders at the nearest level beyond ``here`` and up to ``target``: triggers, then limits, by sequence.

    A rising price reaches triggers of buy stops and sell limits, a falling one those of sell stops and buy limits;
    orders that wait to be touched are reached as limits are.
    """
    ahead = [
        order
        for order in reachable(run, market)
        if order.reached_by == direction
        and (order.awaits_trigger or order.is_resting_limit)
        and 0 < (order.level - here) * direction <= (target - here) * direction
    ]
    if not ahead:
        return []
    nearest = min(abs(order.level - here) for order in ahead)
    touched = [order for order in ahead if abs(order.level - here) == nearest]
    return sorted(touched, key=lambda order: (not order.awaits_trigger, order.place))


def assert_nothing_left_behind(run: Run, market: Market, here: int) -> None:
    """Where the path stands no live order may be executable any more: it acted when it was reached."""
    for order in reachable(run, market):
        if order.awaits_trigger:
            assert not order.triggers_at(here), f"{order.id} should have been triggered"
        else:
            assert order.is_resting_limit, f"{order.id} waits on a bar that touches"
            assert order.side * (order.level - here) < 0, f"{order.id} should have been filled"
