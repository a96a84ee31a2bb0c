"""Which times decide: the first of each new period, or the first at or after each time given (rule S5).

A time belongs to the period that holds its last instant: a bar that ends at midnight ends the day, week or
month before. Only the first time of a period is known as such when it is reached (that a time was the last
one shows when the next begins), so nothing here looks ahead.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.errors import ConfigError
from fastbt.schema.table import TIME

I64 = NDArray[np.int64]
_UNITS = ("m", "h", "d", "w", "mo", "q", "y")
_DAY = 86_400_000_000_000
_HOW = (
    "give a period such as '1d', '1w', '1mo', '1q', times (a list or a Series), or None for every row "
    "that has a target"
)


def check_rebalance(rebalance: object) -> None:
    """Refuse what is neither a period nor times.

    Args:
        rebalance: what was given.

    Raises:
        ConfigError: naming it and what is allowed.
    """
    if isinstance(rebalance, str):
        _check_period(rebalance)
    elif rebalance is not None:
        times_ns(rebalance)


def deciding(times: I64, rebalance: Any) -> NDArray[np.bool_]:
    """Say of each time whether it decides.

    Args:
        times: the distinct times of the rows, ascending, ns UTC.
        rebalance: None, a period or times, checked.

    Returns:
        One value per time.

    Example:
        >>> days = np.array(["2024-01-30", "2024-01-31", "2024-02-01", "2024-02-02"], "datetime64[ns]")
        >>> deciding(days.astype(np.int64), "1mo")  # a day that ends at 00:00 of 1 February is of January
        array([ True, False, False,  True])
    """
    if rebalance is None:
        return np.ones(len(times), dtype=np.bool_)
    if isinstance(rebalance, str):
        last_instant = pl.Series(times - 1).cast(TIME)
        period: I64 = last_instant.dt.truncate(rebalance).cast(pl.Int64).to_numpy()
        return np.concatenate(([True], period[1:] != period[:-1]))[: len(times)]
    found = np.zeros(len(times), dtype=np.bool_)
    first = np.searchsorted(times, times_ns(rebalance))
    found[first[first < len(times)]] = True
    return found


def times_ns(rebalance: Any) -> I64:
    """Read times as nanoseconds UTC.

    Args:
        rebalance: a list or Series of times: naive ones are UTC, a date is a session and means its end, text
            is read as ISO 8601.

    Returns:
        In the order given.

    Raises:
        ConfigError: if there is none, one is missing, or they are no times.

    Example:
        >>> times_ns(["1970-01-02", "1970-01-02T00:00:01"]) // 10**9
        array([172800,  86401])
    """
    try:
        series = rebalance if isinstance(rebalance, pl.Series) else pl.Series([_time(x) for x in rebalance])
    except (TypeError, ValueError) as error:
        raise ConfigError(f"rebalance={rebalance!r} is not understood ({error}): {_HOW}") from error
    if len(series) == 0:
        raise ConfigError(f"rebalance= holds no times, so nothing would ever be traded: {_HOW}")
    if not isinstance(series.dtype, pl.Datetime | pl.Date):
        raise ConfigError(f"rebalance= must hold times, not {series.dtype}: {_HOW}")
    if series.null_count():
        raise ConfigError(f"rebalance= has no time at place {series.is_null().arg_max()}: leave it out")
    values: I64 = _in_utc(series).cast(pl.Int64).to_numpy()
    return values + _DAY if isinstance(series.dtype, pl.Date) else values


def _in_utc(series: pl.Series) -> pl.Series:
    """Times in nanoseconds UTC; naive ones are UTC."""
    if isinstance(series.dtype, pl.Datetime) and series.dtype.time_zone is not None:
        series = series.dt.convert_time_zone("UTC")
    return series.cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")


def _time(value: Any) -> datetime:
    """One time of a list; a date, also as text, means the end of its session."""
    if isinstance(value, str):
        value = (
            date.fromisoformat(value) if len(value) == len("2024-01-31") else datetime.fromisoformat(value)
        )
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    if isinstance(value, date):
        return datetime.fromtimestamp((value - date(1970, 1, 1)).days * 86_400 + 86_400, UTC)
    raise TypeError(f"{value!r} is no time")


def _check_period(text: str) -> None:
    digits = len(text) - len(text.lstrip("0123456789"))
    if not digits or int(text[:digits]) < 1 or text[digits:] not in _UNITS:
        raise ConfigError(f"rebalance={text!r} is not a period: {_HOW}")
