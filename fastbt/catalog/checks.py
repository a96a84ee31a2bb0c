"""What is wrong with the rows of a draft, and what `drop` and `repair` make of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog import rules
from fastbt.catalog.draft import Draft
from fastbt.catalog.faults import Fault, Part, raise_first
from fastbt.catalog.grid import Numbers, Ticks
from fastbt.catalog.reading import Source
from fastbt.catalog.rules import Rule
from fastbt.codes import BarStamp
from fastbt.schema.market import PRICES

Mask = NDArray[np.bool_]

_SHAPE = (rules.MISSING_HIGH_OR_LOW, rules.HIGH_BELOW_LOW, rules.OPEN_OUTSIDE, rules.CLOSE_OUTSIDE)


@dataclass(slots=True)
class Found:
    """What is wrong with the rows of a draft: one fault per rule and column broken."""

    faults: list[Fault] = field(default_factory=list)

    def add(self, rule: Rule, column: str, rows: Mask | None) -> None:
        """Note the rows that break a rule, if there are any."""
        if rows is not None and rows.any():
            self.faults.append(Fault(rule, column, rows))

    def broken(self, *which: Rule) -> Iterable[Fault]:
        """Return what was found of these rules."""
        return (fault for fault in self.faults if fault.rule in which)

    def any_of(self, *which: Rule, size: int) -> Mask:
        """Rows that break one of these rules."""
        bad = np.zeros(size, dtype=np.bool_)
        for fault in self.broken(*which):
            bad |= fault.rows
        return bad


def draft_of(source: Source) -> tuple[Draft, Found]:
    """Put a source's numbers on their grids and note what is wrong with each row by itself.

    Args:
        source: the columns as they were read.

    Returns:
        The rows in the order of the source, and their faults.
    """
    found = Found()
    names = source.roles.prices
    found.add(rules.MISSING_TIME, source.roles.time, source.times.missing)
    found.add(rules.UNCLEAR_TIME, source.roles.time, source.times.unclear)
    if source.code is not None and source.roles.instrument_id is not None:
        found.add(rules.MISSING_INSTRUMENT, source.roles.instrument_id, source.code < 0)
    by_column = {}
    for role in ("close", "open", "high", "low"):
        column = names[role]
        if column not in by_column:
            ticks = source.ticks(column, "price")
            _find_number_faults(found, column, role, source.numbers[column], ticks)
            by_column[column] = ticks.values
    prices = {role: by_column[names[role]] for role in PRICES}
    for role in ("high", "low"):
        missing = source.numbers[names[role]].missing
        if missing is not None and role != "close" and not source.roles.is_one_price:
            # Neutral in every comparison; such rows are refused, dropped or mended by rule.
            prices[role] = np.where(missing, prices["close"], prices[role])
    draft = Draft(source.times.ns, prices, code=source.code)
    if source.roles.volume is not None:
        ticks = source.ticks(source.roles.volume, "size")
        numbers = source.numbers[source.roles.volume]
        _find_number_faults(found, source.roles.volume, "volume", numbers, ticks)
        draft.volume, draft.no_volume = ticks.values, numbers.missing
    if source.starts is not None and source.roles.ts_open is not None:
        draft.start, draft.no_start = source.starts.ns, source.starts.missing
        late = draft.start > draft.time
        if source.stamp is BarStamp.CLOSE and not source.times.are_dates:
            found.add(rules.OPENS_AFTER_END, source.roles.ts_open, late)
    _find_shape_faults(found, draft, names)
    return draft, found


def _find_number_faults(found: Found, column: str, role: str, numbers: Numbers, ticks: Ticks) -> None:
    """Note what is wrong with the numbers of one column by themselves."""
    if role == "volume":
        found.add(rules.UNREADABLE_VOLUME, column, numbers.unreadable)
        found.add(rules.NEGATIVE_VOLUME, column, ticks.values < 0)
    elif role in ("open", "close"):
        found.add(rules.MISSING_OPEN_OR_CLOSE, column, numbers.missing)
    else:
        found.add(rules.MISSING_HIGH_OR_LOW, column, numbers.missing)
    found.add(rules.TOO_MANY_DIGITS, column, ticks.too_large)
    found.add(rules.OFF_GRID, column, ticks.off_grid)


def _find_shape_faults(found: Found, draft: Draft, names: dict[str, str]) -> None:
    """Note bars whose four prices contradict each other; where one is missing there is nothing to compare."""
    if draft.is_one_price:
        return
    first, high, low, last = (draft.prices[role] for role in PRICES)
    bad = (high < np.maximum(first, last)) | (low > np.minimum(first, last))
    missing = (rules.MISSING_OPEN_OR_CLOSE, rules.MISSING_HIGH_OR_LOW, rules.TOO_MANY_DIGITS)
    if any(True for _ in found.broken(*missing)):
        bad &= ~found.any_of(*missing, size=len(draft))
    if not bad.any():
        return
    crossed = bad & (high < low)
    found.add(rules.HIGH_BELOW_LOW, names["high"], crossed)
    rest = bad & ~crossed
    found.add(rules.OPEN_OUTSIDE, names["open"], rest & ((first > high) | (first < low)))
    found.add(rules.CLOSE_OUTSIDE, names["close"], rest & ((last > high) | (last < low)))


def raise_faults(faults: Sequence[Fault], source: Source, parts: Sequence[Part]) -> None:
    """Raise the error for the first bad row, if there is any.

    Args:
        faults: what was found.
        source: the columns as they were read.
        parts: where the rows came from.

    Raises:
        DataError: there is a fault.
    """

    def shown(column: str, row: int) -> str:
        value = source.frame[column].slice(row, 1)
        text = value.cast(pl.String)[0]  # by Polars: Python's datetime ends with the year 9999
        return repr(text) if value.dtype == pl.String else str(text)

    def describe(fault: Fault, row: int) -> str:
        if fault.rule in (rules.HIGH_BELOW_LOW, rules.OPEN_OUTSIDE, rules.CLOSE_OUTSIDE):
            return ", ".join(f"{role} {shown(source.roles.prices[role], row)}" for role in PRICES)
        text = shown(fault.column, row)
        if fault.rule is rules.OFF_GRID:
            kind = "size" if fault.column == source.roles.volume else "price"
            text += f" with {kind}_precision={source.precision_at(row, kind)}"
        return text

    raise_first(
        faults,
        parts,
        describe,
        time_of=lambda row: shown(source.roles.time, row),
        instrument_of=source.id_at,
    )


def drop(draft: Draft, found: Found, which: Iterable[Rule], dropped: Counter[str]) -> None:
    """Leave out the rows that break these rules, each counted under the first it breaks."""
    bad = np.zeros(len(draft), dtype=np.bool_)
    for rule in which:
        for fault in found.broken(rule):
            new = fault.rows & ~bad
            if count := int(new.sum()):
                dropped[rule.name] += count
            bad |= new
    if bad.any():
        found.faults = [Fault(f.rule, f.column, f.rows[~bad]) for f in found.faults]
        draft.select(~bad)


def mend(draft: Draft, found: Found, repaired: Counter[str]) -> None:
    """Do what the rules' ``repair`` says, and count it; rows that can only be dropped are gone already."""
    for fault in found.faults:
        if fault.rule.repair is not None and (count := int(fault.rows.sum())):
            repaired[fault.rule.name] += count
    _mend_shape(draft, found)
    if draft.volume is not None:
        bad = found.any_of(rules.UNREADABLE_VOLUME, rules.NEGATIVE_VOLUME, size=len(draft))
        if bad.any():
            draft.no_volume = bad if draft.no_volume is None else draft.no_volume | bad
            draft.volume = np.where(bad, 0, draft.volume)
    late = found.any_of(rules.OPENS_AFTER_END, size=len(draft))
    if late.any():
        draft.no_start = late if draft.no_start is None else draft.no_start | late


def _mend_shape(draft: Draft, found: Found) -> None:
    bad = found.any_of(*_SHAPE, size=len(draft))
    if not bad.any() or draft.is_one_price:
        return
    # A missing high or low was given the close, so it takes no part in the extremes.
    four = np.stack([draft.prices[role][bad] for role in PRICES])
    for role, values in (("high", four.max(axis=0)), ("low", four.min(axis=0))):
        draft.prices[role] = draft.prices[role].copy()
        draft.prices[role][bad] = values
