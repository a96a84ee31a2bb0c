"""What a row costs where no gate stands: with many instruments, in the other forms of a strategy.

For those who work on the kernel; the report shows them in a table of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

import fastbt as bt
from benchmarks import scenarios
from benchmarks.timing import Figure, Spread, number, own_time, repeat
from fastbt import ta
from fastbt.backtest import lower_signal_run
from fastbt.simulation.callbacks import run_class, run_compiled
from fastbt.simulation.lower import lower_market
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine
from fastbt.strategies.expressions import evaluate

ROWS = 1_000_000
ROUNDS = 7
COUNTS = (1, 2, 10, 100)


def many(count: int, rows: int = ROWS) -> tuple[pl.DataFrame, list[bt.Equity]]:
    """So many instruments on one clock, ``rows`` bars in all: pieces of one walk laid side by side."""
    frame = scenarios.walk(rows)
    length = rows // count
    ids = [f"W{place:03}.SIM" for place in range(count)]
    place = pl.int_range(pl.len())
    laid = frame.head(length * count).with_columns(
        ts_event=scenarios.START + scenarios.MINUTE * (1 + place % length),
        instrument_id=pl.format("W{}.SIM", (place // length).cast(pl.String).str.zfill(3)),
    )
    laid = laid.with_columns(pl.col("ts_event").cast(pl.Datetime("ns", "UTC"))).sort(
        "ts_event", "instrument_id"
    )
    known = [bt.Equity(name, currency="USD", price_precision=2, size_precision=0) for name in ids]
    return laid, known


def instruments(counts: tuple[int, ...] = COUNTS) -> list[Figure]:
    """Nanoseconds a row, idle, all held, and with the fills of the SMA cross, by number of instruments."""
    figures = []
    for count in counts:
        frame, known = many(count)
        per = bt.per_instrument(fast=ta.sma("close", 20), slow=ta.sma("close", 50))
        cross = scenarios.cross_words()
        cross |= {name: cross[name].over("instrument_id") for name in ("entries", "exits")}
        cases = {
            "idle": {"entries": pl.col("close") < 0, "quantity": 100.0},
            "held": {"entries": pl.col("ts_event") == pl.col("ts_event").min(), "quantity": 100.0},
            "fills": {name: word for name, word in cross.items() if name != "columns"},
        }
        frame = frame.with_columns(per)
        for case, words in cases.items():
            run = _lowered(frame, known, words)
            machine = Machine(run)
            groups, rows = run.columns.groups, run.columns.rows
            times = Spread.of(
                repeat(lambda m=machine, g=groups: m.advance(g), machine.reset, ROUNDS, own_time), 1e9 / rows
            )
            fills = int(machine.run["fills_count"][0])
            figures.append(
                Figure(
                    f"{count} instruments, {case}", times, f"{number(times.median)} ns a row, {fills:,} fills"
                )
            )
    return figures


def _lowered(frame: pl.DataFrame, known: list[bt.Equity], words: dict[str, Any]) -> Lowered:
    given = scenarios.options() | {"instruments": known, "check": "off"}
    return lower_signal_run(bt.Signals(**words), frame, Market.of(given))


@bt.compiled(params={"quantity": 100.0}, columns=lambda _: scenarios.cross_words()["columns"])
def compiled_cross(ctx, p) -> None:
    """The SMA cross per row; like the signals, it acts on the bar of the cross only."""
    if ctx["fast"] > ctx["slow"]:
        if ctx.position == 0:
            ctx.buy(quantity=p.quantity)
    elif ctx.position > 0:
        ctx.close_position()


class Nothing(bt.Strategy):
    """A class whose callback does nothing: what the call costs."""

    def on_bar(self, bar: Any) -> None:
        """Do nothing."""


class EveryTwenty(bt.Strategy):
    """An order every 20 bars, buying and selling in turn."""

    count = 0

    def on_bar(self, bar: Any) -> None:  # noqa: ARG002 - the form of the callback
        """Send an order now and then."""
        self.count += 1
        if self.count % 40 == 0:
            self.buy(quantity=100)
        elif self.count % 40 == 20:
            self.close_position()


def forms() -> list[Figure]:
    """Nanoseconds a row of compiled and class strategies, with fresh buffers."""
    frame = scenarios.walk(ROWS)
    market = Market.of(scenarios.options())
    bars = market.read(frame)
    params = compiled_cross.parameters(None)
    columns = compiled_cross.columns(params)
    found = evaluate(bars.to_floats(), columns, {}, check="off")
    lowered = lower_market(bars, market.venues, frame=found.frame)
    works: dict[str, Callable[[], Any]] = {
        "compiled, SMA cross": lambda: run_compiled(lowered, compiled_cross, params, list(columns)),
        "class, empty callback": lambda: run_class(lowered, Nothing()),
        "class, an order every 20 bars": lambda: run_class(lowered, EveryTwenty()),
    }
    figures = []
    for name, work in works.items():
        outputs = [work() for _ in range(ROUNDS + 1)][1:]
        times = Spread.of([output.seconds for output in outputs], 1e9 / ROWS)
        words = f"{number(times.median)} ns a row, {len(outputs[0].fills):,} fills"
        figures.append(Figure(name, times, words))
    return figures
