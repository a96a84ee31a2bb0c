"""How a user's compiled functions see the CONTEXT and EVENT records: fields, columns by name, and orders.

The context is a record type of its own: methods on Numba's ``types.Record`` depend on what was compiled
before them. Its methods fill the ASK record and call ``place`` through its address, so a strategy compiles
nothing of the kernel.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numba import njit, types
from numba.core.ccallback import CFunc
from numba.core.datamodel import models
from numba.core.extending import overload, overload_method, register_model
from numba.np.numpy_support import from_dtype

from fastbt.kernels import state
from fastbt.kernels.jit import ENTRY, OPTIONS
from fastbt.kernels.memory import ask_at, call, put_f64, run_at, user_at, view, view_as
from fastbt.kernels.state import MOST_RUNGS


class ContextRecord(types.Record):
    """The record type of contexts; its methods are found before those of other records."""

    def can_convert_to(self, typingctx: Any, other: Any) -> None:
        """Never: Numba would take a context with more columns for one with fewer, and warn of it."""


register_model(ContextRecord)(models.RecordModel)


def context_dtype(columns: list[str]) -> np.dtype[Any]:
    """The CONTEXT record followed by one float64 field per column."""
    known: Any = state.CONTEXT.fields
    fields = [(name, known[name][0]) for name in known]
    return np.dtype([*fields, *((name, "f8") for name in columns)], align=True)


def context_type(dtype: np.dtype[Any]) -> ContextRecord:
    """The Numba type of contexts laid out as ``dtype``."""
    plain = from_dtype(dtype)
    fields = [
        (name, {"type": f.type, "offset": f.offset, "alignment": f.alignment, "title": f.title})
        for name, f in plain.fields.items()
    ]
    return ContextRecord(fields, plain.size, plain.aligned)


ENOUGH = 1e-9
"""How far the shares of a ladder may add up to something else than 1."""


def number_or_nan(x: float | None) -> float:
    """x, or NaN for None."""
    return math.nan if x is None else float(x)


# Numba compares the signature of an overload with that of what it returns, annotations included: none on
# either.
@overload(number_or_nan)
def _number_or_nan(x):  # type: ignore[no-untyped-def]
    if isinstance(x, types.NoneType) or (isinstance(x, types.Omitted) and x.value is None):
        return lambda x: math.nan
    return lambda x: x * 1.0


def ask_target(address: int, take_profit: float | Sequence[Sequence[float]] | None) -> None:
    """Write a take-profit, or the rungs of a ladder, into the ASK."""
    a = ask_at(address, 0)
    a.take_profit = math.nan
    a.rung_count = 0
    if isinstance(take_profit, int | float):
        a.take_profit = take_profit
    elif take_profit is not None:
        ask_ladder(address, take_profit)


def ask_ladder(address: int, ladder: Sequence[Sequence[float]]) -> None:
    """Write the rungs of a ladder into the ASK; their shares must add up to 1."""
    a = ask_at(address, 0)
    total = 0.0
    for level, share in ladder:
        if a.rung_count == MOST_RUNGS or not (level > 0.0 and share > 0.0):
            raise ValueError("a ladder has 1 to 32 rungs, each a level and a share above 0")
        put_f64(a.rungs, 2 * a.rung_count, level * 1.0)
        put_f64(a.rungs, 2 * a.rung_count + 1, share * 1.0)
        a.rung_count += 1
        total += share
    if abs(total - 1.0) > ENOUGH:
        raise ValueError("the shares of a ladder must add up to 1")


_ask_ladder = njit(**OPTIONS)(ask_ladder)


@overload(ask_target)
def _ask_target(address, take_profit):  # type: ignore[no-untyped-def]
    none = isinstance(take_profit, types.NoneType)
    if none or (isinstance(take_profit, types.Omitted) and take_profit.value is None):

        def write(address, take_profit):  # type: ignore[no-untyped-def]
            a = ask_at(address, 0)
            a.take_profit = math.nan
            a.rung_count = 0

    elif isinstance(take_profit, types.Number | types.Omitted):

        def write(address, take_profit):  # type: ignore[no-untyped-def]
            a = ask_at(address, 0)
            a.take_profit = take_profit * 1.0
            a.rung_count = 0

    else:

        def write(address, take_profit):  # type: ignore[no-untyped-def]
            a = ask_at(address, 0)
            a.take_profit = math.nan
            a.rung_count = 0
            _ask_ladder(address, take_profit)

    return write


def ask(
    ctx: Any,
    side: int,
    reduce_only: int,
    quantity: float,
    limit_price: float | None,
    trigger_price: float | None,
    stop_loss: float | None,
    take_profit: float | Sequence[Sequence[float]] | None,
) -> int:
    """Ask for an order of the context's instrument; its number."""
    s = run_at(ctx.run, 0)
    address = user_at(s.user, 0).ask
    a = ask_at(address, 0)
    a.instrument = ctx.instrument
    a.side = side
    a.reduce_only = reduce_only
    a.quantity = quantity
    a.limit_price = number_or_nan(limit_price)
    a.trigger_price = number_or_nan(trigger_price)
    a.stop_loss = number_or_nan(stop_loss)
    ask_target(address, take_profit)
    return call(s.place, ctx.run, address)


