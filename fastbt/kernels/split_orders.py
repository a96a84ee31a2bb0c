"""What a split does to open orders and to what they follow the market by (rule A10)."""

from __future__ import annotations

from fastbt.codes import EventKind, FillCause, Reason, RunStatus
from fastbt.kernels.book import IN_DOWN, IN_UP, insert, remove
from fastbt.kernels.funds import hold
from fastbt.kernels.jit import helper
from fastbt.kernels.life import CANCELED, end, record_change
from fastbt.kernels.memory import (
    I64,
    VOID,
    action_at,
    change_at,
    fail_of,
    instrument_at,
    order_at,
    run_at,
    tie_at,
    trail_at,
    venue_at,
)
from fastbt.kernels.positions import reducible
from fastbt.kernels.state import (
    BRACKET_OFFSET,
    FAR_DOWN,
    FAR_UP,
    NOTHING,
    ORDER_BUDGET,
    ORDER_CHILD,
    ORDER_DORMANT,
    ORDER_EMPTIED,
    ORDER_REDUCE_ONLY,
    ORDER_REVERSE,
    ORDER_WAITS,
    TRAIL_BREAK_EVEN,
)
from fastbt.kernels.trailing import bound, still_trails
from fastbt.kernels.value import CASH
from fastbt.kernels.wide import multiply_divide, multiply_divide_floor

SPLIT = int(Reason.SPLIT)
TIME_STOP = int(FillCause.TIME_STOP)
ORDER_UPDATED = int(EventKind.ORDER_UPDATED)
OVERFLOW = int(RunStatus.OVERFLOW)


@helper(I64(I64, I64, I64))
def lots_after(run: int, action: int, lots: int) -> int:
    """Lots times the ratio, down to the size increment."""
    s = run_at(run, 0)
    a = action_at(s.actions, action)
    found = multiply_divide_floor(lots, a.numerator, a.divisor)
    if found == NOTHING:
        fail_of(run, OVERFLOW, a.instrument)
        return 0
    return found - found % instrument_at(s.instruments, a.instrument).size_increment


@helper(I64(I64, I64, I64, I64))
def price_after(run: int, action: int, price: int, step: int) -> int:
    """A price over the ratio, to the nearest multiple of ``step``, halves away from zero."""
    a = action_at(run_at(run, 0).actions, action)
    found = multiply_divide(price, a.divisor, a.numerator * step)
    if found == NOTHING:
        fail_of(run, OVERFLOW, a.instrument)
        return 0
    return found * step


@helper(I64(I64, I64, I64))
def level_after(run: int, action: int, level: int) -> int:
    """A level or a distance over the ratio, to an increment and at least one; NOTHING stays."""
    if level == NOTHING:
        return NOTHING
    s = run_at(run, 0)
    step = instrument_at(s.instruments, action_at(s.actions, action).instrument).price_increment + 0
    return max(price_after(run, action, level, step), step)


@helper(VOID(I64, I64, I64))
def split_trail(run: int, action: int, trail: int) -> None:
    """Bring over what an order follows the market by."""
    t = trail_at(run_at(run, 0).trails, trail)
    if t.kind == BRACKET_OFFSET:
        t.offset = level_after(run, action, t.offset)
        if t.limit_offset != NOTHING and t.limit_offset > 0:
            t.limit_offset = level_after(run, action, t.limit_offset)
    t.activation = level_after(run, action, t.activation)
    if t.reference != NOTHING:
        if t.kind == TRAIL_BREAK_EVEN:
            t.reference = level_after(run, action, t.reference)
        else:
            t.reference = max(price_after(run, action, t.reference, 1), 1)


@helper(I64(I64, I64, I64))
def is_emptied(run: int, action: int, order: int) -> int:
    """Bring an order's quantity over; 1 where nothing is left of it, whose terms then stay."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.quantity != NOTHING:
        left = lots_after(run, action, o.quantity - o.filled)
        if o.flags & ORDER_REDUCE_ONLY != 0 and o.row_accepted >= 0:
            left = min(left, reducible(run, order))  # of several positions each is rounded down
        if left == 0:
            return 1
        o.quantity = o.filled + left
    elif o.flags & ORDER_REVERSE != 0 and o.flags & ORDER_BUDGET == 0:
        lots = lots_after(run, action, o.amount)
        if lots == 0:
            return 1
        o.amount = lots
    if o.tie >= 0 and o.flags & ORDER_WAITS == 0:
        t = tie_at(s.ties, o.tie)
        t.own = t.told + lots_after(run, action, t.own - t.told)
    return 0


@helper(VOID(I64, I64, I64))
def split_order(run: int, action: int, order: int) -> None:
    """Bring an open order over, and log it.

    A bracket's exit that has not arrived tells its terms when it does.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.trail >= 0:
        split_trail(run, action, o.trail)
    was_lots, was_price = o.quantity + 0, o.price + 0
    was_trigger = o.trigger if o.flags & ORDER_DORMANT == 0 else NOTHING
    if is_emptied(run, action, order) == 1:
        o.flags |= ORDER_EMPTIED
        return
    booked = o.in_book == IN_DOWN or o.in_book == IN_UP
    if booked:
        remove(run, order)
    o.price = level_after(run, action, o.price)
    o.trigger = level_after(run, action, o.trigger)
    if booked:
        insert(run, order)
    v = venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue)
    if o.locked != 0 and o.side < 0 and v.account_type == CASH:
        hold(run, order, lots_after(run, action, o.locked))
    if o.flags & ORDER_CHILD != 0 and o.cause != TIME_STOP and o.row_accepted < 0:
        o.original_quantity = o.quantity
    elif was_lots != NOTHING or was_price != NOTHING or was_trigger != NOTHING:
        record_change(run, ORDER_UPDATED, SPLIT, order, o.instrument)
        c = change_at(s.changes, s.changes_count - 1)
        c.was_price = was_price
        c.was_trigger = was_trigger


@helper(VOID(I64, I64))
def end_emptied(run: int, instrument: int) -> None:
    """Cancel the orders that the split has left without a lot, in sequence."""
    s = run_at(run, 0)
    k = instrument_at(s.instruments, instrument).open_first
    while k >= 0:
        o = order_at(s.orders, k)
        if o.flags & ORDER_EMPTIED != 0:
            end(run, k, CANCELED, SPLIT)
            k = instrument_at(s.instruments, instrument).open_first  # its children may have ended with it
        else:
            k = o.next_open


@helper(VOID(I64, I64))
def find_trails(run: int, instrument: int) -> None:
    """Find anew the nearest prices that move an order of the instrument."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    i.trail_up = FAR_UP
    i.trail_down = FAR_DOWN
    k = i.trail_first
    while k >= 0:
        t = trail_at(s.trails, k)
        if still_trails(run, k) == 1 and (t.kind == TRAIL_BREAK_EVEN or t.reference != NOTHING):
            bound(run, k)
        k = t.next
