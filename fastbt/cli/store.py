"""``fastbt ingest`` and ``fastbt catalog``: data into a catalog, and what it holds."""

from __future__ import annotations

import argparse
import sys
import textwrap
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl

from fastbt.catalog import Catalog
from fastbt.catalog.audit_checks import CHECKS_BY_NAME
from fastbt.catalog.audit_report import Audit
from fastbt.cli.output import answer, say, say_json, say_table
from fastbt.cli.places import assignments, open_catalog, open_to_write, plain_value
from fastbt.cli.progress import Progress
from fastbt.config import DataConfig
from fastbt.errors import ConfigError
from fastbt.venues.calendar import TradingCalendar

_LOAD_WORDS = ("bar", "stamp", "tz", "time_format", "on_error", "on_off_grid", "on_duplicate")


def ingest(options: argparse.Namespace) -> None:
    """Do what ``fastbt ingest`` was asked for."""
    catalog = open_to_write(options.catalog)
    given = {name: value for name in _LOAD_WORDS if (value := getattr(options, name)) is not None}
    data = DataConfig(
        files=tuple(options.files),
        instruments=() if options.instrument is None else (options.instrument,),
        columns=assignments("--column", options.column),
        asset=options.asset,
        currency=options.currency,
        price_precision=options.price_precision,
        size_precision=options.size_precision,
        **given,
    )
    words = assignments("--source", options.source)
    source: Any = {name: plain_value(value) for name, value in words.items()}
    with Progress("Loading"):
        report = catalog.ingest(
            list(data.files),
            data.definition(),
            columns=data.columns or None,
            currency=data.currency or "USD",
            kind=options.kind,
            name=options.name,
            **given,
            **source,
        )
    if options.json:
        say_json({**asdict(report), "catalog": str(catalog.path)})
    else:
        say(str(report))
        say(f"  catalog   {options.catalog}")


def list_series(options: argparse.Namespace) -> None:
    """Do what ``fastbt catalog list`` was asked for."""
    series = open_catalog(options.catalog).list()
    if not options.json:
        shown = ("kind", "instrument_id", "bar", "rows", "first", "last", "stamp", "price_precision", "bytes")
        series = series.select(shown).rename({"price_precision": "decimals"})
    answer(series, as_json=options.json, rows=0)


def sql(options: argparse.Namespace) -> None:
    """Do what ``fastbt catalog sql`` was asked for."""
    catalog = open_catalog(options.catalog)
    with Progress("Asking"):
        found = catalog.sql(options.query, exact=options.exact)
    answer(found, as_json=options.json, rows=options.rows)


def time_range(options: argparse.Namespace) -> None:
    """Do what ``fastbt catalog time-range`` was asked for."""
    found = open_catalog(options.catalog).time_range(options.instrument, options.bar)
    answer(pl.DataFrame([found._asdict()]), as_json=options.json)


def audit(options: argparse.Namespace) -> None:
    """Do what ``fastbt catalog audit`` was asked for."""
    catalog = open_catalog(options.catalog)
    with Progress("Auditing"):
        found = catalog.audit(
            options.instrument,
            options.bar,
            options.start,
            options.end,
            calendar=_calendar(catalog, options),
        )
    if options.svg is not None:
        _write_picture(found, Path(options.svg))
    if options.check is not None:
        answer(found.findings(options.check), as_json=options.json, rows=options.rows)
    elif options.series:
        answer(found.summary, as_json=options.json, rows=options.rows)
    elif options.json:
        say_json({"headline": found.headline(), "series": found.summary, "findings": found.table})
    else:
        _say_audit(found, options.rows)


def _say_audit(found: Audit, rows: int | None) -> None:
    """Print what was found, and what each check means that found something."""
    say(found.headline())
    table = found.table
    if not table.height:
        return
    say()
    what = pl.coalesce("bar", "kind").alias("bar")
    shown = table.select("severity", "check", "instrument_id", what, "count", "first", "last")
    # Each check has a unit of its own, so no count of decimals fits them all.
    worst = pl.Series("worst", [f"{value:,.5g}" for value in table["worst"].to_list()], dtype=pl.String)
    say_table(shown.with_columns(worst, table["example"]), rows)
    say()
    for name in table["check"].unique(maintain_order=True):
        check = CHECKS_BY_NAME[name]
        remedy = f"{check.remedy[0].upper()}{check.remedy[1:]}"
        say(
            textwrap.fill(
                f"{name}: {check.meaning} (worst: {check.value}). {remedy}.", 100, subsequent_indent="  "
            )
        )


def _calendar(catalog: Catalog, options: argparse.Namespace) -> TradingCalendar | None:
    """The calendar that was named, over the data there are."""
    if options.calendar is None:
        return None
    if options.calendar == "always_open":
        return TradingCalendar.always_open()
    if options.calendar == "fx_week":
        return TradingCalendar.fx_week()
    first, last = catalog.time_range(options.instrument, options.bar)
    return TradingCalendar.from_exchange(options.calendar, first - timedelta(days=10), last)


def _write_picture(found: Audit, path: Path) -> None:
    try:
        found.to_svg(path)
    except OSError as error:
        raise ConfigError(f"--svg {path}: cannot be written: {error.strerror}") from None
    sys.stderr.write(f"(picture: {path})\n")
