"""Limits that an exact touch does not fill for sure (rule F2)."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.kernels.state import BRACKET_OFFSET
from fastbt.simulation.machine import Machine
from tests.kernels.market import buy, fills, market, run, sell

MARGIN: dict[str, Any] = {"account_type": "MARGIN"}
NEVER: dict[str, Any] = {**MARGIN, "limit_touch": "probability", "limit_touch_probability": 0}


def test_entries_are_there_only_where_chance_decides() -> None:
    for words, wanted in (({}, False), ({"limit_touch": "through"}, False), (NEVER, True)):
        machine = Machine(market(["100"], **{**MARGIN, **words}))
        assert (int(machine.run["passes_over"][0]) != 0) is wanted
        assert (int(machine.run["row_is_over"][0]) != 0) is wanted


@pytest.mark.parametrize("side", [1, -1])
def test_what_is_passed_over_rests_at_its_price_again(side: int) -> None:
    """Two limits at one level and one a tick beyond: after a row they are in sequence, and levels, as before."""
    order = buy if side > 0 else sell
    touch = "100 105 95 100"
    orders = [order(0, 1, limit=100 - 5 * side), order(0, 2, limit=100 - 5 * side), order(0, 3, limit=100 - 6 * side)]
    lowered = market(["100", touch, touch], orders, **NEVER)
    machine = Machine(lowered)
    for groups in (1, 2, 3):
        machine.advance(groups)
        i = machine.instruments[0]
        nearest = int(i["touch_down"] if side > 0 else i["touch_up"])
        if groups > 1:
            assert nearest == 100 - 5 * side
        assert int(i["passed_over"]) == 0
    assert int(machine.run["fills_count"][0]) == 0


def test_a_tick_beyond_they_fill_in_sequence() -> None:
    """After the first touch they are passed over, all of them; a tick further all are reached."""
    orders = [buy(0, n, limit=95) for n in (1, 2, 3)]
    assert fills(run(["100", "100 100 95 100"], orders, **NEVER)) == []
    found = fills(run(["100", "100 100 94 100"], orders, **NEVER))
    assert [fill[0] for fill in found] == [0, 1, 2]


def test_an_order_that_ends_while_it_is_passed_over_leaves_its_book() -> None:
    """The take-profit of 105 is passed over; the stop ends it on the same row."""
    terms = {"stop": 95, "target": 105}
    bars = ["100", "100 100 100 100", "100 105 94 100", "100 106 99 100"]
    output = run(bars, [buy(0, 1, **terms)], **NEVER, bar_path="OHLC")
    assert [fill[0] for fill in fills(output)] == [0, 1]
    assert int(output.instruments["up_sales_count"][0]) == 0


def test_a_target_that_is_passed_over_and_then_moved_rests_at_its_price() -> None:
    """F10, F11: 103 is passed over, then the entry's second half at 100 makes it 104; the next row reaches that."""
    entry = {**buy(0, 20, 100), "target_kind": BRACKET_OFFSET, "target_value": 5}
    bars = ["100 100 100 100 100", "98 98 98 98 100", "101 103 99 99 100", "100 104 100 100 400", "100 105 100 100 400"]
    machine = Machine(market(bars, [entry], **NEVER, bar_path="OHLC", volume_limit=0.1))
    for groups in (3, 4):
        machine.advance(groups)
        assert int(machine.instruments[0]["touch_up"]) == 104
        assert fills(machine.output()) == [(0, 1, 10, 98), (0, 2, 10, 100)]
    machine.advance(5)
    assert fills(machine.output())[2:] == [(1, 4, -20, 104)]
