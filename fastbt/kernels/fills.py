"""What an order gets of the price offered to it: lots, price after slippage, funds (F9 to F14, A4, A5, S2).

``fill`` takes the order and the price at which the market offers it (``RUN.fill_price``, ``fill_liquidity``).
It finds the quantity, applies slippage and tests the funds; ``one_fill.py`` does the rest. It answers 0, or
the ``Reason`` for which nothing was filled; the caller then rejects or cancels the order.
"""

from __future__ import annotations

from numba import types

from fastbt.codes import OrderStatus, Reason, Sizing, TimeInForce
from fastbt.kernels.funds import (
    exposure_added,
    funds_for,
    linked_lock,
    margin_for,
    reason_of_shortage,
)
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import (
    CANCELED,
    accept,
    cut,
    end,
    is_open,
    trigger,
)
from fastbt.kernels.memory import (
    I64,
    call,
    instrument_at,
    order_at,
    run_at,
    venue_at,
)
from fastbt.kernels.one_fill import fee_of_fill, fill_one
from fastbt.kernels.positions import reducible
from fastbt.kernels.prices import mark_of_row
from fastbt.kernels.risk import refused_at_fill
from fastbt.kernels.sizing import affordable, budget_lots
from fastbt.kernels.slippage import OWN, VOLUME, slipped
from fastbt.kernels.state import (
    NOTHING,
    ORDER_ALL_HELD,
    ORDER_BUDGET,
    ORDER_CUT,
    ORDER_REDUCE_ONLY,
    ORDER_REVERSE,
    ORDER_TRIGGERED,
)
from fastbt.kernels.value import CASH, notional

SUBMITTED = int(OrderStatus.SUBMITTED)
ROW_CLOSE = int(Sizing.ROW_CLOSE)
FOK = int(TimeInForce.FOK)
QUANTITY_ZERO = int(Reason.QUANTITY_ZERO)
BELOW_MIN_QUANTITY = int(Reason.BELOW_MIN_QUANTITY)
BELOW_MIN_NOTIONAL = int(Reason.BELOW_MIN_NOTIONAL)
INSUFFICIENT_HOLDINGS = int(Reason.INSUFFICIENT_HOLDINGS)
NOTHING_TO_REDUCE = int(Reason.NOTHING_TO_REDUCE)
CUT_TO_FUNDS = int(Reason.CUT_TO_FUNDS)
TIME_IN_FORCE = int(Reason.TIME_IN_FORCE)


@helper(I64(I64, I64, I64, I64, I64))
def size_at_fill(run: int, order: int, price: int, liquidity: int, against: int) -> int:
    """Quantity of an order that is found at its fill: the new lots, plus what a reversal closes.

    Answers minus the ``Reason`` when there is nothing to trade.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    if o.flags & ORDER_ALL_HELD != 0:
        return against if against > 0 else -NOTHING_TO_REDUCE
    closing = against if o.flags & ORDER_REVERSE != 0 else 0
    new = o.amount
    if o.flags & ORDER_BUDGET != 0:
        mark = price
        if o.sizing == ROW_CLOSE and s.on_tick == 0:  # a tick is one moment: its close is the fill
            mark = mark_of_row(run, o.instrument, i.current_row)
        new = budget_lots(run, order, price, mark, liquidity, against)
    reason = 0
    if new <= 0:
        reason = QUANTITY_ZERO
    elif i.min_quantity != NOTHING and new < i.min_quantity:
        reason = BELOW_MIN_QUANTITY
    elif i.min_notional != NOTHING and abs(notional(run, o.instrument, price, new)) < i.min_notional:
        reason = BELOW_MIN_NOTIONAL
    if reason != 0:
        new = 0
        if closing == 0:
            return -reason
    return closing + new


@helper(I64(I64, I64, I64, I64, I64))
def lots_before_slippage(run: int, order: int, price: int, liquidity: int, against: int) -> int:
    """Quantity by which slippage by volume is reckoned: found at the price offered, not cut to the funds.

    Models of the user's own are told it too.
    """
    o = order_at(run_at(run, 0).orders, order)
    lots = o.quantity - o.filled
    if o.quantity == NOTHING:
        lots = max(size_at_fill(run, order, price, liquidity, against), 0)
    if o.flags & ORDER_REDUCE_ONLY != 0:
        lots = min(lots, against)
    return min(lots, run_at(run, 0).fill_most)


@helper(I64(I64, I64), inline=True)
def may_cut(run: int, order: int) -> int:
    """1 when an order that the funds do not cover is cut instead of refused."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    v = venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue)
    return 1 if (v.cut == 1 or o.flags & ORDER_CUT != 0) and o.time_in_force != FOK else 0


