"""Marks from the rows of a run: the side that closes, as last seen; the middle where it is wanted (T7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl

import fastbt as bt
from fastbt.results.marks import mark_at

MINUTE = 60 * 10**9
START = 1_704_153_600 * 10**9


def marked(rows: Any, minute: float, *, is_long: bool, **venue: Any) -> Decimal | None:
    frame = pl.DataFrame(rows).with_columns(
        ts=pl.Series([START + (n + 1) * MINUTE for n in range(len(next(iter(rows.values()))))]).cast(
            pl.Datetime("ns", "UTC")
        ),
        instrument_id=pl.lit("X.SIM"),
    )
    orders = {"ts": [frame["ts"][0]], "instrument_id": ["X.SIM"], "side": ["BUY"], "quantity": [1.0]}
    model = bt.Equity("X.SIM", currency="USD", price_precision=2)
    result = bt.from_orders(
        frame, orders, instruments=model, venue=bt.Venue("SIM", account_type="MARGIN", **venue)
    )
    return mark_at(result.exact, result.settings, "X.SIM", START + int(minute * MINUTE), is_long=is_long)


def test_quotes_by_the_side_that_closes():
    quotes = {"bid_price": [99.0, 99.5, None], "ask_price": [101.0, 102.0, 102.25]}
    assert marked(quotes, 2.5, is_long=True) == Decimal("99.5")
    assert marked(quotes, 3, is_long=True) == Decimal("99.5")  # as it was last seen
    assert marked(quotes, 3, is_long=False) == Decimal("102.25")
    assert marked(quotes, 3, is_long=True, mark_price="mid") == Decimal("100.87")  # rounded down
    assert marked(quotes, 0.5, is_long=True) is None


def test_prints_and_closes():
    assert marked({"price": [99.0, 99.5]}, 2, is_long=True) == Decimal("99.5")
    assert marked({"close": [99.0, 99.5]}, 1.9, is_long=False) == Decimal(99)


def test_bars_of_bid_and_ask():
    rows = {
        f"{side}_{point}": [base, base + 1]
        for side, base in (("bid", 99.0), ("ask", 101.0))
        for point in ("open", "high", "low", "close")
    }
    assert marked(rows, 2, is_long=True) == Decimal(100)
    assert marked(rows, 2, is_long=False) == Decimal(102)
