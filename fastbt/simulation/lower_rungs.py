"""Lowers the rungs of a ladder to RUNG records: levels on the instrument's grid, shares as rates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fastbt.kernels.state import BRACKET_FRACTION, RUNG
from fastbt.model.instruments import Instrument
from fastbt.model.rounding import RATE_PRECISION, floats_to_steps


def rung_records(rungs: Sequence[Sequence[float]], kind: int, model: Instrument) -> NDArray[np.void]:
    """Return the RUNG records of one ladder.

    Args:
        rungs: level and share of each.
        kind: what the levels are, a BRACKET_* code.
        model: the instrument, for the grid of prices and distances.

    Returns:
        As many records, in their order.
    """
    levels, shares = np.array(rungs, dtype=np.float64).T
    records = np.zeros(len(rungs), dtype=RUNG)
    records["share"] = floats_to_steps(
        np.ascontiguousarray(shares), RATE_PRECISION, "share of a ladder's rung"
    )
    levels, what = np.ascontiguousarray(levels), "level of a ladder's rung"
    if kind == BRACKET_FRACTION:
        records["value"] = floats_to_steps(levels, RATE_PRECISION, what)
    else:
        increment = model.price_increment_ticks
        records["value"] = floats_to_steps(levels, model.price_precision, what, increment=increment)
    return records
