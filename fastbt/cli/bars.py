"""The bars of a run, as its configuration names them."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from fastbt.catalog import Catalog
from fastbt.catalog.definitions import Given
from fastbt.catalog.load_report import LoadReport
from fastbt.catalog.normalize import normalize
from fastbt.catalog.options import LoadOptions
from fastbt.catalog.sources.files import read_files
from fastbt.catalog.times import to_ns
from fastbt.cli.places import SAMPLE, open_catalog
from fastbt.config import DataConfig
from fastbt.errors import ConfigError, DataError
from fastbt.schema.table import TIME

SAMPLE_DATA = DataConfig(catalog=SAMPLE, instruments=("SPX.INDEX",), bar="1d")
"""What a run takes that names no data."""
NAMELESS = "ASSET.SIM"


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars ready for ``bt.run``.

    Args:
        frame: the bars.
        instruments: their definitions.
        source: where they come from, in words.
        count: number of instruments.
    """

    frame: pl.DataFrame
    instruments: Given
    source: str
    count: int


def read_bars(data: DataConfig, folder: Path, currency: str) -> Bars:
    """Read the bars of a run.

    Args:
        data: where they come from.
        folder: what relative paths start from.
        currency: of an instrument that is read off the data of files.

    Raises:
        CatalogError: there is no such catalog.
        UnknownNameError: it has no such instrument.
        DataError: a row of a file is bad, or there are no rows.
    """
    bars = _of_files(data, folder, currency) if data.files else _of_catalog(data, folder)
    if bars.frame.is_empty():
        between = "".join(
            f", {word} {time}" for word, time in (("from", data.start), ("to", data.end)) if time is not None
        )
        raise DataError(f"there are no bars{between}", source=bars.source, remedy="choose other times")
    return bars


def _of_catalog(data: DataConfig, folder: Path) -> Bars:
    if data.catalog is None and not data.instruments:
        data = replace(SAMPLE_DATA, start=data.start, end=data.end, bar=data.bar or SAMPLE_DATA.bar)
    name = data.catalog or SAMPLE
    catalog = open_catalog(name, folder)
    ids = data.instruments or _only_one(catalog, name)
    frame = catalog.bars(ids, data.bar, data.start, data.end).collect()
    where = "sample catalog" if name == SAMPLE else name
    source = " ".join(part for part in (", ".join(ids), data.bar or "", "from", where) if part)
    return Bars(frame, catalog, source, len(ids))


def _only_one(catalog: Catalog, name: str) -> tuple[str, ...]:
    """The instrument where none is named."""
    ids = [str(instrument.id) for instrument in catalog.instruments()]
    if len(ids) != 1:
        raise ConfigError(
            f"{name} has {len(ids)} instruments; say which, such as --data {name}:{(ids or ['SPX.INDEX'])[0]}"
        )
    return (ids[0],)


def _of_files(data: DataConfig, folder: Path, currency: str) -> Bars:
    options = LoadOptions.check(
        bar=data.bar, stamp=data.stamp, tz=data.tz, columns=data.columns or None, on_error=data.on_error,
        on_off_grid=data.on_off_grid, on_duplicate=data.on_duplicate, time_format=data.time_format,
        unknown="infer", needs_stamp=True,
    )  # fmt: skip
    table, parts, name = read_files(
        [str(folder / Path(file).expanduser()) for file in data.files], data.columns
    )
    found = normalize(
        table,
        data.definition(),
        options,
        parts,
        name,
        default_id=NAMELESS,
        currency=data.currency or currency,
    )
    _tell_changes(found.report)
    start, end = to_ns(data.start, "start"), to_ns(data.end, "end")
    time = pl.col("ts_event")
    chosen: list[Any] = [] if start is None else [time >= pl.lit(start).cast(TIME)]
    chosen += [] if end is None else [time < pl.lit(end).cast(TIME)]
    frame = found.to_floats()
    ids = list(found.instruments)
    source = f"{', '.join(ids[:3])}{' ...' if len(ids) > 3 else ''} from {name}"
    return Bars(
        frame.filter(*chosen) if chosen else frame, list(found.instruments.values()), source, len(ids)
    )


def _tell_changes(report: LoadReport) -> None:
    """Bad rows are never left out or mended in silence."""
    if report.rows_dropped or report.values_repaired:
        sys.stderr.write(f"{report}\n")
