"""An SMA cross with a stop, a target and costs: a strategy as a file, to start your own from.

Run it with ``fastbt run THIS_FILE.py``, on other data with ``--data``, with other averages with
``--param fast=10 --param slow=30``.
"""

from collections.abc import Mapping

import polars as pl

import fastbt as bt
from fastbt import ta

venue = bt.Venue(
    "SIM",
    balances=["100000 USD"],
    account_type="CASH",
    fees=bt.PercentageFees(maker=0.0002, taker=0.0005),
    slippage=bt.FixedSlippage(ticks=1),
)


def strategy(p: Mapping[str, int]) -> bt.Signals:
    """Buy when the fast average crosses above the slow one, sell when it is below; stop 5 %, target 10 %."""
    return bt.Signals(
        columns={
            "fast": ta.sma("close", p.get("fast", 20)),
            "slow": ta.sma("close", p.get("slow", 50)),
        },
        entries=ta.crossed_above("fast", "slow"),
        exits=pl.col("fast") < pl.col("slow"),
        size=bt.percent_of_equity(95),
        stop_loss=0.05,
        take_profit=0.10,
    )
