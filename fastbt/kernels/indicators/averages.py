"""Moving averages: simple (``sma``) and exponential (``ema``).

One pass each. A value that is NaN or infinite is unknown, and so is every result that would need it:
``sma`` is NaN as long as an unknown value lies in the window and right again with the first window without
one; ``ema`` is NaN on the unknown row, stays as it was and goes on with the next known row.

Exactness. A running sum (add the new value, subtract the old) drifts, and keeps the rounding errors of a
huge value long after it left. Here nothing is ever subtracted: a window is the end of one block and the
beginning of the next, and both are summed as distances from a value *inside* the window. So the error is a
few last digits of the window's own spread, whatever came before; distances of prices close together are
exact, and the mean of equal values is that value. Called by ``fastbt/indicators/averages.py``.
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
    fused,
    inlined,
    is_known,
    kernel,
    known,
    part,
)

SHORT = 8
"""Shorter windows are summed term by term, which vectorizes over rows; blocks would be too short to pay."""
CHUNK = 1024
"""Rows a chunk: what a pass writes is still in the nearest cache for the next one."""


@part(VOID(IN, I64, OUT))
def _short_mean(values: Column, length: int, out: Column) -> None:
    """Mean of the last ``length`` < SHORT rows, as distances from the row's own value."""
    for start in range(length - 1, values.size, CHUNK):
        stop = min(values.size, start + CHUNK)
        own = values[start:stop]
        mean = out[start:stop]
        mean[:] = 0.0
        for back in range(1, length):
            earlier = values[start - back : stop - back]
            for k in range(own.size):
                mean[k] += earlier[k] - own[k]
        for k in range(own.size):
            mean[k] = known(own[k] + mean[k] / length)


@part(VOID(IN, I64, OUT))
def _block_mean(values: Column, length: int, out: Column) -> None:
    """Mean of the last ``length`` rows by blocks of that length (van Herk's scheme, with sums).

    While a block is read, one loop does two things: forwards it completes the windows that began in the block
    before (``ending``: sums from each row to the end of that block), backwards it prepares the same for the
    next. Both count from ``origin``, the last value of the block before, which every such window contains.
    """
    size = float(length)
    # Half a page apart from each other, or the processor takes a load of one for a store to the other.
    apart = (length + 512) // 512 * 512 + 256
    work = np.zeros(2 * apart)
    ending = work[:apart]
    next_ending = work[apart:]
    origin = 0.0
    whole = values.size - values.size % length
    for start in range(0, whole, length):
        block = values[start : start + length]
        mean = out[start : start + length]
        next_origin = block[length - 1]
        forward = 0.0
        backward = 0.0
        for k in range(length):
            forward += block[k] - origin
            mean[k] = known(origin + (forward + ending[k + 1]) / size)
            backward += block[length - 1 - k] - next_origin
            next_ending[length - 1 - k] = backward
        # The last window is the block itself and no longer contains `origin`.
        mean[length - 1] = known(next_origin + backward / size)
        origin = next_origin
        ending, next_ending = next_ending, ending
    rest = values[whole:]
    mean = out[whole:]
    forward = 0.0
    for k in range(rest.size):
        forward += rest[k] - origin
        mean[k] = known(origin + (forward + ending[k + 1]) / size)


@kernel(VOID(IN, I64, OUT))
def sma(values: Column, length: int, out: Column) -> None:
    """Simple moving average.

    Args:
        values: (rows,), any unit.
        length: rows in the window, at least 1.
        out: (rows,), unit of ``values``; NaN in the first ``length - 1`` rows and while an unknown value lies
            in the window.
    """
    if length < SHORT:
        _short_mean(values, length, out)
    elif length <= values.size:
        _block_mean(values, length, out)
    out[: length - 1] = np.nan


@inlined
def toward(level: float, value: float, rate: float) -> float:
    """Move the average by ``rate`` of its distance to the value; equal values leave it as it is."""
    return fused(value - level, rate, level)


@inlined
def one_for_two(first: float, second: float, rate: float) -> float:
    """The value that moves an average at the rate of two steps as far as ``first``, then ``second`` do."""
    keep = 1.0 - rate
    return fused(first - second, keep / (1.0 + keep), second)


@part(VOID(IN, OUT))
def _copy_known(values: Column, out: Column) -> None:
    """An average over one row: the value."""
    for row in range(values.size):
        out[row] = known(values[row])


@part(VOID(IN, F64, F64, OUT))
def _smooth(values: Column, rate: float, level: float, out: Column) -> None:
    """Go on from ``level``, two rows a step if both are known: the time goes into steps waiting for steps."""
    twice = rate * (2.0 - rate)
    row = 0
    while row < values.size:
        rest = values[row:]
        average = out[row:]
        # Counted by pairs, not with a step of 2: only then LLVM sees that no index is negative.
        for pair in range(rest.size // 2):
            k = 2 * pair
            first = rest[k]
            second = rest[k + 1]
            after_both = toward(level, one_for_two(first, second, rate), twice)
            if not is_known(after_both):
                break
            average[k] = toward(level, first, rate)
            average[k + 1] = after_both
            level = after_both
            row += 2
        # One row alone: the last, or one beside an unknown row.
        if row < values.size:
            out[row] = np.nan
            if is_known(values[row]):
                level = toward(level, values[row], rate)
                out[row] = level
            row += 1


@kernel(VOID(IN, I64, OUT))
def ema(values: Column, length: int, out: Column) -> None:
    """Exponential moving average, rate 2 / (length + 1), from the mean of the first ``length`` values on.

    Args:
        values: (rows,), any unit.
        length: rows, at least 1.
        out: (rows,), unit of ``values``; NaN until ``length`` values are known and on unknown rows.
    """
    if length == 1:
        _copy_known(values, out)
        return
    row = 0
    count = 0
    origin = 0.0
    total = 0.0
    while row < values.size and count < length:
        out[row] = np.nan
        if is_known(values[row]):
            if count == 0:
                origin = values[row]
            total += values[row] - origin
            count += 1
        row += 1
    if count < length:
        return
    level = origin + total / length
    out[row - 1] = level
    _smooth(values[row:], 2.0 / (length + 1), level, out[row:])
