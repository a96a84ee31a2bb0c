"""One write to a catalog: new files beside the old ones, for a manifest that makes them count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import polars as pl

from fastbt.catalog.bar_files import COLUMNS, digest_of, read_file, storable_extras, write_file
from fastbt.catalog.definitions import merged_definition
from fastbt.catalog.grid import LARGEST
from fastbt.catalog.manifest import FileEntry, Manifest
from fastbt.catalog.merging import Series, take_in
from fastbt.catalog.normalized import NormalizedBars
from fastbt.catalog.options import OnDuplicate
from fastbt.errors import ConfigError, DataError
from fastbt.model.instruments import Instrument
from fastbt.schema.table import TIME

KIND = "bars"
"""Kind of the files, and the folder of them all."""


@dataclass(slots=True)
class Write:
    """A write in the making; nothing of it counts before its manifest is in place.

    Args:
        folder: the catalog's folder.
        manifest: the manifest it builds on.
        on_duplicate: what happens to rows whose time is stored already.
    """

    folder: Path
    manifest: Manifest
    on_duplicate: OnDuplicate
    changed: list[Instrument] = field(default_factory=list)
    """Definitions that are new or changed."""
    added: list[FileEntry] = field(default_factory=list)
    """New files."""
    removed: list[FileEntry] = field(default_factory=list)
    """Files whose rows are in new ones now."""
    duplicates: int = 0
    """New rows left out because their time is stored already."""
    replaced: int = 0
    """Stored rows whose place new ones took."""

    def put(self, bars: NormalizedBars) -> None:
        """Write the files of all instruments.

        Args:
            bars: what to store.

        Raises:
            ConfigError: the bars' length is not known, or an instrument is defined otherwise in the catalog.
            DataError: rows are stored already, or a column cannot be stored.
        """
        if bars.bar is None:
            raise ConfigError("bar: the catalog needs the bars' length, such as '1d'")
        files = self.manifest.files_at(self.manifest.version)
        names = set(bars.frame["instrument_id"].unique())
        self._define({name: bars.instruments[name] for name in sorted(names)}, files)
        frame, extras = storable_extras(bars.frame)
        for rows in frame.partition_by("instrument_id", maintain_order=True):
            name = rows["instrument_id"][0]
            instrument = bars.instruments[name]
            series = Series(
                instrument_id=name,
                bar=bars.bar.key,
                rows=rows.drop("instrument_id"),
                price_precision=instrument.price_precision,
                size_precision=instrument.size_precision,
                extras=extras,
                stamp=bars.stamp.name.lower(),
            )
            there = [entry for entry in files if entry.series == (KIND, name, bars.bar.key)]
            if not (bars.bar.is_time_based or bars.has_starts or bars.is_one_price):
                series.rows = _opening_after(series.rows, there)
            self._put_series(series, there)

    def next_manifest(self) -> Manifest:
        """Return the manifest that makes this write count; the old one where there is nothing to count."""
        if not self.added and not self.changed:
            return self.manifest
        return self.manifest.with_write(self.added, self.removed, self.changed)

    def _define(self, instruments: dict[str, Instrument], files: Sequence[FileEntry]) -> None:
        stored = self.manifest.instruments_at(self.manifest.version)
        for name, instrument in instruments.items():
            merged = merged_definition(stored.get(name), instrument)
            for entry in files:
                if entry.instrument_id == name:
                    _check_scale(entry, merged)
            if merged is not stored.get(name):
                self.changed.append(merged)

    def _put_series(self, series: Series, stored: Sequence[FileEntry]) -> None:
        """Write a series' new rows into one file, together with those of files they would overlap."""
        overlapping = [entry for entry in stored if _overlaps(entry, series.rows)]
        old = {entry.path: read_file(self.folder / entry.path, entry) for entry in overlapping}
        times = [rows.select("ts_event") for rows in old.values()]
        twice = (
            series.rows.join(pl.concat(times), on="ts_event", how="semi") if times else series.rows.clear()
        )
        if twice.height:
            if self.on_duplicate == "raise":
                raise _already_stored(series, twice)
            if self.on_duplicate == "first":
                self.duplicates += twice.height
                series.rows = series.rows.join(twice, on="ts_event", how="anti", maintain_order="left")
                overlapping = [entry for entry in overlapping if _overlaps(entry, series.rows)]
            else:
                self.replaced += twice.height
                old = {path: rows.join(twice, on="ts_event", how="anti") for path, rows in old.items()}
        if not series.rows.height:
            return
        for entry in overlapping:
            take_in(series, entry, old[entry.path])
        self.removed += overlapping
        series.rows = series.rows.sort("ts_event")
        self._add_file(series)

    def _add_file(self, series: Series) -> None:
        rows = series.rows.select(*COLUMNS, *series.extras)
        version = self.manifest.version + 1
        folder = f"{KIND}/{folder_name(series.instrument_id)}/{series.bar}"
        path = f"{folder}/{version:08d}-{len(self.added):04d}.parquet"
        about = {
            "instrument_id": series.instrument_id,
            "bar": series.bar,
            "stamp": series.stamp,
            "price_precision": series.price_precision,
            "size_precision": series.size_precision,
        }
        size = write_file(self.folder / path, rows, series.price_precision, series.size_precision, about)
        most_volume = rows["volume"].max()
        self.added.append(
            FileEntry(
                kind=KIND,
                instrument_id=series.instrument_id,
                bar=series.bar,
                path=path,
                added=version,
                removed=None,
                rows=rows.height,
                first=_first(rows),
                last=_last(rows),
                bytes=size,
                price_precision=series.price_precision,
                size_precision=series.size_precision,
                has_volume=most_volume is not None,
                stamp=series.stamp,
                lowest=int(rows["low"].min()),  # type: ignore[arg-type]
                highest=int(rows["high"].max()),  # type: ignore[arg-type]
                most_volume=None if most_volume is None else int(most_volume),  # type: ignore[arg-type]
                extras=series.extras,
                digest=digest_of(rows),
            )
        )


