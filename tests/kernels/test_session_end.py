"""Orders on close where ticks are the market (rule F7): what compiles, when they act, and what is told of them."""

from __future__ import annotations

from typing import Any

import pytest

import fastbt as bt
from tests.kernels.quotes import machine

TIMES = ["2024-01-02T10:00:00", "2024-01-02T23:00:00", "2024-01-03T00:00:00", "2024-01-03T10:00:00"]
QUOTES = {"ts": TIMES, "bid": [1.0, 1.1, 1.2, 1.3], "ask": [1.1, 1.2, 1.3, 1.4]}
ON_CLOSE: dict[str, list[Any]] = {
    "ts": TIMES[:1],
    "side": ["BUY"],
    "quantity": [1],
    "order_type": ["MARKET_ON_CLOSE"],
    "client_order_id": ["e"],
}


def first(rows: list[int]) -> dict[str, list[Any]]:
    """Some of the quotes."""
    return {name: [cells[row] for row in rows] for name, cells in QUOTES.items()}


def test_the_entry_is_compiled_for_runs_that_need_it_only() -> None:
    order = {"at": 0, "side": "BUY", "quantity": 1}
    assert "end_sessions" not in machine([(99, 101), (99, 101)], [order]).entries()
    on_close = order | {"order_type": "MARKET_ON_CLOSE"}
    assert "end_sessions" in machine([(99, 101), (99, 101)], [on_close]).entries()


@pytest.mark.parametrize(
    ("rows", "price", "row"),
    [([0, 1, 3], 1.2, 2), ([0, 1, 2, 3], 1.3, 2), ([0, 2], 1.3, 1), ([0, 3], 1.1, 1)],
)
def test_a_row_at_or_after_the_end_shows_it(rows: list[int], price: float, row: int) -> None:
    fills = bt.from_orders(first(rows), ON_CLOSE).fills
    assert fills.select("price", "row", "point").rows() == [(price, row, "CLOSE")]


def test_without_such_a_row_the_order_waits() -> None:
    result = bt.from_orders(first([0, 1]), ON_CLOSE)
    assert result.orders["status"].to_list() == ["SUBMITTED"]


def test_explaining_a_fill_after_the_session() -> None:
    text = " ".join(str(bt.from_orders(first([0, 1, 3]), ON_CLOSE).explain("e")).split())
    assert "its session had ended, and the market stood where the newest tick had left it (F7, T5)" in text
