"""A row's size split over the points of its path (rule F11, volume_split = points).

The open and each extreme that moves the price offer a quarter, down to a lot but at least one, as long as
there is any; the close offers the rest. What a point has left is gone when the path goes on.
"""

from __future__ import annotations

from fastbt.codes import FillPoint
from fastbt.kernels.extremes import foresee
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, VOID, instrument_at, run_at
from fastbt.kernels.state import LEG_CLOSE, LEG_HIGH, LEG_LOW, LOW_BEFORE_HIGH, NOTHING

AT_OPEN = int(FillPoint.OPEN)
AT_CLOSE = int(FillPoint.CLOSE)


@helper(I64(I64, I64))
def quarter_of(run: int, instrument: int) -> int:
    """Lots of one part of a row's size."""
    i = instrument_at(run_at(run, 0).instruments, instrument)
    part = i.size_whole // 4
    return max(part - part % i.size_increment, i.size_increment)


@helper(VOID(I64, I64))
def begin_split(run: int, instrument: int) -> None:
    """Split the size that a row offers, which stands in ``size_rest``: the open's part is left there."""
    i = instrument_at(run_at(run, 0).instruments, instrument)
    i.size_whole = i.size_rest
    i.size_rest = min(quarter_of(run, instrument), i.size_whole)
    i.rest_high = i.rest_low = i.rest_close = NOTHING


@helper(I64(I64))
def place_of(run: int) -> int:
    """LEG_* of the point where the path stands or to which it goes; 0 at the open."""
    s = run_at(run, 0)
    if s.point == AT_OPEN:
        return 0
    return LEG_CLOSE if s.point == AT_CLOSE else s.leg_to + 0


@helper(I64(I64, I64, I64))
def part_of(run: int, instrument: int, place: int) -> int:
    """Lots that a point after the open offers."""
    i = instrument_at(run_at(run, 0).instruments, instrument)
    quarter = quarter_of(run, instrument)
    if place == LEG_CLOSE:
        if i.legs_row != i.current_row:  # nothing was there to walk with
            foresee(run, instrument, i.current_row)
        moved = (1 if i.legs & LEG_HIGH != 0 else 0) + (1 if i.legs & LEG_LOW != 0 else 0)
        return max(i.size_whole - quarter * (1 + moved), 0)
    low_first = i.legs & LOW_BEFORE_HIGH != 0
    second = low_first if place == LEG_HIGH else (not low_first and i.legs & LEG_HIGH != 0)
    return min(quarter, max(i.size_whole - quarter * (2 if second else 1), 0))


@helper(I64(I64, I64))
def point_left(run: int, instrument: int) -> int:
    """Lots that orders may still take at the point of the path; the first to ask has its part measured."""
    i = instrument_at(run_at(run, 0).instruments, instrument)
    place = place_of(run)
    if place == 0:
        return i.size_rest + 0
    left = i.rest_close + 0
    if place != LEG_CLOSE:
        left = i.rest_high if place == LEG_HIGH else i.rest_low
    if left == NOTHING:
        left = part_of(run, instrument, place)
        set_left(run, instrument, place, left)
    return left


@helper(VOID(I64, I64, I64, I64))
def set_left(run: int, instrument: int, place: int, lots: int) -> None:
    """Write what a point has left."""
    i = instrument_at(run_at(run, 0).instruments, instrument)
    if place == 0:
        i.size_rest = lots
    elif place == LEG_HIGH:
        i.rest_high = lots
    elif place == LEG_LOW:
        i.rest_low = lots
    else:
        i.rest_close = lots


@helper(VOID(I64, I64, I64))
def use_point(run: int, instrument: int, lots: int) -> None:
    """Take the lots of a fill off what the point has left; one that is not capped may take more."""
    left = point_left(run, instrument)
    set_left(run, instrument, place_of(run), max(left - lots, 0))
