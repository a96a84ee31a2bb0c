"""Orders that wait for another to fill (F10, OTO): what compiles, what is reset, cut anywhere."""

from __future__ import annotations

import numpy as np

from fastbt.codes import OrderStatus
from fastbt.kernels.state import ORDER_TIED, ORDER_WAITS, TIE
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.market import buy, market, sell


def family(lowered: Lowered) -> Lowered:
    """Let all orders of a market but the first wait for the first."""
    assert lowered.commands is not None
    count = len(lowered.commands) - 1
    lowered.ties = np.zeros(count, TIE)
    lowered.ties["child"] = lowered.ties["parent"] = lowered.ties["late_row"] = -1
    lowered.ties["next"] = [*range(1, count), -1]
    lowered.commands["tie"] = range(count + 1)
    lowered.commands["children"][0] = 1
    lowered.commands["flags"] |= ORDER_TIED
    lowered.commands["flags"][1:] |= ORDER_WAITS
    return lowered


def test_only_runs_with_children_compile_it() -> None:
    lowered = market(["100"] * 3, [buy(0, 1, 99), sell(0, 1, 101)])
    names = {"tie_sent", "tie_filled", "tie_ended"}
    assert not names & set(Machine(lowered).entries())
    assert names <= set(Machine(family(lowered)).entries())


def test_a_second_run_starts_anew() -> None:
    lowered = family(market(["100"] * 3, [buy(0, 5), sell(0, 3), sell(0, 9, 101)], account_type="MARGIN"))
    machine = Machine(lowered)
    for _ in range(2):
        machine.advance(3)
        orders = machine.output().orders
        assert orders["status"].tolist() == [OrderStatus.FILLED, OrderStatus.FILLED, OrderStatus.ACCEPTED]
        assert orders["quantity"].tolist() == [5, 3, 5]
        assert orders["original_quantity"].tolist() == [5, 3, 9]
        assert machine.ties[["child", "told"]].tolist() == [(1, 3), (2, 5)]
        machine.reset()
        assert machine.ties[["child", "told"]].tolist() == [(-1, 0), (-1, 0)]


def test_a_run_cut_anywhere_is_the_same() -> None:
    bars = ["100 103 97 101 70", "102 104 98 99 30", "99 101 95 96 50", "96 99 94 98 55"] * 3
    orders = [buy(0, 9, 98), sell(0, 7, 103), sell(1, 5, trigger=95)]
    lowered = family(market(bars, orders, volume_limit=0.1, account_type="MARGIN"))
    whole, again = run_machine(lowered), run_machine(lowered, cut=range(1, 12))
    assert len(whole.fills) > 1
    for name in ("orders", "fills", "positions", "changes"):
        assert np.array_equal(getattr(whole, name), getattr(again, name)), name


def test_orders_without_a_bond_keep_none() -> None:
    output = run_machine(market(["100"] * 3, [buy(0, 1), sell(1, 1)]))
    assert (output.orders["flags"] & (ORDER_TIED | ORDER_WAITS) == 0).all()
