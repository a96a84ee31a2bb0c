"""The end of a group: its equity, whichever of its instruments have a row."""

from __future__ import annotations

from tests.kernels.market import buy, fills, run, sell


def test_a_market_without_a_strategy_records_the_start() -> None:
    assert run(["100", "101", "102"], cash=500).equity.tolist() == [500, 500, 500]


def test_equity_after_each_group() -> None:
    bars = {"A": ["10", "11", None, "13"], "B": ["20", None, "22", "19"]}
    orders = [buy(0, 1, instrument=0), sell(0, 1, instrument=1)]
    output = run(bars, orders, account_type="MARGIN", cash=100)
    assert fills(output) == [(0, 2, 1, 11), (1, 3, -1, 22)]
    assert output.equity.tolist() == [100, 100, 100, 100 + 2 + 3]
