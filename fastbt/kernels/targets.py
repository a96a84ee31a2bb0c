"""Signed targets to orders (rules S1, S5): the difference between what is wanted and what is held.

``act_on_target`` acts row by row (S1). For targets across instruments (S5) ``weigh`` finds what every row of
a group misses before anything is sent, and ``send_missing`` sends it when the order of sending is known.
Called by ``decide.py``.
"""

from __future__ import annotations

from fastbt.codes import FillCause, Reason, SizeRule
from fastbt.kernels.funds import equity_at
from fastbt.kernels.grid import nearest, to_lots, to_rate
from fastbt.kernels.jit import helper
from fastbt.kernels.life import cancel_order
from fastbt.kernels.memory import F64, I64, VOID, command_at, instrument_at, order_at, plan_at, run_at
from fastbt.kernels.reached import add_reached
from fastbt.kernels.requests import BUY, SELL, blank, send_request
from fastbt.kernels.signals import cell
from fastbt.kernels.state import (
    NOTHING,
    ORDER_ALL_HELD,
    ORDER_CUT,
    ORDER_ENTRY,
    ORDER_REDUCE_ONLY,
    SEQUENCE_GIVEN,
)
from fastbt.kernels.value import at_rate, equity_of, lots_worth, notional

WANTED_QUANTITY, WANTED_VALUE, WANTED_WEIGHT = 1, 2, 3
SELLS, BUYS = 0, 1
REBALANCE = int(FillCause.REBALANCE)
REPLACED = int(Reason.REPLACED)
ALL_HELD = int(SizeRule.POSITION)


@helper(I64(I64, I64, F64, I64))
def wanted_lots(run: int, instrument: int, x: float, equity: int) -> int:
    """The signed lots that a target asks for at the newest price, toward zero to a lot."""
    s = run_at(run, 0)
    p = plan_at(s.plan, 0)
    i = instrument_at(s.instruments, instrument)
    size = abs(x)
    if p.wanted_kind == WANTED_QUANTITY:
        lots = to_lots(size, i.size_scale, i.size_increment)
    else:
        if p.wanted_kind == WANTED_WEIGHT:
            value = at_rate(run, equity, to_rate(size))
        else:
            value = nearest(size * i.money_scale)
        if i.mark <= 0 or value <= 0:
            return 0
        lots = lots_worth(run, instrument, i.mark, value)
        if lots == NOTHING:
            return 0
        if i.size_increment != 1:
            lots -= lots % i.size_increment
    return lots if x >= 0 else -lots


