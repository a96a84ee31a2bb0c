"""Apple's dividends of two years on a held position, and what its value and cash are before and after each."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl

import fastbt as bt

FIRST, LAST = datetime(2012, 7, 2, tzinfo=UTC), datetime(2014, 6, 5, tzinfo=UTC)


def test_a_held_share_is_paid_every_dividend(shared_data: Path):
    between = pl.col("ts").is_between(FIRST, LAST) & (pl.col("symbol") == "AAPL")
    bars = pl.read_parquet(shared_data / "equities_us_daily_raw.parquet").filter(between).drop("symbol")
    actions = pl.read_parquet(shared_data / "equities_us_daily_actions.parquet").filter(between)
    assert set(actions["action"]) == {"dividend"}
    # the source has the last day with the dividend: the next one is the ex-date
    given = actions.select(pl.col("ts") + pl.duration(days=1), kind="action", amount="value")
    bars = bars.with_columns(pl.col("ts").cast(pl.Date), pl.col("open", "high", "low", "close").round(2))
    result = bt.from_orders(
        bars, {"ts": [datetime(2012, 7, 10, tzinfo=UTC)], "side": ["BUY"], "quantity": [100.0]},
        instruments=bt.Equity("AAPL.XNAS", currency="USD", price_precision=2), actions=given,
        venue=bt.Venue("XNAS", balances=["100000 USD"]),
    )  # fmt: skip
    expected = [(Decimal(str(value)) * 100).quantize(Decimal("0.01")) for value in given["amount"]]
    assert len(expected) == 8
    assert result.exact.funding["amount"].to_list() == expected
    assert result.exact.positions["funding"].to_list() == [sum(expected)]
    moved = result.exact.equity.select("cash", held=pl.col("equity") - pl.col("cash"))
    cash = moved["cash"].diff().drop_nulls()
    assert [
        change for change in cash if change > 0
    ] == expected  # cash moves by dividends and the purchase alone
    assert result.exact.account["total"][-1] == result.exact.account["total"][1] + sum(expected)
