"""The rows on which one column gets above another (``crossed_above``); below is the same, exchanged.

A row on which either column is NaN is passed over: compared are this row and the last one before it on which
both are known. Called by ``fastbt/indicators/crossings.py``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastbt.kernels.indicators.compile import FLAGS, IN, VOID, Column, kernel

UNKNOWN = -1
"""What ``out`` holds where the answer is unknown."""


@kernel(VOID(IN, IN, FLAGS))
def crossed_above(upper: Column, lower: Column, out: npt.NDArray[np.int8]) -> None:
    """Whether ``upper`` is above ``lower`` on this row and was not on the last row on which both were known.

    Args:
        upper: (rows,), any unit.
        lower: (rows,), unit of ``upper``.
        out: (rows,), 1 where it crossed, 0 where it did not, -1 where that is unknown: one of the two is
            NaN, or ``upper`` is above and there is no earlier row to compare with.
    """
    before = UNKNOWN
    for row in range(out.size):
        a = upper[row]
        b = lower[row]
        above = 1 if a > b else 0
        # before = 1: was above, no crossing; 0: a crossing if above now; -1: unknown if above now
        answer = 0 if above == 0 or before == 1 else 1 + 2 * before
        is_comparable = a == a and b == b
        out[row] = answer if is_comparable else UNKNOWN
        before = above if is_comparable else before
