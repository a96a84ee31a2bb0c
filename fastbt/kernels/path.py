"""A bar as a continuous path: open, two extremes, close (rules B1 to B3).

``walk`` moves the price along the path and lets each resting order act as its level is reached. Under
``worst`` the next extreme is chosen against the position, anew after every fill that opens, closes or flips
it.
"""

from __future__ import annotations

from fastbt.codes import FillPoint
from fastbt.kernels.book import (
    DOWN_BUYS,
    DOWN_SALES,
    UP_BUYS,
    UP_SALES,
    nearest_down,
    nearest_key,
    nearest_up,
)
from fastbt.kernels.extremes import WORST, foresee, go_to, high_first
from fastbt.kernels.jit import helper
from fastbt.kernels.matching import touch
from fastbt.kernels.memory import I64, VOID, call, i64_at, instrument_at, order_at, run_at, venue_at
from fastbt.kernels.prices import lacks_margin_at, stand_at
from fastbt.kernels.state import FAR_DOWN, FAR_UP, LEG_CLOSE, LEG_HIGH, LEG_LOW

ON_LEG = int(FillPoint.LEG)


@helper(I64(I64), inline=True)
def sign(number: int) -> int:
    """-1, 0 or 1."""
    return (1 if number > 0 else 0) - (1 if number < 0 else 0)


@helper(VOID(I64, I64), inline=True)
def follow_path(run: int, instrument: int) -> None:
    """Let trailing stops follow the market where it stands, unless they wait for the end of the row (F6)."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if i.trail_first >= 0 and venue_at(s.venues, i.venue).trail_by_row == 0:
        call(s.trail_follow, run, instrument)


@helper(I64(I64, I64, I64, I64), inline=True)
def liquidates(run: int, instrument: int, at: int, rising: int) -> int:
    """1 when the instrument's account lacks margin where the path stands, and no order waits there to act."""
    s = run_at(run, 0)
    if s.act_on_level == 0 or lacks_margin_at(run, instrument, at) == 0:
        return 0
    buys = nearest_key(run, instrument, UP_BUYS if rising else DOWN_BUYS)
    sales = nearest_key(run, instrument, UP_SALES if rising else DOWN_SALES)
    return 1 if min(buys, sales) > (at if rising else -at) else 0


@helper(I64(I64, I64, I64, I64, I64))
def leg(run: int, instrument: int, at: int, to: int, turns: int) -> int:
    """Move the price from ``at`` to ``to``; the price where it stands then.

    That is ``to``, or with ``turns`` = 1 the level of a fill after which the path has to choose again.
    """
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    rising = to > at
    while s.status == 0:
        if liquidates(run, instrument, at, rising) == 0:
            if i.touch_up > to if rising else i.touch_down < to:
                break
            at = max(at, i.touch_up) if rising else min(at, i.touch_down)
        before = sign(i.held)
        stand_at(run, at)
        if liquidates(run, instrument, at, rising) == 1:
            call(s.act_on_level, run, instrument)
        else:
            order = nearest_up(run, instrument) if rising else nearest_down(run, instrument)
            touch(run, order, at, order_at(s.orders, order).price)
        if turns == 1 and sign(i.held) != before:
            # what else waits at this level acts before the path turns
            to = at
            turns = 2
    if i.trail_first >= 0:
        stand_at(run, to)
        follow_path(run, instrument)
    return to


@helper(VOID(I64, I64, I64))
def walk(run: int, instrument: int, row: int) -> None:
    """Walk one bar's path after its opening."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if s.by_points == 1:
        foresee(run, instrument, row)
    if i.touch_up == FAR_UP and i.touch_down == FAR_DOWN and i.trail_first < 0:
        return  # nothing rests: the bar's range is not even read
    high = i64_at(s.high, row)
    low = i64_at(s.low, row)
    if i.touch_up > high and i.touch_down < low and i.trail_up > high and i.trail_down < low:
        return
    s.row = row
    s.point = ON_LEG
    s.touchable = 1
    worst = venue_at(s.venues, i.venue).bar_path == WORST
    at = i64_at(s.open, row)
    if i.trail_first >= 0:
        stand_at(run, at)
        follow_path(run, instrument)
    i.legs = 0
    high_left = True
    low_left = True
    upward = high_first(run, instrument, at, high, low) == 1
    while (high_left or low_left) and s.status == 0:
        up = high_left and (upward or not low_left)
        to = high if up else low
        if s.by_points == 1:
            go_to(run, instrument, at, to, LEG_HIGH if up else LEG_LOW)
        at = leg(run, instrument, at, to, 1 if worst else 0)
        if at == to:
            if up:
                high_left = False
            else:
                low_left = False
        if worst and high_left and low_left:
            upward = high_first(run, instrument, at, high, low) == 1
        elif not worst:
            upward = high_left
    s.leg_to = LEG_CLOSE
    leg(run, instrument, at, i64_at(s.close, row), 0)
    if i.trail_first >= 0 and venue_at(s.venues, i.venue).trail_by_row == 1:
        s.bid = high
        s.ask = low
        call(s.trail_follow, run, instrument)
