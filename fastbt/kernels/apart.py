"""Several positions of one instrument: of several strategies, or of a venue that hedges (rule A2).

NETTING: a position per strategy, so an order closes what its own strategy holds on the other side. HEDGING: a
position per order that opens; an order closes only if it is reduce-only, a reversal or a rebalancing (or a
sale of a CASH account, which cannot be short): the position of the order it names, else the oldest first, in
a fill each. Margins are needed on the net of an instrument, or with ``hedging_margin = both`` on every
position. Only runs in which an instrument may have several positions compile these entries.
"""

from __future__ import annotations

from numba import types

from fastbt.codes import OmsType, OrderSide
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.life import is_open
from fastbt.kernels.memory import (
    I64,
    balance_at,
    command_at,
    instrument_at,
    link_at,
    order_at,
    position_at,
    run_at,
    venue_at,
)
from fastbt.kernels.one_fill import fee_of_fill, fill_one
from fastbt.kernels.requests import close_side
from fastbt.kernels.state import ORDER_ENTRY, ORDER_REDUCE_ONLY, ORDER_REVERSE
from fastbt.kernels.value import CASH, added, at_rate, notional

HEDGING = int(OmsType.HEDGING)
BUY = int(OrderSide.BUY)
SELL = int(OrderSide.SELL)
CLOSES = ORDER_REDUCE_ONLY | ORDER_REVERSE | ORDER_ENTRY
"""What closes before it opens where a venue hedges."""


@helper(I64(I64, I64))
def hedges(run: int, order: int) -> int:
    """1 when the venue of an order keeps a position per order that opens."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, order_at(s.orders, order).instrument)
    return 1 if venue_at(s.venues, i.venue).oms_type == HEDGING else 0


@helper(I64(I64, I64))
def may_close(run: int, order: int) -> int:
    """1 when an order closes what it can."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    v = venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue)
    return 1 if v.oms_type != HEDGING or o.flags & CLOSES != 0 or v.account_type == CASH else 0


@helper(I64(I64, I64, I64))
def closes(run: int, order: int, position: int) -> int:
    """1 when an order that closes what it can can close a position of its instrument."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    p = position_at(s.positions, position)
    if p.strategy != o.strategy or p.side == o.side:
        return 0
    if o.opener < 0 or hedges(run, order) == 0:
        return 1
    return 1 if order_at(s.orders, o.opener).position == position else 0


@helper(I64(I64, I64))
def closable(run: int, order: int) -> int:
    """Lots that an order can take off what is held."""
    if may_close(run, order) == 0:
        return 0
    s = run_at(run, 0)
    lots = 0
    k = types.int64(instrument_at(s.instruments, order_at(s.orders, order).instrument).position_first)
    while k >= 0:
        p = position_at(s.positions, k)
        if closes(run, order, k) == 1:
            lots += p.quantity
        k = types.int64(p.next)
    return lots


@entry
def against(run: int, order: int) -> int:
    """Lots that an order can take off what is held."""
    return closable(run, order)


@helper(I64(I64, I64))
def oldest(run: int, order: int) -> int:
    """The oldest position that an order closes, -1 when there is none."""
    s = run_at(run, 0)
    k = types.int64(instrument_at(s.instruments, order_at(s.orders, order).instrument).position_first)
    while k >= 0 and closes(run, order, k) == 0:
        k = types.int64(position_at(s.positions, k).next)
    return k


@helper(I64(I64, I64))
def added_to(run: int, order: int) -> int:
    """The position to which an order adds what it opens, -1 when it opens one."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    own = types.int64(o.position)
    if hedges(run, order) == 1:
        return own if own >= 0 and position_at(s.positions, own).is_open == 1 else -1
    k = types.int64(instrument_at(s.instruments, o.instrument).position_first)
    while k >= 0 and position_at(s.positions, k).strategy != o.strategy:
        k = types.int64(position_at(s.positions, k).next)
    return k


