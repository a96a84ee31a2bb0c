"""A result on disk: a folder with a Parquet file per exact table and one JSON file for the rest.

The folder appears all at once: it is written beside its place and renamed. ``FORMAT_VERSION`` goes up when
the layout changes; a newer fastbt reads all older ones, an older one refuses a newer.
"""

from __future__ import annotations

import json
import shutil
import uuid
from pathlib import Path
from typing import Any

import polars as pl

from fastbt.errors import CatalogError, ConfigError
from fastbt.results.facts import RunFacts
from fastbt.schema.ledger import LEDGER, LEDGER_VERSION
from fastbt.schema.market import BARS as MARKET_BARS
from fastbt.schema.market import MarketTable
from fastbt.schema.table import Kind
from fastbt.simulation.collect import TICKS, RunTables
from fastbt.simulation.collect_numbers import as_counts, as_floats

FORMAT = "fastbt result"
FORMAT_VERSION = 1
MANIFEST = "result.json"
BARS = "bars"
FINER_BARS = "finer_bars"


class StoredTables:
    """The tables of a saved result, each read when first asked for.

    Args:
        folder: where they are.
        scales: decimals of prices, quantities and money.
    """

    def __init__(self, folder: Path, scales: dict[Kind, int]) -> None:
        self._folder = folder
        self._frames: dict[tuple[str, bool], pl.DataFrame] = {}
        self.scales = scales

    def frame(self, name: str, *, exact: bool = False) -> pl.DataFrame:
        """One table, as ``simulation.collect.RunTables`` gives it."""
        key = name, exact
        if key not in self._frames:
            if exact:
                stored, schema = _read(self._folder, name), LEDGER[name].exact_schema(self.scales)
                # a result saved before a column was known has nulls there
                known = [pl.col(c) if c in stored.columns else pl.lit(None).alias(c) for c in schema]
                self._frames[key] = stored.select(known).cast(schema)
            else:
                scales = {
                    c.name: self.scales[c.kind] + c.digits for c in LEDGER[name].columns if c.kind.is_exact
                }
                self._frames[key] = floats_of(self.frame(name, exact=True), scales)
        return self._frames[key]

    def bars(self, *, exact: bool = False) -> pl.DataFrame:
        """The bars the run was made on.

        Raises:
            CatalogError: the result was saved without them.
        """
        if (BARS, True) not in self._frames:
            self._frames[BARS, True] = _read(self._folder, BARS)
        if (BARS, exact) not in self._frames:
            self._frames[BARS, False] = self._floats(self._frames[BARS, True])
        return self._frames[BARS, exact]

    def finer_bars(self, *, exact: bool = False) -> pl.DataFrame | None:
        """The finer bars in which orders were matched; None without any."""
        if not (self._folder / f"{FINER_BARS}.parquet").is_file():
            return None
        stored = _read(self._folder, FINER_BARS)
        return stored if exact else self._floats(stored)

    def ticks(self, name: str, *, exact: bool = False) -> pl.DataFrame | None:
        """The quotes or the trade ticks of the run; None without any."""
        if not (self._folder / f"{name}.parquet").is_file():
            return None
        stored = _read(self._folder, name)
        return stored if exact else self._floats(stored, TICKS[name])

    def _floats(self, stored: pl.DataFrame, table: MarketTable = MARKET_BARS) -> pl.DataFrame:
        """The floats of a table of bars or ticks."""
        kinds = {column.name: column.kind for column in table.columns if column.kind.is_exact}
        return floats_of(stored, {name: self.scales[kind] for name, kind in kinds.items()})


def floats_of(exact: pl.DataFrame, scales: dict[str, int]) -> pl.DataFrame:
    """The frame of floats that goes with an exact one.

    Args:
        exact: decimals.
        scales: decimals of each column; one that is no Decimal stays as it is.
    """
    decimals = [name for name in scales if isinstance(exact.schema.get(name), pl.Decimal)]
    return exact.with_columns(as_floats(as_counts(exact[name]), scales[name]) for name in decimals)


def save(
    directory: Path,
    tables: RunTables | StoredTables,
    facts: RunFacts,
    settings: dict[str, Any],
    *,
    overwrite: bool,
) -> Path:
    """Write a result.

    Args:
        directory: the folder to make.
        tables: its tables.
        facts: what else is known.
        settings: plain values.
        overwrite: replace a result that is there.

    Raises:
        ConfigError: the folder exists and is no result, or ``overwrite`` is off.
    """
    directory = Path(directory)
    if directory.exists() and not (overwrite and (directory / MANIFEST).is_file()):
        remedy = "pass overwrite=True" if (directory / MANIFEST).is_file() else "give another folder"
        raise ConfigError(f"save: {directory} exists; {remedy}")
    directory.parent.mkdir(parents=True, exist_ok=True)
    draft = _beside(directory)
    draft.mkdir()
    try:
        for name in LEDGER:
            tables.frame(name, exact=True).write_parquet(draft / f"{name}.parquet", compression="zstd")
        tables.bars(exact=True).write_parquet(draft / f"{BARS}.parquet", compression="zstd")
        finer = tables.finer_bars(exact=True)
        if finer is not None:
            finer.write_parquet(draft / f"{FINER_BARS}.parquet", compression="zstd")
        for name in TICKS:
            ticks = tables.ticks(name, exact=True)
            if ticks is not None:
                ticks.write_parquet(draft / f"{name}.parquet", compression="zstd")
        manifest = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "ledger_version": LEDGER_VERSION,
            "facts": facts.to_dict(),
            "settings": settings,
        }
        (draft / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        _put(draft, directory)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return directory


def _put(draft: Path, directory: Path) -> None:
    """Move a finished folder to its place, an old one out of it."""
    if not directory.exists():
        draft.rename(directory)
        return
    old = _beside(directory)
    directory.rename(old)
    draft.rename(directory)
    shutil.rmtree(old)


def _beside(directory: Path) -> Path:
    """A hidden name that nobody uses, on the same disk."""
    return directory.with_name(f".{directory.name}-{uuid.uuid4().hex[:12]}")


def load(directory: Path) -> tuple[StoredTables, RunFacts, dict[str, Any]]:
    """Read what ``save`` wrote; tables when they are first asked for.

    Raises:
        CatalogError: there is no result, it is damaged, or a newer fastbt wrote it.
    """
    directory = Path(directory)
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CatalogError(f"load: {directory} holds no saved result (no {MANIFEST})") from None
    except json.JSONDecodeError as error:
        raise CatalogError(f"load: {directory / MANIFEST} is damaged: {error}") from None
    if manifest.get("format") != FORMAT:
        raise CatalogError(f"load: {directory / MANIFEST} is not the manifest of a result")
    newest = {"format_version": FORMAT_VERSION, "ledger_version": LEDGER_VERSION}
    for name, known in newest.items():
        if manifest[name] > known:
            raise CatalogError(
                f"load: {directory} has {name} {manifest[name]}, this fastbt reads up to {known}; "
                "update fastbt"
            )
    facts = RunFacts.from_dict(manifest["facts"])
    return StoredTables(directory, facts.scales), facts, manifest["settings"]


def _read(folder: Path, name: str) -> pl.DataFrame:
    path = folder / f"{name}.parquet"
    if not path.is_file():
        raise CatalogError(f"the saved result {folder} is damaged: {path.name} is missing")
    return pl.read_parquet(path)
