"""Many instruments with one account: target weights every month, beside the hand loop, and what rows cost."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import polars as pl

import fastbt as bt
from benchmarks import hand, kernel
from benchmarks.contest import NAMES, Contest
from benchmarks.scenarios import FEE_RATE, MONEY, venue
from benchmarks.timing import Figure
from fastbt.simulation.lower_target_run import lower_target_run, target_market
from fastbt.simulation.lowered import Lowered

DAYS, COUNT = 2_520, 500


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


class TargetContest(Contest):
    """Monthly weights for both."""

    def __init__(self, days: int, names: int, denominator: int) -> None:
        run = lowered(days, names, denominator)
        c = run.columns
        held, pending = np.zeros((2, names), np.int64)
        given = (run.signals, run.plan_columns["wanted"], c.open, c.close, names)
        super().__init__(run, hand.targets(denominator), (*given, FEE_RATE, MONEY, held, pending), c.rows)

    def check(self, names: tuple[str, ...] = NAMES[:-1]) -> int:
        """As ``Contest.check``, but for balances.

        Buys go by value here and by place there, which changes no fill where the cash suffices.
        """
        return super().check(names)


def targets(short: bool) -> list[Figure]:
    """Monthly weights beside the hand loop, money exact and rounded, and rows in which nothing happens."""
    del short  # some ten milliseconds a round
    contests = (("targets", 1), ("targets_rounded", 100))
    return [
        *(kernel.ratio(name, TargetContest(DAYS, COUNT, denominator)) for name, denominator in contests),
        kernel.per_row("group_idle", lowered(DAYS, COUNT, rebalance=["2100-01-01"]), fills=0),
        kernel.per_row("group_held", lowered(DAYS, COUNT, rebalance=["2015-01-01"]), fills=COUNT),
    ]
