"""Raw memory for kernels: records and numbers at addresses, indirect calls, growing pools.

Everything crosses into a kernel as one address, so kernels need a few things that Python does not spell: a
record at an address (``view``), a number at an address (``i64_at`` ...), a call through an address
(``call``), a block moved. Pools grow by the C library's ``realloc`` whose address the run record holds, so a
strategy may send any number of orders on one row; an address kept across something that can send or fill must
therefore be read again.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.numpy_support import from_dtype

from fastbt.codes import RunStatus
from fastbt.kernels import state
from fastbt.kernels.jit import helper

I64 = types.int64
F64 = types.float64
U8 = types.uint8
VOID = types.void


def view(dtype: np.dtype[Any]) -> Any:
    """Make the function ``f(base, index)`` that gives the record number ``index`` at address ``base``.

    The record is read and written in place. ``dtype``: one of ``kernels/state/``.
    """
    record = from_dtype(dtype)
    size = dtype.itemsize

    @intrinsic
    def record_at(typingctx: Any, base: Any, index: Any) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            # an element pointer, not arithmetic on the address: LLVM then sees neighbors as neighbors
            base_pointer = builder.inttoptr(args[0], ir.ArrayType(ir.IntType(8), size).as_pointer())
            place = builder.gep(base_pointer, [args[1]])
            return builder.bitcast(place, context.get_value_type(record))

        return record(I64, I64), codegen

    return record_at


def view_as(record: Any) -> Any:
    """Make the function ``f(address)`` that gives the record of a Numba record type at an address."""

    @intrinsic
    def record_at(typingctx: Any, address: Any) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.inttoptr(args[0], context.get_value_type(record))

        return record(I64), codegen

    return record_at


def _number(kind: Any, bits: int) -> tuple[Any, Any]:
    """Make the functions that load and store one number of a type at (base, index)."""
    plain = ir.DoubleType() if kind is F64 else ir.IntType(bits)

    def place(builder: Any, base: Any, index: Any) -> Any:
        return builder.gep(builder.inttoptr(base, plain.as_pointer()), [index])

    @intrinsic
    def load(typingctx: Any, base: Any, index: Any) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.load(place(builder, args[0], args[1]))

        return kind(I64, I64), codegen

    @intrinsic
    def store(typingctx: Any, base: Any, index: Any, value: Any) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            number = context.cast(builder, args[2], signature.args[2], kind)
            builder.store(number, place(builder, args[0], args[1]))
            return context.get_dummy_value()

        return VOID(I64, I64, kind), codegen

    return load, store


i64_at, put_i64 = _number(I64, 64)
i32_at, put_i32 = _number(types.int32, 32)
u8_at, put_u8 = _number(U8, 8)
f64_at, put_f64 = _number(F64, 64)


@intrinsic
def call(typingctx: Any, address: Any, first: Any, second: Any) -> Any:
    """Call the entry at an address with two numbers."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        number = ir.IntType(64)
        kind = ir.FunctionType(number, [number, number])
        return builder.call(builder.inttoptr(args[0], kind.as_pointer()), [args[1], args[2]])

    return I64(I64, I64, I64), codegen


@intrinsic
def move_bytes(typingctx: Any, target: Any, source: Any, count: Any) -> Any:
    """Move a block of bytes; the two may overlap."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        pointer = ir.IntType(8).as_pointer()
        to, origin = builder.inttoptr(args[0], pointer), builder.inttoptr(args[1], pointer)
        cgutils.raw_memmove(builder, to, origin, args[2], 1)
        return context.get_dummy_value()

    return VOID(I64, I64, I64), codegen


@intrinsic
def clear_bytes(typingctx: Any, target: Any, count: Any) -> Any:
    """Set a block of bytes to zero."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        cgutils.memset(builder, builder.inttoptr(args[0], ir.IntType(8).as_pointer()), args[1], 0)
        return context.get_dummy_value()

    return VOID(I64, I64), codegen


@intrinsic
def prefetch(typingctx: Any, base: Any, index: Any) -> Any:
    """Ask for the cache line of the int64 at (base, index), to be there a hundred nanoseconds later."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        pointer, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
        offset = builder.mul(args[1], ir.Constant(ir.IntType(64), 8))
        place = builder.inttoptr(builder.add(args[0], offset), pointer)
        kind = ir.FunctionType(ir.VoidType(), [pointer, flag, flag, flag])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(function, [place, flag(0), flag(3), flag(1)])
        return context.get_dummy_value()

    return VOID(I64, I64), codegen


@intrinsic
def count_trailing_zeros(typingctx: Any, word: Any) -> Any:
    """Number of zero bits below the lowest one of a non-zero word."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 1))

    return I64(I64), codegen


