"""Trailing stops: orders whose trigger follows the market in their favor (rules F6, F16, B2).

Such an order has a TRAIL record. It rests in its book at the trigger it has now; before its activation price
is reached it rests there as one that waits to be touched (ORDER_DORMANT). A rising price cannot reach the
trigger of a sale that follows it, so what a leg of the path moves is moved once, where the leg ends: tested
before moved. ``INSTRUMENT.trail_up`` and ``trail_down`` are the nearest prices that move anything, so that
other rows cost nothing. An order keeps its place among those of one level.

A stop-loss that moves to its entry's price (break-even, rule F10) is in the same list until it has moved;
that is logged. All entries here are compiled only for runs in which an order trails or may move so.
"""

from __future__ import annotations

from fastbt.codes import EventKind, FillCause, Reason, TriggerType
from fastbt.kernels.book import (
    DOWN_SALES,
    IN_ASIDE,
    IN_DOWN,
    IN_UP,
    UP_BUYS,
    insert,
    nearest_key,
    remove,
    waits_for_trigger,
)
from fastbt.kernels.bracket_levels import average_anchor
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import is_open, record_change
from fastbt.kernels.memory import (
    I64,
    TRAIL_SIZE,
    TRAILS,
    VOID,
    append,
    bracket_at,
    change_at,
    command_at,
    instrument_at,
    order_at,
    run_at,
    trail_at,
    venue_at,
)
from fastbt.kernels.prices import (
    executable,
    followed,
    high_for,
    is_tested,
    low_for,
    newest_price,
    trigger_reached,
)
from fastbt.kernels.sizing import LARGEST_INCREMENT, trailing_level
from fastbt.kernels.state import (
    BRACKET_FRACTION,
    FAR_DOWN,
    FAR_UP,
    NOTHING,
    ORDER_CHILD,
    ORDER_DORMANT,
    RATE,
    TRAIL_BREAK_EVEN,
)
from fastbt.kernels.wide import multiply_divide, round_to

STOP_LOSS = int(FillCause.STOP_LOSS)
ORDER_UPDATED = int(EventKind.ORDER_UPDATED)
MID_POINT = int(TriggerType.MID_POINT)
BREAK_EVEN = int(Reason.BREAK_EVEN)


@entry
def new(run: int, command: int) -> int:
    """Give the newest order the TRAIL that its command asks for, or its bracket where it is an exit; 0."""
    s = run_at(run, 0)
    c = command_at(command, 0)
    k = append(run, run + TRAILS, TRAIL_SIZE)
    if k < 0:
        return 0
    order = s.orders_count - 1
    t = trail_at(s.trails, k)
    t.order = order
    t.kind = c.trail_kind
    t.offset = c.trail_offset
    t.limit_offset = c.limit_offset
    t.activation = c.activation
    t.reference = NOTHING
    t.next = -1
    o = order_at(s.orders, order)
    o.trail = k
    if o.flags & ORDER_CHILD == 0:
        return 0
    b = bracket_at(s.brackets, o.bracket)
    t.kind = b.trailing_stop_kind
    t.offset = b.trailing_stop_value
    if o.cause == STOP_LOSS:
        t.kind = TRAIL_BREAK_EVEN
        t.offset = b.break_even
    t.limit_offset = NOTHING
    t.activation = NOTHING
    return 0


@helper(VOID(I64, I64))
def set_levels(run: int, trail: int) -> None:
    """Set an order's trigger, a tick or more away from its reference, and its limit."""
    s = run_at(run, 0)
    t = trail_at(s.trails, trail)
    o = order_at(s.orders, t.order)
    increment = instrument_at(s.instruments, o.instrument).price_increment
    level = trailing_level(t.kind, t.offset, t.reference, o.side, increment)
    o.trigger = level
    if t.limit_offset != NOTHING:
        distance = t.limit_offset
        if t.kind == BRACKET_FRACTION and increment < LARGEST_INCREMENT:
            distance = multiply_divide(abs(t.reference), t.limit_offset, RATE * increment) * increment
        elif t.kind == BRACKET_FRACTION:
            distance = multiply_divide(abs(t.reference), t.limit_offset, RATE)
        o.price = level + o.side * round_to(distance, increment)


@helper(VOID(I64, I64), inline=True)
def bound(run: int, trail: int) -> None:
    """Bring the nearest price that moves an order of the instrument as near as this order needs it."""
    s = run_at(run, 0)
    t = trail_at(s.trails, trail)
    o = order_at(s.orders, t.order)
    i = instrument_at(s.instruments, o.instrument)
    moves_at = t.activation if t.kind == TRAIL_BREAK_EVEN else t.reference - o.side
    if o.side < 0:
        i.trail_up = min(i.trail_up, moves_at)
    else:
        i.trail_down = max(i.trail_down, moves_at)


@helper(VOID(I64, I64))
def join_trails(run: int, order: int) -> None:
    """Append an arriving order to those of its instrument that follow the market."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    trail_at(s.trails, o.trail).next = -1
    if i.trail_last >= 0:
        trail_at(s.trails, i.trail_last).next = o.trail
    else:
        i.trail_first = o.trail
    i.trail_last = o.trail


@helper(I64(I64, I64))
def last_followed(run: int, order: int) -> int:
    """Where an order begins to follow a price that is not there: where that was seen last, else its side."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.trigger_type == MID_POINT:
        return instrument_at(s.instruments, o.instrument).middle + 0
    return newest_price(run, o.instrument, o.side)


