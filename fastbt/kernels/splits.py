"""Splits: quantities times the ratio, prices over it, what is left of a lot paid in cash (rule A10).

Positions first, at the last price before the split: what is held becomes whole lots, the fraction is paid,
and a position of less than a lot is closed. Then the market's last prices, the brackets, and the open orders
in sequence; those left without a lot are canceled. Compiled only for runs with splits.
"""

from __future__ import annotations

from numba import types

from fastbt.codes import FillCause, FillPoint, FlowKind, RunStatus
from fastbt.kernels.brackets import stop_bracket
from fastbt.kernels.flows import pay_position
from fastbt.kernels.forced import close_here
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.memory import (
    I64,
    VOID,
    action_at,
    bracket_at,
    fail_of,
    instrument_at,
    order_at,
    position_at,
    run_at,
    rung_at,
)
from fastbt.kernels.prices import set_mark, stand_at
from fastbt.kernels.split_orders import (
    end_emptied,
    find_trails,
    level_after,
    lots_after,
    price_after,
    split_order,
)
from fastbt.kernels.state import BRACKET_FRACTION, BRACKET_NONE, BRACKET_OFFSET, NOTHING
from fastbt.kernels.value import mark_instrument
from fastbt.kernels.wide import multiply_divide

FLOW = int(FlowKind.SPLIT)
CAUSE = int(FillCause.SPLIT)
OVERFLOW = int(RunStatus.OVERFLOW)
AT_CLOSE = int(FillPoint.CLOSE)


@helper(VOID(I64, I64, I64, I64))
def split_position(run: int, action: int, position: int, mark: int) -> None:
    """Turn what a position holds into new lots; what is left of an increment is paid.

    That at the last price over the ratio; a position of less than one is closed at the last price, which is
    the same value.
    """
    s = run_at(run, 0)
    a = action_at(s.actions, action)
    i = instrument_at(s.instruments, a.instrument)
    p = position_at(s.positions, position)
    lots = lots_after(run, action, p.quantity)
    if lots == 0:
        close_here(run, position, CAUSE)
        return
    rest = p.quantity * a.numerator - lots * a.divisor  # lots, over the divisor
    amount = multiply_divide(rest * i.value_numerator, mark, a.numerator * i.value_denominator)
    if amount == NOTHING:
        fail_of(run, OVERFLOW, a.instrument)
        return
    i.held += p.side * (lots - p.quantity)
    p.quantity = lots
    p.closed_quantity = multiply_divide(p.closed_quantity, a.numerator, a.divisor)
    p.opened_quantity = p.closed_quantity + lots
    p.peak = max(multiply_divide(p.peak, a.numerator, a.divisor), lots)
    pay_position(run, position, FLOW, p.side * amount, a.rate, a.ts)


@helper(VOID(I64, I64))
def split_market(run: int, action: int) -> None:
    """Bring the newest prices of an instrument over the ratio, and mark what is held of it."""
    s = run_at(run, 0)
    instrument = action_at(s.actions, action).instrument + 0
    i = instrument_at(s.instruments, instrument)
    if i.has_mark == 1:
        i.mark = price_after(run, action, i.mark, 1)
    if s.kind != 0 and i.has_mark == 1:
        i.bid = price_after(run, action, i.bid, 1)
        i.ask = price_after(run, action, i.ask, 1)
        i.middle = (i.bid + i.ask) >> 1
        if i.last != NOTHING:
            i.last = price_after(run, action, i.last, 1)
        i.exact = 0
        set_mark(run, instrument)
    mark_instrument(run, instrument)


@helper(VOID(I64, I64, I64))
def split_bracket(run: int, action: int, bracket: int) -> None:
    """Bring an entry's set over: its distances and levels, what it has left, where its entry has filled."""
    s = run_at(run, 0)
    b = bracket_at(s.brackets, bracket)
    if b.stop_kind != BRACKET_NONE and b.stop_kind != BRACKET_FRACTION:
        b.stop_value = level_after(run, action, b.stop_value)
    if b.trailing_stop_kind == BRACKET_OFFSET:
        b.trailing_stop_value = level_after(run, action, b.trailing_stop_value)
    if b.target_kind != BRACKET_NONE and b.target_kind != BRACKET_FRACTION:
        b.target_value = level_after(run, action, b.target_value)
        for n in range(b.rung_count):
            r = rung_at(s.rungs, b.rung_first + n)
            r.value = level_after(run, action, r.value)
    b.left = lots_after(run, action, b.left)
    if b.entered == 0:
        return
    a = action_at(s.actions, action)
    b.first_price = multiply_divide(b.first_price * b.entered + b.excess, a.divisor, a.numerator * b.entered)
    b.excess = 0
    b.entered = lots_after(run, action, b.entered)


@entry
def split(run: int, action: int) -> int:
    """Split an instrument: positions, newest prices, brackets, orders; 0."""
    s = run_at(run, 0)
    instrument = action_at(s.actions, action).instrument + 0
    i = instrument_at(s.instruments, instrument)
    on_tick = s.on_tick + 0
    s.on_tick = 0
    s.point = AT_CLOSE
    mark = i.mark + 0
    stand_at(run, mark)
    k = types.int64(i.position_first)
    while k >= 0 and s.status == 0:
        after = types.int64(position_at(s.positions, k).next)
        split_position(run, action, k, mark)
        k = after
    s.on_tick = on_tick
    split_market(run, action)
    for n in range(s.brackets_count):
        if order_at(s.orders, bracket_at(s.brackets, n).entry).instrument == instrument:
            split_bracket(run, action, n)
    k = i.open_first
    while k >= 0 and s.status == 0:
        split_order(run, action, k)
        k = order_at(s.orders, k).next_open
    end_emptied(run, instrument)
    k = i.bracket_first
    while k >= 0:
        b = bracket_at(s.brackets, k)
        n = b.next
        if b.left == 0:
            stop_bracket(run, k)
        k = n
    find_trails(run, instrument)
    return 0
