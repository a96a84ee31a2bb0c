"""Money out of prices and quantities, and marking positions to the newest price (rules A1, T7).

One product, rounded once: ``value = ticks x lots x numerator / denominator``, half away from zero, in units
of the settlement currency; of inverse contracts what ``inverse.py`` answers, below zero. Called by everything
that moves or compares money.
"""

from __future__ import annotations

from numba import types

from fastbt.codes import AccountType, RunStatus
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import (
    I64,
    VOID,
    balance_at,
    call,
    fail,
    fail_of,
    instrument_at,
    position_at,
    run_at,
    venue_at,
)
from fastbt.kernels.state import LIMIT, NOTHING, RATE
from fastbt.kernels.wide import (
    RATE_RECIPROCAL,
    RATE_SHIFT,
    divide_fast,
    multiply_divide,
    multiply_divide_ceiling,
    multiply_divide_floor,
    multiply_high_signed,
)

OVERFLOW = int(RunStatus.OVERFLOW)
CASH = int(AccountType.CASH)


@helper(I64(I64, I64, I64, I64))
def inverse_notional(run: int, instrument: int, price: int, lots: int) -> int:
    """Value of ``lots`` of an inverse contract at ``price``, with its sign turned, money."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    i.asked_price = price
    i.asked_lots = lots
    return call(s.inverse_value, run, instrument)


@helper(I64(I64, I64, I64, I64), inline=True)
def notional(run: int, instrument: int, price: int, lots: int) -> int:
    """What ``lots`` are worth at ``price``, rising with it: their product, inverse below zero; money."""
    i = instrument_at(run_at(run, 0).instruments, instrument)
    if i.inverse == 1:
        return inverse_notional(run, instrument, price, lots)
    factor = lots * i.value_numerator
    if multiply_high_signed(lots, i.value_numerator) != factor >> 63:
        fail_of(run, OVERFLOW, instrument)
        return 0
    product = price * factor
    if multiply_high_signed(price, factor) == product >> 63 and -LIMIT < product < LIMIT:
        if i.value_denominator == 1:
            return product
        size = product if product >= 0 else -product
        value = divide_fast(size, i.value_reciprocal, i.value_shift, i.value_denominator)
        return value if product >= 0 else -value
    value = multiply_divide(price, factor, i.value_denominator)
    if value == NOTHING:
        fail_of(run, OVERFLOW, instrument)
        return 0
    return value


@helper(I64(I64, I64, I64, I64))
def lots_worth(run: int, instrument: int, price: int, money: int) -> int:
    """The lots that an amount is worth at a price, both above 0, rounded down; NOTHING beyond the range."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if i.inverse == 1:
        i.asked_price = price
        i.asked_money = money
        return call(s.inverse_lots, run, instrument)
    return multiply_divide_floor(money, i.value_denominator, price * i.value_numerator)


@helper(I64(I64, I64, I64, I64, I64))
def loss_to(run: int, instrument: int, price: int, level: int, lots: int) -> int:
    """What lots lose from a price to a level, rounded up, money; NOTHING beyond the range."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if i.inverse == 1:
        i.asked_price = price
        i.asked_level = level
        i.asked_lots = lots
        return call(s.inverse_loss, run, instrument)
    return multiply_divide_ceiling(abs(price - level), lots * i.value_numerator, i.value_denominator)


@helper(I64(I64, I64, I64), inline=True)
def share(amount: int, part: int, whole: int) -> int:
    """The part of an amount that goes with ``part`` of ``whole`` lots, rounded.

    All of it when they are equal (A3).
    """
    if part == whole:
        return amount
    return multiply_divide(amount, part, whole)


@helper(I64(I64, I64, I64), inline=True)
def at_rate(run: int, amount: int, rate: int) -> int:
    """amount x rate, rounded, money; ``rate`` in 10^-12."""
    product = amount * rate
    if multiply_high_signed(amount, rate) == product >> 63 and -LIMIT < product < LIMIT:
        size = product if product >= 0 else -product
        value = divide_fast(size, RATE_RECIPROCAL, RATE_SHIFT, RATE)
        return value if product >= 0 else -value
    value = multiply_divide(amount, rate, RATE)
    if value == NOTHING:
        fail(run, OVERFLOW)
        return 0
    return value


@helper(I64(I64, I64, I64), inline=True)
def added(run: int, a: int, b: int) -> int:
    """a + b for two amounts below 2^62 in size; a larger sum ends the run."""
    total = a + b
    if total >= LIMIT or total <= -LIMIT:
        fail(run, OVERFLOW)
        return 0
    return total


@helper(VOID(I64, I64))
def set_margins(run: int, position: int) -> None:
    """Bring the margins of a position, and its account's sums of them, to its newest value (rule A5)."""
    s = run_at(run, 0)
    p = position_at(s.positions, position)
    i = instrument_at(s.instruments, p.instrument)
    b = balance_at(s.balances, i.balance)
    if s.net_margins != 0 and venue_at(s.venues, i.venue).margin_net == 1:
        call(s.net_margins, run, p.instrument)
        return
    size = p.value if p.value >= 0 else -p.value
    initial = at_rate(run, size, i.margin_rate)
    maintenance = at_rate(run, size, i.maintenance_rate)
    b.initial = added(run, b.initial, initial - p.initial)
    b.maintenance = added(run, b.maintenance, maintenance - p.maintenance)
    p.initial = initial
    p.maintenance = maintenance


@helper(VOID(I64, I64, I64), inline=True)
def revalue(run: int, position: int, price: int) -> None:
    """Mark one position to a price: its value and its share of the balance's marked total."""
    s = run_at(run, 0)
    p = position_at(s.positions, position)
    i = instrument_at(s.instruments, p.instrument)
    b = balance_at(s.balances, i.balance)
    value = notional(run, p.instrument, price, p.quantity)
    size = value if value >= 0 else -value
    before = p.value if p.value >= 0 else -p.value
    marked = value if venue_at(s.venues, i.venue).account_type == CASH else p.side * (value - p.cost)
    b.gross = added(run, b.gross, size - before)
    b.marked = added(run, b.marked, marked - p.marked)
    p.value = value
    p.marked = marked
    if venue_at(s.venues, i.venue).account_type != CASH:
        set_margins(run, position)


@helper(I64(I64, I64), inline=True)
def mark_instrument(run: int, instrument: int) -> int:
    """Mark all open positions of an instrument to its newest price; 0."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    k = types.int64(i.position_first)
    while k >= 0:
        revalue(run, k, i.mark)
        k = types.int64(position_at(s.positions, k).next)
    return 0


@helper(I64(I64, I64))
def equity_of(run: int, balance: int) -> int:
    """Equity of a balance at the newest marks, money (rule A1)."""
    b = balance_at(run_at(run, 0).balances, balance)
    return added(run, b.total, b.marked)


@helper(I64(I64, I64, I64))
def margins_of_others(run: int, instrument: int, maintenance: int) -> int:
    """Margin of an account's open positions in all instruments but one, at their marks, money (rule A5).

    ``maintenance``: 0 for initial, 1 for maintenance margin.
    """
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    b = balance_at(s.balances, i.balance)
    total = b.maintenance - i.maintenance if maintenance == 1 else b.initial - i.initial
    k = types.int64(i.position_first)
    while k >= 0:
        p = position_at(s.positions, k)
        total -= p.maintenance if maintenance == 1 else p.initial
        k = types.int64(p.next)
    return total
