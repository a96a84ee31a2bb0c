"""The life of an order after it was sent: accepted, triggered, cut, ended (rules O1, F8 to F10).

Each step takes the next number of the run's event counter, so that the event log can be rebuilt in order from
the orders, fills and changes alone.
"""

from __future__ import annotations

from fastbt.codes import EventKind, FillCause, OrderSide, OrderStatus, Reason
from fastbt.kernels.book import IN_ASIDE, IN_DOWN, IN_MARKET, IN_UP, IN_WAITING, remove
from fastbt.kernels.funds import release
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import (
    CHANGE_SIZE,
    CHANGES,
    EXPIRIES,
    EXPIRY_SIZE,
    I64,
    NOTICE_SIZE,
    NOTICES,
    VOID,
    append,
    bracket_at,
    call,
    change_at,
    expiry_at,
    instrument_at,
    notice_at,
    order_at,
    run_at,
    venue_at,
)
from fastbt.kernels.queues import join_reduce, leave_idle, leave_open, leave_reduce, leave_waiting
from fastbt.kernels.state import (
    FAR_UP,
    NOTHING,
    ORDER_CHILD,
    ORDER_DORMANT,
    ORDER_ENTRY,
    ORDER_REDUCE_ONLY,
    ORDER_TIED,
    ORDER_TRIGGERED,
)

ACCEPTED = int(OrderStatus.ACCEPTED)
SUBMITTED = int(OrderStatus.SUBMITTED)
TRIGGERED = int(OrderStatus.TRIGGERED)
LIQUIDATION = int(FillCause.LIQUIDATION)
REBALANCE = int(FillCause.REBALANCE)
CANCELED = int(OrderStatus.CANCELED)
EXPIRED_STATUS = int(OrderStatus.EXPIRED)
REJECTED = int(OrderStatus.REJECTED)
PARTIALLY_FILLED = int(OrderStatus.PARTIALLY_FILLED)
PENDING_UPDATE = int(OrderStatus.PENDING_UPDATE)
PENDING_CANCEL = int(OrderStatus.PENDING_CANCEL)
FILLED = int(OrderStatus.FILLED)
ORDER_ACCEPTED = int(EventKind.ORDER_ACCEPTED)
ORDER_TRIGGERED_EVENT = int(EventKind.ORDER_TRIGGERED)
ORDER_UPDATED = int(EventKind.ORDER_UPDATED)
ORDER_PENDING_UPDATE = int(EventKind.ORDER_PENDING_UPDATE)
ORDER_PENDING_CANCEL = int(EventKind.ORDER_PENDING_CANCEL)
ORDER_MODIFY_REJECTED = int(EventKind.ORDER_MODIFY_REJECTED)
ORDER_CANCELED = int(EventKind.ORDER_CANCELED)
ORDER_EXPIRED = int(EventKind.ORDER_EXPIRED)
ORDER_REJECTED = int(EventKind.ORDER_REJECTED)
PARENT_ENDED = int(Reason.PARENT_ENDED)
QUANTITY_ZERO = int(Reason.QUANTITY_ZERO)
EXPIRED = int(Reason.EXPIRED)
BUY = int(OrderSide.BUY)


@helper(I64(I64), inline=True)
def next_sequence(run: int) -> int:
    """The next number of the event counter."""
    s = run_at(run, 0)
    s.sequence += 1
    return s.sequence


@helper(VOID(I64, I64, I64, I64), inline=True)
def notify(run: int, kind: int, order: int, fill: int) -> None:
    """Keep an order event for the strategy's on_event hook, if it has one."""
    s = run_at(run, 0)
    if s.on_event == 0:
        return
    k = append(run, run + NOTICES, NOTICE_SIZE)
    if k >= 0:
        n = notice_at(s.notices, k)
        n.kind = kind
        n.order = order
        n.fill = fill
        n.due = FAR_UP


