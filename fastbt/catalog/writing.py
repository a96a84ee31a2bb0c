"""One write to a catalog: new files beside the old ones, for a manifest that makes them count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

import polars as pl

from fastbt.catalog.definitions import merged_definition
from fastbt.catalog.duplicates import settle
from fastbt.catalog.manifest import FileEntry, Manifest
from fastbt.catalog.merging import Series
from fastbt.catalog.options import OnDuplicate
from fastbt.catalog.places import Place
from fastbt.catalog.scales import check_scale
from fastbt.catalog.table_files import digest_of, read_file, write_file
from fastbt.model.instruments import Instrument
from fastbt.schema.table import TIME, Kind

MOST_HELD = 500_000
"""Rows held in memory before they are written; portions of one load come out as few files."""

_Key = tuple[str, str, str]


@dataclass(slots=True)
class Write:
    """A write in the making; nothing of it counts before its manifest is in place.

    Args:
        place: where the catalog lies.
        manifest: the manifest it builds on.
        on_duplicate: what happens to rows whose time is stored already.
    """

    place: Place
    manifest: Manifest
    on_duplicate: OnDuplicate = "raise"
    added: list[FileEntry] = field(default_factory=list)
    """New files."""
    removed: list[FileEntry] = field(default_factory=list)
    """Files whose rows are in new ones now, or left out."""
    duplicates: int = 0
    """New rows left out because their time is stored already."""
    replaced: int = 0
    """Stored rows whose place new ones took."""
    _changed: dict[str, Instrument] = field(default_factory=dict)
    _held: dict[_Key, Series] = field(default_factory=dict)
    _rows: int = 0
    _by_series: dict[_Key, list[FileEntry]] | None = None
    _paths: list[str] = field(default_factory=list)

    def define(self, instruments: Iterable[Instrument]) -> None:
        """Take in the definitions of instruments.

        Args:
            instruments: as the data that comes has them.

        Raises:
            ConfigError: the catalog defines one otherwise.
            DataError: stored numbers do not fit the new grid.
        """
        given = list(instruments)
        if not given:
            return
        stored = self.manifest.instruments_at(self.manifest.version)
        held: dict[str, list[FileEntry]] = {}
        for entry in self._current():
            held.setdefault(entry.instrument_id, []).append(entry)
        for instrument in given:
            name = instrument.id.value
            known = self._changed.get(name, stored.get(name))
            merged = merged_definition(known, instrument)
            for entry in held.get(name, ()):
                if entry.table.on_grid:
                    check_scale(entry, merged)
            if merged is not known:
                self._changed[name] = merged

    def put(self, series: Series) -> None:
        """Take in rows of a series; they may come in several portions.

        Args:
            series: sorted rows.

        Raises:
            DataError: rows are stored already, or numbers do not fit.
        """
        if not series.rows.height:
            return
        key = (series.table.name, series.key, series.bar)
        held = self._held.get(key)
        before = 0 if held is None else held.rows.height
        if held is not None:
            self._join_held(series, held)
        self._held[key] = series
        self._rows += series.rows.height - before
        if self._rows > MOST_HELD:
            self._flush(last_too=False)

    def next_manifest(self) -> Manifest:
        """Write what is held, and return the manifest that makes all of it count.

        Returns:
            The old manifest where there is nothing to count.

        Raises:
            DataError: as ``put``.
        """
        self._flush(last_too=True)
        if not (self.added or self.removed or self._changed):
            return self.manifest
        return self.manifest.with_write(self.added, self.removed, list(self._changed.values()))

    def abandon(self) -> None:
        """Delete the files written so far: the catalog stays as it was."""
        for path in self._paths:
            self.place.delete(path)
        self.added.clear()

    def replace_file(self, entry: FileEntry, rows: pl.DataFrame) -> None:
        """Put other rows in the place of a file's.

        Args:
            entry: the file.
            rows: what takes its place; none leaves nothing.
        """
        self._retire([entry])
        if rows.height:
            self._add_file(Series.of(entry, rows))

    def join_files(self, entries: Sequence[FileEntry]) -> None:
        """Put one file in the place of several that follow each other.

        Args:
            entries: files of one series, in the order of time.
        """
        whole = Series.of(entries[0], read_file(self.place, entries[0]))
        for entry in entries[1:]:
            following = Series.of(entry, read_file(self.place, entry))
            following.take_in(whole)
            whole = following
        self._retire(entries)
        self._add_file(whole)

    def _join_held(self, series: Series, held: Series) -> None:
        """Put rows of an earlier portion before new ones; prints of one time are no duplicates there."""
        if series.table.unique and held.rows.height and series.first <= held.last:
            held.rows = self._settled(series, {"": held.rows})[""]
        if series.opens_late and held.rows.height:
            series.rows = _opening_at(series.rows, [held.last], series.first)
        follows = not held.rows.height or not series.rows.height or series.first >= held.last
        series.take_in(held)
        if not follows:
            series.sort()

    def _current(self) -> Iterator[FileEntry]:
        """Files as they are with this write."""
        return (entry for held in self._stored().values() for entry in held)

    def _stored(self) -> dict[_Key, list[FileEntry]]:
        """Files as they are with this write, by series."""
        if self._by_series is None:
            self._by_series = {}
            for entry in self.manifest.files_at(self.manifest.version):
                self._by_series.setdefault(entry.series, []).append(entry)
        return self._by_series

    def _flush(self, *, last_too: bool) -> None:
        """Write what is held; but for the end of it all, the last time of each series, which may go on."""
        held, self._held = self._held, {}
        self._rows = 0
        for key, series in held.items():
            if not last_too and series.is_timed and not series.table.unique:
                at_last = series.rows["ts_event"] == series.rows["ts_event"][-1]
                self._held[key] = replace(series, rows=series.rows.filter(at_last))
                self._rows += self._held[key].rows.height
                series.rows = series.rows.filter(~at_last)
            if series.rows.height:
                self._put_file(series)

    def _put_file(self, series: Series) -> None:
        """Write rows into one file, together with those of stored files that they would overlap."""
        mine = (series.table.name, series.key, series.bar)
        stored = list(self._stored().get(mine, ()))
        if series.opens_late:
            series.rows = _opening_at(series.rows, (entry.last for entry in stored), series.first)
        overlapping = [entry for entry in stored if _overlaps(entry, series)]
        old = {entry.path: read_file(self.place, entry) for entry in overlapping}
        old = self._settled(series, old)
        if not series.rows.height:
            return
        overlapping = [entry for entry in overlapping if _overlaps(entry, series)]
        for entry in overlapping:
            series.take_in(Series.of(entry, old[entry.path]))
        self._retire(overlapping)
        series.sort()
        self._add_file(series)

    def _settled(self, series: Series, old: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        """Decide about rows that are stored already; returns what is left of the stored ones."""
        settled = settle(series, old, self.on_duplicate)
        self.duplicates += settled.left_out
        self.replaced += settled.replaced
        return settled.old

    def _retire(self, entries: Iterable[FileEntry]) -> None:
        """Let files no longer count; one of this very write is deleted."""
        for entry in list(entries):
            self._stored()[entry.series].remove(entry)
            if entry in self.added:
                self.added.remove(entry)
                self.place.delete(entry.path)
            else:
                self.removed.append(entry)

    def _add_file(self, series: Series) -> None:
        rows = series.rows.select(
            *(name for name in series.table.stored if name in series.rows.columns), *series.extras
        )
        version = self.manifest.version + 1
        folder = "/".join(part for part in (series.table.name, folder_name(series.key), series.bar) if part)
        path = f"{folder}/{version:08d}-{len(self._paths):04d}.parquet"
        self._paths.append(path)
        about = {
            series.table.key: series.key,
            "table": series.table.name,
            "bar": series.bar,
            "stamp": series.stamp,
            "decimals": series.decimals,
        }
        about = {name: value for name, value in about.items() if value}
        lowest, highest = _extremes(rows, series.table.of_kind(Kind.PRICE))
        _, most = _extremes(rows, series.table.of_kind(Kind.QUANTITY))
        entry = FileEntry(
            kind=series.table.name,
            instrument_id=series.key,
            bar=series.bar,
            path=path,
            added=version,
            removed=None,
            rows=rows.height,
            first=series.first,
            last=series.last,
            bytes=write_file(self.place, path, rows, series.decimals, about),
            price_precision=series.price_precision,
            size_precision=series.size_precision,
            has_volume=most is not None,
            stamp=series.stamp,
            lowest=lowest or 0,
            highest=highest or 0,
            most_volume=most,
            extras=series.extras,
            digest=digest_of(rows),
            scales=series.scales,
        )
        self.added.append(entry)
        self._stored().setdefault(entry.series, []).append(entry)


def folder_name(instrument_id: str) -> str:
    """Return an id as a folder's name that every system takes: BTC/USDT.BINANCE is ``BTC%2FUSDT.BINANCE``.

    Example:
        >>> folder_name("BTC/USDT.BINANCE"), folder_name("..X")
        ('BTC%2FUSDT.BINANCE', '%2E.X')
    """
    name = quote(instrument_id, safe="")
    return f"%2E{name[1:]}" if name.startswith(".") else name


def _extremes(rows: pl.DataFrame, names: Sequence[str]) -> tuple[int | None, int | None]:
    """Smallest and largest integer of some columns."""
    low = [least for name in names if (least := rows[name].min()) is not None]
    high = [most for name in names if (most := rows[name].max()) is not None]
    return (min(low) if low else None, max(high) if high else None)  # type: ignore[return-value]


def _overlaps(entry: FileEntry, series: Series) -> bool:
    return series.rows.height > 0 and entry.first <= series.last and entry.last >= series.first


def _opening_at(rows: pl.DataFrame, ends: Iterable[int], first: int) -> pl.DataFrame:
    """Let the first bar open where the bar before it ended, as bars without a length in time do."""
    before = [end for end in ends if end < first]
    if not before:
        return rows
    at_first = pl.int_range(pl.len()) == 0
    return rows.with_columns(
        ts_open=pl.when(at_first).then(pl.lit(max(before)).cast(TIME)).otherwise("ts_open")
    )
