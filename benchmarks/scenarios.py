"""The data and runs that are measured: a seeded random walk, and strategies lowered as a user's are."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import polars as pl

import fastbt as bt
from benchmarks import hand
from benchmarks.contest import Contest
from fastbt import ta
from fastbt.backtest import lower_signal_run
from fastbt.simulation.lower import lower_market
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lower_orders import lower_orders
from fastbt.simulation.lowered import Lowered
from fastbt.strategies.order_table import read_orders

MINUTE = 60_000_000_000
START = 1_577_836_800_000_000_000
"""2020-01-01, ns UTC."""
UNITS = 100.0
MONEY = 10_000_000_000
"""Start balance in cents."""
FEE, STOP, TARGET = 0.001, 0.01, 0.02
RATE = 10**12
FEE_RATE = int(FEE * RATE)
"""The fee as the hand loops take it."""
INSTRUMENTS = {
    1: bt.Equity("WALK.SIM", currency="USD", price_precision=2, size_precision=0),
    100: bt.Equity("WALK.SIM", currency="USD", price_precision=2, size_precision=2),
}
"""By denominator: lots of 0.01 make ticks times lots a hundredth of a cent, so that money is rounded."""


def venue(**options: Any) -> bt.Venue:
    """The market of all scenarios: CASH, 0.1 % fee."""
    fees = bt.PercentageFees(maker=FEE, taker=FEE)
    return bt.Venue("SIM", balances=[f"{MONEY // 100} USD"], fees=fees, **options)


@functools.lru_cache(maxsize=2)
def walk(rows: int, seed: int = 1) -> pl.DataFrame:
    """Minute bars of a random walk on cents around 150.00, with volume; ranges and gaps of a few ticks."""
    rng = np.random.default_rng(seed)
    close = np.abs(10_000 + np.cumsum(rng.integers(-5, 6, rows))) + 5_000
    open_ = np.r_[close[0], close[:-1]] + rng.integers(-1, 2, rows)
    high = np.maximum(open_, close) + rng.integers(0, 6, rows)
    low = np.minimum(open_, close) - rng.integers(0, 6, rows)
    volume = 1 + rng.lognormal(5.0, 1.0, rows).astype(np.int64)
    prices = {"open": open_, "high": high, "low": low, "close": close}
    ts_event = START + MINUTE * np.arange(1, rows + 1, dtype=np.int64)
    return pl.DataFrame(
        {
            "ts_event": ts_event,
            **{name: ticks / 100 for name, ticks in prices.items()},
            "volume": volume / 1.0,
        }
    ).with_columns(pl.col("ts_event").cast(pl.Datetime("ns", "UTC")))


def cross_words() -> dict[str, Any]:
    """The SMA 20/50 cross as words of ``from_signals``."""
    return {
        "columns": {"fast": ta.sma("close", 20), "slow": ta.sma("close", 50)},
        "entries": ta.crossed_above("fast", "slow"),
        "exits": ta.crossed_below("fast", "slow"),
        "quantity": UNITS,
    }


def every(rows: int) -> pl.Expr:
    """True on every so many rows."""
    return pl.int_range(pl.len()) % rows == 0


def options(denominator: int = 1, **more: Any) -> dict[str, Any]:
    """The options of a run on the walk."""
    return {"venue": venue(), "instruments": INSTRUMENTS[denominator], "bar": "1m", "stamp": "close", **more}


def lowered(frame: pl.DataFrame, denominator: int, words: dict[str, Any]) -> Lowered:
    """A run of signals, lowered to arrays exactly as ``from_signals`` does."""
    market = Market.of(options(denominator, check="off"))
    return lower_signal_run(bt.Signals(**words), frame, market)


def resting(frame: pl.DataFrame, count: int) -> Lowered:
    """A run of so many buy limits far below the market, sent after the first bar."""
    market = Market.of(options())
    bars = market.read(frame)
    run = lower_market(bars, market.venues)
    lower_orders(run, read_orders(resting_orders(frame, count)), market.venues)
    return run


def resting_orders(frame: pl.DataFrame, count: int) -> pl.DataFrame:
    """The order table of ``resting``."""
    return pl.DataFrame(
        {
            "ts": [frame["ts_event"][0]] * count,
            "side": ["BUY"] * count,
            "quantity": [1.0] * count,
            "price": [1.0 + 0.01 * place for place in range(count)],
        },
        schema_overrides={"ts": pl.Datetime("ns", "UTC")},
    )


def cross_contest(rows: int, denominator: int) -> Contest:
    """The SMA cross."""
    run = lowered(walk(rows), denominator, cross_words())
    c = run.columns
    given = (run.signals, c.open, c.close, int(UNITS) * denominator, FEE_RATE, MONEY)
    return Contest(run, hand.cross(denominator), given, rows)


def bracket_contest(rows: int, denominator: int) -> Contest:
    """Entries every 100 bars with a stop and a target."""
    words = {"entries": every(100), "quantity": UNITS, "stop_loss": STOP, "take_profit": TARGET}
    run = lowered(walk(rows), denominator, words)
    c = run.columns
    rates = int(STOP * RATE), int(TARGET * RATE), FEE_RATE
    given = (run.signals, c.open, c.high, c.low, c.close, int(UNITS) * denominator, *rates, MONEY)
    return Contest(run, hand.brackets(denominator), given, rows)
