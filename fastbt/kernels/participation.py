"""How much of a row's size is left for orders (rule F11).

A row offers a share of its volume to all orders of its instrument together, in the order in which they are
touched. ``size_left`` and ``use_size`` are the only ones to read and write what is left of it.
"""

from __future__ import annotations

from fastbt.kernels.jit import helper
from fastbt.kernels.memory import I64, VOID, i64_at, instrument_at, order_at, run_at, venue_at
from fastbt.kernels.state import LIMIT, NOTHING, RATE
from fastbt.kernels.wide import multiply_divide_floor


@helper(I64(I64, I64))
def size_left(run: int, order: int) -> int:
    """Lots that an order may still take of its instrument's row; the first to ask has the row measured."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, order_at(s.orders, order).instrument)
    if i.size_row != i.current_row:
        limit = venue_at(s.venues, i.venue).volume_limit
        lots = multiply_divide_floor(i64_at(s.volume, i.current_row), limit, RATE)
        if lots == NOTHING:  # beyond 64 bits: more than any order asks for
            lots = LIMIT
        i.size_rest = lots - lots % i.size_increment
        i.size_row = i.current_row
    return i.size_rest


@helper(VOID(I64, I64, I64))
def use_size(run: int, order: int, lots: int) -> None:
    """Take the lots of a fill off what is left; one that is not capped may take more than there is."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, order_at(s.orders, order).instrument)
    i.size_rest = max(i.size_rest - lots, 0)
