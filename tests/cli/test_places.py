"""Names on the command line: catalogs, ``--data``, ``NAME=VALUE``."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from fastbt.catalog.sample import sample_catalog
from fastbt.cli.places import assignments, open_catalog, open_to_write, plain_value, read_source
from fastbt.errors import CatalogError, ConfigError


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("sample:SPX.INDEX:1d", {"catalog": "sample", "instruments": ["SPX.INDEX"], "bar": "1d"}),
        ("sample:SPX.INDEX", {"catalog": "sample", "instruments": ["SPX.INDEX"]}),
        ("a/b:A.X, B.X:1-DAY-LAST", {"catalog": "a/b", "instruments": ["A.X", "B.X"], "bar": "1-DAY-LAST"}),
        (
            r"C:\data\cat:BTC/USDT.SIM:1m",
            {"catalog": r"C:\data\cat", "instruments": ["BTC/USDT.SIM"], "bar": "1m"},
        ),
        ("x.csv", {"files": ["x.csv"]}),
        ("dir/x.PARQUET", {"files": ["dir/x.PARQUET"]}),
        ("data/*", {"files": ["data/*"]}),
        ("sample", {"catalog": "sample"}),
    ],
)
def test_sources(folder, text, source):
    assert read_source(text) == source


@pytest.mark.parametrize("text", ["nothing", "sample:SPX", ":SPX.INDEX:1d", "a:b:c:"])
def test_no_sources(folder, text):
    with pytest.raises(ConfigError, match="neither a file nor CATALOG:INSTRUMENT:BAR"):
        read_source(text)


def test_a_folder_and_a_file_that_exist(folder):
    (folder / "data").mkdir()
    (folder / "strange.name").write_text("")
    assert read_source("data") == {"catalog": "data"}
    assert read_source("strange.name") == {"files": ["strange.name"]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20", 20),
        ("-1.5", -1.5),
        ("1e-3", 0.001),
        (".5", 0.5),
        ("5.", 5.0),
        ("true", True),
        ("fast", "fast"),
        ('"20"', "20"),
        ("[1, 2]", [1, 2]),
        ("2020-01-31", date(2020, 1, 31)),
        ('{ model = "FlatFees", amount = 1 }', {"model": "FlatFees", "amount": 1}),
        ("1\nother = 2", "1\nother = 2"),
        ("", ""),
        ("100 USD", "100 USD"),
    ],
)
def test_values_are_read_as_toml_does(text, value):
    found = plain_value(text)
    assert (found, type(found)) == (value, type(value))


def test_assignments():
    assert assignments("--param", ["a=1", "b = x=y"]) == {"a": "1", "b": "x=y"}
    assert assignments("--param", None) == {}
    with pytest.raises(ConfigError, match="--param a: write NAME=VALUE"):
        assignments("--param", ["a"])
    with pytest.raises(ConfigError, match="--param a is given twice"):
        assignments("--param", ["a=1", "a=2"])


def test_catalogs(folder, capsys):
    sample = sample_catalog().path
    assert open_catalog("sample").path == sample
    assert open_catalog(None).path == sample
    assert "no ./catalog here" in capsys.readouterr().err
    shutil.copytree(sample, folder / "catalog")
    assert open_catalog(None).path == folder / "catalog"
    assert open_catalog("catalog", folder).path == folder / "catalog"
    assert capsys.readouterr().err == ""
    with pytest.raises(CatalogError, match="elsewhere does not exist"):
        open_catalog("elsewhere")


def test_the_sample_is_not_written_to(folder):
    assert open_to_write("new").version == 0
    for name in ("sample", str(sample_catalog().path)):
        with pytest.raises(ConfigError, match="stays as it is"):
            open_to_write(name)
