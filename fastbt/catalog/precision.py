"""How many decimals data has, for instruments that nobody described."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fastbt.catalog.grid import Numbers

MOST_INFERRED = 8
"""Most decimals that are read off data; more are taken for noise."""

_SAMPLE = 4_096


def decimals_seen(
    numbers: Numbers,
    group: NDArray[np.int32] | None = None,
    groups: int = 1,
    most: int = MOST_INFERRED,
) -> NDArray[np.int64]:
    """Count the decimals that numbers need.

    Args:
        numbers: the numbers; missing ones need none.
        group: instrument of each row, None where there is one.
        groups: number of instruments.
        most: most decimals that are told apart.

    Returns:
        For each instrument the least precision, up to ``most``, that has all its numbers on the grid.
    """
    need = np.zeros(groups, dtype=np.int64)
    if len(numbers):
        # A sample first: it nearly always finds what all rows need, so that one pass over them confirms it.
        # Drawn, since every n-th row may be always of the same instruments.
        drawn = np.random.default_rng(0).integers(0, len(numbers), _SAMPLE)
        _raise_need(need, numbers, drawn, group, most)
    sampled = sorted(set(need.tolist()))
    for precision in sampled:
        if group is None or len(sampled) == 1:
            above = np.flatnonzero(numbers.off_grid(precision))
        else:
            held = np.flatnonzero(need[group] == precision)
            above = held[numbers.take(held).off_grid(precision)]
        _raise_need(need, numbers, above, group, most)
    return need


def _raise_need(
    need: NDArray[np.int64],
    numbers: Numbers,
    rows: NDArray[np.intp],
    group: NDArray[np.int32] | None,
    most: int,
) -> None:
    """Raise ``need`` to what these rows ask for."""
    for precision in range(most + 1):
        if not rows.size:
            return
        owner = np.zeros(len(rows), dtype=np.int32) if group is None else group[rows]
        np.maximum.at(need, owner, precision)
        rows = rows[numbers.take(rows).off_grid(precision)]
