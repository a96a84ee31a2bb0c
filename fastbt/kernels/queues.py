"""The lists an order is in from sending to its end, linked through the orders themselves.

* waiting: sent, not arrived; one list over all instruments, oldest first.
* market: accepted market orders of an instrument that wait for a price (rule B5).
* open: everything of an instrument sent and not ended, oldest first.
* linked: the orders of an OCO or OUO group as they were sent; ended ones stay.
* reduce: accepted reduce-only orders of an instrument, oldest first (rule F9).

Appending and removing cost a few writes; nothing here decides anything.
"""

from __future__ import annotations

from fastbt.kernels.book import IN_MARKET, IN_WAITING, NOWHERE
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, VOID, instrument_at, link_at, order_at, run_at


@helper(VOID(I64, I64), inline=True)
def join_waiting(run: int, order: int) -> None:
    """Append an order to those on their way."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    o.in_book = IN_WAITING
    o.next = -1
    o.previous = s.waiting_last
    if s.waiting_last >= 0:
        order_at(s.orders, s.waiting_last).next = order
    else:
        s.waiting_first = order
    s.waiting_last = order
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
    """Remove an order from those on their way; its own links stay for whoever walks the list."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.previous >= 0:
        order_at(s.orders, o.previous).next = o.next
    else:
        s.waiting_first = o.next
    if o.next >= 0:
        order_at(s.orders, o.next).previous = o.previous
    else:
        s.waiting_last = o.previous
    o.in_book = NOWHERE
    s.waiting_count -= 1


@helper(VOID(I64, I64))
def join_market(run: int, order: int) -> None:
    """Append an accepted market order to those of its instrument that wait for a price."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    o.in_book = IN_MARKET
    o.next = -1
    o.previous = i.market_last
    if i.market_last >= 0:
        order_at(s.orders, i.market_last).next = order
    else:
        i.market_first = order
    i.market_last = order
    if o.side > 0:
        i.buys_resting += 1
    else:
        i.sells_resting += 1


@helper(VOID(I64, I64))
def leave_market(run: int, order: int) -> None:
    """Remove an order from the market orders that wait for a price."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    if o.previous >= 0:
        order_at(s.orders, o.previous).next = o.next
    else:
        i.market_first = o.next
    if o.next >= 0:
        order_at(s.orders, o.next).previous = o.previous
    else:
        i.market_last = o.previous
    o.in_book = NOWHERE
    if o.side > 0:
        i.buys_resting -= 1
    else:
        i.sells_resting -= 1


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
