"""Rows of one instrument between events: nothing arrives, nothing is sent, only the price moves.

Position and levels are constants here, so each case is one small loop, the heart of the kernel's speed: a row
costs 0.2 to 0.9 ns. A loop stops at the first row whose range reaches a resting order; ``advance.py`` lets
that row be matched out of line.
"""

from __future__ import annotations

from fastbt.kernels.jit import helper
from fastbt.kernels.memory import (
    I64,
    VOID,
    balance_at,
    i64_at,
    instrument_at,
    position_at,
    put_i64,
    run_at,
    venue_at,
)
from fastbt.kernels.state import LIMIT
from fastbt.kernels.value import CASH, notional
from fastbt.kernels.wide import divide_fast, multiply_high_signed


@helper(VOID(I64, I64, I64), inline=True)
def record_flat(run: int, row: int, last: int) -> None:
    """Equity of rows without a position: the balance."""
    s = run_at(run, 0)
    total = balance_at(s.balances, instrument_at(s.instruments, 0).balance).total
    equity = s.equity
    for k in range(row, last):
        put_i64(equity, k, total)


@helper(VOID(I64, I64, I64, I64))
def record_held(run: int, row: int, last: int, close: int) -> None:
    """Equity of rows with a position.

    The balance and its value at each close (CASH) or its profit (MARGIN). ``close``: address of the prices
    that mark it.
    """
    s = run_at(run, 0)
    i = instrument_at(s.instruments, 0)
    p = position_at(s.positions, i.position_first)
    total = balance_at(s.balances, i.balance).total
    side = p.side + 0
    lots = p.quantity
    base = total
    if venue_at(s.venues, i.venue).account_type != CASH:
        base = total - side * p.cost
    equity = s.equity
    factor = lots * i.value_numerator
    divisor = i.value_denominator
    wide = (
        multiply_high_signed(lots, i.value_numerator) != factor >> 63
        or multiply_high_signed(factor, i.largest_price) != 0
        or factor * i.largest_price >= LIMIT
    )
    if wide or i.fast_value == 0:
        for k in range(row, last):
            s.row = k
            put_i64(equity, k, base + side * notional(run, 0, i64_at(close, k), lots))
    elif divisor == 1:
        signed = side * factor
        for k in range(row, last):
            put_i64(equity, k, base + signed * i64_at(close, k))
    else:
        reciprocal = i.value_reciprocal
        shift = i.value_shift
        for k in range(row, last):
            value = divide_fast(i64_at(close, k) * factor, reciprocal, shift, divisor)
            put_i64(equity, k, base + side * value)


@helper(VOID(I64, I64, I64), inline=True)
def record(run: int, row: int, last: int) -> None:
    """Equity of rows on which position and balance do not change."""
    if instrument_at(run_at(run, 0).instruments, 0).held == 0:
        record_flat(run, row, last)
    else:
        record_held(run, row, last, run_at(run, 0).close)


@helper(I64(I64, I64, I64), inline=True)
def first_touched(run: int, row: int, last: int) -> int:
    """The first row in [row, last) whose range reaches or moves a resting order, or ``last``."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, 0)
    down = max(i.touch_down, i.trail_down)
    up = min(i.touch_up, i.trail_up)
    low = s.low
    high = s.high
    k = row
    while k < last and i64_at(low, k) > down and i64_at(high, k) < up:
        k += 1
    return k
