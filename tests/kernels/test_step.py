"""The phases of one group (rule T3): what goes before what, when everything happens at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from fastbt.kernels.state import ROW_NO_EXECUTE
from fastbt.simulation.machine import Machine
from tests.kernels.market import MINUTE, buy, ends, fills, market, run, sell, with_columns

MARGIN: dict[str, Any] = {"account_type": "MARGIN"}


def test_expiry_opening_path_and_decision_of_one_group() -> None:
    """Events of row 2, by their number: expired, the gap's stop, the new order, the path's limit, then what is sent."""
    orders = [
        buy(0, 1, limit=70, expire=3 * MINUTE - 1),
        sell(0, 2, trigger=95),
        buy(0, 3, limit=85),
        buy(1, 4),
        buy(2, 5),
    ]
    output = run(["100", "100", "90 91 80 88", "88"], orders, **MARGIN)
    o, f = output.orders, output.fills
    numbers = {
        "expired": o["sequence_last"][0],
        "stop": f["sequence"][f["order"] == 1][0],
        "arrived": f["sequence"][f["order"] == 3][0],
        "path": f["sequence"][f["order"] == 2][0],
        "sent": o["sequence_init"][4],
    }
    assert sorted(numbers, key=numbers.__getitem__) == ["expired", "stop", "arrived", "path", "sent"]
    assert fills(output)[:3] == [(1, 2, -2, 90), (3, 2, 4, 90), (2, 2, 3, 85)]
    assert o["row_last"][0] == 2


def test_openings_of_all_rows_go_before_any_path() -> None:
    """Two instruments in a group: B's opening comes before A's path."""
    bars = {"A": ["100", "100", "100 110 90 100"], "B": ["10", "10", "8 12 8 10"]}
    orders = [
        buy(0, 1, limit=95, instrument=0),
        buy(0, 2, limit=9, instrument=1),
        sell(0, 3, limit=11, instrument=1),
    ]
    output = run(bars, orders, **MARGIN)
    assert [fill[0] for fill in fills(output)] == [1, 0, 2]


def test_a_row_that_only_informs_executes_nothing() -> None:
    """ROW_NO_EXECUTE: it marks, but no order arrives or is touched."""
    lowered = market(["100", "90 95 80 90", "100 100 99 100"], [buy(0, 1, limit=95), buy(0, 2)])
    lowered = with_columns(lowered, flags=np.array([0, ROW_NO_EXECUTE, 0], np.uint8))
    machine = Machine(lowered)
    machine.advance(3)
    output = machine.output()
    assert fills(output) == [(1, 2, 2, 100)]
    assert ends(output) == ["ACCEPTED", "FILLED"]
    assert output.orders["row_accepted"].tolist() == [2, 2]
    assert output.equity.tolist() == [10**12] * 3


def test_instruments_without_a_row_keep_their_place() -> None:
    """B has no row in the third group: its order stays on its way, its position at its last price."""
    bars = {"A": ["100"] * 4, "B": ["10", "12", None, "15"]}
    output = run(bars, [buy(0, 2, instrument=1), sell(1, 2, instrument=1)], cash=1_000)
    assert output.equity.tolist() == [1_000, 1_000, 1_000, 1_006]
    assert output.orders["row_accepted"].tolist() == [3, 6]
