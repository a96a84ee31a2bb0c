"""Orders that are linked with each other (F10, A4): what compiles, what is reset, cut anywhere."""

from __future__ import annotations

import numpy as np

from fastbt.codes import Contingency, OrderStatus
from fastbt.kernels.state import LINK
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.market import buy, market, sell


def linked(lowered: Lowered, kind: Contingency) -> Lowered:
    """Link all orders of a market with each other."""
    lowered.links = np.zeros(1, LINK)
    lowered.links["kind"], lowered.links["first"], lowered.links["last"] = kind, -1, -1
    assert lowered.commands is not None
    lowered.commands["link"] = 1
    return lowered


def test_only_runs_with_links_compile_it() -> None:
    lowered = market(["100"] * 3, [buy(0, 1, 99), buy(0, 1, 98)])
    assert "link_filled" not in Machine(lowered).entries()
    assert "link_filled" in Machine(linked(lowered, Contingency.OCO)).entries()


def test_a_second_run_starts_anew() -> None:
    lowered = linked(market(["100"] * 3, [buy(0, 1), buy(0, 2)], account_type="MARGIN"), Contingency.OCO)
    machine = Machine(lowered)
    for _ in range(2):
        machine.advance(3)
        assert machine.output().orders["status"].tolist() == [OrderStatus.FILLED, OrderStatus.CANCELED]
        assert (machine.links["first"][0], machine.links["last"][0], machine.links["filled"][0]) == (0, 1, 1)
        machine.reset()
        assert (machine.links["first"][0], machine.links["last"][0], machine.links["filled"][0]) == (-1, -1, 0)


def test_a_run_cut_anywhere_is_the_same() -> None:
    bars = ["100 103 97 101 70", "102 104 98 99 30", "99 101 95 96 50", "96 99 94 98 55"] * 3
    orders = [buy(0, 9, 98), buy(1, 7, 96), sell(1, 5, trigger=95)]
    lowered = linked(market(bars, orders, volume_limit=0.1, account_type="MARGIN"), Contingency.OUO)
    whole, again = run_machine(lowered), run_machine(lowered, cut=range(1, 12))
    assert len(whole.fills) > 1
    for name in ("orders", "fills", "positions", "changes"):
        assert np.array_equal(getattr(whole, name), getattr(again, name)), name
