"""Text files as blocks of whole lines, few enough in memory, each with the number of its first line."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import numpy as np
from numpy.typing import NDArray

from fastbt.catalog.sources.unpacking import BROKEN
from fastbt.errors import DataError

LONGEST_LINE = 16 * 2**20
"""Bytes of a line; what is longer is no table."""
SAFE_DIGITS = 15
"""Digits that a float gives back whatever the number."""

_WINDOW = 2**17
_RUN = 16  # signs of a number that may have more than SAFE_DIGITS digits
_FIRST, _SPAN = ord("."), ord("9") - ord(".")  # . / 0 1 ... 9


@dataclass(slots=True)
class Block:
    """Whole lines of a file.

    Args:
        data: the lines in UTF-8, the last one without its end where the file has none.
        line: number of the first of them, from 1.
    """

    data: bytes
    line: int


def blocks_of(
    stream: IO[bytes], size: int, *, name: str, encoding: str = "utf-8", skip_rows: int = 0
) -> Iterator[Block]:
    """Cut a stream into blocks at ends of lines that are outside of quotes.

    Args:
        stream: the bytes; it is read to its end and not closed.
        size: about how many bytes a block has.
        name: the file, for messages.
        encoding: how its text is coded.
        skip_rows: lines to leave out at the start.

    Raises:
        DataError: the file is damaged, is coded otherwise, or has a line longer than ``LONGEST_LINE``.
    """
    line, rest, is_first = 1, b"", True
    for piece, is_last in _decoded(stream, size, name, encoding):
        data = rest + piece if rest else piece
        if is_first:
            data = data.removeprefix(codecs.BOM_UTF8)
            is_first = False
        cut = len(data) if is_last else _end_of_lines(data)
        if _first_line_length(data) > LONGEST_LINE or (cut == 0 and len(data) > LONGEST_LINE):
            raise DataError(
                f"line {line} is longer than {LONGEST_LINE:,} bytes, or a quote in it is not closed",
                source=name,
                remedy="check that this is a text file of one row per line",
            )
        rest = data[cut:]
        if cut:
            whole = data if cut == len(data) else data[:cut]
            yield from _skipping(Block(whole, line), skip_rows)
            if not is_last:
                line += data.count(b"\n", 0, cut)
    if rest:
        yield from _skipping(Block(rest, line), skip_rows)


def has_long_numbers(data: bytes | NDArray[np.uint8]) -> bool:
    """Tell whether some number in a text may have more digits than a float holds.

    Args:
        data: the text; what counts are runs of digits and points, 16 signs long or longer.

    Example:
        >>> has_long_numbers(b"1234567.8901234,2.5"), has_long_numbers(b"12345678.9012345,2.5")
        (False, True)
    """
    signs = np.frombuffer(data, dtype=np.uint8) if isinstance(data, bytes) else data
    for start in range(0, len(signs), _WINDOW):
        run = (signs[start : start + _WINDOW + _RUN - 1] - np.uint8(_FIRST)) <= _SPAN
        step = 1
        while step < _RUN:  # run[i] says that `step` signs from i on belong to a number
            run = run[:-step] & run[step:]
            step *= 2
        if run.any():
            return True
    return False


def wrong_encoding(data: bytes, line: int, name: str) -> DataError | None:
    """Build the error that names the first line of a text which is not UTF-8; None where all of it is."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = line + data.count(b"\n", 0, error.start)
        return DataError(
            f"the text is not UTF-8: byte {data[error.start]:#04x}",
            source=f"{name}, line {at}",
            remedy="say how it is coded with encoding=, for example 'latin-1' or 'utf-16'",
        )
    return None


def _decoded(stream: IO[bytes], size: int, name: str, encoding: str) -> Iterator[tuple[bytes, bool]]:
    """Read a stream piece by piece as UTF-8, each with whether it is known to be the last."""
    codec = codecs.lookup(encoding)
    decoder = None if codec.name in ("utf-8", "ascii") else codec.incrementaldecoder()
    piece = b" "
    while piece:
        try:
            piece = stream.read(size)
            text = piece if decoder is None else decoder.decode(piece, final=not piece).encode()
        except BROKEN as error:
            raise DataError(
                f"cannot be read: {str(error) or 'the file ends early'}", source=name, remedy="check the file"
            ) from None
        except UnicodeError as error:
            raise DataError(
                f"the text is not {encoding}: {error}",
                source=name,
                remedy="say how it is coded with encoding=",
            ) from None
        is_last = len(piece) < size
        if text:
            yield text, is_last
        if is_last and decoder is None:
            return


def _first_line_length(data: bytes) -> int:
    end = data.find(b"\n", 0, LONGEST_LINE + 1)
    return end if end >= 0 else len(data)


def _end_of_lines(data: bytes) -> int:
    """Return where the last line of a text ends that no quote is open at; 0 where there is none."""
    cut = data.rfind(b"\n") + 1
    if not cut or b'"' not in data:
        return cut
    odd = data.count(b'"', 0, cut) % 2
    while cut and odd:
        before = data.rfind(b"\n", 0, cut - 1) + 1
        odd ^= data.count(b'"', before, cut) % 2
        cut = before
    return cut


def _skipping(block: Block, skip_rows: int) -> Iterator[Block]:
    """Leave out what belongs to the first ``skip_rows`` lines of the file."""
    while block.data and block.line <= skip_rows:
        end = block.data.find(b"\n") + 1
        block = Block(block.data[end:] if end else b"", block.line + 1)
    if block.data:
        yield block