@entry
def start(run: int, order: int) -> int:
    """Let an arriving order, or one whose activation price was reached, follow the market from here.

    1 where the venue rejects an order whose activation price is reached on arrival, else 0.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    t = trail_at(s.trails, o.trail)
    price = followed(run, order)
    if o.row_accepted < 0:
        join_trails(run, order)
    if t.kind == TRAIL_BREAK_EVEN:
        if t.reference == NOTHING:
            bound(run, o.trail)
        return 0
    if o.row_accepted < 0 and t.activation != NOTHING:
        sent_with = o.trigger + 0
        o.trigger = t.activation
        o.flags |= ORDER_DORMANT
        if s.touchable == 0 or trigger_reached(run, order) == 0:
            return 0
        o.trigger = sent_with
        o.flags &= ~ORDER_DORMANT
        if venue_at(s.venues, i.venue).stop_in_market_reject == 1:
            return 1
    o.flags &= ~ORDER_DORMANT
    if t.reference == NOTHING:
        t.reference = price if price != NOTHING else last_followed(run, order)
    set_levels(run, o.trail)
    bound(run, o.trail)
    return 0


@helper(I64(I64, I64))
def still_trails(run: int, trail: int) -> int:
    """1 while an order is open, has not been triggered and may still move."""
    t = trail_at(run_at(run, 0).trails, trail)
    if t.kind == TRAIL_BREAK_EVEN and t.reference != NOTHING:
        return 0
    return 1 if is_open(run, t.order) == 1 and waits_for_trigger(run, t.order) == 1 else 0


@helper(I64(I64, I64), inline=True)
def rests(run: int, order: int) -> int:
    """1 while an order is in a book."""
    o = order_at(run_at(run, 0).orders, order)
    return 1 if o.in_book == IN_DOWN or o.in_book == IN_UP else 0


@helper(VOID(I64, I64))
def move(run: int, trail: int) -> None:
    """Move an order's reference to where the market stands, if that is in its favor."""
    s = run_at(run, 0)
    t = trail_at(s.trails, trail)
    o = order_at(s.orders, t.order)
    price = followed(run, t.order)
    if o.in_book == IN_ASIDE:
        return  # live from the next row
    if t.reference == NOTHING or price == NOTHING or (price - t.reference) * o.side >= 0:
        return
    t.reference = price
    booked = rests(run, t.order) == 1
    if booked:
        remove(run, t.order)
    set_levels(run, trail)
    if booked:
        insert(run, t.order)


@helper(VOID(I64, I64))
def break_even(run: int, trail: int) -> None:
    """Move a stop-loss to its entry's price, in favor only, where the market stands far enough in gain."""
    s = run_at(run, 0)
    t = trail_at(s.trails, trail)
    order = t.order + 0
    o = order_at(s.orders, order)
    price = executable(run, order)
    if rests(run, order) == 0 or price == NOTHING or (price - t.activation) * o.side > 0:
        return
    increment = instrument_at(s.instruments, o.instrument).price_increment
    t.reference = round_to(average_anchor(run, o.bracket), increment)
    was = o.trigger + 0
    if (t.reference - was) * o.side >= 0:
        return
    remove(run, order)
    o.trigger = t.reference
    insert(run, order)
    record_change(run, ORDER_UPDATED, BREAK_EVEN, order, o.instrument)
    change_at(s.changes, s.changes_count - 1).was_trigger = was


@entry
def follow(run: int, instrument: int) -> int:
    """Move what follows an instrument's market to where it stands; orders that ended leave the list; 0."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    i.trail_up = FAR_UP
    i.trail_down = FAR_DOWN
    before = -1
    k = i.trail_first
    while k >= 0:
        after = trail_at(s.trails, k).next
        moves_once = trail_at(s.trails, k).kind == TRAIL_BREAK_EVEN
        tested = s.special_triggers == 0 or is_tested(run, trail_at(s.trails, k).order) == 1
        if tested and still_trails(run, k) == 1:
            if moves_once:
                break_even(run, k)
            else:
                move(run, k)
        if still_trails(run, k) == 1:
            if moves_once or trail_at(s.trails, k).reference != NOTHING:
                bound(run, k)
            before = k
        elif before >= 0:
            trail_at(s.trails, before).next = after
        else:
            i.trail_first = after
        k = after
    i.trail_last = before
    return 0


@entry
def choose(run: int, instrument: int) -> int:
    """1 when ``worst`` visits the favorable extreme of the row first (rule B2).

    A trailing stop protects the position, and the adverse extreme reaches no stop as it now stands.
    """
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    side = -1 if i.held > 0 else 1
    k = i.trail_first
    while k >= 0:
        t = trail_at(s.trails, k)
        if (
            order_at(s.orders, t.order).side == side
            and still_trails(run, k) == 1
            and rests(run, t.order) == 1
        ):
            break
        k = t.next
    if k < 0:
        return 0
    # the nearest stop on that side of the market
    if side < 0:
        return 0 if -nearest_key(run, instrument, DOWN_SALES) >= low_for(run, s.row, -1) else 1
    return 0 if nearest_key(run, instrument, UP_BUYS) <= high_for(run, s.row, 1) else 1
