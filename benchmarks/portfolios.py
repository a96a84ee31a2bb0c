"""Many instruments with one account: target weights every month, beside the hand loop, and what rows cost."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import polars as pl

import fastbt as bt
from benchmarks import hand, kernel
from benchmarks.scenarios import FEE, MONEY, RATE, venue
from benchmarks.timing import Figure, Spread, number, own_time, repeat
from fastbt.simulation.lower_target_run import lower_target_run, target_market
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine

DAYS, NAMES = 2_520, 500


@functools.lru_cache(maxsize=1)
def weekdays(days: int, names: int, seed: int = 3) -> pl.DataFrame:
    """Daily bars of many random walks on cents, and weights that are new every day and sum to 0.9."""
    rng = np.random.default_rng(seed)
    close = 15_000 + np.abs(np.cumsum(rng.integers(-150, 151, (days, names)), axis=0))
    open_ = np.vstack([close[:1], close[:-1]]) + rng.integers(-20, 21, (days, names))
    high = np.maximum(open_, close) + rng.integers(0, 50, (days, names))
    low = np.minimum(open_, close) - rng.integers(0, 50, (days, names))
    share = rng.random((days, names))
    weight = np.floor(share / share.sum(axis=1, keepdims=True) * 0.9e6) / 1e6
    dates = np.busday_offset("2015-01-01", np.arange(days)).astype("datetime64[D]")
    prices = {"open": open_, "high": high, "low": low, "close": close}
    return pl.DataFrame(
        {
            "date": np.repeat(dates, names),
            "instrument_id": np.tile([f"N{k:03}.SIM" for k in range(names)], days),
            **{name: ticks.ravel() / 100 for name, ticks in prices.items()},
            "volume": np.full(days * names, 1e6),
            "weight": weight.ravel(),
        }
    )


def instruments(names: int, size_precision: int) -> list[Any]:
    """Shares of two decimals in price."""
    return [
        bt.Equity(f"N{k:03}.SIM", currency="USD", price_precision=2, size_precision=size_precision)
        for k in range(names)
    ]


def lowered(days: int, names: int, denominator: int = 1, **words: Any) -> Lowered:
    """A run of targets, lowered as ``from_targets`` does."""
    size_precision = {1: 0, 100: 2}[denominator]
    options = {"venue": venue(), "instruments": instruments(names, size_precision), "check": "off"}
    targets = bt.Targets(**{"weight": "weight", "rebalance": "1mo", **words})
    return lower_target_run(targets, weekdays(days, names), target_market(options))


class TargetContest:
    """Monthly weights for both: the kernel's machine and the hand loop, same arrays, warm buffers."""

    def __init__(self, days: int, names: int, denominator: int) -> None:
        run = lowered(days, names, denominator)
        self.machine = Machine(run)
        self.columns = run.columns
        self.rows = run.columns.rows
        self._names = names
        self._signals = run.signals
        self._weights = run.plan_columns["wanted"]
        self._loop = hand.targets(denominator)
        self._held, self._pending = np.zeros((2, names), np.int64)
        self.equity = np.empty(days, np.int64)
        self.facts = np.empty((self.rows, 5), np.int64)
        self.count = 0

    def ours(self) -> None:
        """The kernel, from int64 columns and weights to filled buffers."""
        self.machine.advance(self.columns.groups)

    def theirs(self) -> None:
        """The hand loop, the same."""
        c, fee = self.columns, int(FEE * RATE)
        self.count = self._loop(
            self._signals, self._weights, c.open, c.close, self._names, fee, MONEY,
            self._held, self._pending, self.equity, self.facts,
        )  # fmt: skip

    def check(self) -> int:
        """Make sure that both did the same, fill by fill and time by time; the number of fills.

        Buys go by value here and by place there, which changes no fill where the cash suffices.
        """
        self.machine.reset()
        self.ours()
        self.theirs()
        fills = np.sort(self.machine.output().fills, order="row")
        facts = self.facts[: self.count]
        facts = facts[np.argsort(facts[:, 0])]
        assert len(fills) == self.count, f"{len(fills)} fills, the hand loop has {self.count}"
        signed = fills["quantity"] * fills["side"].astype(np.int64)
        ours = (fills["row"], signed, fills["price"], fills["commission"])
        for place, (column, what) in enumerate(zip(ours, ("row", "lots", "price", "fee"), strict=True)):
            assert np.array_equal(column, facts[:, place]), f"{what} differs"
        assert np.array_equal(self.machine.equity, self.equity), "equity differs"
        return self.count


def targets(short: bool) -> list[Figure]:
    """Monthly weights beside the hand loop, money exact and rounded, and rows in which nothing happens."""
    del short  # some ten milliseconds a round
    contests = (("targets", 1), ("targets_rounded", 100))
    return [
        *(kernel.ratio(name, TargetContest(DAYS, NAMES, denominator)) for name, denominator in contests),
        per_row("group_idle", lowered(DAYS, NAMES, rebalance=["2100-01-01"]), fills=0),
        per_row("group_held", lowered(DAYS, NAMES, rebalance=["2015-01-01"]), fills=NAMES),
    ]


def per_row(name: str, run: Lowered, fills: int) -> Figure:
    """Nanoseconds a row of a run in which nearly nothing happens."""
    machine, groups = Machine(run), run.columns.groups
    rounds = repeat(lambda: machine.advance(groups), machine.reset, clock=own_time)
    times = Spread.of(rounds, 1e9 / run.columns.rows)
    count = int(machine.run["fills_count"][0])
    assert count == fills, f"{name}: {count} fills, not {fills}"
    return Figure(name, times, f"{number(times.median)} ns")
