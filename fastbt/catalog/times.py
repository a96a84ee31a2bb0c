"""Times of any type, unit and zone as int64 nanoseconds UTC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.fixed_times import read_fixed
from fastbt.errors import ConfigError, DataError
from fastbt.model.moments import to_moment

I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]

DAY = 86_400_000_000_000
"""Nanoseconds of 24 hours."""
SECOND = 1_000_000_000
"""Nanoseconds of a second."""

_NOT_YET = np.iinfo(np.int64).min
# Text without an offset, and with one; the fraction of a second may be absent in those that have seconds.
_WALL_FORMATS: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_OFFSET_FORMATS: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%d %H:%M%#z")
_SAMPLE = 1_000
_HAS_OFFSET = r"\d\d:\d\d.*([+-]\d\d:?\d\d|[+-]\d\d)$"


@dataclass(frozen=True, slots=True)
class Times:
    """A column of times, read.

    Args:
        ns: nanoseconds UTC; where ``missing`` or ``unclear`` the value means nothing.
        missing: rows without a readable time, None where there are none.
        unclear: rows whose local time the zone does not have exactly once, None where there are none.
        are_dates: whether these are dates, each standing for 00:00 UTC of itself.
    """

    ns: I64
    missing: Mask | None
    unclear: Mask | None
    are_dates: bool


def read_times(
    column: pl.Series,
    *,
    tz: str | None = None,
    time_format: str | None = None,
    as_dates: bool = False,
    group: NDArray[np.int32] | None = None,
    step: int | None = None,
) -> Times:
    """Read a column of times.

    Args:
        column: Datetime, Date, text or whole numbers. Numbers are counted from 1970 in seconds, milli-,
            micro- or nanoseconds, whichever puts their largest after 1973 and before 5138; eight digits are a
            date, 20200131.
        tz: zone of times that carry none; None is UTC.
        time_format: how text is written, in strptime's words; None takes ISO 8601 in all its forms, and
            months and quarters, 2020-04 and 2020-Q2, as their first days.
        as_dates: take the calendar date of each time, as it reads in the zone it is written in.
        group: instrument of each row; of a local hour that comes twice the first pass is the earlier.
        step: nanoseconds from row to row, gaps apart, which tell the pass where an hour's time comes once.

    Raises:
        DataError: the column is of another type, or its text is not written so.
        ConfigError: the zone is unknown.
    """
    column = _without_text_and_numbers(column, time_format, as_dates)
    if column.dtype == pl.Date or as_dates:
        # Wall time of an aware column: a Tokyo midnight is the day before in UTC.
        days = _wall(column).cast(pl.Date) if column.dtype != pl.Date else column
        ns, missing = _filled(days.cast(pl.Datetime("ns"), strict=False))
        return Times(ns, missing, None, are_dates=True)
    if not isinstance(column.dtype, pl.Datetime):
        raise DataError(
            f"column {column.name!r} of type {column.dtype} does not hold times",
            column=column.name,
            remedy="make it Datetime, Date, ISO 8601 text or whole numbers since 1970",
        )
    if column.dtype.time_zone is not None or tz in (None, "UTC"):
        ns, missing = _filled(_wall(column.dt.convert_time_zone("UTC")) if column.dtype.time_zone else column)
        return Times(ns, missing, None, are_dates=False)
    return _from_local(column, str(tz), group, step)


def to_ns(value: Any, what: str) -> int | None:
    """Read one point in time as nanoseconds UTC.

    Args:
        value: None, a datetime or date, ISO 8601 text, or nanoseconds; without a zone it is UTC.
        what: name of the argument, for the message.

    Raises:
        ConfigError: it is none of these.

    Example:
        >>> to_ns("1970-01-02", "start"), to_ns("1970-01-01T01:00:00+01:00", "start")
        (86400000000000, 0)
    """
    if value is None:
        return None
    if isinstance(value, str):
        try:
            times = read_times(pl.Series(what, [value]))
        except DataError:
            times = None
        if times is not None and times.missing is None:
            return int(times.ns[0])
    return to_moment(value, what, date_is_end=False)


def _without_text_and_numbers(column: pl.Series, time_format: str | None, as_dates: bool) -> pl.Series:
    if column.dtype in (pl.Categorical, pl.Enum):
        column = column.cast(pl.String)
    if column.dtype == pl.String:
        return _from_text(column, time_format, as_dates)
    if column.dtype == pl.Null:
        return column.cast(pl.Datetime("ns"))
    if column.dtype.is_integer():
        return _from_integers(column.cast(pl.Int64))
    return column


def _from_integers(column: pl.Series) -> pl.Series:
    low, high = column.min(), column.max()
    if not isinstance(low, int) or not isinstance(high, int):
        return column.cast(pl.Datetime("ns"))
    if low >= 18_000_101 and high <= 22_001_231:
        return column.cast(pl.String).str.to_date("%Y%m%d", strict=False)
    largest = max(abs(low), abs(high))
    for bound, unit in ((10**11, "s"), (10**14, "ms"), (10**17, "us")):
        if largest < bound:
            return (column * 1_000).cast(pl.Datetime("ms")) if unit == "s" else column.cast(pl.Datetime(unit))  # type: ignore[arg-type]
    return column.cast(pl.Datetime("ns"))


def _from_text(column: pl.Series, time_format: str | None, as_dates: bool) -> pl.Series:
    text = column
    if time_format is not None:
        text = column.str.strip_chars()
        has_clock = any(word in time_format for word in ("%H", "%I", "%T", "%s", "%R"))
        if not has_clock:
            return text.str.to_date(time_format, strict=False)
        return text.str.to_datetime(time_format, time_unit="ns", strict=False, cache=_repeats(text))
    if not as_dates and (read := read_fixed(text)) is not None:
        return read
    first = (text if text[:1].null_count() == 0 else text.drop_nulls()).head(1).to_list()
    if first and first[0].strip().lstrip("-").isdigit():
        text = text.str.strip_chars()
        return _from_integers(text.cast(pl.Int64, strict=False))
    if first and not as_dates and len(first[0]) > 18:  # the usual case, without the cost of normalizing
        between = "T" if "T" in first[0] else " "
        fraction = "%.f" if "." in first[0] else ""
        usual = f"%Y-%m-%d{between}%H:%M:%S{fraction}"
        read = text.str.to_datetime(usual, time_unit="ns", strict=False, cache=_repeats(text))
        if read.null_count() == text.null_count():
            return read
    text = text.str.strip_chars().str.replace(r"\s*(UTC|GMT|Z)$", "+00:00")
    text = text.str.replace(r"^(\d{4})[-/](\d\d)[-/](\d\d)[Tt ]?", "${1}-${2}-${3} ").str.strip_chars()
    if as_dates or (first and len(first[0].strip()) <= len("2020-01-31")):
        # Dates, and all of them: times among them would be taken for sessions.
        dates = text.str.head(10) if as_dates else text
        return _periods(dates).str.to_date("%Y-%m-%d", strict=False)
    if text.str.contains(_HAS_OFFSET).any():
        formats, zone = _OFFSET_FORMATS, "UTC"
    else:
        formats, zone = _WALL_FORMATS, None
    tries = [text.str.to_datetime(f, time_unit="ns", time_zone=zone, strict=False) for f in formats]
    return pl.select(pl.coalesce(tries)).to_series().alias(column.name)


def _repeats(text: pl.Series) -> bool:
    """Whether a text is likely to come again, so that remembering what it means saves time."""
    head = text.head(_SAMPLE)
    return head.n_unique() < len(head) // 2


def _periods(dates: pl.Series) -> pl.Series:
    """Write months and quarters, 2020-04 and 1974-Q1, as their first days."""
    if not dates.str.contains(r"^\d{4}-(\d\d|Q[1-4])$").any():
        return dates
    quarter = dates.str.extract(r"^\d{4}-Q([1-4])$").cast(pl.Int64)
    month = (quarter * 3 - 2).cast(pl.String).str.zfill(2)
    whole = dates.str.replace(r"^(\d{4}-\d\d)$", "${1}-01")
    starts = dates.str.head(5) + month + "-01"
    return starts.fill_null(whole) if quarter.is_not_null().any() else whole


def _wall(column: pl.Series) -> pl.Series:
    return column.dt.replace_time_zone(None)


def _filled(column: pl.Series) -> tuple[I64, Mask | None]:
    """Return nanoseconds and where there are none; a time beyond 64 bits of nanoseconds is none."""
    exact = column.cast(pl.Datetime("ns"), strict=False)
    missing = exact.is_null().to_numpy() if exact.null_count() else None
    return exact.to_physical().fill_null(0).to_numpy(), missing


def _from_local(column: pl.Series, tz: str, group: NDArray[np.int32] | None, step: int | None) -> Times:
    def zoned(which: str) -> I64:
        try:
            aware = column.dt.replace_time_zone(tz, ambiguous=which, non_existent="null")  # type: ignore[arg-type]
        except pl.exceptions.ComputeError as error:
            hint = str(error).partition("\n\nHint: ")[2].partition("\n")[0]
            message = f"tz: {tz!r} is no time zone; use a name like 'America/New_York'. {hint}"
            raise ConfigError(message) from None
        utc = _wall(aware.dt.convert_time_zone("UTC")).cast(pl.Datetime("ns"), strict=False)
        return utc.to_physical().fill_null(_NOT_YET).to_numpy()

    early, late = zoned("earliest"), zoned("latest")
    _, missing = _filled(column)
    unclear = early == _NOT_YET if missing is None else (early == _NOT_YET) & ~missing
    twice = np.flatnonzero(early != late)
    if not twice.size:
        return Times(early, missing, unclear if unclear.any() else None, are_dates=False)
    # An hour that the clocks repeat: of two rows with the same wall time the first is the earlier one, unless
    # the newest row comes first.
    wall = pl.DataFrame({"wall": column.to_physical().gather(twice)}).with_columns(
        group=pl.lit(0) if group is None else pl.Series(group[twice])
    )
    over = wall.select(nth=pl.int_range(pl.len()).over("wall", "group"), rows=pl.len().over("wall", "group"))
    nth, rows = over["nth"].to_numpy(), over["rows"].to_numpy()
    ns = early.copy()
    ends = column.drop_nulls()
    first = 1 if len(ends) and ends[0] > ends[-1] else 0
    ns[twice] = np.where(nth == first, early[twice], late[twice])
    unclear = unclear.copy()
    unclear[twice] |= rows != 2
    single = twice[rows == 1]
    if step is not None and single.size:
        is_early, is_late = _fits(early, group, step)[single], _fits(late, group, step)[single]
        ns[single] = np.where(is_late, late[single], early[single])
        unclear[single] = is_early == is_late
    return Times(ns, missing, unclear if unclear.any() else None, are_dates=False)


def _fits(ns: I64, group: NDArray[np.int32] | None, step: int) -> Mask:
    """Tell which times are whole steps away from the rows before and after them."""
    table = pl.DataFrame({"ns": ns}).with_columns(
        group=pl.lit(0) if group is None else pl.Series(group),
        known=pl.when(pl.col("ns") != _NOT_YET).then("ns"),
    )
    before, after = (pl.col("known").shift(way).over("group") for way in (1, -1))
    whole = [((pl.col("ns") - other) % step == 0).fill_null(value=True) for other in (before, after)]
    return table.select(pl.all_horizontal(whole)).to_series().to_numpy()
