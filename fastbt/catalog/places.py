"""Where a catalog lies: a local folder or an object store, as the few operations that a catalog needs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from fastbt.catalog.lock import write_lock
from fastbt.errors import CatalogError

DATA = ".parquet"
"""Ending of the files of data."""


class Place(Protocol):
    """A place that holds files by names with forward slashes."""

    storage_options: dict[str, Any] | None
    """What Polars needs to get there."""

    def read_text(self, name: str) -> str | None:
        """Read a small file; None where it is absent."""

    def state(self, name: str) -> Any:
        """Return something that is another when the file has changed; None where it is absent."""

    def replace_text(self, name: str, text: str) -> None:
        """Put text in the place of a file: readers see the old one or the new one, whole."""

    def locate(self, name: str) -> str | Path:
        """Return where Polars and DuckDB find a file."""

    def opened(self, name: str) -> Any:
        """Return what pyarrow reads a file from."""

    def write(self, name: str, fill: Callable[[Any], None]) -> int:
        """Write a file that stays, and return its size in bytes; ``fill`` gets a binary stream."""

    def delete(self, name: str) -> None:
        """Delete a file; no error where it is absent."""

    def data_files(self) -> Iterator[str]:
        """Return the names of all files of data, of this catalog or forgotten ones."""

    def lock(self, timeout: float) -> AbstractContextManager[None]:
        """Keep other writers out while the block runs."""

    def sql_source(self, connection: Any, names: list[str], view: str) -> str:
        """Return what a DuckDB query reads files of one schema from; ``view`` is a free name."""


class Folder:
    """A folder on this machine.

    Args:
        path: the folder; it is made by the first write.
    """

    storage_options: dict[str, Any] | None = None

    def __init__(self, path: Path) -> None:
        self.path = path

    def __str__(self) -> str:
        return str(self.path)

    def read_text(self, name: str) -> str | None:
        """Read a small file; None where it is absent.

        Raises:
            CatalogError: it cannot be read.
        """
        try:
            return (self.path / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogError(f"catalog {self.path}: cannot read {name}: {error}") from error

    def state(self, name: str) -> Any:
        """Return time, size and number of a file; None where it is absent."""
        try:
            stat = (self.path / name).stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino

    def replace_text(self, name: str, text: str) -> None:
        """Put text in the place of a file, by one rename of what is on disk already."""
        temporary = self.path / f"{name}.new"
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.path / name)
        _sync(self.path)

    def locate(self, name: str) -> Path:
        """Return a file's path."""
        return self.path / name

    def opened(self, name: str) -> Path:
        """Return a file's path, which pyarrow maps into memory."""
        return self.path / name

    def write(self, name: str, fill: Callable[[Any], None]) -> int:
        """Write a file and make sure that it is on disk."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        _sync(path.parent)
        return path.stat().st_size

    def delete(self, name: str) -> None:
        """Delete a file, and its folder where that is empty now."""
        path = self.path / name
        path.unlink(missing_ok=True)
        for folder in path.relative_to(self.path).parents[:-1]:
            try:
                (self.path / folder).rmdir()
            except OSError:
                return

    def data_files(self) -> Iterator[str]:
        """Return the names of all files of data below the folder."""
        for path in sorted(self.path.rglob(f"*{DATA}")):
            yield path.relative_to(self.path).as_posix()

    def sql_source(self, connection: Any, names: list[str], view: str) -> str:  # noqa: ARG002 - read as they are
        """Return the call that reads these files."""
        listed = ", ".join(_quoted(self.path / name) for name in names)
        return f"read_parquet([{listed}], hive_partitioning = false)"

    @contextmanager
    def lock(self, timeout: float) -> Iterator[None]:
        """Hold the folder's lock file."""
        self.path.mkdir(parents=True, exist_ok=True)
        with write_lock(self.path / ".lock", timeout):
            yield


def _quoted(path: Path) -> str:
    # A folder's name may hold what a pattern is made of.
    text = "".join(f"[{sign}]" if sign in "*?[" else sign for sign in path.as_posix())
    return "'" + text.replace("'", "''") + "'"


def _sync(folder: Path) -> None:
    """Make sure the names in a folder are on disk, where the system knows how."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
