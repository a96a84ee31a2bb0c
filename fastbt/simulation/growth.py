"""What a run was worth where money came and went: as if none had, so that only what was earned counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]


def growth(worth: F64, moved: F64, start: float) -> F64:
    """Chain the growth between rows, what was put in or taken out between two counting at the later one.

    Args:
        worth: equity after each row.
        moved: money put in so far at each row, less what was taken out.
        start: the starting balance.

    Returns:
        An equity of its own, ``worth`` where nothing moved; after a row without equity it grows no more.

    Example:
        >>> growth(np.array([100.0, 200.0, 100.0]), np.array([0.0, 50.0, 0.0]), 100.0).tolist()
        [100.0, 150.0, 112.5]
    """
    if not moved.any():
        return worth
    before = np.concatenate([[start], worth[:-1]])
    sound = before > 0
    factor = np.where(sound, (worth - np.diff(moved, prepend=0.0)) / np.where(sound, before, 1.0), 1.0)
    grown: F64 = (start * np.cumprod(factor)).astype(np.float64)
    return grown
