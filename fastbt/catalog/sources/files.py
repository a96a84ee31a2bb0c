"""Reads CSV, Parquet and Arrow files into one frame that knows which row came from which file."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from glob import glob
from os import PathLike, fspath
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl

from fastbt.catalog.columns import find_roles
from fastbt.catalog.faults import Part
from fastbt.errors import ConfigError, DataError

Files: TypeAlias = str | PathLike[str] | Iterable[str | PathLike[str]]
"""A path, a pattern such as ``data/*.csv``, or several."""

CSV = (".csv", ".csv.gz", ".txt", ".tsv")
PARQUET = (".parquet", ".pq")
ARROW = (".arrow", ".ipc", ".feather")

_SEPARATORS = ",;\t|"
_SHOWN = 3
_TYPED_BY = 10_000


def is_files(data: Any) -> bool:
    """Whether something to load is a path, or paths, rather than a table."""
    if isinstance(data, (str, PathLike)):
        return True
    return (
        isinstance(data, (list, tuple)) and bool(data) and all(isinstance(x, (str, PathLike)) for x in data)
    )


def read_files(
    files: Files, columns: Mapping[str, str] | None = None
) -> tuple[pl.DataFrame, list[Part], str]:
    """Read files one after the other.

    Args:
        files: what to read.
        columns: our column name to the files', which finds the columns whose text is kept.

    Returns:
        Their rows in the order given, the parts of that frame, and what to call the whole.

    Raises:
        DataError: a file is missing, empty or unreadable, or the files' columns do not go together.
        ConfigError: a file has an ending that says nothing.
    """
    paths = _paths(files)
    frames = [_read(path, columns) for path in paths]
    parts, start = [], 0
    for path, frame in zip(paths, frames, strict=True):
        parts.append(Part(start, str(path), has_lines=_is(path, CSV)))
        start += frame.height
    names = ", ".join(path.name for path in paths[:_SHOWN])
    if len(paths) > _SHOWN:
        names += f" and {len(paths) - _SHOWN} more files"
    try:
        whole = frames[0] if len(frames) == 1 else pl.concat(frames, how="diagonal_relaxed")
    except pl.exceptions.PolarsError as error:
        raise DataError(
            f"the files' columns do not go together: {error}",
            source=names,
            remedy="load files of different formats one by one",
        ) from None
    return whole, parts, names


def _paths(files: Files) -> list[Path]:
    given = [files] if isinstance(files, (str, PathLike)) else list(files)
    paths: list[Path] = []
    for item in given:
        text = fspath(item)
        found = [Path(text)] if Path(text).exists() else [Path(name) for name in sorted(glob(text))]  # noqa: PTH207
        if not found:
            raise DataError("no such file", source=text, remedy="check the path")
        paths += found
    if not paths:
        raise ConfigError("no files to load")
    return paths


def _is(path: Path, endings: tuple[str, ...]) -> bool:
    return path.name.lower().endswith(endings)


def _read(path: Path, columns: Mapping[str, str] | None) -> pl.DataFrame:
    try:
        if _is(path, CSV):
            return _read_csv(path, columns)
        if _is(path, PARQUET):
            return pl.read_parquet(path, glob=False, hive_partitioning=False)
        if _is(path, ARROW):
            return pl.read_ipc(path)
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot be read: {error}", source=path, remedy="check the file") from None
    raise ConfigError(
        f"{path}: the ending says no known format; known are {', '.join(CSV + PARQUET + ARROW)}"
    )


def _read_csv(path: Path, columns: Mapping[str, str] | None) -> pl.DataFrame:
    separator = _separator(path)
    names = pl.read_csv(path, n_rows=0, separator=separator, infer_schema=False).columns
    roles = find_roles(names, columns)
    # Numbers stay text until they are on their grid: 17 and more digits do not survive a float.
    as_text = {roles.time, roles.ts_open, roles.volume, roles.instrument_id, *roles.prices.values()}
    text = {name: pl.String() for name in as_text if name is not None}
    # Other columns are typed by their first rows, by all of them where those mislead, or stay text.
    for rows in () if set(names) <= set(text) else (_TYPED_BY, None):
        try:
            return pl.read_csv(path, separator=separator, schema_overrides=text, infer_schema_length=rows)
        except pl.exceptions.ComputeError:
            continue
    return pl.read_csv(path, separator=separator, infer_schema=False)


def _separator(path: Path) -> str:
    """Return the sign that the header has most of."""
    with gzip.open(path, "rb") if _is(path, (".gz",)) else path.open("rb") as file:
        header = file.readline().decode("utf-8-sig", errors="replace")
    return max(_SEPARATORS, key=header.count)
