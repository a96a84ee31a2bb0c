"""Text of one row per line, with or without a header, as frames that keep every digit."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from fastbt.catalog.sources.lines import Block, blocks_of, has_long_numbers, wrong_encoding
from fastbt.catalog.sources.options import SourceOptions
from fastbt.catalog.sources.pieces import Choose, Piece, check_columns
from fastbt.catalog.sources.unpacking import Member
from fastbt.errors import ConfigError, DataError

_SEPARATORS = ",;\t|"
_TYPED_BY = 10_000
_HEAD = 2**20


def read_csv(member: Member, options: SourceOptions, choose: Choose, size: int) -> Iterator[Piece]:
    """Read a file piece by piece.

    Args:
        member: the file.
        options: how it is written.
        choose: finds the columns whose digits and texts count.
        size: about how many bytes a piece has.

    Returns:
        Times, ids and codes as text; numbers as Float64 where that holds every digit there is, else as text;
        other columns of the type that their first rows have.

    Raises:
        DataError: the file is empty, damaged, coded otherwise, or a row has more columns than the header.
        ConfigError: ``names`` are too few or too many.
    """
    quick = _read_at_once(member, options, choose, size)
    if quick is not None:
        yield quick
        return
    table: _Table | None = None
    with member.open() as stream:
        blocks = blocks_of(
            stream, size, name=member.name, encoding=options.encoding, skip_rows=options.skip_rows
        )
        for block in blocks:
            if table is None:
                block = _without_blank_start(block)  # noqa: PLW2901 - the same block
                if not block.data:
                    continue
                table = _Table(block, options, choose, member.name)
                yield table.read(block, header=options.header)
            else:
                yield table.read(block)
    if table is None:
        raise DataError("cannot be read: the file is empty", source=member.name, remedy="check the file")


def _read_at_once(member: Member, options: SourceOptions, choose: Choose, size: int) -> Piece | None:
    """Read a plain file, mapped into memory, in one go; None where it needs more care than that."""
    if member.is_packed or member.size > size or options.skip_rows or options.encoding != "utf-8":
        return None
    with member.open() as stream:
        head = stream.read(_HEAD)
    if b"\n" not in head or head[:1] in b"\r\n\xef":
        return None
    table = _Table(Block(head, 1), options, choose, member.name)
    return table.read_path(member.path)


class _Table:
    """What the head of a file tells about all of it.

    Args:
        block: the head.
        options: how the file is written.
        choose: finds the columns that matter.
        name: the file.
    """

    def __init__(self, block: Block, options: SourceOptions, choose: Choose, name: str) -> None:
        self._name = name
        self._options = options
        head = block.data[:_HEAD]
        head = head[: head.rfind(b"\n") + 1] or head
        self._separator = options.separator or _separator(head, decimal_comma=options.decimal_comma)
        self._names = self._find_names(head, block.line)
        check_columns(self._names, options, name)
        wanted = choose(self._names)
        self._numbers = [column for column in wanted.numbers.values() if column in self._names]
        self._read = [name for name in self._names if options.only is None or name in options.only]
        self._places = [number for number, name in enumerate(self._names) if name in self._read]
        self._types: dict[str, Any] = {n: pl.String() for n in self._names if n in wanted.texts}
        self._types |= dict.fromkeys(self._numbers, pl.String())
        # A quoted name may have an end of line in it.
        self._lines = max(head.count(b"\n", 0, _end_of_first_line(head)), 1) if options.header else 0
        self._types |= self._guess(head, self._lines, block.line, rows=_TYPED_BY)

    def read(self, block: Block, *, header: bool = False) -> Piece:
        """Read a block, less its header where it has one.

        Raises:
            DataError: it cannot be read.
        """
        lines = self._lines if header else 0
        frame = None
        if self._options.numbers_are_plain and self._numbers and not has_long_numbers(block.data):
            floats = dict.fromkeys(self._numbers, pl.Float64())
            frame = self._parse(block.data, lines, self._types | floats)
        if frame is None:
            frame = self._parse(block.data, lines, self._types)
        if frame is None:  # the first rows mislead about some other column
            self._types |= self._guess(block.data, lines, block.line, rows=None)
            frame = self._parse(block.data, lines, self._types)
        if frame is None:
            raise self._unreadable(block, lines)
        return _without_blank_lines(Piece(frame, block.line + lines))

    def read_path(self, path: Path) -> Piece | None:
        """Read a whole file; None where it cannot be read so."""
        types = self._types
        if self._options.numbers_are_plain and not has_long_numbers(
            np.memmap(path, dtype=np.uint8, mode="r")
        ):
            types = types | dict.fromkeys(self._numbers, pl.Float64())
        frame = self._parse(path, self._lines, types)
        return None if frame is None else _without_blank_lines(Piece(frame, 1 + self._lines))

    def _parse(self, data: bytes | Path, lines: int, types: dict[str, Any]) -> pl.DataFrame | None:
        try:
            return pl.read_csv(
                data,
                has_header=False,
                skip_lines=lines,
                separator=self._separator,
                schema={name: types[name] for name in self._names},
                columns=None if self._options.only is None else self._places,
                glob=False,
                missing_columns="insert",  # the first row, which Polars counts by, may be short
            )
        except pl.exceptions.NoDataError:
            return pl.DataFrame(schema={name: types[name] for name in self._read})
        except pl.exceptions.PolarsError:
            return None

    def _guess(self, data: bytes, lines: int, line: int, rows: int | None) -> dict[str, Any]:
        """Return the types that the columns have which are neither times nor numbers of ours."""
        others = [name for name in self._names if name not in self._types or rows is None]
        others = [name for name in others if name not in self._numbers and name in self._read]
        if not others or not data:
            return {name: pl.String() for name in self._names if name not in self._types}
        start = _end_of_first_line(data[:_HEAD]) if lines else 0
        names = self._separator.join(f"c{number}" for number in range(len(self._names)))
        try:
            # Under a header of our own: Polars takes the first row, which may be short, for the width of all.
            frame = pl.read_csv(
                names.encode() + b"\n" + data[start:],
                separator=self._separator,
                infer_schema_length=rows,
                n_rows=rows,
            )
        except pl.exceptions.NoDataError:
            return {name: pl.String() for name in self._names if name not in self._types}
        except pl.exceptions.PolarsError:
            raise self._unreadable(Block(data, line), lines) from None
        guessed = dict(zip(self._names, frame.dtypes, strict=True))
        return {name: kind for name, kind in guessed.items() if name not in self._types or name in others}

    def _find_names(self, head: bytes, line: int) -> list[str]:
        first = head[: _end_of_first_line(head)]
        if (coded := wrong_encoding(first, line, self._name)) is not None:
            raise coded
        # Not by Polars, which keeps the quotes in a quoted name twice.
        reader = csv.reader(io.StringIO(first.decode(), newline=""), delimiter=self._separator)
        found = next(reader)
        names = self._options.names
        if names is None:
            return _own_names(found if self._options.header else [""] * len(found))
        # Without a header the first row may be shorter than others.
        if len(names) < len(found) or (self._options.header and len(names) > len(found)):
            raise ConfigError(
                f"names: {len(names)} names for the {len(found)} columns of {self._name}, which begins "
                f"{first[:80].decode('utf-8', errors='replace').rstrip()!r}"
            )
        return list(names)

    def _unreadable(self, block: Block, lines: int) -> DataError:
        if (coded := wrong_encoding(block.data, block.line, self._name)) is not None:
            return coded
        separators = block.data.count(self._separator.encode())
        for number, row in enumerate(block.data.split(b"\n") if separators else ()):
            found = row.count(self._separator.encode()) + 1
            if number >= lines and found > len(self._names) and b'"' not in row:
                return DataError(
                    f"the row has {found} columns, the first line {len(self._names)}",
                    source=f"{self._name}, line {block.line + number}",
                    remedy="mend the line, or say with header=False and names=[...] what the columns are",
                )
        return DataError(
            "the text cannot be taken apart into rows and columns",
            source=f"{self._name}, from line {block.line} on",
            remedy="check its quotes, and the separator with separator=",
        )


def _own_names(found: list[str]) -> list[str]:
    """Give columns without a name, and those whose name is taken, one of their own."""
    names: list[str] = []
    for number, name in enumerate(found):
        own = name or f"column_{number + 1}"
        while own in names:
            own += "_again"
        names.append(own)
    return names


def _separator(head: bytes, *, decimal_comma: bool) -> str:
    """Return the sign that the first line has most of."""
    line = head.partition(b"\n")[0].decode("utf-8", errors="replace")
    signs = _SEPARATORS.replace(",", "") if decimal_comma else _SEPARATORS
    return max(signs, key=line.count)


def _end_of_first_line(head: bytes) -> int:
    """Return where the first line ends that no quote is open at."""
    end = head.find(b"\n") + 1
    while end and head.count(b'"', 0, end) % 2:
        end = head.find(b"\n", end) + 1
    return end or len(head)


def _without_blank_start(block: Block) -> Block:
    data = block.data.lstrip(b"\r\n")
    return Block(data, block.line + block.data.count(b"\n", 0, len(block.data) - len(data)))


def _without_blank_lines(piece: Piece) -> Piece:
    """Leave out rows of nothing, which is what blank lines are read as."""
    frame = piece.frame
    if frame.width < 2 or any(column.null_count() == 0 for column in frame.iter_columns()):
        return piece
    return piece.keep(frame.select(~pl.all_horizontal(pl.all().is_null())).to_series())
