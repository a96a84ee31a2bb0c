"""Signed targets to orders (rule S1, target): the difference between what is wanted and what is held."""

from __future__ import annotations

from fastbt.kernels.funds import equity_at
from fastbt.kernels.grid import nearest, to_lots, to_rate
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import F64, I64, VOID, command_at, instrument_at, order_at, plan_at, run_at
from fastbt.kernels.requests import BUY, SELL, blank, send_request
from fastbt.kernels.signals import cell
from fastbt.kernels.state import NOTHING, ORDER_CUT, ORDER_ENTRY, ORDER_REDUCE_ONLY
from fastbt.kernels.value import at_rate
from fastbt.kernels.wide import multiply_divide_floor

WANTED_QUANTITY, WANTED_VALUE, WANTED_WEIGHT = 1, 2, 3


@helper(I64(I64, I64, F64))
def wanted_lots(run: int, instrument: int, x: float) -> int:
    """The signed lots that a target asks for at the newest price, toward zero to a lot."""
    s = run_at(run, 0)
    p = plan_at(s.plan, 0)
    i = instrument_at(s.instruments, instrument)
    size = abs(x)
    if p.wanted_kind == WANTED_QUANTITY:
        lots = to_lots(size, i.size_scale, i.size_increment)
    else:
        value = nearest(size * p.money_scale)
        if p.wanted_kind == WANTED_WEIGHT:
            value = at_rate(run, equity_at(run, instrument, i.mark), to_rate(size))
        if i.mark <= 0 or value <= 0:
            return 0
        lots = multiply_divide_floor(value, i.value_denominator, i.mark * i.value_numerator)
        if lots == NOTHING:
            return 0
        lots -= lots % i.size_increment
    return lots if x >= 0 else -lots


@helper(I64(I64, I64))
def still_to_come(run: int, instrument: int) -> int:
    """Signed lots that the target orders sent before still add."""
    s = run_at(run, 0)
    total = 0
    k = instrument_at(s.instruments, instrument).open_first
    while k >= 0:
        o = order_at(s.orders, k)
        if o.flags & ORDER_ENTRY != 0 and o.quantity != NOTHING:
            total += o.side * (o.quantity - o.filled)
        k = o.next_open
    return total


@helper(VOID(I64, I64, I64))
def act_on_target(run: int, instrument: int, row: int) -> None:
    """Send the order that brings an instrument to its target."""
    s = run_at(run, 0)
    p = plan_at(s.plan, 0)
    i = instrument_at(s.instruments, instrument)
    wanted = wanted_lots(run, instrument, cell(p.wanted, p.wanted_stride, row))
    held = i.held + still_to_come(run, instrument)
    missing = wanted - held
    if missing == 0:
        return
    blank(run, instrument, BUY if missing > 0 else SELL, abs(missing))
    c = command_at(s.request, 0)
    c.strategy = p.strategy
    c.flags = ORDER_ENTRY
    if p.wanted_kind != WANTED_QUANTITY:
        c.flags |= ORDER_CUT
    if wanted == 0 or (missing * i.held < 0 and wanted * i.held > 0 and abs(wanted) < abs(i.held)):
        c.flags |= ORDER_REDUCE_ONLY
    send_request(run)
