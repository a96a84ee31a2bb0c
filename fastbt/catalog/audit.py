"""The audit of a catalog: whether stored data can be trusted, series by series.

What is looked for is in ``audit_checks.py``, when it counts in ``audit_limits.py``; each ``audit_*.py``
beside them holds the checks of one family. What comes back is an ``Audit``, in ``audit_report.py``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from fastbt.catalog.audit_calendars import Calendars
from fastbt.catalog.audit_decimals import check_decimals
from fastbt.catalog.audit_limits import AuditLimits
from fastbt.catalog.audit_outliers import check_outliers
from fastbt.catalog.audit_prices import check_prices, check_units
from fastbt.catalog.audit_report import Audit, AuditedSeries, audited_series
from fastbt.catalog.audit_series import AuditedBars, starts_of
from fastbt.catalog.audit_shape import shape_of
from fastbt.catalog.audit_stale import check_stale
from fastbt.catalog.audit_ticks import TICK_TABLES, audit_ticks
from fastbt.catalog.audit_times import check_hours, check_order, check_pauses, missing_bars
from fastbt.catalog.table_reader import Ids, names_of
from fastbt.errors import ConfigError
from fastbt.model.bar_types import BarSpecification
from fastbt.venues.calendar import TradingCalendar

if TYPE_CHECKING:
    from fastbt.catalog.reader import CatalogReader


def audit(
    reader: CatalogReader,
    instrument_id: Ids | None = None,
    bar: BarSpecification | str | None = None,
    start: Any = None,
    end: Any = None,
    *,
    calendar: TradingCalendar | None = None,
    limits: AuditLimits | None = None,
) -> Audit:
    """Look for what may be wrong with stored data: gaps, outliers, stale stretches, wrong units and more.

    Args:
        reader: the catalog.
        instrument_id: whose bars, quotes and trade ticks, one id or several; None is everybody's.
        bar: length of the bars, without ticks; None is any, and ticks too.
        start: first ``ts_event``, included: a datetime, a date, text or ns UTC. None is the beginning.
        end: the same, excluded. None is the end.
        calendar: when the market is open, for all series; None takes 24/7 for crypto currencies, the week of
            foreign exchange for other pairs, and the sessions seen in the data of the venue for the rest.
        limits: the thresholds, None for those of ``AuditLimits()``.

    Returns:
        The findings.

    Raises:
        UnknownNameError: the catalog has no such instrument.
        ConfigError: it has no such bars, or a time cannot be read.
        DataError: the calendar does not reach over the data.
        CatalogError: a file is missing or damaged.
    """
    listed = reader.list().filter(pl.col("kind").is_in(["bars", *TICK_TABLES]))
    wanted = _wanted(reader, listed, instrument_id, bar)
    calendars = Calendars(reader, listed.filter(pl.col("kind") == "bars"), calendar, start, end)
    limits = AuditLimits() if limits is None else limits
    found = []
    for kind, name, length, stamp in wanted.select("kind", "instrument_id", "bar", "stamp").iter_rows():
        if kind in TICK_TABLES:
            found.append(audit_ticks(reader, kind, reader.instrument(name), start, end, limits))
            continue
        arrays = reader.arrays(name, length, start, end)
        if len(arrays):
            arrays = replace(arrays, ts_open=starts_of(arrays.ts_open, arrays.ts_event, arrays.bar))
            series = AuditedBars(arrays, stamp == "session", limits)
            found.append(audit_bars(series, *calendars.of(arrays)))
        else:
            found.append(AuditedSeries.empty(name, kind, length))
    return Audit(found)


def audit_bars(series: AuditedBars, calendar: TradingCalendar, is_known: bool) -> AuditedSeries:
    """Run every check of bars on one series.

    Args:
        series: its bars.
        calendar: when the market is open.
        is_known: whether that is more than what was seen in the data.
    """
    missing = missing_bars(series, calendar)
    times = check_hours(series, calendar) if is_known else check_pauses(series, missing)
    checks = (
        check_order(series),
        [missing.found()],
        times,
        check_prices(series),
        check_units(series),
        check_outliers(series),
        check_stale(series),
        check_decimals(series),
    )
    found = (found for check in checks for found in check)
    shape = shape_of(series, missing)
    return audited_series(series, "bars", found, calendar.name, int(missing.bars.sum()), shape)


def _wanted(
    reader: CatalogReader, listed: pl.DataFrame, instrument_id: Ids | None, bar: BarSpecification | str | None
) -> pl.DataFrame:
    """The series to look at, as they are listed."""
    chosen = listed
    if instrument_id is not None:
        ids = [reader.instrument(name).id.value for name in names_of(instrument_id)]
        chosen = chosen.filter(pl.col("instrument_id").is_in(ids))
    if bar is not None:
        chosen = chosen.filter(pl.col("bar") == BarSpecification.parse(bar).key)
    if not chosen.height and (instrument_id is not None or bar is not None):
        raise ConfigError(
            f"catalog {reader.path}: no data of {instrument_id or 'any instrument'} {bar or ''}".rstrip()
        )
    return chosen
