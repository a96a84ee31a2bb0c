"""Stop-loss, take-profit and time stop of an entry (rules F10, S4).

The children are created with the entry (``orders.py``) and arrive when it fills, at the price where the path
stands (``matching.py``); the first member that fills ends the others. A bracket is active from its entry's
fill until a member fills or the position is gone.
"""

from __future__ import annotations

from fastbt.codes import FillPoint, OrderStatus, Reason
from fastbt.kernels.jit import helper
from fastbt.kernels.life import CANCELED, end, is_open
from fastbt.kernels.memory import (
    I64,
    VOID,
    bracket_at,
    call,
    fill_at,
    i64_at,
    instrument_at,
    order_at,
    position_at,
    run_at,
)
from fastbt.kernels.sizing import exit_level
from fastbt.kernels.state import BRACKET_NONE, FAR_UP, NOTHING, ORDER_CHILD

SUBMITTED = int(OrderStatus.SUBMITTED)
SIBLING_FILLED = int(Reason.SIBLING_FILLED)
REPLACED = int(Reason.REPLACED)
AT_OPEN = int(FillPoint.OPEN)
AT_CLOSE = int(FillPoint.CLOSE)
TIME_NONE, TIME_ROWS, TIME_NS = 0, 1, 2


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


@helper(VOID(I64, I64, I64))
def end_member(run: int, order: int, reason: int) -> None:
    """Cancel a bracket's member that is still open."""
    if order >= 0 and is_open(run, order) == 1:
        end(run, order, CANCELED, reason)


@helper(VOID(I64, I64))
def member_filled(run: int, order: int) -> None:
    """A member filled: its siblings end, and the bracket with them."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    b = bracket_at(s.brackets, o.bracket)
    instrument_at(s.instruments, o.instrument).last_stop_row = s.row
    stop_bracket(run, o.bracket)
    if b.stop_loss != order:
        end_member(run, b.stop_loss, SIBLING_FILLED)
    if b.take_profit != order:
        end_member(run, b.take_profit, SIBLING_FILLED)
    if b.time_stop != order:
        end_member(run, b.time_stop, SIBLING_FILLED)


@helper(VOID(I64, I64, I64))
def position_gone(run: int, instrument: int, position: int) -> None:
    """A position closed: the brackets of its entries are over."""
    s = run_at(run, 0)
    k = instrument_at(s.instruments, instrument).bracket_first
    while k >= 0:
        after = bracket_at(s.brackets, k).next
        if bracket_at(s.brackets, k).position == position:
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
        b.left = min(b.left, abs(i.held))
        k = b.next


@helper(VOID(I64, I64, I64))
def replace_older(run: int, instrument: int, bracket: int) -> None:
    """End the sets of earlier entries, whose position this bracket now covers (stops_per = position)."""
    s = run_at(run, 0)
    k = instrument_at(s.instruments, instrument).bracket_first
    while k >= 0:
        b = bracket_at(s.brackets, k)
        after = b.next
        if k != bracket:
            end_member(run, b.stop_loss, REPLACED)
            end_member(run, b.take_profit, REPLACED)
            end_member(run, b.time_stop, REPLACED)
            stop_bracket(run, k)
        k = after


@helper(VOID(I64, I64))
def entry_filled(run: int, fill: int) -> None:
    """An entry filled: its children get levels and quantity and arrive where the path stands."""
    s = run_at(run, 0)
    f = fill_at(s.fills, fill)
    order = f.order + 0
    anchor = f.price
    lots = f.quantity
    position = f.opened if f.opened >= 0 else f.position
    o = order_at(s.orders, order)
    bracket = o.bracket + 0
    side = o.side + 0
    instrument = o.instrument + 0
    i = instrument_at(s.instruments, instrument)
    b = bracket_at(s.brackets, bracket)
    b.position = position
    if b.whole == 1:
        lots = position_at(s.positions, position).quantity
    p = position_at(s.positions, position)
    b.left = min(lots, p.quantity)
    if p.is_open == 1 and p.side == side:  # an entry that only reduced what was held has nothing to protect
        start_bracket(run, bracket)
        if b.whole == 1:
            replace_older(run, instrument, bracket)
    stop_loss = b.stop_loss
    take_profit = b.take_profit
    if stop_loss >= 0 and is_open(run, stop_loss) == 1:
        child = order_at(s.orders, stop_loss)
        child.quantity = lots
        child.trigger = exit_level(b.stop_kind, b.stop_value, anchor, -side, i.price_increment)
        call(s.arrive, run, stop_loss)
    if take_profit >= 0 and is_open(run, take_profit) == 1:
        child = order_at(s.orders, take_profit)
        child.quantity = lots
        child.price = exit_level(b.target_kind, b.target_value, anchor, side, i.price_increment)
        call(s.arrive, run, take_profit)


@helper(I64(I64, I64), inline=True)
def is_ambiguous(run: int, order: int) -> int:
    """1 when the bar on which a stop-loss or take-profit fills also reached its sibling's level (rule O3)."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.flags & ORDER_CHILD == 0 or o.bracket < 0 or s.point == AT_OPEN:
        return 0
    b = bracket_at(s.brackets, o.bracket)
    sibling = b.take_profit if b.stop_loss == order else b.stop_loss
    if sibling < 0 or sibling == order or b.time_stop == order or is_open(run, sibling) == 0:
        return 0
    other = order_at(s.orders, sibling)
    if other.status == SUBMITTED:
        return 0
    level = other.trigger if b.stop_loss == sibling else other.price
    row = instrument_at(s.instruments, o.instrument).current_row  # its own bar, whatever row sent the order
    return 1 if i64_at(s.low, row) <= level <= i64_at(s.high, row) else 0


@helper(I64(I64, I64, I64, I64))
def levels_in_order(run: int, order: int, bracket: int, reference: int) -> int:
    """1 when stop-loss < reference < take-profit (short: mirrored), levels taken from the reference price."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    b = bracket_at(s.brackets, bracket)
    increment = instrument_at(s.instruments, o.instrument).price_increment
    if b.stop_kind != BRACKET_NONE:
        level = exit_level(b.stop_kind, b.stop_value, reference, -o.side, increment)
        if level == NOTHING or (level - reference) * o.side >= 0:
            return 0
    if b.target_kind != BRACKET_NONE:
        level = exit_level(b.target_kind, b.target_value, reference, o.side, increment)
        if level == NOTHING or (level - reference) * o.side <= 0:
            return 0
    return 1
