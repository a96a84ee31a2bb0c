"""Signals to orders (rules S1 to S4): what the bits of one row mean in the state the strategy is in.

The bits of a row are SIGNAL_ENTRY_LONG, EXIT_LONG, ENTRY_SHORT, EXIT_SHORT, or TARGET; sizes, prices and
stops stand in the columns of the PLAN record. ``mask_of`` says which bits can matter now, so that the drivers
skip rows whose signals change nothing. Called by ``decide.py``.
"""

from __future__ import annotations

from fastbt.codes import OrderSide, OrderType, Reason, SizeRule
from fastbt.kernels.grid import nearest, to_lots, to_rate, to_ticks
from fastbt.kernels.jit import helper
from fastbt.kernels.life import cancel_order, is_open
from fastbt.kernels.memory import (
    F64,
    I64,
    RUNG_SIZE,
    VOID,
    command_at,
    f64_at,
    i64_at,
    instrument_at,
    order_at,
    plan_at,
    run_at,
    u8_at,
)
from fastbt.kernels.requests import SIGNAL, blank, request_close, send_request
from fastbt.kernels.state import (
    BRACKET_FRACTION,
    BRACKET_NONE,
    CONFLICT_ADJACENT,
    CONFLICT_FIRST,
    CONFLICT_OPPOSITE,
    CONFLICT_SECOND,
    NOTHING,
    OPPOSITE_CLOSE,
    OPPOSITE_CLOSE_REDUCE,
    OPPOSITE_IGNORE,
    OPPOSITE_REVERSE,
    ORDER_ENTRY,
    ORDER_REDUCE_ONLY,
    ORDER_REVERSE,
    ROW_MATCH_ONLY,
    SIGNAL_ENTRY_LONG,
    SIGNAL_ENTRY_SHORT,
    SIGNAL_EXIT_LONG,
    SIGNAL_EXIT_SHORT,
    SIGNAL_TARGET,
)

BUY = int(OrderSide.BUY)
SELL = int(OrderSide.SELL)
LIMIT_ORDER = int(OrderType.LIMIT)
STOP_MARKET = int(OrderType.STOP_MARKET)
STOP_LIMIT = int(OrderType.STOP_LIMIT)
QUANTITY = int(SizeRule.QUANTITY)
VALUE = int(SizeRule.VALUE)
ALL_HELD = int(SizeRule.POSITION)
SIGNAL_EXIT = int(Reason.SIGNAL_EXIT)
REPLACED = int(Reason.REPLACED)
OFF, BOTH = 0, 2
ENTRIES = SIGNAL_ENTRY_LONG | SIGNAL_ENTRY_SHORT


@helper(F64(I64, I64, I64), inline=True)
def cell(column: int, stride: int, row: int) -> float:
    """One value of a plan's column; NaN where the plan has no such column."""
    return f64_at(column, row * stride) if column != 0 else float("nan")


@helper(I64(I64, I64), inline=True)
def mask_of(run: int, instrument: int) -> int:
    """The signal bits that can matter in the state an instrument is in."""
    s = run_at(run, 0)
    p = plan_at(s.plan, 0)
    if p.wanted_kind != 0:
        return SIGNAL_TARGET
    i = instrument_at(s.instruments, instrument)
    waiting = 0 if i.entry_order < 0 else order_at(s.orders, i.entry_order).side + 0
    if waiting == 0 and i.held == 0:
        return ENTRIES
    again = p.accumulate != OFF or (waiting != 0 and p.waiting_replace == 1)
    mask = 0
    if i.held > 0 or waiting > 0:
        mask |= SIGNAL_EXIT_LONG | SIGNAL_ENTRY_SHORT | (SIGNAL_ENTRY_LONG if again else 0)
    if i.held < 0 or waiting < 0:
        mask |= SIGNAL_EXIT_SHORT | SIGNAL_ENTRY_LONG | (SIGNAL_ENTRY_SHORT if again else 0)
    return mask


@helper(I64(I64, I64, I64, I64, I64), inline=True)
def settle_pair(bits: int, first: int, second: int, mode: int, first_is_adjacent: int) -> int:
    """Resolve two contradicting bits by a CONFLICT_* mode.

    ``first_is_adjacent``: 1 when ``first`` is what keeps the position held, -1 when ``second`` is, 0 when it
    is neither.
    """
    if bits & first == 0 or bits & second == 0:
        return bits
    if mode == CONFLICT_FIRST:
        return bits & ~second
    if mode == CONFLICT_SECOND:
        return bits & ~first
    keep = first_is_adjacent if mode == CONFLICT_ADJACENT else -first_is_adjacent
    if (mode == CONFLICT_ADJACENT or mode == CONFLICT_OPPOSITE) and keep != 0:
        return bits & ~second if keep > 0 else bits & ~first
    return bits & ~(first | second)


