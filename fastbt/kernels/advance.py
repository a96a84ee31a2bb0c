"""The resumable drivers: group after group, from where the run stands to where it may go (decision 3).

``advance`` is the one way to run: signals, order tables, compiled and class strategies all go through it, and
any cut into calls gives the same result. A single instrument has a driver of its own that runs from event to
event (an order that arrives, a touched order, a signal); many instruments go row by row. Both call ``step``
for groups in which something can happen and ``decide`` where the strategy may act.
"""

from __future__ import annotations

from fastbt.codes import FillCause, FillPoint
from fastbt.kernels.ahead import ANY_SIGNAL, COMMAND_SIZE, decides, first_at, next_decision, next_signal
from fastbt.kernels.decide import first_row
from fastbt.kernels.forced import close_at_newest
from fastbt.kernels.group_end import record_group
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.memory import (
    I64,
    VOID,
    call,
    command_at,
    i64_at,
    instrument_at,
    position_at,
    prefetch,
    run_at,
    venue_at,
)
from fastbt.kernels.quiet import first_touched, record
from fastbt.kernels.quiet_groups import run_quietly
from fastbt.kernels.state import FAR_DOWN, FAR_UP
from fastbt.kernels.step import instrument_of
from fastbt.kernels.value import mark_instrument

CLOSE_OUT = int(FillCause.CLOSE_OUT)
AT_CLOSE = int(FillPoint.CLOSE)
AHEAD = 512
"""Rows looked ahead for the next signal.

A fill may change which signals matter, and then the search starts again.
"""
FAR_AHEAD = 1 << 17
"""Rows of many instruments looked ahead for the next signal; a stretch without one is cut there."""


@helper(VOID(I64, I64), inline=True)
def mark_one(run: int, row: int) -> None:
    """Mark the one instrument at a row's close."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, 0)
    i.mark = i64_at(s.close, row)
    i.has_mark = 1
    i.rows_seen = row + 1
    i.current_row = row
    if i.held != 0:
        mark_instrument(run, 0)


@helper(VOID(I64, I64), inline=True)
def decide_one(run: int, row: int) -> None:
    """Mark the one instrument at a row's close, and let the strategy act.

    What fills at once shows in the row's equity.
    """
    s = run_at(run, 0)
    mark_one(run, row)
    fills = s.fills_count
    s.row = row
    call(s.decide, run, row)
    if s.fills_count != fills:
        record(run, row, row + 1)


@entry
def advance_one(run: int, until: int) -> int:
    """Run a timeline of one instrument up to group ``until``; the run's status."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, 0)
    while s.group < until and s.status == 0:
        row = s.group
        last = row + 1
        stop = last
        matched = row
        if s.waiting_first < 0 and i.market_first < 0:
            # nothing arrives on this row: run up to the next one after which the strategy may act
            last = min(until, row + AHEAD)
            stop = next_decision(run, row, last)
            if stop < last:
                last = stop + 1
            # by the time the next signal is acted on, its prices are here
            prefetch(s.open, stop + 1)
            prefetch(s.close, stop)
            if s.signals != 0:
                # and those of the signal after it: a memory access takes longer than the rows up to this one
                ahead = next_signal(s.signals, stop + 1, min(until, stop + 1 + AHEAD), ANY_SIGNAL)
                prefetch(s.open, ahead + 1)
                prefetch(s.close, ahead)
            matched = last
            if s.next_expiry != FAR_UP:
                matched = first_at(s.ts_event, row, last, s.next_expiry + 1)
            if i.touch_down != FAR_DOWN or i.touch_up != FAR_UP:
                matched = first_touched(run, row, matched)
            if matched > row:
                record(run, row, matched)
        if matched < last:
            i.rows_seen = matched
            call(s.step, run, matched)
            if s.watch != 0 and i.held != 0:
                mark_one(run, matched)
                call(s.watch, run, matched)
            record(run, matched, matched + 1)
            # the match may have changed which signals matter
            if s.status == 0 and next_decision(run, matched, matched + 1) == matched:
                decide_one(run, matched)
            s.group = matched + 1
        else:
            if stop < last:
                decide_one(run, stop)
            s.group = last
    return s.status


