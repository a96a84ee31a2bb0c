"""Sending: a COMMAND becomes an order, with the pre-trade checks (rules A11, A4, A5, F10, T5).

``send`` is the one entry through which signals, order tables, compiled and class strategies send. A refused
order stays in the table as DENIED with its reason; it never stops a run.
"""

from __future__ import annotations

from fastbt.codes import (
    EventKind,
    FillCause,
    FillPoint,
    FillTiming,
    LiquiditySide,
    OrderStatus,
    OrderType,
    Reason,
    SizeRule,
    Sizing,
    TimeInForce,
)
from fastbt.kernels.brackets import join_members, levels_in_order, rung_share, rung_value, rungs_of
from fastbt.kernels.draws import SUBMIT_LATENCY, jitter
from fastbt.kernels.fills import reducible
from fastbt.kernels.funds import lock, price_when_sent
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import join_expiries, next_sequence, notify
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
    link_at,
    order_at,
    run_at,
    rung_at,
    trail_at,
    venue_at,
)
from fastbt.kernels.opening import flags_of
from fastbt.kernels.prices import acts_at_once, is_on_ticks, newest_price, stand_at, stand_at_market
from fastbt.kernels.queues import join_linked, join_open, join_waiting, leave_waiting
from fastbt.kernels.sizing import budget_lots, has_stop
from fastbt.kernels.state import (
    BRACKET_NONE,
    FAR_DOWN,
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
    ORDER_REDUCE_ONLY,
    ORDER_REVERSE,
    ROW_NO_TOUCH,
    TRAIL_BREAK_EVEN,
)
from fastbt.kernels.value import notional

SUBMITTED = int(OrderStatus.SUBMITTED)
DENIED = int(OrderStatus.DENIED)
MARKET = int(OrderType.MARKET)
LIMIT_ORDER = int(OrderType.LIMIT)
STOP_MARKET = int(OrderType.STOP_MARKET)
STOP_LIMIT = int(OrderType.STOP_LIMIT)
MARKET_IF_TOUCHED = int(OrderType.MARKET_IF_TOUCHED)
LIMIT_IF_TOUCHED = int(OrderType.LIMIT_IF_TOUCHED)
GTC = int(TimeInForce.GTC)
QUANTITY = int(SizeRule.QUANTITY)
POSITION = int(SizeRule.POSITION)
FOUND_AT_FILL = ORDER_BUDGET | ORDER_REVERSE | ORDER_ALL_HELD
RISK_PERCENT = int(SizeRule.RISK_PERCENT)
AT_DECISION = int(Sizing.DECISION)
TAKER = int(LiquiditySide.TAKER)
CLOSE_OUT = int(FillCause.CLOSE_OUT)
STOP_LOSS = int(FillCause.STOP_LOSS)
TAKE_PROFIT = int(FillCause.TAKE_PROFIT)
TRAILING_STOP = int(FillCause.TRAILING_STOP)
TRAILING_STOP_MARKET = int(OrderType.TRAILING_STOP_MARKET)
MARKET_TO_LIMIT = int(OrderType.MARKET_TO_LIMIT)
MARKET_ON_OPEN = int(OrderType.MARKET_ON_OPEN)
"""The first of the types that are for a session's open or close; the numbers of the others are smaller."""
MARKET_ON_CLOSE = int(OrderType.MARKET_ON_CLOSE)
LIMIT_ON_OPEN = int(OrderType.LIMIT_ON_OPEN)
LIMIT_ON_CLOSE = int(OrderType.LIMIT_ON_CLOSE)
NEXT_CLOSE = int(FillTiming.NEXT_CLOSE)
AT_CLOSE = int(FillPoint.CLOSE)
ORDER_DENIED = int(EventKind.ORDER_DENIED)
NOT_TRADABLE = int(Reason.NOT_TRADABLE)
NO_PRICE = int(Reason.NO_PRICE)
INVALID_PRICE = int(Reason.INVALID_PRICE)
PRICE_OFF_GRID = int(Reason.PRICE_OFF_GRID)
QUANTITY_ZERO = int(Reason.QUANTITY_ZERO)
QUANTITY_OFF_GRID = int(Reason.QUANTITY_OFF_GRID)
BELOW_MIN_QUANTITY = int(Reason.BELOW_MIN_QUANTITY)
ABOVE_MAX_QUANTITY = int(Reason.ABOVE_MAX_QUANTITY)
BELOW_MIN_NOTIONAL = int(Reason.BELOW_MIN_NOTIONAL)
EXPIRED = int(Reason.EXPIRED)
BRACKET_LEVELS = int(Reason.BRACKET_LEVELS)
NO_STOP = int(Reason.NO_STOP)
SIBLING_FILLED = int(Reason.SIBLING_FILLED)


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
    b = bracket_at(run_at(run, 0).brackets, k)
    b.entry = -1
    b.stop_loss = -1
    b.take_profit = -1
    b.time_stop = -1
    b.stop_kind = c.stop_kind
    b.target_kind = c.target_kind
    b.time_kind = c.time_kind
    b.active = 0
    b.whole = c.whole
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


