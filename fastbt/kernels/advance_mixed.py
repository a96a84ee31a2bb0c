"""The driver of timelines in which bars and ticks stand side by side (rules T1, T3, T7, B4).

All rows of one ``ts_event`` are a group: its bars go through the phases of ``step.py`` together, then each
tick by itself; the strategy acts, and equity is recorded, after the last of them. A bar with a tick of its
own instrument in it only informs.
"""

from __future__ import annotations

from fastbt.kernels.advance import needs_step
from fastbt.kernels.advance_ticks import match_and_mark
from fastbt.kernels.decide import first_row, send_time_stops
from fastbt.kernels.group_end import close_sessions, end_group, mark
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.memory import I64, VOID, call, i64_at, instrument_at, run_at
from fastbt.kernels.opening import flags_of
from fastbt.kernels.prices import is_on_ticks
from fastbt.kernels.state import ROW_NO_EXECUTE
from fastbt.kernels.step import first_tick, instrument_of


@helper(VOID(I64, I64, I64))
def take_bar(run: int, instrument: int, row: int) -> None:
    """Let a bar leave its instrument's market where it closes.

    One that executes takes the place of all quotes before it; one that only informs moves no market that
    ticks have made.
    """
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if flags_of(run, row) & ROW_NO_EXECUTE != 0 and is_on_ticks(run, instrument) == 1:
        return
    if s.take_pair != 0:
        call(s.take_pair, run, row)
        return
    price = i64_at(s.close, row)
    i.bid = price
    i.ask = price
    i.middle = price
    i.last = price
    i.not_shown = 0
    i.current_row = row
    i.has_mark = 1


@helper(VOID(I64, I64, I64), inline=True)
def count_row(run: int, instrument: int, row: int) -> None:
    """Count a row, if it is one of the strategy's own."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    i.rows_seen = i64_at(s.seen, row) if s.seen != 0 else i.rows_seen + 1


@helper(VOID(I64, I64, I64, I64))
def run_bars(run: int, group: int, first: int, last: int) -> None:
    """The bars of a group, from their opening to the time stops after them."""
    s = run_at(run, 0)
    s.on_tick = 0
    for row in range(first, last):
        if flags_of(run, row) & ROW_NO_EXECUTE == 0:
            instrument_at(s.instruments, instrument_of(run, row)).quote_row = -1
    if s.step_pairs != 0:
        call(s.step_pairs, run, group)
    elif needs_step(run, first, last) == 1:
        call(s.step, run, group)
    s.row = last - 1
    for row in range(first, last):
        instrument = instrument_of(run, row)
        take_bar(run, instrument, row)
        mark(run, instrument)
        count_row(run, instrument, row)
    if s.watch != 0:
        call(s.watch, run, last - 1)
    if s.timed_count > 0:
        for row in range(first, last):
            s.row = row
            if s.status == 0:
                send_time_stops(run, instrument_of(run, row), row)
    s.on_tick = 1


@entry
def advance_mixed(run: int, until: int) -> int:
    """Run a timeline of bars and ticks up to group ``until``; the run's status."""
    s = run_at(run, 0)
    s.on_tick = 1
    while s.group < until and s.status == 0:
        group = s.group
        first = first_row(run, group)
        last = first_row(run, group + 1)
        close_sessions(run, first, 0)
        row = first_tick(run, first, last)
        if row > first:
            run_bars(run, group, first, row)
        while row < last and s.status == 0:
            instrument = instrument_of(run, row)
            match_and_mark(run, instrument, row)
            count_row(run, instrument, row)
            if s.timed_count > 0 and s.status == 0:
                send_time_stops(run, instrument, row)
            row += 1
        end_group(run, group, first, last)
    return s.status
