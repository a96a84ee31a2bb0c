"""One fill, from the price offered to its last consequence (rules F9 to F14, A2 to A5, S2).

``fill`` takes the order and the price at which the market offers it (``RUN.fill_price``, ``fill_liquidity``).
It finds the quantity, applies slippage, tests the funds, writes the fill, moves position and balance, then
the reduce-only and the contingent orders, before the path goes on. It answers 0, or the ``Reason`` for which
nothing was filled; the caller then rejects or cancels the order.
"""

from __future__ import annotations

from numba import types

from fastbt.codes import EventKind, FillCause, OrderStatus, Reason, Sizing, TimeInForce
from fastbt.kernels.brackets import entry_filled, is_ambiguous, member_filled, position_gone, shrink_brackets
from fastbt.kernels.fees import add_traded, fee_of
from fastbt.kernels.funds import (
    exposure_added,
    funds_for,
    linked_lock,
    margin_for,
    reason_of_shortage,
    release,
    release_share,
)
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import (
    CANCELED,
    FILLED,
    PARTIALLY_FILLED,
    accept,
    cut,
    end,
    is_open,
    leave_all,
    next_sequence,
    notify,
    trigger,
)
from fastbt.kernels.memory import (
    FILL_SIZE,
    FILLS,
    I64,
    VOID,
    append,
    balance_at,
    bracket_at,
    call,
    fill_at,
    instrument_at,
    order_at,
    position_at,
    run_at,
    venue_at,
)
from fastbt.kernels.positions import apply_fill, reducible
from fastbt.kernels.prices import mark_of_row
from fastbt.kernels.risk import refused_at_fill
from fastbt.kernels.sizing import affordable, budget_lots
from fastbt.kernels.slippage import OWN, VOLUME, slipped
from fastbt.kernels.state import (
    NOTHING,
    ORDER_ALL_HELD,
    ORDER_BUDGET,
    ORDER_CHILD,
    ORDER_CUT,
    ORDER_REDUCE_ONLY,
    ORDER_REVERSE,
    ORDER_TIED,
    ORDER_TRIGGERED,
)
from fastbt.kernels.value import CASH, at_rate, margins_of_others, notional

LIQUIDATION = int(FillCause.LIQUIDATION)
EXPIRY = int(FillCause.EXPIRY)
DELISTING = int(FillCause.DELISTING)
SPLIT = int(FillCause.SPLIT)
ORDER_FILLED = int(EventKind.ORDER_FILLED)
SUBMITTED = int(OrderStatus.SUBMITTED)
ROW_CLOSE = int(Sizing.ROW_CLOSE)
FOK = int(TimeInForce.FOK)
QUANTITY_ZERO = int(Reason.QUANTITY_ZERO)
BELOW_MIN_QUANTITY = int(Reason.BELOW_MIN_QUANTITY)
BELOW_MIN_NOTIONAL = int(Reason.BELOW_MIN_NOTIONAL)
INSUFFICIENT_HOLDINGS = int(Reason.INSUFFICIENT_HOLDINGS)
NOTHING_TO_REDUCE = int(Reason.NOTHING_TO_REDUCE)
POSITION_CLOSED = int(Reason.POSITION_CLOSED)
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