@helper(I64(I64, I64), inline=True)
def check_prices(run: int, order: int) -> int:
    """The reason why an order's prices are refused, or 0."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    if i.tradable == 0:
        return NOT_TRADABLE
    if i.has_mark == 0:
        return NO_PRICE
    touched = o.type == MARKET_IF_TOUCHED or o.type == LIMIT_IF_TOUCHED
    needs_limit = o.type == LIMIT_ORDER or o.type == STOP_LIMIT or o.type == LIMIT_IF_TOUCHED
    needs_limit = needs_limit or o.type == LIMIT_ON_OPEN or o.type == LIMIT_ON_CLOSE
    needs_trigger = o.type == STOP_MARKET or o.type == STOP_LIMIT or touched
    if (needs_limit and o.price == NOTHING) or (needs_trigger and o.trigger == NOTHING):
        return INVALID_PRICE
    if (o.price != NOTHING and o.price <= 0) or (o.trigger != NOTHING and o.trigger <= 0):
        return INVALID_PRICE
    if o.trail >= 0 and trail_at(s.trails, o.trail).kind != TRAIL_BREAK_EVEN:
        t = trail_at(s.trails, o.trail)
        if t.offset <= 0 or (t.limit_offset != NOTHING and t.limit_offset < 0):
            return INVALID_PRICE
        if t.activation != NOTHING and t.activation <= 0:
            return INVALID_PRICE
        if t.activation != NOTHING and t.activation % i.price_increment != 0:
            return PRICE_OFF_GRID
    if o.price != NOTHING and o.price % i.price_increment != 0:
        return PRICE_OFF_GRID
    if o.trigger != NOTHING and o.trigger % i.price_increment != 0:
        return PRICE_OFF_GRID
    return 0


@helper(I64(I64, I64, I64), inline=True)
def check_quantity(run: int, order: int, lots: int) -> int:
    """The reason why a quantity is refused, or 0."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    if lots <= 0:
        return QUANTITY_ZERO
    if lots % i.size_increment != 0:
        return QUANTITY_OFF_GRID
    if i.min_quantity != NOTHING and lots < i.min_quantity:
        return BELOW_MIN_QUANTITY
    if i.max_quantity != NOTHING and lots > i.max_quantity:
        return ABOVE_MAX_QUANTITY
    if i.min_notional != NOTHING and o.flags & ORDER_REDUCE_ONLY == 0:
        value = notional(run, o.instrument, price_when_sent(run, order), lots)
        if abs(value) < i.min_notional:
            return BELOW_MIN_NOTIONAL
    return 0


