"""Stored rows as a lazy frame over a catalog's files; only what a query needs is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from fastbt.catalog.manifest import FileEntry
from fastbt.catalog.places import Place
from fastbt.catalog.table_files import DIGITS, common_type, scan_file
from fastbt.schema.market import MarketTable
from fastbt.schema.table import TIME


def scan_table(
    place: Place,
    table: MarketTable,
    entries: Sequence[FileEntry],
    start: int | None,
    end: int | None,
    *,
    exact: bool,
) -> pl.LazyFrame:
    """Chain files of one table into a frame sorted by ``ts_event`` and instrument.

    Args:
        place: where the catalog lies.
        table: the table.
        entries: files, each series in the order of time.
        start: first ``ts_event``, ns UTC, included; None is the beginning.
        end: the same, excluded; None is the end.
        exact: decimals instead of floats, of one scale: the largest.

    Returns:
        The table's columns, then the extra columns of any file, null in the others.
    """
    types = column_types(table, entries, exact=exact)
    chosen = [entry for entry in entries if entry.reaches(start, end)]
    if not chosen:
        return pl.LazyFrame(schema=types)
    frames = [_scan(place, entry, types, start, end) for entry in chosen]
    frame = frames[0] if len(frames) == 1 else pl.concat(frames)
    if "ts_event" not in types:
        return frame
    if len({entry.instrument_id for entry in chosen}) > 1:
        return frame.sort("ts_event", table.key, maintain_order=True)
    return frame.set_sorted("ts_event")


def column_types(table: MarketTable, entries: Iterable[FileEntry], *, exact: bool) -> dict[str, pl.DataType]:
    """Return the types of a table's columns and of the extra columns of these files."""
    entries = list(entries)
    types = dict(table.frame_schema())
    types |= extra_types(entries)
    scales: dict[str, set[int]] = {}
    for entry in entries:
        for name, scale in entry.decimals.items():
            scales.setdefault(name, set()).add(scale)
    for name, held in scales.items():
        # As stored, or wide enough for all scales there are.
        types[name] = pl.Decimal(DIGITS if len(held) == 1 else 38, max(held)) if exact else pl.Float64()
    return types


def extra_types(entries: Iterable[FileEntry]) -> dict[str, pl.DataType]:
    """Return the type of each extra column in which all files meet."""
    kinds: dict[str, set[str]] = {}
    for entry in entries:
        for name, kind in entry.extras.items():
            kinds.setdefault(name, set()).add(kind)
    return {name: common_type(of) for name, of in kinds.items()}


def _scan(
    place: Place, entry: FileEntry, types: dict[str, pl.DataType], start: int | None, end: int | None
) -> pl.LazyFrame:
    frame = scan_file(place, entry)
    if start is not None and entry.is_timed and entry.first < start:
        frame = frame.filter(pl.col("ts_event") >= _moment(start))
    if end is not None and entry.is_timed and entry.last >= end:
        frame = frame.filter(pl.col("ts_event") < _moment(end))
    there = {*entry.table.stored, *entry.extras}
    columns = []
    for name, dtype in types.items():
        if name == entry.table.key:
            columns.append(pl.lit(entry.instrument_id).alias(name))
        elif name in there:
            # A decimal's cast gives the float nearest to it; a division by a literal would not.
            columns.append(pl.col(name) if dtype == TIME else pl.col(name).cast(dtype))
        else:
            columns.append(pl.lit(None, dtype).alias(name))
    return frame.select(columns)


def _moment(ns: int) -> pl.Expr:
    return pl.lit(ns, dtype=pl.Int64).cast(TIME)