@helper(I64(I64, I64, I64), inline=True)
def resolved(run: int, instrument: int, bits: int) -> int:
    """The bits of a row after the conflicts of rule S3."""
    s = run_at(run, 0)
    p = plan_at(s.plan, 0)
    held = instrument_at(s.instruments, instrument).held
    side = (1 if held > 0 else 0) - (1 if held < 0 else 0)
    bits = settle_pair(bits, SIGNAL_ENTRY_LONG, SIGNAL_ENTRY_SHORT, p.on_direction_conflict, side)
    bits = settle_pair(bits, SIGNAL_ENTRY_LONG, SIGNAL_EXIT_LONG, p.on_conflict, 1 if side > 0 else 0)
    return settle_pair(bits, SIGNAL_ENTRY_SHORT, SIGNAL_EXIT_SHORT, p.on_conflict, 1 if side < 0 else 0)


@helper(VOID(I64, I64, I64, I64), inline=True)
def request_size(run: int, instrument: int, side: int, row: int) -> None:
    """Start a request for an entry's size, as the plan's columns give it for the row."""
    s = run_at(run, 0)
    p = plan_at(s.plan, 0)
    i = instrument_at(s.instruments, instrument)
    lots = 0
    if p.size_rule == QUANTITY:
        lots = to_lots(cell(p.quantity, p.quantity_stride, row), i.size_scale, i.size_increment)
    blank(run, instrument, side, lots)
    c = command_at(s.request, 0)
    c.size_rule = p.size_rule
    c.sizing = p.sizing
    c.strategy = p.strategy
    if p.size_rule == VALUE:
        c.amount = nearest(cell(p.size, p.size_stride, row) * i.money_scale)
    elif p.size_rule != QUANTITY:
        c.amount = to_rate(cell(p.size, p.size_stride, row))


@helper(I64(I64, I64, I64, F64))
def exit_amount(run: int, instrument: int, kind: int, x: float) -> int:
    """A bracket value as asked for: a rate for a fraction, ticks for an offset or a price."""
    if kind == BRACKET_FRACTION:
        return to_rate(x)
    i = instrument_at(run_at(run, 0).instruments, instrument)
    return to_ticks(x, i.price_scale, i.price_increment)


@helper(VOID(I64, I64, I64))
def request_terms(run: int, instrument: int, row: int) -> None:
    """Add an entry's prices, time in force and bracket to the request."""
    s = run_at(run, 0)
    p = plan_at(s.plan, 0)
    i = instrument_at(s.instruments, instrument)
    c = command_at(s.request, 0)
    c.price = to_ticks(cell(p.limit_price, p.limit_price_stride, row), i.price_scale, i.price_increment)
    c.trigger = to_ticks(cell(p.trigger_price, p.trigger_price_stride, row), i.price_scale, i.price_increment)
    if c.trigger != NOTHING:
        c.type = STOP_LIMIT if c.price != NOTHING else STOP_MARKET
    elif c.price != NOTHING:
        c.type = LIMIT_ORDER
    c.time_in_force = p.time_in_force
    if p.expire != 0:
        c.expire = i64_at(p.expire, row * p.expire_stride)
    x = cell(p.stop, p.stop_stride, row)
    if p.stop_kind != BRACKET_NONE and x == x:
        c.stop_kind = p.stop_kind
        c.stop_value = exit_amount(run, instrument, p.stop_kind, x)
    x = cell(p.trailing_stop, p.trailing_stop_stride, row)
    if p.trailing_stop_kind != BRACKET_NONE and x == x:
        c.trailing_stop_kind = p.trailing_stop_kind
        c.trailing_stop_value = exit_amount(run, instrument, p.trailing_stop_kind, x)
    x = cell(p.break_even, p.break_even_stride, row)
    if x == x:
        c.break_even = to_rate(x)
    x = cell(p.target, p.target_stride, row)
    if p.target_kind != BRACKET_NONE and x == x:
        c.target_kind = p.target_kind
        c.target_value = exit_amount(run, instrument, p.target_kind, x)
    if p.rung_count > 0:
        c.target_kind = p.target_kind
        c.rungs = p.rungs + instrument * p.rung_count * RUNG_SIZE
        c.rung_count = p.rung_count
    x = cell(p.time_stop, p.time_stop_stride, row)
    if p.time_kind != 0 and x == x:
        c.time_kind = p.time_kind
        c.time_value = nearest(x)


