"""The tables beside the bars of a run, as its configuration names them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from fastbt.catalog.sources.files import ARROW, CSV, PARQUET
from fastbt.cli.places import SAMPLE, open_catalog
from fastbt.config import BacktestConfig
from fastbt.config.tables import CATALOG
from fastbt.errors import ConfigError


def tables_of_run(config: BacktestConfig) -> dict[str, Any]:
    """Return the tables of a run by the option of ``bt.run`` that takes them.

    Args:
        config: the run.

    Raises:
        ConfigError: a file is missing, or of no kind that can be read.
        CatalogError: there is no such catalog.
    """
    return {name: _read(config, name, given) for name, given in config.tables.items()}


def _read(config: BacktestConfig, name: str, given: Any) -> Any:
    """One table: rows, the catalog's, or a file's."""
    if not isinstance(given, str):
        # rows may leave out what others have; numbers are as they are written
        return pl.DataFrame([dict(row) for row in given], infer_schema_length=None)
    if given == CATALOG:
        catalog = open_catalog(config.data.catalog or SAMPLE, config.folder)
        if name == "conversion_rates":
            return catalog.conversion_rates()
        return getattr(catalog, name)(list(config.data.instruments) or None)
    path = config.path(given)
    if not path.is_file():
        raise ConfigError(f"tables.{name} = {given!r}: there is no file {path}")
    return _read_file(path, name)


def _read_file(path: Path, name: str) -> pl.DataFrame:
    """A file as a frame; numbers of CSV stay text, so that they are read as they are written."""
    kind = path.name.lower()
    if kind.endswith(CSV):
        return pl.read_csv(path, infer_schema=False)
    if kind.endswith(PARQUET):
        return pl.read_parquet(path)
    if kind.endswith(ARROW):
        return pl.read_ipc(path)
    raise ConfigError(
        f"tables.{name} = {path.name!r}: is none of {', '.join((*CSV, *PARQUET, *ARROW))}; "
        "write it as one of these"
    )
