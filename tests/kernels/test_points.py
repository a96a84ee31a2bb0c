"""A row's size in parts along its path (F11, volume_split = points)."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.codes import FillPoint
from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.market import buy, market, run, sell

ALL: dict[str, Any] = {"account_type": "MARGIN", "volume_limit": 1, "volume_split": "points", "bar_path": "OHLC"}


def taken(volume: int, increment: int = 1) -> list[int]:
    """Lots that fill at the open, on the way up, down, and to the close of a bar, where orders want all there is."""
    bars = [f"100 100 100 100 {volume}", f"100 110 90 100 {volume}"]
    orders = [buy(0, 1000), sell(0, 1000, limit=105), buy(0, 1000, limit=95)]
    output = run(bars, orders, instrument={"size_increment": increment}, **ALL)
    return [int(output.fills["quantity"][output.fills["order"] == n].sum()) for n in range(3)]


@pytest.mark.parametrize(
    ("volume", "increment", "wanted"),
    [(40, 1, [10, 10, 10]), (43, 1, [10, 10, 10]), (40, 4, [8, 8, 8]), (3, 1, [1, 1, 1]), (2, 1, [1, 1, 0]), (1, 1, [1, 0, 0])],
)
def test_a_quarter_a_point_down_to_a_lot_but_one_at_least(volume: int, increment: int, wanted: list[int]) -> None:
    assert taken(volume, increment) == wanted


@pytest.mark.parametrize(
    ("bar", "wanted"),
    [
        ("100 110 90 100 40", 10),
        ("100 100 90 95 40", 20),  # the high is no move
        ("100 110 100 105 40", 10),  # up, and back down to the open
        ("100 100 100 100 40", 30),
        ("100 110 90 100 42", 12),
        ("100 110 90 100 3", 0),
    ],
)
@pytest.mark.parametrize("walks", [False, True])
def test_the_close_has_the_rest(bar: str, wanted: int, walks: bool) -> None:
    """Whether the path was walked, because an order rests in its reach, or nothing was there to walk with."""
    orders = [buy(0, 1000)] + ([buy(0, 1, limit=1), buy(0, 1, trigger=109)] if walks else [])
    output = run(["100 100 100 100 40", bar], orders, **ALL | {"fill_timing": "next_close"})
    own = output.fills[output.fills["order"] == 0]
    assert own["quantity"].sum() == wanted
    assert set(own["point"].tolist()) <= {FillPoint.CLOSE}


def test_what_was_used_at_a_point_is_gone() -> None:
    """Two orders of one leg share its part."""
    orders = [sell(0, 7, limit=104), sell(0, 7, limit=106), buy(0, 7, limit=95)]
    output = run(["100 100 100 100 40", "100 110 90 100 40"], orders, **ALL)
    assert output.fills["quantity"].tolist() == [7, 3, 7]


def test_a_second_run_and_cuts_give_the_same() -> None:
    orders = [buy(0, 30), sell(0, 30, limit=105), buy(1, 30, limit=95)]
    machine = Machine(market(["100 100 100 100 40"] + ["100 110 90 100 40"] * 3, orders, **ALL))
    whole = run_machine(machine.lowered, machine=machine).fills
    machine.reset()
    again = run_machine(machine.lowered, machine=machine, cut=[1, 2, 3]).fills
    assert whole.tobytes() == again.tobytes()
