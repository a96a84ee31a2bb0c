"""Bars of any source as sorted integer columns, checked row by row; no store is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog import rules
from fastbt.catalog.checks import Found, draft_of, drop, mend, raise_faults
from fastbt.catalog.columns import find_roles
from fastbt.catalog.composing import Columns, compose
from fastbt.catalog.definitions import Given, opened_instruments
from fastbt.catalog.draft import Draft
from fastbt.catalog.faults import Part
from fastbt.catalog.frames import name_of, to_frame
from fastbt.catalog.load_report import LoadReport
from fastbt.catalog.normalized import NormalizedBars
from fastbt.catalog.options import LoadOptions, OnDuplicate, OnError, OnOffGrid
from fastbt.catalog.reading import LookUp, Source, read_source
from fastbt.catalog.rules import RULES
from fastbt.catalog.stamps import bar_times, check_length
from fastbt.codes import BarStamp
from fastbt.model.bar_types import BarSpecification
from fastbt.model.currencies import Currency
from fastbt.schema.market import PRICES
from fastbt.schema.table import TIME


def normalize_bars(
    data: Any,
    instruments: Given = None,
    *,
    bar: BarSpecification | str | None = None,
    stamp: BarStamp | str | None = None,
    tz: str | None = None,
    columns: Columns | None = None,
    on_error: OnError = "raise",
    on_off_grid: OnOffGrid = "raise",
    on_duplicate: OnDuplicate = "raise",
    time_format: str | None = None,
    unknown: str = "raise",
    default_id: str = "ASSET.SIM",
    currency: str | Currency = "USD",
) -> NormalizedBars:
    """Check bars and bring them to integer columns sorted by time and instrument.

    Args:
        data: any table (see ``frames.to_frame``): one instrument, or many with a column ``instrument_id``.
        instruments: definitions, ids whose precision is to be read off the data, or a catalog. An id that is
            not among them is looked up in the catalogs opened in this process.
        bar: length of the bars, such as ``"1d"``; without it a bar starts where the one before ended.
        stamp: what the times mean: ``"open"``, ``"close"`` or ``"session"`` (a date from 00:00 to 24:00 UTC).
            None takes dates as sessions and other times as closes.
        tz: zone of times that carry none, such as ``"America/New_York"``; None is UTC.
        columns: our column name to the source's, such as ``{"close": "Price"}``; to several, which are joined
            by a blank, ``{"time": ["date", "time"]}``; or to a text with columns in braces,
            ``{"instrument_id": "{symbol}.XNAS"}``.
        on_error: ``"raise"`` at the first bad row, ``"drop"`` bad rows or ``"repair"`` them, as ``rules.py``
            says.
        on_off_grid: ``"raise"``, or ``"round"`` numbers with more decimals than their instrument half up.
        on_duplicate: of rows with equal time and instrument keep the ``"first"`` or the ``"last"``, or
            ``"raise"`` (where ``on_error`` drops or repairs, the first is kept).
        time_format: how times given as text are written, in strptime's words; None is ISO 8601.
        unknown: ``"infer"`` takes ids that nobody knows as instruments read off the data.
        default_id: id of the instrument where neither the data nor ``instruments`` names one.
        currency: currency of instruments read off the data.

    Returns:
        The bars, their instruments and a report of what was dropped and repaired.

    Raises:
        DataError: a row is bad, or a column is missing.
        ConfigError: an argument is wrong, or an instrument has two definitions.
        UnknownNameError: a mapped column or an instrument is not known.

    Example:
        >>> bars = normalize_bars({"date": ["2024-01-02", "2024-01-03"], "close": [1.5, 1.25]}, "XYZ.SIM")
        >>> bars.frame["close"].to_list(), bars.instruments["XYZ.SIM"].price_precision
        ([150, 125], 2)
    """
    options = LoadOptions.check(
        bar=bar,
        stamp=stamp,
        tz=tz,
        columns=columns,
        on_error=on_error,
        on_off_grid=on_off_grid,
        on_duplicate=on_duplicate,
        time_format=time_format,
        unknown=unknown,
    )
    frame = to_frame(data)
    return normalize(
        frame, instruments, options, [Part(0, None)], name_of(data), default_id=default_id, currency=currency
    )


def normalize(
    frame: pl.DataFrame,
    instruments: Given,
    options: LoadOptions,
    parts: Sequence[Part],
    name: str,
    *,
    default_id: str | None,
    currency: str | Currency,
    look_up: LookUp = opened_instruments,
) -> NormalizedBars:
    """Do what ``normalize_bars`` does, for rows that came from files too.

    Args:
        frame: the rows.
        instruments: as ``normalize_bars``.
        options: its other options, checked.
        parts: where the rows came from.
        name: what the report calls the source.
        default_id: as ``normalize_bars``; None makes an instrument without a name an error.
        currency: as ``normalize_bars``.
        look_up: finds definitions of ids that the user did not define.

    Raises:
        DataError: as ``normalize_bars``.
    """
    frame, columns = compose(frame, options.columns)
    roles = find_roles(frame.columns, columns)
    source = read_source(
        frame,
        roles,
        instruments,
        options,
        default_id=default_id,
        currency=currency,
        look_up=look_up,
        from_text=all(part.has_lines for part in parts),
    )
    draft, found = draft_of(source)
    dropped: Counter[str] = Counter()
    repaired: Counter[str] = Counter()
    _round_off_grid(found, options, repaired)
    # Not frames: what a user computed on one that runs backwards knows the future.
    newest_first = all(part.name is not None for part in parts) and draft.is_newest_first()
    if options.on_error == "raise":
        _find_order_faults(found, draft, source, options, newest_first=newest_first)
        raise_faults(found.faults, source, parts)
    else:
        gone = RULES if options.on_error == "drop" else [rule for rule in RULES if rule.repair is None]
        drop(draft, found, gone, dropped)
        if options.on_error == "repair":
            mend(draft, found, repaired)
    _order(draft, options, dropped, repaired, newest_first=newest_first)
    check_length(draft, options.bar, source.stamp)
    report = LoadReport(
        source=name,
        instruments=tuple(source.ids),
        bar=None if options.bar is None else options.bar.key,
        stamp=source.stamp.name.lower(),
        rows_read=frame.height,
        rows_written=len(draft),
        dropped=dict(dropped),
        repaired=dict(repaired),
        inferred=tuple(key for key, value in source.instruments.items() if value.inferred),
        newest_first=newest_first,
    )
    return _finish(draft, source, options, report)


def _round_off_grid(found: Found, options: LoadOptions, repaired: Counter[str]) -> None:
    """Count numbers off the grid, which are rounded already, where that is allowed."""
    if options.on_off_grid == "round":
        for fault in found.broken(rules.OFF_GRID):
            repaired[rules.OFF_GRID.name] += int(fault.rows.sum())
        found.faults = [fault for fault in found.faults if fault.rule is not rules.OFF_GRID]


def _find_order_faults(
    found: Found, draft: Draft, source: Source, options: LoadOptions, *, newest_first: bool
) -> None:
    if draft.is_sorted():
        return
    timed = ~found.any_of(rules.MISSING_TIME, rules.UNCLEAR_TIME, size=len(draft))
    if not newest_first:
        found.add(rules.UNSORTED_TIME, source.roles.time, draft.going_back() & timed)
    if options.on_duplicate == "raise":
        found.add(rules.DUPLICATE_TIME, source.roles.time, draft.repeated() & timed)


def _order(
    draft: Draft,
    options: LoadOptions,
    dropped: Counter[str],
    repaired: Counter[str],
    *,
    newest_first: bool,
) -> None:
    """Sort the rows, and leave one of those that share time and instrument."""
    if draft.is_sorted():
        return
    back = draft.going_back()
    if not newest_first and (count := int(back.sum())):
        if options.on_error == "drop":
            dropped[rules.UNSORTED_TIME.name] += count
            draft.select(~back)
        else:
            repaired[rules.UNSORTED_TIME.name] += count
    again = draft.repeated("last" if options.on_duplicate == "last" else "first")
    if count := int(again.sum()):
        dropped[rules.DUPLICATE_TIME.name] += count
        draft.select(~again)
    draft.sort()


def _finish(draft: Draft, source: Source, options: LoadOptions, report: LoadReport) -> NormalizedBars:
    start, end = bar_times(draft, options.bar, source.stamp, are_dates=source.times.are_dates)
    if draft.code is None:
        ids = pl.repeat(source.ids[0], len(draft), dtype=pl.String, eager=True)
    else:
        ids = pl.Series(source.ids, dtype=pl.String).gather(draft.code)
    volume = (
        pl.Series(draft.volume)
        if draft.volume is not None
        else pl.repeat(None, len(draft), dtype=pl.Int64, eager=True)
    )
    if draft.no_volume is not None:
        volume = volume.set(pl.Series(draft.no_volume), None)
    columns = {"instrument_id": ids, "ts_event": _moments(end), "ts_open": _moments(start)}
    columns |= {role: pl.Series(draft.prices[role]) for role in PRICES}
    columns["volume"] = volume
    for name, column in source.roles.extras.items():
        values = source.frame[column]
        columns[name] = values if draft.rows is None else values.gather(draft.rows)
    return NormalizedBars(
        frame=pl.DataFrame(columns),
        instruments=source.instruments,
        bar=options.bar,
        stamp=source.stamp,
        is_one_price=source.roles.is_one_price,
        has_volume=draft.volume is not None and (draft.no_volume is None or not draft.no_volume.all()),
        has_starts=draft.start is not None,
        report=report,
    )


def _moments(ns: NDArray[np.int64]) -> pl.Series:
    return pl.Series(ns).cast(TIME)
