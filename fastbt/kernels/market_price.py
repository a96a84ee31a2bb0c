"""What a market order is offered on a bar, where the venue takes another price than the path's (rule F1).

``fill_price`` changes the price only: when the order fills is decided before. A tick has one price; of a bar
of bid and ask it is that of the side the order meets. Only runs with another ``fill_price`` than ``open``
compile this entry.
"""

from __future__ import annotations

from fastbt.codes import OrderType
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import is_forced
from fastbt.kernels.memory import I64, i64_at, instrument_at, order_at, run_at, venue_at
from fastbt.kernels.prices import high_for, low_for
from fastbt.kernels.state import FILL_AT_MID, FILL_AT_OPEN, FILL_AT_WORST

MARKET = int(OrderType.MARKET)


@helper(I64(I64, I64, I64, I64))
def tick_within(doubled: int, increment: int, low: int, high: int) -> int:
    """Half of a number to a tick, half away from zero, within a row's range."""
    size = doubled if doubled >= 0 else -doubled
    steps = (size + increment) // (2 * increment)
    price = steps * increment if doubled >= 0 else -steps * increment
    return min(max(price, low), high)


@helper(I64(I64, I64))
def price_on_bar(run: int, order: int) -> int:
    """Price of a market order on its instrument's row, to a tick within the row's range."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    high = high_for(run, i.current_row, o.side)
    low = low_for(run, i.current_row, o.side)
    kind = venue_at(s.venues, i.venue).fill_price
    if kind == FILL_AT_WORST:
        return high if o.side > 0 else low
    doubled = low + high if kind == FILL_AT_MID else 2 * i64_at(s.vwap, i.current_row)
    return tick_within(doubled, i.price_increment, low, high)


@helper(I64(I64, I64))
def takes_own_price(run: int, order: int) -> int:
    """1 for an order that fills at the venue's price of its bar: a market order's first fill."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue).fill_price == FILL_AT_OPEN:
        return 0  # another venue's orders do
    sent = is_forced(run, order) == 0
    return 1 if s.on_tick == 0 and o.type == MARKET and o.filled == 0 and sent else 0


@entry
def offer(run: int, order: int) -> int:
    """Set the price that an order is offered, and that its children wait for the next row; 0.

    At its first fill: what a size leaves of it fills later, at the price of the path there.
    """
    s = run_at(run, 0)
    s.children_late = 0
    if takes_own_price(run, order) == 1:
        s.fill_price = price_on_bar(run, order)
        s.children_late = 1
    return 0
