"""The reading half of a catalog: frames, arrays, SQL, and what there is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from os import PathLike, fspath
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl

from fastbt.catalog.bar_arrays import BarArrays, read_arrays
from fastbt.catalog.definitions import remember
from fastbt.catalog.listing import TimeRange, list_of, range_of
from fastbt.catalog.manifest import NAME, FileEntry, Manifest, read_manifest
from fastbt.catalog.query import run_sql
from fastbt.catalog.scan import scan_bars
from fastbt.catalog.times import to_ns
from fastbt.catalog.writing import KIND
from fastbt.errors import CatalogError, ConfigError, unknown_name
from fastbt.model.bar_types import BarSpecification
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instruments import Instrument

Ids: TypeAlias = str | InstrumentId | Iterable[str | InstrumentId]
"""One instrument id or several."""


_List: TypeAlias = list
# Inside the class, `list` is the catalog's own.


class CatalogReader:
    """What a catalog offers to read; ``Catalog`` adds writing and says the rest."""

    def __init__(self, path: str | PathLike[str], *, version: int | None = None) -> None:
        text = fspath(path)
        if "://" in text:
            raise ConfigError(f"catalog {text}: give a local folder")
        self._path = Path(text).expanduser().absolute()
        if self._path.exists() and not self._path.is_dir():
            raise ConfigError(f"catalog {text}: this is a file; give the folder that holds {NAME}")
        self._pinned = version
        self._seen: tuple[Any, Manifest] | None = None
        newest = self._manifest().version
        if version is not None and not 0 <= version <= newest:
            raise CatalogError(f"catalog {text}: there is no version {version}; the newest is {newest}")
        remember(str(self._path), self)

    @property
    def path(self) -> Path:
        """The folder."""
        return self._path

    @property
    def version(self) -> int:
        """Number of the version that is read; 0 is an empty catalog."""
        return self._manifest().version if self._pinned is None else self._pinned

    def bars(
        self,
        instrument_id: Ids,
        bar: BarSpecification | str | None = None,
        start: Any = None,
        end: Any = None,
        *,
        exact: bool = False,
    ) -> pl.LazyFrame:
        """Return bars as a lazy frame; only the files and row groups that a query needs are read.

        Args:
            instrument_id: one id or several.
            bar: length of the bars; None where there is only one.
            start: first ``ts_event``, included: a datetime, a date, text or ns UTC. None is the beginning.
            end: the same, excluded. None is the end.
            exact: decimals instead of floats.

        Returns:
            ``instrument_id, ts_event, ts_open, open, high, low, close, volume`` and the extra columns, sorted
            by ``ts_event`` and ``instrument_id``; volume is null where unknown.

        Raises:
            UnknownNameError: the catalog has no such instrument.
            ConfigError: it has no bars of that length, or a time cannot be read.
        """
        single = isinstance(instrument_id, (str, InstrumentId))
        wanted: list[Any] = [instrument_id] if single else list(instrument_id)  # type: ignore[arg-type]
        if not wanted:
            raise ConfigError("bars: give at least one instrument id")
        entries = [entry for name in dict.fromkeys(wanted) for entry in self._entries(name, bar)]
        return scan_bars(self._path, entries, to_ns(start, "start"), to_ns(end, "end"), exact=exact)

    def arrays(
        self,
        instrument_id: str | InstrumentId,
        bar: BarSpecification | str | None = None,
        start: Any = None,
        end: Any = None,
    ) -> BarArrays:
        """Read the bars of one instrument as contiguous int64 arrays, ready for kernels.

        Args:
            instrument_id: whose bars.
            bar: as ``bars``.
            start: as ``bars``.
            end: as ``bars``.

        Raises:
            UnknownNameError: as ``bars``.
            ConfigError: as ``bars``.
            CatalogError: a file is missing or damaged.

        Example:
            >>> spx = CatalogReader("catalog").arrays("SPX.INDEX", "1d", end="1999-01-06")
            >>> spx.close.tolist(), spx.price_precision
            ([122810], 2)
        """
        entries = self._entries(instrument_id, bar)
        instrument = self.instrument(instrument_id)
        return read_arrays(
            self._path, entries, instrument, entries[0].bar, to_ns(start, "start"), to_ns(end, "end")
        )

    def instruments(self) -> _List[Instrument]:
        """Return the instruments the catalog defines, sorted by id."""
        return list(self._definitions().values())

    def instrument(self, instrument_id: str | InstrumentId) -> Instrument:
        """Return one instrument.

        Raises:
            UnknownNameError: the catalog has no such instrument.
        """
        known = self._definitions()
        name = str(instrument_id)
        if name not in known:
            raise unknown_name("instrument", name, known)
        return known[name]

    def time_range(
        self, instrument_id: str | InstrumentId | None = None, bar: BarSpecification | str | None = None
    ) -> TimeRange:
        """Return first and last ``ts_event`` of an instrument, or of all data; no file is opened.

        Args:
            instrument_id: whose data; None is everybody's.
            bar: length of the bars; None is any.

        Raises:
            UnknownNameError: the catalog has no such instrument.
            ConfigError: there is no such data.
        """
        if instrument_id is not None:
            self.instrument(instrument_id)
        entries = self._matching(instrument_id, bar)
        if not entries:
            raise ConfigError(
                f"catalog {self._path}: no bars of {instrument_id or 'any instrument'} {bar or ''}"
            )
        return range_of(entries)

    def fingerprint(
        self, instrument_id: str | InstrumentId | None = None, bar: BarSpecification | str | None = None
    ) -> str:
        """Return a SHA-256 of the content of some data, from what the manifest knows; no file is opened.

        It tells whether the files are the same, not whether equal rows were written in other portions.

        Args:
            instrument_id: whose data; None is everybody's.
            bar: length of the bars; None is any.
        """
        hashed = hashlib.sha256()
        for entry in self._matching(instrument_id, bar):
            hashed.update("/".join((*entry.series, entry.digest)).encode())
        return hashed.hexdigest()

    def sql(self, query: str, *, exact: bool = False) -> pl.DataFrame:
        """Run a query with DuckDB over the views ``bars`` and ``instruments``.

        ``bars`` has every bar of every instrument with the columns ``instrument_id, bar, ts_event, ts_open,
        open, high, low, close, volume`` and the extra columns; decimals have the largest scale there is,
        times are UTC in microseconds.

        Args:
            query: a SELECT.
            exact: leave decimals of the answer as they are; else they become floats.

        Raises:
            ConfigError: DuckDB refuses the query.

        Example:
            >>> top = "select max(high) as top from bars where instrument_id = 'SPX.INDEX'"
            >>> CatalogReader("catalog").sql(top)["top"][0]
            2940.91
        """
        entries = self._manifest().files_at(self.version)
        return run_sql(self._path, entries, self.instruments(), query, exact=exact)

    def list(self) -> pl.DataFrame:
        """Return what is there, a row for each series.

        Returns:
            ``kind, instrument_id, bar, stamp, rows, files, first, last, price_precision, size_precision,
            bytes``.
        """
        return list_of(self._manifest().files_at(self.version), self._definitions())

    def __repr__(self) -> str:
        pinned = "" if self._pinned is None else f", version={self._pinned}"
        count = len(self._definitions())
        return f"Catalog({str(self._path)!r}{pinned}): {count} instruments, version {self.version}"

    def _repr_html_(self) -> str:
        return self.list()._repr_html_()

    def _manifest(self) -> Manifest:
        """Return the newest manifest, read again when the file has changed."""
        try:
            stat = (self._path / NAME).stat()
            state: Any = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        except OSError:
            state = None
        if self._seen is None or self._seen[0] != state:
            self._seen = (state, read_manifest(self._path))
        return self._seen[1]

    def _definitions(self) -> dict[str, Instrument]:
        return self._manifest().instruments_at(self.version)

    def _matching(
        self, instrument_id: str | InstrumentId | None, bar: BarSpecification | str | None
    ) -> _List[FileEntry]:
        key = None if bar is None else BarSpecification.parse(bar).key
        return [
            entry
            for entry in self._manifest().files_at(self.version)
            if entry.kind == KIND
            and instrument_id in (None, entry.instrument_id)
            and key in (None, entry.bar)
        ]

    def _entries(
        self, instrument_id: str | InstrumentId, bar: BarSpecification | str | None
    ) -> _List[FileEntry]:
        """Return the files of one series, in the order of time."""
        name = str(instrument_id)
        self.instrument(name)
        there = self._matching(name, None)
        bars = list(dict.fromkeys(entry.bar for entry in there))
        if bar is None:
            if len(bars) != 1:
                raise ConfigError(f"bar: {name} has bars of {', '.join(bars) or 'no length'}; say which")
            return there
        key = BarSpecification.parse(bar).key
        if key not in bars:
            raise ConfigError(f"bar: {name} has no bars of {key!r}; it has {', '.join(bars) or 'none'}")
        return [entry for entry in there if entry.bar == key]
