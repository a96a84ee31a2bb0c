"""What happens between rows (rules A7, A8, A10, T1): the run stops there, lets it act and goes on.

``advance_between`` is the driver of runs in which something happens: it lets the timeline's own driver run up
to the group before which the next ACTION acts. So no other loop looks for actions, and any cut into calls
gives the same: what acts before a group acts when the run goes beyond it, or is over.

At the ``ts_event`` of the group before, an action belongs to that group: margin is tested once more, and its
equity is recorded anew. Between two groups nobody can trade: what lacks margin then is liquidated on the next
one, whose path and marks are tested as ever.
"""

from __future__ import annotations

from numba import types

from fastbt.codes import EventKind, FlowKind, Reason, RunStatus
from fastbt.kernels.decide import first_row
from fastbt.kernels.flows import pay, pay_position
from fastbt.kernels.group_end import record_group
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import record_change
from fastbt.kernels.memory import (
    I64,
    VOID,
    account_at,
    action_at,
    balance_at,
    call,
    fail_of,
    i64_at,
    instrument_at,
    position_at,
    run_at,
)
from fastbt.kernels.state import (
    DUE_DELISTING,
    DUE_DEPOSIT,
    DUE_DIVIDEND,
    DUE_EXPIRY,
    DUE_FUNDING,
    DUE_ON_CASH,
    DUE_SPLIT,
    DUE_TRANSFER,
    NOTHING,
)
from fastbt.kernels.value import CASH, mark_instrument
from fastbt.kernels.wide import multiply_by_rate

FUNDING = int(FlowKind.FUNDING)
DIVIDEND = int(FlowKind.DIVIDEND)
DEPOSIT = int(FlowKind.DEPOSIT)
WITHDRAWAL = int(FlowKind.WITHDRAWAL)
TRANSFER = int(FlowKind.TRANSFER)
BEYOND_FREE_CASH = int(Reason.BEYOND_FREE_CASH)
COMMAND_REFUSED = int(EventKind.COMMAND_REFUSED)
OVERFLOW = int(RunStatus.OVERFLOW)


@helper(VOID(I64, I64))
def mark_newest(run: int, row: int) -> None:
    """Mark the one instrument of a timeline of bars at a row, where its driver has left the mark behind."""
    s = run_at(run, 0)
    if s.instrument != 0 or s.kind != 0 or row < 0:
        return
    i = instrument_at(s.instruments, 0)
    i.mark = i64_at(s.close, row)
    i.has_mark = 1
    if i.position_first >= 0:
        mark_instrument(run, 0)


@helper(VOID(I64))
def find_levels(run: int) -> None:
    """Find the levels of liquidation anew, after balances moved without a fill."""
    s = run_at(run, 0)
    if s.find_level == 0:
        return
    for k in range(s.balance_count):
        b = balance_at(s.balances, k)
        if b.open_count > 0:
            call(s.find_level, run, position_at(s.positions, b.open_first).instrument)


@helper(VOID(I64, I64))
def pay_funding(run: int, action: int) -> None:
    """Pay funding on all positions of an instrument: value at its mark x rate, rounded once, longs pay it."""
    s = run_at(run, 0)
    a = action_at(s.actions, action)
    i = instrument_at(s.instruments, a.instrument)
    k = types.int64(i.position_first)
    while k >= 0:
        p = position_at(s.positions, k)
        if i.inverse == 1:
            amount = multiply_by_rate(p.quantity, i.value_numerator, a.rate, i.value_denominator * i.mark)
        else:
            amount = multiply_by_rate(i.mark, p.quantity * i.value_numerator, a.rate, i.value_denominator)
        if amount == NOTHING:
            fail_of(run, OVERFLOW, a.instrument)
            return
        pay_position(run, k, FUNDING, -p.side * amount, a.rate, a.ts)
        k = types.int64(p.next)


