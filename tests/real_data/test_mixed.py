"""Minutes and trade ticks of SPY in one timeline: on the day that has ticks they take the orders, on others the minutes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import polars as pl

import fastbt as bt
from tests.real_data.test_ticks import filled, venue

TIME = pl.Datetime("ns", "UTC")


def test_spy_minutes_and_prints(shared_data: Path) -> None:
    """Half-hourly orders of three days: of the 7th by the first print after them, else by the next minute's open."""
    bars = pl.read_parquet(shared_data / "equities_us_1m.parquet").filter(
        pl.col("symbol") == "SPY", pl.col("ts") < pl.datetime(2013, 10, 9, time_zone="UTC")
    )
    bars = (
        bars.drop("symbol")
        .with_columns(ts_open="ts", ts_event=pl.col("ts") + timedelta(minutes=1))
        .drop("ts")
    )
    prints = pl.read_parquet(shared_data / "equity_spy_trades.parquet").filter(~pl.col("suspicious"))
    prints = prints.select("ts", "price", "size")
    sent = bars.gather_every(30)["ts_event"].cast(TIME)
    orders = pl.DataFrame({"ts": sent, "client_order_id": [str(n) for n in range(len(sent))]}).with_columns(
        side=pl.lit("BUY"), quantity=pl.lit(1.0)
    )
    model = bt.Equity("SPY.SIM", currency="USD", price_precision=4, size_precision=0)
    result = bt.from_orders([bars, prints], orders, instruments=model, venue=venue())

    moments = prints.select(pl.col("ts").cast(TIME), at=pl.col("ts").cast(TIME), price="price")
    # A minute executes where no print lies in it.
    ends = bars.select(pl.col("ts_open").cast(TIME), pl.col("ts_event").cast(TIME), price="open").join_asof(
        moments.select("ts", newest="at"), left_on="ts_event", right_on="ts", strategy="backward"
    )
    alone = ends.filter(pl.col("newest").is_null() | (pl.col("newest") <= pl.col("ts_open")))
    expected = {}
    for name, ts in zip(orders["client_order_id"], orders["ts"], strict=True):
        tick = moments.filter(pl.col("ts") > ts).head(1)
        bar = alone.filter(pl.col("ts_open") >= ts).head(1)
        found = [(row["at"], row["price"]) for row in tick.iter_rows(named=True)]
        found += [(row["ts_event"], row["price"]) for row in bar.iter_rows(named=True)]
        if found:
            expected[name] = min(found)
    fills = filled(result)
    assert {name: (when, round(price, 6)) for name, (when, price) in fills.items()} == {
        name: (when, round(price, 6)) for name, (when, price) in expected.items()
    }
    kinds = [row["kind"] for row in result.finer_bars.head(1).iter_rows(named=True)]
    assert kinds == ["TRADE_TICK"]
    told = result.settings["data"]["finer"]
    assert told["bars_executing"] == alone.height
    assert told["bars_matched_finer"] == bars.height - alone.height > 800
