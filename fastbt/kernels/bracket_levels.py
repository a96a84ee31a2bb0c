"""Where a bracket's exits lie and how much each of them closes (rules F10, O3).

Levels count from the anchor: the average price at which the entry has filled so far, to a tick. A ladder's
rungs are records of the pool ``rungs``; a single take-profit counts as one rung for all.
"""

from __future__ import annotations

from fastbt.codes import FillCause, FillPoint, OrderStatus
from fastbt.kernels.jit import helper
from fastbt.kernels.life import is_open
from fastbt.kernels.memory import (
    I64,
    VOID,
    bracket_at,
    call,
    instrument_at,
    order_at,
    run_at,
    rung_at,
    trail_at,
)
from fastbt.kernels.prices import high_for, low_for
from fastbt.kernels.sizing import exit_level
from fastbt.kernels.state import BRACKET_FRACTION, BRACKET_NONE, NOTHING, ORDER_CHILD, RATE
from fastbt.kernels.wide import multiply_divide_floor, round_to

TAKE_PROFIT = int(FillCause.TAKE_PROFIT)
TIME_STOP = int(FillCause.TIME_STOP)
SUBMITTED = int(OrderStatus.SUBMITTED)
AT_OPEN = int(FillPoint.OPEN)


@helper(I64(I64, I64))
def rungs_of(run: int, bracket: int) -> int:
    """How many take-profits a bracket has."""
    b = bracket_at(run_at(run, 0).brackets, bracket)
    if b.target_kind == BRACKET_NONE:
        return 0
    return max(b.rung_count, 1)


@helper(I64(I64, I64, I64))
def rung_value(run: int, bracket: int, n: int) -> int:
    """The value from which the level of a bracket's n-th take-profit is found."""
    s = run_at(run, 0)
    b = bracket_at(s.brackets, bracket)
    return b.target_value + 0 if b.rung_count == 0 else rung_at(s.rungs, b.rung_first + n).value + 0


@helper(I64(I64, I64, I64))
def rung_share(run: int, bracket: int, n: int) -> int:
    """The share of the entry that a bracket's n-th take-profit closes, 10^-12."""
    s = run_at(run, 0)
    b = bracket_at(s.brackets, bracket)
    return RATE if b.rung_count == 0 else rung_at(s.rungs, b.rung_first + n).share + 0


@helper(I64(I64, I64, I64, I64, I64))
def rung_lots(run: int, bracket: int, n: int, lots: int, rest: int) -> int:
    """Lots of a bracket's n-th take-profit: its share of ``lots`` down to a lot; the last takes the rest."""
    s = run_at(run, 0)
    b = bracket_at(s.brackets, bracket)
    if n >= b.rung_count - 1:
        return rest
    increment = instrument_at(s.instruments, order_at(s.orders, b.entry).instrument).size_increment
    share = multiply_divide_floor(lots, rung_share(run, bracket, n), RATE)
    return min(share - share % increment, rest)


@helper(I64(I64, I64, I64))
def rung_of(run: int, bracket: int, n: int) -> int:
    """The order of a bracket's n-th take-profit, -1 when it has no such."""
    s = run_at(run, 0)
    k = bracket_at(s.brackets, bracket).member_first
    while k >= 0:
        o = order_at(s.orders, k)
        if o.cause == TAKE_PROFIT:
            if n == 0:
                return k
            n -= 1
        k = o.next_member
    return -1


@helper(VOID(I64, I64, I64, I64))
def note_entry(run: int, bracket: int, anchor: int, lots: int) -> None:
    """Remember what a fill of the entry adds to the average of its anchors."""
    b = bracket_at(run_at(run, 0).brackets, bracket)
    if b.entered == 0:
        b.first_price = anchor
    b.excess += (anchor - b.first_price) * lots
    b.entered += lots


@helper(I64(I64, I64))
def average_anchor(run: int, bracket: int) -> int:
    """The average of the anchors of the entry's fills, to a tick, halves away from zero."""
    b = bracket_at(run_at(run, 0).brackets, bracket)
    whole = b.first_price + b.excess // b.entered
    twice = 2 * (b.excess % b.entered)
    if twice > b.entered or (twice == b.entered and whole >= 0):
        whole += 1
    return whole


@helper(I64(I64, I64, I64, I64))
def stop_loss_level(run: int, order: int, stop: int, anchor: int) -> int:
    """The level of a stop-loss: ``stop``, or the entry's price once that was far enough in gain (break-even).

    Sets the price at which it moves there: the gain, and at least a tick beyond the entry's price.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.trail < 0:
        return stop
    increment = instrument_at(s.instruments, o.instrument).price_increment
    t = trail_at(s.trails, o.trail)
    price = round_to(anchor, increment)
    if t.reference != NOTHING:
        t.reference = price
        return price
    gain = exit_level(BRACKET_FRACTION, t.offset, anchor, -o.side, increment)
    t.activation = max(gain, price + increment) if o.side < 0 else min(gain, price - increment)
    return stop


@helper(I64(I64, I64, I64, I64))
def levels_in_order(run: int, order: int, bracket: int, reference: int) -> int:
    """1 when stop-loss < reference < take-profits (short: mirrored), levels as from the reference price."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    b = bracket_at(s.brackets, bracket)
    increment = instrument_at(s.instruments, o.instrument).price_increment
    if b.stop_kind != BRACKET_NONE:
        level = exit_level(b.stop_kind, b.stop_value, reference, -o.side, increment)
        if level == NOTHING or (level - reference) * o.side >= 0:
            return 0
    for n in range(rungs_of(run, bracket)):
        level = exit_level(b.target_kind, rung_value(run, bracket, n), reference, o.side, increment)
        if level == NOTHING or (level - reference) * o.side <= 0:
            return 0
    return 1


@helper(I64(I64, I64))
def is_ambiguous(run: int, order: int) -> int:
    """1 when the bar on which a stop or take-profit fills also reached one of the other kind (rule O3)."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if s.point == AT_OPEN or s.on_tick == 1:
        return 0
    if s.meets_sibling != 0 and o.flags & ORDER_CHILD == 0:
        return call(s.meets_sibling, run, order)
    if o.flags & ORDER_CHILD == 0 or o.bracket < 0 or o.cause == TIME_STOP:
        return 0
    row = instrument_at(s.instruments, o.instrument).current_row  # its own bar, whatever row sent the order
    k = bracket_at(s.brackets, o.bracket).member_first
    while k >= 0:
        other = order_at(s.orders, k)
        opposite = (other.cause == TAKE_PROFIT) != (o.cause == TAKE_PROFIT) and other.cause != TIME_STOP
        if opposite and other.status != SUBMITTED and is_open(run, k) == 1:
            level = other.price if other.cause == TAKE_PROFIT else other.trigger
            if low_for(run, row, o.side) <= level <= high_for(run, row, o.side):
                return 1
        k = other.next_member
    return 0
