"""Modifying: new terms for an order that has been sent and has not ended (rule F15).

``modify`` is called for a row of an order table. An order on its way is changed before it arrives. A live one
gets its new terms at once: it rests at its new level, behind what rests there, or, where the last price has
reached that level already, goes on its way again and acts at the open at which an order sent now arrives
(``resume``). Both are entries that only runs with a modify compile.
"""

from __future__ import annotations

from fastbt.codes import EventKind, FillPoint, Reason
from fastbt.kernels.book import IN_MARKET, IN_WAITING, insert, waits_for_trigger
from fastbt.kernels.brackets import levels_in_order, rung_of
from fastbt.kernels.checks import check_prices, check_quantity
from fastbt.kernels.funds import hold, lock, price_when_sent, release
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import CANCELED, FILLED, REJECTED, end, is_open, leave_all, record_change, trigger
from fastbt.kernels.matching import POST_ONLY, TAKER, limit_allows, rest, rest_triggered, take, take_out
from fastbt.kernels.memory import (
    I64,
    VOID,
    bracket_at,
    call,
    change_at,
    command_at,
    i64_at,
    instrument_at,
    order_at,
    run_at,
    venue_at,
)
from fastbt.kernels.opening import flags_of
from fastbt.kernels.positions import reducible
from fastbt.kernels.prices import acts_at_once, executable, is_on_ticks, stand_at_market, trigger_reached
from fastbt.kernels.queues import join_idle, join_waiting, leave_waiting
from fastbt.kernels.state import (
    FAR_DOWN,
    FIRST_RUNG_NAMED,
    NOTHING,
    ORDER_CHILD,
    ORDER_POST_ONLY,
    ORDER_REDUCE_ONLY,
    ORDER_TRIGGERED,
    ROW_NO_TOUCH,
    STOP_LOSS_NAMED,
    TRAILING_STOP_NAMED,
)

AT_CLOSE = int(FillPoint.CLOSE)
ORDER_UPDATED = int(EventKind.ORDER_UPDATED)
ORDER_MODIFY_REJECTED = int(EventKind.ORDER_MODIFY_REJECTED)
ORDER_CLOSED = int(Reason.ORDER_CLOSED)
NOT_LIVE = int(Reason.NOT_LIVE)
ALREADY_TRIGGERED = int(Reason.ALREADY_TRIGGERED)
BELOW_FILLED = int(Reason.BELOW_FILLED)
STOP_IN_MARKET = int(Reason.STOP_IN_MARKET)
BRACKET_LEVELS = int(Reason.BRACKET_LEVELS)


@helper(I64(I64, I64))
def named_order(run: int, command: int) -> int:
    """The order that a cancel or a modify names, -1 where none came of the command that it means."""
    s = run_at(run, 0)
    c = command_at(command, 0)
    order = command_at(s.commands, c.order).sent + 0
    if c.flags == 0 or order < 0:
        return order
    bracket = order_at(s.orders, order).bracket + 0
    if bracket < 0:
        return -1
    b = bracket_at(s.brackets, bracket)
    if c.flags == TRAILING_STOP_NAMED:
        return b.trailing_stop + 0
    return b.stop_loss if c.flags == STOP_LOSS_NAMED else rung_of(run, bracket, c.flags - FIRST_RUNG_NAMED)


@helper(I64(I64, I64))
def is_reached(run: int, order: int) -> int:
    """1 when the market, where it stands, has reached what a live order waits for."""
    if waits_for_trigger(run, order) == 1:
        return trigger_reached(run, order)
    price = executable(run, order)
    return 0 if price == NOTHING else limit_allows(run, order, price)


@helper(VOID(I64, I64, I64, I64, I64))
def set_terms(run: int, order: int, price: int, trigger_price: int, lots: int) -> None:
    """Give an order prices and a quantity."""
    o = order_at(run_at(run, 0).orders, order)
    o.price = price
    o.trigger = trigger_price
    o.quantity = lots