@helper(VOID(I64, I64, I64, I64, I64))
def record_change(run: int, kind: int, reason: int, order: int, instrument: int) -> None:
    """Log what the orders and fills themselves do not show: cuts, refused commands."""
    s = run_at(run, 0)
    k = append(run, run + CHANGES, CHANGE_SIZE)
    if k < 0:
        return
    c = change_at(s.changes, k)
    c.kind = kind
    c.reason = reason
    c.order = order
    c.instrument = instrument
    c.name = -1
    c.row = s.row
    c.sequence = next_sequence(run)
    c.quantity = 0
    c.price = 0
    c.trigger = 0
    c.was_price = 0
    c.was_trigger = 0
    c.status = -1
    if order >= 0:
        o = order_at(s.orders, order)
        if kind == ORDER_PENDING_UPDATE or kind == ORDER_PENDING_CANCEL:
            c.status = o.status
        elif o.status == PENDING_UPDATE and (kind == ORDER_UPDATED or kind == ORDER_MODIFY_REJECTED):
            # the modify is answered: the order is what it was before (rule O1)
            o.status = TRIGGERED if o.flags & ORDER_TRIGGERED != 0 else ACCEPTED
            if o.filled > 0:
                o.status = PARTIALLY_FILLED
            c.status = o.status
        c.name = o.name
        c.quantity = o.quantity
        c.price = o.price
        c.trigger = o.trigger if o.flags & ORDER_DORMANT == 0 else NOTHING
        c.was_price = o.price
        c.was_trigger = c.trigger


@helper(VOID(I64, I64), inline=True)
def accept(run: int, order: int) -> None:
    """The order is live from here on."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    o.status = ACCEPTED
    o.row_accepted = s.row
    o.sequence_accepted = next_sequence(run)
    if o.flags & ORDER_REDUCE_ONLY != 0:
        join_reduce(run, order)
    notify(run, ORDER_ACCEPTED, order, -1)


@helper(VOID(I64, I64), inline=True)
def trigger(run: int, order: int) -> None:
    """The order's trigger price was reached."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    o.flags |= ORDER_TRIGGERED
    o.status = TRIGGERED
    o.row_triggered = s.row
    o.sequence_triggered = next_sequence(run)
    notify(run, ORDER_TRIGGERED_EVENT, order, -1)


@helper(I64(I64, I64))
def newest_entry(run: int, instrument: int) -> int:
    """The newest entry of an instrument's signals that has not ended, -1 when there is none."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    if i.entries_open == 0:
        return -1
    k = i.open_last
    while k >= 0 and order_at(s.orders, k).flags & ORDER_ENTRY == 0:
        k = order_at(s.orders, k).previous_open
    return k


@helper(VOID(I64, I64), inline=True)
def leave_all(run: int, order: int) -> None:
    """Take an order that has ended out of every list, and free what it locked."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.in_book == IN_WAITING:
        leave_waiting(run, order)
    elif o.in_book == IN_MARKET or o.in_book == IN_ASIDE:
        leave_idle(run, order)
    elif o.in_book == IN_DOWN or o.in_book == IN_UP:
        remove(run, order)
    leave_reduce(run, order)
    leave_open(run, order)
    release(run, order)
    i = instrument_at(s.instruments, o.instrument)
    if o.flags & ORDER_ENTRY != 0:
        i.entries_open -= 1
        if i.entry_order == order:
            i.entry_order = newest_entry(run, o.instrument)
    if i.close_order == order:
        i.close_order = -1


