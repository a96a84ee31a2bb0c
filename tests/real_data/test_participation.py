"""Orders far larger than a share of real volume: no minute of BTC fills more than the share, and all adds up."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from pathlib import Path

import polars as pl

import fastbt as bt

from .test_strategies import bitcoin

LIMIT = Decimal("0.01")
LOT = Decimal("0.00000001")


def test_no_minute_fills_more_than_its_share(shared_data: Path) -> None:
    """Entries of 20 BTC, closes of all that is held, each over many minutes; capped in exact decimals."""
    bars, options = bitcoin(shared_data)
    bars = bars.head(6_000).with_row_index()
    result = bt.from_signals(
        bars,
        entries=pl.col("index") % 1000 == 100,
        exits=pl.col("index") % 1000 == 600,
        quantity=20,
        venue=bt.Venue("SIM", balances=["1000000000 USD"], volume_limit=LIMIT),
        **options,
    )
    volume = [Decimal(f"{x:.8f}") for x in bars["volume"]]
    fills, orders = result.exact.fills, result.exact.orders
    by_row = fills.group_by("row").agg(pl.col("quantity").sum())
    caps = {row: (volume[row] * LIMIT).quantize(LOT, ROUND_DOWN) for row in by_row["row"]}
    assert all(taken <= caps[row] for row, taken in by_row.iter_rows())
    # A market order that is not done takes all of a minute: only the last fill of each may be less.
    last = fills.group_by("client_order_id", maintain_order=True).agg(pl.col("row").last())["row"]
    full = [taken == caps[row] for row, taken in by_row.iter_rows() if row not in set(last)]
    assert len(full) > 500
    assert all(full)
    sums = fills.group_by("client_order_id").agg(pl.col("quantity").sum().alias("sum"))
    both = orders.join(sums, on="client_order_id")
    assert (both["sum"] == both["filled_quantity"]).all()
    assert set(orders["status"].cast(pl.String)[:-1]) == {"FILLED"}
