"""The tables of a catalog but bars, as lazy frames; and what every reading of a catalog starts from."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike, fspath
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl

from fastbt.catalog.addresses import place_of
from fastbt.catalog.definitions import remember
from fastbt.catalog.manifest import NAME, FileEntry, Manifest, read_manifest
from fastbt.catalog.scan import scan_table
from fastbt.catalog.times import to_ns
from fastbt.errors import CatalogError, ConfigError, unknown_name
from fastbt.model.bar_types import BarSpecification
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instruments import Instrument
from fastbt.schema.market import (
    ACTIONS,
    BOOK_CHANGES,
    CONVERSION_RATES,
    FUNDING,
    QUOTES,
    RATES,
    SERIES,
    TABLES,
    TRADE_TICKS,
    MarketTable,
)

Ids: TypeAlias = str | InstrumentId | Iterable[str | InstrumentId]
"""One instrument id or several."""


class TableReader:
    """A catalog's manifest and its tables; ``CatalogReader`` adds bars, SQL and what there is."""

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        version: int | None = None,
        storage_options: dict[str, Any] | None = None,
    ) -> None:
        self._place = place_of(path, storage_options)
        self._pinned = version
        self._seen: tuple[Any, Manifest] | None = None
        self._made: tuple[Manifest, int, list[FileEntry], dict[str, Instrument]] | None = None
        manifest = self._manifest()
        if version is not None and not manifest.oldest <= version <= manifest.version:
            there = f"{manifest.oldest} to {manifest.version}" if manifest.version else "0, it is empty"
            raise CatalogError(f"catalog {fspath(path)}: there is no version {version}; there are {there}")
        remember(str(self._place), self)

    @property
    def path(self) -> Path:
        """The folder; of a catalog in an object store its address."""
        located = self._place.locate("")
        return located if isinstance(located, Path) else Path(located)

    @property
    def version(self) -> int:
        """Number of the version that is read; 0 is an empty catalog."""
        return self._manifest().version if self._pinned is None else self._pinned

    def quotes(
        self, instrument_id: Ids | None = None, start: Any = None, end: Any = None, *, exact: bool = False
    ) -> pl.LazyFrame:
        """Return quotes as a lazy frame.

        Args:
            instrument_id: one id or several; None is everybody's.
            start: as ``bars``.
            end: as ``bars``.
            exact: as ``bars``.

        Returns:
            ``instrument_id, ts_event, ts_init, bid_price, ask_price, bid_size, ask_size`` and the extra
            columns, sorted by ``ts_event`` and ``instrument_id``; rows of one time are in stored order.

        Raises:
            UnknownNameError: the catalog has none of that instrument.
            ConfigError: a time cannot be read.
        """
        return self._table(QUOTES, instrument_id, start, end, exact=exact)

    def trade_ticks(
        self, instrument_id: Ids | None = None, start: Any = None, end: Any = None, *, exact: bool = False
    ) -> pl.LazyFrame:
        """Return market prints as a lazy frame, as ``quotes``.

        Columns: ``instrument_id, ts_event, ts_init, price, size, aggressor_side, trade_id``.
        """
        return self._table(TRADE_TICKS, instrument_id, start, end, exact=exact)

    def book_changes(
        self, instrument_id: Ids | None = None, start: Any = None, end: Any = None, *, exact: bool = False
    ) -> pl.LazyFrame:
        """Return changes of order books as a lazy frame, as ``quotes``.

        Columns: ``instrument_id, ts_event, ts_init, action, side, price, size, order_id, sequence``.
        """
        return self._table(BOOK_CHANGES, instrument_id, start, end, exact=exact)

    def funding(
        self, instrument_id: Ids | None = None, start: Any = None, end: Any = None, *, exact: bool = False
    ) -> pl.LazyFrame:
        """Return settlements of funding as a lazy frame, as ``quotes``.

        Columns: ``instrument_id, ts_event, ts_init, rate``.
        """
        return self._table(FUNDING, instrument_id, start, end, exact=exact)

    def rates(
        self, instrument_id: Ids | None = None, start: Any = None, end: Any = None, *, exact: bool = False
    ) -> pl.LazyFrame:
        """Return rates of interest as a lazy frame, as ``quotes``.

        Columns: ``instrument_id, ts_event, ts_init, kind, rate``; 0.05 is 5 % a year.
        """
        return self._table(RATES, instrument_id, start, end, exact=exact)

    def actions(
        self, instrument_id: Ids | None = None, start: Any = None, end: Any = None, *, exact: bool = False
    ) -> pl.LazyFrame:
        """Return corporate actions as a lazy frame, as ``quotes``.

        Columns: ``instrument_id, ts_event, ts_init, kind, ratio, amount, currency``.
        """
        return self._table(ACTIONS, instrument_id, start, end, exact=exact)

    def conversion_rates(
        self, pair: Ids | None = None, start: Any = None, end: Any = None, *, exact: bool = False
    ) -> pl.LazyFrame:
        """Return rates of conversion between currencies as a lazy frame, as ``quotes``.

        Columns: ``pair, ts_event, ts_init, base, quote, rate``; ``pair`` is ``"EUR/USD"``.
        """
        return self._table(CONVERSION_RATES, pair, start, end, exact=exact)

    def series(self, name: str, start: Any = None, end: Any = None, *, exact: bool = False) -> pl.LazyFrame:
        """Return a table that was written as ``kind="series"``.

        Args:
            name: its name.
            start: as ``bars``; for tables with times only.
            end: as ``bars``.
            exact: leave decimals as they are.

        Returns:
            Its columns: ``ts_event`` first if it has times, and then sorted by it.

        Raises:
            UnknownNameError: there is no such series.
            ConfigError: ``start`` or ``end`` is given and the rows have no time.
        """
        frame = self._table(SERIES, name, start, end, exact=exact)
        if (start, end) != (None, None) and not self._matching(SERIES, name)[0].is_timed:
            raise ConfigError(f"series {name!r} has no times; read it without start= and end=")
        return frame.drop(SERIES.key)

    def _manifest(self) -> Manifest:
        """Return the newest manifest, read again when the file has changed."""
        state = self._place.state(NAME)
        if self._seen is None or self._seen[0] != state:
            self._seen = (state, read_manifest(self._place))
        return self._seen[1]

    def _held(self) -> tuple[list[FileEntry], dict[str, Instrument]]:
        """Return files and instruments of the version that is read; made once for each."""
        manifest, version = self._manifest(), self.version
        if self._made is None or self._made[0] is not manifest or self._made[1] != version:
            files, known = manifest.files_at(version), manifest.instruments_at(version)
            self._made = (manifest, version, files, known)
        return self._made[2:]

    def _files(self) -> list[FileEntry]:
        return self._held()[0]

    def _definitions(self) -> dict[str, Instrument]:
        return self._held()[1]

    def _scan(
        self, table: MarketTable, entries: list[FileEntry], start: Any, end: Any, *, exact: bool
    ) -> pl.LazyFrame:
        first, last = to_ns(start, "start"), to_ns(end, "end")
        return scan_table(self._place, table, entries, first, last, exact=exact)

    def _table(
        self, table: MarketTable, key: Ids | None, start: Any, end: Any, *, exact: bool
    ) -> pl.LazyFrame:
        """Return what a table holds of some instruments, pairs or names."""
        there = self._matching(table, None)
        if key is not None:
            wanted = names_of(key)
            known = {entry.instrument_id for entry in there}
            for name in wanted:
                if name not in known:
                    raise unknown_name(f"{table.key} in {table.name}", name, known)
            there = [entry for entry in there if entry.instrument_id in wanted]
        return self._scan(table, there, start, end, exact=exact)

    def _matching(
        self,
        table: MarketTable | None,
        instrument_id: str | InstrumentId | None,
        bar: BarSpecification | str | None = None,
    ) -> list[FileEntry]:
        key = None if bar is None else BarSpecification.parse(bar).key
        name = None if instrument_id is None else str(instrument_id)
        return [
            entry
            for entry in self._files()
            if (table is None or entry.kind == table.name)
            and name in (None, entry.instrument_id)
            and key in (None, entry.bar)
        ]

    def instruments(self) -> list[Instrument]:
        """Return the instruments the catalog defines, sorted by id."""
        return list(self._definitions().values())


def table_named(kind: str) -> MarketTable:
    """Return a table by its name.

    Raises:
        UnknownNameError: there is none of that name.
    """
    if kind not in TABLES:
        raise unknown_name("kind of data", kind, TABLES)
    return TABLES[kind]


def names_of(ids: Ids) -> list[str]:
    """Return what a user asks for as names, each once."""
    single = isinstance(ids, (str, InstrumentId))
    return list(dict.fromkeys(str(name) for name in ([ids] if single else ids)))  # type: ignore[union-attr]
