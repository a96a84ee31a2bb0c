"""Stop-loss, trailing stop, take-profits and time stop of an entry (rules F10, S4).

The children are created with the entry (``orders.py``) and arrive when it fills, at the price where the path
stands (``matching.py``). Every exit is a *member*: an order in the list that starts at
``BRACKET.member_first``, whose ``cause`` says its part. A take-profit that fills, one of a ladder's rungs or
all of it, lowers the stops to what is left; a stop that fills lowers the take-profits from the last; with
nothing left all end. A bracket is active from its entry's fill until then, or until the position is gone.

A further kind of member (a stop of another type) is created in ``orders.attach_bracket``, gets its level in
``tell`` and needs nothing else: what is no take-profit counts as a stop.
"""

from __future__ import annotations

from fastbt.codes import FillCause, FillPoint, OrderStatus, Reason
from fastbt.kernels.book import IN_DOWN, IN_UP, NOWHERE, remove
from fastbt.kernels.bracket_levels import (
    average_anchor,
    is_ambiguous,
    levels_in_order,
    note_entry,
    rung_lots,
    rung_of,
    rung_share,
    rung_value,
    rungs_of,
    stop_loss_level,
)
from fastbt.kernels.jit import helper
from fastbt.kernels.life import CANCELED, ORDER_UPDATED, end, is_open, record_change
from fastbt.kernels.memory import (
    I64,
    VOID,
    bracket_at,
    call,
    change_at,
    fill_at,
    i64_at,
    instrument_at,
    order_at,
    position_at,
    run_at,
    trail_at,
    venue_at,
)
from fastbt.kernels.positions import reducible
from fastbt.kernels.prices import close_for, newest_price
from fastbt.kernels.queues import return_waiting
from fastbt.kernels.sizing import exit_level, trailing_level
from fastbt.kernels.state import FAR_DOWN, FAR_UP, NOTHING, ORDER_TRIGGERED

__all__ = ["is_ambiguous", "levels_in_order", "rung_of", "rung_share", "rung_value", "rungs_of"]

TAKE_PROFIT = int(FillCause.TAKE_PROFIT)
STOP_LOSS = int(FillCause.STOP_LOSS)
TRAILING_STOP = int(FillCause.TRAILING_STOP)
TIME_STOP = int(FillCause.TIME_STOP)
SUBMITTED = int(OrderStatus.SUBMITTED)
POSITION_CLOSED = int(Reason.POSITION_CLOSED)
ANCHOR_FILL, ANCHOR_PRICE, ANCHOR_CLOSE = 0, 1, 2
FROM_FILL, FROM_NEXT_ROW, FROM_FILL_IF_MARKET = 0, 1, 2
SIBLING_FILLED = int(Reason.SIBLING_FILLED)
EXIT_FILLED = int(Reason.EXIT_FILLED)
QUANTITY_ZERO = int(Reason.QUANTITY_ZERO)
AT_CLOSE = int(FillPoint.CLOSE)
TIME_NONE, TIME_ROWS, TIME_NS = 0, 1, 2


@helper(VOID(I64, I64, I64))
def join_members(run: int, bracket: int, order: int) -> None:
    """Append an exit to its bracket's members."""
    s = run_at(run, 0)
    b = bracket_at(s.brackets, bracket)
    if b.member_last >= 0:
        order_at(s.orders, b.member_last).next_member = order
    else:
        b.member_first = order
    b.member_last = order


