"""What an order locks when it is sent, and what an account can pay at the fill (rules A4, A5).

CASH: buys lock notional and taker fee, sells that are not reduce-only lock holdings. MARGIN: orders that add
exposure lock its initial margin. Budgets, reversals, orders that are cut to the funds and those that wait for
their parent lock nothing.
"""

from __future__ import annotations

from numba import types

from fastbt.codes import LiquiditySide, Reason
from fastbt.kernels.fees import fee_of
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import (
    I64,
    VOID,
    balance_at,
    call,
    instrument_at,
    link_at,
    order_at,
    position_at,
    run_at,
    venue_at,
)
from fastbt.kernels.positions import reducible
from fastbt.kernels.prices import newest_price
from fastbt.kernels.state import (
    NOTHING,
    ORDER_BUDGET,
    ORDER_CUT,
    ORDER_DORMANT,
    ORDER_REDUCE_ONLY,
    ORDER_REVERSE,
    ORDER_WAITS,
)
from fastbt.kernels.value import CASH, at_rate, margins_of_others, notional, share

TAKER = int(LiquiditySide.TAKER)
INSUFFICIENT_CASH = int(Reason.INSUFFICIENT_CASH)
INSUFFICIENT_HOLDINGS = int(Reason.INSUFFICIENT_HOLDINGS)
INSUFFICIENT_MARGIN = int(Reason.INSUFFICIENT_MARGIN)
LOCKS_NOTHING = ORDER_REDUCE_ONLY | ORDER_BUDGET | ORDER_REVERSE | ORDER_CUT | ORDER_WAITS


@helper(I64(I64, I64), inline=True)
def price_when_sent(run: int, order: int) -> int:
    """The price by which an order is judged when sent: limit, else trigger, else the newest price, ticks."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.price != NOTHING:
        return o.price
    if o.trigger != NOTHING and o.flags & ORDER_DORMANT == 0:
        return o.trigger
    return newest_price(run, o.instrument, o.side)


@helper(I64(I64, I64, I64, I64))
def margin_for(run: int, instrument: int, price: int, lots: int) -> int:
    """Initial margin of lots at a price, money."""
    value = notional(run, instrument, price, lots)
    rate = instrument_at(run_at(run, 0).instruments, instrument).margin_rate
    return at_rate(run, value if value >= 0 else -value, rate)


@helper(I64(I64, I64))
def linked_lock(run: int, order: int) -> int:
    """The most that an order linked with this one locks of what this one locks; a group locks its largest."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.link < 0:
        return 0
    cash = venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue).account_type == CASH
    most = 0
    k = link_at(s.links, o.link).first
    while k >= 0:
        other = order_at(s.orders, k)
        if k != order and (other.side == o.side or not cash):
            most = max(most, other.locked)
        k = other.next_linked
    return most


@helper(VOID(I64, I64, I64))
def hold(run: int, order: int, amount: int) -> None:
    """Let an order lock an amount: lots of a sale on a CASH account, else money."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    change = amount - o.locked
    if o.link >= 0:
        others = linked_lock(run, order)
        change = max(amount, others) - max(o.locked, others)
    o.locked = amount
    if o.side < 0 and venue_at(s.venues, i.venue).account_type == CASH:
        i.holdings_locked += change
    else:
        balance_at(s.balances, i.balance).locked += change


@helper(I64(I64, I64), inline=True)
def lock_cash(run: int, order: int) -> int:
    """Lock what a CASH order needs; 0, or the reason why there is too little."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    b = balance_at(s.balances, i.balance)
    cut = venue_at(s.venues, i.venue).cut
    lots = o.quantity - o.filled
    if o.side > 0:
        price = price_when_sent(run, order)
        value = notional(run, o.instrument, price, lots)
        need = value + fee_of(run, order, price, value, TAKER, lots, o.filled)
        free = b.total - b.locked + linked_lock(run, order)
        if need > free:
            if cut == 0:
                return INSUFFICIENT_CASH
            need = max(free, 0)
        hold(run, order, need)
        return 0
    need = lots
    if s.free_apart != 0:
        free = call(s.free_apart, run, order)
    else:
        free = i.held - i.holdings_locked + linked_lock(run, order)
    if need > free:
        if cut == 0:
            return INSUFFICIENT_HOLDINGS
        need = max(free, 0)
    hold(run, order, need)
    return 0