@helper(I64(I64, I64, I64, I64))
def check_terms(run: int, order: int, command: int, moved: int) -> int:
    """The reason why an order's new terms, which it has by now, are refused, or 0.

    ``moved``: a price changed.
    """
    s = run_at(run, 0)
    c = command_at(command, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    reason = check_prices(run, order)
    tested = c.quantity != NOTHING or o.flags & ORDER_REDUCE_ONLY == 0
    if reason == 0 and tested and o.quantity != NOTHING:
        reason = check_quantity(run, order, o.quantity)
    if reason != 0 or moved == 0:
        return reason
    leads = o.bracket >= 0 and o.flags & ORDER_CHILD == 0
    if leads and levels_in_order(run, order, o.bracket, price_when_sent(run, order)) == 0:
        return BRACKET_LEVELS
    if o.row_accepted < 0 or is_reached(run, order) == 0:
        return 0
    if waits_for_trigger(run, order) == 1:
        reject = venue_at(s.venues, i.venue).stop_in_market_reject == 1
        return STOP_IN_MARKET if reject and c.trigger != NOTHING else 0
    return POST_ONLY if o.flags & ORDER_POST_ONLY != 0 else 0


@helper(VOID(I64, I64))
def act_again(run: int, order: int) -> None:
    """Let a live order act at its executable price, TAKER; it rests where that price does not reach it."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    price = executable(run, order)
    if s.touchable == 0 or is_reached(run, order) == 0:
        rest(run, order)
        return
    if waits_for_trigger(run, order) == 1:
        trigger(run, order)
    if price == NOTHING:
        rest(run, order)
    elif limit_allows(run, order, price) == 0:
        rest_triggered(run, order)
    elif o.flags & ORDER_POST_ONLY != 0:
        end(run, order, REJECTED if o.filled == 0 else CANCELED, POST_ONLY)
    else:
        take(run, order, price, TAKER)


@helper(VOID(I64, I64, I64, I64))
def place_anew(run: int, order: int, where: int, moved: int) -> None:
    """Put a live order where its new terms belong; ``where``: the place it was in."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    if where == IN_MARKET:
        join_idle(run, order, IN_MARKET)
        return
    waits = is_reached(run, order) == 1 if moved == 1 else where == IN_WAITING
    if not waits:
        insert(run, order)
        return
    o.live_from = FAR_DOWN if s.contiguous == 1 else min(i64_at(s.ts_event, s.row), s.arrived)
    if acts_at_once(run, o.instrument) == 0:
        join_waiting(run, order)
        return
    s.point = AT_CLOSE
    s.touchable = 1 if flags_of(run, i.current_row) & ROW_NO_TOUCH == 0 else 0
    act_again(run, order)


@helper(I64(I64, I64, I64))
def change_terms(run: int, order: int, command: int) -> int:
    """Give an open order the terms of a command; 0, or the reason why it stays as it was."""
    s = run_at(run, 0)
    c = command_at(command, 0)
    o = order_at(s.orders, order)
    live = o.row_accepted >= 0
    if o.flags & ORDER_CHILD != 0 and not live:
        return NOT_LIVE
    if c.trigger != NOTHING and o.flags & ORDER_TRIGGERED != 0:
        return ALREADY_TRIGGERED
    if c.quantity != NOTHING and c.quantity < o.filled:
        return BELOW_FILLED
    stand_at_market(run, o.instrument)
    price, trigger_price, lots, locked = o.price + 0, o.trigger + 0, o.quantity + 0, o.locked + 0
    new_price = c.price if c.price != NOTHING else price
    new_trigger = c.trigger if c.trigger != NOTHING else trigger_price
    new_lots = c.quantity if c.quantity != NOTHING else lots
    moved = 1 if new_price != price or new_trigger != trigger_price else 0
    release(run, order)
    set_terms(run, order, new_price, new_trigger, new_lots)
    reason = check_terms(run, order, command, moved)
    filled = 1 if new_lots == o.filled else 0  # nothing is left of it
    if reason == 0 and filled == 0 and s.risk != 0:
        reason = call(s.assess_again, run, order)
    if reason == 0 and filled == 0:
        reason = lock(run, order)
    set_terms(run, order, price, trigger_price, lots)
    if reason != 0:
        hold(run, order, locked)
        return reason
    if live and o.flags & ORDER_REDUCE_ONLY != 0 and c.quantity != NOTHING:
        new_lots = min(new_lots, o.filled + reducible(run, order))
    where = o.in_book + 0
    goes = live and filled == 0 and (moved == 1 or new_lots > lots)
    if goes and where == IN_WAITING:
        leave_waiting(run, order)
    elif goes:
        take_out(run, order)
    set_terms(run, order, new_price, new_trigger, new_lots)
    record_change(run, ORDER_UPDATED, 0, order, o.instrument)
    change = change_at(s.changes, s.changes_count - 1)
    change.was_price = price
    change.was_trigger = trigger_price
    if goes:
        o.place = s.sequence
        place_anew(run, order, where, moved)
    elif filled == 1:
        leave_all(run, order)
        o.status = FILLED
        o.row_last = s.row
    return 0


@entry
def modify(run: int, command: int) -> int:
    """Act on a modify command; 0."""
    s = run_at(run, 0)
    c = command_at(command, 0)
    order = named_order(run, command)
    reason = ORDER_CLOSED
    if order >= 0 and is_open(run, order) == 1:
        on_tick = s.on_tick + 0
        if s.kind != 0:  # whether bars or ticks test its trigger is its own instrument's matter
            s.on_tick = is_on_ticks(run, order_at(s.orders, order).instrument)
        reason = change_terms(run, order, command)
        s.on_tick = on_tick
    if reason != 0:
        record_change(run, ORDER_MODIFY_REJECTED, reason, order, c.instrument)
        change_at(s.changes, s.changes_count - 1).name = c.name
    return 0


@entry
def resume(run: int, order: int) -> int:
    """Let a modified order act at the open it waited for; 0."""
    act_again(run, order)
    return 0
