"""What a catalog holds, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import polars as pl

from fastbt.catalog.manifest import FileEntry
from fastbt.model.instruments import Instrument
from fastbt.schema.table import TIME

_TEXT, _NUMBER = pl.String(), pl.Int64()
_LIST_SCHEMA: dict[str, pl.DataType] = {
    "kind": _TEXT,
    "instrument_id": _TEXT,
    "bar": _TEXT,
    "stamp": _TEXT,
    "rows": _NUMBER,
    "files": _NUMBER,
    "first": _NUMBER,
    "last": _NUMBER,
    "price_precision": _NUMBER,
    "size_precision": _NUMBER,
    "bytes": _NUMBER,
}


class TimeRange(NamedTuple):
    """First and last ``ts_event`` of some data."""

    first: datetime
    last: datetime


def list_of(entries: Iterable[FileEntry], known: Mapping[str, Instrument]) -> pl.DataFrame:
    """Count up the files of each series.

    Args:
        entries: files, each series in the order of time.
        known: definition of every instrument.

    Returns:
        ``kind, instrument_id, bar, stamp, rows, files, first, last, price_precision, size_precision, bytes``,
        a row for each series.
    """
    series: dict[tuple[str, str, str], list[FileEntry]] = {}
    for entry in entries:
        series.setdefault(entry.series, []).append(entry)
    rows = [
        (
            *key,
            "+".join(sorted({entry.stamp for entry in held})),
            sum(entry.rows for entry in held),
            len(held),
            held[0].first if held[0].is_timed else None,
            held[-1].last if held[0].is_timed else None,
            known[key[1]].price_precision if held[0].table.on_grid else None,
            known[key[1]].size_precision if held[0].table.on_grid else None,
            sum(entry.bytes for entry in held),
        )
        for key, held in series.items()
    ]
    frame = pl.DataFrame(rows, schema=_LIST_SCHEMA, orient="row")
    return frame.with_columns(pl.col("first", "last").cast(TIME))


def range_of(entries: Sequence[FileEntry]) -> TimeRange:
    """Return first and last ``ts_event`` of some files, of which there is at least one."""
    return TimeRange(_datetime(min(e.first for e in entries)), _datetime(max(e.last for e in entries)))


def _datetime(ns: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=ns // 1_000)
