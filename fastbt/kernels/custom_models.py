"""Models of the user's own: a function is asked what a fill pays or at which price it is (F1, F13, F14).

The caller writes order, price and quantity into the model's terms; the entries here add what the kernel
knows, ask the function through its address, and bring its answer to units or ticks. What raised or cannot be
ends the run: ``MODEL.problem`` says why. Only runs with such models compile these entries.
"""

from __future__ import annotations

import math

from numba import types

from fastbt.codes import RunStatus
from fastbt.kernels.fills import lots_before_slippage
from fastbt.kernels.grid import LARGEST, nearest
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.market_price import takes_own_price, tick_within
from fastbt.kernels.memory import (
    F64,
    I64,
    VOID,
    balance_at,
    call,
    charge_at,
    charge_seen_at,
    fail_of,
    i64_at,
    instrument_at,
    model_at,
    offer_at,
    offer_seen_at,
    order_at,
    run_at,
    venue_at,
)
from fastbt.kernels.positions import reducible
from fastbt.kernels.prices import close_for, high_for, low_for
from fastbt.kernels.state import (
    FAR_UP,
    LIMIT,
    MODEL_NEGATIVE,
    MODEL_NOT_A_NUMBER,
    MODEL_OUT_OF_RANGE,
    MODEL_RAISED,
    MODEL_TOO_LARGE,
    NOTHING,
    ORDER_REDUCE_ONLY,
)

MODEL_ERROR = int(RunStatus.MODEL_ERROR)
NOISE = 1e-6
"""Of a unit or a grid step: what a float may be off before it is rounded."""


@helper(VOID(I64, I64, I64))
def refuse(run: int, model: int, problem: int) -> None:
    """End the run for what a model answered; the first problem stays."""
    s = run_at(run, 0)
    m = model_at(s.models, model)
    if m.problem == 0:
        m.problem = problem
        m.row = s.row
        fail_of(run, MODEL_ERROR, order_at(s.orders, m.order).instrument)


@helper(F64(I64, F64))
def as_decimal(count: int, scale: float) -> float:
    """A count in decimals; NaN for NOTHING."""
    return math.nan if count == NOTHING else count / scale


@helper(I64(I64, I64, F64, F64))
def answer_of(run: int, model: int, scale: float, rounding: float) -> int:
    """Ask a model and bring its answer to counts; NOTHING when that ended the run.

    ``rounding``: what is added to an answer in decimals, away from zero, before the nearest count is taken.
    """
    m = model_at(run_at(run, 0).models, model)
    if call(m.function, run, model) != 0:
        refuse(run, model, MODEL_RAISED)
        return NOTHING
    count = m.count + 0
    if m.exact == 0:
        x = m.number * scale
        if x != x:
            refuse(run, model, MODEL_NOT_A_NUMBER)
            return NOTHING
        count = nearest(x + rounding if x >= 0.0 else x - rounding)
    if count <= -LIMIT or count >= LIMIT:
        refuse(run, model, MODEL_TOO_LARGE)
        return NOTHING
    return count


@entry
def charge(run: int, model: int) -> int:
    """Fee of the fill that a model's CHARGE is about, money; 0 when the model ended the run."""
    s = run_at(run, 0)
    m = model_at(s.models, model)
    o = order_at(s.orders, m.order)
    i = instrument_at(s.instruments, o.instrument)
    c = charge_at(m.terms, 0)
    c.instrument = o.instrument
    c.side = o.side
    c.order_type = o.type
    c.reduce_only = 1 if o.flags & ORDER_REDUCE_ONLY != 0 else 0
    c.traded = balance_at(s.balances, i.balance).traded
    if m.exact == 0:
        d = charge_seen_at(m.seen, 0)
        d.instrument = c.instrument
        d.side = c.side
        d.order_type = c.order_type
        d.reduce_only = c.reduce_only
        d.is_maker = c.is_maker
        d.price = as_decimal(c.price, i.price_scale)
        d.quantity = c.quantity / i.size_scale
        d.filled = c.filled / i.size_scale
        d.notional = c.notional / i.money_scale
        d.traded = c.traded / i.money_scale
    fee = answer_of(run, model, i.money_scale, NOISE)
    return 0 if fee == NOTHING else fee


@helper(I64(I64, I64, I64), inline=True)
def open_for(run: int, row: int, side: int) -> int:
    """Price at which orders of a side meet a row's open, ticks."""
    s = run_at(run, 0)
    if s.bid_open == 0:
        return i64_at(s.open, row)
    return i64_at(s.ask_open if side > 0 else s.bid_open, row)


