"""New terms for an order that has been sent and has not ended (F15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastbt.codes import EventKind, FillPoint, OrderStatus, Reason

from .brackets import levels_are_sane
from .checks import lots_refusal, price_refusal
from .children import waits
from .funds import TAKER, lock_when_sent, reference_price
from .grid import exact_count, nearest_multiple
from .matching import fill, plan_fill, reducible, wait_as_limit
from .orders import AT_ONCE, Order, answered, cancel, move
from .risk import limit_refusal

if TYPE_CHECKING:
    from .state import Run


def modify(run: Run, order: Order, row: dict[str, Any]) -> Reason:
    """Give an open order the terms of a row; return why not, NONE where it has them now.

    Reading: an order on its way is changed before it arrives and keeps its place in the sequence.
    """
    if order.role in ("SL", "TS", "TP") and not order.is_live:
        return Reason.NOT_LIVE
    if row.get("trigger_price") is not None and order.ts_triggered is not None:
        return Reason.ALREADY_TRIGGERED
    if row.get("quantity") is not None and lots_given(order, row) < order.filled:
        return Reason.BELOW_FILLED
    before = (order.price, order.trigger, order.quantity, order.locked_money, order.locked_lots)
    take_terms(order, row)
    moved = (order.price, order.trigger) != before[:2]
    order.locked_money = order.locked_lots = 0
    reason = refusal(run, order, row, moved)
    ends = order.quantity is not None and order.left == 0
    if reason is Reason.NONE and not ends:
        reason = limit_refusal(run, order)
    # Reading: what was found at the fill locks nothing, whatever becomes of it.
    locks = order.quantity is not None and not order.found_at_fill and not ends and not waits(order)
    if reason is Reason.NONE and locks:
        reason = lock_when_sent(run, order, order.left)
    if reason is not Reason.NONE:
        order.price, order.trigger, order.quantity, order.locked_money, order.locked_lots = before
        return reason
    if order.is_live and order.reduce_only and row.get("quantity") is not None:
        # Reading: F9, a reduce-only order is never above the position.
        order.quantity = order.filled + min(order.left, reducible(order))
    order.ts_last = run.now
    run.log(EventKind.ORDER_UPDATED, order, run.now)
    answered(order)
    if ends:
        # F15: nothing is left of it; it has ended as FILLED, by no fill. A cancel may be on its way.
        assert order.status in (OrderStatus.PARTIALLY_FILLED, OrderStatus.PENDING_CANCEL)
        order.status, order.quantity_was_cut = OrderStatus.FILLED, True
        return Reason.NONE
    grown = before[2] is not None and order.quantity is not None and order.quantity > before[2]
    if order.is_live and (moved or grown):
        order.place = run.next_place()
        now = run.now if run.arrived is None else run.arrived
        if moved:
            order.resumes_from = now if is_reached(order, order.market.last_close) else None
        elif order.resumes_from is not None:
            order.resumes_from = now
        at_once = run.venue.fill_timing == "this_close"
        if order.market.on_ticks:
            at_once = run.venue.tick_timing == "this_row"
        if order.resumes_from is not None and at_once:
            price = order.market.meets(order.side, "close")
            resume(run, order, price, FillPoint.CLOSE)
    return Reason.NONE


def take_terms(order: Order, row: dict[str, Any]) -> None:
    """Put the numbers of a row on the grid, as those of a new order (A11)."""
    instrument, tick = order.market.instrument, order.market.tick
    if row.get("price") is not None:
        order.price = nearest_multiple(exact_count(row["price"], instrument.price_precision), tick)
    if row.get("trigger_price") is not None:
        order.trigger = nearest_multiple(exact_count(row["trigger_price"], instrument.price_precision), tick)
    if row.get("quantity") is not None:
        order.quantity = lots_given(order, row)


def lots_given(order: Order, row: dict[str, Any]) -> int:
    """Return the quantity of a row, down to a lot."""
    lot = order.market.lot
    return exact_count(row["quantity"], order.market.instrument.size_precision) // lot * lot


def is_reached(order: Order, price: int | None) -> bool:
    """Whether a price has reached what a live order waits for; a market order waits for any."""
    if order.market.has_two_prices:
        price = order.market.executable(order.side)
        if order.awaits_trigger:
            if order.market.on_ticks:
                return order.is_triggered()
            return price is not None and order.triggers_at(price)
        return price is not None and order.limit_allows(price)
    assert price is not None
    return order.triggers_at(price) if order.awaits_trigger else order.limit_allows(price)


def refusal(run: Run, order: Order, row: dict[str, Any], moved: bool) -> Reason:
    """Test the terms an order would have as those of a new one (A11, F10), then where they lie (F9, F16)."""
    reason = price_refusal(order)
    if reason is Reason.NONE and (row.get("quantity") is not None or not order.reduce_only):
        reason = lots_refusal(order)
    if reason is not Reason.NONE or not moved:
        return reason
    if order.bracket is not None and not levels_are_sane(order, reference_price(order)):
        return Reason.BRACKET_LEVELS
    if not order.is_live or not is_reached(order, order.market.last_close):
        return Reason.NONE
    if order.awaits_trigger:
        rejects = run.venue.stop_in_market == "reject" and row.get("trigger_price") is not None
        return Reason.STOP_IN_MARKET if rejects else Reason.NONE
    return Reason.POST_ONLY if order.post_only else Reason.NONE


def resume(run: Run, order: Order, path_price: int | None, point: FillPoint) -> None:
    """F15: an order modified into the market acts where one sent with it would arrive; else it rests."""
    order.resumes_from = None
    if not order.market.row.touches or not is_reached(order, path_price):
        return
    if order.awaits_trigger:
        move(run, order, OrderStatus.TRIGGERED)
        if path_price is None:
            if order.time_in_force in AT_ONCE:
                cancel(run, order, Reason.TIME_IN_FORCE)
            return
        if not order.limit_allows(path_price):
            wait_as_limit(run, order, point)
            return
    if order.post_only:
        # What is part filled was not rejected.
        status = OrderStatus.CANCELED if order.filled else OrderStatus.REJECTED
        move(run, order, status, Reason.POST_ONLY)
        return
    fill(run, order, plan_fill(run, order, path_price, TAKER), path_price, point)