@entry
def fill_apart(run: int, order: int) -> int:
    """Fill an order as ``fills.fill`` has decided (``RUN.apart_*``): a fill per position that it closes; 0.

    What it opens goes with the last of them on a venue that nets, else it is a fill of its own.
    """
    s = run_at(run, 0)
    price, offered, last = s.apart_price + 0, s.apart_offered + 0, s.apart_last + 0
    closing, opening = s.apart_closing + 0, s.apart_opening + 0
    instrument = order_at(s.orders, order).instrument + 0
    while closing + opening > 0 and s.status == 0 and is_open(run, order) == 1:
        position = types.int64(-1)
        if closing > 0:
            position = oldest(run, order)
            if position < 0:
                closing = 0  # what an earlier fill set going has closed it
                continue
        else:
            position = added_to(run, order)
        part = min(closing, position_at(s.positions, position).quantity) if closing > 0 else 0
        closing -= part
        opens = opening if part == 0 or (closing == 0 and hedges(run, order) == 0) else 0
        opening -= opens
        value = notional(run, instrument, price, part + opens)
        fee = fee_of_fill(run, order, price, value, part + opens)
        over = last if closing + opening == 0 else 0
        fill_one(run, order, price, offered, position, part, opens, value, fee, over)
    return 0


@entry
def close_apart(run: int, command: int) -> int:
    """Close what a command names, or all that its strategy holds of an instrument; the order, -1 when flat.

    Where both sides are held that is an order each: the first, which closes the longs, has the name.
    """
    s = run_at(run, 0)
    c = command_at(command, 0)
    only = types.int64(-2)
    if c.opener_command > 0:
        opener = command_at(s.commands, c.opener_command - 1).sent
        only = types.int64(order_at(s.orders, opener).position) if opener >= 0 else types.int64(-1)
    longs, shorts = 0, 0
    k = types.int64(instrument_at(s.instruments, c.instrument).position_first)
    while k >= 0:
        p = position_at(s.positions, k)
        if p.strategy == c.strategy and (only == -2 or k == only):
            longs += 1 if p.side > 0 else 0
            shorts += 1 if p.side < 0 else 0
        k = types.int64(p.next)
    sent = -1
    if longs > 0:
        sent = close_side(run, command, SELL, c.name)
    if shorts > 0:
        other = close_side(run, command, BUY, c.name if sent < 0 else -1)
        sent = other if sent < 0 else sent
    return sent


@helper(I64(I64, I64))
def counts(run: int, order: int) -> int:
    """1 when of linked sales an order is the one that locks most, the first of equal ones."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.link < 0:
        return 1
    k = link_at(s.links, o.link).first
    while k >= 0:
        other = order_at(s.orders, k)
        more = other.locked > o.locked or (other.locked == o.locked and k < order)
        if k != order and other.side == o.side and other.strategy == o.strategy and more:
            return 0
        k = other.next_linked
    return 1


@entry
def free_apart(run: int, order: int) -> int:
    """Lots of a CASH account that a sale may take: its strategy's own, less what other orders of it lock."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    lots = closable(run, order)
    k = instrument_at(s.instruments, o.instrument).open_first
    while k >= 0:
        other = order_at(s.orders, k)
        beside = k == order or (o.link >= 0 and other.link == o.link)
        if other.strategy == o.strategy and other.side < 0 and not beside and counts(run, k) == 1:
            lots -= other.locked
        k = other.next_open
    return lots


@entry
def own_margin(run: int, instrument: int) -> int:
    """Margin of an instrument's positions at ``apart_price``, less what ``apart_order`` closes of them."""
    s = run_at(run, 0)
    price, order = s.apart_price + 0, s.apart_order + 0
    i = instrument_at(s.instruments, instrument)
    rate = i.maintenance_rate if s.apart_maintenance == 1 else i.margin_rate
    closing = order >= 0 and may_close(run, order) == 1
    net, total = 0, 0
    k = types.int64(i.position_first)
    while k >= 0:
        p = position_at(s.positions, k)
        if not closing or closes(run, order, k) == 0:
            net += p.side * p.quantity
            total = added(run, total, at_rate(run, abs(notional(run, instrument, price, p.quantity)), rate))
        k = types.int64(p.next)
    if venue_at(s.venues, i.venue).margin_net == 0:
        return total
    return at_rate(run, abs(notional(run, instrument, price, abs(net))), rate)


@entry
def net_margins(run: int, instrument: int) -> int:
    """Bring the margins of an instrument's net position, and its balance's sums, to its newest mark; 0."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, instrument)
    b = balance_at(s.balances, i.balance)
    size = abs(notional(run, instrument, i.mark, abs(i.held)))
    initial = at_rate(run, size, i.margin_rate)
    maintenance = at_rate(run, size, i.maintenance_rate)
    b.initial = added(run, b.initial, initial - i.initial)
    b.maintenance = added(run, b.maintenance, maintenance - i.maintenance)
    i.initial = initial
    i.maintenance = maintenance
    return 0
