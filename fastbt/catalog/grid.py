"""Numbers of any type as integer counts of ``10**-precision``, checked against that grid.

A float, or text that may be one printed, lies on the grid when it is within 1e-6 of a step (and a float's
error) of one; what is rounded is rounded half up, away from zero, as ``model/rounding.py`` says. Decimals and
integers are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fastbt.model.rounding import FLOAT_ERROR, HALF, NEAR

I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]

LARGEST = 10**18 - 1
"""Largest count of steps that a DECIMAL(18, p) column holds."""
FLOAT_LIMIT = 2.0**51
"""Up to here a float gives back the count of steps it was made from."""
FLOAT32_ERROR = 2.0**-22
"""Relative error of a 32-bit float."""
_NOISE = 1e-10  # part of a number that sums of floats may add to it


@dataclass(slots=True)
class Ticks:
    """Numbers on their grid; the masks are None where they would be all false.

    Args:
        values: counts of steps, nearest to the numbers; 0 where missing or too large.
        off_grid: numbers that lie between two steps.
        too_large: numbers that need more digits than there are.
    """

    values: I64
    off_grid: Mask | None
    too_large: Mask | None


class Numbers(Protocol):
    """A column of numbers, read but not yet on a grid."""

    missing: Mask | None
    """Null, NaN, infinite or unreadable; None where there are none."""
    unreadable: Mask | None
    """The part of ``missing`` that is infinite or unreadable, not null or NaN."""

    def __len__(self) -> int: ...

    def take(self, rows: NDArray[np.intp]) -> Numbers:
        """Return the numbers of some rows."""

    def off_grid(self, precision: int) -> Mask:
        """Tell which numbers have more decimals than that."""

    def ticks(self, precision: int) -> Ticks:
        """Count the steps of every number."""


class FloatNumbers:
    """Floats; each stands for the decimal it was rounded from."""

    __slots__ = ("_slack", "_values", "missing", "unreadable")

    def __init__(self, values: NDArray[np.float64], slack: float = FLOAT_ERROR) -> None:
        """Keep the floats, NaN being null.

        Args:
            values: the floats.
            slack: their relative error.
        """
        self._values = values
        self._slack = slack
        finite = np.isfinite(values)
        self.missing: Mask | None = None if finite.all() else ~finite
        self.unreadable: Mask | None = None if self.missing is None else np.isinf(values)

    def __len__(self) -> int:
        return len(self._values)

    def take(self, rows: NDArray[np.intp]) -> FloatNumbers:
        """Return the numbers of some rows."""
        return FloatNumbers(self._values[rows], self._slack)

    def off_grid(self, precision: int) -> Mask:
        """Tell which numbers have more decimals than that, noise apart; one that is missing has not."""
        scaled = self.finite() * 10**precision
        size = np.abs(scaled)
        # Not the tolerance of `ticks`: a price of 0.0000005 is no 0 with noise.
        off: Mask = np.abs(scaled - np.rint(scaled)) > np.minimum(NEAR, size * _NOISE) + size * self._slack
        return off

    def ticks(self, precision: int) -> Ticks:
        """Count the steps of every number."""
        values = self.finite()
        scaled = values * 10**precision
        nearest = np.rint(scaled)
        off: Mask | None = self._between(scaled, nearest)
        if off is None or not off.any():
            off = None
        else:
            whole = np.trunc(scaled[off])
            nearest[off] = whole + np.copysign(np.abs(scaled[off] - whole) >= HALF, scaled[off])
        if np.abs(nearest).max(initial=0.0) < FLOAT_LIMIT:
            return Ticks(nearest.astype(np.int64), off, None)
        return _large_floats(values, nearest, off, precision)

    def finite(self) -> NDArray[np.float64]:
        """Return the floats, 0 where one is missing."""
        return self._values if self.missing is None else np.where(self.missing, 0.0, self._values)

    def _between(self, scaled: NDArray[np.float64], nearest: NDArray[np.float64]) -> Mask:
        distance = np.abs(scaled - nearest)
        off = distance > NEAR
        if off.any():
            off &= distance > NEAR + np.abs(scaled) * self._slack
        return off


def _large_floats(
    values: NDArray[np.float64], nearest: NDArray[np.float64], off: Mask | None, precision: int
) -> Ticks:
    """Take floats of 16 digits and more only where they are whole numbers, which say what they mean."""
    large = np.abs(nearest) >= FLOAT_LIMIT
    counts = np.where(large, 0.0, nearest).astype(np.int64)
    whole = large & (np.trunc(values) == values) & (np.abs(values) < LARGEST)
    units = np.where(whole, values, 0.0).astype(np.int64)
    fits = whole & (np.abs(units) <= LARGEST // 10**precision)  # compared as integers: floats would round
    counts[fits] = units[fits] * 10**precision
    refused = large & ~fits
    return Ticks(counts, off, refused if refused.any() else None)
