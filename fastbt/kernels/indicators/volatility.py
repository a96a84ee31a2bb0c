"""How far prices move: Wilder's average of the true range (``atr``).

One pass. A row with a price that is NaN or infinite is unknown: the result is NaN there, and the row counts
as absent, so that the next row's previous close is that of the last known row. Called by
``fastbt/indicators/volatility.py``.
"""

from __future__ import annotations

import numpy as np

from fastbt.kernels.indicators.averages import one_for_two, toward
from fastbt.kernels.indicators.compile import F64, I64, IN, OUT, VOID, Column, inlined, is_known, kernel, part


@inlined
def _true_range(high: float, low: float, previous: float) -> float:
    """Distance the price covered since the previous close.

    The textbook's largest of high - low, |high - previous| and |low - previous|, in half the work.
    """
    top = previous if previous > high else high  # noqa: FURB136
    bottom = previous if previous < low else low  # noqa: FURB136
    return top - bottom


@part(VOID(IN, IN, IN, OUT))
def _true_ranges(high: Column, low: Column, close: Column, out: Column) -> None:
    """An average over one true range: the range itself."""
    count = 0
    previous = 0.0
    for row in range(close.size):
        out[row] = np.nan
        reach = _true_range(high[row], low[row], previous)
        if is_known(high[row] + low[row] + close[row]):
            if count > 0:
                out[row] = reach
            count += 1
            previous = close[row]


@part(VOID(IN, IN, IN, F64, F64, F64, OUT))
def _smooth_ranges(
    high: Column, low: Column, close: Column, previous: float, rate: float, level: float, out: Column
) -> None:
    """Go on from ``level`` as in ``averages.py``; the ranges would cost more in a pass of their own."""
    twice = rate * (2.0 - rate)
    row = 0
    while row < close.size:
        top, bottom, last = high[row:], low[row:], close[row:]
        average = out[row:]
        for pair in range(last.size // 2):
            k = 2 * pair
            first = _true_range(top[k], bottom[k], previous)
            second = _true_range(top[k + 1], bottom[k + 1], last[k])
            # One test for all six prices: a sum is known only if its terms are.
            if not is_known((top[k] + bottom[k]) + (top[k + 1] + bottom[k + 1]) + (last[k] + last[k + 1])):
                break
            average[k] = toward(level, first, rate)
            level = toward(level, one_for_two(first, second, rate), twice)
            average[k + 1] = level
            previous = last[k + 1]
            row += 2
        if row < close.size:
            out[row] = np.nan
            reach = _true_range(high[row], low[row], previous)
            if is_known(high[row] + low[row] + close[row]):
                level = toward(level, reach, rate)
                out[row] = level
                previous = close[row]
            row += 1


@kernel(VOID(IN, IN, IN, I64, OUT))
def atr(high: Column, low: Column, close: Column, length: int, out: Column) -> None:
    """Average true range: Wilder's average, rate 1 / length, from the mean of the first ``length`` ranges on.

    The first known row has no previous close and no range.

    Args:
        high: (rows,), price.
        low: (rows,), price.
        close: (rows,), price.
        length: rows, at least 1.
        out: (rows,), distance in price; NaN in the first ``length`` known rows and on unknown ones.
    """
    if length == 1:
        _true_ranges(high, low, close, out)
        return
    rows = close.size
    row = 0
    count = -1  # the first known row only gives the previous close
    previous = 0.0
    origin = 0.0
    total = 0.0
    while row < rows and count < length:
        out[row] = np.nan
        reach = _true_range(high[row], low[row], previous)
        if is_known(high[row] + low[row] + close[row]):
            if count == 0:
                origin = reach
            if count >= 0:
                total += reach - origin
            count += 1
            previous = close[row]
        row += 1
    if count < length:
        return
    level = origin + total / length
    out[row - 1] = level
    _smooth_ranges(high[row:], low[row:], close[row:], previous, 1.0 / length, level, out[row:])