@helper(I64(I64, I64))
def lock_margin(run: int, order: int) -> int:
    """Lock the initial margin of the exposure a MARGIN order adds.

    0, or the reason why there is too little.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    b = balance_at(s.balances, i.balance)
    against = reducible(run, order)
    adds = o.quantity - o.filled - against
    if adds <= 0:
        return 0
    price = price_when_sent(run, order)
    margin = margin_for(run, o.instrument, price, exposure_added(run, order, adds))
    value = notional(run, o.instrument, price, adds)
    fee = fee_of(run, order, price, value, TAKER, adds, o.filled)
    margins = b.initial + 0
    if against > 0:
        margins = margins_of_others(run, o.instrument, 0) + margin_kept(run, order, i.mark)
    available = b.total + b.marked - margins - b.locked
    available += linked_lock(run, order)
    if margin + fee > available:
        if venue_at(s.venues, i.venue).cut == 0:
            return INSUFFICIENT_MARGIN
        margin = min(margin, max(available, 0))
    hold(run, order, margin)
    return 0


@helper(I64(I64, I64), inline=True)
def lock(run: int, order: int) -> int:
    """Lock what an order needs when it is sent; 0, or the reason why there is too little."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    o.locked = 0
    if o.flags & LOCKS_NOTHING != 0:
        return 0
    i = instrument_at(s.instruments, o.instrument)
    if venue_at(s.venues, i.venue).account_type == CASH:
        return lock_cash(run, order)
    return lock_margin(run, order)


@helper(VOID(I64, I64), inline=True)
def release(run: int, order: int) -> None:
    """Free what an order locked."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.locked != 0:
        hold(run, order, 0)


@helper(VOID(I64, I64, I64, I64, I64))
def release_share(run: int, order: int, lots: int, opened: int, left: int) -> None:
    """Free what a fill of ``lots`` used of an order's lock, which is part filled now.

    Holdings: the lots. Money: the share of the ``opened`` lots in those that were still to open, of which
    ``left`` are left.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.locked == 0:
        return
    i = instrument_at(s.instruments, o.instrument)
    if o.side < 0 and venue_at(s.venues, i.venue).account_type == CASH:
        used = min(lots, o.locked)
    else:
        used = share(o.locked, opened, opened + left) if opened > 0 else 0
    hold(run, order, o.locked - used)


@helper(I64(I64, I64, I64), inline=True)
def equity_at(run: int, instrument: int, price: int) -> int:
    """Equity with this instrument at ``price`` and all others at their marks, money."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    b = balance_at(s.balances, i.balance)
    equity = b.total + b.marked
    k = types.int64(i.position_first)
    while k >= 0:
        p = position_at(s.positions, k)
        value = notional(run, instrument, price, p.quantity)
        if venue_at(s.venues, i.venue).account_type != CASH:
            value = p.side * (value - p.cost)
        equity += value - p.marked
        k = types.int64(p.next)
    return equity


@helper(I64(I64, I64, I64))
def margin_kept(run: int, order: int, price: int) -> int:
    """Initial margin at a price of what its instrument holds once an order has closed what it can, money."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if s.own_margin != 0:
        s.apart_price = price
        s.apart_order = order
        s.apart_maintenance = 0
        return call(s.own_margin, run, o.instrument)
    held = instrument_at(s.instruments, o.instrument).held
    return margin_for(run, o.instrument, price, held) if o.side * held > 0 else 0


@helper(I64(I64, I64, I64))
def exposure_added(run: int, order: int, lots: int) -> int:
    """Lots by which exposure grows when an order opens ``lots`` after it has closed what it can.

    Where margins are needed on the net, what opens against other positions adds none.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    if s.against == 0 or venue_at(s.venues, i.venue).margin_net == 0:
        return lots
    before = i.held + o.side * reducible(run, order)
    return max(abs(before + o.side * lots) - abs(before), 0)


@helper(I64(I64, I64, I64), inline=True)
def funds_for(run: int, order: int, price: int) -> int:
    """What an account has for the opening part of an order that fills at ``price``, money.

    CASH: free cash and the order's own lock. MARGIN: available margin with this instrument at ``price``; a
    position on the other side is closed first, so its margin is free.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    b = balance_at(s.balances, i.balance)
    others = b.locked - max(o.locked, linked_lock(run, order))
    if venue_at(s.venues, i.venue).account_type == CASH:
        return b.total - others
    margins = margins_of_others(run, o.instrument, 0) + margin_kept(run, order, price)
    return equity_at(run, o.instrument, price) - margins - others


@helper(I64(I64, I64, I64, I64, I64, I64))
def cost_of(run: int, order: int, price: int, liquidity: int, closing: int, opening: int) -> int:
    """What the funds must cover for an order to open ``opening`` lots after closing ``closing``, money.

    CASH: notional and fee. MARGIN: initial margin and the fee of the whole fill.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    value = notional(run, o.instrument, price, closing + opening)
    fee = fee_of(run, order, price, value, liquidity, closing + opening, o.filled)
    if venue_at(s.venues, i.venue).account_type == CASH:
        return (value if value >= 0 else -value) + fee
    return margin_for(run, o.instrument, price, exposure_added(run, order, opening)) + fee


@helper(I64(I64, I64), inline=True)
def reason_of_shortage(run: int, order: int) -> int:
    """The reason code of an opening that the funds do not cover."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, order_at(s.orders, order).instrument)
    return INSUFFICIENT_CASH if venue_at(s.venues, i.venue).account_type == CASH else INSUFFICIENT_MARGIN