@helper(VOID(I64, I64))
def refresh_wake(run: int, instrument: int) -> None:
    """Set when the instrument's next time stop is due."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    i.wake_row = FAR_UP
    i.wake_ts = FAR_UP
    k = i.bracket_first
    while k >= 0:
        b = bracket_at(s.brackets, k)
        if b.time_stop < 0:
            i.wake_row = min(i.wake_row, b.due_row)
            i.wake_ts = min(i.wake_ts, b.due_ts)
        k = b.next


@helper(VOID(I64, I64))
def start_bracket(run: int, bracket: int) -> None:
    """Make a bracket active and note when its time stop is due."""
    s = run_at(run, 0)
    b = bracket_at(s.brackets, bracket)
    i = instrument_at(s.instruments, order_at(s.orders, b.entry).instrument)
    b.active = 1
    b.next = -1
    b.previous = i.bracket_last
    if i.bracket_last >= 0:
        bracket_at(s.brackets, i.bracket_last).next = bracket
    else:
        i.bracket_first = bracket
    i.bracket_last = bracket
    b.due_row = FAR_UP
    b.due_ts = FAR_UP
    if b.time_kind == TIME_ROWS:
        # the row in progress is counted once it is marked: a fill after that has it counted already
        counted = s.point == AT_CLOSE and s.in_closing == 0
        b.due_row = i.rows_seen + b.time_value - (1 if counted else 0)
    elif b.time_kind == TIME_NS:
        b.due_ts = i64_at(s.ts_event, s.row) + b.time_value
    if b.time_kind != TIME_NONE:
        s.timed_count += 1
    i.wake_row = min(i.wake_row, b.due_row)
    i.wake_ts = min(i.wake_ts, b.due_ts)


@helper(VOID(I64, I64))
def stop_bracket(run: int, bracket: int) -> None:
    """Take a bracket that is over out of its instrument's list."""
    s = run_at(run, 0)
    b = bracket_at(s.brackets, bracket)
    if b.active == 0:
        return
    instrument = order_at(s.orders, b.entry).instrument
    i = instrument_at(s.instruments, instrument)
    b.active = 0
    if b.late == 1:
        b.late = 0
        s.late_count -= 1
    if b.previous >= 0:
        bracket_at(s.brackets, b.previous).next = b.next
    else:
        i.bracket_first = b.next
    if b.next >= 0:
        bracket_at(s.brackets, b.next).previous = b.previous
    else:
        i.bracket_last = b.previous
    if b.time_kind != TIME_NONE:
        s.timed_count -= 1
        refresh_wake(run, instrument)


@helper(VOID(I64, I64, I64, I64))
def end_members(run: int, bracket: int, besides: int, reason: int) -> None:
    """Cancel the members of a bracket that are still open, in sequence; ``besides``: an order that stays."""
    s = run_at(run, 0)
    k = bracket_at(s.brackets, bracket).member_first
    while k >= 0:
        if k != besides and is_open(run, k) == 1:
            end(run, k, CANCELED, reason)
        k = order_at(s.orders, k).next_member


@helper(I64(I64, I64))
def leaves(run: int, order: int) -> int:
    """Lots that an open member may still close; 0 when it has ended or was never told how many."""
    o = order_at(run_at(run, 0).orders, order)
    return 0 if is_open(run, order) == 0 or o.quantity == NOTHING else o.quantity - o.filled


@helper(VOID(I64, I64, I64))
def lower(run: int, order: int, most: int) -> None:
    """Cut a member to the lots that are left for it, after a sibling's fill; with none it ends."""
    if leaves(run, order) <= most:
        return
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if most == 0:
        end(run, order, CANCELED, SIBLING_FILLED)
        return
    o.quantity = o.filled + most
    record_change(run, ORDER_UPDATED, SIBLING_FILLED, order, o.instrument)


@helper(VOID(I64, I64))
def lower_rungs(run: int, bracket: int) -> None:
    """Cut the take-profits, from the last, to the lots that a stop's fill has left."""
    s = run_at(run, 0)
    b = bracket_at(s.brackets, bracket)
    before = 0
    for n in range(rungs_of(run, bracket)):
        before += leaves(run, rung_of(run, bracket, n))
    for n in range(rungs_of(run, bracket) - 1, -1, -1):
        k = rung_of(run, bracket, n)
        own = leaves(run, k)
        before -= own
        lower(run, k, max(min(own, b.left - before), 0))


