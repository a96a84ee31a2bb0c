"""Numbers of any type as integer counts of ``10**-precision``, checked against that grid.

A float, or text that may be one printed, lies on the grid when it is within 1e-6 of a step (and a float's
error) of one; what is rounded is rounded half up, away from zero, as ``model/rounding.py`` says. Decimals and
integers are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.model.rounding import FLOAT_ERROR, HALF, NEAR

I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]

LARGEST = 10**18 - 1
"""Largest count of steps that a DECIMAL(18, p) column holds."""
FLOAT_LIMIT = 2.0**51
"""Up to here a float gives back the count of steps it was made from."""
TEXT_SCALE = 18
"""Decimals kept of a number given as text."""

_FLOAT32_ERROR = 2.0**-22
_NOISE = 1e-10  # part of a number that sums of floats may add to it
# The same three allowances for integers, as divisors.
_NEAR, _NOISE_PART, _FLOAT_PART = 10**6, 10**10, 2**51


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


def read_numbers(column: pl.Series) -> Numbers | None:
    """Read a column of floats, integers, decimals or text; None where it has another type."""
    if column.dtype in (pl.Categorical, pl.Enum):
        column = column.cast(pl.String)
    if column.dtype.is_float() or column.dtype == pl.Null:
        slack = _FLOAT32_ERROR if column.dtype == pl.Float32 else FLOAT_ERROR
        return FloatNumbers(column.cast(pl.Float64).to_numpy(), slack)
    if column.dtype == pl.String:
        return _from_text(column)
    if column.dtype.is_integer():
        return ExactNumbers(column.cast(pl.Int128), 0)
    if isinstance(column.dtype, pl.Decimal):
        return ExactNumbers(column.to_physical().cast(pl.Int128), column.dtype.scale)
    return None


def _from_text(column: pl.Series) -> Numbers:
    decimals = column.cast(pl.Decimal(38, TEXT_SCALE), strict=False)
    if decimals.null_count() > column.null_count():
        column = column.str.strip_chars()
        column = column.set(column.str.to_lowercase().is_in(["", "nan", "null", "none", "na", "n/a"]), None)
        decimals = column.cast(pl.Decimal(38, TEXT_SCALE), strict=False)
    unreadable = (decimals.is_null() & column.is_not_null()).to_numpy()
    marks = unreadable if unreadable.any() else None
    return ExactNumbers(decimals.to_physical(), TEXT_SCALE, marks, is_text=True)


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
        scaled = self._finite() * 10**precision
        size = np.abs(scaled)
        # Not the tolerance of `ticks`: a price of 0.0000005 is no 0 with noise.
        off: Mask = np.abs(scaled - np.rint(scaled)) > np.minimum(NEAR, size * _NOISE) + size * self._slack
        return off

    def ticks(self, precision: int) -> Ticks:
        """Count the steps of every number."""
        values = self._finite()
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

    def _finite(self) -> NDArray[np.float64]:
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


class ExactNumbers:
    """Integers that count ``10**-scale``: decimals, whole numbers, numbers read from text."""

    __slots__ = ("_counts", "_is_text", "_scale", "missing", "unreadable")

    def __init__(
        self, counts: pl.Series, scale: int, unreadable: Mask | None = None, *, is_text: bool = False
    ) -> None:
        """Keep the counts, null being missing.

        Args:
            counts: Int128.
            scale: decimals of the source.
            unreadable: which of the nulls stand for text that is no number.
            is_text: whether they were text, which is often a float printed: 645.5600000000001 is 645.56.
        """
        self._counts = counts.fill_null(0) if counts.null_count() else counts
        self._scale = scale
        self.missing: Mask | None = counts.is_null().to_numpy() if counts.null_count() else None
        self.unreadable = unreadable
        self._is_text = is_text

    def __len__(self) -> int:
        return len(self._counts)

    def take(self, rows: NDArray[np.intp]) -> ExactNumbers:
        """Return the numbers of some rows."""
        return ExactNumbers(self._counts.gather(rows), self._scale, is_text=self._is_text)

    def off_grid(self, precision: int) -> Mask:
        """Tell which numbers have more decimals than that; of text, noise apart."""
        if precision >= self._scale:
            return np.zeros(len(self), dtype=np.bool_)
        down = 10 ** (self._scale - precision)
        size = pl.lit(self._counts).abs()
        noise = pl.min_horizontal(_int128(down // _NEAR), size // _int128(_NOISE_PART))
        return pl.select(self._between(size, down, noise)).to_series().to_numpy()

    def ticks(self, precision: int) -> Ticks:
        """Count the steps of every number."""
        counts, zero = pl.lit(self._counts), _int128(0)
        if precision >= self._scale:
            up = 10 ** (precision - self._scale)
            fits = counts.is_between(_int128(-(LARGEST // up)), _int128(LARGEST // up))
            nearest, off = counts * _int128(up), pl.lit(value=False)
        else:
            down = 10 ** (self._scale - precision)
            # Half up, away from zero, on the magnitude: integer division rounds down.
            size = counts.abs() // _int128(down)
            size = size + (counts.abs() % _int128(down) >= _int128(down // 2)).cast(pl.Int128)
            nearest = pl.when(counts < zero).then(zero - size).otherwise(size)
            off = self._between(counts.abs(), down, _int128(down // _NEAR))
            fits = size <= _int128(LARGEST)
        table = pl.select(
            ticks=pl.when(fits).then(nearest).otherwise(zero).cast(pl.Int64), off=off, large=~fits
        )
        return Ticks(table["ticks"].to_numpy(), _mask(table["off"]), _mask(table["large"]))

    def _between(self, size: pl.Expr, down: int, noise: pl.Expr) -> pl.Expr:
        """Tell magnitudes that no step of ``down`` meets; text is forgiven noise and a float's error."""
        rest = size % _int128(down)
        if not self._is_text:
            return rest != _int128(0)
        return pl.min_horizontal(rest, _int128(down) - rest) > noise + size // _int128(_FLOAT_PART)


def _mask(column: pl.Series) -> Mask | None:
    return column.to_numpy() if column.any() else None


def _int128(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.Int128)
