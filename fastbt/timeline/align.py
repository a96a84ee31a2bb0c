"""Values of one frame on the rows of another, as of what was known then: coarse bars beside fine ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from fastbt.catalog.frames import to_frame
from fastbt.errors import ConfigError, DataError, unknown_name
from fastbt.timeline.rows import KEY, known_names, utc, with_times

_ROW, _EVENT, _KNOWN_AT = "__row", "__event", "__known_at"


def align(
    frame: Any,
    other: Any,
    columns: Sequence[str] | Mapping[str, str],
    *,
    strict: bool = False,
    known_at: str | None = None,
    time: str | None = None,
) -> Any:
    """Put columns of another frame beside the rows of this one, each as last known.

    A row at ``ts_event`` sees the newest row of the other frame that was known then: of bars the last one
    that had *ended*, never the one that is still running. It works both ways, coarse values on fine rows and
    fine ones on coarse rows, within each instrument. A date, as everywhere, is a session that ends at 24:00
    UTC. Adding later rows to either frame changes no row (rule T4).

    Args:
        frame: the rows to keep, in their order.
        other: where the values come from; without ``instrument_id`` they are those of all instruments.
        columns: names of its columns, or name there = name here, as in ``{"close": "daily_close"}``.
        strict: leave out what became known at the very time of the row (by default it is seen, as bars of one
            end are decided on together, rule T3).
        known_at: column of the other frame that says when a row was known, such as ``ts_init`` (null is
            never; not before its end); None is its end.
        time: name of one more column, the time of the row that was seen.

    Returns:
        The frame (lazy for a LazyFrame) with the new columns, null before anything was known.

    Raises:
        ConfigError: a name is there already, or none is given.
        UnknownNameError: the other frame has no such column.
        DataError: no times, or instruments only in the other frame.

    Example:
        >>> from datetime import datetime
        >>> hours = pl.DataFrame({"ts_event": [datetime(2024, 1, 2, hour) for hour in (22, 23)]})
        >>> hours = hours.vstack(pl.DataFrame({"ts_event": [datetime(2024, 1, 3), datetime(2024, 1, 3, 1)]}))
        >>> days = pl.DataFrame({"date": [datetime(2024, 1, 1).date(), datetime(2024, 1, 2).date()],
        ...                      "close": [1.5, 2.5]})
        >>> align(hours, days, {"close": "daily"})["daily"].to_list()
        [1.5, 1.5, 2.5, 2.5]
    """
    names = dict(columns) if isinstance(columns, Mapping) else {name: name for name in columns}
    if isinstance(columns, str) or not names:
        raise ConfigError("columns of align: give a list of names, or {'close': 'daily_close'}")
    found = _join(
        _lazy(frame), _known(_lazy(other), names, known_at, time), list(names.values()), time, strict=strict
    )
    return found if isinstance(frame, pl.LazyFrame) else found.collect()


def _lazy(data: Any) -> pl.LazyFrame:
    return known_names(data if isinstance(data, pl.LazyFrame) else to_frame(data).lazy())


def _known(
    other: pl.LazyFrame, names: Mapping[str, str], known_at: str | None, time: str | None
) -> pl.LazyFrame:
    """Return the columns wanted under their new names, and when each row was known, sorted by that."""
    schema = other.collect_schema()
    for name in (*names, *([known_at] if known_at else [])):
        if name not in schema:
            raise unknown_name("column", name, schema.names())
    timed = with_times(other, "other")
    when = pl.col("ts_event")
    if known_at is not None:
        when = pl.when(pl.col(known_at).is_not_null()).then(
            pl.max_horizontal("ts_event", utc(known_at, schema[known_at], "other"))
        )
    gone = [old for old in names if old not in timed.collect_schema()]
    if gone:
        raise ConfigError(f"columns of align: {gone[0]!r} is the time; name the column for it with time=")
    columns = {_KNOWN_AT: when} | {new: pl.col(old) for old, new in names.items()}
    if time is not None:
        columns[time] = pl.col("ts_event")
    if KEY in schema:
        columns[KEY] = pl.col(KEY)
    event = timed.select(pl.col("ts_event").alias(_EVENT), **columns).drop_nulls(_KNOWN_AT)
    # What becomes known at one time is seen in its last state; what comes late does not hide what is newer.
    event = event.sort(_KNOWN_AT, _EVENT, maintain_order=True)
    newest = pl.col(_EVENT).cum_max()
    event = event.filter(pl.col(_EVENT) == (newest.over(KEY) if KEY in schema else newest))
    return event.drop(_EVENT)


def _join(
    frame: pl.LazyFrame, known: pl.LazyFrame, names: Sequence[str], time: str | None, *, strict: bool
) -> pl.LazyFrame:
    rows = with_times(frame, "frame")
    schema, other = rows.collect_schema(), known.collect_schema()
    added = [*names, *([time] if time is not None else [])]
    taken = next((name for place, name in enumerate(added) if name in schema or name in added[:place]), None)
    if taken is not None:
        raise ConfigError(
            f"columns of align: {taken!r} is there already; rename it, {{'close': 'daily_close'}}"
        )
    if KEY in other and KEY not in schema:
        raise DataError(
            "the other frame has several instruments, this one has no column of them",
            table="frame",
            column=KEY,
            remedy="filter the other frame to one instrument and drop its instrument_id",
        )
    by = KEY if KEY in other else None
    ordered = rows.with_row_index(_ROW).sort("ts_event", maintain_order=True)
    found = ordered.join_asof(
        known,
        left_on="ts_event",
        right_on=_KNOWN_AT,
        by=by,
        strategy="backward",
        allow_exact_matches=not strict,
        check_sortedness=False,
    )
    return found.sort(_ROW).select(*schema.names(), *added)
