"""Fills that a row's size caps, and what becomes of the rest of an order (rules F1, F2, F3, F7, F8, F11).

``fill_part`` stands in front of ``fills.fill`` in runs where a size caps fills, and only those compile it. It
offers an order what its row has left. The rest of a market order waits for its instrument's next row, that of
a limit rests at its price and that of a MARKET_TO_LIMIT at its fill price, out of the reach of this row; IOC
keeps what it took, FOK takes all or nothing.
"""

from __future__ import annotations

from fastbt.codes import EventKind, LiquiditySide, OrderType, Reason, TimeInForce
from fastbt.kernels.aside import put_aside
from fastbt.kernels.book import NOWHERE
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import CANCELED, end, is_forced, is_open, record_change, trigger
from fastbt.kernels.matching import MARKET_ON_OPEN, accept_and_cut, rest
from fastbt.kernels.memory import (
    I64,
    VOID,
    call,
    change_at,
    fill_at,
    instrument_at,
    order_at,
    run_at,
    venue_at,
)
from fastbt.kernels.participation import by_quote
from fastbt.kernels.prices import executable, high_for, low_for
from fastbt.kernels.state import FAR_UP, NOTHING, ORDER_TRIGGERED

TAKER = int(LiquiditySide.TAKER)
MARKET_TO_LIMIT = int(OrderType.MARKET_TO_LIMIT)
IOC = int(TimeInForce.IOC)
FOK = int(TimeInForce.FOK)
TIME_IN_FORCE = int(Reason.TIME_IN_FORCE)
ORDER_UPDATED = int(EventKind.ORDER_UPDATED)


@helper(I64(I64, I64))
def at_once(run: int, order: int) -> int:
    """1 for an order that is decided at one price."""
    o = order_at(run_at(run, 0).orders, order)
    return 1 if o.time_in_force == IOC or o.time_in_force == FOK or o.type >= MARKET_ON_OPEN else 0


@helper(I64(I64, I64))
def may_take(run: int, order: int) -> int:
    """Lots that an order may have at the price offered to it; FAR_UP where nothing caps it."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    v = venue_at(s.venues, i.venue)
    left = call(s.size_left, run, order)
    if v.through_fills == 1 and o.price != NOTHING:
        # the row trades beyond its limit: by one increment at least, since both are on the grid
        at = i.current_row + 0
        beyond = low_for(run, at, 1) if o.side > 0 else high_for(run, at, -1)
        if by_quote(run, o.instrument) == 1:  # a quote trades at the side that fills
            beyond = executable(run, order)
        if (o.price - beyond) * o.side >= i.price_increment:
            return FAR_UP
    return left


@helper(I64(I64, I64))
def takes_worse(run: int, order: int) -> int:
    """1 when what a size leaves of the order fills at once, one increment worse."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.price != NOTHING or o.type == MARKET_TO_LIMIT or at_once(run, order) == 1:
        return 0
    return venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue).tick_worse + 0


@helper(I64(I64, I64, I64))
def fill_worse(run: int, order: int, offered: int) -> int:
    """Fill all that is left of a market order one increment worse; 0, or the reason for which it was not."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    increment = instrument_at(s.instruments, o.instrument).price_increment
    worse = offered + o.side * increment
    if offered > 0 and worse < increment:
        worse = min(offered, increment)
    s.fill_price = worse
    s.fill_liquidity = TAKER
    s.fill_most = FAR_UP  # it may be an exit that arrives within its entry's capped fill
    return call(s.fill_whole, run, order)


@helper(VOID(I64, I64))
def rest_at_fill(run: int, order: int) -> None:
    """Give the rest of a MARKET_TO_LIMIT order its limit: the price of its newest fill, its first."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    k = s.fills_count - 1
    while fill_at(s.fills, k).order != order:
        k -= 1
    o.price = fill_at(s.fills, k).price
    record_change(run, ORDER_UPDATED, 0, order, o.instrument)
    change_at(s.changes, s.changes_count - 1).was_price = NOTHING


@helper(VOID(I64, I64))
def keep(run: int, order: int) -> None:
    """Keep what the size has left of an accepted order for later rows; what is for one price ends instead."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if s.status != 0 or is_open(run, order) == 0 or o.in_book != NOWHERE:
        return
    if o.type == MARKET_TO_LIMIT and o.price == NOTHING and o.filled > 0 and at_once(run, order) == 0:
        rest_at_fill(run, order)
    if o.price != NOTHING and at_once(run, order) == 0:
        put_aside(run, order)
    else:
        rest(run, order)


@helper(VOID(I64, I64))
def go_live(run: int, order: int) -> None:
    """Accept an order that arrives, first or anew, and trigger it if it has a trigger: it would fill."""
    o = order_at(run_at(run, 0).orders, order)
    accept_and_cut(run, order)
    if o.trigger != NOTHING and o.flags & ORDER_TRIGGERED == 0:
        trigger(run, order)


@entry
def fill_part(run: int, order: int) -> int:
    """Fill as much of an order as the size allows, keep the rest; 0, or the reason for which it must end."""
    s = run_at(run, 0)
    if is_forced(run, order) == 1:
        return call(s.fill_whole, run, order)
    offered = s.fill_price + 0
    most = may_take(run, order)
    reason = 0
    if most > 0:
        s.fill_most = most
        reason = call(s.fill_whole, run, order)
        s.fill_most = FAR_UP
    elif takes_worse(run, order) == 1:
        return fill_worse(run, order, offered)
    else:
        go_live(run, order)
    if reason == TIME_IN_FORCE:  # FOK, and the size does not do
        go_live(run, order)
    elif reason != 0:
        return reason
    if is_open(run, order) == 1 and takes_worse(run, order) == 1 and s.status == 0:
        reason = fill_worse(run, order, offered)
        if reason != 0 and is_open(run, order) == 1:
            end(run, order, CANCELED, reason)
    keep(run, order)
    return 0
