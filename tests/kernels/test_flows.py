"""Money that no fill moved (``kernels/flows.py``, rules A1, A13)."""

from __future__ import annotations

from fastbt.codes import FlowKind
from fastbt.kernels.flows import pay
from fastbt.kernels.jit import entry
from fastbt.kernels.state import NOTHING
from fastbt.simulation.machine import Machine
from tests.kernels.market import market

DEPOSIT = int(FlowKind.DEPOSIT)


@entry
def deposit(run: int, amount: int) -> int:
    """Put an amount into the first balance."""
    pay(run, 0, DEPOSIT, amount, 7)
    return 0


def test_a_flow_moves_the_balance_and_is_told() -> None:
    machine = Machine(market(["100", "100"], cash=1_000))
    machine.advance(1)
    for amount in (300, -50):
        deposit.call(machine.address, amount)
    output = machine.output()
    assert output.balances[["total", "flows"]].tolist() == [(1_250, 250)]
    assert output.flows["amount"].tolist() == [300, -50]
    assert output.flows["total"].tolist() == [1_300, 1_250]
    assert output.flows["kind"].tolist() == [DEPOSIT, DEPOSIT]
    assert (output.flows["instrument"] == -1).all()
    assert (output.flows["ts"] == 7).all()
    assert (output.flows["rate"] == NOTHING).all()
    assert output.flows["sequence"].tolist() == sorted(set(output.flows["sequence"].tolist()))
    machine.advance(2)
    assert machine.output().equity.tolist() == [1_000, 1_250]


def test_a_reset_run_has_none() -> None:
    machine = Machine(market(["100"], cash=1_000))
    deposit.call(machine.address, 1)
    machine.reset()
    machine.advance(1)
    assert len(machine.output().flows) == 0
    assert machine.output().balances["total"].tolist() == [1_000]
