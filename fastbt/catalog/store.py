"""The catalog: market data on disk as exact decimals, in versions, for frames, kernels and SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike
from typing import Any, Unpack

from fastbt.catalog.composing import Columns
from fastbt.catalog.definitions import Given
from fastbt.catalog.faults import Part
from fastbt.catalog.frames import name_of, to_frame
from fastbt.catalog.load_report import LoadReport
from fastbt.catalog.loading import Loader
from fastbt.catalog.maintenance import consolidate, delete_range
from fastbt.catalog.options import LoadOptions, OnDuplicate, OnError, OnOffGrid
from fastbt.catalog.reader import CatalogReader
from fastbt.catalog.sources.files import Batch, Files, is_files, read_batches
from fastbt.catalog.sources.options import SourceOptions, SourceWords
from fastbt.catalog.table_reader import table_named
from fastbt.catalog.transaction import Transaction
from fastbt.codes import BarStamp
from fastbt.errors import ConfigError, DataError
from fastbt.model.bar_types import BarSpecification
from fastbt.model.currencies import Currency
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instruments import Instrument


class Catalog(CatalogReader):
    """Market data in a folder or an object store: written once, read as frames, arrays or SQL.

    A reader sees the catalog as it was before a write or after it, never between. Every write makes a
    version.

    Args:
        path: the folder; it is made by the first write. Or the address of one in an object store, such as
            ``s3://bucket/catalog``.
        version: an older version to read; None follows the newest.
        lock_timeout: seconds that a write waits for another writer.
        storage_options: keys, region and endpoint of the object store, as Polars names them.

    Raises:
        ConfigError: the path is a file.
        CatalogError: the catalog is damaged, of a newer format, or has no such version.

    Example:
        >>> catalog = Catalog("catalog")
        >>> catalog.bars("SPX.INDEX", "1d", start="2008-10-10", end="2008-10-14").collect()["close"].to_list()
        [909.92, 899.22]
    """

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        version: int | None = None,
        lock_timeout: float = 60.0,
        storage_options: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(path, version=version, storage_options=storage_options)
        self._lock_timeout = lock_timeout

    def write(
        self,
        frame: Any,
        instrument: Given = None,
        *,
        kind: str = "bars",
        name: str | None = None,
        bar: BarSpecification | str = "1d",
        stamp: BarStamp | str | None = None,
        tz: str | None = None,
        columns: Columns | None = None,
        on_error: OnError = "raise",
        on_off_grid: OnOffGrid = "raise",
        on_duplicate: OnDuplicate = "raise",
        time_format: str | None = None,
        currency: str | Currency = "USD",
    ) -> LoadReport:
        """Check rows and store them.

        Args:
            frame: a Polars, pandas or Arrow table, a structured NumPy array or a dict of columns: one
                instrument, or many with a column ``instrument_id``.
            instrument: definition, or an id whose precision is read off the data (at most 8 decimals);
                several for a frame of several. For ``conversion_rates`` the pair, such as ``"EUR/USD"``.
            kind: the table: ``bars``, ``quotes``, ``trade_ticks``, ``book_changes``, ``funding``, ``rates``,
                ``actions``, ``conversion_rates``, or ``series`` for any other.
            name: the name of a series.
            bar: length of the bars.
            stamp: what the times of bars mean: ``"open"``, ``"close"`` or ``"session"``. Dates are sessions
                and ``ts_event`` is a close; for other times it has to be said.
            tz: zone of times that carry none; None is UTC.
            columns: our column name to the source's, such as ``{"close": "Price"}``; to several, which are
                joined by a blank, ``{"time": ["date", "time"]}``; or to a text with columns in braces,
                ``{"instrument_id": "{symbol}.XNAS"}``.
            on_error: ``"raise"`` at the first bad row, ``"drop"`` bad rows or ``"repair"`` them.
            on_off_grid: ``"raise"``, or ``"round"`` numbers with more decimals than their instrument half up.
            on_duplicate: of rows with equal time keep the ``"first"`` or the ``"last"``, or ``"raise"``; of a
                row that is stored already and a new one, the stored one is the first. In tables whose rows
                may share a time (quotes, trade ticks, book changes, series) it is about the times that are
                stored already. A series without times is kept or replaced as a whole.
            time_format: how times given as text are written, in strptime's words; None is ISO 8601.
            currency: currency of an instrument that is read off the data.

        Returns:
            What was read, written, dropped and repaired, and the new version.

        Raises:
            DataError: a row is bad or stored already, or a column is missing.
            ConfigError: an argument is wrong, or the catalog defines the instrument otherwise.
            UnknownNameError: there is no such kind.
            CatalogError: another writer does not end, or the place cannot be written.
        """
        options = self._options(
            kind, bar=bar, stamp=stamp, tz=tz, columns=columns, on_error=on_error, on_off_grid=on_off_grid,
            on_duplicate=on_duplicate, time_format=time_format,
        )  # fmt: skip
        portion = Batch(to_frame(frame), [Part(0, None)], name_of(frame))
        return self._load(iter([portion]), Loader(table_named(kind), instrument, name, options, currency))

    def ingest(
        self,
        files: Files | Any,
        instrument: Given = None,
        *,
        kind: str = "bars",
        name: str | None = None,
        bar: BarSpecification | str = "1d",
        stamp: BarStamp | str | None = None,
        tz: str | None = None,
        columns: Columns | None = None,
        on_error: OnError = "raise",
        on_off_grid: OnOffGrid = "raise",
        on_duplicate: OnDuplicate = "raise",
        time_format: str | None = None,
        currency: str | Currency = "USD",
        **written: Unpack[SourceWords],
    ) -> LoadReport:
        """Check and store the rows of files, as one write.

        Files are read some rows at a time, so none is too large for memory.

        Args:
            files: a path, a folder, a pattern such as ``"data/*.csv"``, several of them, or a table as for
                ``write``. CSV, JSON lines, Parquet and Arrow, packed as gz, bz2, zst or zip.
            instrument: as ``write``.
            kind: as ``write``.
            name: as ``write``.
            bar: as ``write``.
            stamp: as ``write``.
            tz: as ``write``.
            columns: as ``write``.
            on_error: as ``write``; errors name the file and, of text, the line.
            on_off_grid: as ``write``.
            on_duplicate: as ``write``.
            time_format: as ``write``.
            currency: as ``write``.
            **written: how the files are written: ``header``, ``names``, ``thousands`` ...; see
                ``SourceOptions``.

        Returns:
            As ``write``.

        Raises:
            DataError: as ``write``, or a file is missing or unreadable.
            ConfigError: as ``write``, or a file has an unknown ending.
            CatalogError: as ``write``.
        """
        if not is_files(files):
            if written:
                raise ConfigError(f"{', '.join(written)}: for files; a table has been read already")
            return self.write(
                files, instrument, kind=kind, name=name, bar=bar, stamp=stamp, tz=tz, columns=columns,
                on_error=on_error, on_off_grid=on_off_grid, on_duplicate=on_duplicate,
                time_format=time_format, currency=currency,
            )  # fmt: skip
        options = self._options(
            kind, bar=bar, stamp=stamp, tz=tz, columns=columns, on_error=on_error, on_off_grid=on_off_grid,
            on_duplicate=on_duplicate, time_format=time_format,
        )  # fmt: skip
        source, table = SourceOptions.of(written), table_named(kind)
        batches = read_batches(files, columns, source, table=table)
        return self._load(batches, Loader(table, instrument, name, options, currency))

    def delete_range(
        self,
        instrument_id: str | InstrumentId | None = None,
        start: Any = None,
        end: Any = None,
        *,
        kind: str = "bars",
        bar: BarSpecification | str | None = None,
    ) -> int:
        """Leave out rows from now on; older versions keep them until ``consolidate``.

        Args:
            instrument_id: whose rows, or the name of a series; None is everybody's.
            start: first ``ts_event``, included; None is the beginning.
            end: the same, excluded; None is the end.
            kind: the table.
            bar: length of the bars; None is any.

        Returns:
            How many rows are gone.

        Raises:
            UnknownNameError: there is no such kind.
            ConfigError: the catalog has no such rows at all, or a time cannot be read.
            CatalogError: another writer does not end, or a file is damaged.
        """
        self._refuse_pinned()
        table = table_named(kind)
        with Transaction(self._place, self._lock_timeout) as change:
            return delete_range(
                change, table.name, None if instrument_id is None else str(instrument_id), bar, start, end
            )

    def consolidate(self) -> int:
        """Join the small files of each series, forget older versions, and delete what no version needs.

        Readers that opened the catalog earlier find their files gone and have to read again.

        Returns:
            How many files were deleted.

        Raises:
            CatalogError: another writer does not end, or a file is damaged.
        """
        self._refuse_pinned()
        with Transaction(self._place, self._lock_timeout) as change:
            return consolidate(change)

    def _options(self, kind: str, **given: Any) -> LoadOptions:
        return LoadOptions.check(unknown="infer", needs_stamp=kind == "bars", **given)

    def _load(self, portions: Iterator[Batch], loader: Loader) -> LoadReport:
        """Store portions as one version; the first is checked before anything is locked or made."""
        self._refuse_pinned()
        portion = next(portions, None)
        if portion is None:
            raise DataError(
                "the files have no rows", remedy="check the files, or the rows asked for by where="
            )
        first = loader.normalized(portion, self._defined_by_users)
        with Transaction(self._place, self._lock_timeout, loader.options.on_duplicate) as change:
            loader.put(change, first)
            for portion in portions:
                loader.put(change, loader.normalized(portion, self._defined_by_users))
        return loader.report(change)

    def _refuse_pinned(self) -> None:
        if self._pinned is not None:
            raise ConfigError(
                f"catalog {self._place}: version {self._pinned} is read only; open it without version="
            )

    def _defined_by_users(self, ids: Iterable[str]) -> dict[str, Instrument]:
        """Return definitions that users gave; inferred ones are inferred again, from the new data."""
        known = self._definitions()
        return {name: known[name] for name in ids if name in known and not known[name].inferred}