@helper(VOID(I64, I64, I64, I64, I64, I64, I64, I64), inline=True)
def write_fill(
    run: int, fill: int, order: int, price: int, offered: int, lots: int, value: int, fee: int
) -> None:
    """Write what is known of a fill before positions move."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    f = fill_at(s.fills, fill)
    f.order = order
    f.instrument = o.instrument
    f.side = o.side
    f.liquidity = s.fill_liquidity
    f.cause = o.cause
    f.point = s.point
    f.ambiguous = is_ambiguous(run, order)
    f.row = s.row
    f.sequence = next_sequence(run)
    f.quantity = lots
    f.price = price
    f.slippage = (price - offered) * o.side
    f.notional = value
    f.commission = fee


@helper(VOID(I64, I64), inline=True)
def write_balances(run: int, fill: int) -> None:
    """Write the account as the fill left it.

    Balance, locks, margins with this instrument at the fill price.
    """
    s = run_at(run, 0)
    f = fill_at(s.fills, fill)
    i = instrument_at(s.instruments, f.instrument)
    b = balance_at(s.balances, i.balance)
    f.balance = b.total
    f.locked = b.locked
    f.margin_initial = 0
    f.margin_maintenance = 0
    if venue_at(s.venues, i.venue).account_type == CASH:
        return
    f.margin_initial = margins_of_others(run, f.instrument, 0)
    f.margin_maintenance = margins_of_others(run, f.instrument, 1)
    if s.own_margin != 0:
        s.apart_price = f.price
        s.apart_order = -1
        s.apart_maintenance = 0
        f.margin_initial += call(s.own_margin, run, f.instrument)
        s.apart_maintenance = 1
        f.margin_maintenance += call(s.own_margin, run, f.instrument)
        return
    own = abs(notional(run, f.instrument, f.price, i.held))
    f.margin_initial += at_rate(run, own, i.margin_rate)
    f.margin_maintenance += at_rate(run, own, i.maintenance_rate)


@helper(VOID(I64, I64), inline=True)
def shrink_reduce_only(run: int, instrument: int) -> None:
    """Cut the accepted reduce-only orders to the position.

    Those with nothing left to reduce end (rule F9).
    """
    s = run_at(run, 0)
    k = instrument_at(s.instruments, instrument).reduce_first
    while k >= 0:
        o = order_at(s.orders, k)
        after = o.next_reduce
        most = reducible(run, k)
        if most == 0:
            end(run, k, CANCELED, POSITION_CLOSED)
        elif o.quantity != NOTHING and o.quantity - o.filled > most:
            cut(run, k, most)
        k = after


@helper(VOID(I64, I64, I64, I64), inline=True)
def settle(run: int, order: int, fill: int, last: int) -> None:
    """After positions moved: the order itself, then reduce-only orders, then brackets.

    ``last``: 1 when the order ends with this fill although quantity is left.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    f = fill_at(s.fills, fill)
    o.filled += f.quantity
    o.row_last = s.row
    if o.filled >= o.quantity:
        leave_all(run, order)
        o.status = FILLED
    else:
        o.status = PARTIALLY_FILLED
        if last == 1:
            release(run, order)
        else:
            left = o.quantity - o.filled
            release_share(run, order, f.quantity, f.quantity - f.closed, left - reducible(run, order))
    notify(run, ORDER_FILLED, order, fill)
    if o.link >= 0:
        call(s.link_filled, run, fill)
    write_balances(run, fill)
    instrument = o.instrument + 0
    bracket = o.bracket + 0
    child = o.flags & ORDER_CHILD != 0
    if child:
        b = bracket_at(s.brackets, bracket)
        b.left = max(b.left - f.quantity, 0)
    if f.closed > 0:
        closed = f.position + 0
        if position_at(s.positions, closed).is_open == 0:
            position_gone(run, instrument, closed)
        else:
            shrink_brackets(run, instrument)
        shrink_reduce_only(run, instrument)
    if bracket >= 0:
        if child:
            member_filled(run, order, fill)
        else:
            entry_filled(run, fill, 1 if last == 0 and is_open(run, order) == 1 else 0)
    if o.flags & ORDER_TIED != 0:
        call(s.tie_filled, run, order)
    if s.find_level != 0:
        call(s.find_level, run, instrument)


@helper(I64(I64, I64), inline=True)
def sells_holdings(run: int, order: int) -> int:
    """1 for a sale on a CASH account that is not reduce-only.

    It takes holdings that other orders may have locked.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    v = venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue)
    return 1 if v.account_type == CASH and o.side < 0 and o.flags & ORDER_REDUCE_ONLY == 0 else 0


@helper(I64(I64, I64), inline=True)
def is_settlement(run: int, order: int) -> int:
    """1 for an order that settles what is held after an instrument's end or a split: it costs nothing."""
    cause = order_at(run_at(run, 0).orders, order).cause
    return 1 if cause == EXPIRY or cause == DELISTING or cause == SPLIT else 0


@helper(I64(I64, I64, I64, I64, I64), inline=True)
def fee_of_fill(run: int, order: int, price: int, value: int, lots: int) -> int:
    """Commission of a fill worth ``value``, money; a liquidation costs the venue's fee for it, too (A5)."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if is_settlement(run, order) == 1:
        return 0
    fee = fee_of(run, order, price, value, s.fill_liquidity, lots, o.filled)
    if o.cause == LIQUIDATION:
        v = venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue)
        fee += at_rate(run, abs(value), v.liquidation_rate)
    return fee


@helper(VOID(I64, I64, I64, I64, I64, I64, I64, I64, I64, I64), inline=True)
def fill_one(
    run: int,
    order: int,
    price: int,
    offered: int,
    position: int,
    closing: int,
    opening: int,
    value: int,
    fee: int,
    last: int,
) -> None:
    """One fill that is decided: it takes ``closing`` lots off a position, and opens or adds ``opening``.

    ``position``: -1 when it opens one; ``value``, ``fee``: of the fill; ``last``: 1 when the order ends with
    it although quantity is left.
    """
    s = run_at(run, 0)
    k = append(run, run + FILLS, FILL_SIZE)
    if k < 0 or s.status != 0:
        return
    if is_settlement(run, order) == 0:
        add_traded(run, order, value)
    write_fill(run, k, order, price, offered, closing + opening, value, fee)
    if s.use_size != 0:
        call(s.use_size, run, k)
    apply_fill(run, k, position, closing, opening)
    settle(run, order, k, last)


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