_ask = njit(**OPTIONS)(ask)


def _order_method(side: int) -> Callable[..., Any]:
    """The method that asks for an order of one side, as Numba's overloads want it."""

    def typed(ctx, quantity, limit_price=None, trigger_price=None, stop_loss=None, take_profit=None):  # type: ignore[no-untyped-def]
        def method(ctx, quantity, limit_price=None, trigger_price=None, stop_loss=None, take_profit=None):  # type: ignore[no-untyped-def]
            return _ask(ctx, side, 0, quantity, limit_price, trigger_price, stop_loss, take_profit)

        return method

    return typed


overload_method(ContextRecord, "buy")(_order_method(1))
overload_method(ContextRecord, "sell")(_order_method(-1))


@overload_method(ContextRecord, "close_position")
def _close_position(ctx):  # type: ignore[no-untyped-def]
    def close_position(ctx):  # type: ignore[no-untyped-def]
        if ctx.position == 0.0:
            return -1
        return _ask(ctx, -1 if ctx.position > 0.0 else 1, 1, math.nan, None, None, None, None)

    return close_position


def _callback(function: Callable[..., Any]) -> CFunc:
    compiled = CFunc(function, (ENTRY.args, ENTRY.return_type), locals={}, options=dict(OPTIONS))
    compiled.compile()
    return compiled


def compile_row_hook(
    function: Callable[..., Any], context: np.dtype[Any], parameters: np.dtype[Any], shows: bool = True
) -> CFunc:
    """Compile a user's ``hook(ctx, p)`` into the callback that the kernel calls for each row.

    ``shows``: fill the context with the row first (on_bar); without it the context is as it stands
    (on_start). A Python exception in it becomes status 1; its type and text stay in the compiled code.
    """
    seen, given = context_type(context), from_dtype(parameters)
    user = njit(**OPTIONS)(function)
    user.compile(types.void(seen, given))
    context_record, parameter_record = view_as(seen), view(parameters)

    def on_row(run: int, row: int) -> int:
        s = run_at(run, 0)
        u = user_at(s.user, 0)
        if shows:
            call(s.show, run, row)
        try:
            user(context_record(u.context), parameter_record(u.parameters, 0))
        except Exception:  # noqa: BLE001 - whatever it raises ends the run with a status
            return 1
        return 0

    return _callback(on_row)


def compile_event_hook(
    function: Callable[..., Any], context: np.dtype[Any], parameters: np.dtype[Any]
) -> CFunc:
    """Compile a user's ``hook(ctx, p, event)`` into the callback for order events."""
    seen, given, event = context_type(context), from_dtype(parameters), from_dtype(state.EVENT)
    user = njit(**OPTIONS)(function)
    user.compile(types.void(seen, given, event))
    context_record, parameter_record, event_record = view_as(seen), view(parameters), view(state.EVENT)

    def on_event(run: int, notice: int) -> int:
        s = run_at(run, 0)
        u = user_at(s.user, 0)
        call(s.show_event, run, notice)
        try:
            user(context_record(u.context), parameter_record(u.parameters, 0), event_record(u.event, 0))
        except Exception:  # noqa: BLE001
            return 1
        return 0

    return _callback(on_event)
