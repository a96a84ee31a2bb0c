"""``fastbt ingest`` and ``fastbt catalog``: data into a catalog, and what it holds."""

from __future__ import annotations

import argparse
from dataclasses import asdict

import polars as pl

from fastbt.cli.output import answer, say, say_json
from fastbt.cli.places import assignments, open_catalog, open_to_write
from fastbt.cli.progress import Progress
from fastbt.config import DataConfig

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
    with Progress("Loading"):
        report = catalog.ingest(
            list(data.files),
            data.definition(),
            columns=data.columns or None,
            currency=data.currency or "USD",
            **given,
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
        shown = ("instrument_id", "bar", "rows", "first", "last", "stamp", "price_precision", "bytes")
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
