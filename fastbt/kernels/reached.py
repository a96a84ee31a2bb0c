"""The resting orders that one moment of the market reaches, and the order in which they act (rule F1).

An open or a tick reaches all of them at once, by a jump: triggers act first, then market orders, then limits,
those it goes beyond furthest first. They are collected in the pool ``RUN.reached``.
"""

from __future__ import annotations

from fastbt.kernels.book import NOWHERE, collect_reached, level_of, waits_for_trigger
from fastbt.kernels.jit import helper
from fastbt.kernels.life import is_open
from fastbt.kernels.matching import touch
from fastbt.kernels.memory import (
    I64,
    REACHED,
    REACHED_SIZE,
    VOID,
    append,
    instrument_at,
    order_at,
    reached_at,
    run_at,
    venue_at,
)
from fastbt.kernels.prices import executable
from fastbt.kernels.state import NOTHING

TRIGGERS, MARKETS, LIMITS = 0, 1, 2


@helper(VOID(I64, I64, I64, I64))
def add_reached(run: int, kind: int, distance: int, order: int) -> None:
    """Note an order that the market reaches."""
    s = run_at(run, 0)
    k = append(run, run + REACHED, REACHED_SIZE)
    if k >= 0:
        r = reached_at(s.reached, k)
        r.kind = kind
        r.distance = distance
        r.order = order


@helper(VOID(I64, I64))
def add_markets(run: int, instrument: int) -> None:
    """Collect an instrument's resting market orders whose side of the market is shown."""
    s = run_at(run, 0)
    k = instrument_at(s.instruments, instrument).market_first
    while k >= 0:
        if executable(run, k) != NOTHING:
            add_reached(run, MARKETS, 0, k)
        k = order_at(s.orders, k).next


@helper(VOID(I64, I64, I64, I64))
def add_resting(run: int, instrument: int, which: int, price: int) -> None:
    """Collect the orders of one of an instrument's books that a price reaches."""
    s = run_at(run, 0)
    first = s.reached_count + 0
    collect_reached(run, instrument, which, price)
    for n in range(first, s.reached_count):
        r = reached_at(s.reached, n)
        waits = waits_for_trigger(run, r.order) == 1
        r.kind = TRIGGERS if waits else LIMITS
        r.distance = 0 if waits else abs(level_of(run, r.order) - price)


@helper(I64(I64, I64, I64, I64))
def acts_later(array: int, orders: int, a: int, b: int) -> int:
    """1 when entry ``a`` acts after entry ``b``.

    Triggers, markets, limits by distance beyond the open, then the places of their orders. ``orders``: the
    pool of orders, or 0: then the entries' own numbers decide.
    """
    x = reached_at(array, a)
    y = reached_at(array, b)
    if x.kind != y.kind:
        return 1 if x.kind > y.kind else 0
    if x.distance != y.distance:
        return 1 if x.distance < y.distance else 0
    if orders == 0:
        return 1 if x.order > y.order else 0
    return 1 if order_at(orders, x.order).place > order_at(orders, y.order).place else 0


@helper(VOID(I64, I64, I64))
def swap(array: int, a: int, b: int) -> None:
    """Exchange two entries."""
    x = reached_at(array, a)
    y = reached_at(array, b)
    kind, distance, order = x.kind, x.distance, x.order
    x.kind = y.kind
    x.distance = y.distance
    x.order = y.order
    y.kind = kind
    y.distance = distance
    y.order = order


@helper(VOID(I64, I64, I64))
def sort_reached(array: int, count: int, orders: int) -> None:
    """Heap sort by order of action, see ``acts_later``."""
    start = count // 2 - 1
    end = count
    while end > 1:
        if start >= 0:
            root = start
            start -= 1
        else:
            end -= 1
            swap(array, 0, end)
            root = 0
        while 2 * root + 1 < end:
            child = 2 * root + 1
            if child + 1 < end and acts_later(array, orders, child + 1, child) == 1:
                child += 1
            if acts_later(array, orders, child, root) == 0:
                break
            swap(array, root, child)
            root = child


@helper(I64(I64, I64, I64), inline=True)
def acts_still(run: int, n: int, since: int) -> int:
    """1 when entry ``n`` of the orders reached is still to act; ``since``: RUN.sequence before any of them.

    A bracket's exit whose entry has filled further meanwhile has arrived anew, at this very price, and acted
    or waits elsewhere, maybe aside. One that waits as a market order only got more to close.
    """
    s = run_at(run, 0)
    r = reached_at(s.reached, n)
    o = order_at(s.orders, r.order)
    if o.in_book == NOWHERE or (o.place > since and r.kind != MARKETS):
        return 0
    return is_open(run, r.order)


@helper(VOID(I64, I64, I64))
def act_on_reached(run: int, instrument: int, print_price: int) -> None:
    """Let the collected orders act, each at the price of its side.

    ``print_price``: of a print that fills resting limits at its own price, else NOTHING.
    """
    s = run_at(run, 0)
    sort_reached(s.reached, s.reached_count, s.orders)
    improves = venue_at(s.venues, instrument_at(s.instruments, instrument).venue).limit_gap_open == 1
    since = s.sequence + 0
    for n in range(s.reached_count):
        if s.status != 0 or acts_still(run, n, since) == 0:
            continue
        order = reached_at(s.reached, n).order + 0
        price = executable(run, order)
        if print_price != NOTHING and reached_at(s.reached, n).kind == LIMITS:
            price = print_price
        touch(run, order, price, price if improves else order_at(s.orders, order).price)
