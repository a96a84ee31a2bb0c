"""Strategies on coarse bars, matched in finer ones: every form, every table, saved and loaded, real data (B4)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import fastbt as bt
from fastbt.backtest import lower_signal_run
from fastbt.simulation.lower_options import Market
from fastbt.simulation.machine import run_machine
from tests.three_forms.ideas import BREAKOUT, CROSS

MINUTE, HOUR = 60 * 10**9, 3600 * 10**9
X, Y = (bt.Equity(f"{name}.SIM", currency="USD", price_precision=2, size_precision=0) for name in "XY")
FILL_COLUMNS = ("ts_event", "instrument_id", "side", "quantity", "price", "liquidity", "point", "cause")


def minutes(count: int, name: str, seed: int) -> pl.DataFrame:
    """A random walk in minutes."""
    draw = np.random.default_rng(seed)
    close = 5000 + np.cumsum(draw.integers(-12, 13, count))
    opened = np.roll(close, 1) + draw.integers(-2, 3, count)
    opened[0] = 5000
    high = np.maximum(opened, close) + draw.integers(0, 6, count)
    low = np.minimum(opened, close) - draw.integers(0, 6, count)
    ends = np.arange(1, count + 1) * MINUTE
    prices = {"open": opened, "high": high, "low": low, "close": close}
    times = {"ts_event": ends, "ts_open": ends - MINUTE}
    return pl.DataFrame(
        {"instrument_id": [name] * count}
        | {key: pl.Series(ns).cast(pl.Datetime("ns", "UTC")) for key, ns in times.items()}
        | {key: ticks / 100 for key, ticks in prices.items()}
    ).with_columns(volume=pl.Series(draw.integers(1, 99, count).astype(float)))


def hours(frame: pl.DataFrame) -> pl.DataFrame:
    """The same in hours."""
    number = (pl.col("ts_event").cast(pl.Int64) - 1) // HOUR
    return (
        frame.group_by("instrument_id", number.alias("hour"), maintain_order=True)
        .agg(
            pl.col("ts_open").first(), pl.col("ts_event").last(), pl.col("open").first(), pl.col("high").max(),
            pl.col("low").min(), pl.col("close").last(), pl.col("volume").sum(),
        )
        .drop("hour")
        .sort("ts_event", "instrument_id")
    )  # fmt: skip


MARGIN = bt.Venue("SIM", account_type="MARGIN")
IDEAS = {
    "cross": (CROSS, {"fast": 2, "slow": 5, "quantity": 10.0}),
    "breakout": (BREAKOUT, {"window": 3, "quantity": 10.0, "stop": 0.01, "target": 0.012}),
}
FINE = minutes(60 * 40, "X.SIM", 1)
OWN = hours(FINE)
TWO = pl.concat([FINE, minutes(60 * 40, "Y.SIM", 2)])
ENTRIES = pl.col("close") > pl.col("close").shift(1)
EXITS = pl.col("close") < pl.col("close").shift(2)
WORDS: dict[str, Any] = {
    "entries": ENTRIES, "exits": EXITS, "quantity": 10, "stop_loss": 0.01, "take_profit": 0.012, "time_stop": 5,
}  # fmt: skip


def told(result: bt.Result) -> list[tuple[Any, ...]]:
    return result.fills.select(FILL_COLUMNS).rows()


def test_signals_equal_the_same_orders_on_the_minutes_alone():
    words = {name: word for name, word in WORDS.items() if name != "time_stop"}
    result = bt.from_signals(OWN, finer=FINE, instruments=X, **words)
    sent = result.orders.filter(pl.col("parent_id").is_null(), pl.col("ts_init").is_not_null())
    assert sent.height > 10
    entries = pl.col("reduce_only").not_()
    orders = sent.select(
        pl.col("ts_init").alias("ts"),
        "instrument_id",
        pl.when(entries).then("side").alias("side"),
        pl.when(entries).then(pl.lit(10)).alias("quantity"),
        pl.when(entries).then(pl.lit(0.01)).alias("stop_loss"),
        pl.when(entries).then(pl.lit(0.012)).alias("take_profit"),
        pl.when(entries).then(pl.lit("submit")).otherwise(pl.lit("close_position")).alias("action"),
    )
    alone = bt.from_orders(FINE, orders, instruments=X)
    assert told(alone) == told(result)
    assert result.fills.filter(pl.col("cause") == "TAKE_PROFIT").height > 2
    assert alone.equity["equity"].to_list() == result.equity["equity"].to_list()
    assert told(bt.from_signals(OWN, instruments=X, **words)) != told(result)


def test_a_daily_bar_that_equals_its_finer_bar_changes_nothing():
    """Every bar made of one finer bar of two thirds of its length: the fills are those of the bars alone."""
    shorter = OWN.with_columns(ts_open=pl.col("ts_open") + pl.duration(minutes=20))
    alone = bt.from_signals(OWN, instruments=X, **WORDS)
    result = bt.from_signals(OWN, finer=shorter, instruments=X, **WORDS)
    assert told(result) == told(alone)
    assert result.trades.drop("mae", "mfe").equals(alone.trades.drop("mae", "mfe"))
    assert result.trades["bars_held"].max() <= 6


@pytest.mark.parametrize("idea", IDEAS, ids=list(IDEAS))
def test_the_forms_agree(idea: str):
    """Two instruments, one of which lacks minutes now and then; a class and a compiled function see the bars alone."""
    gaps = TWO.filter(
        (pl.col("instrument_id") == "X.SIM") | (pl.col("ts_event").cast(pl.Int64) // HOUR % 3 > 0)
    )
    written, params = IDEAS[idea]
    results = {
        name: bt.run(form, hours(TWO), params=params, finer=gaps, instruments=[X, Y], venue=MARGIN)
        for name, form in written.forms().items()
    }
    fills = {name: told(result) for name, result in results.items()}
    assert fills["signals"] == fills["compiled"] == fills["class"]
    assert len(fills["signals"]) > 3
    equity = [result.equity["equity"].to_list() for result in results.values()]
    assert equity[0] == equity[1] == equity[2]


def test_a_class_sees_its_own_bars_alone():
    class Looks(bt.Strategy):
        def on_start(self) -> None:
            self.seen: list[tuple[int, float]] = []
            self.told: list[int] = []
            self.before = self.I(lambda: pl.col("close"))

        def on_bar(self, bar: Any) -> None:
            self.seen.append((bar.row, bar.close, self.before[-1], self.before[-2]))
            if bar.row == 3:
                self.buy(10)

        def on_order_filled(self, event: Any) -> None:
            self.told.append(len(self.seen))

    strategy = Looks()
    result = bt.run(strategy, OWN, finer=FINE, instruments=X)
    close = OWN["close"].to_list()
    assert [row for row, *_ in strategy.seen] == list(range(40))
    assert [price for _, price, *_ in strategy.seen] == close
    assert [price for *_, price, _ in strategy.seen] == close
    assert [price for *_, price in strategy.seen][1:] == close[:-1]
    # Filled at the first minute of the fifth hour, told when that hour is over.
    assert result.fills["ts_event"].cast(pl.Int64).to_list() == [4 * HOUR + MINUTE]
    assert strategy.told == [4]


def test_targets_of_two_instruments_one_with_finer_bars():
    own = hours(TWO).with_columns(w=pl.when(pl.int_range(pl.len()) % 10 < 2).then(0.4))
    result = bt.from_targets(own, weight="w", finer=FINE, instruments=[X, Y])
    bars = result.fills.with_columns(pl.col("ts_event").cast(pl.Int64) % HOUR == 0).select(
        "instrument_id", "ts_event"
    )
    assert set(bars.rows()) == {("X.SIM", False), ("Y.SIM", True)}
    assert result.settings["data"]["finer"]["bars_executing"] == 40


def test_tables_sql_and_a_saved_result(tmp_path: Path):
    result = bt.from_signals(OWN, finer=FINE, instruments=X, **WORDS)
    assert (result.bars.height, result.settings["data"]["rows"]) == (40, 40)
    assert result.finer_bars is not None
    assert result.finer_bars.height == FINE.height
    assert result.equity.height == FINE.height
    joined = "select count(*) n from fills join finer_bars using (row) where price between low and high"
    assert result.sql(joined)["n"][0] == result.fills.height
    result.save(tmp_path / "saved")
    loaded = bt.Result.load(tmp_path / "saved")
    assert loaded.finer_bars is not None
    assert loaded.finer_bars.equals(result.finer_bars)
    assert loaded.exact.finer_bars is not None
    assert loaded.sql(joined).equals(result.sql(joined))
    order = result.fills["client_order_id"][0]
    row = result.fills["row"][0]
    for one in (result, loaded):
        assert f"row {row}," in str(one.explain(order))
        assert row in one.around(order).bars["row"]
    assert bt.from_signals(OWN, instruments=X, **WORDS).finer_bars is None


def test_explain_looks_at_the_bars_in_which_an_order_was_matched():
    """The second bar executes itself, the first and the third in their minutes: rows of both are counted in one."""
    gap = FINE.filter(~pl.col("ts_event").cast(pl.Int64).is_between(HOUR + 1, 2 * HOUR))
    orders = [{"ts": OWN["ts_event"][0], "side": "BUY", "quantity": 1, "price": 1.0}]
    result = bt.from_orders(OWN, pl.DataFrame(orders), finer=gap, instruments=X)
    found = result.explain(result.orders["client_order_id"][0]).nearest
    assert found is not None
    # Minutes of hour 1, then bars 1 and 2, then the minutes and bars of the hours to come.
    assert found.rows == 1 + 38 * 60
    lows = pl.concat([OWN[1:2], gap[60:]], how="diagonal")
    assert float(found.price) == lows["low"].min()


def test_any_cut_into_calls_gives_the_same_run():
    market = Market.of({"finer": FINE, "instruments": X})
    lowered = lower_signal_run(bt.Signals(**WORDS), OWN, market)
    whole = run_machine(lowered)
    pieces = run_machine(lowered, cut=range(1, lowered.columns.groups, 7))
    assert len(whole.fills) > 20
    assert whole.fills.tolist() == pieces.fills.tolist()
    assert whole.orders.tolist() == pieces.orders.tolist()
    assert whole.equity.tolist() == pieces.equity.tolist()


def test_real_minutes_in_real_hours(shared_data: Path):
    frame = pl.read_parquet(shared_data / "crypto_btcperp_ftx_1m.parquet").head(20_000)
    fine = frame.rename({"ts": "ts_event"})
    own = bt.resample(fine, "4h")
    words: dict[str, Any] = {
        "entries": ENTRIES,
        "size": bt.percent_of_equity(50),
        "stop_loss": 0.01,
        "take_profit": 0.01,
    }
    result = bt.from_signals(own, finer=fine, **words)
    coarse = bt.from_signals(own, **words)
    assert result.fills.height > 50
    rows = result.fills.join(result.finer_bars, on="row")
    assert rows.height == result.fills.height
    assert (rows["price"] >= rows["low"]).all()
    assert (rows["price"] <= rows["high"]).all()
    # Minutes tell what four hours cannot: with the worst path fewer targets are reached.
    targets = [one.fills.filter(pl.col("cause") == "TAKE_PROFIT").height for one in (coarse, result)]
    assert targets[0] < targets[1]
