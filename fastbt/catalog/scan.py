"""Bars as a lazy frame over a catalog's files; only what a query needs is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from fastbt.catalog.bar_files import DIGITS, common_type, entry_schema
from fastbt.catalog.manifest import FileEntry
from fastbt.schema.market import BARS, PRICES
from fastbt.schema.table import TIME


def scan_bars(
    folder: Path, entries: Sequence[FileEntry], start: int | None, end: int | None, *, exact: bool
) -> pl.LazyFrame:
    """Chain files into one frame sorted by ``ts_event`` and ``instrument_id``.

    Args:
        folder: the catalog's folder.
        entries: files, each series in the order of time.
        start: first ``ts_event``, ns UTC, included; None is the beginning.
        end: the same, excluded; None is the end.
        exact: decimals instead of floats, of one scale: the largest.

    Returns:
        The columns of ``schema.market.BARS``, then the extra columns of any file, null in the others.
    """
    chosen = [entry for entry in entries if entry.reaches(start, end)]
    extras = _extras(entries)
    if not chosen:
        schema = BARS.frame_schema() | extras
        decimals = _decimals(entries) if exact else {}
        return pl.LazyFrame(schema=schema | decimals)
    frames = [
        _scan(folder, entry, extras, _decimals(entries) if exact else {}, start, end) for entry in chosen
    ]
    frame = frames[0] if len(frames) == 1 else pl.concat(frames)
    if len({entry.instrument_id for entry in chosen}) > 1:
        return frame.sort(BARS.sorted_by)
    return frame.set_sorted("ts_event")


def _extras(entries: Sequence[FileEntry]) -> dict[str, pl.DataType]:
    kinds: dict[str, set[str]] = {}
    for entry in entries:
        for name, kind in entry.extras.items():
            kinds.setdefault(name, set()).add(kind)
    return {name: common_type(of) for name, of in kinds.items()}


def _decimals(entries: Sequence[FileEntry]) -> dict[str, pl.DataType]:
    """Return the decimal type of each exact column: as stored, or wide enough for all scales there are."""
    prices, sizes = {e.price_precision for e in entries}, {e.size_precision for e in entries}
    price = pl.Decimal(DIGITS if len(prices) <= 1 else 38, max(prices, default=0))
    size = pl.Decimal(DIGITS if len(sizes) <= 1 else 38, max(sizes, default=0))
    return {**dict.fromkeys(PRICES, price), "volume": size}


def _scan(
    folder: Path,
    entry: FileEntry,
    extras: dict[str, pl.DataType],
    decimals: dict[str, pl.DataType],
    start: int | None,
    end: int | None,
) -> pl.LazyFrame:
    # With its schema known the file is not even opened before the query runs.
    path, schema = folder / entry.path, entry_schema(entry)
    frame = pl.scan_parquet(path, schema=schema, glob=False, hive_partitioning=False)
    if start is not None and entry.first < start:
        frame = frame.filter(pl.col("ts_event") >= _moment(start))
    if end is not None and entry.last >= end:
        frame = frame.filter(pl.col("ts_event") < _moment(end))
    # The cast gives the float nearest to the decimal; a division by a literal would not.
    numbers = [pl.col(name).cast(decimals.get(name, pl.Float64())) for name in (*PRICES, "volume")]
    others = [
        pl.col(name).cast(dtype) if name in entry.extras else pl.lit(None, dtype).alias(name)
        for name, dtype in extras.items()
    ]
    return frame.select(
        pl.lit(entry.instrument_id).alias("instrument_id"), "ts_event", "ts_open", *numbers, *others
    )


def _moment(ns: int) -> pl.Expr:
    return pl.lit(ns, dtype=pl.Int64).cast(TIME)
