"""Orders that rest but cannot act again on the row in progress; they go back to their book when it is over.

What was reached and could not fill for a reason that ends with the row (its size is used up, a chance was
missed) is put aside, so that the path can go on to the next order.
"""

from __future__ import annotations

from fastbt.codes import FillPoint
from fastbt.kernels.book import IN_ASIDE, NOWHERE, insert
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, VOID, instrument_at, order_at, run_at

AT_CLOSE = int(FillPoint.CLOSE)


@helper(VOID(I64, I64))
def put_aside(run: int, order: int) -> None:
    """Append an accepted order to those of its instrument that are aside; after the path it rests at once."""
    s = run_at(run, 0)
    if s.point == AT_CLOSE:
        insert(run, order)
        return
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    o.in_book = IN_ASIDE
    o.next = -1
    o.previous = i.aside_last
    if i.aside_last >= 0:
        order_at(s.orders, i.aside_last).next = order
    else:
        i.aside_first = order
    i.aside_last = order
    if o.side > 0:
        i.buys_resting += 1
    else:
        i.sells_resting += 1


@helper(VOID(I64, I64))
def leave_aside(run: int, order: int) -> None:
    """Remove an order from those aside."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    if o.previous >= 0:
        order_at(s.orders, o.previous).next = o.next
    else:
        i.aside_first = o.next
    if o.next >= 0:
        order_at(s.orders, o.next).previous = o.previous
    else:
        i.aside_last = o.previous
    o.in_book = NOWHERE
    if o.side > 0:
        i.buys_resting -= 1
    else:
        i.sells_resting -= 1


@helper(VOID(I64, I64))
def bring_back(run: int, instrument: int) -> None:
    """The row is over: everything of an instrument that was put aside rests in its book again."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    while i.aside_first >= 0:
        order = i.aside_first + 0
        leave_aside(run, order)
        insert(run, order)
