"""Columns of decimals as integers for sums and products, and back; floats stand for what they print."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.grid import LARGEST
from fastbt.catalog.number_columns import read_numbers
from fastbt.catalog.precision import MOST_INFERRED, decimals_seen
from fastbt.errors import DataError
from fastbt.model.rounding import HALF, power_of_ten

I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]

_EXACT_FLOAT = 2**53
_DIGITS = 38


@dataclass(frozen=True, slots=True)
class Steps:
    """A column as counts of ``10**-precision``.

    Args:
        values: the counts, 0 where missing.
        missing: where the column is null or NaN; None where it nowhere is.
        precision: decimals of a step.
        dtype: type of the column that sums and the like come back in.
    """

    values: I64
    missing: Mask | None
    precision: int
    dtype: pl.DataType

    def column(self, name: str, values: I64, missing: Mask | None, precision: int | None = None) -> pl.Series:
        """Make a column of counts: of floats, the ones nearest to the decimals.

        Args:
            name: its name.
            values: counts of steps.
            missing: where it is null.
            precision: decimals of a step where it differs from this column's.
        """
        scale = self.precision if precision is None else precision
        if self.dtype == pl.Float64:
            series = pl.Series(name, nearest(values, scale), dtype=pl.Float64)
        elif self.dtype == pl.Int64:
            series = pl.Series(name, values, dtype=pl.Int64)
        else:
            unit = pl.lit(values, dtype=pl.Int64).cast(pl.Decimal(_DIGITS, 0))
            series = pl.select(
                (unit * pl.lit(f"1e-{scale}").cast(pl.Decimal(_DIGITS, scale))).alias(name)
            ).to_series()
        return series if missing is None or not missing.any() else series.set(pl.Series(missing), None)


def steps_of(column: pl.Series, table: str) -> Steps:
    """Read a column of decimals.

    Args:
        column: floats (of at most 8 decimals), integers or Decimals.
        table: name of the table, for messages.

    Raises:
        DataError: it holds no numbers, infinite ones, more decimals than 8, or more digits than 18.
    """
    if column.dtype == pl.String or (numbers := read_numbers(column)) is None:
        raise DataError(
            f"column of type {column.dtype} does not hold numbers", table=table, column=column.name
        )
    if numbers.unreadable is not None and numbers.unreadable.any():
        row = int(numbers.unreadable.argmax())
        raise DataError("an infinite number", table=table, column=column.name, row=row)
    if isinstance(column.dtype, pl.Decimal):
        precision = column.dtype.scale
        dtype: pl.DataType = pl.Decimal(_DIGITS, precision)
    elif column.dtype.is_integer():
        precision, dtype = 0, pl.Int64()
    else:
        precision, dtype = int(decimals_seen(numbers)[0]), pl.Float64()
    ticks = numbers.ticks(precision)
    for bad, what in (
        (ticks.off_grid, f"more than {MOST_INFERRED} decimals"),
        (ticks.too_large, "more than 18 digits"),
    ):
        if bad is not None:
            row = int(bad.argmax())
            raise DataError(
                f"{column[row]!r} has {what}",
                table=table,
                column=column.name,
                row=row,
                remedy="round the column, or give Decimals" if bad is ticks.off_grid else None,
            )
    return Steps(ticks.values, numbers.missing, precision, dtype)


def nearest(values: I64, precision: int) -> NDArray[np.float64]:
    """Return the floats nearest to ``values / 10**precision``, for counts of any size."""
    floats: NDArray[np.float64] = values / power_of_ten(precision)
    if precision:
        # Beyond 2^53 NumPy would round twice; Python divides integers exactly.
        for row in np.flatnonzero(np.abs(values) > _EXACT_FLOAT).tolist():
            floats[row] = int(values[row]) / power_of_ten(precision)
    return floats


def sums(values: I64, first: I64, column: str) -> I64:
    """Sum integers from each of these rows up to the next one.

    Args:
        values: the integers.
        first: rows at which the sums begin, ascending.
        column: name of the column, for the message.

    Raises:
        DataError: a sum has more than 18 digits.
    """
    if not len(first):
        return np.zeros(0, dtype=np.int64)
    total = np.add.reduceat(values, first)
    rough = np.add.reduceat(np.abs(values.astype(np.float64)), first)
    if (rough > LARGEST).any():
        raise DataError("a sum has more than 18 digits", column=column, row=int(first[rough.argmax()]))
    return total


def scaled(column: pl.Series, factor: NDArray[np.float64], precision: int | None) -> pl.Series:
    """Multiply a column of prices or volumes by factors and round half up, away from zero.

    Args:
        column: numbers; null stays null.
        factor: one for each row.
        precision: decimals that are kept; None rounds nothing.

    Returns:
        Floats.
    """
    values = column.cast(pl.Float64).to_numpy() * factor
    if precision is not None:
        power = 10**precision
        scaled = values * power
        whole = np.trunc(scaled)
        # Where nothing was adjusted the number stays what it is, however many decimals it has.
        with np.errstate(invalid="ignore"):
            rounded = (whole + np.copysign(np.abs(scaled - whole) >= HALF, scaled)) / power
        values = np.where(factor == 1.0, values, rounded)
    return pl.Series(column.name, values, nan_to_null=True)
