"""Any other table, with times or without, as the columns that a file holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import polars as pl

from fastbt.catalog import rules
from fastbt.catalog.composing import compose
from fastbt.catalog.faults import Fault, Part, raise_first
from fastbt.catalog.load_report import LoadReport
from fastbt.catalog.options import LoadOptions
from fastbt.catalog.portions import NormalizedTable
from fastbt.catalog.table_files import DIGITS
from fastbt.catalog.times import read_times
from fastbt.errors import ConfigError, DataError, unknown_name
from fastbt.schema.market import SERIES, TABLES, TIME_NAMES
from fastbt.schema.table import TIME


def normalize_series(
    frame: pl.DataFrame, name: str | None, options: LoadOptions, parts: Sequence[Part], source: str
) -> NormalizedTable:
    """Check a table and bring its times and decimals to what files hold.

    Args:
        frame: the rows; a column named as a time makes them timed, and is ``ts_event`` from then on.
        name: the name under which it is kept, which is also its view in SQL.
        options: how to read; ``columns={"ts_event": ...}`` names the time, other keys rename columns.
        parts: where the rows came from.
        source: what the report calls the source.

    Raises:
        ConfigError: the name is missing, or one that another view has.
        DataError: a time is missing or unreadable, or a decimal has more than 18 digits.
    """
    if not name or name != name.strip():
        raise ConfigError("name: a series needs one, such as name='open_interest'")
    if name.lower() in {*TABLES, "instruments"}:
        raise ConfigError(f"name: {name!r} is the name of a table; give the series another")
    frame, time = _with_time(frame, options)
    dropped, repaired = Counter[str](), Counter[str]()
    if time is not None:
        frame = _timed(frame, time, options, parts, dropped, repaired)
    frame, scales = _exact(_flat(frame))
    report = LoadReport(
        source=source,
        instruments=(name,),
        bar=None,
        stamp="",
        rows_read=sum(dropped.values()) + frame.height,
        rows_written=frame.height,
        dropped=dict(dropped),
        repaired=dict(repaired),
        kind=SERIES.name,
    )
    return NormalizedTable(SERIES, frame.with_columns(pl.lit(name).alias("name")), report, {}, scales)


def _with_time(frame: pl.DataFrame, options: LoadOptions) -> tuple[pl.DataFrame, str | None]:
    """Rename columns as asked, and find the one of times."""
    frame, columns = compose(frame, options.columns)
    mapping = columns or {}
    for wanted in mapping.values():
        if wanted not in frame.columns:
            raise unknown_name("column", wanted, frame.columns)
    frame = frame.rename({there: ours for ours, there in mapping.items()})
    frame = frame.rename({column: f"source_{column}" for column in frame.columns if column.lower() == "name"})
    lower = {column.strip().lower(): column for column in reversed(frame.columns)}
    named = [lower[role] for role in TIME_NAMES if role in lower]
    return frame, named[0] if named else None


def _timed(
    frame: pl.DataFrame,
    time: str,
    options: LoadOptions,
    parts: Sequence[Part],
    dropped: Counter[str],
    repaired: Counter[str],
) -> pl.DataFrame:
    times = read_times(frame[time], tz=options.tz, time_format=options.time_format)
    faults = [
        Fault(rule, time, rows)
        for rule, rows in ((rules.MISSING_TIME, times.missing), (rules.UNCLEAR_TIME, times.unclear))
        if rows is not None and rows.any()
    ]
    if options.on_error == "raise":

        def shown(row: int) -> str:
            return str(frame[time].slice(row, 1).cast(pl.String)[0])

        raise_first(faults, parts, lambda _, row: shown(row), time_of=shown, instrument_of=lambda _: None)
    keep = np.ones(frame.height, dtype=np.bool_)
    for fault in faults:
        dropped[fault.rule.name] += int((fault.rows & keep).sum())
        keep &= ~fault.rows
    rest = frame.drop(time)
    rows = rest.insert_column(0, pl.Series("ts_event", times.ns).cast(TIME)).filter(pl.Series(keep))
    back = int((rows["ts_event"] < rows["ts_event"].cum_max()).sum())
    if back:
        repaired[rules.UNSORTED_TIME.name] += back
    return rows.sort("ts_event", maintain_order=True)


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Keep nested columns as JSON text, but for lists of numbers or texts."""
    nested = [
        name
        for name, dtype in frame.schema.items()
        if dtype.is_nested()
        and not (isinstance(dtype, pl.List) and not pl.Series(dtype=dtype.inner).dtype.is_nested())
    ]
    return frame.with_columns(
        pl.when(pl.col(name).is_not_null())
        .then(pl.struct(name).struct.json_encode().str.slice(len(name) + 4).str.head(-1))
        .alias(name)
        for name in nested
    )


def _exact(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
    """Turn decimals into the integers they are made of."""
    scales: dict[str, int] = {}
    for name, dtype in frame.schema.items():
        if not isinstance(dtype, pl.Decimal):
            continue
        steps = frame[name].to_physical().cast(pl.Int128)
        if (steps.abs() >= 10**DIGITS).any():
            raise DataError(
                f"a decimal has more than {DIGITS} digits", column=name, remedy="use fewer decimals, or text"
            )
        scales[name] = dtype.scale
        frame = frame.with_columns(steps.cast(pl.Int64).alias(name))
    return frame, scales
