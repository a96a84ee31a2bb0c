"""The resting orders of an instrument: four heaps, the order that is touched first on top (rule B3).

A falling price touches buys (limits) and sales (triggers of stops), each in a heap of its own; so does a
rising one with buys (triggers of stops) and sales (limits); orders that wait to be touched lie with the
limits. The nearest levels are the instrument's ``touch_down`` and ``touch_up``, so that a row which reaches
neither costs two compares however many orders rest; putting an order in or taking it out costs a few steps
among any number. At one level triggers act first, then limits, then by place. Only this file knows the heaps.
"""

from __future__ import annotations

from fastbt.codes import OrderType
from fastbt.kernels import state
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import (
    I64,
    REACHED,
    REACHED_SIZE,
    VOID,
    append,
    book_at,
    book_entry_at,
    instrument_at,
    order_at,
    reached_at,
    run_at,
)
from fastbt.kernels.state import FAR_UP, NOTHING, ORDER_DORMANT, ORDER_TRIGGERED

MARKET_IF_TOUCHED = int(OrderType.MARKET_IF_TOUCHED)
LIMIT_IF_TOUCHED = int(OrderType.LIMIT_IF_TOUCHED)
NOWHERE, IN_DOWN, IN_UP, IN_MARKET, IN_WAITING, IN_ASIDE = 0, 1, 2, 3, 4, 5
RANK_LIMIT = 2 << 48
"""Added to the place of a limit; triggers come first with 0."""
ENTRY_SIZE = state.BOOK_ENTRY.itemsize
BOOK_SIZE = state.BOOK.itemsize
INSTRUMENT_SIZE = state.INSTRUMENT.itemsize
BOOKS = int(state.INSTRUMENT.fields["down_buys"][1])  # type: ignore[index]
DOWN_BUYS, DOWN_SALES, UP_BUYS, UP_SALES = 0, 1, 2, 3
BOOK_COUNT = 4


@helper(I64(I64, I64))
def waits_for_trigger(run: int, order: int) -> int:
    """1 when what the order waits for is its trigger price, 0 when it is its limit price."""
    o = order_at(run_at(run, 0).orders, order)
    return 1 if o.trigger != NOTHING and o.flags & ORDER_TRIGGERED == 0 else 0


@helper(I64(I64, I64), inline=True)
def trigger_side(run: int, order: int) -> int:
    """1 when the price reaches the order's trigger from below, -1 from above.

    A buy stop waits above the market; a buy that waits to be touched (F5), or for its activation (F6), waits
    below it.
    """
    o = order_at(run_at(run, 0).orders, order)
    below = o.type == MARKET_IF_TOUCHED or o.type == LIMIT_IF_TOUCHED or o.flags & ORDER_DORMANT != 0
    return -o.side if below else o.side + 0


@helper(I64(I64, I64))
def level_of(run: int, order: int) -> int:
    """Price at which the order is touched, ticks."""
    o = order_at(run_at(run, 0).orders, order)
    return o.trigger if waits_for_trigger(run, order) == 1 else o.price - o.side * o.beyond


@helper(I64(I64, I64))
def rank_of(run: int, order: int) -> int:
    """Place among the orders of one level: a smaller rank acts first."""
    place = order_at(run_at(run, 0).orders, order).place
    return place + 0 if waits_for_trigger(run, order) == 1 else RANK_LIMIT + place


@helper(I64(I64, I64, I64), inline=True)
def book_of(run: int, instrument: int, which: int) -> int:
    """Address of one of an instrument's four books."""
    return run_at(run, 0).instruments + instrument * INSTRUMENT_SIZE + BOOKS + which * BOOK_SIZE


@helper(I64(I64, I64))
def own_book(run: int, order: int) -> int:
    """Address of the book that an order is in."""
    o = order_at(run_at(run, 0).orders, order)
    which = DOWN_BUYS if o.in_book == IN_DOWN else UP_BUYS
    return book_of(run, o.instrument, which + (0 if o.side > 0 else 1))


@helper(VOID(I64, I64, I64, I64, I64, I64), inline=True)
def put_entry(run: int, entries: int, place: int, key: int, rank: int, order: int) -> None:
    """Write one place of a heap, and into the order where it is."""
    e = book_entry_at(entries, place)
    e.key = key
    e.rank = rank
    e.order = order
    order_at(run_at(run, 0).orders, order).book_place = place


@helper(VOID(I64, I64, I64, I64, I64, I64))
def settle_entry(run: int, book: int, place: int, key: int, rank: int, order: int) -> None:
    """Let an entry find its place from ``place`` on, up or down."""
    entries = book_at(book, 0).entries
    count = book_at(book, 0).count
    while place > 0:
        above = (place - 1) >> 1
        e = book_entry_at(entries, above)
        if e.key < key or (e.key == key and e.rank < rank):
            break
        put_entry(run, entries, place, e.key, e.rank, e.order)
        place = above
    while 2 * place + 1 < count:
        below = 2 * place + 1
        e = book_entry_at(entries, below)
        if below + 1 < count:
            f = book_entry_at(entries, below + 1)
            if f.key < e.key or (f.key == e.key and f.rank < e.rank):
                below += 1
                e = f
        if key < e.key or (key == e.key and rank < e.rank):
            break
        put_entry(run, entries, place, e.key, e.rank, e.order)
        place = below
    put_entry(run, entries, place, key, rank, order)


