"""What all records are written with: their units, and the numbers that mean something everywhere."""

from __future__ import annotations

import numpy as np

NOTHING = -(2**63)
"""No value: an absent price or quantity, or a product that left 64 bits."""
FAR_UP = 2**63 - 1
"""A level no price reaches going up."""
FAR_DOWN = -(2**63) + 1
"""A level no price reaches going down."""
RATE = 10**12
"""One, as a rate."""
LIMIT = 2**62
"""No money amount may reach this size; two of them still add up without a wrap."""


def record(*fields: tuple[str, str]) -> np.dtype:
    """One aligned record type out of (name, type) pairs."""
    return np.dtype(list(fields), align=True)


def pool(name: str) -> tuple[tuple[str, str], ...]:
    """The three fields of a growing pool: address, records in use, records there is room for."""
    return ((name, "i8"), (f"{name}_count", "i8"), (f"{name}_capacity", "i8"))
