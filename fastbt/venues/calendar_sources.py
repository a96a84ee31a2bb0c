"""Where sessions come from: fixed rules, the records of exchanges, or the data itself."""

from __future__ import annotations

import importlib
import warnings
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.errors import ConfigError, DataError, MissingExtraError, unknown_name
from fastbt.schema.table import TIME

I64 = NDArray[np.int64]

DAY = 86_400_000_000_000
"""Nanoseconds of 24 hours."""
HOUR = DAY // 24

_NEW_YORK = "America/New_York"
_FIRST_DAY, _LAST_DAY = -25_567, 47_482
"""1900-01-01 and 2100-01-01, in days since 1970."""
_ALMOST_A_DAY = 20 * HOUR
"""From this length on a bar is a session: a day of daylight saving has 23 hours."""


class Sessions(NamedTuple):
    """The arrays of a calendar, ns UTC; see ``TradingCalendar``."""

    opens: I64
    closes: I64
    labels: I64
    break_starts: I64 = np.zeros(0, dtype=np.int64)
    break_ends: I64 = np.zeros(0, dtype=np.int64)


def day_of(ns: int) -> int:
    """Return 00:00 UTC of the day of a moment."""
    return ns // DAY * DAY


def always_open() -> Sessions:
    """Return a session for each UTC day from 1900 to 2099."""
    days = np.arange(_FIRST_DAY, _LAST_DAY, dtype=np.int64) * DAY
    return Sessions(days, days + DAY, days)


def fx_week() -> Sessions:
    """Return Monday to Friday, each from 17:00 to 17:00 in New York, from 1900 to 2099."""
    days = np.arange(_FIRST_DAY, _LAST_DAY, dtype=np.int64)
    days = days[(days + 3) % 7 < 5]  # 1970-01-01 was a Thursday, 3 days after a Monday
    ends = days * DAY + 17 * HOUR
    return Sessions(_utc(ends - DAY), _utc(ends), days * DAY)


def from_exchange(name: str, start: int, end: int, *, breaks: str) -> Sessions:
    """Read an exchange's sessions from the package ``exchange_calendars``.

    Args:
        name: market identifier code.
        start: a moment of the first date, ns UTC.
        end: of the last, included.
        breaks: ``"carry"`` or ``"ignore"``.

    Raises:
        MissingExtraError: the package is not installed.
        UnknownNameError: no such exchange.
        ConfigError: the dates are beyond its records, or ``breaks`` is another word.
    """
    if breaks not in ("carry", "ignore"):
        raise ConfigError(f"breaks={breaks!r}: must be 'carry' or 'ignore'")
    try:
        exchange_calendars: Any = importlib.import_module("exchange_calendars")
    except ImportError:
        raise MissingExtraError(
            "the calendar of an exchange", extra="calendars", package="exchange_calendars"
        ) from None
    known = exchange_calendars.get_calendar_names()
    if name not in known:
        raise unknown_name("exchange", name, known)
    # It wants two different dates.
    first, last = (
        np.datetime64(day_of(ns), "ns").astype("datetime64[D]") for ns in (start, max(end, start + DAY))
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pandas, about what the calendars' own code calls
            schedule = exchange_calendars.get_calendar(name, start=first, end=last).schedule
    except (ValueError, exchange_calendars.errors.NoSessionsError) as error:
        raise ConfigError(f"calendar {name}: {error}") from None
    schedule = schedule[schedule.index <= np.datetime64(day_of(end), "ns")]
    if not len(schedule):
        raise ConfigError(f"calendar {name}: no session on {first}")
    opens, closes, starts, ends = (
        _ns(schedule[part]) for part in ("open", "close", "break_start", "break_end")
    )
    labels = schedule.index.to_numpy().astype("datetime64[ns]").astype(np.int64)
    has_break = schedule["break_start"].notna().to_numpy() & (breaks == "carry")
    return Sessions(opens, closes, labels, starts[has_break], ends[has_break])


def seen_in(bars: pl.DataFrame | pl.LazyFrame, gap_ns: int | None) -> Sessions:
    """Guess sessions from rows, as ``TradingCalendar.seen_in`` says.

    Args:
        bars: has ``ts_event`` and maybe ``ts_open``.
        gap_ns: longest silence while open, None for the default.

    Raises:
        DataError: no rows, or no times.
    """
    opens, closes = _rows(bars)
    length = int(np.median(closes - opens))
    if length >= _ALMOST_A_DAY:
        # Of overlapping ones (two zones' days, a week among days) what begins before the last end is cut.
        opens = np.maximum(opens, np.concatenate(([opens[0]], np.maximum.accumulate(closes)[:-1])))
        opens, closes = opens[opens < closes], closes[opens < closes]
        return _joined(opens, closes)
    until = np.maximum.accumulate(closes)
    if gap_ns is None:
        steps = np.diff(np.unique(closes))
        gap_ns = max(HOUR, 3 * int(np.median(steps)) if len(steps) else 0)
    first = np.concatenate(([True], opens[1:] - until[:-1] > gap_ns))
    last = np.concatenate((first[1:], [True]))
    # The last tick is inside too.
    return _joined(*_cut_at_midnight(opens[first], np.maximum(until[last], opens[first] + 1)))


def _rows(bars: pl.DataFrame | pl.LazyFrame) -> tuple[I64, I64]:
    """Return start and end of each distinct row, ascending by start."""
    lazy = bars.lazy()
    names = lazy.collect_schema().names()
    if "ts_event" not in names:
        raise DataError("no column ts_event to see sessions in", column="ts_event")
    start = "ts_open" if "ts_open" in names else "ts_event"
    times = (
        lazy.select(open=pl.col(start).cast(TIME), close=pl.col("ts_event").cast(TIME))
        .drop_nulls()
        .unique()
        .sort("open", "close")
        .collect()
    )
    if not times.height:
        raise DataError("the frame has no rows to see sessions in")
    return times["open"].to_physical().to_numpy(), times["close"].to_physical().to_numpy()


def _cut_at_midnight(opens: I64, closes: I64) -> tuple[I64, I64]:
    """Cut stretches longer than a day into UTC days."""
    long = closes - opens > DAY
    inner = [
        np.arange(o // DAY + 1, -(-c // DAY)) * DAY for o, c in zip(opens[long], closes[long], strict=True)
    ]
    cuts = np.concatenate([np.zeros(0, dtype=np.int64), *inner])
    return np.sort(np.concatenate([opens, cuts])), np.sort(np.concatenate([closes, cuts]))


def _joined(opens: I64, closes: I64) -> Sessions:
    """Join stretches that end on one UTC day to a session with breaks."""
    labels = (closes - 1) // DAY * DAY
    first = np.concatenate(([True], labels[1:] != labels[:-1]))
    last = np.concatenate((first[1:], [True]))
    pause = ~first & (opens > np.concatenate((opens[:1], closes[:-1])))
    before = np.flatnonzero(pause) - 1
    return Sessions(opens[first], closes[last], labels[first], closes[before], opens[pause])


def _utc(wall: I64) -> I64:
    """Turn wall times of New York into UTC; 17:00 exists once on every day."""
    local = pl.Series(wall).cast(pl.Datetime("ns")).dt.replace_time_zone(_NEW_YORK)
    return local.dt.convert_time_zone("UTC").to_physical().to_numpy()


def _ns(times: Any) -> I64:
    """Turn a column of times into int64; a missing one becomes the least integer."""
    values: I64 = times.dt.tz_convert(None).to_numpy(dtype="datetime64[ns]").astype(np.int64)
    return values
