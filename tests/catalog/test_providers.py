"""Providers: bars from files and from elsewhere, asked in one way."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import polars as pl
import pytest

from fastbt.catalog import Catalog, providers
from fastbt.catalog.providers import APIProvider, CSVProvider, ParquetProvider, provider
from fastbt.catalog.sources.options import SourceOptions
from fastbt.errors import ConfigError, DataError, UnknownNameError
from fastbt.model.instruments import Equity
from tests.catalog.tables import minutes

A = Equity("A.SIM", currency="USD", price_precision=2)


class Fixed:
    """What another package might bring."""

    def __init__(self, rows: int = 3) -> None:
        self.rows = rows

    def fetch(self, instrument, bar, start, end):
        yield minutes(self.rows).with_columns(instrument_id=pl.lit(str(instrument)))


class NoProvider:
    """Something without ``fetch``."""


@pytest.fixture
def brought(monkeypatch):
    """Entry points as installed packages would declare them."""
    entries = []

    def declare(name: str, value: str) -> None:
        entries.append(EntryPoint(name, f"{__name__}:{value}", providers.GROUP))

    monkeypatch.setattr(providers, "entry_points", lambda group: [e for e in entries if e.group == group])
    monkeypatch.setattr(EntryPoint, "load", lambda entry: globals()[entry.value.rpartition(":")[2]])
    return declare


def test_every_provider_is_asked_in_one_way(tmp_path):
    for made in (CSVProvider("a.csv"), ParquetProvider("a.parquet"), Fixed()):
        assert isinstance(made, APIProvider)
    assert not isinstance(NoProvider(), APIProvider)


@pytest.mark.parametrize("kind", [CSVProvider, ParquetProvider])
def test_files_give_bars_of_a_span_in_frames(tmp_path: Path, kind):
    frame = minutes(100)
    path = tmp_path / "data"  # the provider knows the format, whatever the ending
    frame.write_csv(path) if kind is CSVProvider else frame.write_parquet(path)
    made = kind(path, rows=30, stamp="close")
    found = list(made.fetch(A, "1m", frame["ts_event"][10], frame["ts_event"][50]))
    assert [part.height for part in found] == [20, 20]
    whole = pl.concat(found)
    assert whole["ts_event"].to_list() == frame["ts_event"].to_list()[10:50]
    assert whole["close"].to_list() == frame["close"].to_list()[10:50]
    assert len(made.reports) == 4
    catalog = Catalog(tmp_path / "store")
    for part in kind(path, rows=30, stamp="close").fetch(A, "1m"):
        catalog.write(part, A, bar="1m")
    assert catalog.bars("A.SIM").collect().height == 100


def test_one_of_several_instruments(tmp_path):
    both = pl.concat([minutes(5).with_columns(instrument_id=pl.lit(name)) for name in ("A.SIM", "B.SIM")])
    both.write_parquet(tmp_path / "a.parquet")
    (found,) = ParquetProvider(tmp_path / "a.parquet", stamp="close").fetch("B.SIM", "1m")
    assert found["instrument_id"].unique().to_list() == ["B.SIM"]
    assert found.height == 5


def test_bad_rows_are_named_with_their_line(tmp_path):
    (tmp_path / "a.csv").write_text("x\ndate,close\n2024-01-02,1.5\n2024-01-03,\n")
    made = CSVProvider(tmp_path / "a.csv", SourceOptions.check(skip_rows=1))
    with pytest.raises(DataError, match=r"a.csv, line 4"):
        list(made.fetch(A, "1d"))
    (tmp_path / "b.csv").write_text("ts,close\n2024-01-02T00:00:00,1.5\n")
    with pytest.raises(ConfigError, match="stamp: does 'ts' mark"):
        list(CSVProvider(tmp_path / "b.csv").fetch(A, "1m"))


def test_providers_of_other_packages_come_by_name(brought):
    brought("fixed", "Fixed")
    (frame,) = provider("fixed", 7).fetch("A.SIM", "1m", None, None)
    assert frame.height == 7
    brought("broken", "NoProvider")
    with pytest.raises(ConfigError, match="has no method fetch"):
        provider("broken")
    with pytest.raises(UnknownNameError, match="unknown provider 'fixt'; did you mean 'fixed'"):
        provider("fixt")
    brought("fixed", "NoProvider")
    with pytest.raises(ConfigError, match=r"provider 'fixed' is brought by .*Fixed and .*NoProvider"):
        provider("fixed")
