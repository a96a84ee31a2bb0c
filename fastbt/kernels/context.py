"""Between the kernel and a strategy's own code: what it is shown, and what it asks for (decision 2).

``show`` fills the CONTEXT record before each row's callback, ``show_event`` the EVENT record before each
order event's; ``place`` turns an ASK into an order through ``orders.send``. Compiled and class strategies use
the same three, so that the same idea sends the same orders.
"""

from __future__ import annotations

import math

from fastbt.codes import OrderType, SizeRule
from fastbt.kernels import state
from fastbt.kernels.grid import to_lots, to_rate, to_ticks
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import (
    ask_at,
    balance_at,
    call,
    command_at,
    context_at,
    event_at,
    f64_at,
    fill_at,
    i64_at,
    instrument_at,
    notice_at,
    order_at,
    put_f64,
    put_i64,
    run_at,
    user_at,
)
from fastbt.kernels.requests import blank, send_request
from fastbt.kernels.state import BRACKET_FRACTION, NOTHING, ORDER_REDUCE_ONLY
from fastbt.kernels.step import instrument_of

LIMIT_ORDER = int(OrderType.LIMIT)
STOP_MARKET = int(OrderType.STOP_MARKET)
STOP_LIMIT = int(OrderType.STOP_LIMIT)
ALL_HELD = int(SizeRule.POSITION)
CONTEXT_SIZE = state.CONTEXT.itemsize


@entry
def show(run: int, row: int) -> int:
    """Fill the CONTEXT record with a row's prices, the account and the strategy's columns; 0."""
    s = run_at(run, 0)
    u = user_at(s.user, 0)
    c = context_at(u.context, 0)
    k = instrument_of(run, row)
    i = instrument_at(s.instruments, k)
    b = balance_at(s.balances, i.balance)
    c.run = run
    # columns of the strategy have a value per row of its own bars
    at = row if s.frame_row == 0 else i64_at(s.frame_row, row)
    c.row = at
    c.instrument = k
    c.ts_event = i64_at(s.ts_event, row)
    c.open = i64_at(s.open, row) / i.price_scale
    c.high = i64_at(s.high, row) / i.price_scale
    c.low = i64_at(s.low, row) / i.price_scale
    c.close = i64_at(s.close, row) / i.price_scale
    lots = NOTHING if s.volume == 0 else i64_at(s.volume, row)
    c.volume = math.nan if lots == NOTHING else lots / i.size_scale
    c.position = i.held / i.size_scale
    c.cash = b.total / i.money_scale
    c.equity = (b.total + b.marked) / i.money_scale
    for n in range(u.column_count):
        put_f64(u.context + CONTEXT_SIZE, n, f64_at(i64_at(u.columns, n), at))
    return 0


@entry
def show_event(run: int, notice: int) -> int:
    """Fill the EVENT record with an order event, and the CONTEXT with its instrument's newest row; 0."""
    s = run_at(run, 0)
    n = notice_at(s.notices, notice)
    o = order_at(s.orders, n.order)
    i = instrument_at(s.instruments, o.instrument)
    row = i.current_row + 0
    if row >= 0 and s.frame_row != 0:
        at = i64_at(s.frame_row, row)
        row = i64_at(s.main_rows, at) if at >= 0 else -1
    if row >= 0:
        call(s.show, run, row)
    e = event_at(user_at(s.user, 0).event, 0)
    e.kind = n.kind
    e.order = n.order
    e.instrument = o.instrument
    e.side = o.side
    e.status = o.status
    e.reason = o.reason
    e.quantity = math.nan if o.quantity == NOTHING else o.quantity / i.size_scale
    e.price = math.nan
    if n.fill >= 0:
        f = fill_at(s.fills, n.fill)
        e.quantity = f.quantity / i.size_scale
        e.price = f.price / i.price_scale
    return 0


@entry
def place(run: int, ask: int) -> int:
    """Send the order that a strategy asks for; its number, or -1 when memory is out."""
    s = run_at(run, 0)
    a = ask_at(ask, 0)
    i = instrument_at(s.instruments, a.instrument)
    blank(run, a.instrument, a.side, to_lots(a.quantity, i.size_scale, i.size_increment))
    c = command_at(s.request, 0)
    c.price = to_ticks(a.limit_price, i.price_scale, i.price_increment)
    c.trigger = to_ticks(a.trigger_price, i.price_scale, i.price_increment)
    if c.trigger != NOTHING:
        c.type = STOP_LIMIT if c.price != NOTHING else STOP_MARKET
    elif c.price != NOTHING:
        c.type = LIMIT_ORDER
    if a.reduce_only != 0:
        c.flags = ORDER_REDUCE_ONLY
        if a.quantity != a.quantity:
            c.size_rule = ALL_HELD
    if a.stop_loss == a.stop_loss:
        c.stop_kind = BRACKET_FRACTION
        c.stop_value = to_rate(a.stop_loss)
    if a.take_profit == a.take_profit:
        c.target_kind = BRACKET_FRACTION
        c.target_value = to_rate(a.take_profit)
    if a.rung_count > 0:
        for n in range(2 * a.rung_count):  # the numbers of the ladder turn into rates where they are
            put_i64(a.rungs, n, to_rate(f64_at(a.rungs, n)))
        c.target_kind = BRACKET_FRACTION
        c.rungs = a.rungs
        c.rung_count = a.rung_count
    return send_request(run)


@entry
def call_python_bar(run: int, row: int) -> int:
    """Show a row to a class strategy through the interpreter's C API; 1 when its ``on_bar`` raised."""
    s = run_at(run, 0)
    u = user_at(s.user, 0)
    call(s.show, run, row)
    answer = call(u.call_one, u.on_bar, u.bar)
    if answer == 0:
        return 1
    call(u.release, answer, 0)
    return 0


@entry
def call_python_event(run: int, notice: int) -> int:
    """Show an order event to a class strategy; 1 when its hook raised."""
    s = run_at(run, 0)
    u = user_at(s.user, 0)
    call(s.show_event, run, notice)
    answer = call(u.call_one, u.on_order_event, u.order_event)
    if answer == 0:
        return 1
    call(u.release, answer, 0)
    return 0
