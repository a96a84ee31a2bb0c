"""What a catalog holds, as a table."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from fastbt.catalog.listing import list_of
from fastbt.schema.table import TIME
from tests.catalog.tables import MINUTE, START, minutes


def test_a_row_for_each_series(catalog):
    catalog.write(minutes(3), "A.SIM", bar="1m")
    catalog.write(
        minutes(2, start=START + timedelta(hours=1)).rename({"ts_event": "ts"}),
        "A.SIM",
        bar="1m",
        stamp="open",
    )
    catalog.write({"date": ["2024-01-02", "2024-01-03"], "close": [1.5, 1.125]}, "A.SIM", bar="1d")
    table = catalog.list()
    assert table.columns == [
        "kind", "instrument_id", "bar", "stamp", "rows", "files", "first", "last", "price_precision",
        "size_precision", "bytes",
    ]  # fmt: skip
    assert table["first"].dtype == table["last"].dtype == TIME
    daily, minute = table.rows(named=True)
    assert (daily["kind"], daily["instrument_id"], daily["bar"], daily["stamp"]) == (
        "bars",
        "A.SIM",
        "1d",
        "session",
    )
    assert (daily["rows"], daily["files"], daily["price_precision"]) == (2, 1, 3)
    assert (minute["stamp"], minute["rows"], minute["files"]) == ("close+open", 5, 2)
    assert minute["first"] == START + MINUTE
    assert minute["last"] == START + timedelta(hours=1) + 3 * MINUTE
    assert table["bytes"].sum() == sum(path.stat().st_size for path in catalog.path.rglob("*.parquet"))


def test_nothing():
    table = list_of([], {})
    assert table.height == 0
    assert table.schema["rows"] == pl.Int64
