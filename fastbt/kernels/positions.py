"""What a fill does to positions and balances (rules A1 to A5).

Cost is kept in money: a partial close takes its share of the cost and of the commissions paid at entry,
rounded, the last close what is left, so that the shares add up exactly. A fill through zero closes a position
and opens the next. Which position a fill is of, where an instrument may have several, ``apart.py`` says.
"""

from __future__ import annotations

from fastbt.kernels.jit import helper
from fastbt.kernels.memory import (
    I64,
    POSITION_SIZE,
    POSITIONS,
    VOID,
    append,
    balance_at,
    call,
    fill_at,
    instrument_at,
    order_at,
    position_at,
    run_at,
    venue_at,
)
from fastbt.kernels.prices import set_mark
from fastbt.kernels.value import CASH, added, notional, revalue, share


@helper(I64(I64, I64), inline=True)
def reducible(run: int, order: int) -> int:
    """Lots that an order on its side can take off what is held."""
    s = run_at(run, 0)
    if s.against != 0:
        return call(s.against, run, order)
    o = order_at(s.orders, order)
    held = instrument_at(s.instruments, o.instrument).held
    return abs(held) if held * o.side < 0 else 0


@helper(VOID(I64, I64), inline=True)
def join_positions(run: int, position: int) -> None:
    """Append a new position to its instrument's and its balance's open positions."""
    s = run_at(run, 0)
    p = position_at(s.positions, position)
    i = instrument_at(s.instruments, p.instrument)
    b = balance_at(s.balances, i.balance)
    p.next = -1
    p.previous = i.position_last
    if i.position_last >= 0:
        position_at(s.positions, i.position_last).next = position
    else:
        i.position_first = position
    i.position_last = position
    p.next_open = -1
    p.previous_open = b.open_last
    if b.open_last >= 0:
        position_at(s.positions, b.open_last).next_open = position
    else:
        b.open_first = position
    b.open_last = position
    b.open_count += 1


@helper(VOID(I64, I64), inline=True)
def leave_positions(run: int, position: int) -> None:
    """Remove a closed position from its instrument's and its balance's open positions."""
    s = run_at(run, 0)
    p = position_at(s.positions, position)
    i = instrument_at(s.instruments, p.instrument)
    b = balance_at(s.balances, i.balance)
    if p.previous >= 0:
        position_at(s.positions, p.previous).next = p.next
    else:
        i.position_first = p.next
    if p.next >= 0:
        position_at(s.positions, p.next).previous = p.previous
    else:
        i.position_last = p.previous
    if p.previous_open >= 0:
        position_at(s.positions, p.previous_open).next_open = p.next_open
    else:
        b.open_first = p.next_open
    if p.next_open >= 0:
        position_at(s.positions, p.next_open).previous_open = p.previous_open
    else:
        b.open_last = p.previous_open
    b.open_count -= 1


@helper(I64(I64, I64), inline=True)
def open_position(run: int, order: int) -> int:
    """A new, still empty position for an order's instrument; its index, or -1 when memory is out."""
    s = run_at(run, 0)
    k = append(run, run + POSITIONS, POSITION_SIZE)
    if k < 0:
        return -1
    o = order_at(s.orders, order)
    p = position_at(s.positions, k)
    p.instrument = o.instrument
    p.strategy = o.strategy
    p.account = o.account
    p.order = order
    p.side = o.side
    p.is_open = 1
    p.quantity = 0
    p.peak = 0
    p.cost = 0
    p.marked = 0
    p.value = 0
    p.initial = 0
    p.maintenance = 0
    p.entry_commission = 0
    p.opened_quantity = 0
    p.opened_cost = 0
    p.closed_quantity = 0
    p.closed_value = 0
    p.realized = 0
    p.commission = 0
    p.funding = 0
    p.row_opened = s.row
    p.row_closed = -1
    p.rows_seen_opened = instrument_at(s.instruments, o.instrument).rows_seen
    join_positions(run, k)
    return k


