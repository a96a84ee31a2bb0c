"""The catalog's list of files: one JSON document, replaced by one rename.

Files are only ever added. An entry says in which version it came and in which, if any, another took its
place, so the manifest holds every version at once and an old one can still be read.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar

from fastbt.catalog.places import Place
from fastbt.errors import CatalogError
from fastbt.model.instruments import Instrument, instrument_from_dict
from fastbt.schema.market import TABLES, MarketTable
from fastbt.schema.table import Kind

NAME = "manifest.json"
"""Name of the manifest in a catalog's folder."""
FORMAT_VERSION = 2
"""Version of the layout that this release writes; it reads all up to it."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of one series: sorted, and apart in time from the series' other files.

    Args:
        kind: name of the table: ``bars``, ``quotes`` ... (``schema.market.TABLES``).
        instrument_id: whose data it is; of conversion rates the pair, of series the name.
        bar: key of the bars' length; empty in other tables.
        path: its place below the catalog's folder, with forward slashes.
        added: version in which it came.
        removed: version in which other files took its place; None while it is part of the catalog.
        rows: its rows.
        first: first ``ts_event``, ns UTC; 0 in a series without times.
        last: last ``ts_event``, ns UTC; 0 in a series without times.
        bytes: its size.
        price_precision: scale of its prices.
        size_precision: scale of its volumes.
        has_volume: whether any volume is known.
        stamp: what the source's times meant: ``open``, ``close`` or ``session``; empty in other tables.
        lowest: smallest price, in its ticks.
        highest: largest price, in its ticks.
        most_volume: largest volume, in its lots; None where none is known.
        extras: further columns and their Polars types, by name.
        digest: SHA-256 of its columns.
        scales: decimals of the columns whose scale is their own, not an instrument's, by name.
    """

    kind: str
    instrument_id: str
    bar: str
    path: str
    added: int
    removed: int | None
    rows: int
    first: int
    last: int
    bytes: int
    price_precision: int
    size_precision: int
    has_volume: bool
    stamp: str
    lowest: int
    highest: int
    most_volume: int | None
    extras: dict[str, str]
    digest: str
    scales: dict[str, int] = field(default_factory=dict)

    @property
    def table(self) -> MarketTable:
        """The table it is a part of."""
        return TABLES[self.kind]

    @property
    def decimals(self) -> dict[str, int]:
        """Scale of each exact column, by name."""
        return decimals_of(self.table, self.price_precision, self.size_precision, self.scales)

    @property
    def is_timed(self) -> bool:
        """Whether its rows have a time."""
        return "ts_event" in self.table.names or "ts_event" in self.extras

    @property
    def series(self) -> tuple[str, str, str]:
        """Table, instrument and bar: the files that belong together."""
        return self.kind, self.instrument_id, self.bar

    def reaches(self, start: int | None, end: int | None) -> bool:
        """Whether it may hold rows from ``start`` on and before ``end``; None is open."""
        return (start is None or self.last >= start) and (end is None or self.first < end)


def decimals_of(
    table: MarketTable, price_precision: int, size_precision: int, scales: dict[str, int]
) -> dict[str, int]:
    """Return the scale of each exact column of a file.

    Args:
        table: the table it is a part of.
        price_precision: scale of its prices.
        size_precision: scale of its quantities.
        scales: scale of the other ones, by name.
    """
    found = dict.fromkeys(table.of_kind(Kind.PRICE), price_precision)
    found |= dict.fromkeys(table.of_kind(Kind.QUANTITY), size_precision)
    return found | scales


@dataclass(frozen=True, slots=True)
class InstrumentEntry:
    """The definition of an instrument from one version on."""

    definition: dict[str, Any]
    added: int
    removed: int | None = None

    @property
    def instrument_id(self) -> str:
        """Whose definition it is."""
        return str(self.definition["id"])

    def instrument(self) -> Instrument:
        """Build the instrument."""
        return instrument_from_dict(self.definition)


