"""Interest on cash and on positions, for the time since it was last reckoned (rule A8).

``accrue`` is an entry of its own, since few runs have any. An amount is one product of money, rate and time,
rounded once; of a position its value at the newest mark, as the tables show it.
"""

from __future__ import annotations

from numba import types

from fastbt.codes import FlowKind, InstrumentClass, RunStatus
from fastbt.kernels.flows import pay, pay_position
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.memory import (
    I64,
    VOID,
    account_at,
    action_at,
    balance_at,
    fail_of,
    flow_at,
    instrument_at,
    position_at,
    run_at,
)
from fastbt.kernels.state import DUE_ON_CASH, DUE_ON_DEBT, DUE_ON_LONGS, NOTHING
from fastbt.kernels.value import CASH, notional
from fastbt.kernels.wide import multiply_by_rate

INTEREST = int(FlowKind.INTEREST)
BORROW = int(FlowKind.BORROW)
EQUITY = int(InstrumentClass.EQUITY)
CURRENCY_PAIR = int(InstrumentClass.CURRENCY_PAIR)
OVERFLOW = int(RunStatus.OVERFLOW)


@helper(I64(I64, I64))
def cash_of(run: int, balance: int) -> int:
    """The cash of a balance, below 0 what it has borrowed: equity less the worth of longs paid for whole."""
    s = run_at(run, 0)
    b = balance_at(s.balances, balance)
    if account_at(s.accounts, b.account).account_type == CASH:
        return b.total
    cash = b.total + b.marked
    k = types.int64(b.open_first) if b.open_count > 0 else -1
    while k >= 0:
        p = position_at(s.positions, k)
        i = instrument_at(s.instruments, p.instrument)
        paid_whole = i.instrument_class == EQUITY or i.instrument_class == CURRENCY_PAIR
        if paid_whole and p.side > 0:
            cash -= notional(run, p.instrument, i.mark, p.quantity)
        k = types.int64(p.next_open)
    return cash


@helper(I64(I64, I64, I64))
def interest_on(run: int, action: int, money: int) -> int:
    """What an amount of money above 0 bears: money x rate x time, rounded once."""
    a = action_at(run_at(run, 0).actions, action)
    amount = multiply_by_rate(money, a.numerator, a.rate, a.divisor)
    if amount == NOTHING:
        fail_of(run, OVERFLOW, a.instrument)
        return 0
    return amount


@helper(VOID(I64, I64))
def accrue_on_balance(run: int, action: int) -> None:
    """Pay interest on the cash of a balance, or let it pay for what it has borrowed."""
    s = run_at(run, 0)
    a = action_at(s.actions, action)
    cash = cash_of(run, a.balance)
    k = -1
    if a.kind == DUE_ON_CASH and cash > 0:
        k = pay(run, a.balance, INTEREST, interest_on(run, action, cash), a.ts)
    elif a.kind == DUE_ON_DEBT and cash < 0:
        k = pay(run, a.balance, BORROW, -interest_on(run, action, -cash), a.ts)
    if k >= 0:
        flow_at(s.flows, k).rate = a.rate


@helper(VOID(I64, I64))
def accrue_on_positions(run: int, action: int) -> None:
    """Pay interest on the long positions of an instrument, or let the short ones pay for what they borrow."""
    s = run_at(run, 0)
    a = action_at(s.actions, action)
    i = instrument_at(s.instruments, a.instrument)
    side = 1 if a.kind == DUE_ON_LONGS else -1
    k = types.int64(i.position_first)
    while k >= 0:
        p = position_at(s.positions, k)
        if p.side == side:
            value = abs(notional(run, a.instrument, i.mark, p.quantity))
            amount = side * interest_on(run, action, value)
            pay_position(run, k, INTEREST if side > 0 else BORROW, amount, a.rate, a.ts)
        k = types.int64(p.next)


@entry
def accrue(run: int, action: int) -> int:
    """Let one ACTION of interest act; 0."""
    kind = action_at(run_at(run, 0).actions, action).kind
    if kind == DUE_ON_CASH or kind == DUE_ON_DEBT:
        accrue_on_balance(run, action)
    else:
        accrue_on_positions(run, action)
    return 0
