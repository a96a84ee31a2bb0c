"""From what a user names to the files meant: paths, patterns and folders, and what their endings say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from glob import glob
from os import PathLike, fspath
from pathlib import Path
from typing import TypeAlias

from fastbt.catalog.sources.options import Format
from fastbt.errors import ConfigError, DataError

Files: TypeAlias = str | PathLike[str] | Iterable[str | PathLike[str]]
"""A path, a pattern such as ``data/*.csv``, a folder, or several of these."""

TEXT = (".csv", ".txt", ".tsv")
JSON_LINES = (".jsonl", ".ndjson")
PARQUET = (".parquet", ".pq")
ARROW = (".arrow", ".ipc", ".feather")
PACKED = (".gz", ".bz2", ".zst", ".zip")

_FORMATS: dict[Format, tuple[str, ...]] = {
    "csv": TEXT,
    "jsonl": JSON_LINES,
    "parquet": PARQUET,
    "arrow": ARROW,
}
_SHOWN = 3


def is_files(data: object) -> bool:
    """Whether something to load is a path, or paths, rather than a table."""
    if isinstance(data, (str, PathLike)):
        return True
    return (
        isinstance(data, (list, tuple)) and bool(data) and all(isinstance(x, (str, PathLike)) for x in data)
    )


def find_paths(files: Files) -> list[Path]:
    """Return the files meant, in the order given; those of a pattern or a folder by name.

    Args:
        files: paths, patterns, and folders, which are searched to the bottom for files of known endings.

    Raises:
        DataError: there is no such file, or none in a folder.
        ConfigError: nothing was given.
    """
    given = [files] if isinstance(files, (str, PathLike)) else list(files)
    paths: list[Path] = []
    for item in given:
        text = fspath(item)
        if "\0" in text:
            raise DataError("no such file: a path has no NUL", source=repr(text), remedy="check the path")
        path = Path(text)
        # A name may have signs of a pattern in it: what exists is meant.
        found = [path] if _exists(path) else [Path(name) for name in sorted(glob(text, recursive=True))]  # noqa: PTH207
        if not found:
            raise DataError("no such file", source=text, remedy="check the path")
        for one in found:
            paths += _inside(one) if one.is_dir() else [one]
    if not paths:
        raise ConfigError("no files to load")
    return paths


def name_of_files(paths: Sequence[Path]) -> str:
    """Return what a report calls files."""
    names = ", ".join(path.name for path in paths[:_SHOWN])
    return names + (f" and {len(paths) - _SHOWN} more files" if len(paths) > _SHOWN else "")


def format_of(name: str) -> Format | None:
    """Return the format that a file's ending tells, packed or not; None where it tells none.

    Example:
        >>> format_of("a.CSV.gz"), format_of("b.parquet"), format_of("c.xlsx")
        ('csv', 'parquet', None)
    """
    name = name.lower()
    for ending in PACKED:
        name = name.removesuffix(ending)
    return next((kind for kind, endings in _FORMATS.items() if name.endswith(endings)), None)


def unknown_ending(name: object) -> ConfigError:
    """Build the error for a file whose ending tells nothing."""
    known = ", ".join((*TEXT, *JSON_LINES, *PARQUET, *ARROW, *PACKED))
    return ConfigError(
        f"{name}: the ending says no known format; known are {known}; or say format='csv', 'jsonl', "
        "'parquet' or 'arrow'"
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long for the system
        return False


def _inside(folder: Path) -> list[Path]:
    """Return the files below a folder that can be read; hidden ones are no data."""
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and (format_of(path.name) is not None or path.name.lower().endswith(".zip"))
    ]
    if not found:
        raise DataError("the folder has no file of a known ending", source=folder, remedy="check the path")
    return found