EntryT = TypeVar("EntryT", FileEntry, InstrumentEntry)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a catalog holds, in all its versions.

    Args:
        version: number of writes so far.
        files: every file that some version from ``oldest`` on consists of.
        definitions: every definition of these versions.
        oldest: oldest version that can still be read; ``consolidate`` forgets those before it.
    """

    version: int = 0
    files: tuple[FileEntry, ...] = field(default=())
    definitions: tuple[InstrumentEntry, ...] = field(default=())
    oldest: int = 0

    def files_at(self, version: int) -> list[FileEntry]:
        """Return the files of a version, each series in the order of time."""
        return sorted(_at(self.files, version), key=lambda entry: (entry.series, entry.first))

    def instruments_at(self, version: int) -> dict[str, Instrument]:
        """Return the instruments of a version by id, sorted."""
        entries = sorted(_at(self.definitions, version), key=lambda entry: entry.instrument_id)
        return {entry.instrument_id: entry.instrument() for entry in entries}

    def with_write(
        self, added: list[FileEntry], removed: list[FileEntry], instruments: list[Instrument]
    ) -> Manifest:
        """Return the manifest of the next version.

        Args:
            added: new files.
            removed: files they take the place of.
            instruments: definitions that are new or changed.
        """
        version = self.version + 1
        gone = {entry.path for entry in removed}
        files = [
            replace(entry, removed=version) if entry.path in gone and entry.removed is None else entry
            for entry in self.files
        ]
        changed = {instrument.id.value for instrument in instruments}
        definitions = [
            replace(entry, removed=version)
            if entry.instrument_id in changed and entry.removed is None
            else entry
            for entry in self.definitions
        ]
        fresh = [InstrumentEntry(instrument.to_dict(), version) for instrument in instruments]
        return Manifest(version, (*files, *added), (*definitions, *fresh), self.oldest)

    def without_history(self) -> Manifest:
        """Return the manifest of the same version that knows no older one."""
        return Manifest(
            self.version,
            tuple(_at(self.files, self.version)),
            tuple(_at(self.definitions, self.version)),
            self.version,
        )


def _at(entries: tuple[EntryT, ...], version: int) -> list[EntryT]:
    return [e for e in entries if e.added <= version and (e.removed is None or e.removed > version)]


def read_manifest(place: Place) -> Manifest:
    """Read a catalog's manifest; of a place without one, that of an empty catalog.

    Raises:
        CatalogError: it is damaged, or written by a newer fastbt.
    """
    text = place.read_text(NAME)
    if text is None:
        return Manifest()
    try:
        content = json.loads(text)
        written_as = int(content["format_version"])
        if written_as > FORMAT_VERSION:
            raise CatalogError(
                f"catalog {place}: format version {written_as} is newer than {FORMAT_VERSION}, the "
                "newest that this fastbt reads; upgrade fastbt"
            )
        return Manifest(
            int(content["version"]),
            tuple(FileEntry(**entry) for entry in content["files"]),
            tuple(InstrumentEntry(**entry) for entry in content["instruments"]),
            int(content.get("oldest", 0)),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CatalogError(
            f"catalog {place}: {NAME} is damaged ({error}); restore it from a backup or load the data again"
        ) from error


def write_manifest(place: Place, manifest: Manifest) -> None:
    """Put a manifest in the place of the one there is: a reader sees the old one or the new one, whole."""
    content = {
        "format": "fastbt catalog",
        "format_version": FORMAT_VERSION,
        "version": manifest.version,
        "oldest": manifest.oldest,
        "instruments": [asdict(entry) for entry in manifest.definitions],
        "files": [asdict(entry) for entry in manifest.files],
    }
    # An entry a line: small to read, and differences show what changed.
    place.replace_text(NAME, _lines(content))


def _lines(content: dict[str, Any]) -> str:
    parts = []
    for key, value in content.items():
        if isinstance(value, list):
            entries = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in value)
            parts.append(f"{json.dumps(key)}: [\n{entries}\n]")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"
