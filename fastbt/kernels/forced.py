"""Orders that nobody sent: they close a position at once, whatever rests, caps or is checked (A5, A12)."""

from __future__ import annotations

from fastbt.kernels.book import IN_WAITING
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, VOID, call, command_at, order_at, position_at, run_at
from fastbt.kernels.prices import is_on_ticks, newest_price, stand_at
from fastbt.kernels.queues import leave_waiting
from fastbt.kernels.requests import request_close, send_request


@helper(VOID(I64, I64, I64))
def close_here(run: int, position: int, cause: int) -> None:
    """Close a position at the price where its market stands."""
    s = run_at(run, 0)
    p = position_at(s.positions, position)
    request_close(run, p.instrument, -p.side, p.quantity, cause)
    c = command_at(s.request, 0)
    c.strategy = p.strategy
    c.opener = p.order + 1
    order = send_request(run)
    if order >= 0 and order_at(s.orders, order).in_book == IN_WAITING:
        leave_waiting(run, order)
        s.touchable = 1
        call(s.arrive, run, order)


@helper(VOID(I64, I64, I64))
def close_at_newest(run: int, position: int, cause: int) -> None:
    """Close a position at the newest price that its side could have."""
    s = run_at(run, 0)
    p = position_at(s.positions, position)
    stand_at(run, newest_price(run, p.instrument, -p.side))
    on_tick = s.on_tick + 0
    if s.kind != 0:
        s.on_tick = is_on_ticks(run, p.instrument)
    close_here(run, position, cause)
    s.on_tick = on_tick
