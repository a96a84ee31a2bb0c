"""Rolling extremes: the largest (``highest``) and the smallest (``lowest``) value of the last rows, exact.

A window is the end of one block and the beginning of the next (van Herk and Gil-Werman): three comparisons a row,
whatever the length and whatever the data look like. A NaN or infinite value is unknown, and the result is NaN as
long as one lies in the window. Called by ``fastbt/indicators/extremes.py``.
"""

from __future__ import annotations

import numpy as np

from fastbt.kernels.indicators.compile import (
    F64,
    I64,
    IN,
    OUT,
    VOID,
    Column,
    inlined,
    is_known,
    kernel,
    known,
    part,
)

SHORT = 8
"""Shorter windows are compared term by term, which vectorizes over rows; blocks would be too short to pay."""
CHUNK = 1024
"""Rows a chunk: what a pass writes is still in the nearest cache for the next one."""


@inlined
def _larger(a: float, b: float) -> float:
    # Written like this it is one instruction, also in vectors; neither value is NaN here.
    return a if a > b else b  # noqa: FURB136


@inlined
def _marked(value: float, sign: float) -> float:
    """The value, negated for the smallest; infinity, which wins every comparison, if it is unknown."""
    return sign * value if is_known(value) else np.inf


@part(VOID(IN, I64, F64, OUT))
def _short_extreme(values: Column, length: int, sign: float, out: Column) -> None:
    """Extreme of the last ``length`` < SHORT rows."""
    for start in range(length - 1, values.size, CHUNK):
        stop = min(values.size, start + CHUNK)
        extreme = out[start:stop]
        extreme[:] = -np.inf
        for back in range(length):
            earlier = values[start - back : stop - back]
            for k in range(extreme.size):
                extreme[k] = _larger(extreme[k], _marked(earlier[k], sign))
        for k in range(extreme.size):
            extreme[k] = sign * known(extreme[k])


@part(F64(IN, F64, OUT, OUT, OUT))
def _scan(block: Column, sign: float, ending: Column, next_ending: Column, out: Column) -> float:
    """Finish the windows that began in the block before, and prepare those that begin in this one.

    ``ending`` holds the extremes from each row to the end of the block before, ``next_ending`` gets those of
    this one. Returns 0 if all values of the block are known, else NaN.
    """
    forward = -np.inf
    backward = -np.inf
    unknown = 0.0
    for k in range(block.size):
        value = sign * block[k]
        unknown += value - value
        forward = _larger(forward, value)
        out[k] = sign * _larger(forward, ending[k + 1])
        backward = _larger(backward, sign * block[block.size - 1 - k])
        next_ending[block.size - 1 - k] = backward
    return unknown


@part(VOID(IN, I64, F64, OUT))
def _block_extreme(values: Column, length: int, sign: float, out: Column) -> None:
    """Extreme of the last ``length`` rows by blocks of that length."""
    # Half a page apart from each other, or the processor takes a load of one for a store to the other. One row
    # longer than the block: the window that ends with its block takes nothing from the block before.
    apart = (length + 512) // 512 * 512 + 256
    work = np.full(2 * apart, -np.inf)
    ending = work[:apart]
    next_ending = work[apart:]
    marked = np.empty(length)
    all_known = True
    for start in range(0, values.size, length):
        block = values[start : start + length]
        extreme = out[start : start + length]
        were_known = all_known
        all_known = _scan(block, sign, ending, next_ending, extreme) == 0.0
        if not (all_known and were_known):
            for k in range(block.size):
                marked[k] = _marked(block[k], sign)
            _scan(marked[: block.size], 1.0, ending, next_ending, extreme)
            for k in range(extreme.size):
                extreme[k] = sign * known(extreme[k])
        ending, next_ending = next_ending, ending


@kernel(VOID(IN, I64, F64, OUT))
def extreme(values: Column, length: int, sign: float, out: Column) -> None:
    """Compute both kernels below: the smallest value is the largest of the negated ones, negated."""
    if length < SHORT:
        _short_extreme(values, length, sign, out)
    elif length <= values.size:
        _block_extreme(values, length, sign, out)
    out[: length - 1] = np.nan


def highest(values: Column, length: int, out: Column) -> None:
    """Largest of the last ``length`` values.

    Args:
        values: (rows,), any unit.
        length: rows in the window, at least 1.
        out: (rows,), unit of ``values``; NaN in the first ``length - 1`` rows and while an unknown value lies
            in the window.
    """
    extreme(values, length, 1.0, out)


def lowest(values: Column, length: int, out: Column) -> None:
    """Smallest of the last ``length`` values; arguments as for ``highest``."""
    extreme(values, length, -1.0, out)
