"""How orders meet prices: on arrival, at an open while resting, along a path (rules F1 to F5, F7 to F9, F16).

Per order type, on bars (the executable price is the path's):

* MARKET: arrives and fills at the executable price, TAKER.
* LIMIT: passed or reached on arrival, fills at the executable price, TAKER; else rests, is touched when the
path reaches its price
  and fills at it, MAKER; beyond it at an open while resting: at its price, or the open if the venue says so.
* STOP_MARKET: triggered when the path reaches its trigger; fills there, or at the open when that lies beyond;
TAKER.
* STOP_LIMIT: triggered likewise; fills where it was triggered if its limit allows, TAKER, else rests as a
limit.
* MARKET_IF_TOUCHED, LIMIT_IF_TOUCHED: as the stops, with the trigger on the favorable side.
* MARKET_TO_LIMIT: as MARKET.
* on-open, on-close: as MARKET or LIMIT on arrival, where they fill or end.
* TRAILING_STOP_MARKET, TRAILING_STOP_LIMIT: as the stops, with a trigger that ``trailing.py`` sets and moves.
* post-only: rejected where it would be TAKER.

``arrive`` is an entry: ``step.py`` calls it for new orders, ``brackets.py`` for the children of a filled
entry, ``orders.py`` when orders fill at this close.
"""

from __future__ import annotations

from fastbt.codes import LiquiditySide, OrderType, Reason, TimeInForce
from fastbt.kernels.aside import put_aside
from fastbt.kernels.book import IN_MARKET, insert, remove
from fastbt.kernels.children import stays_back
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import CANCELED, EXPIRED_STATUS, REJECTED, accept, cut, end, is_open, trigger
from fastbt.kernels.memory import I64, VOID, call, instrument_at, order_at, run_at, venue_at
from fastbt.kernels.positions import reducible
from fastbt.kernels.prices import executable, trigger_reached
from fastbt.kernels.queues import join_idle, leave_idle
from fastbt.kernels.state import (
    NOTHING,
    ORDER_DORMANT,
    ORDER_POST_ONLY,
    ORDER_REDUCE_ONLY,
    ORDER_TIED,
    ORDER_TRIGGERED,
)

MAKER = int(LiquiditySide.MAKER)
TAKER = int(LiquiditySide.TAKER)
IOC = int(TimeInForce.IOC)
FOK = int(TimeInForce.FOK)
NOTHING_TO_REDUCE = int(Reason.NOTHING_TO_REDUCE)
STOP_IN_MARKET = int(Reason.STOP_IN_MARKET)
TIME_IN_FORCE = int(Reason.TIME_IN_FORCE)
MARKET_ON_OPEN = int(OrderType.MARKET_ON_OPEN)
SESSION_PRICE = int(Reason.SESSION_PRICE)
POST_ONLY = int(Reason.POST_ONLY)


@helper(I64(I64, I64, I64), inline=True)
def limit_allows(run: int, order: int, price: int) -> int:
    """1 when a price is at or better than the order's limit, or it has none."""
    o = order_at(run_at(run, 0).orders, order)
    return 1 if o.price == NOTHING or (price - o.price) * o.side <= 0 else 0


@helper(VOID(I64, I64))
def rest(run: int, order: int) -> None:
    """Keep an accepted order for later prices, unless it is for one price alone and waits for no trigger."""
    o = order_at(run_at(run, 0).orders, order)
    waits = o.trigger != NOTHING and o.flags & ORDER_TRIGGERED == 0
    if o.type >= MARKET_ON_OPEN:
        end(run, order, EXPIRED_STATUS, SESSION_PRICE)
    elif not waits and (o.time_in_force == IOC or o.time_in_force == FOK):
        end(run, order, CANCELED, TIME_IN_FORCE)
    elif waits or o.price != NOTHING:
        insert(run, order)
    else:
        join_idle(run, order, IN_MARKET)


