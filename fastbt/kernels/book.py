"""The resting orders of an instrument: two sorted arrays, nearest level last (rule B3).

``down`` holds what a falling price touches (buy limits, triggers of sell stops), ``up`` what a rising one
does (sell limits, triggers of buy stops); orders that wait to be touched lie with the limits. The nearest
levels are the instrument's ``touch_down`` and ``touch_up``, so that a row which reaches neither costs two
compares however many orders rest. At one level the first to act is the last of the array: triggers, then
market orders, then limits, then by sequence. Only this file knows the arrays.
"""

from __future__ import annotations

from fastbt.codes import OrderType
from fastbt.kernels import state
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import (
    I64,
    VOID,
    append,
    book_entry_at,
    instrument_at,
    move_bytes,
    order_at,
    run_at,
)
from fastbt.kernels.state import FAR_DOWN, FAR_UP, NOTHING, ORDER_DORMANT, ORDER_TRIGGERED

MARKET_IF_TOUCHED = int(OrderType.MARKET_IF_TOUCHED)
LIMIT_IF_TOUCHED = int(OrderType.LIMIT_IF_TOUCHED)
NOWHERE, IN_DOWN, IN_UP, IN_MARKET, IN_WAITING, IN_ASIDE = 0, 1, 2, 3, 4, 5
RANK_LIMIT = 2 << 48
"""Added to the place of a limit; triggers come first with 0."""
ENTRY_SIZE = state.BOOK_ENTRY.itemsize
INSTRUMENT_SIZE = state.INSTRUMENT.itemsize
DOWN = int(state.INSTRUMENT.fields["down"][1])  # type: ignore[index]
UP = int(state.INSTRUMENT.fields["up"][1])  # type: ignore[index]


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


@helper(I64(I64, I64, I64, I64, I64))
def first_not_before(array: int, count: int, going_down: int, level: int, rank: int) -> int:
    """Index of the first entry that acts no later than (level, rank) would: where it is, or belongs."""
    low = 0
    high = count
    while low < high:
        middle = (low + high) >> 1
        e = book_entry_at(array, middle)
        later = e.rank > rank if e.level == level else ((e.level < level) == (going_down == 1))
        if later:
            low = middle + 1
        else:
            high = middle
    return low


@helper(VOID(I64, I64))
def refresh_bounds(run: int, instrument: int) -> None:
    """Set the instrument's nearest levels from its books."""
    i = instrument_at(run_at(run, 0).instruments, instrument)
    i.touch_down = book_entry_at(i.down, i.down_count - 1).level if i.down_count > 0 else FAR_DOWN
    i.touch_up = book_entry_at(i.up, i.up_count - 1).level if i.up_count > 0 else FAR_UP
    i.exact = 0


@helper(VOID(I64, I64))
def insert(run: int, order: int) -> None:
    """Put an order into the book in which its level will be touched."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    reached_from = trigger_side(run, order) if waits_for_trigger(run, order) == 1 else -o.side
    going_down = 1 if reached_from < 0 else 0
    base = s.instruments + o.instrument * INSTRUMENT_SIZE
    pool = base + (DOWN if going_down == 1 else UP)
    last = append(run, pool, ENTRY_SIZE)
    if last < 0:
        return
    i = instrument_at(s.instruments, o.instrument)
    array = i.down if going_down == 1 else i.up
    level = level_of(run, order)
    rank = rank_of(run, order)
    place = first_not_before(array, last, going_down, level, rank)
    if place < last:
        source = array + place * ENTRY_SIZE
        move_bytes(source + ENTRY_SIZE, source, (last - place) * ENTRY_SIZE)
    e = book_entry_at(array, place)
    e.level = level
    e.rank = rank
    e.order = order
    o.in_book = IN_DOWN if going_down == 1 else IN_UP
    if o.side > 0:
        i.buys_resting += 1
    else:
        i.sells_resting += 1
    refresh_bounds(run, o.instrument)


@helper(VOID(I64, I64))
def remove(run: int, order: int) -> None:
    """Take an order out of its book."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    going_down = 1 if o.in_book == IN_DOWN else 0
    array = i.down if going_down == 1 else i.up
    count = i.down_count if going_down == 1 else i.up_count
    place = first_not_before(array, count, going_down, level_of(run, order), rank_of(run, order))
    if place < count - 1:
        target = array + place * ENTRY_SIZE
        move_bytes(target, target + ENTRY_SIZE, (count - 1 - place) * ENTRY_SIZE)
    if going_down == 1:
        i.down_count -= 1
    else:
        i.up_count -= 1
    o.in_book = NOWHERE
    if o.side > 0:
        i.buys_resting -= 1
    else:
        i.sells_resting -= 1
    refresh_bounds(run, o.instrument)


@helper(I64(I64, I64))
def nearest_down(run: int, instrument: int) -> int:
    """The order a falling price touches first."""
    i = instrument_at(run_at(run, 0).instruments, instrument)
    return book_entry_at(i.down, i.down_count - 1).order


@helper(I64(I64, I64))
def nearest_up(run: int, instrument: int) -> int:
    """The order a rising price touches first."""
    i = instrument_at(run_at(run, 0).instruments, instrument)
    return book_entry_at(i.up, i.up_count - 1).order
