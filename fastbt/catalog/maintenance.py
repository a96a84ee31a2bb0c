"""What keeps a catalog in shape: rows left out, small files joined, old versions forgotten."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import polars as pl

from fastbt.catalog.manifest import FileEntry
from fastbt.catalog.table_files import ROW_GROUP, read_file
from fastbt.catalog.times import to_ns
from fastbt.catalog.transaction import Transaction
from fastbt.errors import ConfigError
from fastbt.model.bar_types import BarSpecification
from fastbt.schema.table import TIME

MOST_JOINED = 16 * ROW_GROUP
"""Rows up to which files are joined: large enough to read fast, small enough to write anew."""


def delete_range(
    change: Transaction,
    kind: str,
    key: str | None,
    bar: BarSpecification | str | None,
    start: Any,
    end: Any,
) -> int:
    """Leave out the rows of a time.

    Args:
        change: the change this is a part of.
        kind: name of the table.
        key: whose rows; None is everybody's.
        bar: length of the bars; None is any.
        start: first ``ts_event``, included; None is the beginning.
        end: the same, excluded; None is the end.

    Returns:
        How many rows are left out.

    Raises:
        ConfigError: there are no such rows, or they have no time and one is given.
        CatalogError: a file is damaged.
    """
    first, last = to_ns(start, "start"), to_ns(end, "end")
    wanted = None if bar is None else BarSpecification.parse(bar).key
    manifest = change.write.manifest
    entries = [
        entry
        for entry in manifest.files_at(manifest.version)
        if entry.kind == kind and key in (None, entry.instrument_id) and wanted in (None, entry.bar)
    ]
    if not entries:
        raise ConfigError(
            f"delete_range: the catalog has no {kind} of {key or 'anybody'} {wanted or ''}".rstrip()
        )
    if (first, last) != (None, None) and not all(entry.is_timed for entry in entries):
        raise ConfigError(f"delete_range: {key!r} has no times; leave out start= and end=")
    gone = 0
    for entry in entries:
        if not entry.reaches(first, last):
            continue
        if (first is None or entry.first >= first) and (last is None or entry.last < last):
            change.write.replace_file(entry, pl.DataFrame())
            gone += entry.rows
            continue
        rows = read_file(change.place, entry)
        stay = rows.filter(~_within(first, last))
        if stay.height < rows.height:
            change.write.replace_file(entry, stay)
            gone += rows.height - stay.height
    return gone


def consolidate(change: Transaction) -> int:
    """Join small files, forget older versions, and let everything go that the newest does not need.

    Args:
        change: the change this is a part of.

    Returns:
        How many files are deleted.

    Raises:
        CatalogError: a file is damaged.
    """
    write = change.write
    current = write.manifest.files_at(write.manifest.version)
    for _, held in groupby(current, key=lambda entry: entry.series):
        for small in _runs(list(held)):
            write.join_files(small)
    change.forget_history = True
    joined = {entry.path for entry in write.removed}
    needed = {entry.path for entry in current if entry.path not in joined} | {e.path for e in write.added}
    change.obsolete = [name for name in change.place.data_files() if name not in needed]
    return len(change.obsolete)


def _runs(entries: list[FileEntry]) -> list[list[FileEntry]]:
    """Return neighboring files that together are no larger than one should be."""
    runs: list[list[FileEntry]] = [[]]
    rows = 0
    for entry in entries:
        if runs[-1] and (rows + entry.rows > MOST_JOINED):
            runs.append([])
            rows = 0
        runs[-1].append(entry)
        rows += entry.rows
    return [run for run in runs if len(run) > 1]


def _within(first: int | None, last: int | None) -> pl.Expr:
    """Whether a row lies in the time."""
    inside = pl.lit(value=True)
    if first is not None:
        inside = inside & (pl.col("ts_event") >= pl.lit(first, dtype=pl.Int64).cast(TIME))
    if last is not None:
        inside = inside & (pl.col("ts_event") < pl.lit(last, dtype=pl.Int64).cast(TIME))
    return inside