@helper(VOID(I64, I64, I64))
def member_filled(run: int, order: int, fill: int) -> None:
    """A member filled, in whole or in part: its siblings shrink to what is left, or end with the bracket.

    Of an entry that still waits for fills the rest is canceled.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    bracket = o.bracket + 0
    b = bracket_at(s.brackets, bracket)
    instrument_at(s.instruments, o.instrument).last_stop_row = fill_at(s.fills, fill).row
    if is_open(run, b.entry) == 1:
        end(run, b.entry, CANCELED, EXIT_FILLED)
    if b.whole == 1:
        call(s.end_covered, run, bracket)
    if b.left == 0 or b.active == 0:
        stop_bracket(run, bracket)
        end_members(run, bracket, order, SIBLING_FILLED)
        return
    k = b.member_first
    while k >= 0:
        other = order_at(s.orders, k)
        if k != order and other.cause != TAKE_PROFIT:
            lower(run, k, b.left)
        k = other.next_member
    if o.cause != TAKE_PROFIT:
        lower_rungs(run, bracket)


@helper(VOID(I64, I64))
def end_late(run: int, bracket: int) -> None:
    """Cancel the exits of a bracket whose position has closed before they arrived."""
    s = run_at(run, 0)
    k = bracket_at(s.brackets, bracket).member_first
    while k >= 0:
        o = order_at(s.orders, k)
        if o.status == SUBMITTED and o.quantity != NOTHING and o.cause != TIME_STOP:
            end(run, k, CANCELED, POSITION_CLOSED)
        k = o.next_member


@helper(VOID(I64, I64, I64))
def position_gone(run: int, instrument: int, position: int) -> None:
    """A position closed: the brackets of its entries are over."""
    s = run_at(run, 0)
    k = instrument_at(s.instruments, instrument).bracket_first
    while k >= 0:
        after = bracket_at(s.brackets, k).next
        if bracket_at(s.brackets, k).position == position:
            if bracket_at(s.brackets, k).left > 0:  # else it was closed by an exit of its own
                end_late(run, k)
            stop_bracket(run, k)
        k = after


@helper(VOID(I64, I64))
def shrink_brackets(run: int, instrument: int) -> None:
    """A position became smaller: no bracket of it has more left to close than is held."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    k = i.bracket_first
    while k >= 0:
        b = bracket_at(s.brackets, k)
        b.left = min(b.left, position_at(s.positions, b.position).quantity)
        k = b.next


@helper(VOID(I64, I64, I64, I64, I64))
def tell(run: int, order: int, lots: int, level: int, late: int) -> None:
    """Give a member its quantity and level and let it arrive where the path stands, or later (``late`` = 1).

    A live one, whose entry has filled further, is changed first, to no more than is held (F9); one that can
    not act again on this row, or has been triggered, stays where it is.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    limit, trigger = o.price + 0, o.trigger + 0
    live = o.row_accepted >= 0
    stays = o.flags & ORDER_TRIGGERED != 0
    to_limit = level if o.cause == TAKE_PROFIT else limit
    to_trigger = trigger if stays or o.cause == TAKE_PROFIT else level
    if live:
        lots = min(lots, o.filled + reducible(run, order))
    if live and o.quantity == lots and to_limit == limit and to_trigger == trigger:
        return
    rests = o.in_book == IN_DOWN or o.in_book == IN_UP
    if live and rests and not stays:
        remove(run, order)
        o.beyond = instrument_at(s.instruments, o.instrument).limit_beyond
    o.quantity = lots
    o.price = to_limit
    o.trigger = to_trigger
    if not live:
        o.original_quantity = lots
        if late == 0:
            call(s.arrive, run, order)
        return
    record_change(run, ORDER_UPDATED, 0, order, o.instrument)
    change = change_at(s.changes, s.changes_count - 1)
    change.was_price = limit
    change.was_trigger = trigger
    o.place = s.sequence
    if rests and not stays:
        call(s.arrive, run, order)


@helper(I64(I64, I64, I64))
def trailing_stop_level(run: int, order: int, anchor: int) -> int:
    """The trigger of a trailing stop: where it has come to; before it arrives, as from the anchor."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.row_accepted >= 0:
        return o.trigger + 0
    t = trail_at(s.trails, o.trail)
    t.reference = anchor
    increment = instrument_at(s.instruments, o.instrument).price_increment
    return trailing_level(t.kind, t.offset, anchor, o.side, increment)


@helper(VOID(I64, I64, I64, I64, I64))
def tell_members(run: int, bracket: int, lots: int, more: int, late: int) -> None:
    """Tell every open stop and take-profit its part of ``lots`` of the entry, in sequence.

    ``more``: 1 while the entry may fill further: a rung without a lot then waits, else it ends. ``late``: 1
    where they live from the next row on.
    """
    s = run_at(run, 0)
    b = bracket_at(s.brackets, bracket)
    entry = order_at(s.orders, b.entry)
    side = entry.side + 0
    increment = instrument_at(s.instruments, entry.instrument).price_increment
    anchor = average_anchor(run, bracket)
    n = 0
    rest = lots
    k = b.member_first
    while k >= 0 and s.status == 0:
        cause = order_at(s.orders, k).cause + 0
        part = lots
        level = NOTHING
        if cause == TAKE_PROFIT:
            part = rung_lots(run, bracket, n, lots, rest)
            level = exit_level(b.target_kind, rung_value(run, bracket, n), anchor, side, increment)
            rest -= part
            n += 1
        elif cause == STOP_LOSS:
            level = exit_level(b.stop_kind, b.stop_value, anchor, -side, increment)
            level = stop_loss_level(run, k, level, anchor)
        elif cause == TRAILING_STOP:
            level = trailing_stop_level(run, k, anchor)
        if level != NOTHING and is_open(run, k) == 1:
            if part > 0:
                tell(run, k, part, level, late)
            elif more == 0:
                end(run, k, CANCELED, QUANTITY_ZERO)
        k = order_at(s.orders, k).next_member


