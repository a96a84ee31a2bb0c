"""Latency: what a strategy sends arrives later, and what happens to its orders is told later (rule T6).

An order on its way waits as every order does, only longer (``ORDER.live_from``). Cancels and modifies are
kept in the pool of arrivals, in the order of sending, and act in phase 2 of the first group that ends at or
after their arrival; commands for one order never overtake each other. Order events wait in the pool of
notices. How long a message takes says ``message_time``, or a function of the user's own
(``custom_latency.py``). The entries are compiled only for runs whose venue has latency.
"""

from __future__ import annotations

from fastbt.codes import EventKind, FillCause, MessageKind, Reason, RunStatus
from fastbt.kernels import state
from fastbt.kernels.book import IN_WAITING
from fastbt.kernels.draws import below
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import (
    ACCEPTED,
    CANCELED,
    PARTIALLY_FILLED,
    PENDING_CANCEL,
    PENDING_UPDATE,
    TRIGGERED,
    end,
    is_open,
    notify,
    record_change,
)
from fastbt.kernels.memory import (
    ARRIVAL_SIZE,
    ARRIVALS,
    I64,
    VOID,
    append,
    arrival_at,
    call,
    expiry_at,
    fail,
    i64_at,
    instrument_at,
    notice_at,
    order_at,
    run_at,
    venue_at,
)
from fastbt.kernels.modify import named_order
from fastbt.kernels.state import FAR_UP, MOMENT_CLOSE, MOMENT_OPEN, ORDER_CHILD
from fastbt.kernels.value import mark_instrument

MODIFY = int(MessageKind.MODIFY)
CANCEL = int(MessageKind.CANCEL)
REPORT = int(MessageKind.REPORT)
TIME_STOP = int(FillCause.TIME_STOP)
ORDER_CLOSED = int(Reason.ORDER_CLOSED)
ORDER_DENIED = int(EventKind.ORDER_DENIED)
ORDER_PENDING_CANCEL = int(EventKind.ORDER_PENDING_CANCEL)
ORDER_PENDING_UPDATE = int(EventKind.ORDER_PENDING_UPDATE)
ORDER_CANCEL_REJECTED = int(EventKind.ORDER_CANCEL_REJECTED)
USER_ERROR = int(RunStatus.USER_ERROR)
COMMAND_SIZE = state.COMMAND.itemsize


@entry
def message_time(run: int, order: int) -> int:
    """How long the message in hand (``RUN.message``) about an order takes, ns."""
    s = run_at(run, 0)
    v = venue_at(s.venues, instrument_at(s.instruments, order_at(s.orders, order).instrument).venue)
    time = v.latency_submit + 0
    if s.message == MODIFY:
        time = v.latency_modify + 0
    elif s.message == CANCEL:
        time = v.latency_cancel + 0
    elif s.message == REPORT:
        time = v.latency_report + 0
    return time + below(run, order, v.latency_jitter + 1)


@helper(I64(I64, I64, I64))
def arrival_of(run: int, kind: int, order: int) -> int:
    """When a message about an order that is sent on the row in progress arrives, ns."""
    s = run_at(run, 0)
    s.message = kind
    return i64_at(s.ts_event, s.row) + call(s.message_time, run, order)


@helper(VOID(I64, I64, I64, I64, I64))
def put_on_its_way(run: int, order: int, command: int, reason: int, ts: int) -> None:
    """Keep a command for an order until it arrives at ``ts``, or after the command before it."""
    s = run_at(run, 0)
    k = append(run, run + ARRIVALS, ARRIVAL_SIZE)
    if k < 0:
        return
    o = order_at(s.orders, order)
    o.reached_venue = max(o.reached_venue, ts)
    a = arrival_at(s.arrivals, k)
    a.ts = o.reached_venue
    a.order = order
    a.command = command
    a.reason = reason
    s.open_count += 1
    s.next_arrival = min(s.next_arrival, a.ts - 1)
    s.next_expiry = min(s.next_expiry, s.next_arrival)


