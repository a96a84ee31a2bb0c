"""Rolling extremes: the largest (``highest``) and the smallest (``lowest``) value of the last rows, exact.

A window is the end of one block and the beginning of the next (van Herk and Gil-Werman): three comparisons
a row, whatever the length and whatever the data look like. A NaN or infinite value is unknown, and the
result is NaN as long as one lies in the window. Called by ``fastbt/indicators/extremes.py``.
"""

from __future__ import annotations

import numpy as np

from fastbt.kernels.indicators.compile import (
    FLAG,
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


@inlined
def _larger(a: float, b: float) -> float:
    # Written like this it is one instruction, also in vectors; neither value is NaN here.
    return a if a > b else b  # noqa: FURB136


@inlined
def _smaller(a: float, b: float) -> float:
    return a if a < b else b  # noqa: FURB136


@part(FLAG(IN))
def _all_known(values: Column) -> bool:
    unknown = 0  # counted, not returned at the first: a loop with one way out vectorizes
    for k in range(values.size):
        unknown += 0 if is_known(values[k]) else 1
    return unknown == 0


@part(VOID(IN, FLAG, OUT))
def _mark(values: Column, lowest: bool, out: Column) -> None:
    """Copy the values; for an unknown one put the infinity that wins every comparison."""
    unknown = -np.inf if lowest else np.inf
    for k in range(values.size):
        out[k] = values[k] if is_known(values[k]) else unknown


@part(VOID(IN, I64, FLAG, OUT))
def _of_two(values: Column, length: int, lowest: bool, out: Column) -> None:
    """Extreme of windows of one or two rows, for which blocks do not pay: of the first row and the last."""
    last, extreme = values[length - 1 :], out[length - 1 :]
    for k in range(extreme.size):
        extreme[k] = _smaller(values[k], last[k]) if lowest else _larger(values[k], last[k])


@part(VOID(IN, I64, FLAG, OUT))
def _block_extreme(values: Column, length: int, lowest: bool, out: Column) -> None:
    """Extreme of the last ``length`` rows by blocks of that length.

    While a block is read, one loop does two things: forwards it finishes the windows that began in the
    block before (``ending``: the extremes from each row to the end of that block), backwards it prepares
    the same for the next. The two cases are written out: a choice within the loops would cost a quarter of
    the speed.
    """
    # Half a page apart from each other, or the processor takes a load of one for a store to the other. One
    # row longer than the block: the window that ends with its block takes nothing from the block before.
    apart = (length + 512) // 512 * 512 + 256
    worst = np.inf if lowest else -np.inf
    work = np.empty(2 * apart)
    for k in range(work.size):
        work[k] = worst
    ending, next_ending = work[:apart], work[apart:]
    whole = values.size - values.size % length
    if lowest:
        for start in range(0, whole, length):
            block, extreme = values[start : start + length], out[start : start + length]
            forward = backward = worst
            for k in range(length):
                forward = _smaller(forward, block[k])
                extreme[k] = _smaller(forward, ending[k + 1])
                backward = _smaller(backward, block[length - 1 - k])
                next_ending[length - 1 - k] = backward
            ending, next_ending = next_ending, ending
    else:
        for start in range(0, whole, length):
            block, extreme = values[start : start + length], out[start : start + length]
            forward = backward = worst
            for k in range(length):
                forward = _larger(forward, block[k])
                extreme[k] = _larger(forward, ending[k + 1])
                backward = _larger(backward, block[length - 1 - k])
                next_ending[length - 1 - k] = backward
            ending, next_ending = next_ending, ending
    rest, extreme = values[whole:], out[whole:]
    forward = worst
    for k in range(rest.size):
        forward = _smaller(forward, rest[k]) if lowest else _larger(forward, rest[k])
        extreme[k] = _smaller(forward, ending[k + 1]) if lowest else _larger(forward, ending[k + 1])


@kernel(VOID(IN, I64, FLAG, OUT))
def extreme(values: Column, length: int, lowest: bool, out: Column) -> None:
    """Both kernels below in one, which compiles once."""
    source = values
    all_known = _all_known(values)
    if not all_known:
        marked = np.empty(values.size)
        _mark(values, lowest, marked)
        source = marked
    if length <= 2:
        _of_two(source, length, lowest, out)
    elif length <= values.size:
        _block_extreme(source, length, lowest, out)
    if not all_known:
        for row in range(out.size):
            out[row] = known(out[row])
    out[: length - 1] = np.nan


def highest(values: Column, length: int, out: Column) -> None:
    """Largest of the last ``length`` values.

    Args:
        values: (rows,), any unit.
        length: rows in the window, at least 1.
        out: (rows,), unit of ``values``; NaN in the first ``length - 1`` rows and while an unknown value lies
            in the window.
    """
    extreme(values, length, False, out)


def lowest(values: Column, length: int, out: Column) -> None:
    """Smallest of the last ``length`` values; arguments as for ``highest``."""
    extreme(values, length, True, out)
