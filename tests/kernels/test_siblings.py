"""Fills beside orders bound to them: what compiles, cut anywhere (O3; tests/golden/contingencies.py, children.py)."""

from __future__ import annotations

import numpy as np

from fastbt.codes import Contingency
from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.market import buy, market, sell
from tests.kernels.test_linked import linked

BARS = ["100", "100 104 94 97", "97"]
ORDERS = [buy(0, 10, trigger=103), sell(0, 10, trigger=95)]


def test_only_runs_with_bound_orders_compile_it() -> None:
    assert "meets_sibling" not in Machine(market(BARS, ORDERS)).entries()
    assert "meets_sibling" in Machine(linked(market(BARS, ORDERS), Contingency.OCO)).entries()


def test_the_first_fill_of_two_in_one_bar_is_a_guess() -> None:
    """Without the bond both fill and neither is ambiguous; with it the first does and is."""
    alone = run_machine(market(BARS, ORDERS, account_type="MARGIN", bar_path="OHLC"))
    assert alone.fills["ambiguous"].tolist() == [0, 0]
    bound = linked(market(BARS, ORDERS, account_type="MARGIN", bar_path="OHLC"), Contingency.OCO)
    whole, again = run_machine(bound), run_machine(bound, cut=[1, 2])
    assert whole.fills["ambiguous"].tolist() == [1]
    assert np.array_equal(whole.fills, again.fills)
