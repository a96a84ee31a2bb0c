"""Ticks, rates and actions of any source as sorted columns with exact integers, checked row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import numpy as np
import polars as pl

from fastbt.catalog import rules
from fastbt.catalog.definitions import Given
from fastbt.catalog.faults import Part, raise_first
from fastbt.catalog.load_report import LoadReport
from fastbt.catalog.options import LoadOptions
from fastbt.catalog.portions import NormalizedTable
from fastbt.catalog.reading import LookUp
from fastbt.catalog.rules import RULES
from fastbt.catalog.table_source import Mask, TableSource, read_table_source
from fastbt.catalog.times import read_times
from fastbt.model.currencies import Currency
from fastbt.schema.market import MarketTable
from fastbt.schema.table import TIME

_ROUNDED = (rules.OFF_GRID, rules.INEXACT)


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
    reading = read_table_source(frame, table, instruments, options, currency, look_up, from_text=from_text)
    newest_first = _is_newest_first(reading) and all(part.name is not None for part in parts)
    dropped, repaired = Counter[str](), Counter[str]()
    if options.on_off_grid == "round":
        _let_round(reading, repaired)
    if options.on_error == "raise":
        _find_order_faults(reading, options, newest_first=newest_first)
        _raise_first(reading, parts)
    rows = _finished(reading, options)
    bad = _bad_rows(reading, options, dropped, repaired)
    if bad.any():
        rows = rows.filter(pl.Series(~bad))
    if newest_first:
        rows = rows.reverse()  # prints of one time come in their order too
    rows = _in_order(rows, table, options, dropped, repaired)
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
        newest_first=newest_first,
        kind=table.name,
    )
    return NormalizedTable(table, rows, report, reading.instruments, reading.scales)


def _let_round(reading: TableSource, repaired: Counter[str]) -> None:
    """Count numbers off the grid, which are rounded already."""
    for fault in reading.faults:
        if fault.rule in _ROUNDED:
            repaired[fault.rule.name] += int(fault.rows.sum())
    reading.faults = [fault for fault in reading.faults if fault.rule not in _ROUNDED]


def _find_order_faults(reading: TableSource, options: LoadOptions, *, newest_first: bool) -> None:
    """Note the rows whose time goes back, or is that of another row, where rows are otherwise good."""
    if reading.faults:
        return
    unique = reading.table.unique
    columns = {"ts_event": pl.Series(reading.times.ns)}
    if reading.code is not None:
        columns["key"] = pl.Series(reading.code)
    columns |= {name: reading.columns[name] for name in unique if name != "ts_event"}
    table = pl.DataFrame(columns)
    time = reading.found["ts_event"]
    if not newest_first:
        own = [name for name in columns if name != "ts_event"]
        back = pl.col("ts_event") < pl.col("ts_event").cum_max()
        reading.note(
            rules.UNSORTED_TIME, time, table.select(back.over(own) if own else back).to_series().to_numpy()
        )
    if unique and options.on_duplicate == "raise":
        reading.note(
            rules.DUPLICATE_TIME,
            time,
            (~table.select(pl.struct(pl.all()).is_first_distinct()).to_series()).to_numpy(),
        )


def _is_newest_first(reading: TableSource) -> bool:
    """Whether times fall, and not all are one."""
    times = reading.times.ns
    return len(times) > 1 and bool(times[0] != times[-1]) and bool((times[1:] <= times[:-1]).all())


def _raise_first(reading: TableSource, parts: Sequence[Part]) -> None:
    raise_first(
        reading.faults,
        parts,
        lambda fault, row: _shown(reading.frame[fault.column], row),
        time_of=lambda row: _shown(reading.frame[reading.found["ts_event"]], row),
        instrument_of=reading.id_at,
    )


def _bad_rows(
    reading: TableSource, options: LoadOptions, dropped: Counter[str], repaired: Counter[str]
) -> Mask:
    """Say which rows go, each counted under the first rule it breaks, and count what is mended."""
    bad: Mask = np.zeros(reading.frame.height, dtype=np.bool_)
    for rule in RULES:
        for fault in (fault for fault in reading.faults if fault.rule is rule):
            new = fault.rows & ~bad
            if options.on_error == "repair" and rule.repair is not None:
                repaired[rule.name] += int(new.sum())
                continue
            dropped[rule.name] += int(new.sum())
            bad |= new
    return bad


def _shown(column: pl.Series, row: int) -> str:
    text = column.slice(row, 1).cast(pl.String)[0]
    return repr(text) if column.dtype == pl.String else str(text)


def _finished(reading: TableSource, options: LoadOptions) -> pl.DataFrame:
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
    table: MarketTable,
    options: LoadOptions,
    dropped: Counter[str],
    repaired: Counter[str],
) -> pl.DataFrame:
    """Sort rows by time; those of one time stay in order, or one of them stays where only one may be."""
    own = [table.key, *(name for name in table.unique if name != "ts_event")]
    back = rows.select((pl.col("ts_event") < pl.col("ts_event").cum_max()).over(own)).to_series()
    if count := int(back.sum()):
        if options.on_error == "drop":
            dropped[rules.UNSORTED_TIME.name] += count
            rows = rows.filter(~back)
        else:
            repaired[rules.UNSORTED_TIME.name] += count
    rows = rows.sort("ts_event", table.key, maintain_order=True)
    if not table.unique:
        return rows
    keep: Literal["first", "last"] = "last" if options.on_duplicate == "last" else "first"
    kept = rows.unique([*own, "ts_event"], keep=keep, maintain_order=True)
    if count := rows.height - kept.height:
        dropped[rules.DUPLICATE_TIME.name] += count
    return kept
