"""Which extreme of a bar its path visits first, and which of them move the price (rules B1, B2, F11)."""

from __future__ import annotations

from fastbt.codes import BarPath
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, VOID, call, i64_at, instrument_at, run_at, venue_at
from fastbt.kernels.state import LEG_HIGH, LEG_LOW, LOW_BEFORE_HIGH

WORST = int(BarPath.WORST)
OHLC = int(BarPath.OHLC)
OLHC = int(BarPath.OLHC)


@helper(I64(I64, I64, I64, I64, I64))
def high_first(run: int, instrument: int, at: int, high: int, low: int) -> int:
    """1 when the path, standing at ``at`` with both extremes to come, goes to the high first."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    mode = venue_at(s.venues, i.venue).bar_path
    if mode == OHLC:
        return 1
    if mode == OLHC:
        return 0
    if mode == WORST:
        if i.held != 0:
            first = 1 if i.held < 0 else 0
            if i.trail_first >= 0 and call(s.trail_choose, run, instrument) == 1:
                first = 1 - first
            return first
        if i.buys_resting > 0 and i.sells_resting == 0:
            return 1
        if i.sells_resting > 0 and i.buys_resting == 0:
            return 0
    return 1 if high - at < at - low else 0


@helper(VOID(I64, I64, I64, I64, I64), inline=True)
def go_to(run: int, instrument: int, at: int, to: int, leg_to: int) -> None:
    """Note to which extreme the path goes, LEG_HIGH or LEG_LOW, and whether that moves the price."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    s.leg_to = leg_to
    if at != to:
        if leg_to == LEG_LOW and i.legs == 0:
            i.legs = LOW_BEFORE_HIGH
        i.legs |= leg_to


@helper(VOID(I64, I64, I64))
def foresee(run: int, instrument: int, row: int) -> None:
    """Note to which extremes the path of a row moves if no order turns it (``INSTRUMENT.legs``)."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    at, high, low = i64_at(s.open, row), i64_at(s.high, row), i64_at(s.low, row)
    i.legs = 0
    i.legs_row = row
    if high_first(run, instrument, at, high, low) == 1:
        go_to(run, instrument, at, high, LEG_HIGH)
        go_to(run, instrument, high, low, LEG_LOW)
    else:
        go_to(run, instrument, at, low, LEG_LOW)
        go_to(run, instrument, low, high, LEG_HIGH)
