"""What ends positions without being asked: liquidation and bust of a MARGIN account (A5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastbt.codes import FillCause, FillPoint, OrderStatus

from .bust import cancel_all, held_markets, may_be_liquidated
from .funds import equity, maintenance_rate
from .grid import round_half_away
from .matching import arrive
from .orders import Order, move

if TYPE_CHECKING:
    from .market import Market
    from .state import Run


def maintenance(run: Run, market: Market | None = None, price: int | None = None) -> int:
    """A5: the maintenance margin of all positions at their marks, of ``market`` at ``price``."""
    total = 0
    for other in held_markets(run):
        at = price if other is market else other.mark
        assert at is not None
        total += round_half_away(abs(other.notional(at, abs(other.held))) * maintenance_rate(run, other))
    return total


def lacks_margin(run: Run, market: Market, price: int) -> bool:
    """Whether a path that stands at ``price`` has taken the equity below the maintenance margin.

    On the path only a position is looked at that is the account's only one.
    """
    if not may_be_liquidated(run) or run.venue.liquidation != "path" or market.position is None:
        return False
    if market.has_sides and run.venue.mark_price == "mid":
        return False  # Reading: a path of bid and ask has no middle; the close is tested
    if len(held_markets(run)) != 1:
        return False
    return equity(run, market, price) < maintenance(run, market, price)


def first_lack(run: Run, market: Market, here: int, target: int) -> int | None:
    """Return the first price from ``here`` to ``target`` at which margin lacks: where it stands, else on the grid."""
    if lacks_margin(run, market, here):
        return here
    if not lacks_margin(run, market, target):
        return None
    direction = 1 if target > here else -1
    tick = market.tick
    price = (here // tick + 1) * tick if direction > 0 else -((-here // tick + 1) * tick)
    while not lacks_margin(run, market, price):
        price += direction * tick
    # beyond the leg's end only where that is off the grid: then the end is where the path gets to
    return price if (target - price) * direction >= 0 else None


def liquidate_at(run: Run, market: Market, price: int, point: FillPoint) -> None:
    """Cancel the account's orders and close its only position where the path stands."""
    cancel_all(run)
    close(run, market, price, point)


def close(run: Run, market: Market, price: int, point: FillPoint) -> None:
    """Close the position of an instrument by an order that nobody sent."""
    order = Order(
        sequence=len(run.orders) + 1,
        id=run.new_id(),
        market=market,
        side=-1 if market.held > 0 else 1,
        quantity=abs(market.held),
        reduce_only=True,
        cause=FillCause.LIQUIDATION,
        role="exit",
    )
    run.add(order)
    move(run, order, OrderStatus.SUBMITTED)
    arrive(run, order, price, point)


def watch(run: Run) -> None:
    """T3 (5): once per group, after all marks: liquidate the account if it lacks margin, or is without equity."""
    if not may_be_liquidated(run) or not held_markets(run):
        return
    there = equity(run)
    if there > 0 and (run.venue.liquidation == "bust" or there >= maintenance(run)):
        return
    cancel_all(run)
    while held_markets(run) and (equity(run) <= 0 or equity(run) < maintenance(run)):
        by_opening = sorted(held_markets(run), key=lambda market: market.position.ordinal)
        worst = min(by_opening, key=loss)
        side = -1 if worst.held > 0 else 1
        price = worst.newest(side)
        assert price is not None
        close(run, worst, price, FillPoint.CLOSE)


def loss(market: Market) -> int:
    """Return what a position has gained at its mark; the least has lost most."""
    assert market.position is not None and market.mark is not None
    value = market.notional(market.mark, abs(market.held))
    return market.gain(market.position.side, market.position.cost, value)