@helper(I64(I64, I64, I64))
def nearest_key(run: int, instrument: int, which: int) -> int:
    """Key of the order of one book that is touched first; FAR_UP when it is empty."""
    b = book_at(book_of(run, instrument, which), 0)
    return FAR_UP if b.count == 0 else book_entry_at(b.entries, 0).key + 0


@helper(VOID(I64, I64))
def refresh_bounds(run: int, instrument: int) -> None:
    """Set the instrument's nearest levels from its books."""
    i = instrument_at(run_at(run, 0).instruments, instrument)
    down = -min(nearest_key(run, instrument, DOWN_BUYS), nearest_key(run, instrument, DOWN_SALES))
    up = min(nearest_key(run, instrument, UP_BUYS), nearest_key(run, instrument, UP_SALES))
    i.touch_down = max(down, i.liquidate_down)
    i.touch_up = min(up, i.liquidate_up)
    i.exact = 0


@helper(VOID(I64, I64, I64), inline=True)
def count_resting(run: int, order: int, by: int) -> None:
    """Count an order among those of its side that rest (rule B2): ``by`` = 1, or -1 for no longer."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    if o.side > 0:
        i.buys_resting += by
    else:
        i.sells_resting += by


@helper(VOID(I64, I64))
def insert(run: int, order: int) -> None:
    """Put an order into the book in which its level will be touched."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    reached_from = trigger_side(run, order) if waits_for_trigger(run, order) == 1 else -o.side
    o.in_book = IN_DOWN if reached_from < 0 else IN_UP
    book = own_book(run, order)
    last = append(run, book, ENTRY_SIZE)
    if last < 0:
        return
    level = level_of(run, order)
    key = -level if reached_from < 0 else level
    settle_entry(run, book, last, key, rank_of(run, order), order)
    count_resting(run, order, 1)
    if o.book_place == 0:
        refresh_bounds(run, o.instrument)


@helper(VOID(I64, I64))
def remove(run: int, order: int) -> None:
    """Take an order out of its book."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    book = own_book(run, order)
    b = book_at(book, 0)
    place = o.book_place + 0
    b.count -= 1
    if place < b.count:
        e = book_entry_at(b.entries, b.count)
        settle_entry(run, book, place, e.key, e.rank, e.order)
    o.in_book = NOWHERE
    count_resting(run, order, -1)
    if place == 0:
        refresh_bounds(run, o.instrument)


@helper(I64(I64, I64))
def nearest_of(one: int, other: int) -> int:
    """The order of two books that is touched first, -1 where both are empty."""
    a = book_at(one, 0)
    b = book_at(other, 0)
    if a.count == 0:
        return -1 if b.count == 0 else book_entry_at(b.entries, 0).order + 0
    x = book_entry_at(a.entries, 0)
    if b.count == 0:
        return x.order + 0
    y = book_entry_at(b.entries, 0)
    first = x.key < y.key or (x.key == y.key and x.rank < y.rank)
    return x.order + 0 if first else y.order + 0


@helper(I64(I64, I64), inline=True)
def nearest_down(run: int, instrument: int) -> int:
    """The order a falling price touches first."""
    return nearest_of(book_of(run, instrument, DOWN_BUYS), book_of(run, instrument, DOWN_SALES))


@helper(I64(I64, I64), inline=True)
def nearest_up(run: int, instrument: int) -> int:
    """The order a rising price touches first."""
    return nearest_of(book_of(run, instrument, UP_BUYS), book_of(run, instrument, UP_SALES))


@helper(VOID(I64, I64, I64, I64))
def collect_reached(run: int, instrument: int, which: int, level: int) -> None:
    """Append every order of one book that a price at ``level`` reaches to the orders reached, in no order.

    Below one that is not reached none is, so the walk down the heap costs as many steps as it finds orders.
    """
    s = run_at(run, 0)
    b = book_at(book_of(run, instrument, which), 0)
    key = -level if which <= DOWN_SALES else level
    n = s.reached_count + 0
    place = 0
    while True:
        # ``order`` holds a place of the heap until the walk is over
        for child in range(place, min(place + (1 if place == 0 else 2), b.count)):
            if book_entry_at(b.entries, child).key <= key:
                k = append(run, run + REACHED, REACHED_SIZE)
                if k < 0:
                    return
                reached_at(s.reached, k).order = child
        if n >= s.reached_count:
            return
        r = reached_at(s.reached, n)
        place = 2 * r.order + 1
        r.order = book_entry_at(b.entries, r.order).order
        n += 1
