"""Stops that move on bitcoin's minutes: signals and an order table send the same orders, which fill alike (F10, S4)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import fastbt as bt
from tests.real_data.test_trailing import bitcoin, options

SHOWN = (
    "client_order_id", "side", "order_type", "quantity", "filled_quantity", "trigger_price", "avg_price", "status",
    "reason", "parent_id", "ts_init", "ts_last",
)  # fmt: skip
WORDS: dict[str, dict[str, float]] = {
    "trailing": {"trailing_stop": 0.003},
    "distance": {"trailing_stop_offset": 25.0, "take_profit": 0.01},
    "break_even": {"stop_loss": 0.004, "break_even": 0.002, "take_profit": 0.006},
    "all": {"stop_loss": 0.004, "break_even": 0.0015, "trailing_stop": 0.006},
}


def renamed(result: bt.Result) -> list[tuple[Any, ...]]:
    """The orders, generated ids without the strategy's name."""
    ids = pl.col("client_order_id", "parent_id").str.replace(r"^O-.*-(\d+)(-\w+)?$", "O-$1$2")
    return result.orders.with_columns(ids).select(SHOWN).rows()


@pytest.mark.parametrize("name", WORDS)
def test_signals_and_an_order_table_agree(shared_data: Path, name: str) -> None:
    words = WORDS[name]
    bars = bitcoin(shared_data).with_columns(go=pl.int_range(pl.len()) % 45 == 7)
    signals = bt.from_signals(bars, entries="go", quantity=0.001, **words, **options())
    entries = signals.orders.filter(pl.col("parent_id").is_null())
    table = entries.select(
        pl.col("ts_init").alias("ts"), pl.lit("BUY").alias("side"), pl.lit(0.001).alias("quantity")
    )
    table = table.with_columns(pl.lit(value).alias(word) for word, value in words.items())
    orders = bt.from_orders(bars, table, **options())
    assert renamed(orders) == renamed(signals)
    assert signals.fills.height > 100
    causes = set(signals.fills["cause"].cast(pl.String))
    assert ("TRAILING_STOP" in causes) == any(word.startswith("trailing") for word in words)
    moved = signals.events.filter(pl.col("reason").cast(pl.String) == "BREAK_EVEN").height
    assert (moved > 10) == ("break_even" in words)
    assert orders.equity.select("equity").equals(signals.equity.select("equity"))
