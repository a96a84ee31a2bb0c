"""Orders due at a close (rules T5, F7): what compiles, what is told of them, and real closes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.simulation.machine import Machine
from tests.kernels.market import buy, market
from tests.results.stories import told

ON_CLOSE = {"order_type": "MARKET_ON_CLOSE"}


def test_the_entry_is_compiled_for_runs_that_need_it_only() -> None:
    assert "closing" not in Machine(market(["100", "100"], [buy(0, 1)])).entries()
    assert "closing" in Machine(market(["100", "100"], [buy(0, 1)], fill_timing="next_close")).entries()


def test_explaining_a_fill_at_the_next_close() -> None:
    text = str(told({}, fill_timing="next_close").explain("o1"))
    assert (
        "a market order fills at the close of the next bar, fill_timing is next_close (F1, T5)"
        in " ".join(text.split())
    )


def test_explaining_orders_for_a_session() -> None:
    run = told(
        ON_CLOSE,
        {"order_type": "LIMIT_ON_CLOSE", "price": 101.0},
        {"order_type": "LIMIT_ON_OPEN", "price": 99.0},
        {"order_type": "MARKET_ON_OPEN"},
    )
    texts = [" ".join(str(run.explain(f"o{k}")).split()) for k in (1, 2, 3, 4)]
    assert "at the close, TAKER, no fee: the row contains the end of its session (F7, T5)" in texts[0]
    assert "the row contains the end of its session, which its limit 101.00 allows (F7, T5)" in texts[1]
    assert (
        "EXPIRED, never filled: SESSION_PRICE, the session's open or close was beyond its limit" in texts[2]
    )
    assert "to do: give it a wider limit" in texts[2]
    assert "the row is the first in its session (F7)" in texts[3]


def test_the_log_builds_the_objects_again() -> None:
    run = told(
        ON_CLOSE,
        {"order_type": "LIMIT_ON_OPEN", "price": 99.0},
        {"order_type": "LIMIT_ON_CLOSE", "price": 101.0},
    )
    kinds = [(type(order).__name__, order.status.name) for order in run.replay().orders.values()]
    assert kinds == [
        ("MarketOnCloseOrder", "FILLED"),
        ("LimitOnOpenOrder", "EXPIRED"),
        ("LimitOnCloseOrder", "FILLED"),
    ]


def test_settings_show_next_close() -> None:
    assert told({}, fill_timing="next_close").settings["venue"]["fill_timing"] == "next_close"


@pytest.mark.parametrize("words", [{}, ON_CLOSE])
def test_real_closes(words: dict[str, Any], shared_data: Path) -> None:
    """Bought every tenth session of SPY: at the close that the file gives for the session after it."""
    source = pl.read_parquet(shared_data / "equities_us_daily_raw.parquet").filter(pl.col("symbol") == "SPY")
    bars = source.select("ts", "open", "high", "low", "close", "volume").head(500)
    bars = bars.with_columns(date=pl.col("ts").dt.date()).drop("ts")
    sent = list(range(0, bars.height - 1, 10))
    ends = bars["date"].cast(pl.Datetime("ns", "UTC")).dt.offset_by("1d")
    orders = pl.DataFrame({"ts": ends.gather(sent)}).with_columns(
        side=pl.lit("BUY"), quantity=1.0, **{name: pl.lit(word) for name, word in words.items()}
    )
    days = bars["date"].cast(pl.Datetime("ns", "UTC")).to_physical()
    sessions = bt.TradingCalendar("file", days.to_list(), ends.to_physical().to_list(), days.to_list())
    timing = "next_open" if words else "next_close"
    venue = bt.Venue("XNYS", balances=["10000000 USD"], fill_timing=timing, calendar=sessions)
    fills = bt.from_orders(bars, orders, instruments="SPY.XNYS", venue=venue).fills
    closes = bars["close"].gather([row + 1 for row in sent])
    assert fills["price"].to_list() == closes.round(4).to_list()
    assert fills["point"].cast(pl.String).unique().to_list() == ["CLOSE"]