@helper(VOID(I64, I64))
def rest_triggered(run: int, order: int) -> None:
    """Keep an order whose limit forbids a fill where it was triggered, maybe out of this row's reach."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    at_once = o.time_in_force == IOC or o.time_in_force == FOK
    waits = venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue).stop_limit_waits
    if waits == 1 and not at_once:
        put_aside(run, order)
    else:
        rest(run, order)


@helper(VOID(I64, I64, I64, I64), inline=True)
def take(run: int, order: int, price: int, liquidity: int) -> None:
    """Fill an order that is live or arriving.

    What refuses the fill ends it: REJECTED on arrival, else CANCELED.
    """
    s = run_at(run, 0)
    s.fill_price = price
    s.fill_liquidity = liquidity
    arriving = order_at(s.orders, order).row_accepted < 0
    late = s.children_late + 0
    if s.market_price != 0:
        call(s.market_price, run, order)
    reason = call(s.fill, run, order)
    s.children_late = late
    if reason != 0:
        end(run, order, REJECTED if arriving else CANCELED, reason)


@helper(VOID(I64, I64))
def accept_and_cut(run: int, order: int) -> None:
    """Accept an order that does not fill on arrival; a reduce-only one is cut to the position.

    A bracket's exit whose level has moved with its entry's price arrives again, accepted before.
    """
    o = order_at(run_at(run, 0).orders, order)
    if o.row_accepted < 0:
        accept(run, order)
    if o.flags & ORDER_REDUCE_ONLY != 0:
        most = reducible(run, order)
        if o.quantity != NOTHING and o.quantity - o.filled > most:
            cut(run, order, most)


@entry
def arrive(run: int, order: int) -> int:
    """Decide an order at the moment it becomes live, at the executable price; 0."""
    s = run_at(run, 0)
    price = executable(run, order)
    o = order_at(s.orders, order)
    if o.flags & ORDER_TIED != 0 and stays_back(run, order) == 1:
        return 0
    if o.flags & ORDER_REDUCE_ONLY != 0 and reducible(run, order) == 0:
        end(run, order, REJECTED, NOTHING_TO_REDUCE)
        return 0
    if o.trail >= 0 and call(s.trail_start, run, order) == 1:
        end(run, order, REJECTED, STOP_IN_MARKET)
        return 0
    if s.children_late == 1:
        # its entry's price is none at which the path stood: from the next row on
        accept_and_cut(run, order)
        put_aside(run, order)
        return 0
    if s.touchable == 0 or price == NOTHING:
        accept_and_cut(run, order)
        rest(run, order)
        return 0
    if o.trigger != NOTHING:
        if trigger_reached(run, order) == 0:
            accept_and_cut(run, order)
            rest(run, order)
            return 0
        if venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue).stop_in_market_reject == 1:
            end(run, order, REJECTED, STOP_IN_MARKET)
            return 0
    if limit_allows(run, order, price) == 1:
        if o.flags & ORDER_POST_ONLY != 0:
            end(run, order, REJECTED, POST_ONLY)
        else:
            if o.trigger != NOTHING and o.row_accepted >= 0:  # an exit that arrives again
                trigger(run, order)
            take(run, order, price, TAKER)
        return 0
    accept_and_cut(run, order)
    if o.trigger != NOTHING:
        trigger(run, order)
        rest_triggered(run, order)
    else:
        rest(run, order)
    return 0


@helper(VOID(I64, I64))
def take_out(run: int, order: int) -> None:
    """Take a resting order out of the place where it rests."""
    if order_at(run_at(run, 0).orders, order).in_book == IN_MARKET:
        leave_idle(run, order)
    else:
        remove(run, order)


@helper(VOID(I64, I64, I64, I64))
def touch(run: int, order: int, price: int, limit_price: int) -> None:
    """A resting order is reached by the market, which stands at ``price``: it fills, or rests as a limit.

    ``limit_price``: what a limit order fills at, its own price also where the market has jumped beyond it.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    take_out(run, order)
    if o.flags & ORDER_DORMANT != 0:
        call(s.trail_start, run, order)
    elif o.trigger != NOTHING and o.flags & ORDER_TRIGGERED == 0:
        trigger(run, order)
        if price == NOTHING:
            rest(run, order)
        elif limit_allows(run, order, price) == 0:
            rest_triggered(run, order)
        elif o.flags & ORDER_POST_ONLY != 0:
            end(run, order, REJECTED, POST_ONLY)
        else:
            take(run, order, price, TAKER)
    elif o.price != NOTHING:
        s.fill_price = price
        if s.passes_over != 0 and call(s.passes_over, run, order) == 1:
            return
        take(run, order, limit_price, MAKER)
    else:
        take(run, order, price, TAKER)
    if is_open(run, order) == 1 and order_at(s.orders, order).in_book == 0 and s.status == 0:
        rest(run, order)
