"""Bars of bid and ask beside ticks: what the driver of both asks of them (rules B4, B6, T7).

``advance_mixed.py`` runs the timeline and ``pairs.py`` walks the bars; here stands whether anything can
happen on the bars of a group, by both sides, and where one of them leaves its instrument's market. The
entries are compiled only for runs with ticks and such bars.
"""

from __future__ import annotations

from fastbt.kernels.advance_pairs import needs_step
from fastbt.kernels.decide import first_row
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import call, i64_at, instrument_at, run_at
from fastbt.kernels.opening import flags_of
from fastbt.kernels.state import ROW_NO_ASK, ROW_NO_BID, ROW_NO_TRADE
from fastbt.kernels.step import first_tick, instrument_of


@entry
def step_pairs(run: int, group: int) -> int:
    """Phases 1 to 4 of the bars of a group, if anything can happen on them; 0."""
    s = run_at(run, 0)
    first = first_row(run, group)
    if needs_step(run, first, first_tick(run, first, first_row(run, group + 1))) == 1:
        call(s.step, run, group)
    return 0


@entry
def take_pair(run: int, row: int) -> int:
    """Let a bar leave its instrument's market at the closes of its two sides; 0.

    The newest traded price is that of prints and of bars of one price.
    """
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument_of(run, row))
    bits = flags_of(run, row)
    i.bid = i64_at(s.bid_close, row)
    i.ask = i64_at(s.ask_close, row)
    i.middle = (i.bid + i.ask) >> 1
    i.not_shown = bits & (ROW_NO_BID | ROW_NO_ASK)
    if bits & ROW_NO_TRADE == 0:
        i.last = i64_at(s.close, row)
    i.current_row = row
    i.has_mark = 1
    return 0
