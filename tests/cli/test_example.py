"""The example strategy: its averages can be chosen, and it pays costs."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt import ta
from fastbt.cli import example
from fastbt.strategies.params import Params


@pytest.mark.parametrize(("params", "fast", "slow"), [({}, 20, 50), ({"fast": 10, "slow": 30}, 10, 30)])
def test_its_averages_can_be_chosen(params, fast, slow):
    bars = pl.DataFrame({"close": [float(n * n % 97) for n in range(100)]})
    found = bars.select(**example.strategy(Params(params)).columns)
    assert found.equals(bars.select(fast=ta.sma("close", fast), slow=ta.sma("close", slow)))
    assert found["slow"].null_count() == slow - 1


def test_it_pays_costs():
    assert example.venue.fees
    assert example.venue.slippage
    assert example.venue.optimistic() == []
