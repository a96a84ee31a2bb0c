"""Growth as if no money had come or gone."""

from __future__ import annotations

import numpy as np
import pytest

import fastbt as bt
from fastbt.simulation.growth import growth


def test_nothing_moved():
    worth = np.array([1.0, 2.0])
    assert growth(worth, np.zeros(1), 1.0) is worth


def test_money_counts_where_it_comes():
    found = growth(np.array([110.0, 160.0, 0.0, 50.0]), np.array([0.0, 50.0, 50.0, 100.0]), 100.0)
    assert found.tolist() == [pytest.approx(110), pytest.approx(110), 0, 0]


def test_statistics_leave_deposits_out():
    bars = {
        "date": [f"2024-01-0{day}" for day in range(2, 8)],
        "close": [100.0, 100.0, 110.0, 110.0, 99.0, 99.0],
    }
    moved = {"ts": ["2024-01-05T12:00", "2024-01-07T12:00"], "amount": [1_100.0, -500.0]}
    options = {"instruments": bt.Equity("X.SIM", currency="USD"), "check": "off"}
    venue = bt.Venue("SIM", balances=["1000 USD"])
    entries = [True, False, False, False, False, False]
    plain = bt.from_signals(bars | {"e": entries}, entries="e", quantity=10, venue=venue, **options)
    paid = bt.from_signals(
        bars | {"e": entries}, entries="e", quantity=10, venue=venue, deposits=moved, **options
    )
    assert plain.equity["equity"].to_list() == [1000, 1000, 1100, 1100, 990, 990]
    assert paid.equity["equity"].to_list() == [1000, 1000, 1100, 2200, 2090, 1590]
    assert paid.equity["realized_pnl"].to_list() == plain.equity["realized_pnl"].to_list()
    assert paid.equity["drawdown"].to_list() == pytest.approx([0, 0, 0, 0, -0.05, -0.05])
    assert paid.stats.total_return == pytest.approx(0.045)
    assert paid.stats.max_drawdown == pytest.approx(-0.05)
    assert paid.stats.ending_balance == 1590
    assert plain.stats.total_return == pytest.approx(-0.01)
