"""Floats onto the grid: what a strategy asks for becomes ticks, lots, money and rates (rule A11)."""

from __future__ import annotations

import math

from numba import types

from fastbt.kernels.jit import helper
from fastbt.kernels.memory import F64, I64
from fastbt.kernels.state import LIMIT, NOTHING

LARGEST = 2.0**62


@helper(I64(F64), inline=True)
def nearest(x: float) -> int:
    """The integer nearest to x, half away from zero; NOTHING for NaN and for what does not fit."""
    size = abs(x)
    if not size < LARGEST:
        return NOTHING
    whole = math.floor(size)
    number = types.int64(whole)
    if size - whole >= 0.5:
        number += 1
    return number if x >= 0 else -number


@helper(I64(F64, F64, I64), inline=True)
def to_ticks(price: float, scale: float, increment: int) -> int:
    """A price as asked for, to the nearest tick (a multiple of ``increment``); NOTHING for NaN."""
    if increment == 1:
        return nearest(price * scale)
    steps = nearest(price * scale / increment)
    return NOTHING if abs(steps) >= LIMIT // increment else steps * increment


@helper(I64(F64, F64, I64), inline=True)
def to_lots(quantity: float, scale: float, increment: int) -> int:
    """An unsigned quantity as asked for, down to a lot.

    What lies within 1e-6 of a lot below it counts as that lot.
    """
    x = quantity * scale
    if not 0.0 <= x < LARGEST:
        return 0
    whole = math.floor(x + 0.5)
    if abs(x - whole) > 1e-6 + x * 2.0**-51:
        whole = math.floor(x)
    lots = types.int64(whole)
    return lots - lots % increment


@helper(I64(F64), inline=True)
def to_rate(x: float) -> int:
    """A fraction as the decimal of 12 places nearest to it; NOTHING for NaN."""
    return nearest(x * 1e12)
