"""Parquet and Arrow files, whole or some rows at a time."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import polars as pl

from fastbt.catalog.sources.options import SourceOptions
from fastbt.catalog.sources.pieces import Piece, check_columns
from fastbt.catalog.sources.unpacking import Member
from fastbt.errors import DataError

_T = TypeVar("_T")
_ERRORS = (pl.exceptions.PolarsError, OSError, ValueError)


def read_columns(member: Member, options: SourceOptions, rows: int | None) -> Iterator[Piece]:
    """Read a file piece by piece.

    Args:
        member: the file.
        options: which columns are wanted.
        rows: rows of a piece; None reads the file whole.

    Raises:
        DataError: the file is damaged, or is of another format.
    """
    scan = _scan(member)
    names = _try(lambda: scan.collect_schema().names(), member)
    check_columns(names, options, member.name)
    if options.only is not None:
        scan = scan.select(options.only)
    start = 0
    while True:
        part = scan if rows is None else scan.slice(start, rows)
        frame = _try(part.collect, member)
        if frame.height or start == 0:
            yield Piece(frame, start)
        start += frame.height
        if rows is None or frame.height < rows:
            return


def _scan(member: Member) -> pl.LazyFrame:
    source: Path | io.BytesIO = member.path
    if member.is_packed:
        with member.open() as stream:
            source = io.BytesIO(stream.read())
    if member.format == "parquet":
        return _try(lambda: pl.scan_parquet(source, glob=False, hive_partitioning=False), member)
    return _try(lambda: pl.scan_ipc(source, glob=False, hive_partitioning=False), member)


def _try(read: Callable[[], _T], member: Member) -> _T:
    try:
        return read()
    except DataError:
        raise
    except _ERRORS as error:
        raise DataError(
            f"cannot be read as {member.format}: {error}",
            source=member.name,
            remedy="check that the file is whole, and its format with format=",
        ) from None
