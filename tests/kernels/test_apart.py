"""Several positions of one instrument: who has the entries, margins, cut anywhere (A2; tests/golden/hedging.py)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.market import buy, close, fills, market, sell

HEDGES: dict[str, Any] = {"account_type": "MARGIN", "oms_type": "HEDGING"}
APART = {"against", "fill_apart", "close_apart", "own_margin"}
BARS = ["100 100 100 100", "100 104 96 101", "101 105 99 104", "104 104 90 92", "92 97 91 95", "95 96 94 94"]
ORDERS = [buy(0, 6, stop=93), sell(0, 4), buy(1, 3), sell(2, 5, reduce_only=True), close(4)]


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({"account_type": "MARGIN"}, set()),
        (HEDGES, APART),
        (HEDGES | {"hedging_margin": "net"}, APART | {"net_margins"}),
        ({"oms_type": "HEDGING"}, APART | {"free_apart"}),
    ],
)
def test_only_runs_that_need_it_compile_it(options: dict[str, Any], wanted: set[str]) -> None:
    entries = set(Machine(market(BARS, ORDERS, **options)).entries())
    assert entries & (APART | {"net_margins", "free_apart"}) == wanted


@pytest.mark.parametrize("margin", ["both", "net"])
def test_any_cut_gives_the_same(margin: str) -> None:
    lowered = market(BARS, ORDERS, **HEDGES, hedging_margin=margin, leverage=4)
    whole = run_machine(lowered)
    assert len(fills(whole)) == 7
    for step in (1, 2, 5):
        machine = Machine(lowered)
        for group in range(step, lowered.columns.groups + step, step):
            machine.advance(min(group, lowered.columns.groups))
        machine.finish()
        other = machine.output(0.0)
        assert np.array_equal(whole.equity, other.equity)
        for name in ("fills", "orders", "positions"):
            assert getattr(whole, name).tobytes() == getattr(other, name).tobytes()


@pytest.mark.parametrize(("margin", "needed"), [("both", 700), ("net", 300)])
def test_margins_of_what_is_hedged(margin: str, needed: int) -> None:
    """5 long and 2 short of 100 each, at a rate of 1."""
    output = run_machine(market(["100 100 100 100"] * 2, [buy(0, 5), sell(0, 2)], **HEDGES, hedging_margin=margin))
    assert output.fills["margin_initial"].tolist() == [500, needed]
    assert output.balances["initial"].tolist() == [needed]
    assert output.balances["maintenance"].tolist() == [needed // 2]


def test_margins_end_with_the_positions() -> None:
    bars = ["100 100 100 100"] * 4
    for margin in ("both", "net"):
        orders = [buy(0, 5), sell(0, 2), close(1)]
        output = run_machine(market(bars, orders, **HEDGES, hedging_margin=margin))
        assert output.positions["is_open"].tolist() == [0, 0]
        assert (output.balances["initial"] | output.balances["maintenance"]).tolist() == [0]
        assert output.instruments["initial"].tolist() == [0]
