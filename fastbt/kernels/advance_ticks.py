"""The driver of timelines of quotes and prints (rules T1, T3, T7).

Equity is recorded for the rows of one ``ts_event`` together; every tick among them is matched, marked and
followed by its time stops before the next one.
"""

from __future__ import annotations

from fastbt.kernels.ahead import COMMAND_SIZE, first_at
from fastbt.kernels.decide import first_row, send_time_stops
from fastbt.kernels.group_end import close_sessions, end_group, mark
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import expire, expires_late
from fastbt.kernels.memory import (
    I64,
    VOID,
    call,
    command_at,
    i64_at,
    instrument_at,
    run_at,
    u8_at,
    venue_at,
)
from fastbt.kernels.quiet import record_flat, record_held
from fastbt.kernels.state import FAR_UP
from fastbt.kernels.step import instrument_of
from fastbt.kernels.tick_levels import QUOTE, first_touching, touches
from fastbt.kernels.ticks import take_in

WORTHWHILE = 4
"""Rows from which on a quiet stretch is worth its set-up."""


@helper(I64(I64, I64, I64), inline=True)
def needs_tick_step(run: int, instrument: int, row: int) -> int:
    """1 when something can happen in a tick's phases 1 to 4."""
    s = run_at(run, 0)
    if s.open_count == 0:
        return 0
    if s.waiting_first >= 0 or s.next_expiry < i64_at(s.ts_event, row):
        return 1
    if instrument_at(s.instruments, instrument).market_first >= 0:
        return 1
    return touches(run, instrument, row)


@helper(VOID(I64, I64))
def hear(run: int, ts: int) -> None:
    """Before a tick moves the market: let what is too late expire, then commands act that have arrived."""
    if expires_late(run) == 0:
        expire(run, ts)
    call(run_at(run, 0).deliver, run, ts)


@helper(VOID(I64, I64, I64), inline=True)
def match_and_mark(run: int, instrument: int, row: int) -> None:
    """One tick, from the market it makes to the mark it leaves."""
    s = run_at(run, 0)
    s.row = row
    if s.next_arrival < i64_at(s.ts_event, row):
        hear(run, i64_at(s.ts_event, row))
    take_in(run, instrument, row)
    if needs_tick_step(run, instrument, row) == 1:
        call(s.step_tick, run, row)
    mark(run, instrument)
    if s.watch != 0:
        call(s.watch, run, row)


@helper(VOID(I64, I64), inline=True)
def run_tick(run: int, row: int) -> None:
    """One tick, from the market it makes to the time stops after it."""
    s = run_at(run, 0)
    instrument = instrument_of(run, row)
    match_and_mark(run, instrument, row)
    instrument_at(s.instruments, instrument).rows_seen += 1
    if s.timed_count > 0 and s.status == 0:
        s.row = row
        send_time_stops(run, instrument, row)


@helper(I64(I64, I64), inline=True)
def marking_column(run: int, row: int) -> int:
    """Address of the column that marks what the one instrument holds, from a row on."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, 0)
    if u8_at(s.kind, row) != QUOTE or venue_at(s.venues, i.venue).mark_middle == 1:
        return s.close + 0
    return s.low + 0 if i.held > 0 else s.high + 0


@helper(I64(I64, I64), inline=True)
def run_quiet_ticks(run: int, until: int) -> int:
    """Record the ticks of one instrument and kind up to the next on which anything but prices can move.

    The row reached.
    """
    s = run_at(run, 0)
    i = instrument_at(s.instruments, 0)
    row = s.group + 0
    last = until
    if s.waiting_first >= 0 or i.market_first >= 0 or s.timed_count != 0 or s.callback != 0:
        return row
    if s.signals != 0 or (s.watch != 0 and i.held != 0) or s.against != 0:
        return row
    if s.command_next < s.command_count:
        last = min(last, command_at(s.commands + s.command_next * COMMAND_SIZE, 0).row)
    if last - row < WORTHWHILE:
        return row
    if s.next_expiry != FAR_UP:
        last = first_at(s.ts_event, row, last, s.next_expiry + 1)
    last = first_touching(run, row, last)
    if last <= row:
        return row
    if i.held == 0:
        record_flat(run, row, last)
    else:
        record_held(run, row, last, marking_column(run, row))
    take_in(run, 0, last - 1)
    s.row = last - 1
    mark(run, 0)
    i.rows_seen += last - row
    return last


@entry
def advance_ticks(run: int, until: int) -> int:
    """Run a timeline with ticks up to group ``until``; the run's status."""
    s = run_at(run, 0)
    s.on_tick = 1
    while s.group < until and s.status == 0:
        if s.plain_ticks == 1:
            s.group = run_quiet_ticks(run, until)
            if s.group == until or s.status != 0:
                break
        group = s.group
        first = first_row(run, group)
        last = first_row(run, group + 1)
        close_sessions(run, first, 0)
        row = first
        while row < last and s.status == 0:
            run_tick(run, row)
            row += 1
        end_group(run, group, first, last)
    return s.status
