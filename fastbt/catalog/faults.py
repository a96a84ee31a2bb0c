"""Bad rows: where they are, and the error that names the first of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fastbt.catalog import rules
from fastbt.catalog.rules import RULES, Rule
from fastbt.errors import DataError

Mask = NDArray[np.bool_]

HEADER_LINES = 1
"""Lines of a CSV file before its first row."""

_REMEDIES = {
    rules.MISSING_TIME: "text that is not ISO 8601 is read with time_format='%d.%m.%Y %H:%M' or the like",
    rules.UNCLEAR_TIME: "give times in UTC or with their offset",
    rules.OFF_GRID: "give the instrument more decimals, or pass on_off_grid='round' to round half up",
    rules.INEXACT: "give decimals or text, or pass on_off_grid='round' to round half up",
    rules.TOO_MANY_DIGITS: "use fewer decimals, or give Decimal or text instead of floats",
    rules.UNSORTED_TIME: "sort the rows by time, or pass on_error='repair' to have them sorted",
    rules.DUPLICATE_TIME: "pass on_duplicate='first' or 'last' to keep one of them",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """The rows that break a rule in one column."""

    rule: Rule
    column: str
    rows: Mask


@dataclass(frozen=True, slots=True)
class Part:
    """A run of rows that came from one file.

    Args:
        start: its first row, counted over all parts.
        name: the file, or None for a frame.
        has_lines: whether its rows are lines of text.
        first: where its first row stands in the file: the line, from 1, or the row, from 0; None is the line
            after a header, or row 0.
        rows: place of each row, counted from the first one, where some are left out; None where none is.
        begin: the line that holds row 0 of the file.
    """

    start: int
    name: str | None
    has_lines: bool = False
    first: int | None = None
    rows: NDArray[np.int64] | None = None
    begin: int = HEADER_LINES + 1


def locate(parts: Sequence[Part], row: int) -> tuple[str | None, int]:
    """Return the source of a row, with its line where it has lines, and its number there from 0."""
    part = parts[bisect_right([p.start for p in parts], row) - 1]
    number = row - part.start
    if part.rows is not None:
        number = int(part.rows[number])
    if not part.has_lines:
        return part.name, (part.first or 0) + number
    line = (part.begin if part.first is None else part.first) + number  # 1-based, as editors count
    return f"{part.name}, line {line}", line - part.begin


def raise_first(
    faults: Sequence[Fault],
    parts: Sequence[Part],
    describe: Callable[[Fault, int], str],
    time_of: Callable[[int], object],
    instrument_of: Callable[[int], str | None],
) -> None:
    """Raise the error for the first bad row, if there is any.

    Args:
        faults: what was found.
        parts: where the rows came from.
        describe: the values at a fault's row, as text.
        time_of: the time of a row, as it stands in the source.
        instrument_of: the id of a row.

    Raises:
        DataError: there is a fault; it names place, value and remedy, and counts the others.
    """
    if not faults:
        return
    order = {rule: number for number, rule in enumerate(RULES)}
    first = min(faults, key=lambda fault: (int(fault.rows.argmax()), order[fault.rule]))
    row = int(first.rows.argmax())
    source, number = locate(parts, row)
    raise DataError(
        f"{first.rule.wrong}: {describe(first, row)}{_others(faults)}",
        source=source,
        column=first.column,
        row=number,
        time=time_of(row),
        instrument=instrument_of(row),
        remedy=_remedy(first.rule),
    )


def _others(faults: Sequence[Fault]) -> str:
    total = int(np.logical_or.reduce([fault.rows for fault in faults]).sum())
    if total == 1:
        return ""
    counts: dict[str, int] = {}
    for fault in faults:
        counts[fault.rule.name] = counts.get(fault.rule.name, 0) + int(fault.rows.sum())
    listed = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    return f"; bad rows in all: {total:,} ({listed})"


def _remedy(rule: Rule) -> str:
    if special := _REMEDIES.get(rule):
        return (
            special if rule is rules.UNSORTED_TIME else f"{special}; or on_error='drop' leaves such rows out"
        )
    repaired = f" or 'repair' ({rule.repair})" if rule.repair else ""
    return f"mend the source, or pass on_error='drop' (such rows are left out and counted){repaired}"
