"""Halts for losses (rule A11): an account that has lost too much adds nothing to what it holds.

``watch_losses`` tests every balance with such a limit wherever its margin is watched, after all marks; runs
without limits do not compile it. A halt cancels what waits, closes positions where that is wanted, and gives
its reason to ``risk.refusal``, which denies what is sent from then on.
"""

from __future__ import annotations

from numba import types

from fastbt.codes import FillCause, FillPoint, FlowKind, Reason
from fastbt.kernels.forced import close_at_newest
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import CANCELED, end
from fastbt.kernels.memory import (
    I64,
    VOID,
    balance_at,
    call,
    flow_at,
    halt_at,
    i64_at,
    instrument_at,
    order_at,
    run_at,
)
from fastbt.kernels.state import BUST, FAR_UP, ORDER_REDUCE_ONLY
from fastbt.kernels.value import at_rate

MAX_DRAWDOWN = int(Reason.MAX_DRAWDOWN)
MAX_DAILY_LOSS = int(Reason.MAX_DAILY_LOSS)
RISK_HALT = int(FillCause.RISK_HALT)
DEPOSIT = int(FlowKind.DEPOSIT)
WITHDRAWAL = int(FlowKind.WITHDRAWAL)
TRANSFER = int(FlowKind.TRANSFER)
AT_CLOSE = int(FillPoint.CLOSE)
DAY = 86_400 * 10**9


@helper(VOID(I64, I64))
def count_moved(run: int, balance: int) -> None:
    """Money put in or taken out since the last test is neither gained nor lost: it moves what is compared."""
    s = run_at(run, 0)
    h = halt_at(s.halts, balance)
    while h.flows_seen < s.flows_count:
        f = flow_at(s.flows, h.flows_seen)
        moved = f.kind == DEPOSIT or f.kind == WITHDRAWAL or f.kind == TRANSFER
        if f.balance == balance and moved:
            h.highest += f.amount
            h.at_start_of_day += f.amount
            h.newest += f.amount
        h.flows_seen += 1


@helper(VOID(I64, I64, I64))
def begin_day(run: int, balance: int, ts: int) -> None:
    """Begin the day in which a time lies; what the last one halted goes on."""
    h = halt_at(run_at(run, 0).halts, balance)
    h.at_start_of_day = h.newest
    if h.reason == MAX_DAILY_LOSS:
        h.reason = 0
    if h.days == 0:
        h.day_end = -(-ts // DAY) * DAY
        return
    while h.next_day < h.day_count and i64_at(h.days, h.next_day) < ts:
        h.next_day += 1
    h.day_end = i64_at(h.days, h.next_day) if h.next_day < h.day_count else FAR_UP


@helper(I64(I64, I64, I64, I64))
def has_lost(run: int, before: int, equity: int, rate: int) -> int:
    """1 when what was lost is a share of what there was before; a rate of 0 is no limit."""
    lost = before - equity
    return 1 if rate > 0 and lost > 0 and lost >= at_rate(run, before, rate) else 0


@helper(VOID(I64, I64, I64))
def cancel_waiting(run: int, balance: int, all_orders: int) -> None:
    """Cancel the open orders for what settles in a balance: all, or those that are not reduce-only."""
    s = run_at(run, 0)
    reason = halt_at(s.halts, balance).reason
    for k in range(s.instrument_count):
        i = instrument_at(s.instruments, k)
        if i.balance != balance:
            continue
        order = i.open_first + 0
        while order >= 0:
            o = order_at(s.orders, order)
            if all_orders == 1 or o.flags & ORDER_REDUCE_ONLY == 0:
                end(run, order, CANCELED, reason)
                order = i.open_first + 0  # others may have ended with it
            else:
                order = o.next_open + 0


@helper(VOID(I64, I64, I64))
def halt(run: int, balance: int, reason: int) -> None:
    """Halt a balance: cancel what waits, and close what is held where that is wanted."""
    s = run_at(run, 0)
    h = halt_at(s.halts, balance)
    b = balance_at(s.balances, balance)
    h.reason = reason
    cancel_waiting(run, balance, h.closes)
    s.point = AT_CLOSE
    while h.closes == 1 and b.open_count > 0 and s.status == 0:
        before = b.open_count + 0
        close_at_newest(run, types.int64(b.open_first), RISK_HALT)
        if b.open_count == before:
            break
    h.newest = b.total + b.marked


@helper(VOID(I64, I64, I64))
def test_losses(run: int, balance: int, ts: int) -> None:
    """Test one balance after all marks: its drawdown first, then its day."""
    s = run_at(run, 0)
    h = halt_at(s.halts, balance)
    b = balance_at(s.balances, balance)
    if (h.max_drawdown == 0 and h.max_daily_loss == 0) or b.status == BUST:
        return
    count_moved(run, balance)
    if ts > h.day_end:
        begin_day(run, balance, ts)
    equity = b.total + b.marked
    h.newest = equity
    h.highest = max(h.highest, equity)
    if h.reason == MAX_DRAWDOWN:
        return
    if has_lost(run, h.highest, equity, h.max_drawdown) == 1:
        halt(run, balance, MAX_DRAWDOWN)
    elif h.reason == 0 and has_lost(run, h.at_start_of_day, equity, h.max_daily_loss) == 1:
        halt(run, balance, MAX_DAILY_LOSS)


@entry
def watch_losses(run: int, row: int) -> int:
    """After all marks of what ends with a row: margins first, then losses; 0."""
    s = run_at(run, 0)
    if s.watch_margin != 0:
        call(s.watch_margin, run, row)
    s.row = row
    for k in range(s.balance_count):
        if s.status == 0:
            test_losses(run, k, i64_at(s.ts_event, row))
    return 0
