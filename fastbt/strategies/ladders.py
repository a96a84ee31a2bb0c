"""Ladders: a take-profit in rungs, each with a level and the share of the entry that it closes (rule F10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from fastbt.errors import ConfigError
from fastbt.kernels.state import MOST_RUNGS
from fastbt.strategies.words import is_number

Rung = tuple[float, float]
"""Level (a fraction, a price or a distance) and share."""
Ladder = Sequence[Sequence[float]]
"""What a user gives: pairs of level and share."""
ENOUGH = 1e-9
"""How far the shares may add up to something else than 1."""
_FORM = "a ladder is a list of (level, share), such as [(0.02, 0.5), (0.04, 0.5)]"


def is_ladder(value: object) -> bool:
    """Whether a word is a ladder rather than a number or a column."""
    return isinstance(value, list | tuple)


def as_ladder(name: str, value: Any) -> tuple[Rung, ...]:
    """Check a ladder and bring it to one form.

    Args:
        name: the word, for messages.
        value: pairs of level and share.

    Returns:
        The rungs in their order.

    Raises:
        ConfigError: if it is no list of pairs of numbers, a level or share is not above 0, the shares do not
            add up to 1, or there are too many rungs.

    Example:
        >>> as_ladder("take_profit", [[0.02, 0.5], (0.04, 0.5)])
        ((0.02, 0.5), (0.04, 0.5))
    """
    rungs = []
    for rung in value:
        if not is_ladder(rung) or len(rung) != 2 or not all(is_number(number) for number in rung):
            raise ConfigError(f"{name}={value!r}: {rung!r} is no rung; {_FORM}")
        level, share = float(rung[0]), float(rung[1])
        if not (level > 0 and share > 0):
            raise ConfigError(f"{name}={value!r}: level and share of {rung!r} must be above 0")
        rungs.append((level, share))
    total = sum(share for _, share in rungs)
    if abs(total - 1) > ENOUGH:
        raise ConfigError(
            f"{name}={value!r}: the shares add up to {total:g}, not 1: give the rest a rung too; {_FORM}"
        )
    if len(rungs) > MOST_RUNGS:
        raise ConfigError(f"{name}=: {len(rungs)} rungs, there may be {MOST_RUNGS}")
    return tuple(rungs)


def ladder_column(orders: pl.DataFrame, names: Sequence[str], table: str) -> pl.Series:
    """Read the ladders of an order table, whichever of its words they stand in.

    Args:
        orders: the table as the user gave it.
        names: the words of a take-profit.
        table: what messages call the table.

    Returns:
        A column ``ladder`` of lists of [level, share]; null where a row has none.

    Raises:
        ConfigError: naming the row and column of a ladder that is not understood.
    """
    cells: list[list[list[float]] | None] = [None] * orders.height
    for name in names:
        if name not in orders.columns or not is_list(orders.schema[name]):
            continue
        for row, value in enumerate(orders[name].to_list()):
            if value is not None:
                pairs = [list(rung.values()) if isinstance(rung, dict) else rung for rung in value]
                rungs = as_ladder(f"{table}, row {row}, column {name!r}: {name}", pairs)
                cells[row] = [list(rung) for rung in rungs]
    return pl.Series("ladder", cells, dtype=pl.List(pl.List(pl.Float64)))


def is_list(kind: pl.DataType) -> bool:
    """Whether a column's type is that of ladders."""
    return isinstance(kind, pl.List | pl.Array)


def first_levels(ladders: pl.Series) -> pl.Series:
    """Return the level of each ladder's first rung, null where there is none."""
    levels = [value[0] if value else None for value in ladders.to_list()]
    firsts = [
        next(iter(rung.values())) if isinstance(rung, dict) else rung[0] if rung else None for rung in levels
    ]
    return pl.Series(
        ladders.name, [None if level is None else float(level) for level in firsts], dtype=pl.Float64
    )
