"""Orders of a table that wait for another one to fill, their parent: one triggers the others (rule F10, OTO).

A child is checked when it is sent and arrives at the venue as any order, where it waits in no list
(``ORDER_WAITS``) until its parent fills. Then it has the lots that the parent has filled, at most its own,
its funds are locked, and it becomes live where the path stands. Each further fill of the parent adds to it. A
child's own fill cancels what is left of the parent, and a parent that ends unfilled ends its children. Only
runs with such orders compile the entries.
"""

from __future__ import annotations

from fastbt.codes import EventKind, Reason
from fastbt.kernels.book import NOWHERE
from fastbt.kernels.funds import lock, release
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import CANCELED, REJECTED, end, is_open, record_change
from fastbt.kernels.memory import I64, VOID, call, command_at, i64_at, order_at, run_at, tie_at
from fastbt.kernels.positions import reducible
from fastbt.kernels.queues import return_waiting
from fastbt.kernels.state import COMMAND, FAR_DOWN, ORDER_REDUCE_ONLY, ORDER_WAITS

ORDER_UPDATED = int(EventKind.ORDER_UPDATED)
PARENT_ENDED = int(Reason.PARENT_ENDED)
PARENT_FILLED = int(Reason.PARENT_FILLED)
EXIT_FILLED = int(Reason.EXIT_FILLED)
COMMAND_SIZE = COMMAND.itemsize


@helper(VOID(I64, I64, I64))
def join_family(run: int, order: int, command: int) -> None:
    """Note an order's place among parents and children: its command is one of a table that has some."""
    s = run_at(run, 0)
    c = command_at(command, 0)
    o = order_at(s.orders, order)
    o.tie = c.tie - 1
    o.children = c.children - 1
    if o.tie >= 0:
        t = tie_at(s.ties, o.tie)
        t.parent = command_at(s.commands + t.parent_command * COMMAND_SIZE, 0).sent
        t.child = order
        t.late_row = -1
        o.parent = t.parent


@entry
def tie_sent(run: int, order: int) -> int:
    """Size an order that is sent by what its parent has filled; 1 when that has ended unfilled, else 0."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.tie < 0:
        return 0
    t = tie_at(s.ties, o.tie)
    filled = order_at(s.orders, t.parent).filled + 0
    if filled == 0:
        return 1 - is_open(run, t.parent)
    t.own = o.quantity
    t.told = min(t.own, filled)
    o.quantity = t.told
    o.flags &= ~ORDER_WAITS
    return 0


@helper(VOID(I64, I64))
def tell_size(run: int, order: int) -> None:
    """Log that an order was sent for more than its parent has filled."""
    o = order_at(run_at(run, 0).orders, order)
    if o.quantity != o.original_quantity:
        record_change(run, ORDER_UPDATED, PARENT_FILLED, order, o.instrument)


@helper(I64(I64, I64))
def stays_back(run: int, order: int) -> int:
    """1 when an order that arrives does not become live: it waits for its parent, or for the next row.

    The next row it is where the parent filled at a price of this one at which the path did not stand.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.flags & ORDER_WAITS != 0:
        return 1
    if o.tie < 0 or tie_at(s.ties, o.tie).late_row != s.row:
        return 0
    o.live_from = FAR_DOWN if s.contiguous == 1 else i64_at(s.ts_event, s.row)
    return_waiting(run, order)
    return 1


@helper(VOID(I64, I64, I64))
def wake(run: int, order: int, filled: int) -> None:
    """The parent of a child fills first: the child gets its lots and, if it is at the venue, becomes live."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    t = tie_at(s.ties, o.tie)
    at_venue = o.in_book == NOWHERE
    t.own = o.quantity
    t.told = min(t.own, filled)
    t.late_row = s.row if s.children_late == 1 else -1
    o.flags &= ~ORDER_WAITS
    o.quantity = t.told
    if t.told < t.own:
        record_change(run, ORDER_UPDATED, PARENT_FILLED, order, o.instrument)
    reason = lock(run, order)
    if reason != 0:
        end(run, order, REJECTED, reason)
        return
    if at_venue:
        call(s.arrive, run, order)


@helper(VOID(I64, I64, I64))
def grow(run: int, order: int, filled: int) -> None:
    """The parent of a child fills further: the child gets those lots too, where it stands."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    t = tie_at(s.ties, o.tie)
    lots = o.quantity + min(t.own, filled) - t.told
    t.told = min(t.own, filled)
    if o.row_accepted >= 0 and o.flags & ORDER_REDUCE_ONLY != 0:
        lots = min(lots, o.filled + reducible(run, order))
    if lots <= o.quantity:
        return
    release(run, order)
    o.quantity = lots
    reason = lock(run, order)
    record_change(run, ORDER_UPDATED, PARENT_FILLED, order, o.instrument)
    if reason != 0:
        end(run, order, CANCELED if o.row_accepted >= 0 else REJECTED, reason)


@entry
def tie_filled(run: int, order: int) -> int:
    """An order has filled: what is left of its parent is canceled, its own children follow in sequence; 0."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.tie >= 0:
        parent = tie_at(s.ties, o.tie).parent + 0
        if is_open(run, parent) == 1:
            end(run, parent, CANCELED, EXIT_FILLED)
    filled = o.filled + 0
    k = o.children + 0
    while k >= 0 and s.status == 0:
        t = tie_at(s.ties, k)
        child = t.child + 0
        if child >= 0 and is_open(run, child) == 1:
            if order_at(s.orders, child).flags & ORDER_WAITS != 0:
                wake(run, child, filled)
            else:
                grow(run, child, filled)
        k = t.next
    return 0


@entry
def tie_ended(run: int, order: int) -> int:
    """An order has ended unfilled: its children that are still open end with it, in sequence; 0."""
    s = run_at(run, 0)
    k = order_at(s.orders, order).children + 0
    while k >= 0:
        t = tie_at(s.ties, k)
        if t.child >= 0 and is_open(run, t.child) == 1:
            end(run, t.child, CANCELED, PARENT_ENDED)
        k = t.next
    return 0
