"""Rows on their way into a file, joined with those of stored files that they would overlap."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from fastbt.catalog.bar_files import COLUMNS, common_type
from fastbt.catalog.manifest import FileEntry
from fastbt.schema.market import PRICES


@dataclass(slots=True)
class Series:
    """Rows of one instrument on their way into a file.

    Args:
        instrument_id: whose.
        bar: key of the bars' length.
        rows: prices in ticks, volume in lots.
        price_precision: decimals of a tick.
        size_precision: decimals of a lot.
        extras: further columns and their types, as a manifest entry has them.
        stamp: what the source's times meant.
    """

    instrument_id: str
    bar: str
    rows: pl.DataFrame
    price_precision: int
    size_precision: int
    extras: dict[str, str]
    stamp: str


def take_in(series: Series, entry: FileEntry, old: pl.DataFrame) -> None:
    """Join the rows of a stored file to new ones, on the finer of both scales.

    Args:
        series: the new rows; they come to hold both.
        entry: the stored file.
        old: its rows.
    """
    price = max(series.price_precision, entry.price_precision)
    size = max(series.size_precision, entry.size_precision)
    kinds = {name: {kind} for name, kind in series.extras.items()}
    for name, kind in entry.extras.items():
        kinds.setdefault(name, set()).add(kind)
    types = {name: common_type(of) for name, of in kinds.items()}
    frames = [
        _rescaled(old, price - entry.price_precision, size - entry.size_precision),
        _rescaled(series.rows, price - series.price_precision, size - series.size_precision),
    ]
    frames = [
        frame.with_columns(
            pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype).alias(name)
            for name, dtype in types.items()
        ).select(*COLUMNS, *types)
        for frame in frames
    ]
    series.rows = pl.concat(frames)
    series.price_precision, series.size_precision = price, size
    series.extras = {name: _kind_of(dtype) for name, dtype in types.items()}
    series.stamp = series.stamp if series.stamp == entry.stamp else "mixed"


def _kind_of(dtype: pl.DataType) -> str:
    return "Datetime" if isinstance(dtype, pl.Datetime) else str(dtype)


def _rescaled(rows: pl.DataFrame, price_decimals: int, size_decimals: int) -> pl.DataFrame:
    return rows.with_columns(pl.col(*PRICES) * 10**price_decimals, pl.col("volume") * 10**size_decimals)
