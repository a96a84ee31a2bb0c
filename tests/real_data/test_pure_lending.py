"""Pure lending: dollars supplied to Aave for four days, interest reckoned by the minute.

The interest equals an independent sum of exact decimals, and what compounds in a balance grows nearly as the pool's
own index.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import polars as pl
import pytest

import fastbt as bt

FILE = "lending_aave_v3_polygon_usdc_1m.parquet"
USDC = bt.Currency("USDC", precision=6)
SUPPLY = bt.Equity("AUSDC.AAVE", currency=USDC, price_precision=4, size_precision=6)
"""A claim on the pool, always worth a dollar; what it bears is paid in money."""
START = Decimal(1_000_000)
SUPPLIED = Decimal(900_000)
MINUTES_OF_A_YEAR = 365 * 24 * 60


def micros(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.000001"), ROUND_HALF_UP)


@cache
def pool(folder: Path) -> pl.DataFrame:
    found = pl.read_parquet(folder / FILE).sort("ts")
    return found.with_columns(pl.col("rate").round(12))  # of 16 decimals, as many as a rate has


def bars(folder: Path) -> pl.DataFrame:
    return pool(folder).select("ts", close=pl.lit(1.0))


def run(folder: Path, kind: str) -> bt.Result:
    """Supply after the second minute, withdraw before the last but one; or leave all as a balance."""
    times = pool(folder)["ts"]
    orders = {
        "ts": [times[1], times[-3]],
        "side": ["BUY", "SELL"],
        "quantity": [float(SUPPLIED)] * 2 if kind == "lending" else [0.000001] * 2,
    }
    return bt.from_orders(
        bars(folder),
        orders,
        instruments=SUPPLY,
        rates=pool(folder).select("ts", "rate", kind=pl.lit(kind)),
        venue=bt.Venue("AAVE", balances=[bt.Money(START, USDC)]),
    )


def test_the_interest_is_the_sum_of_every_minute(shared_data: Path):
    result = run(shared_data, "lending")
    opened, closed = result.fills["ts_event"]
    # held at the end of its minute: from the minute of the purchase to the one before the sale
    rates = (
        pool(shared_data)
        .select("ts", held=pl.col("rate").shift(1))
        .filter(pl.col("ts").is_between(opened, closed, closed="left"))
    )
    minutes = [micros(SUPPLIED * round(Decimal(rate), 12) / MINUTES_OF_A_YEAR) for rate in rates["held"]]
    assert len(minutes) == 5_756
    flows = result.exact.funding
    assert flows["amount"].to_list() == minutes
    assert set(flows["kind"]) == {"interest"}
    (trade,) = result.exact.trades.to_dicts()
    assert trade["pnl"] == trade["funding"] == sum(minutes)
    assert result.exact.equity["equity"][-1] == START + sum(minutes)
    assert 400 < sum(minutes) < 480  # some 4.5 % a year of 900,000 in four days


def test_a_balance_grows_nearly_as_the_pools_index(shared_data: Path):
    result = run(shared_data, "deposit")
    grown = result.exact.equity["equity"][-1] / START
    index = pool(shared_data)["liquidity_index"]
    # the index has the rates between the minutes, too
    assert float(grown - 1) == pytest.approx(index[-1] / index[0] - 1, rel=0.03)
    (row,) = result.pnl("currency", exact=True).to_dicts()
    assert row["interest"] == row["pnl"] == result.exact.funding["amount"].sum()


def test_every_minute_has_a_rate(shared_data: Path):
    (told,) = run(shared_data, "deposit").settings["data"]["between_rows"]["rates"].values()
    assert told == {
        "rows": 5_760, "outside_the_data": 0, "every": "0:01:00", "gaps": 0, "longest_gap": None, "accruals": 5_759,
    }  # fmt: skip