@helper(VOID(I64, I64, I64, I64, I64), inline=True)
def close_lots(run: int, fill: int, position: int, lots: int, commission: int) -> None:
    """Close lots of a position.

    Realized profit, shares of cost and entry commissions, into the fill and the balance.
    """
    s = run_at(run, 0)
    f = fill_at(s.fills, fill)
    p = position_at(s.positions, position)
    i = instrument_at(s.instruments, p.instrument)
    b = balance_at(s.balances, i.balance)
    value = f.notional if lots == f.quantity else notional(run, p.instrument, f.price, lots)
    f.closed = lots
    f.closed_commission = commission
    f.closed_cost = share(p.cost, lots, p.quantity)
    f.entry_commission = share(p.entry_commission, lots, p.quantity)
    f.realized = p.side * (value - f.closed_cost)
    p.cost -= f.closed_cost
    p.entry_commission -= f.entry_commission
    p.quantity -= lots
    p.closed_quantity += lots
    p.closed_value = added(run, p.closed_value, value)
    p.realized = added(run, p.realized, f.realized)
    p.commission += commission
    b.realized = added(run, b.realized, f.realized)
    if venue_at(s.venues, i.venue).account_type == CASH:
        b.total = added(run, b.total, p.side * value)
    else:
        b.total = added(run, b.total, f.realized)
    if p.quantity == 0:
        revalue(run, position, i.mark)  # takes its value out of the balance's totals
        p.is_open = 0
        p.row_closed = s.row
        leave_positions(run, position)


@helper(VOID(I64, I64, I64, I64, I64), inline=True)
def add_lots(run: int, position: int, lots: int, value: int, commission: int) -> None:
    """Add lots worth ``value`` to a position, and pay for them on a CASH account."""
    s = run_at(run, 0)
    p = position_at(s.positions, position)
    i = instrument_at(s.instruments, p.instrument)
    p.quantity += lots
    p.peak = max(p.peak, p.quantity)
    p.cost = added(run, p.cost, value)
    p.entry_commission += commission
    p.opened_quantity += lots
    p.opened_cost = added(run, p.opened_cost, value)
    p.commission += commission
    if venue_at(s.venues, i.venue).account_type == CASH:
        b = balance_at(s.balances, i.balance)
        b.total = added(run, b.total, -p.side * value)


@helper(VOID(I64, I64, I64, I64, I64), inline=True)
def apply_fill(run: int, fill: int, position: int, closing: int, opening: int) -> None:
    """Move positions, costs and balance by a fill of ``closing`` + ``opening`` lots.

    ``position``: the one that it closes, else the one to which it adds; -1: it opens one. The fill's order,
    price, notional and commission are set; its position fields are filled in here. Notional and commission
    of the closing part are rounded, the opening part is the rest.
    """
    s = run_at(run, 0)
    f = fill_at(s.fills, fill)
    i = instrument_at(s.instruments, f.instrument)
    b = balance_at(s.balances, i.balance)
    f.opened = -1
    f.closed = 0
    f.closed_cost = 0
    f.closed_commission = 0
    f.entry_commission = 0
    f.realized = 0
    i.held += f.side * (closing + opening)
    value = f.notional
    commission = f.commission
    b.commission += commission
    b.total = added(run, b.total, -commission)
    if closing > 0:
        closing_commission = share(commission, closing, closing + opening)
        if opening > 0:
            value -= notional(run, f.instrument, f.price, closing)
            commission -= closing_commission
        close_lots(run, fill, position, closing, closing_commission)
        f.position = position
    if opening > 0:
        if position < 0 or position_at(s.positions, position).is_open == 0:
            position = open_position(run, f.order)
            if position < 0:
                return
        if closing > 0:
            f.opened = position
        else:
            f.position = position
        add_lots(run, position, opening, value, commission)
        order_at(s.orders, f.order).position = position
    p = position_at(s.positions, position)
    if s.kind != 0:
        set_mark(run, f.instrument)
    if p.is_open == 1:
        revalue(run, position, i.mark)
    f.held = p.side * p.quantity
    f.cost = p.cost
