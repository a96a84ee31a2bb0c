"""Small runs of the kernel whose orders have something to tell."""

from __future__ import annotations

from typing import Any

import polars as pl

import fastbt as bt
from fastbt.results.result import Result

CLOSES = [100.0, 100.0, 103.0, 101.0, 96.0, 98.0]
BARS = pl.DataFrame(
    {
        "date": pl.date_range(pl.date(2024, 1, 1), pl.date(2024, 1, 6), eager=True),
        "open": [100.0, 100.0, 101.0, 103.0, 99.0, 96.0],
        "high": [101.0, 102.0, 105.0, 104.0, 100.0, 99.0],
        "low": [99.0, 98.0, 100.5, 100.0, 95.0, 95.5],
        "close": CLOSES,
    }
)
"""Row k is the session of January k + 1; it ends at the next midnight."""
ASSET = bt.Equity("ABC.SIM", currency="USD", price_precision=2, size_precision=0)


def told(*orders: dict[str, Any], bars: pl.DataFrame = BARS, asset: Any = ASSET, **venue: Any) -> Result:
    """Run orders, by default BUY 10 at MARKET sent at the end of the first session."""
    words = {name for order in orders for name in order}
    first = {"ts": "2024-01-02", "side": "BUY", "quantity": 10, "order_type": "MARKET"}
    rows = [order if "action" in order else {**first, **order} for order in orders]
    rows = [row | {"client_order_id": row.get("client_order_id", f"o{k + 1}")} for k, row in enumerate(rows)]
    names = [*first, "client_order_id", *sorted(words - {*first, "client_order_id"})]
    table = pl.DataFrame({name: [row.get(name) for row in rows] for name in names})
    return bt.from_orders(
        bars, table, instruments=asset, venue=bt.Venue("SIM", balances=["10000 USD"], **venue)
    )


def signals(**words: Any) -> Result:
    """Run an entry on the first row."""
    given = {"entries": pl.col("ts_event") == pl.col("ts_event").min(), "quantity": 10, "check": "off"}
    venue = words.pop("venue", bt.Venue("SIM", balances=["10000 USD"]))
    return bt.from_signals(BARS, instruments=ASSET, venue=venue, **given | words)
