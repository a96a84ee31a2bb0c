"""The catalog: market data on disk as exact decimals, in versions, for frames, kernels and SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from typing import Any

import polars as pl

from fastbt.catalog.definitions import Given
from fastbt.catalog.faults import Part
from fastbt.catalog.frames import name_of, to_frame
from fastbt.catalog.load_report import LoadReport
from fastbt.catalog.lock import write_lock
from fastbt.catalog.manifest import read_manifest, write_manifest
from fastbt.catalog.normalize import normalize
from fastbt.catalog.options import LoadOptions, OnDuplicate, OnError, OnOffGrid
from fastbt.catalog.reader import CatalogReader
from fastbt.catalog.rules import DUPLICATE_TIME
from fastbt.catalog.sources.files import Files, is_files, read_files
from fastbt.catalog.writing import Write
from fastbt.codes import BarStamp
from fastbt.errors import CatalogError, ConfigError
from fastbt.model.bar_types import BarSpecification
from fastbt.model.currencies import Currency
from fastbt.model.instruments import Instrument


class Catalog(CatalogReader):
    """Market data in a folder: written once, read as frames, arrays or SQL.

    A reader sees the catalog as it was before a write or after it, never between. Every write makes a
    version.

    Args:
        path: the folder; it is made by the first write.
        version: an older version to read; None follows the newest.
        lock_timeout: seconds that a write waits for another writer.

    Raises:
        ConfigError: the path is no local folder.
        CatalogError: the catalog is damaged, of a newer format, or has no such version.

    Example:
        >>> catalog = Catalog("catalog")
        >>> catalog.bars("SPX.INDEX", "1d", start="2008-10-10", end="2008-10-14").collect()["close"].to_list()
        [909.92, 899.22]
    """

    def __init__(
        self, path: str | PathLike[str], *, version: int | None = None, lock_timeout: float = 60.0
    ) -> None:
        super().__init__(path, version=version)
        self._lock_timeout = lock_timeout

    def write(
        self,
        frame: Any,
        instrument: Given = None,
        *,
        bar: BarSpecification | str = "1d",
        stamp: BarStamp | str | None = None,
        tz: str | None = None,
        columns: Mapping[str, str] | None = None,
        on_error: OnError = "raise",
        on_off_grid: OnOffGrid = "raise",
        on_duplicate: OnDuplicate = "raise",
        time_format: str | None = None,
        currency: str | Currency = "USD",
    ) -> LoadReport:
        """Check bars and store them.

        Args:
            frame: a Polars, pandas or Arrow table, a structured NumPy array or a dict of columns: one
                instrument, or many with a column ``instrument_id``.
            instrument: definition, or an id whose precision is read off the data (at most 8 decimals);
                several for a frame of several.
            bar: length of the bars.
            stamp: what the times mean: ``"open"``, ``"close"`` or ``"session"``. Dates are sessions and
                ``ts_event`` is a close; for other times it has to be said.
            tz: zone of times that carry none; None is UTC.
            columns: our column name to the source's, such as ``{"close": "Price"}``.
            on_error: ``"raise"`` at the first bad row, ``"drop"`` bad rows or ``"repair"`` them.
            on_off_grid: ``"raise"``, or ``"round"`` numbers with more decimals than their instrument half up.
            on_duplicate: of rows with equal time keep the ``"first"`` or the ``"last"``, or ``"raise"``; of a
                row that is stored already and a new one, the stored one is the first.
            time_format: how times given as text are written, in strptime's words; None is ISO 8601.
            currency: currency of an instrument that is read off the data.

        Returns:
            What was read, written, dropped and repaired, and the new version.

        Raises:
            DataError: a row is bad or stored already, or a column is missing.
            ConfigError: an argument is wrong, or the catalog defines the instrument otherwise.
            CatalogError: another writer does not end, or the folder cannot be written.
        """
        options = LoadOptions.check(
            bar=bar, stamp=stamp, tz=tz, columns=columns, on_error=on_error, on_off_grid=on_off_grid,
            on_duplicate=on_duplicate, time_format=time_format, unknown="infer", needs_stamp=True,
        )  # fmt: skip
        table = to_frame(frame)
        return self._store(table, [Part(0, None)], name_of(frame), instrument, options, currency)

    def ingest(
        self,
        files: Files | Any,
        instrument: Given = None,
        *,
        bar: BarSpecification | str = "1d",
        stamp: BarStamp | str | None = None,
        tz: str | None = None,
        columns: Mapping[str, str] | None = None,
        on_error: OnError = "raise",
        on_off_grid: OnOffGrid = "raise",
        on_duplicate: OnDuplicate = "raise",
        time_format: str | None = None,
        currency: str | Currency = "USD",
    ) -> LoadReport:
        """Check and store the bars of CSV, Parquet or Arrow files, as one write.

        Args:
            files: a path, a pattern such as ``"data/*.csv"``, several of them, or a table as for ``write``.
            instrument: as ``write``.
            bar: as ``write``.
            stamp: as ``write``.
            tz: as ``write``.
            columns: as ``write``.
            on_error: as ``write``; errors name the file and, of text, the line.
            on_off_grid: as ``write``.
            on_duplicate: as ``write``.
            time_format: as ``write``.
            currency: as ``write``.

        Returns:
            As ``write``.

        Raises:
            DataError: as ``write``, or a file is missing or unreadable.
            ConfigError: as ``write``, or a file has an unknown ending.
            CatalogError: as ``write``.
        """
        if not is_files(files):
            return self.write(
                files, instrument, bar=bar, stamp=stamp, tz=tz, columns=columns, on_error=on_error,
                on_off_grid=on_off_grid, on_duplicate=on_duplicate, time_format=time_format,
                currency=currency,
            )  # fmt: skip
        options = LoadOptions.check(
            bar=bar, stamp=stamp, tz=tz, columns=columns, on_error=on_error, on_off_grid=on_off_grid,
            on_duplicate=on_duplicate, time_format=time_format, unknown="infer", needs_stamp=True,
        )  # fmt: skip
        table, parts, name = read_files(files, columns)
        return self._store(table, parts, name, instrument, options, currency)

    def _store(
        self,
        table: pl.DataFrame,
        parts: Sequence[Part],
        name: str,
        instrument: Given,
        options: LoadOptions,
        currency: str | Currency,
    ) -> LoadReport:
        if self._pinned is not None:
            raise ConfigError(
                f"catalog {self._path}: version {self._pinned} is read only; open it without version="
            )
        bars = normalize(
            table,
            instrument,
            options,
            parts,
            name,
            default_id=None,
            currency=currency,
            look_up=self._defined_by_users,
        )
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            with write_lock(self._path / ".lock", self._lock_timeout):
                write = Write(self._path, read_manifest(self._path), options.on_duplicate)
                write.put(bars)
                manifest = write.next_manifest()
                if manifest is not write.manifest:
                    write_manifest(self._path, manifest)
        except OSError as error:
            raise CatalogError(f"catalog {self._path}: cannot be written: {error}") from error
        dropped = dict(bars.report.dropped)
        if write.duplicates:
            dropped[DUPLICATE_TIME.name] = dropped.get(DUPLICATE_TIME.name, 0) + write.duplicates
        return replace(
            bars.report,
            rows_written=bars.report.rows_written - write.duplicates,
            dropped=dropped,
            replaced=write.replaced,
            version=manifest.version,
        )

    def _defined_by_users(self, ids: Iterable[str]) -> dict[str, Instrument]:
        """Return definitions that users gave; inferred ones are inferred again, from the new data."""
        known = self._definitions()
        return {name: known[name] for name in ids if name in known and not known[name].inferred}
