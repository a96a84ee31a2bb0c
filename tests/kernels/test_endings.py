"""Instruments that end, however the run is cut; a reset run has them again (``kernels/endings.py``)."""

from __future__ import annotations

from fastbt.codes import FillCause, OrderStatus, Reason
from fastbt.kernels import endings
from fastbt.kernels.state import DUE_DELISTING, DUE_EXPIRY, NOTHING
from fastbt.simulation.action_tables import new_records
from fastbt.simulation.entries import entries_of
from fastbt.simulation.lower_actions import times_of
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.market import MINUTE, buy, market, same

BARS = ["100 110 90 105", "105 115 95 110", "110 120 100 115", "115 125 105 120", "120 130 110 125"]


def ending(minute: float, price: int = NOTHING, kind: int = DUE_EXPIRY) -> Lowered:
    """A long of 10 from the second bar on, an order that rests, one that comes late; the end at a minute."""
    orders = [buy(0, 10), buy(1, 1, price=10), buy(4, 1)]
    lowered = market(BARS, orders, cash=100_000, account_type="MARGIN")
    records = new_records(1)
    records["ts"] = int(lowered.columns.ts_event[0]) + int((minute - 1) * MINUTE)
    records["kind"], records["instrument"], records["amount"] = kind, 0, price
    records["group"], records["on_time"] = times_of(lowered.columns).places(records["ts"])
    lowered.actions = records
    return lowered


def test_orders_end_and_what_is_held_is_settled() -> None:
    output = run_machine(ending(3))
    assert output.fills["price"].tolist() == [105, 115]
    assert output.fills["cause"].tolist() == [FillCause.SIGNAL, FillCause.EXPIRY]
    assert output.orders["status"].tolist() == [
        OrderStatus.FILLED, OrderStatus.CANCELED, OrderStatus.FILLED, OrderStatus.DENIED,
    ]  # fmt: skip
    assert output.orders["reason"].tolist()[1:] == [Reason.INSTRUMENT_ENDED, 0, Reason.NOT_TRADABLE]
    assert output.equity.tolist() == [100_000, 100_050, 100_100, 100_100, 100_100]
    assert output.actions is not None
    assert output.actions["before"] < output.orders["sequence_last"][1] <= output.actions["after"]


def test_a_price_of_its_own() -> None:
    output = run_machine(ending(3.5, 40, DUE_DELISTING))
    assert output.fills["price"].tolist()[1:] == [40]
    assert output.fills["cause"].tolist()[1:] == [FillCause.DELISTING]
    assert output.fills["row"].tolist()[1:] == [3]  # between two rows it is told with the later one


def test_any_cut_into_calls_gives_the_same_and_so_does_a_reset() -> None:
    lowered = ending(2.5)
    whole = run_machine(lowered)
    for cut in ([1, 2, 3, 4], [2], [3], [0, 2, 2, 5]):
        parts = run_machine(lowered, cut=cut)
        for name in ("fills", "orders", "positions", "actions"):
            assert same(getattr(parts, name), getattr(whole, name)), (cut, name)
        assert (parts.equity == whole.equity).all()
    machine = Machine(lowered)
    run_machine(lowered, machine=machine)
    machine.reset()
    again = run_machine(lowered, machine=machine)
    assert same(again.fills, whole.fills)
    assert same(again.orders, whole.orders)


def test_only_runs_in_which_something_ends_compile_it() -> None:
    lowered = ending(3)
    assert entries_of(lowered, False, False)["end_instrument"] is endings.end_instrument
    lowered.actions["kind"] = 0
    assert "end_instrument" not in entries_of(lowered, False, False)
