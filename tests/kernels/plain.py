"""The drivers of the kernel in their plainest form: every group goes through every phase, no row is skipped.

``fastbt/kernels/advance.py`` skips what cannot matter: rows that reach no order, signal bits that change nothing, rows between two
events. Run beside it, these loops say whether it skipped something that did matter.
"""

from __future__ import annotations

from fastbt.kernels.decide import first_row, send_time_stops
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import balance_at, call, i64_at, instrument_at, put_i64, run_at, u8_at
from fastbt.kernels.signals import act_on_signals
from fastbt.kernels.state import SEQUENCE_ROWS, SIGNAL_TARGET
from fastbt.kernels.step import instrument_of
from fastbt.kernels.targets import act_on_target
from fastbt.kernels.value import mark_instrument
from fastbt.simulation.lowered import Lowered, RunOutput
from fastbt.simulation.machine import Machine, run_machine


@entry
def advance_plain(run: int, until: int) -> int:
    """Phases 1 to 8 of every group."""
    s = run_at(run, 0)
    b = balance_at(s.balances, 0)
    while s.group < until and s.status == 0:
        group = s.group
        first = first_row(run, group)
        last = first_row(run, group + 1)
        call(s.step, run, group)
        for row in range(first, last):
            s.row = row
            k = instrument_of(run, row)
            i = instrument_at(s.instruments, k)
            i.mark = i64_at(s.close, row)
            i.has_mark = 1
            i.rows_seen += 1
            i.current_row = row
            mark_instrument(run, k)
        s.row = last - 1
        if s.watch != 0:
            call(s.watch, run, last - 1)
        if s.status == 0 and s.over == 0:
            call(s.decide, run, group)
        put_i64(s.equity, group, b.total + b.marked)
        if s.gross != 0:
            put_i64(s.gross, group, b.gross)
        s.group = group + 1
    return s.status


@entry
def decide_all(run: int, group: int) -> int:
    """Every bit of every row's signals, whether it can matter or not."""
    s = run_at(run, 0)
    for row in range(first_row(run, group), first_row(run, group + 1)):
        instrument = instrument_of(run, row)
        s.row = row
        send_time_stops(run, instrument, row)
        bits = u8_at(s.signals, row) + 0
        if bits & SIGNAL_TARGET != 0:
            act_on_target(run, instrument, row)
        elif bits != 0:
            act_on_signals(run, instrument, row)
    return 0


def run_plain(lowered: Lowered) -> RunOutput:
    """Run a market by the plain drivers."""
    machine = Machine(lowered)
    machine.run["driver"] = advance_plain.address
    if lowered.signals is not None and int(lowered.plan["sequence"][0]) == SEQUENCE_ROWS:
        machine.run["decide"] = decide_all.address
    return run_machine(lowered, machine=machine)