def folder_name(instrument_id: str) -> str:
    """Return an id as a folder's name that every system takes: BTC/USDT.BINANCE is ``BTC%2FUSDT.BINANCE``.

    Example:
        >>> folder_name("BTC/USDT.BINANCE"), folder_name("..X")
        ('BTC%2FUSDT.BINANCE', '%2E.X')
    """
    name = quote(instrument_id, safe="")
    return f"%2E{name[1:]}" if name.startswith(".") else name


def _first(rows: pl.DataFrame) -> int:
    return int(rows["ts_event"].to_physical()[0])


def _last(rows: pl.DataFrame) -> int:
    return int(rows["ts_event"].to_physical()[-1])


def _overlaps(entry: FileEntry, rows: pl.DataFrame) -> bool:
    return rows.height > 0 and entry.first <= _last(rows) and entry.last >= _first(rows)


def _opening_after(rows: pl.DataFrame, stored: Sequence[FileEntry]) -> pl.DataFrame:
    """Let the first bar open where the stored one before it ended, as bars without a length in time do."""
    before = [entry.last for entry in stored if entry.last < _first(rows)]
    if not before:
        return rows
    first = pl.int_range(pl.len()) == 0
    return rows.with_columns(ts_open=pl.when(first).then(pl.lit(max(before)).cast(TIME)).otherwise("ts_open"))


def _check_scale(entry: FileEntry, instrument: Instrument) -> None:
    """Refuse a definition on whose grid stored numbers do not lie or do not fit."""
    finer = instrument.price_precision - entry.price_precision
    sizes = instrument.size_precision - entry.size_precision
    if finer < 0 or sizes < 0:
        raise ConfigError(
            f"{entry.instrument_id}: stored data has {entry.price_precision} decimals in prices and "
            f"{entry.size_precision} in volumes, the definition given has {instrument.price_precision} and "
            f"{instrument.size_precision}; give it as many"
        )
    price = max(abs(entry.lowest), abs(entry.highest)) * 10**finer
    if max(price, (entry.most_volume or 0) * 10**sizes) > LARGEST:
        raise DataError(
            f"with {instrument.price_precision} and {instrument.size_precision} decimals the prices or "
            "volumes stored need more than 18 digits",
            instrument=entry.instrument_id,
            remedy="use fewer decimals",
        )


def _already_stored(series: Series, twice: pl.DataFrame) -> DataError:
    more = f", and of {twice.height - 1:,} more" if twice.height > 1 else ""
    return DataError(
        f"the catalog has a row of that time already{more}",
        column="ts_event",
        time=_first(twice),
        instrument=series.instrument_id,
        remedy="pass on_duplicate='first' to keep the stored rows or 'last' to replace them",
    )