@helper(VOID(I64, I64, I64, I64))
def pend(run: int, order: int, status: int, kind: int) -> None:
    """Show that a command for a live order is on its way; a cancel is shown rather than a modify."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    live = o.status == ACCEPTED or o.status == TRIGGERED or o.status == PARTIALLY_FILLED
    if live or (o.status == PENDING_UPDATE and status == PENDING_CANCEL):
        o.status = status
        record_change(run, kind, 0, order, o.instrument)
        notify(run, kind, order, -1)


@entry
def delay_cancel(run: int, order: int) -> int:
    """Send a cancel of an open order, for the reason in the RUN record; 0."""
    s = run_at(run, 0)
    put_on_its_way(run, order, -1, s.cancel_reason, arrival_of(run, CANCEL, order))
    pend(run, order, PENDING_CANCEL, ORDER_PENDING_CANCEL)
    return 0


@entry
def delay_modify(run: int, command: int) -> int:
    """Send a modify; one of an order that has ended is refused at once; 0."""
    s = run_at(run, 0)
    order = named_order(run, command)
    if order < 0 or is_open(run, order) == 0:
        call(s.modify, run, command)
        return 0
    number = (command - s.commands) // COMMAND_SIZE
    put_on_its_way(run, order, number, 0, arrival_of(run, MODIFY, order))
    pend(run, order, PENDING_UPDATE, ORDER_PENDING_UPDATE)
    return 0


@helper(I64(I64, I64))
def has_not_arrived(run: int, order: int) -> int:
    """1 for an order that still waits for the row on which it arrives, but not for its session.

    The exits of a bracket are at the venue from the beginning.
    """
    o = order_at(run_at(run, 0).orders, order)
    at_venue = o.flags & ORDER_CHILD != 0 and o.cause != TIME_STOP
    waits = o.in_book == IN_WAITING and o.row_accepted < 0 and not at_venue
    return 1 if waits and (o.moment == MOMENT_OPEN or o.moment == MOMENT_CLOSE) else 0


@helper(VOID(I64, I64, I64, I64))
def act(run: int, order: int, command: int, reason: int) -> None:
    """Let a command act that has arrived."""
    s = run_at(run, 0)
    if command >= 0:
        call(s.modify, run, s.commands + command * COMMAND_SIZE)
    elif is_open(run, order) == 1:
        end(run, order, CANCELED, reason)
    else:
        o = order_at(s.orders, order)
        record_change(run, ORDER_CANCEL_REJECTED, ORDER_CLOSED, order, o.instrument)


@helper(VOID(I64))
def mark_newest(run: int) -> None:
    """Mark an only instrument at its newest bar: its driver does so only where something is decided."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, 0)
    if s.instrument == 0 and s.kind == 0 and i.rows_seen > 0:
        i.current_row = i.rows_seen - 1
        i.mark = i64_at(s.close, i.current_row)
        mark_instrument(run, 0)


@entry
def deliver(run: int, now: int) -> int:
    """Phase 2: let the commands act that have arrived by ``now``, in sequence; 0."""
    s = run_at(run, 0)
    mark_newest(run)
    kept = 0
    s.next_arrival = FAR_UP
    for n in range(s.arrivals_count):
        a = arrival_at(s.arrivals, n)
        ts, order, command, reason = a.ts, a.order, a.command, a.reason
        if ts > now or has_not_arrived(run, order) == 1:
            a = arrival_at(s.arrivals, kept)
            a.ts = ts
            a.order = order
            a.command = command
            a.reason = reason
            s.next_arrival = min(s.next_arrival, ts - 1)
            kept += 1
        else:
            s.arrived = ts
            act(run, order, command, reason)
            s.open_count -= 1
    s.arrived = FAR_UP
    s.arrivals_count = kept
    first = FAR_UP if s.expiries_count == 0 else expiry_at(s.expiries, 0).ts + 0
    s.next_expiry = min(first, s.next_arrival)
    return 0


@helper(I64(I64, I64, I64))
def is_shown(run: int, notice: int, blocked: int) -> int:
    """1 when an order event is due by the row in progress; what the strategy itself did it knows at once."""
    s = run_at(run, 0)
    n = notice_at(s.notices, notice)
    if n.kind == ORDER_DENIED or n.kind == ORDER_PENDING_CANCEL or n.kind == ORDER_PENDING_UPDATE:
        return 1
    if n.due == FAR_UP:
        n.due = arrival_of(run, REPORT, n.order)
    shown = blocked == 0 and s.status == 0 and n.due <= i64_at(s.ts_event, s.row)
    return 1 if shown else 0


@entry
def delay_report(run: int, first: int) -> int:
    """Show the order events from ``first`` on that are due to the strategy, none before an earlier one; 0."""
    s = run_at(run, 0)
    n = first
    kept = first
    while n < s.notices_count and s.status == 0:
        if is_shown(run, n, 1 if kept > first else 0) == 1:
            if call(s.on_event, run, n) != 0:
                fail(run, USER_ERROR)
        else:
            a = notice_at(s.notices, n)
            kind, order, fill, due = a.kind + 0, a.order + 0, a.fill + 0, a.due + 0
            b = notice_at(s.notices, kept)
            b.kind = kind
            b.order = order
            b.fill = fill
            b.due = due
            kept += 1
        n += 1
    s.notices_count = kept
    return 0
