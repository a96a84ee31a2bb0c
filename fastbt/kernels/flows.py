"""Money that no fill moves: every such flow goes through ``pay`` and is one record (rules A1, A13)."""

from __future__ import annotations

from fastbt.kernels.jit import helper
from fastbt.kernels.life import next_sequence
from fastbt.kernels.memory import FLOW_SIZE, FLOWS, I64, VOID, append, balance_at, flow_at, run_at
from fastbt.kernels.state import NOTHING
from fastbt.kernels.value import added


@helper(VOID(I64, I64, I64, I64, I64))
def pay(run: int, account: int, balance: int, kind: int, amount: int) -> None:
    """Let a balance receive an amount, or pay one below 0, for what concerns no instrument."""
    s = run_at(run, 0)
    k = append(run, run + FLOWS, FLOW_SIZE)
    if k < 0:
        return
    b = balance_at(s.balances, balance)
    b.total = added(run, b.total, amount)
    b.flows = added(run, b.flows, amount)
    f = flow_at(s.flows, k)
    f.kind = kind
    f.account = account
    f.balance = balance
    f.instrument = -1
    f.position = -1
    f.row = s.row
    f.sequence = next_sequence(run)
    f.quantity = NOTHING
    f.rate = NOTHING
    f.amount = amount
    f.total = b.total
    f.locked = b.locked
    f.margin_initial = b.initial
    f.margin_maintenance = b.maintenance
