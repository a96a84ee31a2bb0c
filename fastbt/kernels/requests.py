"""Filling in the COMMAND record through which the kernel's own senders send (``orders.send``)."""

from __future__ import annotations

from fastbt.codes import FillCause, OrderSide, OrderType, SizeRule, TimeInForce
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, VOID, call, command_at, run_at
from fastbt.kernels.state import FAR_UP, NOTHING, ORDER_REDUCE_ONLY

MARKET = int(OrderType.MARKET)
GTC = int(TimeInForce.GTC)
SIGNAL = int(FillCause.SIGNAL)
ALL_HELD = int(SizeRule.POSITION)
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
    c.opener = 0
    c.opener_command = 0


@helper(I64(I64), inline=True)
def send_request(run: int) -> int:
    """Send the request as it stands; the order's index."""
    s = run_at(run, 0)
    return call(s.send, run, s.request)


@helper(VOID(I64, I64, I64, I64, I64), inline=True)
def request_close(run: int, instrument: int, side: int, lots: int, cause: int) -> None:
    """Start a request: a reduce-only market order on a side for ``lots``."""
    blank(run, instrument, side, lots)
    c = command_at(run_at(run, 0).request, 0)
    c.flags = ORDER_REDUCE_ONLY
    c.cause = cause


@helper(I64(I64, I64, I64, I64))
def close_side(run: int, command: int, side: int, name: int) -> int:
    """Send the order on a side that closes all that a command's strategy holds on the other; its index.

    ``name``: of the order; -1 for none.
    """
    s = run_at(run, 0)
    c = command_at(command, 0)
    request_close(run, c.instrument, side, 0, SIGNAL)
    r = command_at(s.request, 0)
    r.size_rule = ALL_HELD
    r.name = name
    r.tag = c.tag
    r.strategy = c.strategy
    r.opener_command = c.opener_command
    return send_request(run)
