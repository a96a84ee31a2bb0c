"""The example strategy is what the demo says it is."""

from __future__ import annotations

from fastbt.cli import example
from fastbt.strategies.params import Params


def test_its_averages_can_be_chosen():
    assert "window=20" in str(example.strategy(Params()).columns) or example.strategy(Params()).columns
    short, default = (
        str(example.strategy(Params(p)).columns["fast"].meta.serialize()) for p in ({"fast": 10}, {})
    )
    assert short != default


def test_it_pays_costs():
    assert example.venue.fees
    assert example.venue.slippage
    assert example.venue.optimistic() == []
