"""Where data come from on the command line: catalogs, the sample, files, and how ``--data`` names them."""

from __future__ import annotations

import glob
import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fastbt.catalog import Catalog
from fastbt.catalog.manifest import NAME
from fastbt.catalog.sample import sample_catalog
from fastbt.catalog.sources.files import ARROW, CSV, PARQUET
from fastbt.errors import CatalogError, ConfigError

SAMPLE = "sample"
"""Name of the catalog that comes with fastbt."""
DEFAULT = "catalog"
"""Folder of the catalog that is used where none is named."""


def open_catalog(name: str | None, folder: Path = Path()) -> Catalog:
    """Open a catalog to read.

    Args:
        name: its folder, or ``sample``; None takes ``./catalog``, and where there is none the sample.
        folder: what a relative path starts from.

    Raises:
        CatalogError: there is no catalog.
    """
    path = folder / Path(DEFAULT if name is None else name).expanduser()
    if (path / NAME).is_file():
        return Catalog(path)
    if name is None:
        sys.stderr.write(f"(no ./{DEFAULT} here: this is the sample catalog that comes with fastbt)\n")
    elif name != SAMPLE:
        there = "is no catalog" if path.exists() else "does not exist"
        raise CatalogError(
            f"{path} {there}; `fastbt ingest FILE --catalog {name}` makes one, and `{SAMPLE}` is the catalog "
            "that comes with fastbt"
        )
    return sample_catalog()


def open_to_write(name: str) -> Catalog:
    """Open a catalog to write to; it need not exist.

    Args:
        name: its folder.

    Raises:
        ConfigError: it is the sample, which stays as it is.
    """
    catalog = Catalog(name)
    if name == SAMPLE or catalog.path.resolve() == sample_catalog().path.resolve():
        raise ConfigError(
            f"{name} is the sample catalog that comes with fastbt and stays as it is; name another folder "
            "with --catalog"
        )
    return catalog


def read_source(text: str) -> dict[str, Any]:
    """Read what is given to ``--data``.

    Args:
        text: ``CATALOG:INSTRUMENT:BAR``, ``CATALOG:INSTRUMENT``, a catalog's folder, or a file.

    Returns:
        Keys of ``DataConfig``; of a catalog's folder alone there is no instrument yet.

    Raises:
        ConfigError: it is none of these.

    Example:
        >>> read_source("sample:SPX.INDEX,NASDAQ.INDEX:1d")
        {'catalog': 'sample', 'instruments': ['SPX.INDEX', 'NASDAQ.INDEX'], 'bar': '1d'}
    """
    path = Path(text).expanduser()
    if path.is_file() or text.lower().endswith(CSV + PARQUET + ARROW) or glob.has_magic(text):
        return {"files": [text]}
    if text == SAMPLE or path.is_dir():
        return {"catalog": text}
    # From the right: a path may begin with the letter of a drive.
    parts = re.fullmatch(r"(?P<catalog>.+?):(?P<ids>[^:\\]+?\.[^:]+?)(:(?P<bar>[^:]+))?", text)
    if parts is None:
        raise ConfigError(
            f"--data {text}: this is neither a file nor CATALOG:INSTRUMENT:BAR, such as {SAMPLE}:SPX.INDEX:1d"
        )
    ids = [name.strip() for name in parts["ids"].split(",") if name.strip()]
    bar = {} if parts["bar"] is None else {"bar": parts["bar"]}
    return {"catalog": parts["catalog"], "instruments": ids, **bar}


def assignments(option: str, given: Iterable[str] | None) -> dict[str, str]:
    """Split ``NAME=VALUE`` words.

    Args:
        option: the option they were given to.
        given: the words.

    Raises:
        ConfigError: one has no ``=``, or a name comes twice.
    """
    found: dict[str, str] = {}
    for text in given or ():
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise ConfigError(f"{option} {text}: write NAME=VALUE")
        if name.strip() in found:
            raise ConfigError(f"{option} {name.strip()} is given twice")
        found[name.strip()] = value.strip()
    return found


def plain_value(text: str) -> Any:
    """A value as TOML reads it; text that is no TOML is text.

    Example:
        >>> [plain_value(text) for text in ("20", "0.5", ".5", "true", "fast", '{ticks = 1}')]
        [20, 0.5, 0.5, True, 'fast', {'ticks': 1}]
    """
    if re.fullmatch(r"[+-]?(\d+\.|\.\d+)", text):  # TOML wants digits on both sides
        return float(text)
    try:
        values = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    return values["value"] if len(values) == 1 else text
