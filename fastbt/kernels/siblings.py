"""Fills of orders of a table whose place within the bar, beside orders bound to them, is a guess (rule O3).

Siblings are the orders linked with one another and the children of one parent; for the exits of a bracket see
``bracket_levels.is_ambiguous``. Only runs with such orders compile the entry.
"""

from __future__ import annotations

from fastbt.codes import LiquiditySide
from fastbt.kernels.book import trigger_side, waits_for_trigger
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import is_open
from fastbt.kernels.memory import I64, instrument_at, link_at, order_at, run_at, tie_at
from fastbt.kernels.prices import high_for, low_for
from fastbt.kernels.state import NOTHING, ORDER_DORMANT

TAKER = int(LiquiditySide.TAKER)


@helper(I64(I64, I64))
def way_of_fill(run: int, order: int) -> int:
    """1 when a rising market brought about the fill in hand, -1 a falling one, 0 when it waited for none."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.trigger != NOTHING and s.fill_liquidity == TAKER:
        return trigger_side(run, order)
    return 0 if o.price == NOTHING else -o.side


@helper(I64(I64, I64, I64))
def waits_other_way(run: int, order: int, way: int) -> int:
    """1 when a live order waits for a move against ``way``, to a level within the bar in progress."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.row_accepted < 0 or is_open(run, order) == 0 or o.flags & ORDER_DORMANT != 0:
        return 0
    by_trigger = waits_for_trigger(run, order) == 1
    level = o.trigger if by_trigger else o.price
    to = trigger_side(run, order) if by_trigger else -o.side
    if level == NOTHING or to == way:
        return 0
    row = instrument_at(s.instruments, o.instrument).current_row
    return 1 if low_for(run, row, o.side) <= level <= high_for(run, row, o.side) else 0


@entry
def meets_sibling(run: int, order: int) -> int:
    """1 when the bar on which an order fills also reached a sibling, from the other side; else 0."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    way = way_of_fill(run, order)
    if way == 0:
        return 0
    k = link_at(s.links, o.link).first + 0 if o.link >= 0 else -1
    while k >= 0:
        if k != order and waits_other_way(run, k, way) == 1:
            return 1
        k = order_at(s.orders, k).next_linked
    k = order_at(s.orders, tie_at(s.ties, o.tie).parent).children + 0 if o.tie >= 0 else -1
    while k >= 0:
        t = tie_at(s.ties, k)
        if t.child >= 0 and t.child != order and waits_other_way(run, t.child, way) == 1:
            return 1
        k = t.next
    return 0
