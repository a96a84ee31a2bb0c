"""Groups of many instruments between events: no order is open, nothing is sent, only prices move.

The counterpart of ``quiet.py``. What marking needs of an instrument is brought together in one cache line
each (MARKING), a row then costs 0.3 to 2 ns whether its instrument is held or not, and instruments and
positions hear of it at the end of the stretch. Called by ``advance.py``.
"""

from __future__ import annotations

from numba import types

from fastbt.kernels.decide import first_row
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import (
    I64,
    VOID,
    balance_at,
    i32_at,
    i64_at,
    instrument_at,
    marking_at,
    position_at,
    put_i64,
    run_at,
    venue_at,
)
from fastbt.kernels.state import LIMIT, MARKING
from fastbt.kernels.value import CASH, set_margins
from fastbt.kernels.wide import divide_fast, multiply_high_signed

MARKING_SIZE = MARKING.itemsize
WORTHWHILE = 4
"""Rows per instrument from which on a stretch is worth its set-up."""


@helper(I64(I64))
def set_up(run: int) -> int:
    """Fill the markings; 0 when a value may leave the range that this file computes in.

    2 when ticks x lots are money as they stand, else 1.
    """
    s = run_at(run, 0)
    total = 0
    found = 2
    for k in range(s.instrument_count):
        i = instrument_at(s.instruments, k)
        m = marking_at(s.markings, k)
        m.factor = 0
        m.side = 1
        m.value = 0
        m.row = -1
        m.seen = 0
        m.denominator = i.value_denominator
        m.reciprocal = i.value_reciprocal
        m.shift = i.value_shift
        put_i64(s.factors, k, 0)
        if i.position_first < 0:
            continue
        p = position_at(s.positions, i.position_first)
        factor = p.quantity * i.value_numerator
        if i.fast_value == 0 or p.next >= 0 or multiply_high_signed(p.quantity, i.value_numerator) != 0:
            return 0
        if factor < 0 or multiply_high_signed(factor, i.largest_price) != 0:
            return 0
        largest = factor * i.largest_price
        if largest < 0 or largest >= LIMIT:
            return 0
        total += largest
        if total >= LIMIT:
            return 0
        m.factor = factor
        m.value = p.value
        if venue_at(s.venues, i.venue).account_type != CASH:
            m.side = p.side
        put_i64(s.factors, k, m.side * factor)
        if m.denominator != 1:
            found = 1
    return found


@helper(VOID(I64), inline=True)
def bring_home(run: int) -> None:
    """Tell instruments and positions what the stretch has left."""
    s = run_at(run, 0)
    for k in range(s.instrument_count):
        m = marking_at(s.markings, k)
        if m.row < 0:
            continue
        i = instrument_at(s.instruments, k)
        i.mark = i64_at(s.close, m.row)
        i.has_mark = 1
        i.rows_seen = i.rows_seen + m.seen if s.seen == 0 else i64_at(s.seen, m.row)
        i.current_row = m.row
        if m.factor != 0:
            p = position_at(s.positions, i.position_first)
            b = balance_at(s.balances, i.balance)
            change = m.value - p.value
            b.gross += change
            b.marked += m.side * change
            p.marked += m.side * change
            p.value = m.value
            if venue_at(s.venues, i.venue).account_type != CASH:
                set_margins(run, i.position_first)


@helper(I64(I64, I64), inline=True)
def value_of(marking: int, price: int) -> int:
    """Value of what is held of an instrument at a price, money; ``marking``: address of its MARKING."""
    m = marking_at(marking, 0)
    value = price * m.factor
    return value if m.denominator == 1 else divide_fast(value, m.reciprocal, m.shift, m.denominator)


@helper(I64(I64), inline=True)
def equity_now(run: int) -> int:
    """Equity of all balances, which are of one currency, at the newest marks, money."""
    s = run_at(run, 0)
    total = 0
    for k in range(s.balance_count):
        b = balance_at(s.balances, k)
        total += b.total + b.marked
    return total


