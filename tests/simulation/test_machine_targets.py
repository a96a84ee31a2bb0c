"""The machine and targets: which decide entry it joins, whether the timeline is dense, cuts anywhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fastbt.kernels import decide
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.market import market, same

TWO = {"A": ["100"] * 6, "B": ["10", None, "10", "11", "12", "12"]}


def lowered(bars: object = TWO, **words: object) -> Lowered:
    return market(bars, targets={"weight": 0.45, **words}, cash=10_000)


def test_targets_have_an_entry_of_their_own():
    assert Machine(lowered()).entries()["decide"] is decide.decide_targets
    signals = market(TWO, signals={"target": 0.45, "target_type": "weight"})
    assert Machine(signals).entries()["decide"] is decide.decide_signals
    assert Machine(market(TWO)).entries()["decide"] is decide.decide_commands


@pytest.mark.parametrize("bars", [TWO, {"A": ["100"] * 6, "B": ["10"] * 6}])
def test_dense_is_every_instrument_in_every_group(bars: dict[str, list[str | None]]):
    assert Machine(lowered(bars)).run["dense"][0] == (None not in bars["B"])


def test_two_instruments_in_turn_are_not_dense():
    run = market({"A": ["100", None] * 3, "B": [None, "10"] * 3})
    assert run.columns.groups == run.columns.rows == 6
    assert Machine(run).run["dense"][0] == 0


def test_numbers_that_are_not_in_the_order_of_rows_are_not_dense():
    run = market({name: ["100"] * 6 for name in "ABCD"})
    assert Machine(run).run["dense"][0] == 1
    turned = np.tile(np.array([0, 2, 1, 3], np.int32), 6)
    run.columns = replace(run.columns, instrument=turned)
    assert Machine(run).run["dense"][0] == 0


def test_any_cut_and_a_second_run_give_the_same():
    whole = run_machine(lowered())
    assert len(whole.fills) >= 4
    machine = Machine(lowered())
    for cut in ([], [1], [2, 3], range(1, 6)):
        machine.reset()
        again = run_machine(machine.lowered, cut=cut, machine=machine)
        assert same(whole.orders, again.orders)
        assert same(whole.fills, again.fills)
        assert (whole.equity == again.equity).all()
