"""Latency by a function of the user's own (rule T6): what it is shown of a message, how its answer counts."""

from __future__ import annotations

from fastbt.kernels.custom_models import NOISE, answer_of, as_decimal, refuse
from fastbt.kernels.draws import below
from fastbt.kernels.jit import entry, helper
from fastbt.kernels.memory import (
    I64,
    VOID,
    i64_at,
    instrument_at,
    message_at,
    message_seen_at,
    model_at,
    order_at,
    run_at,
    venue_at,
)
from fastbt.kernels.state import MODEL_NEGATIVE, MODEL_TOO_LONG, NOTHING, ORDER_REDUCE_ONLY, RATE


@helper(VOID(I64, I64))
def show_message(run: int, model: int) -> None:
    """Fill in a model's MESSAGE, and bring it to decimals for a function that wants them."""
    s = run_at(run, 0)
    m = model_at(s.models, model)
    o = order_at(s.orders, m.order)
    t = message_at(m.terms, 0)
    t.instrument = o.instrument
    t.side = o.side
    t.order_type = o.type
    t.reduce_only = 1 if o.flags & ORDER_REDUCE_ONLY != 0 else 0
    t.kind = s.message
    t.ts = i64_at(s.ts_event, s.row)
    t.quantity = o.quantity
    t.filled = o.filled
    t.chance = below(run, m.order, RATE)
    if m.exact == 1:
        return
    scale = instrument_at(s.instruments, o.instrument).size_scale + 0.0
    d = message_seen_at(m.seen, 0)
    d.instrument = t.instrument
    d.side = t.side
    d.order_type = t.order_type
    d.reduce_only = t.reduce_only
    d.kind = t.kind
    d.ts = t.ts
    d.quantity = as_decimal(t.quantity, scale)
    d.filled = t.filled / scale
    d.chance = t.chance / RATE


@entry
def own_message_time(run: int, order: int) -> int:
    """How long the message in hand (``RUN.message``) takes, ns; 0 when the model ended the run."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, order_at(s.orders, order).instrument)
    model = venue_at(s.venues, i.venue).latency_model - 1
    m = model_at(s.models, model)
    m.order = order
    show_message(run, model)
    time = answer_of(run, model, 1.0, 0.0)
    if time == NOTHING:
        return 0
    if time < 0 or (m.exact == 0 and m.number < -NOISE):
        refuse(run, model, MODEL_NEGATIVE)
        return 0
    if time > m.longest:
        refuse(run, model, MODEL_TOO_LONG)
        return 0
    return time
