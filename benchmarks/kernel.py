"""The kernel alone, warm: from int64 columns and signal bytes to filled buffers.

Buffers are those of the run before (``Machine.reset``): first touch of fresh memory is the system's time,
not the kernel's. The reset itself is not timed. The clock is the thread's own time, see
``timing.own_time``.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from benchmarks import scenarios
from benchmarks.contest import Contest
from benchmarks.timing import ROUNDS, Figure, Spread, in_turn, number, own_time, rate_ratio, repeat
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine

ROWS = 1_000_000


def ratio(name: str, contest: Contest, rounds: int = ROUNDS) -> Figure:
    """Rate of ours beside the hand loop's, the two in turn."""
    fills = contest.check()
    ours, other = in_turn(contest.ours, contest.theirs, contest.machine.reset, rounds, own_time)
    a, b = Spread.of(ours, 1e3), Spread.of(other, 1e3)
    return Figure(
        name,
        rate_ratio(ours, other),
        f"{number(a.median)} ms, {number(contest.rows / a.median / 1e3)} M rows/s, {fills:,} fills",
        f"{number(b.median)} ms, {number(contest.rows / b.median / 1e3)} M rows/s",
    )


def crosses(short: bool) -> list[Figure]:
    """The SMA cross, money exact and rounded."""
    del short  # milliseconds a round
    return _both("cross", scenarios.cross_contest, ROWS)


def brackets(short: bool) -> list[Figure]:
    """Entries every 100 bars with stop and target, money exact and rounded."""
    del short
    return _both("brackets", scenarios.bracket_contest, ROWS // 2)


def _both(name: str, contest: Callable[[int, int], Contest], rows: int) -> list[Figure]:
    return [ratio(name, contest(rows, 1)), ratio(f"{name}_rounded", contest(rows, 100))]


def rows(short: bool) -> list[Figure]:
    """What a row costs in which nothing happens."""
    del short
    frame = scenarios.walk(ROWS)
    never = {"entries": pl.col("close") < 0, "quantity": scenarios.UNITS}
    once = {"entries": pl.int_range(pl.len()) == 0, "quantity": scenarios.UNITS}
    figures = [
        per_row("row_idle", scenarios.lowered(frame, 1, never), fills=0),
        per_row("row_held", scenarios.lowered(frame, 1, once), fills=1),
        per_row("row_held_rounded", scenarios.lowered(frame, 100, once), fills=1),
    ]
    many, single = (Machine(scenarios.resting(frame, count)) for count in (1_000, 1))

    def prepare() -> None:
        many.reset()
        single.reset()

    ours, other = in_turn(lambda: many.advance(ROWS), lambda: single.advance(ROWS), prepare, clock=own_time)
    assert int(many.run["open_count"][0]) == 1_000, "an order does not rest"
    a, b = Spread.of(ours, 1e9 / ROWS), Spread.of(other, 1e9 / ROWS)
    times = Spread.of([x / y for x, y in zip(ours, other, strict=True)])
    one = f"{number(b.median)} ns a row with one order"
    return [
        *figures,
        Figure("row_resting", a, f"{number(a.median)} ns"),
        Figure("resting", times, f"{number(a.median)} ns a row, the orders' arrival included", one),
    ]


def per_row(name: str, run: Lowered, fills: int) -> Figure:
    """Nanoseconds a row of a run in which nearly nothing happens."""
    machine, groups = Machine(run), run.columns.groups
    rounds = repeat(lambda: machine.advance(groups), machine.reset, clock=own_time)
    times = Spread.of(rounds, 1e9 / run.columns.rows)
    count = int(machine.run["fills_count"][0])
    assert count == fills, f"{name}: {count} fills, not {fills}"
    return Figure(name, times, f"{number(times.median)} ns")