@helper(I64(I64, I64, I64), inline=True)
def needs_step(run: int, first: int, last: int) -> int:
    """1 when something can happen in a group's phases 1 to 4."""
    s = run_at(run, 0)
    if s.open_count == 0:
        return 0
    if s.waiting_first >= 0 or s.next_expiry < i64_at(s.ts_event, first):
        return 1
    for row in range(first, last):
        i = instrument_at(s.instruments, instrument_of(run, row))
        if i64_at(s.low, row) <= i.touch_down or i64_at(s.high, row) >= i.touch_up or i.market_first >= 0:
            return 1
    if s.trails_count > 0:
        for row in range(first, last):
            i = instrument_at(s.instruments, instrument_of(run, row))
            if i64_at(s.low, row) <= i.trail_down or i64_at(s.high, row) >= i.trail_up:
                return 1
    return 0


@helper(VOID(I64, I64, I64))
def count_main_rows(run: int, first: int, last: int) -> None:
    """Let instruments count the rows of the strategy's own bars only, where there are finer ones."""
    s = run_at(run, 0)
    for row in range(first, last):
        instrument_at(s.instruments, instrument_of(run, row)).rows_seen = i64_at(s.seen, row)


@helper(VOID(I64, I64, I64), inline=True)
def mark_rows(run: int, first: int, last: int) -> None:
    """Phase 5: every row's close is its instrument's newest price."""
    s = run_at(run, 0)
    for row in range(first, last):
        k = instrument_of(run, row)
        i = instrument_at(s.instruments, k)
        i.mark = i64_at(s.close, row)
        i.has_mark = 1
        i.rows_seen += 1
        i.current_row = row
        if i.position_first >= 0:
            s.row = row
            mark_instrument(run, k)
    if s.seen != 0:
        count_main_rows(run, first, last)


@helper(I64(I64, I64, I64, I64), inline=True)
def quiet_until(run: int, group: int, until: int, searched: int) -> int:
    """The row of the next action, up to which nothing but prices moves; -1 where more than that may happen.

    ``searched``: before this row it is known already that a quiet stretch does not pay.
    """
    s = run_at(run, 0)
    first = first_row(run, group)
    moves = s.status != 0 or s.open_count != 0 or s.timed_count != 0 or s.callback != 0
    if moves or first < searched or s.instrument == 0:
        return -1
    last = min(first + FAR_AHEAD, first_row(run, until) - 1)
    if s.command_next < s.command_count:
        last = min(last, command_at(s.commands + s.command_next * COMMAND_SIZE, 0).row)
    if s.signals != 0:
        last = next_signal(s.signals, first, last, ANY_SIGNAL)
    return max(last, first)


@entry
def advance_many(run: int, until: int) -> int:
    """Run a timeline of any number of instruments up to group ``until``; the run's status."""
    s = run_at(run, 0)
    searched = 0
    while s.group < until and s.status == 0:
        group = s.group
        first = first_row(run, group)
        last = first_row(run, group + 1)
        if needs_step(run, first, last) == 1:
            call(s.step, run, group)
        after = group
        stop = quiet_until(run, group, until, searched)
        if stop >= 0:
            searched = stop + 1
            after = run_quietly(run, group, until, stop)
        if after > group:
            group = after - 1  # all before it are recorded, it may still decide
            first = first_row(run, group)
            last = first_row(run, group + 1)
        else:
            s.row = last - 1
            mark_rows(run, first, last)
        s.row = last - 1
        if s.watch != 0:
            call(s.watch, run, last - 1)
        if s.status == 0 and decides(run, first, last) == 1:
            call(s.decide, run, group)
        record_group(run, group)
        s.group = group + 1
    return s.status


@entry
def finish(run: int, group: int) -> int:
    """Close the open positions of venues with on_finish = close at their last closes; record group again.

    The status.
    """
    s = run_at(run, 0)
    last = first_row(run, group + 1) - 1
    s.row = last
    if s.instrument == 0 and s.kind == 0 and s.stretch == 0:  # else what happens between rows has marked it
        instrument_at(s.instruments, 0).mark = i64_at(s.close, last)
    s.point = AT_CLOSE
    for k in range(s.positions_count):  # in the order in which they were opened
        p = position_at(s.positions, k)
        if p.is_open == 0 or s.status != 0:
            continue
        if venue_at(s.venues, instrument_at(s.instruments, p.instrument).venue).close_at_end == 0:
            continue
        close_at_newest(run, k, CLOSE_OUT)
    record_group(run, group)
    return s.status


@entry
def advance(run: int, until: int) -> int:
    """Run up to group ``until``, by the driver the run was set up with; the run's status."""
    return call(run_at(run, 0).driver, run, until)