@helper(I64(I64, I64, I64, I64, I64, I64, I64, I64), inline=True)
def funded(
    run: int, order: int, price: int, liquidity: int, closing: int, opening: int, value: int, fee: int
) -> int:
    """How many of the ``opening`` lots the funds allow: all, none, or with ``cut`` as many as fit.

    ``value``, ``fee``: notional and fee of the whole fill.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    need = value + fee
    if venue_at(s.venues, i.venue).account_type != CASH:
        need = margin_for(run, o.instrument, price, exposure_added(run, order, opening)) + fee
    if need <= funds_for(run, order, price):
        return opening
    if may_cut(run, order) == 0:
        return 0
    lots = affordable(run, order, price, liquidity, closing, opening)
    if i.min_quantity != NOTHING and closing + lots < i.min_quantity:
        return 0
    return lots


@helper(I64(I64, I64))
def holdings_free(run: int, order: int) -> int:
    """Lots of a CASH account that a sale may take: what is held less what other orders lock."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if s.free_apart != 0:
        return max(call(s.free_apart, run, order), 0)
    i = instrument_at(s.instruments, o.instrument)
    return max(i.held - (i.holdings_locked - max(o.locked, linked_lock(run, order))), 0)


@helper(I64(I64, I64), inline=True)
def sells_holdings(run: int, order: int) -> int:
    """1 for a sale on a CASH account that is not reduce-only.

    It takes holdings that other orders may have locked.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    v = venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue)
    return 1 if v.account_type == CASH and o.side < 0 and o.flags & ORDER_REDUCE_ONLY == 0 else 0


@entry
def fill(run: int, order: int) -> int:
    """Fill an order at the price offered to it; 0, or the reason for which nothing was filled.

    Where a size caps it (``RUN.fill_most``) it may stay open, in no book: see ``participation.py``.
    """
    s = run_at(run, 0)
    most = s.fill_most + 0
    o = order_at(s.orders, order)
    offered = s.fill_price
    against = reducible(run, order)
    found_now = o.quantity == NOTHING
    wanted = 0
    model = venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue).slippage
    if model == VOLUME or model == OWN:
        wanted = lots_before_slippage(run, order, offered, s.fill_liquidity, against)
    price = slipped(run, order, offered, s.fill_liquidity, wanted)
    lots = size_at_fill(run, order, price, s.fill_liquidity, against) if found_now else o.quantity - o.filled
    if lots < 0:
        return -lots
    if found_now and s.risk != 0:
        reason = refused_at_fill(run, order, price, lots)
        if reason != 0:
            return reason
    whole = min(lots, against) if o.flags & ORDER_REDUCE_ONLY != 0 else lots
    if whole > most and o.time_in_force == FOK:
        return TIME_IN_FORCE
    part = min(whole, most)
    closing = min(part, against)
    opening = part - closing
    shortage = 0
    value = notional(run, o.instrument, price, part)
    fee = fee_of_fill(run, order, price, value, part)
    if o.flags & ORDER_REDUCE_ONLY != 0:
        if closing == 0:
            return NOTHING_TO_REDUCE
    elif sells_holdings(run, order) == 1:
        opening = 0
        free = holdings_free(run, order)
        if part > free:
            least = instrument_at(s.instruments, o.instrument).min_quantity  # NOTHING is below every quantity
            enough = free > 0 and free >= least
            shortage = CUT_TO_FUNDS if may_cut(run, order) == 1 and enough else INSUFFICIENT_HOLDINGS
            closing = free if shortage == CUT_TO_FUNDS else 0
    elif opening > 0:
        allowed = funded(run, order, price, s.fill_liquidity, closing, opening, value, fee)
        if allowed < opening:
            shortage = CUT_TO_FUNDS if allowed > 0 else reason_of_shortage(run, order)
        opening = allowed
    if closing + opening == 0:
        return shortage
    if found_now:
        o.quantity = lots
    if o.status == SUBMITTED:
        accept(run, order)
    if whole < lots and not found_now:
        cut(run, order, whole)
    if o.trigger != NOTHING and o.flags & ORDER_TRIGGERED == 0:  # it arrives, maybe anew
        trigger(run, order)
    if whole < lots and found_now:  # what a trigger leads to is found after it
        cut(run, order, whole)
    if s.fill_apart != 0:
        s.apart_price = price
        s.apart_offered = offered
        s.apart_closing = closing
        s.apart_opening = opening
        s.apart_last = 1 if shortage != 0 else 0
        call(s.fill_apart, run, order)
    else:
        position = types.int64(instrument_at(s.instruments, o.instrument).position_first)
        if closing + opening < part:
            value = notional(run, o.instrument, price, closing + opening)
            fee = fee_of_fill(run, order, price, value, closing + opening)
        last = 1 if shortage != 0 else 0
        fill_one(run, order, price, offered, position, closing, opening, value, fee, last)
    if s.status != 0:
        return 0
    if shortage != 0 and is_open(run, order) == 1:
        end(run, order, CANCELED, shortage)
    return 0
