"""Moments as calendars take them: one from any kind of value, many from any array of times."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from fastbt.errors import ConfigError
from fastbt.model.moments import to_moment

I64 = NDArray[np.int64]


def moment(value: object, what: str) -> int:
    """Read one moment as nanoseconds UTC; a date is its beginning.

    Args:
        value: nanoseconds, a datetime (naive means UTC), a date, or ISO text of one of them.
        what: name of the argument, for the message.

    Raises:
        ConfigError: it is none of these.

    Example:
        >>> moment("1970-01-02", "start"), moment("1970-01-01T01:00:00+01:00", "start")
        (86400000000000, 0)
    """
    return to_moment(value, what, date_is_end=False)


def moments(values: ArrayLike, what: str) -> I64:
    """Read an array of moments as int64 nanoseconds UTC, without a copy where they are that already.

    Args:
        values: int64 nanoseconds, datetime64, or a Polars column of either; one or many.
        what: name of the argument, for the message.

    Raises:
        ConfigError: they are something else; floats too, which cannot hold today's nanoseconds.
    """
    if isinstance(values, pl.Series):
        if values.dtype == pl.Date or isinstance(values.dtype, pl.Datetime):
            values = values.cast(pl.Datetime("ns")).to_physical()
        values = values.to_numpy()
    array = np.asarray(values)
    if array.dtype.kind == "M":
        array = array.astype("datetime64[ns]").astype(np.int64)
    if array.dtype.kind not in "iu" and array.size:
        raise ConfigError(f"{what}: expected int64 nanoseconds UTC or datetimes, got {array.dtype}")
    return array.astype(np.int64, copy=False)
