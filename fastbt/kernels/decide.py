"""Phase 6: what the strategy sends after a group is matched and marked (rules T2, S1, S4, S5, T3).

Four entries of one shape, ``decide(run, group)``: for signals, for targets across instruments, for rows of
orders, and for callbacks (compiled and class strategies). First, per row, the time stops that are due; then
what the strategy does. Targets have no time stops.
"""

from __future__ import annotations

from fastbt.codes import EventKind, FillCause, Reason, RunStatus
from fastbt.kernels import state
from fastbt.kernels.brackets import refresh_wake
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import cancel_order, is_open, record_change
from fastbt.kernels.memory import (
    I64,
    VOID,
    bracket_at,
    call,
    change_at,
    command_at,
    fail,
    i64_at,
    instrument_at,
    link_at,
    order_at,
    plan_at,
    prefetch,
    reached_at,
    run_at,
    u8_at,
    venue_at,
)
from fastbt.kernels.modify import named_order
from fastbt.kernels.opening import flags_of
from fastbt.kernels.reached import add_reached, sort_reached
from fastbt.kernels.requests import BUY, SELL, close_side, request_close, send_request
from fastbt.kernels.signals import act_on_signals, mask_of
from fastbt.kernels.sorting import sort_by_value
from fastbt.kernels.state import (
    ACTION_CANCEL,
    ACTION_CLOSE,
    ACTION_MODIFY,
    ACTION_SUBMIT,
    FAR_UP,
    ORDER_CHILD,
    ORDER_REDUCE_ONLY,
    ROW_MATCH_ONLY,
    SIGNAL_TARGET,
)
from fastbt.kernels.step import CACHE_LINE, first_tick, instrument_of
from fastbt.kernels.targets import act_on_target, send_missing, weigh

TIME_STOP = int(FillCause.TIME_STOP)
BY_USER = int(Reason.BY_USER)
SIBLING_CANCELED = int(Reason.SIBLING_CANCELED)
ORDER_CLOSED = int(Reason.ORDER_CLOSED)
NO_POSITION = int(Reason.NO_POSITION)
ORDER_CANCEL_REJECTED = int(EventKind.ORDER_CANCEL_REJECTED)
COMMAND_REFUSED = int(EventKind.COMMAND_REFUSED)
USER_ERROR = int(RunStatus.USER_ERROR)
COMMAND_SIZE = state.COMMAND.itemsize


@helper(VOID(I64, I64, I64))
def send_time_stops(run: int, instrument: int, row: int) -> None:
    """Send the market close of every bracket of an instrument whose time is up, oldest entry first."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if i.wake_row == FAR_UP and i.wake_ts == FAR_UP:
        return
    now = i64_at(s.ts_event, row)
    if i.rows_seen < i.wake_row and now < i.wake_ts:
        return
    k = i.bracket_first
    while k >= 0 and s.status == 0:
        b = bracket_at(s.brackets, k)
        after = b.next
        due = b.time_stop < 0 and (i.rows_seen >= b.due_row or now >= b.due_ts)
        if due:
            entry = order_at(s.orders, b.entry)
            request_close(run, instrument, -entry.side, b.left, TIME_STOP)
            c = command_at(s.request, 0)
            c.flags = ORDER_REDUCE_ONLY | ORDER_CHILD
            c.member = k + 1
            c.strategy = entry.strategy
            c.opener = b.entry + 1
            send_request(run)
        k = after
    refresh_wake(run, instrument)


@helper(VOID(I64, I64, I64))
def time_stops(run: int, first: int, last: int) -> None:
    """Send the time stops that are due on the rows of a group."""
    for row in range(first, last):
        send_time_stops(run, instrument_of(run, row), row)


@helper(I64(I64, I64), inline=True)
def first_row(run: int, group: int) -> int:
    """First row of a group; of the group after the last, the number of rows."""
    s = run_at(run, 0)
    return group if s.group_start == 0 else i64_at(s.group_start, group)


@helper(I64(I64, I64), inline=True)
def informs(run: int, row: int) -> int:
    """1 when a row is shown to the strategy; of the bars of one time those of the strategy come last."""
    return 1 if flags_of(run, row) & ROW_MATCH_ONLY == 0 else 0


@helper(I64(I64, I64, I64), inline=True)
def tells(run: int, first: int, last: int) -> int:
    """1 when a row of one time is shown to the strategy; bars are followed by the ticks of their time."""
    if informs(run, last - 1) == 1:
        return 1
    if run_at(run, 0).kind != 0:
        for row in range(first, last - 1):
            if informs(run, row) == 1:
                return 1
    return 0


@entry
def decide_signals(run: int, group: int) -> int:
    """Send what the signals of a group's bars ask for; 0. Ticks carry none and have sent their time stops."""
    s = run_at(run, 0)
    first = first_row(run, group)
    last = first_tick(run, first, first_row(run, group + 1))
    for row in range(first, last):
        instrument = instrument_of(run, row)
        s.row = row
        send_time_stops(run, instrument, row)
        bits = u8_at(s.signals, row) & mask_of(run, instrument)
        if bits & SIGNAL_TARGET != 0:
            act_on_target(run, instrument, row)
        elif bits != 0:
            act_on_signals(run, instrument, row)
        if s.status != 0:
            return 0
    return 0


