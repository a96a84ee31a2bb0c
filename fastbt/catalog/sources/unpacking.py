"""Opens files as streams of bytes, packed or not, and refuses one that unpacks to more than is honest."""

from __future__ import annotations

import bz2
import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self, cast

from fastbt.catalog.sources.options import Format, SourceOptions
from fastbt.catalog.sources.paths import format_of, unknown_ending
from fastbt.errors import DataError

MOST_MEMBERS = 10_000
"""Files that a zip archive may hold."""
MOST_RATIO = 200
"""How many times its size a file may unpack to, once it is beyond ``FREE``; text seldom packs 20 times."""
FREE = 64 * 2**20
"""Bytes that any file may unpack to."""

BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)
"""What the standard library raises at a damaged archive, or one with a password."""


@dataclass(frozen=True, slots=True)
class Member:
    """One table in a file: the file itself, or a member of an archive.

    Args:
        name: what errors call it: the path, and inside an archive the member.
        path: the file.
        format: how it is written.
        is_packed: whether it has to be unpacked first.
        open: opens it as a stream of unpacked bytes.
        size: bytes of the file as it lies there.
    """

    name: str
    path: Path
    format: Format
    is_packed: bool
    open: Callable[[], IO[bytes]]
    size: int


def members_of(path: Path, options: SourceOptions) -> Iterator[Member]:
    """Return the tables of a file: one, or those of an archive by name.

    Args:
        path: the file.
        options: tell the format where endings do not, and how large a file may get.

    Raises:
        DataError: the file cannot be read, or the archive claims to hold more than it can.
        ConfigError: an ending says nothing.
    """
    ending = path.suffix.lower()
    if ending == ".zip":
        yield from _zip_members(path, options)
        return
    kind = options.format or format_of(path.name)
    if kind is None:
        raise unknown_ending(path)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise DataError(f"cannot be read: {error}", source=path, remedy="check the file") from None
    opener = _OPENERS.get(ending)
    if opener is None:
        yield Member(str(path), path, kind, is_packed=False, open=lambda: path.open("rb"), size=size)
        return

    def opened() -> IO[bytes]:
        try:
            stream = opener(path)
        except BROKEN as error:
            raise _broken(str(path), error) from None
        return cast("IO[bytes]", Limited(stream, str(path), size, options.max_unpacked))

    yield Member(str(path), path, kind, is_packed=True, open=opened, size=size)


class Limited:
    """A stream of unpacked bytes that ends with an error when there come too many.

    Args:
        stream: unpacks.
        name: the file, for the message.
        packed: bytes before unpacking.
        largest: bytes that may come at most.
    """

    def __init__(self, stream: Any, name: str, packed: int, largest: int) -> None:
        self._stream = stream
        self._name = name
        self._packed = packed
        self._largest = largest
        self._seen = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, all of them where ``size`` is negative.

        Raises:
            DataError: these are more than the limits allow, or the file is damaged.
        """
        chunks = []
        while size != 0:
            try:
                chunk = self._stream.read(size if 0 <= size < _CHUNK else _CHUNK)
            except BROKEN as error:
                raise _broken(self._name, error) from None
            if not chunk:
                break
            self._seen += len(chunk)
            check_unpacked(self._seen, self._packed, self._name, self._largest)
            chunks.append(chunk)
            size = size - len(chunk) if size > 0 else size
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def check_unpacked(unpacked: int, packed: int, name: str, largest: int) -> None:
    """Refuse a file that unpacks to more than it may.

    Args:
        unpacked: bytes so far, or as it claims.
        packed: bytes before unpacking.
        name: the file, for the message.
        largest: bytes that it may unpack to at most.

    Raises:
        DataError: it is more than ``largest``, or ``MOST_RATIO`` times its size and more than ``FREE``.
    """
    if unpacked > largest:
        raise DataError(
            f"unpacks to more than {largest:,} bytes",
            source=name,
            remedy="unpack it first, or raise max_unpacked",
        )
    if unpacked > FREE and unpacked > MOST_RATIO * packed:
        raise DataError(
            f"unpacks to more than {MOST_RATIO} times its {packed:,} bytes, as no honest data does",
            source=name,
            remedy="check where it comes from; if it is right, unpack it first",
        )


_CHUNK = 2**20


def _broken(name: str, error: Exception) -> DataError:
    why = str(error) or "the file ends early"
    return DataError(f"cannot be read: {why}", source=name, remedy="check that the file is whole")


def _zstandard(path: Path) -> Any:
    import pyarrow as pa

    return pa.CompressedInputStream(pa.OSFile(str(path)), "zstd")


_OPENERS: dict[str, Callable[[Path], Any]] = {
    ".gz": gzip.GzipFile,
    ".bz2": bz2.BZ2File,
    ".zst": _zstandard,
}


def _zip_members(path: Path, options: SourceOptions) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except BROKEN as error:
        raise _broken(str(path), error) from None
    if len(infos) > MOST_MEMBERS:
        raise DataError(
            f"the archive holds {len(infos):,} files, more than {MOST_MEMBERS:,}",
            source=path,
            remedy="unpack it first",
        )
    size = path.stat().st_size
    check_unpacked(sum(info.file_size for info in infos), size, str(path), options.max_unpacked)
    wanted = [
        (info, kind)
        for info in sorted(infos, key=lambda info: info.filename)
        if not info.filename.startswith("__MACOSX/")
        and (kind := options.format or format_of(info.filename)) is not None
    ]
    if not wanted:
        raise unknown_ending(f"{path}, {', '.join(repr(i.filename) for i in infos[:3]) or 'empty archive'}")
    for info, kind in wanted:
        yield Member(
            f"{path}:{info.filename}",
            path,
            kind,
            is_packed=True,
            open=_member_opener(path, info, options.max_unpacked),
            size=size,
        )


def _member_opener(path: Path, info: zipfile.ZipInfo, largest: int) -> Callable[[], IO[bytes]]:
    def opened() -> IO[bytes]:
        try:
            with zipfile.ZipFile(path) as archive:  # the member keeps the file open until it is closed itself
                stream = archive.open(info)
        except BROKEN as error:
            raise _broken(f"{path}:{info.filename}", error) from None
        return cast("IO[bytes]", Limited(stream, f"{path}:{info.filename}", info.compress_size, largest))

    return opened
