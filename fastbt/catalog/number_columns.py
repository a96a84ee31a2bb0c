"""Columns of numbers by what they are held in: floats, decimals, integers or text."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.grid import FLOAT32_ERROR, FLOAT_LIMIT, LARGEST, FloatNumbers, Mask, Numbers, Ticks
from fastbt.model.rounding import FLOAT_ERROR

TEXT_SCALE = 18
"""Decimals kept of a number given as text."""

_NOTHING = ("", "nan", "null", "none", "na", "n/a")
# What grid.py allows floats, for integers: as divisors.
_NEAR, _NOISE_PART, _FLOAT_PART = 10**6, 10**10, 2**51


def read_numbers(column: pl.Series, *, from_text: bool = False) -> Numbers | None:
    """Read a column of floats, integers, decimals or text; None where it has another type.

    Args:
        column: the numbers.
        from_text: whether floats were text of at most 15 digits, which they tell exactly.
    """
    if column.dtype in (pl.Categorical, pl.Enum):
        column = column.cast(pl.String)
    if from_text and column.dtype == pl.Float64:
        return TextNumbers(column)
    if column.dtype.is_float() or column.dtype == pl.Null:
        slack = FLOAT32_ERROR if column.dtype == pl.Float32 else FLOAT_ERROR
        return FloatNumbers(column.cast(pl.Float64).to_numpy(), slack)
    if column.dtype == pl.String:
        return TextNumbers(column)
    if column.dtype.is_integer():
        return ExactNumbers(column.cast(pl.Int128), 0)
    if isinstance(column.dtype, pl.Decimal):
        return ExactNumbers(column.to_physical().cast(pl.Int128), column.dtype.scale)
    return None


class ExactNumbers:
    """Integers that count ``10**-scale``: decimals, whole numbers, text of many digits."""

    __slots__ = ("_counts", "_is_text", "_scale", "missing", "unreadable")

    def __init__(self, counts: pl.Series, scale: int, *, is_text: bool = False) -> None:
        """Keep the counts, null being missing.

        Args:
            counts: Int128.
            scale: decimals of the source.
            is_text: whether they were text, which is often a float printed: 645.5600000000001 is 645.56.
        """
        self._counts = counts.fill_null(0) if counts.null_count() else counts
        self._scale = scale
        self.missing: Mask | None = counts.is_null().to_numpy() if counts.null_count() else None
        self.unreadable: Mask | None = None
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


class TextNumbers:
    """Numbers as text: read as floats where these tell all digits, which is quick, and else as decimals."""

    __slots__ = ("_floats", "_largest", "_text", "missing", "unreadable")

    def __init__(self, text: pl.Series) -> None:
        """Read the text; empty text and the usual words for nothing are null.

        Args:
            text: String; or Float64 made of text of at most 15 digits, since a float prints as those.
        """
        floats = text.cast(pl.Float64, strict=False)
        if floats.null_count() > text.null_count():
            text = text.str.strip_chars()
            text = text.set(text.str.to_lowercase().is_in(_NOTHING), None)
            floats = text.cast(pl.Float64, strict=False)
        self._text = text
        self._floats = FloatNumbers(floats.to_numpy())
        self._largest = float(np.abs(self._floats.finite()).max(initial=0.0))
        self.missing: Mask | None = self._floats.missing
        marks = (
            floats.is_null() & text.is_not_null() | floats.is_infinite().fill_null(value=False)
        ).to_numpy()
        self.unreadable: Mask | None = marks if marks.any() else None

    def __len__(self) -> int:
        return len(self._text)

    def take(self, rows: NDArray[np.intp]) -> TextNumbers:
        """Return the numbers of some rows."""
        return TextNumbers(self._text.gather(rows))

    def off_grid(self, precision: int) -> Mask:
        """Tell which numbers have more decimals than that, noise apart."""
        return (self._floats if self._fits(precision) else self._exact()).off_grid(precision)

    def ticks(self, precision: int) -> Ticks:
        """Count the steps of every number."""
        if not self._fits(precision):
            exact = self._exact()
            ticks = exact.ticks(precision)
            lost = _but(exact.missing, self.missing)  # beyond what a decimal of 38 digits holds
            if lost is not None:
                ticks.too_large = lost if ticks.too_large is None else ticks.too_large | lost
            return ticks
        ticks = self._floats.ticks(precision)
        if ticks.off_grid is not None:
            rows = np.flatnonzero(ticks.off_grid)  # 1.005 is a half only as text
            ticks.values[rows] = self._exact().take(rows).ticks(precision).values
        return ticks

    def _fits(self, precision: int) -> bool:
        return bool(self._largest * 10**precision < FLOAT_LIMIT)

    def _exact(self) -> ExactNumbers:
        decimals = self._text.cast(pl.String).cast(pl.Decimal(38, TEXT_SCALE), strict=False)
        return ExactNumbers(decimals.to_physical(), TEXT_SCALE, is_text=True)


def _mask(column: pl.Series) -> Mask | None:
    return column.to_numpy() if column.any() else None


def _int128(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.Int128)


def _but(mask: Mask | None, less: Mask | None) -> Mask | None:
    """Return one mask without another."""
    if mask is None:
        return None
    rest = mask if less is None else mask & ~less
    return rest if rest.any() else None
