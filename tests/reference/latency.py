"""Latency: when orders are at the venue, and the cancels and modifies on their way to it (T6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastbt.codes import EventKind, OrderStatus, Reason

from .chance import CANCEL, MESSAGES, MODIFY, SUBMIT, up_to
from .custom import own_time
from .modify import modify
from .orders import FOR_SESSION, Order, answered, cancel, move
from .scenario import OwnLatency

if TYPE_CHECKING:
    from .state import Run


def is_late(run: Run, order: Order) -> bool:
    """Only what a strategy sends has latency: a bracket's members live at the venue."""
    return run.venue.latency is not None and order.member_of is None


def latest_arrival(run: Run) -> int:
    """The latest time at which an order sent now is at the venue.

    Reading: which session a DAY, on-open or on-close order is for depends on this, not on chance.
    """
    latency = run.venue.latency
    if latency is None:
        return run.now
    most = latency.longest if isinstance(latency, OwnLatency) else latency.submit + latency.jitter
    return run.now + most


def delayed(run: Run, order: Order, purpose: int) -> int:
    """Return when a message about an order sent now arrives."""
    latency = run.venue.latency
    assert latency is not None
    key = run.venue.seed, purpose, order.sequence - 1, run.now
    if isinstance(latency, OwnLatency):
        return run.now + own_time(run, order, latency, purpose - MESSAGES, up_to(*key, 10**12 - 1))
    base = {SUBMIT: latency.submit, MODIFY: latency.modify, CANCEL: latency.cancel}[purpose]
    return run.now + base + up_to(*key, latency.jitter)


def set_arrival(run: Run, order: Order) -> None:
    """T5, T6: settle when an order sent now is at the venue."""
    order.live_from = run.now
    if is_late(run, order):
        order.live_from = delayed(run, order, SUBMIT)
    order.last_command = order.live_from
    if order.session_open is not None:
        order.live_from = max(order.live_from, order.session_open)


def send_cancel(run: Run, order: Order, reason: Reason) -> None:
    """Cancel an open order, at once without latency."""
    if run.venue.latency is None:
        cancel(run, order, reason)
        return
    put_on_its_way(run, order, None, reason, delayed(run, order, CANCEL))
    if order.is_live and order.status is not OrderStatus.PENDING_CANCEL:
        move(run, order, OrderStatus.PENDING_CANCEL)


def send_modify(run: Run, order: Order, row: dict[str, Any]) -> None:
    """Modify an open order, at once without latency."""
    if run.venue.latency is None:
        act_on_modify(run, order, row)
        return
    put_on_its_way(run, order, row, Reason.NONE, delayed(run, order, MODIFY))
    if order.is_live and order.status not in (OrderStatus.PENDING_CANCEL, OrderStatus.PENDING_UPDATE):
        move(run, order, OrderStatus.PENDING_UPDATE)


def put_on_its_way(run: Run, order: Order, row: dict[str, Any] | None, reason: Reason, arrives: int) -> None:
    """Commands for one order never overtake."""
    from .state import Sent

    order.last_command = max(order.last_command, arrives)
    run.on_the_way.append(Sent(order.last_command, order, row, reason))


def act_on_modify(run: Run, order: Order, row: dict[str, Any]) -> None:
    """Let a modify act."""
    reason = modify(run, order, row) if order.is_open else Reason.ORDER_CLOSED
    if reason is not Reason.NONE:
        run.log(EventKind.ORDER_MODIFY_REJECTED, order, run.now, reason)
        answered(order)


def waits_for_its_row(order: Order) -> bool:
    """Whether an order is still to arrive, which no later command for it may overtake.

    Reading: one for a session waits at the venue, where it can be canceled.
    """
    if order.status is not OrderStatus.SUBMITTED or order.role in ("SL", "TS", "TP") or order.parked:
        return False
    return order.type not in FOR_SESSION


def deliver(run: Run, now: int | None = None) -> None:
    """T3 (2): let the commands act that have arrived, by this group's time or by ``now``, in sequence."""
    by = run.now if now is None else now
    sent, run.on_the_way = run.on_the_way, []
    for one in sent:
        if one.arrives > by or waits_for_its_row(one.order):
            run.on_the_way.append(one)
            continue
        run.arrived = one.arrives
        if one.row is not None:
            act_on_modify(run, one.order, one.row)
        elif one.order.is_open:
            cancel(run, one.order, one.reason)
        else:
            run.log(EventKind.ORDER_CANCEL_REJECTED, one.order, run.now, Reason.ORDER_CLOSED)
        run.arrived = None
