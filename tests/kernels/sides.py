"""Runs on bars of bid and ask for tests of the kernel: bars as text, orders as rows of a table."""

from __future__ import annotations

from typing import Any

import polars as pl

import fastbt as bt
from fastbt.catalog.normalize import normalize_bars
from fastbt.simulation.lower import lower_market
from fastbt.simulation.lower_orders import lower_orders
from fastbt.simulation.lower_sides import POINTS, with_bars_of_bid
from fastbt.simulation.lowered import Lowered
from fastbt.strategies.order_table import read_orders
from fastbt.venues.venues import Venues

MINUTE = 60_000_000_000
TIME = pl.Datetime("ns", "UTC")


def pair_frame(bars: list[str], name: str = "A.X") -> pl.DataFrame:
    """Bars of a minute each from ``open high low close`` of the bid, a bar, and of the ask; ``-`` is a missing side."""
    rows = []
    for number, text in enumerate(bars, start=1):
        row: dict[str, Any] = {"instrument_id": name, "ts_event": number * MINUTE}
        for side, words in zip(("bid", "ask"), text.split("|"), strict=True):
            prices = [None] * 4 if words.strip() == "-" else [float(word) for word in words.split()]
            row |= {f"{side}_{point}": price for point, price in zip(POINTS, prices, strict=True)}
        rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col("ts_event").cast(TIME))


def orders(*rows: tuple[int, str, float, dict[str, Any]]) -> pl.DataFrame:
    """A table of orders: bar after which each is sent, side, quantity, further words."""
    table = [
        {"ts": bar * MINUTE, "side": side, "quantity": quantity} | words for bar, side, quantity, words in rows
    ]
    frame = pl.DataFrame(table, infer_schema_length=None)
    return frame.with_columns(pl.col("ts").cast(TIME))


def lowered_pairs(bars: list[str], table: pl.DataFrame, **options: Any) -> Lowered:
    """A run of an order table on bars of bid and ask of one instrument of whole prices."""
    venue = bt.Venue(account_type="MARGIN", **options)
    model = bt.Equity("A.X", currency="USD", price_precision=0, size_precision=0)
    lowered = lower_market(normalize_bars(with_bars_of_bid(pair_frame(bars)), [model]), Venues.given(venue))
    lower_orders(lowered, read_orders(table), Venues.given(venue))
    return lowered
