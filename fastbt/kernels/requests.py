"""Filling in the COMMAND record through which the kernel's own senders send (``orders.send``)."""

from __future__ import annotations

from fastbt.codes import FillCause, OrderSide, OrderType, SizeRule, TimeInForce
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, VOID, call, command_at, instrument_at, run_at
from fastbt.kernels.state import FAR_UP, NOTHING, ORDER_REDUCE_ONLY

MARKET = int(OrderType.MARKET)
GTC = int(TimeInForce.GTC)
SIGNAL = int(FillCause.SIGNAL)
QUANTITY = int(SizeRule.QUANTITY)
BUY = int(OrderSide.BUY)
SELL = int(OrderSide.SELL)


@helper(VOID(I64, I64, I64, I64), inline=True)
def blank(run: int, instrument: int, side: int, lots: int) -> None:
    """Start a request: a market order for ``lots`` without anything else."""
    c = command_at(run_at(run, 0).request, 0)
    c.action = 0
    c.side = side
    c.type = MARKET
    c.time_in_force = GTC
    c.size_rule = QUANTITY
    c.sizing = 0
    c.stop_kind = 0
    c.target_kind = 0
    c.time_kind = 0
    c.cause = SIGNAL
    c.trail_kind = 0
    c.trail_offset = 0
    c.limit_offset = 0
    c.activation = 0
    c.flags = 0
    c.strategy = 0
    c.instrument = instrument
    c.name = -1
    c.tag = -1
    c.quantity = lots
    c.amount = 0
    c.price = NOTHING
    c.trigger = NOTHING
    c.expire = FAR_UP
    c.stop_value = 0
    c.target_value = 0
    c.time_value = 0
    c.member = 0
    c.rungs = 0
    c.rung_count = 0
    c.begins = 0
    c.trigger_type = 0
    c.trailing_stop_kind = 0
    c.trailing_stop_value = 0
    c.break_even = NOTHING
    c.link = 0
    c.tie = 0
    c.children = 0


@helper(I64(I64), inline=True)
def send_request(run: int) -> int:
    """Send the request as it stands; the order's index."""
    s = run_at(run, 0)
    return call(s.send, run, s.request)


@helper(I64(I64, I64, I64, I64), inline=True)
def request_close(run: int, instrument: int, lots: int, cause: int) -> int:
    """Start a request: a reduce-only market order that takes ``lots`` off the position.

    0, or -1 when flat.
    """
    s = run_at(run, 0)
    held = instrument_at(s.instruments, instrument).held
    if held == 0:
        return -1
    blank(run, instrument, SELL if held > 0 else BUY, lots)
    c = command_at(s.request, 0)
    c.flags = ORDER_REDUCE_ONLY
    c.cause = cause
    return 0
