"""Rows left out, files joined, versions forgotten."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from fastbt.catalog import Catalog, maintenance
from fastbt.errors import CatalogError, ConfigError, UnknownNameError
from fastbt.model.instruments import Equity
from tests.catalog.tables import MINUTE, START, minutes

HOUR = timedelta(hours=1)
A = Equity("A.SIM", currency="USD", price_precision=2)


@pytest.fixture
def hours(catalog) -> Catalog:
    """Ten files of A and one of B."""
    for number in range(10):
        catalog.write(minutes(60, start=START + HOUR * number, seed=number), A, bar="1m")
    catalog.write(minutes(60), "B.SIM", bar="1m")
    return catalog


def files(catalog: Catalog) -> int:
    return len(list(catalog.path.rglob("*.parquet")))


def test_a_range_is_left_out_of_all_files(hours):
    before = hours.bars("A.SIM").collect()
    first, last = START + HOUR + 10 * MINUTE, START + 3 * HOUR + 5 * MINUTE
    gone = hours.delete_range("A.SIM", first, last)
    after = hours.bars("A.SIM").collect()
    outside = before.filter((pl.col("ts_event") < first) | (pl.col("ts_event") >= last))
    assert after.equals(outside)
    assert gone == before.height - after.height == 115
    assert hours.bars("B.SIM").collect().height == 60
    assert Catalog(hours.path, version=11).bars("A.SIM").collect().equals(before)
    assert len(hours.arrays("A.SIM")) == after.height
    assert hours.sql("select count(*) n from bars where instrument_id = 'A.SIM'")["n"][0] == after.height


def test_everything_of_an_instrument(hours):
    assert hours.delete_range("A.SIM") == 600
    assert hours.list()["instrument_id"].to_list() == ["B.SIM"]
    assert hours.instrument("A.SIM") == A  # its definition stays
    hours.write(minutes(60), "A.SIM", bar="1m")
    assert hours.bars("A.SIM").collect().height == 60


def test_nothing_to_leave_out_makes_no_version(hours):
    version = hours.version
    assert hours.delete_range("A.SIM", end=START) == 0
    assert hours.version == version


def test_other_tables(catalog):
    catalog.write({"ts": [START, START + HOUR], "rate": [0.1, 0.2]}, "A.SIM", kind="funding")
    assert catalog.delete_range("A.SIM", start=START + HOUR, kind="funding") == 1
    assert catalog.funding().collect()["rate"].to_list() == [0.1]
    catalog.write({"a": [1, 2]}, kind="series", name="table")
    with pytest.raises(ConfigError, match="'table' has no times"):
        catalog.delete_range("table", start=START, kind="series")
    assert catalog.delete_range("table", kind="series") == 2
    with pytest.raises(UnknownNameError, match="unknown name in series 'table'"):
        catalog.series("table")


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        ({"instrument_id": "C.SIM"}, ConfigError, "the catalog has no bars of C.SIM"),
        ({"instrument_id": "A.SIM", "bar": "1d"}, ConfigError, "the catalog has no bars of A.SIM 1d"),
        ({"kind": "quotes"}, ConfigError, "the catalog has no quotes of anybody"),
        ({"kind": "nothing"}, UnknownNameError, "unknown kind of data 'nothing'"),
        ({"start": "x"}, ConfigError, "start: cannot read 'x'"),
    ],
)
def test_what_cannot_be_left_out(hours, words, error, message):
    with pytest.raises(error, match=message):
        hours.delete_range(**words)


def test_files_are_joined_and_versions_forgotten(hours):
    before, arrays = hours.bars(["A.SIM", "B.SIM"]).collect(), hours.arrays("A.SIM")
    assert files(hours) == 11
    (hours.path / "bars" / "A.SIM" / "1m" / "00000099-0000.parquet").write_bytes(b"left by a killed writer")
    assert hours.consolidate() == 11
    assert files(hours) == hours.list()["files"].sum() == 2
    assert hours.bars(["A.SIM", "B.SIM"]).collect().equals(before)
    assert (hours.arrays("A.SIM").close == arrays.close).all()
    assert hours.version == 12
    with pytest.raises(CatalogError, match="there is no version 11; there are 12 to 12"):
        Catalog(hours.path, version=11)
    assert hours.consolidate() == 0
    hours.write(minutes(60, start=START + 20 * HOUR), "A.SIM", bar="1m")
    assert Catalog(hours.path, version=12).bars("A.SIM").collect().height == 600


def test_files_of_other_scales_and_columns_are_joined(catalog):
    catalog.write(minutes(3), "A.SIM", bar="1m")
    finer = minutes(3, start=START + HOUR).with_columns(vwap=pl.lit(1.5), close=pl.col("low") + 0.001)
    catalog.write(finer, "A.SIM", bar="1m", on_error="repair")
    before = catalog.bars("A.SIM", exact=True).collect()
    catalog.consolidate()
    after = catalog.bars("A.SIM", exact=True).collect()
    assert after.equals(before)
    assert catalog.list()["files"].to_list() == [1]


def test_large_files_are_left_alone(hours, monkeypatch):
    monkeypatch.setattr(maintenance, "MOST_JOINED", 250)
    before = hours.bars("A.SIM").collect()
    hours.consolidate()
    assert hours.list().filter(instrument_id="A.SIM")["files"].to_list() == [3]
    assert hours.bars("A.SIM").collect().equals(before)


def test_an_old_version_cannot_be_changed(hours):
    old = Catalog(hours.path, version=3)
    for change in (old.consolidate, old.delete_range):
        with pytest.raises(ConfigError, match="version 3 is read only"):
            change()


def test_tables_of_many_prints_keep_their_order(catalog):
    one = {"ts": [START, START + HOUR], "price": [1.0, 2.0], "id": ["a", "b"]}
    two = {"ts": [START + MINUTE, START + MINUTE], "price": [3.0, 4.0], "id": ["c", "d"]}
    catalog.write(one, A, kind="trade_ticks")
    catalog.write(two, A, kind="trade_ticks")
    assert catalog.trade_ticks().collect()["trade_id"].to_list() == ["a", "c", "d", "b"]
    catalog.write({"ts": [START + 2 * HOUR], "price": [5.0], "id": ["e"]}, A, kind="trade_ticks")
    catalog.consolidate()
    assert catalog.trade_ticks().collect()["trade_id"].to_list() == ["a", "c", "d", "b", "e"]