@entry
def decide_targets(run: int, group: int) -> int:
    """Bring the instruments of a group to their targets: all are weighed, then the orders are sent; 0.

    Sells first, then buys, each by value descending, ties by row; or in the order of the plan's ranks.
    """
    s = run_at(run, 0)
    p = plan_at(s.plan, 0)
    first = first_row(run, group)
    last = first_row(run, group + 1)
    s.reached_count = 0
    for row in range(first, last, CACHE_LINE):
        prefetch(p.wanted, row * p.wanted_stride)
    for row in range(first, last):
        if u8_at(s.signals, row) & SIGNAL_TARGET != 0 and s.status == 0:
            s.row = row
            weigh(run, instrument_of(run, row), row)
    sort_by_value(run)
    for n in range(s.reached_count):
        if s.status == 0:
            s.row = reached_at(s.reached, n).order
            send_missing(run, instrument_of(run, s.row), s.row)
    return 0


@helper(VOID(I64, I64, I64, I64))
def refuse(run: int, command: int, order: int, reason: int) -> None:
    """Log a command that does nothing."""
    s = run_at(run, 0)
    c = command_at(command, 0)
    kind = ORDER_CANCEL_REJECTED if c.action == ACTION_CANCEL else COMMAND_REFUSED
    record_change(run, kind, reason, order, c.instrument)
    change_at(s.changes, s.changes_count - 1).name = c.name


@helper(I64(I64, I64), inline=True)
def cancels_linked(run: int, order: int) -> int:
    """1 when a cancel of an order takes those linked with it along (``cancel_linked``)."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.link < 0 and (o.bracket < 0 or o.flags & ORDER_CHILD == 0):
        return 0
    return venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue).cancel_linked + 0


@helper(VOID(I64, I64))
def cancel_siblings(run: int, order: int) -> None:
    """Cancel the other exits of a bracket, or the orders linked with one, as a strategy does, in sequence."""
    s = run_at(run, 0)
    link = order_at(s.orders, order).link + 0
    if link >= 0:
        k = link_at(s.links, link).first + 0
    else:
        k = bracket_at(s.brackets, order_at(s.orders, order).bracket).member_first + 0
    while k >= 0:
        if k != order and is_open(run, k) == 1:
            cancel_order(run, k, SIBLING_CANCELED)
        k = order_at(s.orders, k).next_linked if link >= 0 else order_at(s.orders, k).next_member


@helper(VOID(I64, I64))
def cancel(run: int, command: int) -> None:
    """Cancel the order that an earlier command submitted, or one of its children."""
    order = named_order(run, command)
    if order >= 0 and is_open(run, order) == 1:
        cancel_order(run, order, BY_USER)
        if cancels_linked(run, order) == 1:
            cancel_siblings(run, order)
    else:
        refuse(run, command, order, ORDER_CLOSED)


@helper(VOID(I64, I64, I64))
def cancel_all(run: int, instrument: int, strategy: int) -> None:
    """Cancel every open order that a strategy has for an instrument, or for all (-1), in sequence."""
    s = run_at(run, 0)
    s.reached_count = 0
    first = max(instrument, 0)
    last = instrument + 1 if instrument >= 0 else s.instrument_count
    for k in range(first, last):
        order = instrument_at(s.instruments, k).open_first
        while order >= 0:
            if order_at(s.orders, order).strategy == strategy:
                add_reached(run, 0, 0, order)
            order = order_at(s.orders, order).next_open
    sort_reached(s.reached, s.reached_count, 0)
    for n in range(s.reached_count):
        order = reached_at(s.reached, n).order
        if is_open(run, order) == 1:
            cancel_order(run, order, BY_USER)


@helper(VOID(I64, I64))
def close(run: int, command: int) -> None:
    """Send the reduce-only market order that closes a command's instrument."""
    s = run_at(run, 0)
    c = command_at(command, 0)
    if s.close_apart != 0:
        c.sent = call(s.close_apart, run, command)
    else:
        held = instrument_at(s.instruments, c.instrument).held
        c.sent = close_side(run, command, SELL if held > 0 else BUY, c.name) if held != 0 else -1
    if c.sent < 0:
        refuse(run, command, -1, NO_POSITION)


@entry
def decide_commands(run: int, group: int) -> int:
    """Act on the rows of an order table that are due after a group; 0."""
    s = run_at(run, 0)
    first = first_row(run, group)
    last = first_row(run, group + 1)
    s.row = last - 1
    time_stops(run, first, last)
    while s.command_next < s.command_count and s.status == 0:
        address = s.commands + s.command_next * COMMAND_SIZE
        c = command_at(address, 0)
        if c.row >= last:
            break
        s.row = c.row
        if c.action == ACTION_SUBMIT:
            c.sent = call(s.send, run, address)
        elif c.action == ACTION_CANCEL:
            cancel(run, address)
        elif c.action == ACTION_CLOSE:
            close(run, address)
        elif c.action == ACTION_MODIFY:
            call(s.modify if s.delay_modify == 0 else s.delay_modify, run, address)
        else:
            cancel_all(run, c.instrument, c.strategy)
        s.command_next += 1
    return 0


@helper(VOID(I64))
def report(run: int) -> None:
    """Show the order events so far to the strategy's on_event hook, also those its answers cause."""
    s = run_at(run, 0)
    if s.delay_report != 0:
        call(s.delay_report, run, 0)
        return
    n = 0
    while n < s.notices_count and s.status == 0:
        if call(s.on_event, run, n) != 0:
            fail(run, USER_ERROR)
        n += 1
    s.notices_count = 0


@entry
def decide_callback(run: int, group: int) -> int:
    """Show a group to a compiled or class strategy: its order events first, then the rows one by one; 0."""
    s = run_at(run, 0)
    first = first_row(run, group)
    last = first_row(run, group + 1)
    s.row = last - 1
    time_stops(run, first, last)
    if tells(run, first, last) == 0:
        return 0
    report(run)
    for row in range(first, last):
        s.row = row
        if s.status == 0 and informs(run, row) == 1 and call(s.callback, run, row) != 0:
            fail(run, USER_ERROR)
    report(run)
    return 0
