"""The driver of timelines of bars of bid and ask (rules B6, T3, T7)."""

from __future__ import annotations

from fastbt.kernels.advance import count_main_rows
from fastbt.kernels.decide import first_row
from fastbt.kernels.group_end import end_group, mark
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.memory import I64, VOID, call, i64_at, instrument_at, run_at
from fastbt.kernels.opening import flags_of
from fastbt.kernels.pairs import reaches
from fastbt.kernels.state import ROW_NO_ASK, ROW_NO_BID
from fastbt.kernels.step import instrument_of


@helper(I64(I64, I64, I64), inline=True)
def needs_step(run: int, first: int, last: int) -> int:
    """1 when something can happen in a group's phases 1 to 4."""
    s = run_at(run, 0)
    if s.open_count == 0:
        return 0
    if s.waiting_first >= 0 or s.next_expiry < i64_at(s.ts_event, first):
        return 1
    for row in range(first, last):
        instrument = instrument_of(run, row)
        if instrument_at(s.instruments, instrument).market_first >= 0 or reaches(run, instrument, row) == 1:
            return 1
    return 0


@helper(VOID(I64, I64, I64), inline=True)
def mark_rows(run: int, first: int, last: int) -> None:
    """Phase 5: the closes of both sides are where an instrument's market stands."""
    s = run_at(run, 0)
    for row in range(first, last):
        instrument = instrument_of(run, row)
        i = instrument_at(s.instruments, instrument)
        i.bid = i64_at(s.bid_close, row)
        i.ask = i64_at(s.ask_close, row)
        i.middle = (i.bid + i.ask) >> 1
        i.not_shown = flags_of(run, row) & (ROW_NO_BID | ROW_NO_ASK)
        i.has_mark = 1
        i.rows_seen += 1
        i.current_row = row
        s.row = row
        mark(run, instrument)
    if s.seen != 0:
        count_main_rows(run, first, last)


@entry
def advance_pairs(run: int, until: int) -> int:
    """Run a timeline of bars of bid and ask up to group ``until``; the run's status."""
    s = run_at(run, 0)
    while s.group < until and s.status == 0:
        group = s.group
        first = first_row(run, group)
        last = first_row(run, group + 1)
        if needs_step(run, first, last) == 1:
            call(s.step, run, group)
        mark_rows(run, first, last)
        s.row = last - 1
        if s.watch != 0:
            call(s.watch, run, last - 1)
        end_group(run, group, first, last)
    return s.status
