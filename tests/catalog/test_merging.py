"""Rows joined with those of stored files, on the finer of both scales."""

from __future__ import annotations

import polars as pl

from fastbt.catalog.manifest import FileEntry
from fastbt.catalog.merging import Series
from fastbt.schema.market import BARS
from fastbt.schema.table import TIME


def rows(ts: int, price: int, volume: int | None, **extras: object) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "ts_event": pl.Series([ts]).cast(TIME),
            "ts_open": pl.Series([ts - 1]).cast(TIME),
            **{name: [price] for name in ("open", "high", "low", "close")},
            "volume": pl.Series([volume], dtype=pl.Int64),
            **{name: [value] for name, value in extras.items()},
        }
    )


def entry(
    price_precision: int, size_precision: int, extras: dict[str, str], stamp: str = "close"
) -> FileEntry:
    return FileEntry(
        kind="bars", instrument_id="A.SIM", bar="1d", path="old", added=1, removed=None, rows=1, first=10,
        last=10, bytes=1, price_precision=price_precision, size_precision=size_precision, has_volume=True,
        stamp=stamp, lowest=1, highest=1, most_volume=1, extras=extras, digest="",
    )  # fmt: skip


def test_both_are_brought_to_the_finer_scale():
    series = Series(BARS, "A.SIM", "1d", rows(20, 125, 5), 2, 1, stamp="close")
    series.take_in(Series.of(entry(3, 0, {}), rows(10, 1_500, None)))
    assert (series.price_precision, series.size_precision, series.stamp) == (3, 1, "close")
    assert series.rows["close"].to_list() == [1_500, 1_250]
    assert series.rows["volume"].to_list() == [None, 5]
    series.take_in(Series.of(entry(0, 2, {}), rows(5, 7, 300)))
    assert (series.price_precision, series.size_precision) == (3, 2)
    assert series.rows.sort("ts_event")["close"].to_list() == [7_000, 1_500, 1_250]
    assert series.rows.sort("ts_event")["volume"].to_list() == [300, None, 50]


def test_extra_columns_meet_in_a_common_type():
    extras = {"n": "Float64", "new": "String"}
    series = Series(BARS, "A.SIM", "1d", rows(20, 1, 1, n=0.5, new="x"), extras=extras, stamp="open")
    series.take_in(Series.of(entry(0, 0, {"n": "Int64", "old": "Boolean"}), rows(10, 1, 1, n=3, old=True)))
    assert series.extras == {"n": "Float64", "new": "String", "old": "Boolean"}
    assert series.rows.columns == [*BARS.stored, "n", "new", "old"]
    assert series.rows.select("n", "new", "old").rows() == [(3.0, None, True), (0.5, "x", None)]
    assert series.stamp == "mixed"
