"""What is done to the columns of a file before anything reads them: signs, factors and units of time."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import polars as pl

from fastbt.catalog.columns import Wanted
from fastbt.catalog.number_columns import TEXT_SCALE
from fastbt.catalog.sources.options import FROM_NAME, SourceOptions
from fastbt.errors import ConfigError, DataError
from fastbt.schema.market import TABLES
from fastbt.schema.table import Kind

_POWERS = {"k": 3, "m": 6, "b": 9, "t": 12, "%": -2}
_PER_SECOND = {"s": 0, "ms": 3, "us": 6, "ns": 9}
_DATE_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?(\d\d)[-_]?(\d\d)(?!\d)")
_PRICES = frozenset(
    column.name for table in TABLES.values() for column in table.columns if column.kind is Kind.PRICE
)


def tidy(frame: pl.DataFrame, wanted: Wanted, options: SourceOptions, name: str) -> pl.DataFrame:
    """Bring the columns of a file to what every reader of numbers and times understands.

    Args:
        frame: columns as the file has them.
        wanted: which of them are numbers and times.
        options: how they are written.
        name: the file, which may tell the date.

    Returns:
        The frame; a number that is not written as ``options`` say stays as it is, to be refused with its row.

    Raises:
        ConfigError: a factor for a column that is not there, or no date in the file's name.
        DataError: a number with its factor has more decimals than can be held.
    """
    changed: list[pl.Series] = []
    if not options.numbers_are_plain:
        changed += [
            plain_numbers(frame[column], options)
            for column in wanted.numbers.values()
            if column in frame.columns and frame.schema[column] == pl.String
        ]
    frame = frame.with_columns(changed)
    frame = frame.with_columns(_scaled_columns(frame, wanted, options))
    if options.date is None and options.time_unit is None:
        return frame
    day = date_of(options, name)
    unit = options.time_unit or ("ms" if day is not None else "ns")
    return frame.with_columns(
        [
            counted_times(frame[column], unit, day)
            for column in wanted.times.values()
            if column in frame.columns
        ]
    )


def plain_numbers(text: pl.Series, options: SourceOptions) -> pl.Series:
    """Rewrite numbers as every program reads them.

    Args:
        text: numbers as written.
        options: how that is.

    Returns:
        The column, null where a word means nothing. Groups that are not of three digits stay: 1,5 is not 15.

    Example:
        >>> options = SourceOptions.check(thousands=",", suffixes=True)
        >>> plain_numbers(pl.Series(["1,234.5", "1.76M", "1,5"]), options).to_list()
        ['1234.5', '1.76e6', '1,5']
    """
    value = pl.col("x").str.strip_chars()
    if options.null_values:
        value = pl.when(value.is_in(options.null_values)).then(None).otherwise(value)
    if options.suffixes:
        for sign, power in _POWERS.items():
            value = value.str.replace(rf"(?i)^([+-]?[\d.,' ]*\d)\s*{sign}$", f"${{1}}e{power}")
    point = "," if options.decimal_comma else "."
    if options.thousands is not None:
        sign = re.escape(options.thousands)
        grouped = rf"^[+-]?\d{{1,3}}(?:{sign}\d{{3}})+(?:{re.escape(point)}\d*)?(?:e-?\d+)?$"
        value = (
            pl.when(value.str.contains(grouped))
            .then(value.str.replace_all(options.thousands, "", literal=True))
            .otherwise(value)
        )
    if options.decimal_comma:
        # A point that is left has no meaning here: 1.5 would be taken for another number than is meant.
        value = (
            pl.when(value.str.contains(r"^[^.,]*,?[^.,]*$"))
            .then(value.str.replace(",", ".", literal=True))
            .otherwise(value.str.replace(".", "..", literal=True))
        )
    return pl.DataFrame({"x": text}).select(value).to_series().alias(text.name)


def scaled(column: pl.Series, factor: Decimal) -> pl.Series:
    """Multiply a column by a factor, exactly.

    Args:
        column: floats, whole numbers, decimals or text.
        factor: the factor.

    Returns:
        Decimals.

    Raises:
        DataError: a product has more than 18 decimals, or 38 digits.

    Example:
        >>> scaled(pl.Series([1674100]), Decimal("0.0001")).to_list()[0].normalize()
        Decimal('167.41')
    """
    text = column.cast(pl.String)
    exact = text.cast(pl.Decimal(38, TEXT_SCALE), strict=False)
    over, under = factor.as_integer_ratio()
    counts = exact.to_physical()
    largest = (10**38 - 1) // max(abs(over), 1)
    bad = (exact.is_null() & text.is_not_null() & text.ne("NaN")) | (counts.abs() > largest)
    products = counts * pl.Series([over], dtype=pl.Int128)
    steps = pl.Series([under], dtype=pl.Int128)
    bad |= products % steps != 0
    if bad.any():
        row = int(bad.fill_null(value=False).arg_max() or 0)
        raise DataError(
            f"{text[row]!r} times {factor} is no number of at most {TEXT_SCALE} decimals",
            column=column.name,
            row=row,
            remedy="check the column and its factor in scale=",
        )
    return _decimals((products // steps).alias(column.name))


def counted_times(column: pl.Series, unit: str, day: dt.date | None) -> pl.Series:
    """Read times that count from 1970, or that are times of a day.

    Args:
        column: whole numbers, or text of them; with a day also clock times such as 09:30:00.
        unit: what they count: ``s``, ``ms``, ``us`` or ``ns``.
        day: their day; None counts from 1970 in UTC.

    Returns:
        Datetime: in UTC where they count from 1970, else wall time; null where there is no number.

    Example:
        >>> counted_times(pl.Series([34_200_000]), "ms", dt.date(2013, 10, 7)).to_list()
        [datetime.datetime(2013, 10, 7, 9, 30)]
    """
    if isinstance(column.dtype, (pl.Datetime, pl.Date)):
        return column
    places = 9 - _PER_SECOND[unit]
    exact = column.cast(pl.String).cast(pl.Decimal(38, 9), strict=False)
    ns = (exact.to_physical() * pl.Series([10**places], dtype=pl.Int128)) // pl.Series(
        [10**9], dtype=pl.Int128
    )
    counted = ns.cast(pl.Int64, strict=False).alias(column.name)
    if day is None:
        return counted.cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")
    if column.dtype == pl.String and counted.null_count() == len(column):
        counted = column.str.strip_chars().str.to_time(strict=False).cast(pl.Int64)
    midnight = (day - dt.date(1970, 1, 1)).days * 86_400 * 10**9
    return (counted + midnight).cast(pl.Datetime("ns")).alias(column.name)


def date_of(options: SourceOptions, name: str) -> dt.date | None:
    """Return the day of a file's times, None where they have their own.

    Args:
        options: the day, or that it is in the name.
        name: the file; of several dates in it the last counts.

    Raises:
        ConfigError: there is none in the name.
    """
    if options.date != FROM_NAME:
        return options.date  # type: ignore[return-value]
    for part in (Path(name).name, name):
        for year, month, day in reversed(_DATE_IN_NAME.findall(part)):
            try:
                return dt.date(int(year), int(month), int(day))
            except ValueError:
                continue
    raise ConfigError(f"date='name': {name} has no date such as 20131007 or 2013-10-07 in its name")


def _scaled_columns(frame: pl.DataFrame, wanted: Wanted, options: SourceOptions) -> list[pl.Series]:
    found: dict[str, Decimal] = {}
    for role, factor in options.scale.items():
        # `price` means every price.
        names = [
            column
            for ours, column in wanted.numbers.items()
            if ours == role or (role == "price" and ours in _PRICES)
        ]
        if not names:
            known = ", ".join(wanted.numbers) or "none"
            raise ConfigError(f"scale: there is no column {role!r}; columns of numbers are {known}")
        found |= dict.fromkeys(names, factor)
    return [scaled(frame[column], factor) for column, factor in found.items() if column in frame.columns]


def _decimals(counts: pl.Series) -> pl.Series:
    """Wrap counts of 10**-18 as decimals: Polars builds decimals out of Int128 with scale 0 only."""
    import pyarrow as pa

    array = counts.cast(pl.Decimal(38, 0)).rechunk().to_arrow()
    kind = pa.decimal128(38, TEXT_SCALE)
    wrapped = pa.Array.from_buffers(kind, len(array), array.buffers(), offset=array.offset)
    return pl.Series(counts.name, wrapped)
