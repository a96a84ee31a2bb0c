"""JSON lines, an object per line, as frames that keep every digit."""

from __future__ import annotations

import json
from collections.abc import Iterator

import polars as pl

from fastbt.catalog.sources.lines import Block, blocks_of, has_long_numbers, wrong_encoding
from fastbt.catalog.sources.options import SourceOptions
from fastbt.catalog.sources.pieces import Choose, Piece, check_columns
from fastbt.catalog.sources.unpacking import Member
from fastbt.errors import DataError


def read_json_lines(member: Member, options: SourceOptions, choose: Choose, size: int) -> Iterator[Piece]:
    """Read a file piece by piece.

    Args:
        member: the file.
        options: how it is coded, and which columns are wanted.
        choose: finds the columns whose digits count.
        size: about how many bytes a piece has.

    Returns:
        Columns of the types that the values have; numbers that a float does not hold as text.

    Raises:
        DataError: the file is empty or damaged, or a line is no JSON object.
    """
    is_empty = True
    with member.open() as stream:
        for block in blocks_of(
            stream, size, name=member.name, encoding=options.encoding, skip_rows=options.skip_rows
        ):
            if block.data.strip():
                is_empty = False
                yield _read(block, options, choose, member.name)
    if is_empty:
        raise DataError("cannot be read: the file is empty", source=member.name, remedy="check the file")


def _read(block: Block, options: SourceOptions, choose: Choose, name: str) -> Piece:
    try:
        frame = pl.read_ndjson(block.data, infer_schema_length=None)
    except pl.exceptions.PolarsError as error:
        raise _no_object(block, name) or DataError(
            f"cannot be read: {error}", source=f"{name}, from line {block.line} on", remedy="check the file"
        ) from None
    check_columns(frame.columns, options, name)
    numbers = [column for column in choose(frame.columns).numbers.values() if column in frame.columns]
    if numbers and has_long_numbers(block.data):
        frame = frame.with_columns(_exact(block.data, numbers))
    piece = Piece(frame if options.only is None else frame.select(options.only), block.line)
    lines = block.data.split(b"\n")
    if len(lines) > frame.height + (not lines[-1].strip()):  # blank lines, which Polars passes over
        there = pl.Series([bool(line.strip()) for line in lines]).arg_true()
        piece.rows = there.cast(pl.Int64).to_numpy()
    return piece


def _exact(data: bytes, numbers: list[str]) -> list[pl.Series]:
    """Read numbers again, as the text that they are."""
    found: dict[str, list[str | None]] = {name: [] for name in numbers}
    for line in data.split(b"\n"):
        if line.strip():
            row = json.loads(line, parse_float=str, parse_int=str)
            for name, values in found.items():
                value = row.get(name)
                values.append(None if value is None else str(value))
    return [pl.Series(name, values, dtype=pl.String) for name, values in found.items()]


def _no_object(block: Block, name: str) -> DataError | None:
    """Build the error for the first line that is no JSON object."""
    if (coded := wrong_encoding(block.data, block.line, name)) is not None:
        return coded
    for number, line in enumerate(block.data.split(b"\n")):
        try:
            if not line.strip() or isinstance(json.loads(line), dict):
                continue
            wrong = "the line is no JSON object"
        except (ValueError, RecursionError) as error:
            wrong = f"the line is no JSON: {error}"
        return DataError(
            wrong,
            source=f"{name}, line {block.line + number}",
            remedy="check the file: it has to hold one object per line",
        )
    return None
