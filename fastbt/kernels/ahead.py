"""Where the strategy may act next: commands, signals, time stops, and what wakes it (decision 3).

The drivers run from one such row to the next; what they ask on the way stands here.
"""

from __future__ import annotations

from fastbt.kernels import state
from fastbt.kernels.decide import tells
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, command_at, count_trailing_zeros, i64_at, instrument_at, run_at, u8_at
from fastbt.kernels.signals import mask_of
from fastbt.kernels.state import FAR_UP
from fastbt.kernels.step import instrument_of

COMMAND_SIZE = state.COMMAND.itemsize
ANY_SIGNAL = 255
EIGHT = 0x0101010101010101


@helper(I64(I64, I64, I64, I64), inline=True)
def next_signal(signals: int, row: int, last: int, mask: int) -> int:
    """The first row in [row, last) with a bit of the mask, or ``last``; eight rows at a time."""
    wide = mask * EIGHT
    while row + 8 <= last:
        word = i64_at(signals + row, 0) & wide
        if word != 0:
            return row + (count_trailing_zeros(word) >> 3)
        row += 8
    while row < last and u8_at(signals, row) & mask == 0:
        row += 1
    return row


@helper(I64(I64, I64, I64, I64), inline=True)
def first_at(column: int, row: int, last: int, ts: int) -> int:
    """The first row in [row, last) whose time is at or after ``ts``, or ``last``."""
    while row < last:
        middle = (row + last) >> 1
        if i64_at(column, middle) < ts:
            row = middle + 1
        else:
            last = middle
    return row


@helper(I64(I64, I64, I64), inline=True)
def next_decision(run: int, row: int, last: int) -> int:
    """The first row in [row, last) after which the strategy may act, or ``last``."""
    s = run_at(run, 0)
    if s.over == 1:
        return last
    if s.callback != 0:
        return row
    i = instrument_at(s.instruments, 0)
    if i.wake_row != FAR_UP:
        last = min(last, max(i.wake_row - 1, row))
    if i.wake_ts != FAR_UP:
        last = min(last, first_at(s.ts_event, row, last, i.wake_ts))
    if s.command_next < s.command_count:
        last = min(last, command_at(s.commands + s.command_next * COMMAND_SIZE, 0).row)
    if s.signals != 0:
        last = next_signal(s.signals, row, last, mask_of(run, 0))
    return last


@helper(I64(I64, I64, I64), inline=True)
def decides(run: int, first: int, last: int) -> int:
    """1 when the strategy may act after a group."""
    s = run_at(run, 0)
    if s.over == 1:
        return 0
    if s.callback != 0 and tells(run, first, last) == 1:
        return 1
    if (
        s.command_next < s.command_count
        and command_at(s.commands + s.command_next * COMMAND_SIZE, 0).row < last
    ):
        return 1
    if s.timed_count > 0:
        for row in range(first, last):
            i = instrument_at(s.instruments, instrument_of(run, row))
            if i.rows_seen >= i.wake_row or i64_at(s.ts_event, row) >= i.wake_ts:
                return 1
    if s.signals == 0:
        return 0
    row = next_signal(s.signals, first, last, ANY_SIGNAL)
    while row < last:
        if u8_at(s.signals, row) & mask_of(run, instrument_of(run, row)) != 0:
            return 1
        row = next_signal(s.signals, row + 1, last, ANY_SIGNAL)
    return 0
