"""What a market order is offered on a bar (rule F1)."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.simulation.machine import Machine
from tests.kernels.market import buy, market, prices, run, sell

MARGIN: dict[str, Any] = {"account_type": "MARGIN"}
BAR = "101 107 98 104"


def test_the_entry_is_there_only_where_another_price_is_taken() -> None:
    for option, wanted in (("open", False), ("mid", True), ("worst", True)):
        machine = Machine(market(["100"], fill_price=option))
        assert (int(machine.run["market_price"][0]) != 0) is wanted


@pytest.mark.parametrize(
    ("option", "increment", "bar", "wanted"),
    [
        ("open", 1, BAR, [101, 101]),
        ("mid", 1, BAR, [103, 103]),  # 102.5, away from zero
        ("mid", 5, "100 110 95 105", [105, 105]),  # 102.5 lies halfway between two ticks
        ("mid", 5, "100 110 90 105", [100, 100]),
        ("worst", 1, BAR, [107, 98]),
        ("mid", 1, "100", [100, 100]),
    ],
)
def test_prices(option: str, increment: int, bar: str, wanted: list[int]) -> None:
    facts = {"price_increment": increment}
    orders = [buy(0, 1), sell(0, 1)]
    assert prices(run(["100", bar], orders, fill_price=option, instrument=facts, **MARGIN)) == wanted


def test_another_instruments_row_is_not_looked_at() -> None:
    bars = {"X": ["100", "100 110 90 100"], "Y": ["50", "50 70 30 50"]}
    orders = [buy(0, 1), buy(0, 1, instrument=1)]
    assert prices(run(bars, orders, fill_price="worst", **MARGIN)) == [110, 70]
