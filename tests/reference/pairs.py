"""A bar of bid and ask as one path of two prices in step (B6)."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from fastbt.codes import FillPoint

from .extremes import HIGH, LOW, choose_extreme
from .liquidation import first_lack, lacks_margin, liquidate_at
from .matching import act
from .orders import Order
from .path import reachable, still_reached
from .trailing import break_even, follow

if TYPE_CHECKING:
    from .market import Market
    from .state import Run

BID, ASK = -1, 1
Point = dict[int, int]
"""Where the path stands, by the side of the orders that meet it."""


def open_pair(run: Run, market: Market) -> None:
    """T3 (3): let the resting orders act which the open of their side reaches; the list is made before they do."""
    if not market.row.touches:
        return
    live = [order for order in reachable(run, market) if market.executable(order.side) is not None]
    price = {order.id: market.executable(order.side) or 0 for order in live}
    triggers = [order for order in live if order.awaits_trigger and order.triggers_at(price[order.id])]
    waiting = [order for order in live if not order.awaits_trigger and not order.is_resting_limit]
    limits = [o for o in live if o.is_resting_limit and o.side * (o.level - price[o.id]) >= 0]
    limits.sort(key=lambda order: -order.side * ((order.price or 0) - price[order.id]))
    for order in triggers + waiting + limits:
        if order.is_open and still_reached(order, price[order.id]):
            act(run, order, price[order.id], FillPoint.OPEN)
    closing = market.executable(-1 if market.held > 0 else 1)
    if closing is not None and lacks_margin(run, market, closing):
        liquidate_at(run, market, closing, FillPoint.OPEN)


def walk_pair(run: Run, market: Market) -> None:
    """T3 (4): move both prices from point to point. Reading: without a bid the ask bar gives the shape."""
    row = market.row
    if not row.touches:
        return
    lines = row.sides
    leader = BID if lines[BID].shown else ASK

    def at(name: str) -> Point:
        return {side: getattr(line, name) for side, line in lines.items()}

    here = at("open")
    follow_path(run, market)
    unvisited = [HIGH, LOW]
    while unvisited:
        extreme = choose_extreme(run, market, here[leader], unvisited, lines[leader])
        here = leg(run, market, here, at(extreme), run.venue.bar_path == "worst")
        if here == at(extreme):
            unvisited.remove(extreme)
    leg(run, market, here, at("close"), may_turn=False)
    if run.venue.trail_update == "row":
        seen = {side: line.shown for side, line in lines.items()}
        follow(run, market, lines[BID].high if seen[BID] else None, lines[ASK].low if seen[ASK] else None)
        break_even(run, market, lines[BID].high if seen[BID] else None, lines[ASK].low if seen[ASK] else None)


def follow_path(run: Run, market: Market) -> None:
    """F6: what follows the market moves where a leg ends."""
    if run.venue.trail_update == "path":
        follow(run, market, market.stands[BID], market.stands[ASK])
        break_even(run, market, market.stands[BID], market.stands[ASK])


def leg(run: Run, market: Market, start: Point, end: Point, may_turn: bool) -> Point:
    """Move from ``start`` to ``end``, or to where a fill lets the path turn; return where it stands then.

    Reading: where one side is on a level the other may be between two ticks; it is then at the one that is worse to
    trade at, and the path turns there.
    """
    up = 1 if any(end[side] > start[side] for side in (BID, ASK)) else -1
    gone = Fraction(0)
    stop = end
    while True:
        ahead = [
            (share, order)
            for order in reachable(run, market)
            if (share := share_of(market, order, start, end, stop, up)) is not None
        ]
        ahead = [(max(share, gone), order) for share, order in ahead]
        lack = share_of_lack(run, market, start, end, stop, up, gone)
        if not ahead and lack is None:
            break
        market.sign_changed = False
        if lack is not None and all(share > lack for share, _ in ahead):
            gone = lack
            here = between(start, end, stop, gone, up)
            stand(market, here)
            liquidate_at(run, market, here[-1 if market.held > 0 else 1], FillPoint.LEG)
        else:
            gone, order = min(ahead, key=lambda found: (found[0], not found[1].awaits_trigger, found[1].place))
            here = between(start, end, stop, gone, up)
            stand(market, here)
            act(run, order, here[order.side], FillPoint.LEG)
        if market.sign_changed and may_turn and stop == end:
            stop, may_turn = here, False
    stand(market, stop)
    follow_path(run, market)
    return stop


def share_of_lack(
    run: Run, market: Market, start: Point, end: Point, stop: Point, up: int, gone: Fraction
) -> Fraction | None:
    """A5: the share of the leg at which margin lacks by the side that closes what is held; None where it does not."""
    if market.held == 0:
        return None
    side = -1 if market.held > 0 else 1
    if not market.line(side).shown:
        return None
    here = between(start, end, stop, gone, up)[side]
    if lacks_margin(run, market, here):
        return gone
    lack = first_lack(run, market, here, stop[side])
    if lack is None:
        return None
    return max(Fraction(abs(lack - start[side]), abs(end[side] - start[side])), gone)


def share_of(market: Market, order: Order, start: Point, end: Point, stop: Point, up: int) -> Fraction | None:
    """Which share of the leg its side has gone when it reaches an order; None where the leg does not."""
    side = order.side
    if not order.awaits_trigger and not order.is_resting_limit:
        return None  # a market order that waits acts at an open
    if not market.line(side).shown or order.reached_by != up or up * (order.level - stop[side]) > 0:
        return None
    way = up * (end[side] - start[side])
    distance = max(up * (order.level - start[side]), 0)
    return Fraction(distance, way) if way else Fraction(0)


def between(start: Point, end: Point, stop: Point, share: Fraction, up: int) -> Point:
    """Both prices at a share of the leg: the ask at the tick above, the bid at the one below, none past ``stop``."""
    bid = floor(start[BID] + (end[BID] - start[BID]) * share)
    ask = ceil(start[ASK] + (end[ASK] - start[ASK]) * share)
    nearer = min if up > 0 else max
    return {BID: nearer(bid, stop[BID]), ASK: nearer(ask, stop[ASK])}


def stand(market: Market, here: Point) -> None:
    """Let the market stand at a point; a side that is missing has no price."""
    market.stands = {side: price if market.line(side).shown else None for side, price in here.items()}
