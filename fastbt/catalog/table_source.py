"""A source of ticks, rates or actions read column by column, and what is wrong with each row."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog import rules
from fastbt.catalog.code_columns import read_codes
from fastbt.catalog.composing import compose
from fastbt.catalog.definitions import Given, given_instruments, inferred_instrument
from fastbt.catalog.faults import Fault
from fastbt.catalog.grid import Numbers, Ticks
from fastbt.catalog.options import LoadOptions
from fastbt.catalog.precision import decimals_seen
from fastbt.catalog.reading import Codes, LookUp, ids_of, mixed_ticks, numbers_of
from fastbt.catalog.rules import Rule
from fastbt.catalog.table_columns import find_table_columns
from fastbt.catalog.times import Times, read_times
from fastbt.model.currencies import Currency
from fastbt.model.instruments import Instrument
from fastbt.schema.market import MarketTable
from fastbt.schema.table import Column, Kind

MOST_DECIMALS = 18
"""Most decimals of a rate."""
Mask = NDArray[np.bool_]


@dataclass(slots=True)
class TableSource:
    """A source on its way into a table: what was read, and what is wrong with it.

    Args:
        table: the table.
        frame: the rows as they came.
        found: our column names to the source's.
        times: their times.
        ids: whose they are, sorted.
        code: place of each row's owner in ``ids``, -1 where it is missing; None where there is one.
        from_text: whether numbers were text.
        instruments: definition of every id, where the table needs any.
        columns: the table's columns but those of time, exact ones as integers.
        scales: decimals of the columns whose scale is their own.
        faults: the rows that break a rule.
    """

    table: MarketTable
    frame: pl.DataFrame
    found: dict[str, str]
    times: Times
    ids: list[str]
    code: Codes | None
    from_text: bool
    instruments: dict[str, Instrument] = field(default_factory=dict)
    columns: dict[str, pl.Series] = field(default_factory=dict)
    scales: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    _numbers: dict[str, Numbers] = field(default_factory=dict)

    def note(self, rule: Rule, column: str, rows: Mask | None) -> None:
        """Note the rows that break a rule, if there are any."""
        if rows is not None and rows.any():
            self.faults.append(Fault(rule, column, rows))

    def numbers(self, column: str) -> Numbers:
        """Read a column of numbers, once."""
        if column not in self._numbers:
            self._numbers[column] = numbers_of(self.frame[column], from_text=self.from_text)
        return self._numbers[column]

    def id_at(self, row: int) -> str | None:
        """Whose a row is."""
        number = 0 if self.code is None else int(self.code[row])
        return self.ids[number] if number >= 0 else None


def read_table_source(
    frame: pl.DataFrame,
    table: MarketTable,
    given: Given,
    options: LoadOptions,
    currency: str | Currency,
    look_up: LookUp,
    *,
    from_text: bool,
) -> TableSource:
    """Read the columns of a source, and note what is wrong with each row by itself.

    Args:
        frame: the rows.
        table: what they are.
        given: what the user said about instruments.
        options: how to read.
        currency: of instruments read off the data.
        look_up: finds definitions of ids that the user did not define.
        from_text: whether numbers were text.

    Raises:
        DataError: a column is missing, or of a type that cannot hold what it should.
        ConfigError: it is not said whose the rows are.
    """
    pair = given if table.key == "pair" and isinstance(given, str) else None
    frame, columns = compose(frame, options.columns)
    found = find_table_columns(table, frame.columns, columns, keyed=pair is not None)
    known, bare = ({}, []) if table.key == "pair" else given_instruments(given)
    if table.key == "pair":
        frame, found = _with_pairs(frame, found, pair)
    ids, code = ids_of(frame, found.get(table.key), known, bare, None)
    times = read_times(frame[found["ts_event"]], tz=options.tz, time_format=options.time_format, group=code)
    source = TableSource(table, frame, found, times, ids, code, from_text=from_text)
    source.note(rules.MISSING_TIME, found["ts_event"], times.missing)
    source.note(rules.UNCLEAR_TIME, found["ts_event"], times.unclear)
    if code is not None:
        source.note(rules.MISSING_INSTRUMENT, found[table.key], code < 0)
    if table.on_grid:
        known = look_up(name for name in ids if name not in known) | known
        missing = [name for name in ids if name not in known]
        known |= _inferred(source, missing, currency)
        source.instruments = {name: known[name] for name in ids}
    for column in table.columns:
        if column.kind is not Kind.TIME and column.name != table.key:
            _read_column(source, column)
    return source


def _with_pairs(
    frame: pl.DataFrame, found: dict[str, str], pair: str | None
) -> tuple[pl.DataFrame, dict[str, str]]:
    """Give rows of conversion rates their pair, and a pair its two currencies."""
    if pair is not None:
        base, _, quote = pair.partition("/")
        frame = frame.with_columns(pl.lit(base).alias("base"), pl.lit(quote).alias("quote"))
        found = found | {"base": "base", "quote": "quote"}
    both = pl.concat_str(pl.col(found["base"]), pl.lit("/"), pl.col(found["quote"]))
    return frame.with_columns(both.str.to_uppercase().alias("pair")), found | {"pair": "pair"}


def _inferred(reading: TableSource, missing: list[str], currency: str | Currency) -> dict[str, Instrument]:
    """Describe instruments by the decimals that their prices and sizes have."""
    if not missing:
        return {}
    count = len(reading.ids)
    rows = None if reading.code is None else np.where(reading.code < 0, 0, reading.code).astype(np.int32)
    need = {Kind.PRICE: np.zeros(count, np.int64), Kind.QUANTITY: np.zeros(count, np.int64)}
    for kind, most in need.items():
        for name in reading.table.of_kind(kind):
            if name in reading.found:
                seen = decimals_seen(reading.numbers(reading.found[name]), rows, count)
                np.maximum(most, seen, out=most)
    place = {name: number for number, name in enumerate(reading.ids)}
    return {
        name: inferred_instrument(
            name, int(need[Kind.PRICE][place[name]]), int(need[Kind.QUANTITY][place[name]]), currency
        )
        for name in missing
    }


def _read_column(reading: TableSource, column: Column) -> None:
    """Read one column, and note what is wrong with it."""
    name = column.name
    source = reading.found.get(name)
    if source is None:
        values = pl.Series(name, ["NO_AGGRESSOR" if name == "aggressor_side" else None])
        reading.columns[name] = values.cast(column.tick_type).new_from_index(0, reading.frame.height)
        if column.kind is Kind.RATE:
            reading.scales[name] = 0
        return
    values = reading.frame[source]
    if column.codes is not None:
        names, unknown = read_codes(values, column.codes)
        reading.note(rules.UNKNOWN_CODE, source, unknown)
        if column.null is None:
            reading.note(rules.MISSING_VALUE, source, names.is_null().to_numpy() & ~unknown)
        reading.columns[name] = names.alias(name)
    elif column.kind is Kind.TEXT:
        reading.columns[name] = values.cast(pl.String).alias(name)
        if column.null is None:
            reading.note(rules.MISSING_VALUE, source, values.is_null().to_numpy())
    elif column.kind is Kind.COUNT:
        whole = values.cast(pl.Int64, strict=False)
        reading.note(rules.MISSING_VALUE, source, (whole.is_null() & values.is_not_null()).to_numpy())
        reading.columns[name] = whole.alias(name)
    else:
        _read_numbers(reading, column, source, reading.numbers(source))


def _read_numbers(reading: TableSource, column: Column, source: str, numbers: Numbers) -> None:
    ticks = _ticks(reading, column, numbers)
    reading.note(rules.TOO_MANY_DIGITS, source, ticks.too_large)
    reading.note(rules.INEXACT if column.kind is Kind.RATE else rules.OFF_GRID, source, ticks.off_grid)
    gone = numbers.missing
    if column.null is None:
        reading.note(rules.MISSING_VALUE, source, gone)
    else:
        reading.note(rules.MISSING_VALUE, source, numbers.unreadable)
    if column.kind is Kind.QUANTITY:
        negative = ticks.values < 0
        reading.note(rules.NEGATIVE_SIZE, source, negative)
        gone = negative if gone is None else gone | negative
    values = pl.Series(column.name, ticks.values)
    reading.columns[column.name] = values if gone is None else values.set(pl.Series(gone), None)


def _ticks(reading: TableSource, column: Column, numbers: Numbers) -> Ticks:
    if column.kind is Kind.RATE:
        scale = int(decimals_seen(numbers, most=MOST_DECIMALS)[0])
        while scale and numbers.ticks(scale).too_large is not None:
            scale -= (
                1  # floats of many digits: as many decimals as they can hold, and the rest is off the grid
            )
        reading.scales[column.name] = scale
        return numbers.ticks(scale)
    precisions = np.array(
        [
            known.price_precision if column.kind is Kind.PRICE else known.size_precision
            for known in (reading.instruments[name] for name in reading.ids)
        ],
        dtype=np.int64,
    )
    if reading.code is None or len(set(precisions.tolist())) <= 1:
        return numbers.ticks(int(precisions[0]) if len(precisions) else 0)
    return mixed_ticks(numbers, precisions[reading.code])
