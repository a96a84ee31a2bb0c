"""One set of stops for a whole position: who has the entries, cut anywhere (S4; tests/golden/position_sets.py)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.market import buy, ends, fills, market, sell

PARTS: dict[str, Any] = {"account_type": "MARGIN", "volume_limit": 0.1, "stops_per": "position"}
BARS = ["100 100 100 100 100"] * 2 + ["102 102 101 102 100", "100 100 100 100 100", "99 99 94 94 300", "94 94 94 94 100"]
ORDERS = [buy(0, 20, 100, stop=90), buy(1, 10, stop=95, target=110)]


@pytest.mark.parametrize(("option", "wanted"), [("position", True), ("entry", False)])
def test_only_runs_with_such_sets_compile_it(option: str, wanted: bool) -> None:
    entries = Machine(market(BARS, ORDERS, stops_per=option)).entries()
    assert ({"cover", "end_covered"} <= set(entries)) == wanted


def test_a_further_fill_of_a_replaced_entry_is_covered() -> None:
    output = run_machine(market(BARS, ORDERS, **PARTS))
    assert ends(output) == [
        "FILLED", "CANCELED REPLACED", "FILLED", "FILLED", "CANCELED POSITION_CLOSED",
    ]  # fmt: skip
    assert fills(output)[-1] == (3, 4, -30, 95)


def test_short_entries_are_covered_by_short_sets_alone() -> None:
    """What is left of a long entry, whose position has closed, is no business of a short position's stop."""
    orders = [buy(0, 20, 100, stop=90), sell(1, 10), sell(2, 10, stop=104, target=97)]
    bars = [*BARS[:3], "102 102 101 102 100", "102 105 102 105 300", "105 105 105 105 100"]
    output = run_machine(market(bars, orders, **PARTS))
    assert ends(output)[:3] == ["PARTIALLY_FILLED", "CANCELED POSITION_CLOSED", "FILLED"]
    assert fills(output)[-1][2:] == (10, 104)


def test_a_run_cut_anywhere_is_the_same() -> None:
    lowered = market(BARS, ORDERS, **PARTS)
    whole, again = run_machine(lowered), run_machine(lowered, cut=range(1, len(BARS)))
    for name in ("orders", "fills", "positions", "equity", "changes"):
        assert np.array_equal(getattr(whole, name), getattr(again, name)), name