@helper(I64(I64), inline=True)
def gross_now(run: int) -> int:
    """Gross exposure of all balances, which are of one currency, at the newest marks, money."""
    s = run_at(run, 0)
    total = 0
    for k in range(s.balance_count):
        total += balance_at(s.balances, k).gross
    return total


@helper(I64(I64, I64, I64), inline=True)
def may_lack(run: int, equity: int, gross: int) -> int:
    """1 when an account may lack margin: all that is held would need more at the largest rate (rule A5)."""
    s = run_at(run, 0)
    if s.watch == 0:
        return 0
    most = types.float64(gross) * s.watch_rate * 1.000001 + s.instrument_count
    return 1 if types.float64(equity) <= most else 0


@helper(I64(I64, I64, I64, I64), inline=True)
def mark_sparse(run: int, group: int, until: int, stop: int) -> int:
    """Mark and record whole groups, some rows absent; the first group not recorded."""
    s = run_at(run, 0)
    equity = equity_now(run)
    gross = gross_now(run)
    row = first_row(run, group)
    while group < until and row <= stop:
        last = first_row(run, group + 1)
        while row < last:
            k = i32_at(s.instrument, row)
            m = marking_at(s.markings, k)
            m.row = row
            m.seen += 1
            if m.factor != 0:
                value = value_of(s.markings + k * MARKING_SIZE, i64_at(s.close, row))
                change = value - m.value
                m.value = value
                gross += change
                equity += m.side * change
            row += 1
        put_i64(s.equity, group, equity)
        put_i64(s.gross, group, gross)
        group += 1
        if may_lack(run, equity, gross) == 1:
            break
    return group


@helper(I64(I64, I64, I64, I64, I64), inline=True)
def mark_dense(run: int, group: int, until: int, stop: int, exact: int) -> int:
    """Mark and record whole groups of all instruments; the first group not recorded.

    ``exact``: 1 when ticks x lots are money as they stand; the sums of a group are then two vector loops.
    """
    s = run_at(run, 0)
    count = s.instrument_count
    base = equity_now(run)
    for k in range(count):
        m = marking_at(s.markings, k)
        base -= m.side * m.value
    begin = group
    while group < until and group * count <= stop:
        close = s.close + group * count * 8
        marked = 0
        gross = 0
        if exact == 1:
            factors = s.factors
            for k in range(count):
                value = i64_at(close, k) * i64_at(factors, k)
                marked += value
                gross += abs(value)
        else:
            for k in range(count):
                value = value_of(s.markings + k * MARKING_SIZE, i64_at(close, k))
                marked += marking_at(s.markings, k).side * value
                gross += value
        put_i64(s.equity, group, base + marked)
        put_i64(s.gross, group, gross)
        group += 1
        if may_lack(run, base + marked, gross) == 1:
            break
    for k in range(count):
        m = marking_at(s.markings, k)
        m.row = (group - 1) * count + k
        m.seen = group - begin
        m.value = value_of(s.markings + k * MARKING_SIZE, i64_at(s.close, m.row))
    return group


@helper(I64(I64, I64, I64, I64))
def run_quietly(run: int, group: int, until: int, stop: int) -> int:
    """Run the groups that begin at or before row ``stop``.

    The group reached; the one to begin with if a stretch so short does not pay, or its sums are of several
    currencies, or of several accounts that may lack margin.
    """
    s = run_at(run, 0)
    if s.balance_count > 1 and (s.currency_count > 1 or s.watch != 0):
        return group
    if stop - first_row(run, group) < WORTHWHILE * s.instrument_count:
        return group
    ways = set_up(run)
    if ways == 0:
        return group
    if s.dense == 1:
        group = mark_dense(run, group, until, stop, 1 if ways == 2 else 0)
    else:
        group = mark_sparse(run, group, until, stop)
    bring_home(run)
    return group
