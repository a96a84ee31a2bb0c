"""Whole counts on their way into frames: correctly rounded floats, exact decimals, quotients rounded half up.

A count is an integer number of ``10^-scale``: Int64, or Int128 where a product needs it. ``as_floats`` gives
the float nearest to the decimal, ``as_decimals`` the decimal itself; neither changes the number.
"""

from __future__ import annotations

from math import prod

import polars as pl

from fastbt.model.rounding import divide_half_up

FLOAT_INTEGERS = 2**53
"""Up to this size every integer is a float."""
FLOAT_POWERS = 22
"""Largest power of ten that is a float."""
WIDE = 2**126
"""What 128 bits hold, with a bit to spare for rounding."""
DIGITS = 38
"""Precision of the Decimal columns: the largest there is, so that sums do not overflow."""


def as_floats(counts: pl.Series, scale: int) -> pl.Series:
    """Give counts as the floats nearest to ``count / 10^scale``.

    Args:
        counts: integers, null where unknown.
        scale: decimals of the count's unit.

    Returns:
        Float64 of the same name.

    Example:
        >>> as_floats(pl.Series([101, None, 30]), 2).to_list()
        [1.01, None, 0.3]
    """
    # One division of two exact floats is correctly rounded; beyond that Python divides integers exactly.
    # NumPy divides: Polars multiplies by the reciprocal of a scalar, which is off for 13 % of all counts.
    if scale <= FLOAT_POWERS and largest(counts) <= FLOAT_INTEGERS:
        floats = counts.cast(pl.Float64).to_numpy() / float(10**scale)
        return pl.Series(counts.name, floats, nan_to_null=counts.null_count() > 0)
    unit = 10**scale
    quotients = [None if count is None else count / unit for count in counts.to_list()]
    return pl.Series(counts.name, quotients, dtype=pl.Float64)


def as_decimals(counts: pl.Series, scale: int) -> pl.Series:
    """Give counts as decimals of the given scale, exactly.

    Args:
        counts: integers below 10^38, null where unknown.
        scale: decimals of the count's unit.

    Returns:
        Decimal(38, scale) of the same name.

    Example:
        >>> as_decimals(pl.Series([101, None]), 2).to_list()
        [Decimal('1.01'), None]
    """
    return _with_scale(counts.cast(pl.Decimal(DIGITS, 0)), scale)


def as_counts(decimals: pl.Series) -> pl.Series:
    """Give back the counts that ``as_decimals`` was given, as Int128.

    Example:
        >>> as_counts(as_decimals(pl.Series([101, None]), 2)).to_list()
        [101, None]
    """
    return _with_scale(decimals, 0).cast(pl.Int128)


def _with_scale(decimals: pl.Series, scale: int) -> pl.Series:
    """Read the integers behind a decimal column with another scale; nothing is computed or copied."""
    import pyarrow as pa

    array = decimals.rechunk().to_arrow()
    kind = pa.decimal128(DIGITS, scale)
    other = pa.Array.from_buffers(kind, len(array), array.buffers(), array.null_count, array.offset)
    return pl.Series(decimals.name, other)


def largest(counts: pl.Series) -> int:
    """Largest absolute value of an integer column; 0 when it has none."""
    low, high = counts.min(), counts.max()
    return 0 if low is None or high is None else max(-int(low), int(high))  # type: ignore[arg-type]


def quotient(numerators: list[pl.Series], denominators: list[pl.Series], digits: int = 0) -> pl.Series:
    """Divide products of integer columns, times ``10^digits``, rounded half up, away from zero.

    Args:
        numerators: integers of one length, any sign.
        denominators: integers of the same length, not negative.
        digits: further decimals of the quotient.

    Returns:
        Int128 with the name of the first column; null where any part is null or a denominator is zero.

    Example:
        >>> quotient([pl.Series([5, -5, 1])], [pl.Series([2, 2, 0])]).to_list()
        [3, -3, None]
        >>> quotient([pl.Series([10]), pl.Series([2])], [pl.Series([3])], digits=2).to_list()
        [667]
    """
    name = numerators[0].name
    above = prod(largest(column) for column in numerators) * 10**digits
    below = prod(largest(column) for column in denominators)
    if 2 * above + below < WIDE:
        return _wide_quotient(numerators, denominators, digits).alias(name)
    rows = zip(*(column.to_list() for column in numerators + denominators), strict=True)
    split = len(numerators)
    return pl.Series(name, [_one(row[:split], row[split:], digits) for row in rows], dtype=pl.Int128)


def _wide_quotient(numerators: list[pl.Series], denominators: list[pl.Series], digits: int) -> pl.Series:
    above = _product(numerators) * pl.lit(10**digits, dtype=pl.Int128)
    below = _product(denominators)
    zero, two = pl.lit(0, dtype=pl.Int128), pl.lit(2, dtype=pl.Int128)
    size = (two * above.abs() + below) // (two * below)
    rounded = pl.when(above < 0).then(zero - size).otherwise(size)
    return pl.select(pl.when(below != 0).then(rounded)).to_series()


def _product(columns: list[pl.Series]) -> pl.Expr:
    result = pl.lit(columns[0].cast(pl.Int128))
    for column in columns[1:]:
        result = result * pl.lit(column.cast(pl.Int128))
    return result


def _one(numerators: tuple[int | None, ...], denominators: tuple[int | None, ...], digits: int) -> int | None:
    """One row in Python's integers, for products beyond 128 bits."""
    above = [n for n in numerators if n is not None]
    below = [d for d in denominators if d]
    if len(above) < len(numerators) or len(below) < len(denominators):
        return None
    return divide_half_up(prod(above) * 10**digits, prod(below))


def on_scale(counts: pl.Series, own: pl.Series, scale: int) -> pl.Series:
    """Bring counts of different scales to one, not smaller than any of theirs.

    Args:
        counts: integers.
        own: scale of each count.
        scale: the scale wanted.

    Returns:
        The same amounts as counts of ``10^-scale``: as they are where all have that scale, else Int128.

    Example:
        >>> on_scale(pl.Series([15, 150]), pl.Series([1, 2]), 2).to_list()
        [150, 150]
    """
    shifts = scale - own
    if largest(shifts) == 0:
        return counts
    powers = pl.Series([10**k for k in range(largest(shifts) + 1)], dtype=pl.Int128)
    return (counts.cast(pl.Int128) * powers.gather(shifts)).alias(counts.name)
