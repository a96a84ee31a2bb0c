"""Who belonged to a universe when: rows of members as of their time, those that left since included."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.frames import to_frame
from fastbt.errors import ConfigError, DataError
from fastbt.schema.market import PRICES
from fastbt.timeline.rows import KEY, known_names, ns_of, through, utc, with_times

I64 = NDArray[np.int64]

_FAR = np.iinfo(np.int64).max


def membership(frame: Any, members: Any, *, flag: str | None = None) -> Any:
    """Keep the rows of instruments that were members at the time, or mark them.

    A bar counts if it lies in a membership: it ends after ``start`` and at or before ``end``; a tick if
    ``start <= ts_event < end``. Only the table decides, never which instruments have survived or have rows
    later, so a universe of today's members is what the table says and nothing else. Where the table tells in
    ``ts_init`` when a membership became known, it counts from then on at the earliest.

    Args:
        frame: bars, ticks or any rows with ``instrument_id`` and a time.
        members: a row for each membership: ``instrument_id``, ``start`` and ``end`` (a date is its 00:00 UTC;
            a null start is since ever, a null end until further notice), and maybe ``ts_init``. An
            instrument may come and go; memberships may overlap.
        flag: name of a column to mark members in; None drops other rows.

    Returns:
        The rows, in their order (lazy for a LazyFrame).

    Raises:
        ConfigError: the flag's name is taken.
        DataError: a column is missing, an id or a ``ts_init`` is null, or a membership ends before it starts.

    Example:
        >>> from datetime import date
        >>> bars = pl.DataFrame({"date": [date(2024, 1, 2), date(2024, 1, 3)] * 2,
        ...                      "instrument_id": ["A.X", "A.X", "B.X", "B.X"],
        ...                      "close": [1.0, 2.0, 3.0, 4.0]})
        >>> members = pl.DataFrame({"instrument_id": ["A.X", "B.X"], "start": [None, date(2024, 1, 3)],
        ...                         "end": [date(2024, 1, 3), None]})
        >>> membership(bars, members)["close"].to_list()
        [1.0, 4.0]
    """
    table = known_names(to_frame(members.collect() if isinstance(members, pl.LazyFrame) else members))
    return through(frame, functools.partial(_membership, periods=_periods(table), flag=flag))


def _membership(frame: pl.DataFrame, periods: dict[str, tuple[I64, I64]], flag: str | None) -> pl.DataFrame:
    if KEY not in frame.columns:
        raise DataError("no column says whose the rows are", table="frame", column=KEY)
    if flag in frame.columns:
        raise ConfigError(f"flag={flag!r}: there is such a column already")
    timed = with_times(frame, "frame")
    # A bar that ends with the membership was still in it, a tick at that time is not.
    shift = 1 if "close" in frame.columns or all(name in frame.columns for name in PRICES) else 0
    times = ns_of(timed["ts_event"]) - shift
    inside = np.zeros(timed.height, dtype=np.bool_)
    places = timed.select(KEY, row=pl.int_range(pl.len()))
    for (name,), part in places.group_by(KEY, maintain_order=True):
        own = part["row"].to_numpy()
        starts, ends = periods.get(str(name), (np.zeros(0, dtype=np.int64),) * 2)
        place = np.searchsorted(starts, times[own], "right") - 1
        inside[own] = (place >= 0) & (times[own] < np.append(ends, 0)[place])
    column = pl.Series(inside, dtype=pl.Boolean)
    return timed.filter(column) if flag is None else timed.with_columns(column.alias(flag))


def _periods(members: pl.DataFrame) -> dict[str, tuple[I64, I64]]:
    """Return starts and ends of each instrument's memberships, joined where they overlap or touch."""
    for name in (KEY, "start", "end"):
        if name not in members.columns:
            raise DataError("a column is missing", table="members", column=name)
    start, end = (_bound(members, name, other) for name, other in (("start", -_FAR), ("end", _FAR)))
    bad = start > end
    if bad.any():
        row = int(bad.argmax())
        raise DataError("a membership ends before it starts", table="members", column="end", row=row)
    if "ts_init" in members.columns:
        start = np.maximum(start, _bound(members, "ts_init", None))
    ids = members[KEY].cast(pl.String)
    if ids.null_count():
        raise DataError(
            "a row without one", table="members", column=KEY, row=int(ids.is_null().arg_max() or 0)
        )
    found: dict[str, list[tuple[int, int]]] = {}
    for name, since, until in sorted(zip(ids.to_list(), start.tolist(), end.tolist(), strict=True)):
        own = found.setdefault(name, [])
        if own and since <= own[-1][1]:
            own[-1] = own[-1][0], max(own[-1][1], until)
        elif since < until:
            own.append((since, until))
    return {
        name: (np.array([a for a, _ in own], dtype=np.int64), np.array([b for _, b in own], dtype=np.int64))
        for name, own in found.items()
    }


def _bound(members: pl.DataFrame, name: str, absent: int | None) -> I64:
    """Nanoseconds of a column of times, null being this."""
    dtype = members.schema[name]
    if dtype == pl.Null and absent is not None:
        return np.full(members.height, absent, dtype=np.int64)
    times = members.select(utc(name, dtype, "members", end=False)).to_series()
    if times.null_count() and absent is None:
        row = int(times.is_null().arg_max() or 0)
        raise DataError("a row without one", table="members", column=name, row=row)
    return np.where(times.is_null().to_numpy(), 0 if absent is None else absent, ns_of(times))
