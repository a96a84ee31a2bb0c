"""Ticks, rates and actions of any source as sorted columns with exact integers, checked row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog import rules
from fastbt.catalog.code_columns import read_codes
from fastbt.catalog.composing import compose
from fastbt.catalog.definitions import Given, given_instruments, inferred_instrument
from fastbt.catalog.faults import Fault, Part, raise_first
from fastbt.catalog.grid import Numbers, Ticks
from fastbt.catalog.load_report import LoadReport
from fastbt.catalog.options import LoadOptions
from fastbt.catalog.portions import NormalizedTable
from fastbt.catalog.precision import decimals_seen
from fastbt.catalog.reading import Codes, LookUp, ids_of, mixed_ticks, numbers_of
from fastbt.catalog.rules import RULES, Rule
from fastbt.catalog.table_columns import find_table_columns
from fastbt.catalog.times import Times, read_times
from fastbt.model.currencies import Currency
from fastbt.model.instruments import Instrument
from fastbt.schema.market import MarketTable
from fastbt.schema.table import TIME, Column, Kind

MOST_DECIMALS = 18
"""Most decimals of a rate."""
Mask = NDArray[np.bool_]

_ROUNDED = (rules.OFF_GRID, rules.INEXACT)


@dataclass(slots=True)
class _Reading:
    """A source on its way into a table: what was read, and what is wrong with it."""

    table: MarketTable
    frame: pl.DataFrame
    found: dict[str, str]
    times: Times
    ids: list[str]
    code: Codes | None
    from_text: bool
    newest_first: bool = False
    instruments: dict[str, Instrument] = field(default_factory=dict)
    columns: dict[str, pl.Series] = field(default_factory=dict)
    scales: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def note(self, rule: Rule, column: str, rows: Mask | None) -> None:
        """Note the rows that break a rule, if there are any."""
        if rows is not None and rows.any():
            self.faults.append(Fault(rule, column, rows))

    def numbers(self, column: str) -> Numbers:
        """Read a column of numbers."""
        return numbers_of(self.frame[column], from_text=self.from_text)

    def id_at(self, row: int) -> str | None:
        """Whose a row is."""
        number = 0 if self.code is None else int(self.code[row])
        return self.ids[number] if number >= 0 else None


def normalize_table(
    frame: pl.DataFrame,
    table: MarketTable,
    instruments: Given,
    options: LoadOptions,
    parts: Sequence[Part],
    source: str,
    *,
    currency: str | Currency,
    look_up: LookUp,
) -> NormalizedTable:
    """Check rows of a table and bring them to sorted columns.

    Args:
        frame: the rows.
        table: what they are; not bars, not a series.
        instruments: definitions or ids; of tables without prices an id or a pair is enough.
        options: how to read.
        parts: where the rows came from.
        source: what the report calls the source.
        currency: of instruments read off the data.
        look_up: finds definitions of ids that the user did not define.

    Raises:
        DataError: a row is bad, or a column is missing.
        ConfigError: it is not said whose the rows are.
    """
    from_text = all(part.has_lines for part in parts)
    reading = _read(frame, table, instruments, options, currency, look_up, from_text=from_text)
    reading.newest_first = _is_newest_first(reading.times.ns) and all(part.name is not None for part in parts)
    for column in table.columns:
        if column.kind is not Kind.TIME and column.name != table.key:
            _read_column(reading, column)
    dropped, repaired = Counter[str](), Counter[str]()
    if options.on_off_grid == "round":
        _let_round(reading, repaired)
    kept = _judge(reading, options, parts, dropped, repaired)
    rows = _finished(reading, options)
    if kept is not None:
        rows = rows.filter(pl.Series(kept))
    rows = _in_order(rows, reading, options, dropped, repaired)
    report = LoadReport(
        source=source,
        instruments=tuple(reading.ids),
        bar=None,
        stamp="",
        rows_read=frame.height,
        rows_written=rows.height,
        dropped=dict(dropped),
        repaired=dict(repaired),
        inferred=tuple(name for name, known in reading.instruments.items() if known.inferred),
        newest_first=reading.newest_first,
        kind=table.name,
    )
    return NormalizedTable(table, rows, report, reading.instruments, reading.scales)


def _read(
    frame: pl.DataFrame,
    table: MarketTable,
    given: Given,
    options: LoadOptions,
    currency: str | Currency,
    look_up: LookUp,
    *,
    from_text: bool,
) -> _Reading:
    pair = given if table.key == "pair" and isinstance(given, str) else None
    frame, columns = compose(frame, options.columns)
    found = find_table_columns(table, frame.columns, columns, keyed=pair is not None)
    known, bare = ({}, []) if table.key == "pair" else given_instruments(given)
    if table.key == "pair":
        frame, found = _with_pairs(frame, found, pair)
    ids, code = ids_of(frame, found.get(table.key), known, bare, None)
    times = read_times(frame[found["ts_event"]], tz=options.tz, time_format=options.time_format, group=code)
    reading = _Reading(table, frame, found, times, ids, code, from_text=from_text)
    reading.note(rules.MISSING_TIME, found["ts_event"], times.missing)
    reading.note(rules.UNCLEAR_TIME, found["ts_event"], times.unclear)
    if code is not None:
        reading.note(rules.MISSING_INSTRUMENT, found[table.key], code < 0)
    if table.on_grid:
        known = look_up(name for name in ids if name not in known) | known
        missing = [name for name in ids if name not in known]
        known |= _inferred(reading, missing, currency)
        reading.instruments = {name: known[name] for name in ids}
    return reading


def _going_back(reading: _Reading) -> Mask:
    """Rows whose time is before that of an earlier row of their instrument, and of their kind."""
    columns = {"ts": pl.Series(reading.times.ns)}
    if reading.code is not None:
        columns["key"] = pl.Series(reading.code)
    columns |= {name: reading.columns[name] for name in reading.table.unique if name != "ts_event"}
    own = [name for name in columns if name != "ts"]
    back = pl.col("ts") < pl.col("ts").cum_max()
    return pl.DataFrame(columns).select(back.over(own) if own else back).to_series().to_numpy()


def _is_newest_first(times: NDArray[np.int64]) -> bool:
    """Whether times fall, and not all are one."""
    return len(times) > 1 and bool(times[0] != times[-1]) and bool((times[1:] <= times[:-1]).all())


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


def _inferred(reading: _Reading, missing: list[str], currency: str | Currency) -> dict[str, Instrument]:
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


def _read_column(reading: _Reading, column: Column) -> None:
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


def _read_numbers(reading: _Reading, column: Column, source: str, numbers: Numbers) -> None:
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


def _ticks(reading: _Reading, column: Column, numbers: Numbers) -> Ticks:
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


def _let_round(reading: _Reading, repaired: Counter[str]) -> None:
    """Count numbers off the grid, which are rounded already."""
    for fault in reading.faults:
        if fault.rule in _ROUNDED:
            repaired[fault.rule.name] += int(fault.rows.sum())
    reading.faults = [fault for fault in reading.faults if fault.rule not in _ROUNDED]


def _judge(
    reading: _Reading,
    options: LoadOptions,
    parts: Sequence[Part],
    dropped: Counter[str],
    repaired: Counter[str],
) -> Mask | None:
    """Raise for the first bad row, or say which rows stay; None is all."""
    if options.on_error == "raise":
        if not (reading.faults or reading.newest_first):
            reading.note(rules.UNSORTED_TIME, reading.found["ts_event"], _going_back(reading))
        raise_first(
            reading.faults,
            parts,
            lambda fault, row: _shown(reading.frame[fault.column], row),
            time_of=lambda row: _shown(reading.frame[reading.found["ts_event"]], row),
            instrument_of=reading.id_at,
        )
        return None
    bad = np.zeros(reading.frame.height, dtype=np.bool_)
    for rule in RULES:
        for fault in reading.faults:
            if fault.rule is not rule:
                continue
            new = fault.rows & ~bad
            if options.on_error == "repair" and rule.repair is not None:
                repaired[rule.name] += int(new.sum())
                continue
            dropped[rule.name] += int(new.sum())
            bad |= new
    return ~bad if bad.any() else None


def _shown(column: pl.Series, row: int) -> str:
    text = column.slice(row, 1).cast(pl.String)[0]
    return repr(text) if column.dtype == pl.String else str(text)


def _finished(reading: _Reading, options: LoadOptions) -> pl.DataFrame:
    """Put the table's columns together, and the source's other columns behind them."""
    height = reading.frame.height
    if reading.code is None:
        keys = pl.repeat(reading.ids[0], height, dtype=pl.String, eager=True)
    else:
        names = pl.Series([*reading.ids, None], dtype=pl.String)
        keys = names.gather(np.where(reading.code < 0, len(reading.ids), reading.code))
    moments = pl.Series(reading.times.ns).cast(TIME)
    known = moments
    if "ts_init" in reading.found:
        init = read_times(reading.frame[reading.found["ts_init"]], tz=options.tz)
        known = pl.Series(init.ns).cast(TIME)
        if init.missing is not None:
            known = known.set(pl.Series(init.missing), None).fill_null(moments)
    columns = {reading.table.key: keys, "ts_event": moments, "ts_init": known} | reading.columns
    ordered = {name: columns[name].alias(name) for name in reading.table.names}
    used = {*reading.found.values()}
    for name in reading.frame.columns:
        if name not in used:
            lower = name.strip().lower()
            travels_as = f"source_{lower}" if lower in reading.table.names else name
            ordered[travels_as] = reading.frame[name].alias(travels_as)
    return pl.DataFrame(ordered)


def _in_order(
    rows: pl.DataFrame,
    reading: _Reading,
    options: LoadOptions,
    dropped: Counter[str],
    repaired: Counter[str],
) -> pl.DataFrame:
    """Sort rows by time; those of one time stay in order, but for tables that have one row at a time."""
    key = reading.table.key
    if reading.newest_first:
        rows = rows.reverse()  # prints of one time come in their order too
    own = [key, *(name for name in reading.table.unique if name != "ts_event")]
    back = rows.select((pl.col("ts_event") < pl.col("ts_event").cum_max()).over(own)).to_series()
    if count := int(back.sum()):
        repaired[rules.UNSORTED_TIME.name] += count
    rows = rows.sort("ts_event", key, maintain_order=True)
    if not reading.table.unique:
        return rows
    own = [key, *reading.table.unique]
    again = rows.select(own).is_duplicated()
    if not again.any():
        return rows
    if options.on_duplicate == "raise":
        twice = rows.filter(again)
        raise_first(
            [Fault(rules.DUPLICATE_TIME, "ts_event", again.to_numpy())],
            [Part(0, None)],
            lambda _, row: _shown(rows["ts_event"], row),
            time_of=lambda row: _shown(rows["ts_event"], row),
            instrument_of=lambda _: str(twice[key][0]),
        )
    kept = rows.unique(own, keep="last" if options.on_duplicate == "last" else "first", maintain_order=True)
    dropped[rules.DUPLICATE_TIME.name] += rows.height - kept.height
    return kept
