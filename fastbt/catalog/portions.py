"""Normalized rows cut into series, as the store takes them in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from fastbt.catalog.load_report import LoadReport
from fastbt.catalog.merging import Series
from fastbt.catalog.normalized import NormalizedBars
from fastbt.catalog.table_files import storable_extras
from fastbt.errors import ConfigError
from fastbt.model.instruments import Instrument
from fastbt.schema.market import BARS, MarketTable


@dataclass(slots=True)
class NormalizedTable:
    """Rows of any table but bars, checked and sorted.

    Args:
        table: the table.
        frame: its columns, exact ones as integers, then the source's other columns.
        instruments: definition of every instrument; empty where the table needs none.
        scales: decimals of the columns whose scale is their own.
        report: what was read, dropped and repaired.
    """

    table: MarketTable
    frame: pl.DataFrame
    report: LoadReport
    instruments: dict[str, Instrument] = field(default_factory=dict)
    scales: dict[str, int] = field(default_factory=dict)


def bar_series(bars: NormalizedBars) -> Iterator[Series]:
    """Cut bars by instrument.

    Raises:
        ConfigError: the bars' length is not known.
        DataError: a column cannot be stored.
    """
    if bars.bar is None:
        raise ConfigError("bar: the catalog needs the bars' length, such as '1d'")
    frame, extras = storable_extras(bars.frame, BARS, {})
    opens_late = not (bars.bar.is_time_based or bars.has_starts or bars.is_one_price)
    for rows in frame.partition_by("instrument_id", maintain_order=True):
        instrument = bars.instruments[rows["instrument_id"][0]]
        yield Series(
            BARS,
            instrument.id.value,
            bars.bar.key,
            rows.drop("instrument_id"),
            instrument.price_precision,
            instrument.size_precision,
            extras=extras,
            stamp=bars.stamp.name.lower(),
            opens_late=opens_late,
        )


def table_series(rows: NormalizedTable) -> Iterator[Series]:
    """Cut a table by instrument, pair or name.

    Raises:
        DataError: a column cannot be stored.
    """
    table = rows.table
    frame, extras = storable_extras(rows.frame, table, rows.scales)
    names = [column.name for column in table.columns if column.codes is not None]
    frame = frame.with_columns(pl.col(name).cast(pl.String) for name in names)
    for part in frame.partition_by(table.key, maintain_order=True):
        key = part[table.key][0]
        instrument = rows.instruments.get(key)
        yield Series(
            table,
            key,
            "",
            part.drop(table.key),
            instrument.price_precision if instrument else 0,
            instrument.size_precision if instrument else 0,
            rows.scales,
            extras,
        )
