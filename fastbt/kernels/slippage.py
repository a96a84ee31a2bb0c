"""How far a taker's fill lies beyond the price it was offered (rules F12, F13).

Twin of ``venues/slippage.py``. The result is rounded to a tick the worse way, never passes the order's own
limit and never takes a positive price below one tick.
"""

from __future__ import annotations

from fastbt.codes import FillCause, LiquiditySide, RunStatus
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, fail_of, instrument_at, order_at, run_at, venue_at
from fastbt.kernels.state import LIMIT, NOTHING, RATE
from fastbt.kernels.wide import multiply_divide_ceiling, round_down_to, round_up_to

CLOSE_OUT = int(FillCause.CLOSE_OUT)
TAKER = int(LiquiditySide.TAKER)
OVERFLOW = int(RunStatus.OVERFLOW)
NONE, TICKS, BASIS_POINTS = 0, 1, 2


@helper(I64(I64, I64, I64, I64), inline=True)
def slipped(run: int, order: int, price: int, liquidity: int) -> int:
    """Price of a fill after slippage, ticks."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    v = venue_at(s.venues, i.venue)
    if v.slippage == NONE or liquidity != TAKER or o.cause == CLOSE_OUT:
        return price
    if v.slippage == TICKS:
        distance = v.slippage_amount * i.price_increment
    else:
        # rounded up to a grid count here and to a tick below: the same as rounding the exact price the worse
        # way
        size = price if price >= 0 else -price
        distance = multiply_divide_ceiling(size, v.slippage_amount, RATE)
    if distance == NOTHING or distance >= LIMIT:
        fail_of(run, OVERFLOW, o.instrument)
        return price
    if o.side > 0:
        worse = round_up_to(price + distance, i.price_increment)
        return o.price if o.price != NOTHING and worse > o.price else worse
    worse = round_down_to(price - distance, i.price_increment)
    if price > 0 and worse < i.price_increment:
        worse = min(price, i.price_increment)
    return o.price if o.price != NOTHING and worse < o.price else worse