run_at = view(state.RUN)
venue_at = view(state.VENUE)
risk_at = view(state.RISK)
halt_at = view(state.HALT)
account_at = view(state.ACCOUNT)
balance_at = view(state.BALANCE)
fee_at = view(state.FEE)
instrument_at = view(state.INSTRUMENT)
book_at = view(state.BOOK)
book_entry_at = view(state.BOOK_ENTRY)
order_at = view(state.ORDER)
bracket_at = view(state.BRACKET)
rung_at = view(state.RUNG)
fill_at = view(state.FILL)
position_at = view(state.POSITION)
marking_at = view(state.MARKING)
change_at = view(state.CHANGE)
expiry_at = view(state.EXPIRY)
reached_at = view(state.REACHED)
command_at = view(state.COMMAND)
plan_at = view(state.PLAN)
arrival_at = view(state.ARRIVAL)
notice_at = view(state.NOTICE)
context_at = view(state.CONTEXT)
event_at = view(state.EVENT)
ask_at = view(state.ASK)
user_at = view(state.USER)
trail_at = view(state.TRAIL)
link_at = view(state.LINK)
model_at = view(state.MODEL)
charge_at = view(state.CHARGE)
charge_seen_at = view(state.CHARGE_SEEN)
offer_at = view(state.OFFER)
offer_seen_at = view(state.OFFER_SEEN)
room_at = view(state.ROOM)
room_seen_at = view(state.ROOM_SEEN)
message_at = view(state.MESSAGE)
message_seen_at = view(state.MESSAGE_SEEN)
tie_at = view(state.TIE)
flow_at = view(state.FLOW)
action_at = view(state.ACTION)


def _pool_place(name: str) -> tuple[int, int]:
    """Byte offset of a pool's three fields in RUN and the size of its records."""
    offset = int(state.RUN.fields[name][1])  # type: ignore[index]
    kind = {"orders": "ORDER", "reached": "REACHED", "notices": "NOTICE", "expiries": "EXPIRY"}
    record = getattr(state, kind.get(name, name[:-1].upper()))
    return offset, record.itemsize


ORDERS, ORDER_SIZE = _pool_place("orders")
FILLS, FILL_SIZE = _pool_place("fills")
POSITIONS, POSITION_SIZE = _pool_place("positions")
CHANGES, CHANGE_SIZE = _pool_place("changes")
BRACKETS, BRACKET_SIZE = _pool_place("brackets")
EXPIRIES, EXPIRY_SIZE = _pool_place("expiries")
REACHED, REACHED_SIZE = _pool_place("reached")
NOTICES, NOTICE_SIZE = _pool_place("notices")
RUNGS, RUNG_SIZE = _pool_place("rungs")
TRAILS, TRAIL_SIZE = _pool_place("trails")
FLOWS, FLOW_SIZE = _pool_place("flows")
ARRIVALS, ARRIVAL_SIZE = _pool_place("arrivals")

DONE = int(RunStatus.DONE)
OUT_OF_MEMORY = int(RunStatus.OUT_OF_MEMORY)
FIRST_CAPACITY = 256


@helper(VOID(I64, I64), inline=True)
def fail(run: int, status: int) -> None:
    """End the run with a status at the row being processed; the first failure stays."""
    s = run_at(run, 0)
    if s.status == DONE:
        s.status = status
        s.status_row = s.row


@helper(VOID(I64, I64, I64), inline=True)
def fail_of(run: int, status: int, instrument: int) -> None:
    """End the run with a status that concerns an instrument: an order in flight may not be the row's."""
    s = run_at(run, 0)
    if s.status == DONE:
        s.status_instrument = instrument
        fail(run, status)


@helper(I64(I64, I64, I64))
def grow(run: int, pool: int, size: int) -> int:
    """Double a pool, the three fields (address, count, capacity) at ``pool``; 0 when memory is out."""
    capacity = max(i64_at(pool, 2) * 2, FIRST_CAPACITY)
    address = call(run_at(run, 0).reallocate, i64_at(pool, 0), capacity * size)
    if address == 0:
        fail(run, OUT_OF_MEMORY)
        return 0
    put_i64(pool, 0, address)
    put_i64(pool, 2, capacity)
    return 1


@helper(I64(I64, I64, I64), inline=True)
def append(run: int, pool: int, size: int) -> int:
    """Take the next record of a pool, growing it if need be; its index, or -1 when memory is out."""
    index = i64_at(pool, 1)
    if index >= i64_at(pool, 2) and grow(run, pool, size) == 0:
        return -1
    put_i64(pool, 1, index + 1)
    return index