@helper(VOID(I64, I64, I64), inline=True)
def send_close(run: int, instrument: int, row: int) -> None:
    """Close what is held, or with accumulate = both the entry's size of it, unless a close is on its way."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if i.close_order >= 0:
        return
    if plan_at(s.plan, 0).accumulate == BOTH:
        request_size(run, instrument, SELL if i.held > 0 else BUY, row)
        command_at(s.request, 0).flags = ORDER_REDUCE_ONLY
    else:
        request_close(run, instrument, SELL if i.held > 0 else BUY, abs(i.held), SIGNAL)
        command_at(s.request, 0).size_rule = ALL_HELD
    order = send_request(run)
    if order >= 0 and is_open(run, order) == 1:
        i.close_order = order


@helper(VOID(I64, I64, I64, I64, I64), inline=True)
def send_entry(run: int, instrument: int, side: int, row: int, flags: int) -> None:
    """Send an entry with the plan's size, prices and bracket."""
    s = run_at(run, 0)
    request_size(run, instrument, side, row)
    request_terms(run, instrument, row)
    command_at(s.request, 0).flags = flags | ORDER_ENTRY
    order = send_request(run)
    if order >= 0 and is_open(run, order) == 1:
        instrument_at(s.instruments, instrument).entry_order = order


@helper(VOID(I64, I64, I64, I64))
def enter_against(run: int, instrument: int, side: int, row: int) -> None:
    """An entry against what is held: ``on_opposite_entry`` decides."""
    s = run_at(run, 0)
    p = plan_at(s.plan, 0)
    mode = p.on_opposite_entry + 0
    if mode == OPPOSITE_IGNORE:
        return
    adds = p.accumulate != OFF
    if mode == OPPOSITE_CLOSE or (mode == OPPOSITE_CLOSE_REDUCE and not adds):
        send_close(run, instrument, row)
    elif mode == OPPOSITE_CLOSE_REDUCE:
        request_size(run, instrument, side, row)
        command_at(s.request, 0).flags = ORDER_REDUCE_ONLY
        send_request(run)
    elif mode == OPPOSITE_REVERSE or not adds:
        send_entry(run, instrument, side, row, ORDER_REVERSE)
    else:
        send_entry(run, instrument, side, row, 0)


@helper(VOID(I64, I64, I64, I64), inline=True)
def enter(run: int, instrument: int, side: int, row: int) -> None:
    """An entry signal in the state the instrument is in."""
    s = run_at(run, 0)
    p = plan_at(s.plan, 0)
    i = instrument_at(s.instruments, instrument)
    adds = p.accumulate != OFF
    waiting = i.entry_order
    if waiting >= 0:
        same = order_at(s.orders, waiting).side == side
        # part filled it is a position too, of which the same side wants no more
        if same and not adds and (p.waiting_replace == 0 or i.held * side > 0):
            return
        if not same or (not adds and p.waiting_replace == 1):
            cancel_order(run, waiting, REPLACED)
    if i.held * side < 0:
        enter_against(run, instrument, side, row)
    elif i.held == 0 or adds:
        send_entry(run, instrument, side, row, 0)


@helper(VOID(I64, I64, I64, I64), inline=True)
def leave(run: int, instrument: int, side: int, row: int) -> None:
    """An exit signal of the direction ``side``: cancels its waiting entry, closes what is held."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    waiting = i.entry_order
    if waiting >= 0 and order_at(s.orders, waiting).side == side:
        cancel_order(run, waiting, SIGNAL_EXIT)
    if i.held * side > 0:
        send_close(run, instrument, row)


@helper(I64(I64, I64, I64), inline=True)
def stop_filled(run: int, stop: int, row: int) -> int:
    """1 when a stop of an instrument that filled last on row ``stop`` did so within its main row ``row``.

    A tick of the very time at which a bar ends follows it and lies within it.
    """
    s = run_at(run, 0)
    if stop == row:
        return 1
    if s.seen == 0 or stop < 0 or u8_at(s.flags, stop) & ROW_MATCH_ONLY == 0:
        return 0
    if stop > row:
        return 1
    if i64_at(s.seen, stop) != i64_at(s.seen, row) - 1:
        return 0
    before = i64_at(s.frame_row, stop)
    if before < 0:
        return 1
    return 1 if i64_at(s.ts_event, i64_at(s.main_rows, before)) < i64_at(s.ts_event, stop) else 0


@helper(VOID(I64, I64, I64))
def act_on_signals(run: int, instrument: int, row: int) -> None:
    """Turn the signals of one row into orders."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if plan_at(s.plan, 0).stop_cancels_signals == 1 and stop_filled(run, i.last_stop_row, row) == 1:
        return
    bits = resolved(run, instrument, u8_at(s.signals, row) + 0)
    if bits & SIGNAL_EXIT_LONG != 0:
        leave(run, instrument, BUY, row)
    if bits & SIGNAL_EXIT_SHORT != 0:
        leave(run, instrument, SELL, row)
    if bits & SIGNAL_ENTRY_LONG != 0:
        enter(run, instrument, BUY, row)
    if bits & SIGNAL_ENTRY_SHORT != 0:
        enter(run, instrument, SELL, row)
