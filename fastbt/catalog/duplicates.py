"""Rows whose time is stored already: refused, left out, or put in the place of the stored ones."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from fastbt.catalog.merging import Series
from fastbt.catalog.options import OnDuplicate
from fastbt.errors import DataError


@dataclass(frozen=True, slots=True)
class Settled:
    """What was decided.

    Args:
        old: what is left of the stored rows, by file.
        left_out: new rows that are left out.
        replaced: stored rows that new ones take the place of.
    """

    old: dict[str, pl.DataFrame]
    left_out: int = 0
    replaced: int = 0


def settle(series: Series, old: dict[str, pl.DataFrame], on_duplicate: OnDuplicate) -> Settled:
    """Decide about new rows that are stored already.

    Rows are the same when the table's unique columns are equal; where rows may share a time, when it is. A
    series without times is one thing, kept or replaced as a whole.

    Args:
        series: the new rows; those left out are taken from it.
        old: stored rows of the same time, by file.
        on_duplicate: what is to happen.

    Raises:
        DataError: a row is stored already and that is to be told.
    """
    if not old:
        return Settled(old)
    if not series.is_timed:
        return _whole(series, old, on_duplicate)
    on = list(series.table.unique) or ["ts_event"]
    there = pl.concat([rows.select(on) for rows in old.values()])
    twice = series.rows.join(there, on=on, how="semi", nulls_equal=True)
    if not twice.height:
        return Settled(old)
    if on_duplicate == "raise":
        raise _already_stored(series, twice)
    if on_duplicate == "first":
        series.rows = _without(series.rows, twice, on)
        return Settled(old, left_out=twice.height)
    rest = {name: _without(rows, twice, on) for name, rows in old.items()}
    return Settled(rest, replaced=_height(old) - _height(rest))


def _whole(series: Series, old: dict[str, pl.DataFrame], on_duplicate: OnDuplicate) -> Settled:
    if on_duplicate == "raise":
        raise DataError(
            f"the catalog has a table {series.key!r} already, and its rows have no time",
            instrument=series.key,
            remedy="pass on_duplicate='last' to put the new one in its place, or 'first' to keep it",
        )
    if on_duplicate == "first":
        left_out = series.rows.height
        series.rows = series.rows.clear()
        return Settled(old, left_out=left_out)
    return Settled({name: rows.clear() for name, rows in old.items()}, replaced=_height(old))


def _without(rows: pl.DataFrame, twice: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    return rows.join(twice, on=on, how="anti", nulls_equal=True, maintain_order="left")


def _height(frames: dict[str, pl.DataFrame]) -> int:
    return sum(rows.height for rows in frames.values())


def _already_stored(series: Series, twice: pl.DataFrame) -> DataError:
    more = f", and of {twice.height - 1:,} more" if twice.height > 1 else ""
    return DataError(
        f"the catalog has a row of that time already{more}",
        column="ts_event",
        time=int(twice["ts_event"].to_physical()[0]),
        instrument=series.key,
        remedy="pass on_duplicate='first' to keep the stored rows or 'last' to replace them",
    )
