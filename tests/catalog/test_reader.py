"""The reading half of a catalog: what it says of its data, and of what it does not have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fastbt.catalog import Catalog
from fastbt.catalog.reader import CatalogReader
from fastbt.errors import CatalogError, ConfigError, UnknownNameError
from fastbt.model.bar_types import BarSpecification
from fastbt.model.identifiers import InstrumentId
from fastbt.model.instruments import Equity
from tests.catalog.tables import MINUTE, START, minutes

A = Equity("A.SIM", currency="USD", price_precision=2)
HOUR = timedelta(hours=1)


def test_an_empty_catalog_is_no_error(catalog):
    assert catalog.version == 0
    assert catalog.instruments() == []
    assert catalog.list().height == 0
    assert not catalog.path.exists()
    with pytest.raises(UnknownNameError, match="No instrument is known"):
        catalog.bars("A.SIM")
    with pytest.raises(ConfigError, match="no bars of any instrument"):
        catalog.time_range()


def test_instruments_come_back_as_they_were_given(catalog):
    other = Equity("0.SIM", currency="EUR", price_precision=3, taker_fee="0.001", sector="toys")
    catalog.write(minutes(3), A, bar="1m")
    catalog.write(minutes(3), other, bar="1m")
    assert catalog.instruments() == [other, A]
    assert catalog.instrument(InstrumentId.from_str("A.SIM")) == A
    assert not catalog.instrument("A.SIM").inferred


def test_unknown_names(catalog):
    catalog.write(minutes(3), A, bar="1m")
    with pytest.raises(UnknownNameError, match=r"unknown instrument 'A.SIN'; did you mean 'A.SIM'"):
        catalog.bars("A.SIN", "1m")
    with pytest.raises(ConfigError, match=r"A.SIM has no bars of '1h'; it has 1m"):
        catalog.arrays("A.SIM", "1h")
    with pytest.raises(ConfigError, match="start: cannot read 'soon'"):
        catalog.bars("A.SIM", start="soon")
    with pytest.raises(ConfigError, match="at least one"):
        catalog.bars([])


def test_two_spellings_of_one_bar(catalog):
    catalog.write(minutes(3), A, bar="1-MINUTE-LAST")
    for bar in ("1m", "1-MINUTE-LAST", BarSpecification.parse("1m"), None):
        assert len(catalog.arrays("A.SIM", bar)) == 3


def test_the_bar_may_be_left_out_where_there_is_one(catalog):
    catalog.write(minutes(3), A, bar="1m")
    assert catalog.bars("A.SIM").collect().height == 3
    catalog.write({"date": ["2024-01-02"], "close": [1.5]}, A)
    with pytest.raises(ConfigError, match=r"A.SIM has bars of 1d, 1m; say which"):
        catalog.bars("A.SIM")


def test_time_range_needs_no_file(catalog):
    catalog.write(minutes(3), A, bar="1m")
    catalog.write(minutes(2, start=START + HOUR), "B.SIM", bar="1m")
    for path in catalog.path.rglob("*.parquet"):
        path.unlink()
    assert catalog.time_range() == (START + MINUTE, START + HOUR + 2 * MINUTE)
    assert catalog.time_range("A.SIM", "1m").last == START + 3 * MINUTE
    assert catalog.time_range("B.SIM").first == START + HOUR + MINUTE
    with pytest.raises(UnknownNameError):
        catalog.time_range("C.SIM")
    with pytest.raises(ConfigError, match=r"no bars of A.SIM 1d"):
        catalog.time_range("A.SIM", "1d")


def test_start_is_included_and_end_excluded_however_they_are_written(catalog):
    catalog.write(minutes(10), A, bar="1m")
    for start in ("2024-01-02T14:33", "2024-01-02 15:33:00+01:00", START + 3 * MINUTE, 1_704_205_980 * 10**9):
        read = catalog.bars("A.SIM", start=start, end=datetime(2024, 1, 2, 14, 36, tzinfo=UTC)).collect()
        assert read["ts_event"].to_list() == [START + MINUTE * i for i in (3, 4, 5)]


def test_an_older_version_can_be_read(catalog):
    catalog.write(minutes(3), "A.SIM", bar="1m")
    catalog.write(minutes(3, start=START + HOUR), "A.SIM", bar="1m")
    catalog.write(
        minutes(2, start=START + HOUR).with_columns(close=99.875, high=200.0, low=50.0),
        "A.SIM",
        bar="1m",
        on_duplicate="last",
    )
    old, middle = Catalog(catalog.path, version=1), Catalog(catalog.path, version=2)
    assert (old.version, middle.version, catalog.version) == (1, 2, 3)
    assert [len(c.arrays("A.SIM")) for c in (old, middle, catalog)] == [3, 6, 6]
    assert [c.instrument("A.SIM").price_precision for c in (old, middle, catalog)] == [2, 2, 3]
    assert 99.875 not in middle.bars("A.SIM").collect()["close"].to_list()
    assert catalog.bars("A.SIM").collect()["close"].to_list()[3:5] == [99.875] * 2
    assert old.sql("select count(*) n from bars")["n"].to_list() == [3]
    with pytest.raises(ConfigError, match="version 1 is read only"):
        old.write(minutes(3), "B.SIM", bar="1m")
    with pytest.raises(CatalogError, match="there is no version 4; there are 0 to 3"):
        Catalog(catalog.path, version=4)


def test_another_process_write_is_seen(catalog):
    other = Catalog(catalog.path)
    assert other.instruments() == []
    catalog.write(minutes(3), A, bar="1m")
    assert other.instruments() == [A]
    assert other.version == 1


def test_fingerprints_tell_contents_apart(catalog, tmp_path):
    catalog.write(minutes(3), A, bar="1m")
    catalog.write(minutes(3), "B.SIM", bar="1m")
    twin = Catalog(tmp_path / "twin")
    twin.write(minutes(3), A, bar="1m")
    assert catalog.fingerprint("A.SIM", "1m") == twin.fingerprint("A.SIM") == twin.fingerprint()
    assert catalog.fingerprint() != catalog.fingerprint("A.SIM") != catalog.fingerprint("B.SIM")
    catalog.write(minutes(1, start=START + HOUR), A, bar="1m")
    assert catalog.fingerprint("A.SIM") != twin.fingerprint("A.SIM")


def test_what_it_looks_like(catalog):
    catalog.write(minutes(3), A, bar="1m")
    assert repr(catalog) == f"Catalog({str(catalog.path)!r}): 1 instruments, version 1"
    assert "version=1" in repr(Catalog(catalog.path, version=1))
    assert "A.SIM" in catalog._repr_html_()


def test_places_that_are_none(tmp_path):
    with pytest.raises(ConfigError, match="storage_options are for object stores"):
        CatalogReader(tmp_path, storage_options={"region": "x"})
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="this is a file"):
        CatalogReader(tmp_path / "file")


def test_a_path_is_kept_when_the_folder_changes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    catalog = Catalog("store")
    catalog.write(minutes(3), A, bar="1m")
    monkeypatch.chdir(tmp_path.parent)
    assert catalog.bars("A.SIM").collect().height == 3
