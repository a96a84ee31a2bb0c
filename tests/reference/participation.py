"""What a row's size leaves for orders (F11): of a bar's volume a share, of quotes and prints what they show."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import LiquiditySide

from .custom import own_room
from .extremes import HIGH, LOW, foreseen
from .scenario import OwnVolumeLimit
from .tick_rows import PRINT

if TYPE_CHECKING:
    from .market import Market
    from .orders import Order
    from .state import Run

ROW, BID, ASK = "row", "bid", "ask"
OPEN, CLOSE = "open", "close"


def pool_of(market: Market, side: int, liquidity: LiquiditySide) -> str:
    """Whose size counts: that of the row, or of a side of the standing quote.

    Reading: on a print, limits that rest take of the print; what takes liquidity takes of the quote, if there was one.
    """
    if not market.on_ticks:
        return market.leg if market.split is not None else ROW
    if market.row.kind == PRINT and (liquidity is LiquiditySide.MAKER or not market.is_quoted):
        return ROW
    return ASK if side > 0 else BID


def offer(run: Run, market: Market, pool: str, size: int | None) -> None:
    """Let a new row offer its size; None where it is not known, or nothing caps fills."""
    if isinstance(run.venue.volume_limit, OwnVolumeLimit):
        market.shown[pool], market.taken[pool] = size, 0
        return
    limit = 1 if run.venue.volume_limit is None else Fraction(run.venue.volume_limit)
    market.sizes[pool] = None if size is None else int(size * limit / market.lot) * market.lot


def offer_row(run: Run, market: Market) -> None:
    """The same for the row in progress, before the first order of it; a bar offers all without a limit."""
    if market.size_row == market.row_number:
        return
    market.size_row = market.row_number
    if market.on_ticks:
        sizes = {ROW: market.row.bid_size} if market.row.kind == PRINT else {}
    else:
        sizes = {ROW: None if run.venue.volume_limit is None else market.row.volume}
    for pool, size in sizes.items():
        offer(run, market, pool, size)
    market.split = None
    if isinstance(run.venue.volume_limit, OwnVolumeLimit):
        market.split = 0 if run.venue.volume_split == "points" else None
        market.taken |= dict.fromkeys((OPEN, HIGH, LOW, CLOSE), 0)
    elif run.venue.volume_split == "points":
        market.split = market.sizes[ROW]
        for pool in (OPEN, HIGH, LOW, CLOSE):
            market.sizes.pop(pool, None)


def part_of(run: Run, market: Market, pool: str) -> int:
    """F11, points: what the row offers at a point: a quarter, a lot at least, of what is left; the close has the rest.

    Reading: the open is a point in any case, an extreme one if the path moved to get there. What a point has left when
    the path goes on is not added to the next. A row in which finer ones executed is split as if it had been walked.
    """
    assert market.split is not None
    quarter = max(market.split // 4 // market.lot * market.lot, market.lot)
    if pool == CLOSE:
        if market.walked_row != market.row_number:
            market.moved, market.walked_row = foreseen(run, market), market.row_number
        return max(market.split - quarter * (1 + len(market.moved)), 0)
    before = 0 if pool == OPEN else 1 + market.moved.index(pool)
    return min(quarter, max(market.split - quarter * before, 0))


def own_size(run: Run, order: Order, model: OwnVolumeLimit, price: int, asked: int, liquidity: LiquiditySide) -> int:
    """F11: what a function leaves an order: its answer is for all orders, what fills took of it comes off.

    Reading: it is told what was taken of the row, or of the quote's side, by liquidations too; with points its answer is
    split as a share is, and what was taken at the point comes off the point's part.
    """
    market = order.market
    pool = pool_of(market, order.side, liquidity)
    whole = pool if pool in (BID, ASK) else ROW
    found = own_room(run, order, model, price, asked, liquidity, market.shown.get(whole), market.taken.get(whole, 0))
    if market.split is not None:
        market.split = found
        found = part_of(run, market, pool)
    return max(found - market.taken.get(pool, 0), 0)


def size_for(run: Run, order: Order, liquidity: LiquiditySide, price: int, asked: int) -> int | None:
    """F11: the lots that an order may take where it fills, None for all it wants.

    Reading: under ``through_fills = all`` a limit that the row passes by a tick anywhere fills whole, also where it
    arrives or was triggered on that row; it takes of the size what there is. On ticks the price that fills it counts.
    ``price``, ``asked``: what the order is offered and how many lots it asks for there.
    """
    market = order.market
    if order.is_forced:
        return None
    offer_row(run, market)
    pool = pool_of(market, order.side, liquidity)
    if run.venue.through_fills == "all" and order.has_limit:
        assert order.price is not None
        if pool in (BID, ASK):
            beyond = market.executable(order.side)
        elif market.on_ticks:
            beyond = market.row.price
        else:
            line = market.line(order.side)
            beyond = line.low if order.side > 0 else line.high
        if order.side * (order.price - beyond) >= market.tick:
            return None
    if isinstance(run.venue.volume_limit, OwnVolumeLimit):
        return own_size(run, order, run.venue.volume_limit, price, asked, liquidity)
    if pool in (OPEN, HIGH, LOW, CLOSE) and pool not in market.sizes:
        market.sizes[pool] = part_of(run, market, pool)
    return market.sizes[pool]


def use_size(run: Run, market: Market, side: int, liquidity: LiquiditySide, lots: int) -> None:
    """Size used is gone, for a row or until the next quote."""
    if isinstance(run.venue.volume_limit, OwnVolumeLimit):
        offer_row(run, market)
        pool = pool_of(market, side, liquidity)
        for one in {pool, pool if pool in (BID, ASK) else ROW}:
            market.taken[one] = market.taken.get(one, 0) + lots
        return
    pool = pool_of(market, side, liquidity)
    if market.split is not None and pool not in market.sizes:
        market.sizes[pool] = part_of(run, market, pool)
    left = market.sizes.get(pool)
    if left is not None:
        market.sizes[pool] = max(left - lots, 0)
