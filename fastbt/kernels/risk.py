"""Limits that a risk desk sets on what is sent (rule A11): trading state, halts, position, notional, rate.

``assess`` tests an order that has passed every other check and has its funds locked, ``assess_again`` the new
terms of one; only runs with such limits compile them. ``refused_at_fill`` tests a quantity that is found at
the fill. What only reduces is free of the limits on size.
"""

from __future__ import annotations

from numba import types

from fastbt.codes import OmsType, Reason, TradingState
from fastbt.kernels.funds import price_when_sent, release
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.memory import (
    I64,
    halt_at,
    i64_at,
    instrument_at,
    order_at,
    position_at,
    put_i64,
    risk_at,
    run_at,
    venue_at,
)
from fastbt.kernels.state import NOTHING, ORDER_REDUCE_ONLY
from fastbt.kernels.value import notional

HEDGING = int(OmsType.HEDGING)
HALTED = int(TradingState.HALTED)
REDUCING = int(TradingState.REDUCING)
POSITION_LIMIT = int(Reason.POSITION_LIMIT)
ABOVE_MAX_NOTIONAL = int(Reason.ABOVE_MAX_NOTIONAL)
ORDER_RATE = int(Reason.ORDER_RATE)
TRADING_REDUCING = int(Reason.TRADING_REDUCING)
TRADING_HALTED = int(Reason.TRADING_HALTED)


@helper(I64(I64, I64, I64))
def trading_state(run: int, venue: int, ts: int) -> int:
    """A venue's trading state at a time, a ``TradingState``: the last that began at or before it."""
    r = risk_at(run_at(run, 0).risk, venue)
    n = r.state_count - 1
    while n > 0 and i64_at(r.state_times, n) > ts:
        n -= 1
    return i64_at(r.states, n)


@helper(I64(I64, I64))
def pending(run: int, order: int) -> int:
    """Lots that the other open orders of its side would add: not reduce-only, their quantity known."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    lots = 0
    k = instrument_at(s.instruments, o.instrument).open_first
    while k >= 0:
        other = order_at(s.orders, k)
        counts = other.side == o.side and other.quantity != NOTHING and other.flags & ORDER_REDUCE_ONLY == 0
        if counts and k != order:
            lots += other.quantity - other.filled
        k = other.next_open
    return lots


@helper(I64(I64, I64))
def held_toward(run: int, order: int) -> int:
    """Lots held on an order's side: net of the other side, but where each side is held by itself."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    if venue_at(s.venues, i.venue).oms_type != HEDGING:
        return i.held * o.side
    lots = 0
    k = types.int64(i.position_first)
    while k >= 0:
        p = position_at(s.positions, k)
        lots += p.quantity if p.side == o.side else 0
        k = types.int64(p.next)
    return lots


@helper(I64(I64, I64))
def refusal(run: int, order: int) -> int:
    """The reason why an order's terms pass a limit, or 0."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    state = trading_state(run, i.venue, i64_at(s.ts_event, s.row))
    if state == HALTED:
        return TRADING_HALTED
    reduces_for = TRADING_REDUCING if state == REDUCING else 0
    if s.halts != 0 and halt_at(s.halts, i.balance).reason != 0:
        reduces_for = halt_at(s.halts, i.balance).reason
        if halt_at(s.halts, i.balance).closes == 1:
            return reduces_for
    if o.flags & ORDER_REDUCE_ONLY != 0:
        return 0
    if o.quantity == NOTHING:
        return reduces_for
    after = held_toward(run, order) + o.quantity - o.filled
    if reduces_for != 0 or i.max_position != NOTHING:
        after += pending(run, order)
    if reduces_for != 0 and after > 0:
        return reduces_for
    if i.max_position != NOTHING and after > i.max_position:
        return POSITION_LIMIT
    if i.max_order_notional == NOTHING:
        return 0
    value = notional(run, o.instrument, price_when_sent(run, order), o.quantity)
    return ABOVE_MAX_NOTIONAL if abs(value) > i.max_order_notional else 0


@helper(I64(I64, I64))
def over_rate(run: int, venue: int) -> int:
    """The reason why no order may be sent to a venue now, or 0; then the order in hand is counted.

    The times of the last ``max_orders`` orders stand in a ring: the oldest has to lie an interval back.
    """
    s = run_at(run, 0)
    r = risk_at(s.risk, venue)
    if r.max_orders == 0:
        return 0
    ts = i64_at(s.ts_event, s.row)
    place = r.sent_count % r.max_orders
    if r.sent_count >= r.max_orders and i64_at(r.sent_times, place) > ts - r.interval:
        return ORDER_RATE
    put_i64(r.sent_times, place, ts)
    r.sent_count += 1
    return 0


@entry
def assess(run: int, order: int) -> int:
    """The reason why an order that is being sent is denied, its locks undone; or 0."""
    reason = refusal(run, order)
    if reason == 0:
        s = run_at(run, 0)
        reason = over_rate(run, instrument_at(s.instruments, order_at(s.orders, order).instrument).venue)
    if reason != 0:
        release(run, order)
    return reason


@entry
def assess_again(run: int, order: int) -> int:
    """The reason why the new terms of an order, which it has by now, are refused; or 0."""
    return refusal(run, order)


@helper(I64(I64, I64, I64, I64))
def refused_at_fill(run: int, order: int, price: int, lots: int) -> int:
    """The reason why a quantity found at the fill passes a limit, or 0."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    if o.flags & ORDER_REDUCE_ONLY != 0:
        return 0
    if i.max_position != NOTHING and held_toward(run, order) + lots > i.max_position:
        return POSITION_LIMIT
    if i.max_order_notional == NOTHING:
        return 0
    return ABOVE_MAX_NOTIONAL if abs(notional(run, o.instrument, price, lots)) > i.max_order_notional else 0