@helper(I64(I64, I64))
def expected_lots(run: int, instrument: int) -> int:
    """Signed lots held once every target order sent before has filled; a close leaves nothing."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    total = i.held
    k = i.open_first
    while k >= 0:
        o = order_at(s.orders, k)
        if o.flags & ORDER_ENTRY != 0:
            closes = o.flags & ORDER_ALL_HELD != 0
            total = 0 if closes else total + o.side * (o.quantity - o.filled)
        k = o.next_open
    return total


@helper(I64(I64, I64, I64), inline=True)
def only_reduces(wanted: int, held: int, missing: int) -> int:
    """1 when an order leaves less on the side held, and what still waits does not change that."""
    return 1 if missing * held < 0 and wanted * held > 0 and abs(wanted) < abs(held) else 0


@helper(VOID(I64, I64, I64))
def act_on_target(run: int, instrument: int, row: int) -> None:
    """Send the order that brings an instrument to its target."""
    s = run_at(run, 0)
    p = plan_at(s.plan, 0)
    i = instrument_at(s.instruments, instrument)
    equity = equity_at(run, instrument, i.mark)
    wanted = wanted_lots(run, instrument, cell(p.wanted, p.wanted_stride, row), equity)
    missing = wanted - expected_lots(run, instrument)
    if missing == 0:
        return
    blank(run, instrument, BUY if missing > 0 else SELL, abs(missing))
    c = command_at(s.request, 0)
    c.strategy = p.strategy
    c.flags = ORDER_ENTRY
    if p.wanted_kind != WANTED_QUANTITY:
        c.flags |= ORDER_CUT
    if wanted == 0 or only_reduces(wanted, i.held, missing) == 1:
        c.flags |= ORDER_REDUCE_ONLY
    send_request(run)


@helper(I64(I64, I64))
def clear_the_way(run: int, instrument: int) -> int:
    """Cancel the target orders on their way that no close follows; 1 when a close is on its way, else 0."""
    s = run_at(run, 0)
    close = -1
    k = instrument_at(s.instruments, instrument).open_first
    while k >= 0:
        o = order_at(s.orders, k)
        if o.flags & ORDER_ENTRY != 0 and o.flags & ORDER_ALL_HELD != 0:
            close = k
        k = o.next_open
    k = instrument_at(s.instruments, instrument).open_first
    while k >= 0:
        o = order_at(s.orders, k)
        after = o.next_open
        if o.flags & ORDER_ENTRY != 0 and k > close:
            cancel_order(run, k, REPLACED)
        k = after
    return 1 if close >= 0 else 0


@helper(I64(I64, I64, F64, I64, I64, I64), inline=True)
def within_drift(run: int, instrument: int, x: float, equity: int, wanted: int, expected: int) -> int:
    """1 when a position differs from its target by no more than the plan's share of equity."""
    s = run_at(run, 0)
    p = plan_at(s.plan, 0)
    if p.drift == 0:
        return 0
    equity = max(equity, 0)  # an account without equity has no drift but 0
    i = instrument_at(s.instruments, instrument)
    if p.wanted_kind == WANTED_QUANTITY:
        target = notional(run, instrument, i.mark, wanted)
    elif p.wanted_kind == WANTED_VALUE:
        target = nearest(x * i.money_scale)
    else:
        target = at_rate(run, equity, to_rate(x))
    if i.inverse == 1 and p.wanted_kind != WANTED_QUANTITY:
        target = -target
    difference = notional(run, instrument, i.mark, expected) - target
    return 1 if abs(difference) <= at_rate(run, equity, p.drift) else 0


@helper(VOID(I64, I64, I64), inline=True)
def weigh(run: int, instrument: int, row: int) -> None:
    """Find what an instrument misses to its target, and note its row among those that send an order."""
    s = run_at(run, 0)
    p = plan_at(s.plan, 0)
    i = instrument_at(s.instruments, instrument)
    x = cell(p.wanted, p.wanted_stride, row)
    if x == 0.0:
        i.wanted = 0
        i.missing = -i.held
        if i.open_first >= 0 and clear_the_way(run, instrument) == 1:
            return
    else:
        equity = equity_of(run, i.balance)
        expected = expected_lots(run, instrument)
        i.wanted = wanted_lots(run, instrument, x, equity)
        i.missing = i.wanted - expected
        if within_drift(run, instrument, x, equity, i.wanted, expected) == 1:
            return
    if i.missing == 0:
        return
    if p.sequence == SEQUENCE_GIVEN:
        add_reached(run, SELLS, nearest(cell(p.rank, p.rank_stride, row)), row)
    else:
        value = notional(run, instrument, i.mark, abs(i.missing))
        add_reached(run, SELLS if i.missing < 0 else BUYS, abs(value), row)


@helper(VOID(I64, I64, I64), inline=True)
def send_missing(run: int, instrument: int, row: int) -> None:
    """Send what ``weigh`` found missing; a target of 0 closes all that is held at the fill."""
    s = run_at(run, 0)
    p = plan_at(s.plan, 0)
    i = instrument_at(s.instruments, instrument)
    blank(run, instrument, BUY if i.missing > 0 else SELL, abs(i.missing))
    c = command_at(s.request, 0)
    c.strategy = p.strategy
    c.cause = REBALANCE
    c.flags = ORDER_ENTRY | ORDER_CUT
    if cell(p.wanted, p.wanted_stride, row) == 0.0:
        c.flags |= ORDER_REDUCE_ONLY
        c.size_rule = ALL_HELD
    elif only_reduces(i.wanted, i.held, i.missing) == 1:
        c.flags |= ORDER_REDUCE_ONLY
    send_request(run)
