"""New records: an order from a COMMAND, its bracket, and the children that wait for its fill.

Nothing here refuses anything: ``checks.py`` does, ``orders.py`` decides what becomes of it.
"""

from __future__ import annotations

from fastbt.codes import (
    FillCause,
    OrderStatus,
    OrderType,
    SizeRule,
    TimeInForce,
)
from fastbt.kernels.brackets import join_members, rungs_of
from fastbt.kernels.jit import helper
from fastbt.kernels.life import next_sequence
from fastbt.kernels.memory import (
    BRACKET_SIZE,
    BRACKETS,
    I64,
    ORDER_SIZE,
    ORDERS,
    RUNG_SIZE,
    RUNGS,
    VOID,
    append,
    bracket_at,
    call,
    command_at,
    i64_at,
    instrument_at,
    order_at,
    run_at,
    rung_at,
    venue_at,
)
from fastbt.kernels.queues import join_open
from fastbt.kernels.state import (
    BRACKET_NONE,
    FAR_DOWN,
    FAR_UP,
    MOMENT_OPEN,
    NOTHING,
    ORDER_CHILD,
    ORDER_REDUCE_ONLY,
)

SUBMITTED = int(OrderStatus.SUBMITTED)
LIMIT_ORDER = int(OrderType.LIMIT)
STOP_MARKET = int(OrderType.STOP_MARKET)
GTC = int(TimeInForce.GTC)
QUANTITY = int(SizeRule.QUANTITY)
STOP_LOSS = int(FillCause.STOP_LOSS)
TAKE_PROFIT = int(FillCause.TAKE_PROFIT)
TRAILING_STOP = int(FillCause.TRAILING_STOP)
TRAILING_STOP_MARKET = int(OrderType.TRAILING_STOP_MARKET)


@helper(I64(I64, I64, I64), inline=True)
def new_order(run: int, command: int, flags: int) -> int:
    """Take an order record and fill in what a command says; its index, or -1 when memory is out."""
    k = append(run, run + ORDERS, ORDER_SIZE)
    if k < 0:
        return -1
    s = run_at(run, 0)
    c = command_at(command, 0)
    o = order_at(s.orders, k)
    o.status = SUBMITTED
    o.type = c.type
    o.side = c.side
    o.time_in_force = c.time_in_force
    o.cause = c.cause
    o.size_rule = c.size_rule
    o.sizing = c.sizing
    o.trigger_type = c.trigger_type
    o.in_book = 0
    o.book_place = 0
    o.flags = flags
    o.reason = 0
    o.strategy = c.strategy
    o.account = instrument_at(s.instruments, c.instrument).account
    o.instrument = c.instrument
    o.name = c.name
    o.tag = c.tag
    o.parent = -1
    o.bracket = -1
    o.trail = -1
    o.position = -1
    o.opener = c.opener - 1
    if c.opener_command > 0:
        o.opener = command_at(s.commands, c.opener_command - 1).sent
    o.quantity = c.quantity
    o.original_quantity = c.quantity
    o.filled = 0
    o.amount = c.amount
    o.price = c.price
    o.trigger = c.trigger
    o.locked = 0
    # a read of ts_event that nothing else needs costs a cache miss an order
    o.live_from = FAR_DOWN if s.contiguous == 1 else i64_at(s.ts_event, s.row)
    o.expire = c.expire
    o.row_init = s.row
    o.row_accepted = -1
    o.row_triggered = -1
    o.row_last = s.row
    o.sequence_init = next_sequence(run)
    o.place = o.sequence_init
    o.sequence_accepted = -1
    o.sequence_triggered = -1
    o.sequence_last = -1
    o.next = -1
    o.previous = -1
    o.next_open = -1
    o.previous_open = -1
    o.next_reduce = -1
    o.previous_reduce = -1
    o.beyond = instrument_at(s.instruments, c.instrument).limit_beyond
    o.moment = MOMENT_OPEN
    o.next_member = -1
    o.reached_venue = FAR_DOWN
    o.link = -1
    o.tie = -1
    o.children = -1
    o.next_linked = -1
    return k


