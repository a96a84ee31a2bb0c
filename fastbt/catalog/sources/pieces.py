"""Runs of rows as the readers of files hand them on, each knowing where in its file it stood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.columns import Wanted
from fastbt.catalog.sources.options import SourceOptions
from fastbt.errors import DataError, unknown_name

MOST_COLUMNS = 2_000
"""Columns that a file may have, unless ``only`` says which of them to read."""

Choose: TypeAlias = Callable[[Sequence[str]], Wanted]
"""Finds the columns that matter among the names of a file's columns."""


@dataclass(slots=True)
class Piece:
    """Rows of one file that stood one after the other.

    Args:
        frame: the rows.
        first: number of the first of them: its line, from 1, where the file is text, else its row, from 0.
        rows: place of each row, counted from the first, where some were left out; None where none was.
    """

    frame: pl.DataFrame
    first: int
    rows: NDArray[np.int64] | None = None

    def keep(self, which: pl.Series) -> Piece:
        """Return the rows of a mask."""
        if which.all():
            return self
        there = np.flatnonzero(which.to_numpy())
        rows = there if self.rows is None else self.rows[there]
        return replace(self, frame=self.frame.filter(which), rows=rows)

    def parts(self, rows: int) -> Iterator[Piece]:
        """Cut the rows into pieces of at most so many."""
        if self.frame.height <= rows:
            yield self
            return
        for start in range(0, self.frame.height, rows):
            frame = self.frame.slice(start, rows)
            if self.rows is None:
                yield Piece(frame, self.first + start)
            else:
                yield Piece(frame, self.first, self.rows[start : start + rows])


def pick_rows(piece: Piece, options: SourceOptions, name: str) -> Piece:
    """Leave out the rows that ``where`` does not ask for.

    Raises:
        UnknownNameError: it asks for a column that is not there.
    """
    for column, values in options.where.items():
        if column not in piece.frame.columns:
            raise unknown_name(f"column of {name}", column, piece.frame.columns)
        text = piece.frame[column].cast(pl.String)
        piece = piece.keep(text.is_in(list(values)).fill_null(value=False))
    return piece


def check_columns(names: Sequence[str], options: SourceOptions, name: str) -> None:
    """Refuse a file whose columns cannot be meant.

    Args:
        names: its columns.
        options: what is asked of them.
        name: the file.

    Raises:
        DataError: there are too many.
        UnknownNameError: ``only`` names one that is not there.
    """
    for wanted in options.only or ():
        if wanted not in names:
            raise unknown_name(f"column of {name}", wanted, names)
    if options.only is None and len(names) > MOST_COLUMNS:
        raise DataError(
            f"the file has {len(names):,} columns, more than {MOST_COLUMNS:,}",
            source=name,
            remedy="say which to read with only=[...]",
        )
