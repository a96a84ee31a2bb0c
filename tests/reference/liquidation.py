"""What ends positions without being asked: liquidation and bust of a MARGIN account (A5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastbt.codes import FillCause, FillPoint, OrderStatus

from .bust import cancel_all, held_positions, may_be_liquidated
from .funds import equity, maintenance_rate
from .grid import round_half_away
from .holdings import lots_that_need_margin
from .matching import arrive
from .orders import Order, move

if TYPE_CHECKING:
    from .market import Market
    from .positions import Position
    from .state import Run


def maintenance(run: Run, market: Market | None = None, price: int | None = None) -> int:
    """A5: the maintenance margin of all positions at their marks, of ``market`` at ``price``."""
    total = 0
    for other in run.markets.values():
        at = price if other is market else other.mark
        for lots in lots_that_need_margin(other, []):
            if lots:
                assert at is not None
                total += round_half_away(other.notional(at, lots) * maintenance_rate(run, other))
    return total


def lacks_margin(run: Run, market: Market, price: int) -> bool:
    """Whether a path that stands at ``price`` has taken the equity below the maintenance margin.

    On the path only a position is looked at that is the account's only one.
    """
    if not may_be_liquidated(run) or run.venue.liquidation != "path" or not market.positions:
        return False
    if market.has_sides and run.venue.mark_price == "mid":
        return False  # Reading: a path of bid and ask has no middle; the close is tested
    if len(held_positions(run)) != 1:
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
    close(run, market.positions[0], price, point)


def close(run: Run, position: Position, price: int, point: FillPoint) -> None:
    """Close a position by an order that nobody sent."""
    order = Order(
        sequence=len(run.orders) + 1,
        id=run.new_id(),
        market=position.market,
        side=-position.side,
        quantity=abs(position.quantity),
        reduce_only=True,
        strategy=position.strategy,
        opener=position.opener,
        cause=FillCause.LIQUIDATION,
        role="exit",
    )
    run.add(order)
    move(run, order, OrderStatus.SUBMITTED)
    arrive(run, order, price, point)


def watch(run: Run) -> None:
    """T3 (5): once per group, after all marks: liquidate the account if it lacks margin, or is without equity."""
    if not may_be_liquidated(run) or not held_positions(run):
        return
    there = equity(run)
    if there > 0 and (run.venue.liquidation == "bust" or there >= maintenance(run)):
        return
    cancel_all(run)
    while held_positions(run) and (equity(run) <= 0 or equity(run) < maintenance(run)):
        worst = min(held_positions(run), key=loss)
        price = worst.market.newest(-worst.side)
        assert price is not None
        close(run, worst, price, FillPoint.CLOSE)


def loss(position: Position) -> int:
    """Return what a position has gained at its mark; the least has lost most."""
    market = position.market
    assert market.mark is not None
    return market.gain(position.side, position.cost, market.notional(market.mark, abs(position.quantity)))
