"""The end of a group of rows: the marks, the strategy's turn, equity (phases 5 to 7, rules T3, T7)."""

from __future__ import annotations

from fastbt.kernels.ahead import decides
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, VOID, balance_at, call, i64_at, instrument_at, put_i64, run_at
from fastbt.kernels.prices import set_mark
from fastbt.kernels.value import added, mark_instrument


@helper(VOID(I64, I64), inline=True)
def mark(run: int, instrument: int) -> None:
    """Mark an instrument by where its newest row has left the two sides of its market."""
    set_mark(run, instrument)
    if instrument_at(run_at(run, 0).instruments, instrument).position_first >= 0:
        mark_instrument(run, instrument)


@helper(VOID(I64), inline=True)
def mark_held(run: int) -> None:
    """Mark every instrument that is held: after fills between two rows another side may mark it."""
    s = run_at(run, 0)
    for k in range(s.instrument_count):
        if instrument_at(s.instruments, k).position_first >= 0:
            mark(run, k)


@helper(VOID(I64, I64))
def record_balances(run: int, group: int) -> None:
    """Record a group where there are several balances: the sums of each currency."""
    s = run_at(run, 0)
    first = group * s.currency_count
    for k in range(s.currency_count):
        put_i64(s.equity, first + k, 0)
        put_i64(s.gross, first + k, 0)
    for k in range(s.balance_count):
        b = balance_at(s.balances, k)
        place = first + k % s.currency_count
        put_i64(s.equity, place, added(run, i64_at(s.equity, place), added(run, b.total, b.marked)))
        put_i64(s.gross, place, added(run, i64_at(s.gross, place), b.gross))


@helper(VOID(I64, I64, I64), inline=True)
def close_sessions(run: int, row: int, later: int) -> None:
    """Let orders on close act whose session ends before a row, where ticks are the market (rule F7).

    ``later``: 1 where the row is over, so that its own time counts too.
    """
    s = run_at(run, 0)
    if s.waiting_first >= 0 and s.end_sessions != 0 and s.status == 0:
        s.row = row
        call(s.end_sessions, run, i64_at(s.ts_event, row) + later)


@helper(VOID(I64, I64), inline=True)
def record_group(run: int, group: int) -> None:
    """Record equity, and gross exposure where it is wanted, of a group."""
    s = run_at(run, 0)
    if s.balance_count > 1:
        record_balances(run, group)
        return
    b = balance_at(s.balances, 0)
    put_i64(s.equity, group, b.total + b.marked)
    if s.gross != 0:
        put_i64(s.gross, group, b.gross)


@helper(VOID(I64, I64, I64, I64), inline=True)
def end_group(run: int, group: int, first: int, last: int) -> None:
    """Let the strategy act after a group whose rows have two sides, and record it."""
    s = run_at(run, 0)
    close_sessions(run, last - 1, 1)
    s.row = last - 1
    if s.status == 0 and decides(run, first, last) == 1:
        fills = s.fills_count
        call(s.decide, run, group)
        if s.fills_count != fills:
            mark_held(run)
    record_group(run, group)
    s.group = group + 1
