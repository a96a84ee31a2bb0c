"""Orders put aside until the row is over (``kernels/aside.py``)."""

from __future__ import annotations

import pytest

from fastbt.codes import FillPoint
from fastbt.kernels import state
from fastbt.kernels.aside import bring_back, put_aside
from fastbt.kernels.book import IN_ASIDE, IN_DOWN, NOWHERE, remove
from fastbt.kernels.jit import entry
from fastbt.kernels.life import CANCELED, end
from fastbt.kernels.memory import run_at
from fastbt.simulation.machine import Machine
from tests.kernels import lists
from tests.kernels.market import buy, fills, market

LEG = int(FillPoint.LEG)
AT_CLOSE = int(FillPoint.CLOSE)
ROWS = ["100 100 100 100"] * 3 + ["100 100 90 95"]


@entry
def put(run: int, order: int) -> int:
    """Take a resting order out of its book and put it aside, on a path."""
    remove(run, order)
    run_at(run, 0).point = LEG
    put_aside(run, order)
    return 0


@entry
def put_at_close(run: int, order: int) -> int:
    """The same when the path is over."""
    remove(run, order)
    run_at(run, 0).point = AT_CLOSE
    put_aside(run, order)
    return 0


@entry
def cancel_aside(run: int, order: int) -> int:
    """End an order that may be aside."""
    end(run, order, CANCELED, 0)
    return 0


@entry
def back(run: int, instrument: int) -> int:
    """The row is over."""
    bring_back(run, instrument)
    return 0


def resting() -> Machine:
    """Three buys that rest."""
    machine = Machine(market(ROWS, [buy(0, n + 1, price=str(95 - n)) for n in range(3)]))
    machine.advance(2)
    assert lists.check(machine) == 3
    return machine


def places(machine: Machine) -> list[int]:
    return lists.pool(machine, "orders", state.ORDER)["in_book"].tolist()


def aside(machine: Machine) -> list[int]:
    i = machine.instruments[0]
    orders = lists.pool(machine, "orders", state.ORDER)
    return lists.walk(orders, i["aside_first"], i["aside_last"], "next", "previous")


def test_what_is_aside_cannot_be_touched_and_comes_back_where_it_was() -> None:
    machine = resting()
    put.call(machine.address, 1)
    put.call(machine.address, 0)
    assert aside(machine) == [1, 0]
    assert places(machine) == [IN_ASIDE, IN_ASIDE, IN_DOWN]
    i = machine.instruments[0]
    assert (i["down_buys_count"], i["touch_down"], i["buys_resting"]) == (1, 93, 3)  # it still rests for rule B2
    back.call(machine.address, 0)
    assert aside(machine) == []
    assert lists.check(machine) == 3
    machine.advance(4)
    assert [fill[0] for fill in fills(machine.output())] == [0, 1, 2]


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_one_that_ends_meanwhile_does_not_come_back(gone: int) -> None:
    machine = resting()
    for order in range(3):
        put.call(machine.address, order)
    cancel_aside.call(machine.address, gone)
    assert aside(machine) == [order for order in range(3) if order != gone]
    back.call(machine.address, 0)
    assert [place == NOWHERE for place in places(machine)] == [order == gone for order in range(3)]
    assert lists.check(machine) == 2


def test_after_the_path_it_rests_at_once() -> None:
    machine = resting()
    put_at_close.call(machine.address, 1)
    assert aside(machine) == []
    assert lists.check(machine) == 3
