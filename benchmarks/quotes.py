"""Quotes: a market order every thousand rows beside the hand loop, and what a quote costs without orders."""

from __future__ import annotations

import functools

import numpy as np
import polars as pl

from benchmarks import hand, kernel
from benchmarks.contest import Contest
from benchmarks.scenarios import FEE_RATE, INSTRUMENTS, MONEY, START, venue
from benchmarks.timing import Figure
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lower_orders import lower_orders
from fastbt.simulation.lower_ticks import lower_ticks
from fastbt.simulation.lowered import Lowered
from fastbt.strategies.order_table import read_orders

ROWS, SHORT_ROWS = 5_000_000, 500_000
EVERY = 1_000
"""Quotes from one order to the next."""
LOTS = 100
SECOND = 1_000_000_000
TIME = pl.Datetime("ns", "UTC")


@functools.lru_cache(maxsize=1)
def walk(rows: int, seed: int = 4) -> pl.DataFrame:
    """Quotes a second apart of a random walk on cents around 150.00, one to three ticks wide."""
    rng = np.random.default_rng(seed)
    bid = np.abs(10_000 + np.cumsum(rng.integers(-1, 2, rows))) + 5_000
    ask = bid + rng.integers(1, 4, rows)
    return pl.DataFrame(
        {
            "ts_event": START + SECOND * np.arange(rows, dtype=np.int64),
            "bid_price": bid / 100,
            "ask_price": ask / 100,
        }
    ).with_columns(pl.col("ts_event").cast(TIME))


def sharing(rows: int) -> pl.DataFrame:
    """The same walk, in which every tenth quote has the time of the one before."""
    shared = pl.int_range(pl.len()) % 10 == 5
    return walk(rows).with_columns(
        pl.when(shared).then(pl.col("ts_event").shift(1)).otherwise("ts_event").alias("ts_event")
    )


def lowered(frame: pl.DataFrame, orders: pl.DataFrame, denominator: int = 1) -> Lowered:
    """A run of an order table on quotes, lowered as ``from_orders`` does."""
    market = Market.of({"venue": venue(), "instruments": INSTRUMENTS[denominator], "check": "off"})
    run = lower_ticks(market.read_ticks([frame]), market.venues)
    lower_orders(run, read_orders(orders), market.venues)
    return run


def alternating(rows: int) -> pl.DataFrame:
    """Market orders, in turn to buy and to sell, one every so many quotes."""
    sent = np.arange(EVERY - 1, rows - 1, EVERY)
    return pl.DataFrame(
        {
            "ts": START + SECOND * sent,
            "side": np.where(np.arange(len(sent)) % 2 == 0, "BUY", "SELL"),
            "quantity": np.full(len(sent), float(LOTS)),
        }
    ).with_columns(pl.col("ts").cast(TIME))


def single(side: str, **words: float) -> pl.DataFrame:
    """One order, sent on the first quote."""
    row = {"ts": START, "side": side, "quantity": 1.0, **words}
    return pl.DataFrame([row]).with_columns(pl.col("ts").cast(TIME))


def quote_contest(rows: int, denominator: int = 1) -> Contest:
    """Market orders on quotes."""
    orders = alternating(rows)
    run = lowered(walk(rows), orders, denominator)
    c = run.columns
    times = orders["ts"].to_physical().to_numpy()
    lots = np.where(orders["side"].to_numpy() == "BUY", LOTS, -LOTS) * denominator
    given = (c.ts_event, c.low, c.high, times, lots, FEE_RATE, MONEY)
    return Contest(run, hand.quotes(denominator), given, orders.height)


def quotes(short: bool) -> list[Figure]:
    """An order every thousand quotes beside the hand loop, and quotes on which nothing happens."""
    rows = SHORT_ROWS if short else ROWS
    frame = walk(rows)
    never = single("BUY", price=1.0)
    once = single("BUY")
    return [
        kernel.ratio("quotes", quote_contest(rows)),
        kernel.per_row("quote_resting", lowered(frame, never), fills=0),
        kernel.per_row("quote_held", lowered(frame, once), fills=1),
        kernel.per_row("quote_shared", lowered(sharing(SHORT_ROWS), once), fills=1),
    ]