@helper(VOID(I64, I64, I64))
def copy_rungs(run: int, command: int, bracket: int) -> None:
    """Copy a command's ladder into the pool of rungs."""
    s = run_at(run, 0)
    c = command_at(command, 0)
    for n in range(c.rung_count):
        k = append(run, run + RUNGS, RUNG_SIZE)
        if k < 0:
            return
        if n == 0:
            bracket_at(s.brackets, bracket).rung_first = k
        to = rung_at(s.rungs, k)
        to.value = rung_at(c.rungs, n).value
        to.share = rung_at(c.rungs, n).share


@helper(I64(I64, I64), inline=True)
def new_bracket(run: int, command: int) -> int:
    """Take a bracket record for a command that asks for one; its index, or -1."""
    c = command_at(command, 0)
    stops = c.stop_kind != BRACKET_NONE or c.trailing_stop_kind != BRACKET_NONE
    if not stops and c.target_kind == BRACKET_NONE and c.time_kind == 0:
        return -1
    k = append(run, run + BRACKETS, BRACKET_SIZE)
    if k < 0:
        return -1
    s = run_at(run, 0)
    b = bracket_at(s.brackets, k)
    b.entry = -1
    b.stop_loss = -1
    b.take_profit = -1
    b.time_stop = -1
    b.stop_kind = c.stop_kind
    b.target_kind = c.target_kind
    b.time_kind = c.time_kind
    b.active = 0
    b.whole = venue_at(s.venues, instrument_at(s.instruments, c.instrument).venue).stops_per_position
    b.stop_value = c.stop_value
    b.target_value = c.target_value
    b.time_value = c.time_value
    b.left = 0
    b.position = -1
    b.due_row = FAR_UP
    b.due_ts = FAR_UP
    b.next = -1
    b.previous = -1
    b.member_first = -1
    b.member_last = -1
    b.rung_first = -1
    b.rung_count = c.rung_count
    b.entered = 0
    b.first_price = 0
    b.late = 0
    b.excess = 0
    b.trailing_stop = -1
    b.trailing_stop_kind = c.trailing_stop_kind
    b.trailing_stop_value = c.trailing_stop_value
    b.break_even = c.break_even if c.stop_kind != BRACKET_NONE else NOTHING
    if c.rung_count > 0:
        copy_rungs(run, command, k)
    return k


@helper(I64(I64, I64, I64, I64, I64))
def new_child(run: int, command: int, parent: int, bracket: int, cause: int) -> int:
    """A stop or take-profit, created with its entry and waiting for the entry's fill.

    Its order index.
    """
    k = new_order(run, command, ORDER_REDUCE_ONLY | ORDER_CHILD)
    if k < 0:
        return -1
    s = run_at(run, 0)
    o = order_at(s.orders, k)
    o.side = -o.side
    o.type = STOP_MARKET if cause == STOP_LOSS else LIMIT_ORDER
    if cause == TRAILING_STOP:
        o.type = TRAILING_STOP_MARKET
    o.cause = cause
    o.trigger_type = 0
    o.time_in_force = GTC
    o.size_rule = QUANTITY
    o.parent = parent
    o.opener = parent
    o.bracket = bracket
    o.quantity = NOTHING
    o.original_quantity = NOTHING
    o.amount = 0
    o.price = NOTHING
    o.trigger = NOTHING
    o.expire = FAR_UP
    join_open(run, k)
    join_members(run, bracket, k)
    return k


@helper(VOID(I64, I64, I64, I64))
def attach_bracket(run: int, command: int, order: int, bracket: int) -> None:
    """Tie an accepted command's bracket to its entry and create its children, stops first."""
    s = run_at(run, 0)
    order_at(s.orders, order).bracket = bracket
    b = bracket_at(s.brackets, bracket)
    b.entry = order
    if b.stop_kind != BRACKET_NONE:
        k = new_child(run, command, order, bracket, STOP_LOSS)
        bracket_at(s.brackets, bracket).stop_loss = k
        if bracket_at(s.brackets, bracket).break_even != NOTHING:
            call(s.trail_new, run, command)
    if b.trailing_stop_kind != BRACKET_NONE:
        k = new_child(run, command, order, bracket, TRAILING_STOP)
        bracket_at(s.brackets, bracket).trailing_stop = k
        call(s.trail_new, run, command)
    for n in range(rungs_of(run, bracket)):
        k = new_child(run, command, order, bracket, TAKE_PROFIT)
        if n == 0:
            bracket_at(s.brackets, bracket).take_profit = k
