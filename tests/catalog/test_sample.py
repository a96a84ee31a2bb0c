"""The sample catalog: what it holds, and that its makers make it."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from fastbt.catalog import Catalog, sample
from fastbt.catalog.normalize import normalize_bars
from fastbt.catalog.sample import build_sample, main, sample_catalog
from fastbt.catalog.synthetic import synthetic_minutes
from fastbt.errors import CatalogError, DataError
from fastbt.model.instruments import Equity


def test_what_it_holds():
    catalog = sample_catalog()
    assert catalog.list().select(
        "instrument_id", "bar", "stamp", "rows", "price_precision", "size_precision"
    ).rows() == [
        ("NASDAQ.INDEX", "1d", "session", 5_031, 2, 0),
        ("SPX.INDEX", "1d", "session", 5_031, 2, 0),
        ("SYN.SIM", "1m", "open", 98_280, 2, 0),
    ]
    assert all(
        isinstance(instrument, Equity) and not instrument.inferred for instrument in catalog.instruments()
    )


def test_it_is_small_and_explains_itself(root):
    folder = root / "catalog"
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 2_000_000
    text = (folder / "README.md").read_text()
    for words in ("arch", "NCSA", "Kevin Sheppard", "python -m fastbt.catalog.sample"):
        assert words in text
    assert not list(folder.rglob(".lock"))


def test_known_days_of_the_indices():
    """Closing levels of days that people remember, as newspapers had them."""
    catalog = sample_catalog()
    spx = catalog.bars("SPX.INDEX", "1d").collect()
    levels = dict(zip(spx["ts_open"].dt.date().to_list(), spx["close"].to_list(), strict=True))
    known = {(2000, 3, 24): 1527.46, (2008, 10, 13): 1003.35, (2009, 3, 9): 676.53, (2018, 12, 31): 2506.85}
    assert {day: levels[datetime(*day, tzinfo=UTC).date()] for day in known} == known
    nasdaq = catalog.sql(
        "select max(close) top from bars where instrument_id = 'NASDAQ.INDEX' and ts_event < '2003-01-01'"
    )
    assert nasdaq["top"][0] == 5048.62
    assert spx["ts_event"][0] == datetime(1999, 1, 5, tzinfo=UTC)
    quiet = catalog.sql(
        "select ts_open from bars where instrument_id = 'NASDAQ.INDEX' and volume = 0 order by 1"
    )
    assert quiet["ts_open"].dt.date().cast(str).to_list() == ["2015-05-12", "2018-01-09"]


def test_the_minutes_are_those_of_the_generator():
    made = normalize_bars(synthetic_minutes(), sample_catalog().instrument("SYN.SIM"), bar="1m", stamp="open")
    assert_frame_equal(sample_catalog().bars("SYN.SIM").collect(), made.to_floats())


@pytest.fixture
def arch_data(tmp_path: Path) -> Path:
    """A folder like arch/data, of two days."""
    rows = ["Date,Open,High,Low,Close,Adj Close,Volume"]
    rows += ["1/4/1999,1229.22998,1248.810059,1219.099976,1228.099976,1228.099976,877000000"]
    rows += ["1/5/1999,1228.099976,1246.109985,1228.099976,1244.780029,1244.780029,775000000"]
    for name in ("sp500", "nasdaq"):
        (tmp_path / "data" / name).mkdir(parents=True)
        (tmp_path / "data" / name / f"{name}.csv.gz").write_bytes(gzip.compress("\n".join(rows).encode()))
    return tmp_path / "data"


def test_it_can_be_made_anew_and_again(arch_data, tmp_path, capsys):
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "README.md").write_text("stays")
    assert main([str(folder), str(arch_data)]) == 0
    assert "SPX.INDEX 1d (stamp session)" in capsys.readouterr().out
    first = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    build_sample(folder, arch_data)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == first
    made, shipped = Catalog(folder), sample_catalog()
    days = shipped.bars("SPX.INDEX", end="1999-01-07")
    assert_frame_equal(made.bars("SPX.INDEX").collect(), days.collect())
    assert made.instruments() == shipped.instruments()
    assert (folder / "README.md").read_text() == "stays"
    assert not (folder / ".lock").exists()


def test_from_the_command_line_with_nonsense(tmp_path, capsys):
    assert main([]) == 2
    assert "usage:" in capsys.readouterr().err
    with pytest.raises(DataError, match="pip download arch"):
        main([str(tmp_path), str(tmp_path)])


def test_places(tmp_path, monkeypatch, root):
    assert sample_catalog().path == root / "catalog"
    inside = tmp_path / "_sample"
    Catalog(inside).write({"date": ["2024-01-02"], "close": [1.5]}, "A.SIM")
    monkeypatch.setattr(sample, "_PLACES", (inside, root / "catalog"))
    assert sample_catalog().path == inside
    monkeypatch.setattr(sample, "_PLACES", (tmp_path / "nowhere",))
    with pytest.raises(CatalogError, match="has no sample catalog"):
        sample_catalog()