@helper(VOID(I64, I64, I64, I64), inline=True)
def end_one(run: int, order: int, status: int, reason: int) -> None:
    """End one order without regard to its children."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    leave_all(run, order)
    o.status = status
    o.reason = reason
    o.row_last = s.row
    o.sequence_last = next_sequence(run)
    kind = ORDER_CANCELED
    if status == EXPIRED_STATUS:
        kind = ORDER_EXPIRED
    elif status == REJECTED:
        kind = ORDER_REJECTED
    notify(run, kind, order, -1)


@helper(I64(I64, I64), inline=True)
def is_forced(run: int, order: int) -> int:
    """1 for an order that nobody sent: nothing is checked, nothing caps it (rules A5, A7, A10 to A12)."""
    cause = order_at(run_at(run, 0).orders, order).cause
    return 1 if cause >= LIQUIDATION and cause != REBALANCE else 0


@helper(I64(I64, I64), inline=True)
def is_open(run: int, order: int) -> int:
    """1 when the order has been sent and has not ended."""
    status = order_at(run_at(run, 0).orders, order).status
    live = status == ACCEPTED or (status >= TRIGGERED and status <= PARTIALLY_FILLED)
    return 1 if live or status == SUBMITTED else 0


@helper(VOID(I64, I64, I64))
def end_untold(run: int, bracket: int, reason: int) -> None:
    """Cancel the members of a bracket that were never told a quantity, in sequence."""
    s = run_at(run, 0)
    k = bracket_at(s.brackets, bracket).member_first
    while k >= 0:
        o = order_at(s.orders, k)
        if o.quantity == NOTHING and is_open(run, k) == 1:
            end_one(run, k, CANCELED, reason)
        k = o.next_member


@helper(VOID(I64, I64, I64, I64))
def end(run: int, order: int, status: int, reason: int) -> None:
    """End an order without a further fill; with an entry end the children that wait for its fill (F10)."""
    s = run_at(run, 0)
    end_one(run, order, status, reason)
    o = order_at(s.orders, order)
    if o.bracket >= 0 and o.flags & ORDER_CHILD == 0:
        end_untold(run, o.bracket, QUANTITY_ZERO if o.filled > 0 else PARENT_ENDED)
    if o.flags & ORDER_TIED != 0 and o.filled == 0:
        call(s.tie_ended, run, order)


@helper(VOID(I64, I64, I64))
def cancel_order(run: int, order: int, reason: int) -> None:
    """Cancel an open order as a strategy does: at once, or with latency later (rule T6)."""
    s = run_at(run, 0)
    if s.delay_cancel == 0:
        end(run, order, CANCELED, reason)
    else:
        s.cancel_reason = reason
        call(s.delay_cancel, run, order)


@helper(VOID(I64, I64, I64))
def cut(run: int, order: int, lots: int) -> None:
    """Lower an order's quantity to what is left to reduce (F9)."""
    o = order_at(run_at(run, 0).orders, order)
    o.quantity = o.filled + lots
    record_change(run, ORDER_UPDATED, 0, order, o.instrument)


@helper(VOID(I64, I64))
def join_expiries(run: int, order: int) -> None:
    """Remember when a GTD order ends: a heap by (expire time, sequence), smallest first."""
    s = run_at(run, 0)
    ts = order_at(s.orders, order).expire
    k = append(run, run + EXPIRIES, EXPIRY_SIZE)
    if k < 0:
        return
    while k > 0:
        parent = (k - 1) >> 1
        p = expiry_at(s.expiries, parent)
        if p.ts < ts or (p.ts == ts and p.order < order):
            break
        e = expiry_at(s.expiries, k)
        e.ts = p.ts
        e.order = p.order
        k = parent
    e = expiry_at(s.expiries, k)
    e.ts = ts
    e.order = order
    s.next_expiry = min(expiry_at(s.expiries, 0).ts, s.next_arrival)


@helper(I64(I64))
def pop_expiry(run: int) -> int:
    """Take the order with the smallest expire time off the heap."""
    s = run_at(run, 0)
    first = expiry_at(s.expiries, 0).order
    count = s.expiries_count - 1
    s.expiries_count = count
    if count == 0:
        s.next_expiry = s.next_arrival
        return first
    ts = expiry_at(s.expiries, count).ts
    order = expiry_at(s.expiries, count).order
    k = 0
    while 2 * k + 1 < count:
        child = 2 * k + 1
        c = expiry_at(s.expiries, child)
        if child + 1 < count:
            d = expiry_at(s.expiries, child + 1)
            if d.ts < c.ts or (d.ts == c.ts and d.order < c.order):
                child += 1
                c = d
        if ts < c.ts or (ts == c.ts and order < c.order):
            break
        e = expiry_at(s.expiries, k)
        e.ts = c.ts
        e.order = c.order
        k = child
    e = expiry_at(s.expiries, k)
    e.ts = ts
    e.order = order
    s.next_expiry = min(expiry_at(s.expiries, 0).ts, s.next_arrival)
    return first


@helper(VOID(I64, I64))
def expire(run: int, now: int) -> None:
    """End every open order whose expire time lies before ``now`` (phase 1), in order of (time, sequence)."""
    s = run_at(run, 0)
    while s.expiries_count > 0 and expiry_at(s.expiries, 0).ts < now:
        order = pop_expiry(run)
        if is_open(run, order) == 1:
            end(run, order, EXPIRED_STATUS, EXPIRED)


@helper(I64(I64), inline=True)
def expires_late(run: int) -> int:
    """1 when orders expire after the first point of the row that ends too late for them (gtd_edge)."""
    return venue_at(run_at(run, 0).venues, 0).late_expiry + 0
