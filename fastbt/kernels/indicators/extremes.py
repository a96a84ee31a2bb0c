"""Rolling extremes: the largest (``highest``) and the smallest (``lowest``) value of the last rows, exact.

Two ways, chosen by the length of the window; both cost the same whatever the data look like. Short windows
grow by quadrupling, the extremes of 4 rows, from these of 16, of 64, and so on, at most four vectorized
passes. Long windows are the end of one block and the beginning of the next (van Herk and Gil-Werman), three
comparisons a row. A NaN or infinite value is unknown, and the result is NaN as long as one lies in the
window. Called by ``fastbt/indicators/extremes.py``.
"""

from __future__ import annotations

import numpy as np

from fastbt.kernels.indicators.compile import (
    F64,
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

LONG = 128
"""Windows from here on go by blocks."""
CHUNK = 1024
"""Rows a chunk: source, two buffers and result fit the nearest cache."""


@inlined
def _larger(a: float, b: float) -> float:
    # Written like this it is one instruction, also in vectors; neither value is NaN here.
    return a if a > b else b  # noqa: FURB136


@inlined
def _smaller(a: float, b: float) -> float:
    return a if a < b else b  # noqa: FURB136


@part(VOID(IN, IN, FLAG, OUT))
def _of_two(a: Column, b: Column, lowest: bool, out: Column) -> None:
    """Extreme of two columns, row by row; ``out`` may be shorter."""
    if lowest:
        for k in range(out.size):
            out[k] = _smaller(a[k], b[k])
    else:
        for k in range(out.size):
            out[k] = _larger(a[k], b[k])


@part(VOID(IN, IN, IN, IN, FLAG, OUT))
def _of_four(a: Column, b: Column, c: Column, d: Column, lowest: bool, out: Column) -> None:
    """Extreme of four columns, row by row; ``out`` may be shorter."""
    if lowest:
        for k in range(out.size):
            out[k] = _smaller(_smaller(a[k], b[k]), _smaller(c[k], d[k]))
    else:
        for k in range(out.size):
            out[k] = _larger(_larger(a[k], b[k]), _larger(c[k], d[k]))


@part(FLAG(IN))
def _all_known(values: Column) -> bool:
    unknown = 0  # counted, not returned at the first: a loop with one way out vectorizes
    for k in range(values.size):
        unknown += 0 if is_known(values[k]) else 1
    return unknown == 0


@part(VOID(IN, F64, F64, OUT))
def _times(values: Column, sign: float, unknown: float, out: Column) -> None:
    """``sign`` times each value, ``unknown`` where it is unknown; ``out`` may be longer."""
    for k in range(values.size):
        out[k] = sign * values[k] if is_known(values[k]) else unknown


@kernel(VOID(IN, I64, FLAG, OUT))
def short_windows(values: Column, length: int, lowest: bool, out: Column) -> None:
    """Windows below LONG, a chunk of rows at a time, each grown from windows of one row."""
    # Half a page apart from each other, or the processor takes a load of one for a store to the other.
    apart = (CHUNK + length + 511) // 512 * 512 + 256
    work = np.empty(3 * apart)
    out[: length - 1] = np.nan
    for start in range(length - 1, values.size, CHUNK):
        extreme = out[start : start + CHUNK]
        rows = extreme.size + length - 1
        source = values[start - length + 1 : start + extreme.size]
        all_known = _all_known(source)
        if not all_known:
            # An infinity of the winning side stands for unknown until the end.
            _times(source, 1.0, -np.inf if lowest else np.inf, work[2 * apart :])
            source = work[2 * apart :]
        span = 1
        buffer = 0
        while True:
            # source[k] is the extreme of `span` rows from k on; up to four, overlapping, make a longer one
            longer = min(4 * span, length)
            rows -= longer - span
            target = extreme if longer == length else work[buffer * apart : buffer * apart + rows]
            last = longer - span
            if last <= span:
                _of_two(source, source[last:], lowest, target)
            else:
                _of_four(source, source[span:], source[min(2 * span, last) :], source[last:], lowest, target)
            if longer == length:
                break
            source = target
            span = longer
            buffer = 1 - buffer
        if not all_known:
            for k in range(extreme.size):
                extreme[k] = known(extreme[k])


@part(VOID(IN, OUT, OUT))
def _scan(block: Column, leading: Column, ending: Column) -> None:
    """Largest value from the block's first row to each row, and from each row to its last."""
    forward = -np.inf
    backward = -np.inf
    last = block.size - 1
    for k in range(block.size):
        forward = _larger(forward, block[k])
        leading[k] = forward
        backward = _larger(backward, block[last - k])
        ending[last - k] = backward


@kernel(VOID(IN, I64, F64, OUT))
def long_windows(values: Column, length: int, sign: float, out: Column) -> None:
    """Windows from LONG on, by blocks of their length; with sign -1 the smallest, negated in and out."""
    if length > values.size:
        out[:] = np.nan
        return
    block = np.empty(length)
    leading = np.empty(length)
    # One row longer: the window that ends with its block takes nothing from the block before.
    ending = np.full(length + 1, -np.inf)
    next_ending = np.full(length + 1, -np.inf)
    for start in range(0, values.size, length):
        source = values[start : start + length]
        extreme = out[start : start + length]
        _times(source, sign, np.inf, block)
        _scan(block[: source.size], leading, next_ending)
        for k in range(extreme.size):
            extreme[k] = sign * known(_larger(leading[k], ending[k + 1]))
        ending, next_ending = next_ending, ending
    out[: length - 1] = np.nan


def highest(values: Column, length: int, out: Column) -> None:
    """Largest of the last ``length`` values.

    Args:
        values: (rows,), any unit.
        length: rows in the window, at least 1.
        out: (rows,), unit of ``values``; NaN in the first ``length - 1`` rows and while an unknown value lies
            in the window.
    """
    if length < LONG:
        short_windows(values, length, False, out)
    else:
        long_windows(values, length, 1.0, out)


def lowest(values: Column, length: int, out: Column) -> None:
    """Smallest of the last ``length`` values; arguments as for ``highest``."""
    if length < LONG:
        short_windows(values, length, True, out)
    else:
        long_windows(values, length, -1.0, out)
