"""Money out of prices and quantities of inverse contracts (rules A3, A7): quantity x multiplier / price.

A long one gains as its value in the coin falls, so values and costs of inverse contracts stand below zero in
the kernel: profit is side x (value - cost) as of everything else. ``value.py`` asks the entries here through
addresses that are 0 where nothing is inverse; what they are asked about stands in the ASKED_* fields of
INSTRUMENT. Compiled only for runs with an inverse contract.
"""

from __future__ import annotations

from numba import types

from fastbt.codes import RunStatus
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.memory import I64, balance_at, fail_of, instrument_at, position_at, run_at
from fastbt.kernels.state import LIMIT, NOTHING, RATE
from fastbt.kernels.wide import (
    multiply_divide,
    multiply_divide_ceiling,
    multiply_divide_floor,
    multiply_high_signed,
)

OVERFLOW = int(RunStatus.OVERFLOW)


@helper(I64(I64, I64))
def product(a: int, b: int) -> int:
    """a x b of two numbers above 0; NOTHING when one is not, or when it leaves 62 bits."""
    whole = a * b
    if a <= 0 or b <= 0 or multiply_high_signed(a, b) != 0 or whole < 0 or whole >= LIMIT:
        return NOTHING
    return whole


@helper(I64(I64, I64, I64))
def in_range(run: int, instrument: int, amount: int) -> int:
    """The amount; 0 where it left the range, which ends the run."""
    if amount == NOTHING:
        fail_of(run, OVERFLOW, instrument)
        return 0
    return amount


@entry
def value_of(run: int, instrument: int) -> int:
    """Value of the lots asked about at the price asked about, with its sign turned, money."""
    i = instrument_at(run_at(run, 0).instruments, instrument)
    if i.asked_lots == 0:
        return 0
    divisor = product(i.value_denominator, i.asked_price)
    value = NOTHING
    if divisor != NOTHING:
        value = multiply_divide(i.asked_lots, i.value_numerator, divisor)
    return -in_range(run, instrument, value)


@entry
def lots_of(run: int, instrument: int) -> int:
    """Lots that the money asked about is worth at the price asked about, rounded down; NOTHING beyond it."""
    i = instrument_at(run_at(run, 0).instruments, instrument)
    factor = product(i.value_denominator, i.asked_price)
    return NOTHING if factor == NOTHING else multiply_divide_floor(i.asked_money, factor, i.value_numerator)


@entry
def loss_of(run: int, instrument: int) -> int:
    """What the lots asked about lose from the price asked about to the level asked about, rounded up, money.

    lots x (1 / level - 1 / price), exactly; NOTHING where the level is no price: so far down is no bound.
    """
    i = instrument_at(run_at(run, 0).instruments, instrument)
    if i.asked_lots == 0:
        return 0
    if i.asked_level <= 0:
        return NOTHING
    divisor = product(i.asked_price, i.asked_level)
    if divisor != NOTHING:
        divisor = product(i.value_denominator, divisor)
    factor = product(i.asked_lots, i.value_numerator)
    if divisor == NOTHING or factor == NOTHING:
        return in_range(run, instrument, NOTHING)
    return multiply_divide_ceiling(abs(i.asked_price - i.asked_level), factor, divisor)


@entry
def bound_level(run: int, position: int) -> int:
    """Bound the search for the level of an account's one position; where it is but for rounding, grid steps.

    Into ASKED_LOW and ASKED_HIGH go the lowest price whose value has room, and one beyond all prices there
    are, grid steps. At the level side x (value - cost) + balance is the maintenance margin of the value.
    """
    s = run_at(run, 0)
    p = position_at(s.positions, position)
    i = instrument_at(s.instruments, p.instrument)
    rate = types.float64(i.maintenance_rate) / RATE
    side = types.float64(p.side)
    at_one = types.float64(p.quantity) * i.value_numerator / i.value_denominator
    step = i.price_increment
    i.asked_low = 1 + types.int64(at_one / (0.25 * LIMIT * step))
    i.asked_high = max(i.largest_price // step + 2, i.asked_low)
    room = side * balance_at(s.balances, i.balance).total - p.cost
    level = at_one * (1.0 + side * rate) / (room * step)
    if not level > i.asked_low:
        return i.asked_low
    return i.asked_high if level >= i.asked_high else types.int64(level)