@helper(I64(I64, I64, I64), inline=True)
def check_bracket(run: int, order: int, bracket: int) -> int:
    """The reason why an order's stop-loss or take-profit is refused, or 0."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if bracket < 0:
        return NO_STOP if o.size_rule == RISK_PERCENT else 0
    b = bracket_at(s.brackets, bracket)
    if b.stop_kind != BRACKET_NONE and b.stop_value <= 0:
        return INVALID_PRICE
    if b.trailing_stop_kind != BRACKET_NONE and b.trailing_stop_value <= 0:
        return INVALID_PRICE
    if b.break_even != NOTHING and b.break_even <= 0:
        return INVALID_PRICE
    for n in range(rungs_of(run, bracket)):
        if rung_value(run, bracket, n) <= 0 or rung_share(run, bracket, n) <= 0:
            return INVALID_PRICE
    if levels_in_order(run, order, bracket, price_when_sent(run, order)) == 0:
        return BRACKET_LEVELS
    if o.size_rule == RISK_PERCENT and has_stop(run, bracket) == 0:
        return NO_STOP
    return 0


@helper(VOID(I64, I64, I64))
def size_now(run: int, order: int, bracket: int) -> None:
    """Resolve a budget at the decision: from here on it is an ordinary quantity."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    price = newest_price(run, o.instrument, o.side)
    mark = instrument_at(s.instruments, o.instrument).mark
    o.bracket = bracket
    lots = budget_lots(run, order, price, mark, TAKER, reducible(run, order))
    o.bracket = -1
    o.flags &= ~ORDER_BUDGET
    if o.flags & ORDER_REVERSE != 0:
        o.amount = lots
    else:
        o.quantity = lots
        o.original_quantity = lots


@helper(I64(I64, I64, I64, I64), inline=True)
def check(run: int, order: int, bracket: int, sizing: int) -> int:
    """All pre-trade checks in the order of rule A11, then the locks.

    The reason of the first that fails, or 0.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    reason = check_prices(run, order)
    if reason != 0:
        return reason
    if o.cause == CLOSE_OUT:
        return 0
    unmeasured = o.size_rule == RISK_PERCENT and has_stop(run, bracket) == 0
    if o.flags & ORDER_BUDGET != 0 and sizing == AT_DECISION and not unmeasured:
        size_now(run, order, bracket)
    if o.flags & FOUND_AT_FILL == 0:
        reason = check_quantity(run, order, o.quantity)
    elif o.flags & (ORDER_BUDGET | ORDER_ALL_HELD) == 0:
        reason = check_quantity(run, order, o.amount)
    if reason != 0:
        return reason
    if o.expire != FAR_UP and o.expire <= i64_at(s.ts_event, s.row):
        return EXPIRED
    reason = check_bracket(run, order, bracket)
    if reason != 0:
        return reason
    if o.link >= 0 and link_at(s.links, o.link).filled > 0:
        return SIBLING_FILLED
    reason = lock(run, order)
    return call(s.assess, run, order) if reason == 0 and s.risk != 0 else reason


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


@helper(VOID(I64, I64))
def arrive_now(run: int, order: int) -> None:
    """Let an order arrive at its instrument's last close (fill_timing = this_close)."""
    s = run_at(run, 0)
    instrument = order_at(s.orders, order).instrument + 0
    i = instrument_at(s.instruments, instrument)
    leave_waiting(run, order)
    s.point = AT_CLOSE
    o = order_at(s.orders, order)
    closing_out = o.cause == CLOSE_OUT
    if closing_out:
        stand_at(run, newest_price(run, instrument, o.side))
    else:
        stand_at_market(run, instrument)
    s.touchable = 1 if closing_out or flags_of(run, i.current_row) & ROW_NO_TOUCH == 0 else 0
    call(s.arrive, run, order)


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
    if flags & ORDER_ENTRY != 0:
        instrument_at(s.instruments, o.instrument).entries_open += 1
    v = venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue)
    timing = v.fill_timing + 0
    if v.late == 1 and flags & ORDER_CHILD == 0:
        o.live_from += v.latency_submit + jitter(run, SUBMIT_LATENCY, order, v.latency_jitter)
    o.reached_venue = o.live_from
    if o.type >= MARKET_ON_OPEN or (timing == NEXT_CLOSE and is_on_ticks(run, o.instrument) == 0):
        set_moment(run, order, command)
    if o.expire != FAR_UP and o.type < MARKET_ON_OPEN:
        join_expiries(run, order)
    if bracket >= 0:
        attach_bracket(run, command, order, bracket)
    join_waiting(run, order)
    o = order_at(s.orders, order)
    if acts_at_once(run, o.instrument) == 1 and o.moment == MOMENT_OPEN:
        arrive_now(run, order)
    return order
