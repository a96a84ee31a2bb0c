"""Reads files of any format into frames that know which row came from which line of which file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from fastbt.catalog.columns import wanted_columns
from fastbt.catalog.composing import Columns
from fastbt.catalog.faults import Part
from fastbt.catalog.sources.column_files import read_columns
from fastbt.catalog.sources.csv_files import read_csv
from fastbt.catalog.sources.json_files import read_json_lines
from fastbt.catalog.sources.options import SourceOptions
from fastbt.catalog.sources.paths import ARROW, PARQUET, Files, find_paths, is_files, name_of_files
from fastbt.catalog.sources.pieces import Choose, Piece, pick_rows
from fastbt.catalog.sources.tidying import tidy
from fastbt.catalog.sources.unpacking import Member, members_of
from fastbt.errors import DataError
from fastbt.schema.market import BARS, MarketTable

__all__ = ["ARROW", "CSV", "PARQUET", "Batch", "Files", "is_files", "read_batches", "read_files"]

CSV = (".csv", ".csv.gz", ".txt", ".tsv")
"""Endings of text, the usual ones."""

ROWS = 250_000
"""Rows of a batch, unless told otherwise."""

_WHOLE = 2**28  # bytes of text that are read at once where everything is wanted
_ROW = 64  # bytes of a row of text, about
_TEXT = ("csv", "jsonl")


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a source.

    Args:
        frame: the rows.
        parts: the files, and the lines, that they came from.
        name: what to call the source.
    """

    frame: pl.DataFrame
    parts: list[Part]
    name: str


def read_files(
    files: Files,
    columns: Columns | None = None,
    options: SourceOptions | None = None,
    *,
    table: MarketTable = BARS,
) -> tuple[pl.DataFrame, list[Part], str]:
    """Read files one after the other.

    Args:
        files: what to read.
        columns: our column name to the files', which finds the columns whose digits are kept.
        options: how they are written.
        table: what they hold.

    Returns:
        Their rows in the order given, the parts of that frame, and what to call the whole.

    Raises:
        DataError: a file is missing, empty or unreadable, or the files' columns do not go together.
        ConfigError: a file has an ending that says nothing, or an option does not fit it.
    """
    (batch,) = _batches(files, columns, options, table, None)
    return batch.frame, batch.parts, batch.name


def read_batches(
    files: Files,
    columns: Columns | None = None,
    options: SourceOptions | None = None,
    *,
    table: MarketTable = BARS,
    rows: int = ROWS,
) -> Iterator[Batch]:
    """Read files some rows at a time, so that no file is too large for memory.

    Args:
        files: as ``read_files``.
        columns: as ``read_files``.
        options: as ``read_files``.
        table: as ``read_files``.
        rows: about how many rows a batch has; small files are put together.

    Raises:
        DataError: as ``read_files``, when the reading comes to the file.
        ConfigError: as ``read_files``.
    """
    return _batches(files, columns, options, table, rows)


def _batches(
    files: Files,
    columns: Columns | None,
    options: SourceOptions | None,
    table: MarketTable,
    rows: int | None,
) -> Iterator[Batch]:
    paths = find_paths(files)
    name = name_of_files(paths)
    held = _Held(name)
    for path in paths:
        for member in members_of(path, options or SourceOptions()):
            begin: int | None = None
            for piece in _pieces(member, columns, options or SourceOptions(), table, rows):
                begin = piece.first if begin is None else begin
                held.add(piece, member, begin)
                if rows is not None and held.height >= rows:
                    yield held.batch()
                    held = _Held(name)
    if held.parts:
        yield held.batch()


def _pieces(
    member: Member, columns: Columns | None, options: SourceOptions, table: MarketTable, rows: int | None
) -> Iterator[Piece]:
    choose: Choose = partial(wanted_columns, mapping=columns, table=table)
    size = _WHOLE if rows is None else max(rows * _ROW, 2**16)
    if member.format == "csv":
        found = read_csv(member, options, choose, size)
    elif member.format == "jsonl":
        found = read_json_lines(member, options, choose, size)
    else:
        found = read_columns(member, options, rows)
    for piece in found:
        chosen = pick_rows(piece, options, member.name)
        chosen.frame = tidy(chosen.frame, choose(chosen.frame.columns), options, member.name)
        yield from chosen.parts(rows) if rows is not None else (chosen,)


class _Held:
    """Pieces on their way to a batch."""

    def __init__(self, name: str) -> None:
        self.parts: list[Part] = []
        self.height = 0
        self._name = name
        self._frames: list[pl.DataFrame] = []

    def add(self, piece: Piece, member: Member, begin: int) -> None:
        """Take in a piece of a file whose rows begin at a line."""
        has_lines = member.format in _TEXT
        self.parts.append(Part(self.height, member.name, has_lines, piece.first, piece.rows, begin))
        self._frames.append(piece.frame)
        self.height += piece.frame.height

    def batch(self) -> Batch:
        """Return all that was taken in as one frame.

        Raises:
            DataError: the columns do not go together.
        """
        return Batch(_together(self._frames, self._name), self.parts, self._name)


def _together(frames: Sequence[pl.DataFrame], name: str) -> pl.DataFrame:
    if len(frames) == 1:
        return frames[0]
    try:
        return pl.concat(frames, how="diagonal_relaxed")
    except pl.exceptions.PolarsError as error:
        raise DataError(
            f"the files' columns do not go together: {error}",
            source=name,
            remedy="load files of different formats one by one",
        ) from None
