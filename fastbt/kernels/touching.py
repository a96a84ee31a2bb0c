"""Limits that an exact touch does not fill for sure (rule F2, ``limit_touch``).

Under ``through`` a limit's level lies a tick beyond its price for good (``ORDER.beyond``, set when it is
sent). Under ``probability`` the level is the price; at an exact touch a draw decides, and a limit that is
passed over rests a tick beyond its price until the row is over. Only runs with such a venue compile these
entries.
"""

from __future__ import annotations

from fastbt.kernels.book import DOWN_BUYS, UP_SALES, collect_reached, insert, remove, waits_for_trigger
from fastbt.kernels.draws import LIMIT_TOUCH, happens
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.memory import I64, VOID, instrument_at, order_at, reached_at, run_at, venue_at
from fastbt.kernels.state import FAR_DOWN, FAR_UP, NOTHING, TOUCH_PROBABILITY


@entry
def passes_over(run: int, order: int) -> int:
    """1 when the market, which has reached a resting limit at ``fill_price``, passes it over.

    It then rests a tick further.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    v = venue_at(s.venues, i.venue)
    if v.limit_touch != TOUCH_PROBABILITY:  # another venue's limits are
        return 0
    chance = v.limit_touch_probability
    exact = (o.price - s.fill_price) * o.side < i.price_increment
    if o.beyond != 0 or not exact or happens(run, LIMIT_TOUCH, order, i.current_row, chance) == 1:
        o.beyond = 0
        return 0
    if i.passed_over == 0:
        i.passed_over = 1
        i.passed_down = FAR_UP
        i.passed_up = FAR_DOWN
    o.beyond = i.price_increment
    level = o.price - o.side * o.beyond
    if o.side > 0:
        i.passed_down = min(i.passed_down, level)
    else:
        i.passed_up = max(i.passed_up, level)
    insert(run, order)
    return 1


@helper(VOID(I64, I64))
def put_back(run: int, order: int) -> None:
    """Let a limit that was passed over rest at its price again."""
    o = order_at(run_at(run, 0).orders, order)
    if o.beyond != 0 and o.price != NOTHING and waits_for_trigger(run, order) == 0:
        remove(run, order)
        o.beyond = 0
        insert(run, order)


@entry
def row_is_over(run: int, instrument: int) -> int:
    """Put back the limits of an instrument that were passed over on its row; 0.

    They are among those that a price where the furthest of them rests would reach.
    """
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    s.reached_count = 0
    collect_reached(run, instrument, DOWN_BUYS, i.passed_down)
    collect_reached(run, instrument, UP_SALES, i.passed_up)
    for n in range(s.reached_count):
        put_back(run, reached_at(s.reached, n).order)
    i.passed_over = 0
    return 0
