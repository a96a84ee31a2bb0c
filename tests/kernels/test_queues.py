"""The lists an order is in from sending to its end (``kernels/queues.py``)."""

from __future__ import annotations

import pytest

from fastbt.codes import OrderStatus
from fastbt.kernels import state
from fastbt.simulation.machine import Machine
from tests.kernels import lists
from tests.kernels.draw import random_run, random_signal_run
from tests.kernels.market import buy, cancel, ends, fills, market, run, sell

FAR = {"A": ["100", "100", "100", "100"], "B": ["10", None, None, "10"]}


@pytest.mark.parametrize("gone", [[0], [1], [2], [0, 1], [1, 2], [0, 2], [2, 1, 0]])
def test_any_order_can_leave_the_waiting_list(gone: list[int]) -> None:
    """B has no bar for two minutes, so its orders wait on; those canceled meanwhile may be first, middle or last."""
    orders = [buy(0, n + 1, instrument=1) for n in range(3)] + [cancel(1, n) for n in gone]
    machine = Machine(market(FAR, orders))
    machine.advance(2)
    waiting = [n for n in range(3) if n not in gone]
    queued = lists.pool(machine, "orders", state.ORDER)
    r = machine.run[0]
    assert lists.walk(queued, r["waiting_first"], r["waiting_last"], "next", "previous") == waiting
    machine.advance(4)
    assert [(fill[0], fill[1]) for fill in fills(machine.output())] == [(n, 5) for n in waiting]


@pytest.mark.parametrize("gone", [[0], [1], [2], [2, 0]])
def test_any_order_can_leave_the_market_list(gone: list[int]) -> None:
    """B5: on a bar without volume market orders are accepted and wait."""
    bars = ["100 100 100 100 5", "100 100 100 100 0", "100 100 100 100 0", "100 100 100 100 5"]
    orders = [buy(0, n + 1) for n in range(3)] + [cancel(1, n) for n in gone]
    machine = Machine(market(bars, orders))
    machine.advance(3)
    i = machine.instruments[0]
    queued = lists.pool(machine, "orders", state.ORDER)
    left = [n for n in range(3) if n not in gone]
    assert lists.walk(queued, i["market_first"], i["market_last"], "next", "previous") == left
    assert (i["buys_resting"], i["sells_resting"]) == (len(left), 0)
    machine.advance(4)
    assert [fill[:2] for fill in fills(machine.output())] == [(n, 3) for n in left]


def test_arrivals_go_on_behind_an_order_that_ended_meanwhile() -> None:
    """The first sale empties the position: the next two in line are reduce-only and end before their turn, the fourth arrives."""
    orders = [
        buy(0, 5),
        sell(1, 5),
        sell(1, 2, reduce_only=True),
        sell(1, 3, reduce_only=True),
        buy(1, 7),
    ]
    output = run(["100", "100", "100", "100"], orders, account_type="MARGIN")
    assert ends(output) == [
        "FILLED",
        "FILLED",
        "REJECTED NOTHING_TO_REDUCE",
        "REJECTED NOTHING_TO_REDUCE",
        "FILLED",
    ]


def test_reduce_only_orders_are_cut_in_the_order_they_were_sent() -> None:
    """F9: a bracket's children are older than the order sent after them, and accepted later."""
    orders = [buy(0, 9, limit=90, stop=80, target=120), buy(0, 4), sell(1, 4, limit=125, reduce_only=True)]
    machine = Machine(
        market(["100", "100", "100", "100 100 90 95", "100", "100"], orders, account_type="MARGIN")
    )
    machine.advance(4)
    i = machine.instruments[0]
    queued = lists.pool(machine, "orders", state.ORDER)
    # entry 0, its children 1 and 2, then 3 and 4; 4 was accepted before 1 and 2
    assert queued["sequence_accepted"][4] < queued["sequence_accepted"][1]
    assert lists.walk(queued, i["reduce_first"], i["reduce_last"], "next_reduce", "previous_reduce") == [
        1,
        2,
        4,
    ]


@pytest.mark.parametrize("instruments", [1, 3])
@pytest.mark.parametrize("seed", range(12))
def test_lists_books_and_locks_of_random_runs(seed: int, instruments: int) -> None:
    """After every group, everything in memory fits together (``lists.py``)."""
    machine = Machine(random_run(seed, instruments))
    resting = 0
    for group in range(machine.lowered.columns.groups):
        machine.advance(group + 1)
        resting += lists.check(machine)
    assert resting > 10
    assert machine.run["fills_count"] > 5


@pytest.mark.parametrize("seed", range(100, 106))
def test_lists_of_random_signals(seed: int) -> None:
    machine = Machine(random_signal_run(seed, 1 + seed % 3))
    for group in range(machine.lowered.columns.groups):
        machine.advance(group + 1)
        lists.check(machine)
        orders = lists.pool(machine, "orders", state.ORDER)
        for i in machine.instruments:
            for name in ("entry_order", "close_order"):
                assert i[name] < 0 or OrderStatus(int(orders["status"][i[name]])) in lists.OPEN