@helper(I64(I64, I64))
def anchor_of(run: int, fill: int) -> int:
    """The price of an entry's fill from which levels count (``bracket_anchor``), ticks."""
    s = run_at(run, 0)
    f = fill_at(s.fills, fill)
    i = instrument_at(s.instruments, f.instrument)
    mode = venue_at(s.venues, i.venue).bracket_anchor
    if mode == ANCHOR_PRICE:
        return f.price - f.slippage * f.side
    if mode == ANCHOR_CLOSE:
        if s.on_tick == 1:
            return newest_price(run, f.instrument, f.side)
        return close_for(run, i.current_row, f.side)
    return f.price + 0


@helper(I64(I64, I64))
def is_late(run: int, bracket: int) -> int:
    """1 when the exits of an entry that fills now live from the next row on (``bracket_from``)."""
    s = run_at(run, 0)
    entry = order_at(s.orders, bracket_at(s.brackets, bracket).entry)
    mode = venue_at(s.venues, instrument_at(s.instruments, entry.instrument).venue).bracket_from
    is_market = entry.price == NOTHING and entry.trigger == NOTHING
    if mode == FROM_NEXT_ROW:
        return 1
    return 1 if mode == FROM_FILL_IF_MARKET and not is_market else 0


@helper(VOID(I64, I64))
def send_late(run: int, bracket: int) -> None:
    """The row of an entry's fill is over: its exits are on their way, and arrive at the next open."""
    s = run_at(run, 0)
    k = bracket_at(s.brackets, bracket).member_first
    while k >= 0:
        o = order_at(s.orders, k)
        if o.status == SUBMITTED and o.in_book == NOWHERE and o.quantity != NOTHING:
            # on a tick the next one of the same time is the next row
            now = min(i64_at(s.ts_event, s.row) - s.on_tick, s.arrived)
            o.live_from = FAR_DOWN if s.contiguous == 1 else now
            return_waiting(run, k)
        k = o.next_member


@helper(VOID(I64, I64))
def send_all_late(run: int, instrument: int) -> None:
    """Send the exits of an instrument that wait for the row to end."""
    s = run_at(run, 0)
    k = instrument_at(s.instruments, instrument).bracket_first
    while k >= 0:
        b = bracket_at(s.brackets, k)
        if b.late == 1:
            b.late = 0
            s.late_count -= 1
            send_late(run, k)
        k = b.next


@helper(VOID(I64, I64, I64))
def entry_filled(run: int, fill: int, more: int) -> None:
    """An entry filled, in whole or in part: its children get levels and quantity and arrive.

    ``more``: 1 while the entry may fill further. Until it opens a position its children wait.
    """
    s = run_at(run, 0)
    f = fill_at(s.fills, fill)
    position = f.opened + 0 if f.opened >= 0 else f.position + 0
    o = order_at(s.orders, f.order)
    bracket = o.bracket + 0
    side = o.side + 0
    b = bracket_at(s.brackets, bracket)
    note_entry(run, bracket, anchor_of(run, fill), f.quantity)
    p = position_at(s.positions, position)
    protects = p.is_open == 1 and p.side == side
    if protects and b.whole == 1:
        covering = call(s.cover, run, bracket)
        if covering != bracket:
            bracket = covering
            b = bracket_at(s.brackets, bracket)
            more = is_open(run, b.entry)
    lots = p.quantity + 0 if b.whole == 1 else b.entered + 0
    b.left = min(lots if b.whole == 1 else b.left + f.quantity, p.quantity)
    if protects:  # an entry that only reduced what was held has nothing to protect
        b.position = position
        if b.active == 0:
            start_bracket(run, bracket)
    late = is_late(run, bracket) if protects else 0
    if protects or more == 0:
        tell_members(run, bracket, lots, more, late)
    if late == 0 or b.active == 0:
        return
    if s.point == AT_CLOSE:
        send_late(run, bracket)
    elif b.late == 0:
        b.late = 1
        s.late_count += 1