@helper(VOID(I64, I64))
def pay_dividend(run: int, action: int) -> None:
    """Pay a dividend on every position of an instrument: quantity x amount, rounded once, shorts pay it."""
    s = run_at(run, 0)
    a = action_at(s.actions, action)
    k = types.int64(instrument_at(s.instruments, a.instrument).position_first)
    while k >= 0:
        p = position_at(s.positions, k)
        amount = multiply_by_rate(p.quantity, a.numerator, a.rate, a.divisor)
        if amount == NOTHING:
            fail_of(run, OVERFLOW, a.instrument)
            return
        pay_position(run, k, DIVIDEND, p.side * amount, a.rate, a.ts)
        k = types.int64(p.next)


@helper(I64(I64, I64))
def free_cash(run: int, balance: int) -> int:
    """What may be taken out of a balance: what no order locks and no position needs or has lost, money."""
    s = run_at(run, 0)
    b = balance_at(s.balances, balance)
    if account_at(s.accounts, b.account).account_type == CASH:
        return b.total - b.locked
    return b.total + min(b.marked, 0) - b.locked - b.initial


@helper(VOID(I64, I64))
def move_cash(run: int, action: int) -> None:
    """Put money into a balance, take it out or move it to another; more than is free is refused whole."""
    s = run_at(run, 0)
    a = action_at(s.actions, action)
    if a.amount < 0 and -a.amount > free_cash(run, a.balance):
        record_change(run, COMMAND_REFUSED, BEYOND_FREE_CASH, -1, -1)
    elif a.kind == DUE_TRANSFER:
        pay(run, a.balance, TRANSFER, a.amount, a.ts)
        pay(run, a.target, TRANSFER, -a.amount, a.ts)
    else:
        pay(run, a.balance, DEPOSIT if a.amount > 0 else WITHDRAWAL, a.amount, a.ts)


@helper(VOID(I64, I64))
def perform(run: int, action: int) -> None:
    """Let one action act."""
    kind = action_at(run_at(run, 0).actions, action).kind
    if kind == DUE_FUNDING:
        pay_funding(run, action)
    elif kind == DUE_DIVIDEND:
        pay_dividend(run, action)
    elif kind == DUE_DEPOSIT or kind == DUE_TRANSFER:
        move_cash(run, action)
    elif kind == DUE_EXPIRY or kind == DUE_DELISTING:
        call(run_at(run, 0).end_instrument, run, action)
    elif kind == DUE_SPLIT:
        call(run_at(run, 0).split, run, action)
    elif kind >= DUE_ON_CASH:
        call(run_at(run, 0).accrue, run, action)


@helper(I64(I64, I64, I64))
def act_all(run: int, group: int, on_time: int) -> int:
    """Let what is due before a group act, in order, while it is on time or while it is not; how many did."""
    s = run_at(run, 0)
    count = 0
    while s.action_next < s.action_count and s.status == 0:
        a = action_at(s.actions, s.action_next)
        if a.group != group or a.on_time != on_time:
            break
        a.before = s.sequence
        perform(run, s.action_next)
        a.after = s.sequence
        s.action_next += 1
        count += 1
    if count > 0:
        find_levels(run)
    return count


@helper(VOID(I64, I64))
def act_before(run: int, group: int) -> None:
    """Let everything act that is due before a group."""
    s = run_at(run, 0)
    first = first_row(run, group)
    mark_newest(run, first - 1)
    s.row = first - 1
    if act_all(run, group, 1) > 0:
        if s.watch != 0:
            call(s.watch, run, first - 1)
        record_group(run, group - 1)
    s.row = first
    act_all(run, group, 0)


@entry
def advance_between(run: int, until: int) -> int:
    """Run a timeline between whose rows something happens up to group ``until``; the run's status."""
    s = run_at(run, 0)
    while s.status == 0:
        stop = until
        if s.action_next < s.action_count:
            stop = min(until, action_at(s.actions, s.action_next).group)
        if s.group < stop:
            call(s.stretch, run, stop)
            if s.group == s.group_count:
                mark_newest(run, s.row_count - 1)
        is_over = s.group == s.group_count
        if s.status != 0 or (s.group == until and not is_over) or s.action_next == s.action_count:
            break
        act_before(run, s.group)
    return s.status
