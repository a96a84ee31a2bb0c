"""Whole runs, as users start them: a frame in, tables and statistics out; all compiled and imported."""

from __future__ import annotations

from typing import Any

import fastbt as bt
from benchmarks import scenarios
from benchmarks.timing import Figure, Spread, number, own_time, repeat
from fastbt.backtest import lower_signal_run
from fastbt.simulation.lower_options import Market
from fastbt.simulation.machine import Machine

TABLES = ("orders", "fills", "positions", "trades", "account", "equity")
FLOOR_ROWS = 100_000


def everything(result: bt.Result) -> Any:
    """All tables but events, and the statistics."""
    for name in TABLES:
        result.table(name)
    return result.stats


def run_cross(rows: int = 1_000_000, **more: Any) -> bt.Result:
    """The SMA cross through ``from_signals``."""
    words = scenarios.cross_words()
    return bt.from_signals(scenarios.walk(rows), **words, **scenarios.options(), **more)


def whole_runs(short: bool) -> list[Figure]:
    """End to end: the SMA cross, buy and hold, resting orders."""
    rounds = 3 if short else 7
    figures = [_cross(rounds), *_holding(rounds)]
    frame = scenarios.walk(FLOOR_ROWS)
    orders = scenarios.resting_orders(frame, 100)
    resting = repeat(lambda: everything(bt.from_orders(frame, orders, **scenarios.options())), rounds=rounds)
    return [*figures, rate("whole_resting", FLOOR_ROWS, resting)]


def _cross(rounds: int) -> Figure:
    whole = Spread.of(repeat(lambda: everything(run_cross()), rounds=rounds))
    run = Spread.of(repeat(run_cross, rounds=rounds))
    unchecked = Spread.of(repeat(lambda: run_cross(check="off"), rounds=rounds))
    words = (
        f"{number(whole.median)} s; without tables and statistics {number(run.median)} s, "
        f"without the look-ahead check {number(unchecked.median)} s"
    )
    return Figure("whole_cross", whole, words)


def _holding(rounds: int) -> list[Figure]:
    frame = scenarios.walk(FLOOR_ROWS)
    given = scenarios.options()
    whole = repeat(lambda: everything(bt.from_holding(frame, **given)), rounds=rounds)
    signals = bt.Signals(entries=scenarios.every(FLOOR_ROWS), size=bt.percent_of_equity(100))
    machine = Machine(lower_signal_run(signals, frame, Market.of({**given, "check": "off"})))
    kernel = repeat(lambda: machine.advance(FLOOR_ROWS), machine.reset, clock=own_time)
    assert int(machine.run["fills_count"][0]) == 1
    return [rate("whole_holding", FLOOR_ROWS, whole), rate("kernel_holding", FLOOR_ROWS, kernel)]


def rate(name: str, rows: int, times: list[float]) -> Figure:
    """Bars a second of some rounds."""
    speed = Spread.of([rows / time for time in times])
    return Figure(name, speed, f"{number(rows / speed.median * 1e3)} ms")
