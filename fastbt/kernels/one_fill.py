"""A fill that is decided: it is written, moves position and balance, and everything that follows from it.

The order itself, linked orders, reduce-only orders, brackets, children and the level of liquidation follow in
this order, before the path goes on (rules F9, F10, A2 to A5). Called by ``fills.py`` and ``apart.py``.
"""

from __future__ import annotations

from fastbt.codes import EventKind, FillCause, Reason
from fastbt.kernels.brackets import entry_filled, is_ambiguous, member_filled, position_gone, shrink_brackets
from fastbt.kernels.fees import add_traded, fee_of
from fastbt.kernels.funds import (
    release,
    release_share,
)
from fastbt.kernels.jit import helper
from fastbt.kernels.life import (
    CANCELED,
    FILLED,
    PARTIALLY_FILLED,
    cut,
    end,
    is_open,
    leave_all,
    next_sequence,
    notify,
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
from fastbt.kernels.state import (
    NOTHING,
    ORDER_CHILD,
    ORDER_TIED,
)
from fastbt.kernels.value import CASH, at_rate, margins_of_others, notional

LIQUIDATION = int(FillCause.LIQUIDATION)
EXPIRY = int(FillCause.EXPIRY)
DELISTING = int(FillCause.DELISTING)
SPLIT = int(FillCause.SPLIT)
ORDER_FILLED = int(EventKind.ORDER_FILLED)
POSITION_CLOSED = int(Reason.POSITION_CLOSED)


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
