"""The lists an order is in from sending to its end, linked through the orders themselves.

* waiting: sent, not arrived; one list over all instruments, oldest first.
* market: accepted market orders of an instrument that wait for a price (rule B5).
* aside: accepted orders of an instrument that cannot act again on this row (``aside.py``).
* open: everything of an instrument sent and not ended, oldest first.
* linked: the orders of an OCO or OUO group as they were sent; ended ones stay.
* reduce: accepted reduce-only orders of an instrument, oldest first (rule F9).

Appending and removing cost a few writes; nothing here decides anything.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fastbt.kernels import state
from fastbt.kernels.book import IN_MARKET, IN_WAITING, NOWHERE, count_resting
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, VOID, i64_at, instrument_at, link_at, order_at, put_i64, run_at


def _ends(record: np.dtype[Any], name: str) -> int:
    """Byte offset of the two numbers ``<name>_first`` and ``<name>_last``, which stand side by side."""
    first, last = (int(record.fields[f"{name}_{end}"][1]) for end in ("first", "last"))  # type: ignore[index]
    if last != first + 8:
        raise TypeError(f"{name}_first and {name}_last must be neighbors in their record")
    return first


WAITING = _ends(state.RUN, "waiting")
MARKET = _ends(state.INSTRUMENT, "market")
ASIDE = _ends(state.INSTRUMENT, "aside")
INSTRUMENT_SIZE = state.INSTRUMENT.itemsize


@helper(VOID(I64, I64, I64), inline=True)
def link_last(orders: int, ends: int, order: int) -> None:
    """Append an order to the list whose first and last order stand at ``ends``."""
    o = order_at(orders, order)
    last = i64_at(ends, 1)
    o.next = -1
    o.previous = last
    if last >= 0:
        order_at(orders, last).next = order
    else:
        put_i64(ends, 0, order)
    put_i64(ends, 1, order)


@helper(VOID(I64, I64, I64), inline=True)
def unlink(orders: int, ends: int, order: int) -> None:
    """Take an order out of the list whose ends are given; its own links stay for whoever walks the list."""
    o = order_at(orders, order)
    o.in_book = NOWHERE
    if o.previous >= 0:
        order_at(orders, o.previous).next = o.next
    else:
        put_i64(ends, 0, o.next)
    if o.next >= 0:
        order_at(orders, o.next).previous = o.previous
    else:
        put_i64(ends, 1, o.previous)


@helper(VOID(I64, I64), inline=True)
def join_waiting(run: int, order: int) -> None:
    """Append an order to those on their way."""
    s = run_at(run, 0)
    order_at(s.orders, order).in_book = IN_WAITING
    link_last(s.orders, run + WAITING, order)
    s.waiting_count += 1


@helper(VOID(I64, I64))
def return_waiting(run: int, order: int) -> None:
    """Put an order on its way at the place that is its own, before those sent later."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    before = s.waiting_last
    while before >= 0 and order_at(s.orders, before).place > o.place:
        before = order_at(s.orders, before).previous
    after = s.waiting_first if before < 0 else order_at(s.orders, before).next
    o.in_book = IN_WAITING
    o.previous = before
    o.next = after
    if before >= 0:
        order_at(s.orders, before).next = order
    else:
        s.waiting_first = order
    if after >= 0:
        order_at(s.orders, after).previous = order
    else:
        s.waiting_last = order
    s.waiting_count += 1


@helper(VOID(I64, I64), inline=True)
def leave_waiting(run: int, order: int) -> None:
    """Remove an order from those on their way."""
    s = run_at(run, 0)
    unlink(s.orders, run + WAITING, order)
    s.waiting_count -= 1


@helper(I64(I64, I64, I64), inline=True)
def next_waiting(run: int, order: int, after: int) -> int:
    """The order on its way that follows one which has been looked at; ``after``: what followed it then."""
    s = run_at(run, 0)
    if after >= 0 and order_at(s.orders, after).in_book != IN_WAITING:
        # the next one ended meanwhile: look for the first that is younger than this
        after = s.waiting_first
        while after >= 0 and order_at(s.orders, after).place <= order_at(s.orders, order).place:
            after = order_at(s.orders, after).next
    return after


@helper(I64(I64, I64, I64), inline=True)
def idle_ends(run: int, instrument: int, where: int) -> int:
    """Address of the two ends of an instrument's list IN_MARKET or IN_ASIDE."""
    place = run_at(run, 0).instruments + instrument * INSTRUMENT_SIZE
    return place + (MARKET if where == IN_MARKET else ASIDE)


@helper(VOID(I64, I64, I64))
def join_idle(run: int, order: int, where: int) -> None:
    """Append an accepted order to those of its instrument IN_MARKET or IN_ASIDE."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    o.in_book = where
    link_last(s.orders, idle_ends(run, o.instrument, where), order)
    count_resting(run, order, 1)


@helper(VOID(I64, I64))
def leave_idle(run: int, order: int) -> None:
    """Remove an order from the one of those two lists that it is in."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    unlink(s.orders, idle_ends(run, o.instrument, o.in_book), order)
    count_resting(run, order, -1)


@helper(VOID(I64, I64), inline=True)
def join_open(run: int, order: int) -> None:
    """Append an order to its instrument's open orders."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    o.next_open = -1
    o.previous_open = i.open_last
    if i.open_last >= 0:
        order_at(s.orders, i.open_last).next_open = order
    else:
        i.open_first = order
    i.open_last = order
    s.open_count += 1


@helper(VOID(I64, I64))
def join_linked(run: int, order: int) -> None:
    """Append an order to those it is linked with."""
    s = run_at(run, 0)
    link = link_at(s.links, order_at(s.orders, order).link)
    if link.last >= 0:
        order_at(s.orders, link.last).next_linked = order
    else:
        link.first = order
    link.last = order


@helper(VOID(I64, I64), inline=True)
def leave_open(run: int, order: int) -> None:
    """Remove an order from its instrument's open orders."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    if o.previous_open >= 0:
        order_at(s.orders, o.previous_open).next_open = o.next_open
    else:
        i.open_first = o.next_open
    if o.next_open >= 0:
        order_at(s.orders, o.next_open).previous_open = o.previous_open
    else:
        i.open_last = o.previous_open
    s.open_count -= 1


@helper(VOID(I64, I64), inline=True)
def join_reduce(run: int, order: int) -> None:
    """Put an accepted reduce-only order into its instrument's list, in sequence."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    after = i.reduce_last
    while after > order:  # an older order may arrive later
        after = order_at(s.orders, after).previous_reduce
    before = i.reduce_first if after < 0 else order_at(s.orders, after).next_reduce
    o.previous_reduce = after
    o.next_reduce = before
    if after >= 0:
        order_at(s.orders, after).next_reduce = order
    else:
        i.reduce_first = order
    if before >= 0:
        order_at(s.orders, before).previous_reduce = order
    else:
        i.reduce_last = order


@helper(VOID(I64, I64), inline=True)
def leave_reduce(run: int, order: int) -> None:
    """Remove an order from its instrument's reduce-only orders, if it is among them."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    if o.previous_reduce < 0 and i.reduce_first != order:
        return
    if o.previous_reduce >= 0:
        order_at(s.orders, o.previous_reduce).next_reduce = o.next_reduce
    else:
        i.reduce_first = o.next_reduce
    if o.next_reduce >= 0:
        order_at(s.orders, o.next_reduce).previous_reduce = o.previous_reduce
    else:
        i.reduce_last = o.previous_reduce
    o.previous_reduce = -1
    o.next_reduce = -1
