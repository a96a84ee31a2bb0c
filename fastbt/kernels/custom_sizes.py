"""How much of a row orders may take by a function of the user's own (rule F11, ``volume_limit``).

It answers for all orders of the row together, or of a side of the quote: what fills have taken is counted
here and comes off its answer. Only runs with such a function compile these entries.
"""

from __future__ import annotations

import math

from numba import types

from fastbt.codes import LiquiditySide
from fastbt.kernels.custom_models import NOISE, answer_of, as_decimal, asked_for, refuse, show_offer
from fastbt.kernels.grid import LARGEST
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.memory import (
    I64,
    VOID,
    fill_at,
    i64_at,
    instrument_at,
    model_at,
    order_at,
    room_at,
    room_seen_at,
    run_at,
    venue_at,
)
from fastbt.kernels.participation import by_quote
from fastbt.kernels.points import part_of, place_of, quarter_of
from fastbt.kernels.state import MODEL_NEGATIVE, NOTHING

MAKER = int(LiquiditySide.MAKER)


@helper(VOID(I64, I64))
def count_anew(run: int, instrument: int) -> None:
    """Start counting at a row, a quote or a point of the path of which no fill has been counted yet."""
    i = instrument_at(run_at(run, 0).instruments, instrument)
    if i.size_row != i.current_row:
        i.size_row = i.current_row
        i.row_taken = 0
        i.point_taken = 0
    if i.quote_sized != i.quote_row:
        i.quote_sized = i.quote_row
        i.bid_taken = 0
        i.ask_taken = 0
    if run_at(run, 0).by_points == 1:
        place = place_of(run)
        if i.point_counted != place:
            i.point_counted = place
            i.point_taken = 0


@helper(VOID(I64, I64))
def show_room(run: int, model: int) -> None:
    """Complete a model's ROOM: what was taken, and on ticks the size that they show."""
    s = run_at(run, 0)
    show_offer(run, model)
    m = model_at(s.models, model)
    o = order_at(s.orders, m.order)
    i = instrument_at(s.instruments, o.instrument)
    t = room_at(m.terms, 0)
    t.taken = i.row_taken
    if by_quote(run, o.instrument) == 1:
        t.taken = i.ask_taken if o.side > 0 else i.bid_taken
        t.volume = i64_at(s.ask_size if o.side > 0 else s.volume, i.quote_row)
    elif s.on_tick == 1:
        t.volume = i64_at(s.volume, i.current_row)
    if m.exact == 0:
        d = room_seen_at(m.seen, 0)
        d.taken = t.taken / i.size_scale
        d.volume = as_decimal(t.volume, i.size_scale)


@helper(I64(I64, I64))
def room(run: int, model: int) -> int:
    """Ask a model whose ROOM is filled in: lots on the grid; NOTHING when it ended the run."""
    m = model_at(run_at(run, 0).models, model)
    i = instrument_at(run_at(run, 0).instruments, room_at(m.terms, 0).instrument)
    lots = answer_of(run, model, i.size_scale, 0.0)
    if lots == NOTHING:
        return NOTHING
    if m.exact == 0:
        x = m.number * i.size_scale
        if x < -NOISE:
            lots = -1
        elif x < LARGEST:  # down to a lot, but for what the float is off
            lots = types.int64(math.floor(x + NOISE))
    if lots < 0:
        refuse(run, model, MODEL_NEGATIVE)
        return NOTHING
    return lots - lots % i.size_increment


@entry
def own_size_left(run: int, order: int) -> int:
    """Lots that an order may still take where it is about to fill; 0 when the model ended the run."""
    s = run_at(run, 0)
    instrument = order_at(s.orders, order).instrument + 0
    i = instrument_at(s.instruments, instrument)
    count_anew(run, instrument)
    model = venue_at(s.venues, i.venue).volume_limit_model - 1
    m = model_at(s.models, model)
    m.order = order
    t = room_at(m.terms, 0)
    t.is_maker = 1 if s.fill_liquidity == MAKER else 0
    t.price = s.fill_price
    t.quantity = asked_for(run, order)
    show_room(run, model)
    lots = room(run, model)
    if lots == NOTHING:
        return 0
    if s.by_points == 0:
        return max(lots - t.taken, 0)
    i.size_whole = lots
    place = place_of(run)
    part = min(quarter_of(run, instrument), lots) if place == 0 else part_of(run, instrument, place)
    return max(part - i.point_taken, 0)


@entry
def own_use_size(run: int, fill: int) -> int:
    """Count the lots of a fill as taken; 0."""
    s = run_at(run, 0)
    f = fill_at(s.fills, fill)
    o = order_at(s.orders, f.order)
    i = instrument_at(s.instruments, o.instrument)
    count_anew(run, o.instrument)
    if by_quote(run, o.instrument) == 0:
        i.row_taken += f.quantity
        i.point_taken += f.quantity
    elif o.side > 0:
        i.ask_taken += f.quantity
    else:
        i.bid_taken += f.quantity
    return 0
