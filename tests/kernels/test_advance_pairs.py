"""The driver of bars of bid and ask: marks by both sides, and any cut into calls."""

from __future__ import annotations

import numpy as np

from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.sides import lowered_pairs, orders

BARS = [
    "99 99 99 99 | 101 101 101 101",
    "100 103 97 101 | 102 106 99 103",
    "- | 103 104 98 99",
    "95 99 94 98 | -",
    "96 99 94 98 | 99 101 97 100",
    "98 104 98 103 | 100 106 99 105",
] * 5


def table():
    rows = []
    for bar in range(1, 28, 3):
        rows += [
            (bar, "BUY", 3, {"price": 98.0}),
            (bar, "SELL", 2, {"trigger_price": 97.0}),
            (bar, "BUY", 4, {"stop_loss_price": 95.0}),
        ]
    return orders(*rows)


def test_a_run_cut_anywhere_is_the_same() -> None:
    lowered = lowered_pairs(BARS, table())
    whole = run_machine(lowered)
    assert len(whole.fills) > 20
    again = run_machine(lowered, cut=range(1, len(BARS)))
    for name in ("orders", "fills", "positions", "changes"):
        assert np.array_equal(getattr(whole, name), getattr(again, name)), name
    assert np.array_equal(whole.equity, again.equity)


def test_both_sides_stand_where_the_newest_row_has_left_them() -> None:
    machine = Machine(lowered_pairs(BARS, orders((2, "BUY", 1, {}))))
    seen = []
    for group in range(1, 6):
        machine.advance(group)
        i = machine.instruments
        seen.append(tuple(int(i[name][0]) for name in ("bid", "ask", "mark", "held")))
    # the buy of bar 2 fills on bar 3; a missing side stands at its newest close
    assert seen == [(99, 101, 100, 0), (101, 103, 102, 0), (101, 99, 101, 1), (98, 99, 98, 1), (98, 100, 98, 1)]