@helper(VOID(I64, I64))
def show_row(run: int, model: int) -> None:
    """Add to a model's OFFER the row on which its order fills; a tick has one price and no volume."""
    s = run_at(run, 0)
    m = model_at(s.models, model)
    o = order_at(s.orders, m.order)
    row = instrument_at(s.instruments, o.instrument).current_row + 0
    t = offer_at(m.terms, 0)
    t.instrument = o.instrument
    t.side = o.side
    t.order_type = o.type
    t.reduce_only = 1 if o.flags & ORDER_REDUCE_ONLY != 0 else 0
    t.filled = o.filled
    t.open = t.high = t.low = t.close = t.price
    t.volume = NOTHING
    if s.on_tick == 0:
        t.open = open_for(run, row, o.side)
        t.high = high_for(run, row, o.side)
        t.low = low_for(run, row, o.side)
        t.close = close_for(run, row, o.side)
        if s.volume != 0:
            t.volume = i64_at(s.volume, row)


@helper(VOID(I64, I64))
def show_offer(run: int, model: int) -> None:
    """Complete a model's OFFER, and bring it to decimals for a function that wants them."""
    s = run_at(run, 0)
    show_row(run, model)
    m = model_at(s.models, model)
    if m.exact == 1:
        return
    t = offer_at(m.terms, 0)
    i = instrument_at(s.instruments, t.instrument)
    d = offer_seen_at(m.seen, 0)
    d.instrument = t.instrument
    d.side = t.side
    d.order_type = t.order_type
    d.reduce_only = t.reduce_only
    d.is_maker = t.is_maker
    d.price = t.price / i.price_scale
    d.quantity = t.quantity / i.size_scale
    d.filled = t.filled / i.size_scale
    d.open = t.open / i.price_scale
    d.high = t.high / i.price_scale
    d.low = t.low / i.price_scale
    d.close = t.close / i.price_scale
    d.volume = as_decimal(t.volume, i.size_scale)


@helper(I64(I64, I64))
def asked_for(run: int, order: int) -> int:
    """Lots that an order about to fill asks for at the price offered; no size caps them yet."""
    s = run_at(run, 0)
    s.fill_most = FAR_UP  # it may arrive within the capped fill of its entry
    return lots_before_slippage(run, order, s.fill_price, s.fill_liquidity, reducible(run, order))


@entry
def slip(run: int, model: int) -> int:
    """How far the fill that a model's OFFER is about slips, ticks; NOTHING when the model ended the run."""
    s = run_at(run, 0)
    show_offer(run, model)
    m = model_at(s.models, model)
    scale = instrument_at(s.instruments, offer_at(m.terms, 0).instrument).price_scale + 0.0
    distance = answer_of(run, model, scale, 0.0)
    if distance == NOTHING:
        return NOTHING
    if m.exact == 0:
        x = m.number * scale
        if x < -NOISE:
            distance = -1
        elif x < LARGEST:  # up to a tick, but for what the float is off
            distance = types.int64(math.ceil(x - NOISE))
    if distance < 0:
        refuse(run, model, MODEL_NEGATIVE)
        return NOTHING
    return distance


@entry
def offer_own(run: int, order: int) -> int:
    """Offer a market order what its model says, to a tick; its children wait for the next row; 0."""
    s = run_at(run, 0)
    s.children_late = 0
    if takes_own_price(run, order) == 0:
        return 0
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    model = venue_at(s.venues, i.venue).fill_price_model + 0
    m = model_at(s.models, model)
    m.order = order
    t = offer_at(m.terms, 0)
    t.is_maker = 0
    t.price = s.fill_price
    t.quantity = asked_for(run, order)
    show_offer(run, model)
    price = answer_of(run, model, i.price_scale, 0.0)
    if price == NOTHING:
        return 0
    if price < t.low or price > t.high:
        refuse(run, model, MODEL_OUT_OF_RANGE)
        return 0
    if m.exact == 1:
        s.fill_price = tick_within(2 * price, i.price_increment, t.low, t.high)
    else:  # rounded once: the nearest count need not be next to the nearest tick
        x = m.number * i.price_scale / i.price_increment
        steps = nearest(x + NOISE if x >= 0.0 else x - NOISE)
        s.fill_price = min(max(steps * i.price_increment, t.low), t.high)
    s.children_late = 1
    return 0
