"""Reads a point in time that a user gave: nanoseconds, a datetime, a date or text."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import numpy as np

from fastbt.errors import ConfigError
from fastbt.model.decimals import LARGEST

Moment = int | datetime | date | str | np.datetime64
"""What is accepted as a point in time."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_FINER_THAN_MICROSECONDS = re.compile(r"[.,]\d{7}")


def to_moment(value: object, what: str, *, date_is_end: bool = True) -> int:
    """Return a point in time as nanoseconds UTC.

    Args:
        value: nanoseconds since 1970, a datetime (naive means UTC), a date, or either as ISO 8601 text.
        what: name of the argument, for the message.
        date_is_end: whether a date is the end of its day, so that a contract that expires on it lives through
            the bar of that day, which ends at the same moment; else it is the beginning.

    Raises:
        ConfigError: it is none of these, or outside 64 bits of nanoseconds.

    Example:
        >>> to_moment("1970-01-01", "expiry"), to_moment("1970-01-01T02:00:00+02:00", "expiry")
        (86400000000000, 0)
    """
    nanoseconds = _nanoseconds(value, date_is_end)
    if nanoseconds is None:
        raise ConfigError(
            f"{what}: cannot read {value!r} as a time; give a datetime, a date, text like '2027-12-17' or "
            "'2027-12-17T14:30', or nanoseconds since 1970"
        )
    if not -LARGEST - 1 <= nanoseconds <= LARGEST:
        raise ConfigError(f"{what}: {value!r} does not fit 64 bits of nanoseconds")
    return nanoseconds


def _nanoseconds(value: object, date_is_end: bool) -> int | None:
    if isinstance(value, str):
        return _from_text(value.strip(), date_is_end)
    if isinstance(value, np.datetime64):
        if np.isnat(value):
            return None
        if np.datetime_data(value.dtype)[0] == "D":
            return _from_date(value.item(), date_is_end)
        return int(value.astype("datetime64[ns]").astype(np.int64))
    if isinstance(value, datetime):
        # A pandas Timestamp is a datetime that knows nanoseconds too.
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return _since_epoch(moment - _EPOCH) + int(getattr(value, "nanosecond", 0))
    if isinstance(value, date):
        return _from_date(value, date_is_end)
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return int(value)
    return None


def _from_text(text: str, date_is_end: bool) -> int | None:
    # Python would cut further digits off without a word.
    if _FINER_THAN_MICROSECONDS.search(text):
        return None
    try:
        if _DATE.fullmatch(text):
            return _from_date(date.fromisoformat(text), date_is_end)
        return _nanoseconds(datetime.fromisoformat(text), date_is_end)
    except ValueError:
        return None


def _from_date(day: date, is_end: bool) -> int:
    return _since_epoch(timedelta(days=day.toordinal() + is_end - _EPOCH.toordinal()))


def _since_epoch(elapsed: timedelta) -> int:
    return ((elapsed.days * 86_400 + elapsed.seconds) * 1_000_000 + elapsed.microseconds) * 1_000
