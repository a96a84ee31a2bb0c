"""Money that no fill moves: every such flow goes through ``pay`` and is a record (A1, A8, A10, A13)."""

from __future__ import annotations

from fastbt.kernels.jit import helper
from fastbt.kernels.life import next_sequence
from fastbt.kernels.memory import (
    FLOW_SIZE,
    FLOWS,
    I64,
    VOID,
    append,
    balance_at,
    flow_at,
    instrument_at,
    position_at,
    run_at,
)
from fastbt.kernels.state import NOTHING
from fastbt.kernels.value import added


@helper(I64(I64, I64, I64, I64, I64))
def pay(run: int, balance: int, kind: int, amount: int, ts: int) -> int:
    """Let a balance receive an amount, or pay one below 0, at a time; the record, or -1 when memory is out.

    It concerns no instrument unless the caller says so.
    """
    s = run_at(run, 0)
    k = append(run, run + FLOWS, FLOW_SIZE)
    if k < 0:
        return -1
    b = balance_at(s.balances, balance)
    b.total = added(run, b.total, amount)
    b.flows = added(run, b.flows, amount)
    f = flow_at(s.flows, k)
    f.kind = kind
    f.account = b.account
    f.balance = balance
    f.instrument = -1
    f.position = -1
    f.row = s.row
    f.ts = ts
    f.sequence = next_sequence(run)
    f.quantity = NOTHING
    f.rate = NOTHING
    f.amount = amount
    f.total = b.total
    f.locked = b.locked
    f.margin_initial = b.initial
    f.margin_maintenance = b.maintenance
    return k


@helper(VOID(I64, I64, I64, I64, I64, I64))
def pay_position(run: int, position: int, kind: int, amount: int, rate: int, ts: int) -> None:
    """Let a position receive an amount, or pay one below 0, for what it holds.

    ``rate``: in 10^-12, NOTHING when the amount has none.
    """
    s = run_at(run, 0)
    p = position_at(s.positions, position)
    k = pay(run, instrument_at(s.instruments, p.instrument).balance, kind, amount, ts)
    if k < 0:
        return
    p.funding = added(run, p.funding, amount)
    f = flow_at(s.flows, k)
    f.instrument = p.instrument
    f.position = position
    f.quantity = p.side * p.quantity
    f.rate = rate
