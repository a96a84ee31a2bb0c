"""The reading half of a catalog: frames, arrays, SQL, and what there is."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from fastbt.catalog.bar_arrays import BarArrays, read_arrays
from fastbt.catalog.listing import TimeRange, list_of, range_of
from fastbt.catalog.manifest import FileEntry
from fastbt.catalog.query import run_sql
from fastbt.catalog.table_reader import Ids, TableReader, names_of, table_named
from fastbt.catalog.times import to_ns
from fastbt.errors import ConfigError, unknown_name
from fastbt.model.bar_types import BarSpecification
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instruments import Instrument
from fastbt.schema.market import BARS

if TYPE_CHECKING:
    from fastbt.catalog.audit_limits import AuditLimits
    from fastbt.catalog.audit_report import Audit
    from fastbt.venues.calendar import TradingCalendar

_Entries: TypeAlias = list[FileEntry]
# Inside the class, `list` is the catalog's own.


class CatalogReader(TableReader):
    """What a catalog offers to read; ``Catalog`` adds writing and says the rest."""

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
        wanted = names_of(instrument_id)
        if not wanted:
            raise ConfigError("bars: give at least one instrument id")
        entries = [entry for name in wanted for entry in self._entries(name, bar)]
        return self._scan(BARS, entries, start, end, exact=exact)

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
            self._place, entries, instrument, entries[0].bar, to_ns(start, "start"), to_ns(end, "end")
        )

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
        entries = self._matching(BARS, instrument_id, bar)
        if not entries:
            raise ConfigError(
                f"catalog {self._place}: no bars of {instrument_id or 'any instrument'} {bar or ''}"
            )
        return range_of(entries)

    def fingerprint(
        self,
        instrument_id: str | InstrumentId | None = None,
        bar: BarSpecification | str | None = None,
        *,
        kind: str | None = None,
    ) -> str:
        """Return a SHA-256 of the content of some data, from what the manifest knows; no file is opened.

        It tells whether the files are the same, not whether equal rows were written in other portions.

        Args:
            instrument_id: whose data, or the name of a series; None is everybody's.
            bar: length of the bars; None is any.
            kind: name of a table, such as ``"quotes"``; None is all tables, or bars where ``bar`` is given.

        Raises:
            UnknownNameError: there is no such table.
        """
        hashed = hashlib.sha256()
        table = table_named(kind) if kind is not None else (None if bar is None else BARS)
        for entry in self._matching(table, instrument_id, bar):
            hashed.update("/".join((*entry.series, entry.digest)).encode())
        return hashed.hexdigest()

    def sql(self, query: str, *, exact: bool = False) -> pl.DataFrame:
        """Run a query with DuckDB over a view for each table, one for each series, and ``instruments``.

        ``bars`` has every bar of every instrument with the columns ``instrument_id, bar, ts_event, ts_open,
        open, high, low, close, volume`` and the extra columns; so have ``quotes``, ``trade_ticks``,
        ``book_changes``, ``funding``, ``rates``, ``actions``, ``conversion_rates`` theirs. A series is a view
        of its own name. Decimals have the largest scale there is, times are UTC in microseconds.

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
        entries = self._files()
        return run_sql(self._place, entries, self.instruments(), query, exact=exact)

    def audit(
        self,
        instrument_id: Ids | None = None,
        bar: BarSpecification | str | None = None,
        start: Any = None,
        end: Any = None,
        *,
        calendar: TradingCalendar | None = None,
        limits: AuditLimits | None = None,
    ) -> Audit:
        """Look for what may be wrong with stored data: gaps, outliers, stale stretches, wrong units and more.

        Args:
            instrument_id: whose data, one id or several; None is everybody's.
            bar: length of the bars; None is any.
            start: as ``bars``.
            end: as ``bars``.
            calendar: when the market is open, for all series; None takes 24/7 for crypto currencies, the week
                of foreign exchange for other pairs, and what is seen in the data of the venue for the rest.
            limits: from where on an outlier, a stretch or a pause is named; None is ``AuditLimits()``.

        Returns:
            What was found, as tables, text and a picture.

        Raises:
            UnknownNameError: the catalog has no such instrument.
            ConfigError: it has no such bars, or a time cannot be read.
            DataError: the calendar does not reach over the data.
            CatalogError: a file is missing or damaged.

        Example:
            >>> found = CatalogReader("catalog").audit("SPX.INDEX")
            >>> found.is_clean, found.table.select("check", "count").rows()
            (True, [('long_pause', 1)])
        """
        from fastbt.catalog.audit import audit

        return audit(self, instrument_id, bar, start, end, calendar=calendar, limits=limits)

    def list(self) -> pl.DataFrame:
        """Return what is there, a row for each series.

        Returns:
            ``kind, instrument_id, bar, stamp, rows, files, first, last, price_precision, size_precision,
            bytes``.
        """
        return list_of(self._files(), self._definitions())

    def __repr__(self) -> str:
        pinned = "" if self._pinned is None else f", version={self._pinned}"
        count = len(self._definitions())
        return f"Catalog({str(self._place)!r}{pinned}): {count} instruments, version {self.version}"

    def _repr_html_(self) -> str:
        return self.list()._repr_html_()

    def _entries(self, instrument_id: str | InstrumentId, bar: BarSpecification | str | None) -> _Entries:
        """Return the files of one series of bars, in the order of time."""
        name = str(instrument_id)
        self.instrument(name)
        there = self._matching(BARS, name)
        bars = list(dict.fromkeys(entry.bar for entry in there))
        if bar is None:
            if len(bars) != 1:
                raise ConfigError(f"bar: {name} has bars of {', '.join(bars) or 'no length'}; say which")
            return there
        key = BarSpecification.parse(bar).key
        if key not in bars:
            raise ConfigError(f"bar: {name} has no bars of {key!r}; it has {', '.join(bars) or 'none'}")
        return [entry for entry in there if entry.bar == key]
