"""Splits of what is held, however the run is cut; a reset run splits again (``kernels/splits.py``)."""

from __future__ import annotations

from fastbt.codes import FillCause, FlowKind
from fastbt.kernels import splits
from fastbt.kernels.state import DUE_SPLIT, RATE
from fastbt.simulation.action_tables import new_records
from fastbt.simulation.entries import entries_of
from fastbt.simulation.lower_actions import times_of
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.market import MINUTE, buy, market, same

BARS = ["100 110 90 105", "105 115 95 110", "110 120 100 120", "60 62 58 60", "60 60 60 60"]


def split_run(minute: float, numerator: int = 2, divisor: int = 1, orders: list[object] | None = None) -> Lowered:
    """A long of 9 from the second bar on, and a split at a minute."""
    lowered = market(BARS, orders or [buy(0, 9)], cash=100_000, account_type="MARGIN")  # type: ignore[arg-type]
    records = new_records(1)
    records["ts"] = int(lowered.columns.ts_event[0]) + int((minute - 1) * MINUTE)
    records["kind"], records["instrument"], records["rate"] = DUE_SPLIT, 0, RATE * numerator // divisor
    records["numerator"], records["divisor"] = numerator, divisor
    records["group"], records["on_time"] = times_of(lowered.columns).places(records["ts"])
    lowered.actions = records
    return lowered


def test_what_is_held_is_worth_as_much() -> None:
    output = run_machine(split_run(3))
    assert output.equity.tolist() == [100_000, 100_045, 100_135, 100_135, 100_135]
    assert output.positions["quantity"].tolist() == [18]
    assert output.positions["cost"].tolist() == [945]
    assert output.flows["kind"].tolist() == [FlowKind.SPLIT]
    assert output.flows[["amount", "quantity"]].tolist() == [(0, 18)]


def test_the_fraction_of_a_lot_is_paid() -> None:
    output = run_machine(split_run(3.5, 1, 2))  # 9 / 2 are 4, and a half of a new one at 240
    assert output.positions["quantity"].tolist() == [4]
    assert output.flows["amount"].tolist() == [120]


def test_less_than_a_lot_is_closed_at_the_last_price() -> None:
    output = run_machine(split_run(3.5, 1, 10))
    assert output.fills["cause"].tolist() == [FillCause.SIGNAL, FillCause.SPLIT]
    assert output.fills["price"].tolist()[1:] == [120]
    assert len(output.flows) == 0


def test_any_cut_into_calls_gives_the_same_and_so_does_a_reset() -> None:
    lowered = split_run(2.5, orders=[buy(0, 9), buy(1, 3, price=80)])
    whole = run_machine(lowered)
    for cut in ([1, 2, 3, 4], [2], [3], [0, 2, 2, 5]):
        parts = run_machine(lowered, cut=cut)
        for name in ("flows", "fills", "orders", "positions", "changes"):
            assert same(getattr(parts, name), getattr(whole, name)), (cut, name)
        assert (parts.equity == whole.equity).all()
    machine = Machine(lowered)
    run_machine(lowered, machine=machine)
    machine.reset()
    assert same(run_machine(lowered, machine=machine).orders, whole.orders)


def test_only_runs_with_splits_compile_it() -> None:
    lowered = split_run(3)
    assert entries_of(lowered, False, False)["split"] is splits.split
    lowered.actions["kind"] = 0
    assert "split" not in entries_of(lowered, False, False)
