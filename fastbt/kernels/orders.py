"""Sending: a COMMAND becomes an order that is on its way, or is refused (rules A11, T5).

``send`` is the one entry through which signals, order tables, compiled and class strategies send. A refused
order stays in the table as DENIED with its reason; it never stops a run.
"""

from __future__ import annotations

from fastbt.codes import (
    EventKind,
    FillPoint,
    FillTiming,
    MessageKind,
    OrderStatus,
    OrderType,
    SizeRule,
)
from fastbt.kernels.brackets import join_members
from fastbt.kernels.checks import FOUND_AT_FILL, check
from fastbt.kernels.children import join_family, tell_size
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import is_forced, join_expiries, notify
from fastbt.kernels.memory import (
    I64,
    VOID,
    bracket_at,
    call,
    command_at,
    instrument_at,
    order_at,
    run_at,
    venue_at,
)
from fastbt.kernels.new_orders import attach_bracket, new_bracket, new_order
from fastbt.kernels.opening import flags_of
from fastbt.kernels.prices import acts_at_once, is_on_ticks, stand_at_market
from fastbt.kernels.queues import join_linked, join_open, join_waiting, leave_waiting
from fastbt.kernels.state import (
    FAR_UP,
    MOMENT_CLOSE,
    MOMENT_OPEN,
    MOMENT_SESSION_CLOSE,
    MOMENT_SESSION_OPEN,
    NOTHING,
    ORDER_ALL_HELD,
    ORDER_BUDGET,
    ORDER_CHILD,
    ORDER_ENTRY,
    ORDER_REVERSE,
    ORDER_TIED,
    ROW_NO_TOUCH,
)

DENIED = int(OrderStatus.DENIED)
MARKET = int(OrderType.MARKET)
QUANTITY = int(SizeRule.QUANTITY)
POSITION = int(SizeRule.POSITION)
MARKET_TO_LIMIT = int(OrderType.MARKET_TO_LIMIT)
MARKET_ON_OPEN = int(OrderType.MARKET_ON_OPEN)
"""The first of the types that are for a session's open or close; the numbers of the others are smaller."""
MARKET_ON_CLOSE = int(OrderType.MARKET_ON_CLOSE)
LIMIT_ON_OPEN = int(OrderType.LIMIT_ON_OPEN)
LIMIT_ON_CLOSE = int(OrderType.LIMIT_ON_CLOSE)
NEXT_CLOSE = int(FillTiming.NEXT_CLOSE)
AT_CLOSE = int(FillPoint.CLOSE)
ORDER_DENIED = int(EventKind.ORDER_DENIED)
SUBMIT = int(MessageKind.SUBMIT)


@helper(VOID(I64, I64))
def arrive_now(run: int, order: int) -> None:
    """Let an order arrive at its instrument's last close (fill_timing = this_close)."""
    s = run_at(run, 0)
    instrument = order_at(s.orders, order).instrument + 0
    i = instrument_at(s.instruments, instrument)
    leave_waiting(run, order)
    s.point = AT_CLOSE
    stand_at_market(run, instrument)
    s.touchable = 1 if flags_of(run, i.current_row) & ROW_NO_TOUCH == 0 else 0
    on_tick = s.on_tick + 0
    if s.kind != 0:
        s.on_tick = is_on_ticks(run, instrument)
    call(s.arrive, run, order)
    s.on_tick = on_tick


@helper(VOID(I64, I64, I64), inline=True)
def set_moment(run: int, order: int, command: int) -> None:
    """Settle where on a row an order arrives that is not due at once (rules T5, F7)."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.type == MARKET_ON_OPEN or o.type == LIMIT_ON_OPEN:
        o.moment = MOMENT_SESSION_OPEN
        o.live_from = max(o.live_from, command_at(command, 0).begins)
    elif o.type == MARKET_ON_CLOSE or o.type == LIMIT_ON_CLOSE:
        o.moment = MOMENT_SESSION_CLOSE
        o.live_from = command_at(command, 0).begins
    elif o.type == MARKET or o.type == MARKET_TO_LIMIT:
        o.moment = MOMENT_CLOSE


@entry
def send(run: int, command: int) -> int:
    """Send the order a command describes, from the row in progress; its index, or -1 when memory is out."""
    s = run_at(run, 0)
    c = command_at(command, 0)
    flags = c.flags + 0
    if c.size_rule != QUANTITY:
        flags |= ORDER_BUDGET if c.size_rule != POSITION else ORDER_ALL_HELD
    order = new_order(run, command, flags)
    if order < 0:
        return -1
    o = order_at(s.orders, order)
    if c.member > 0:
        o.bracket = c.member - 1
        o.parent = bracket_at(s.brackets, o.bracket).entry
        bracket_at(s.brackets, o.bracket).time_stop = order
        join_members(run, o.bracket, order)
    if flags & FOUND_AT_FILL != 0:
        if flags & ORDER_REVERSE != 0 and flags & ORDER_BUDGET == 0:
            o.amount = o.quantity
        o.quantity = NOTHING
        o.original_quantity = NOTHING
    if c.trail_kind != 0:
        call(s.trail_new, run, command)
    if c.link > 0:
        o.link = c.link - 1
    if flags & ORDER_TIED != 0:
        join_family(run, order, command)
    bracket = new_bracket(run, command)
    reason = check(run, order, bracket, c.sizing)
    o = order_at(s.orders, order)
    if reason != 0:
        o.status = DENIED
        o.reason = reason
        o.sequence_last = o.sequence_init
        if bracket >= 0:
            s.rungs_count -= bracket_at(s.brackets, bracket).rung_count
            s.brackets_count -= 1
        notify(run, ORDER_DENIED, order, -1)
        return order
    join_open(run, order)
    if o.link >= 0:
        join_linked(run, order)
    if flags & ORDER_TIED != 0:
        tell_size(run, order)
    if flags & ORDER_ENTRY != 0:
        instrument_at(s.instruments, o.instrument).entries_open += 1
    v = venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue)
    timing = v.fill_timing + 0
    if v.late == 1 and flags & ORDER_CHILD == 0:
        s.message = SUBMIT
        o.live_from += call(s.message_time, run, order)
    o.reached_venue = o.live_from
    if o.type >= MARKET_ON_OPEN or (
        timing == NEXT_CLOSE and v.this_row * is_on_ticks(run, o.instrument) == 0
    ):
        set_moment(run, order, command)
    if o.expire != FAR_UP and o.type < MARKET_ON_OPEN:
        join_expiries(run, order)
    if bracket >= 0:
        attach_bracket(run, command, order, bracket)
    join_waiting(run, order)
    o = order_at(s.orders, order)
    if acts_at_once(run, o.instrument) == 1 and o.moment == MOMENT_OPEN and is_forced(run, order) == 0:
        arrive_now(run, order)
    return order
