"""The bars of a run: of catalogs and of files, between two times."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import fastbt as bt
from fastbt.cli.bars import read_bars
from fastbt.config import DataConfig
from fastbt.errors import ConfigError, DataError

ROWS = "ts,close,volume\n2024-01-02 10:00,1.5,1\n2024-01-02 10:01,1.25,1\n2024-01-02 10:02,1.375,-1\n"


def read(**words):
    return read_bars(DataConfig(**words), Path(), "USD")


def test_without_data_it_is_the_sample(folder):
    bars = read()
    assert (bars.frame.height, bars.source, bars.count) == (5031, "SPX.INDEX 1d from sample catalog", 1)


def test_a_catalog(folder):
    bt.Catalog("mine").write({"date": ["2024-01-02", "2024-01-03"], "close": [1.0, 2.0]}, "A.X", bar="1d")
    assert read(catalog="mine").source == "A.X from mine"
    assert read(catalog="mine", instruments="A.X", bar="1d").frame["close"].to_list() == [1.0, 2.0]
    bt.Catalog("mine").write({"date": ["2024-01-02"], "close": [1.0]}, "B.X", bar="1d")
    with pytest.raises(ConfigError, match=r"mine has 2 instruments; say which, such as --data mine:A.X"):
        read(catalog="mine")
    both = read(catalog="mine", instruments=["A.X", "B.X"], start="2024-01-03", end="2024-01-04")
    assert (both.count, both.frame["instrument_id"].to_list()) == (2, ["A.X", "B.X"])


def test_files(folder, capsys):
    (folder / "a.csv").write_text(ROWS)
    with pytest.raises(DataError, match=r"a\.csv, line 4"):
        read(files="a.csv", bar="1m", stamp="open")
    bars = read(files="a.csv", bar="1m", stamp="open", on_error="repair", tz="Europe/Berlin")
    assert "negative_volume" in capsys.readouterr().err
    assert bars.frame["close"].to_list() == [1.5, 1.25, 1.375]
    assert str(bars.frame["ts_event"][0]) == "2024-01-02 09:01:00+00:00"
    (instrument,) = bars.instruments
    assert (str(instrument.id), instrument.price_precision, instrument.inferred) == ("ASSET.SIM", 3, True)
    assert bars.source == "ASSET.SIM from a.csv"


def test_files_between_two_times(folder):
    (folder / "a.csv").write_text(ROWS.replace(",-1", ",1"))
    words = {"files": "a.csv", "bar": "1m", "stamp": "close", "instruments": "A.X"}
    assert read(**words, start="2024-01-02T10:01", end="2024-01-02T10:02").frame["close"].to_list() == [1.25]
    with pytest.raises(DataError, match="there are no bars, to 2020-01-01"):
        read(**words, end="2020-01-01")


def test_paths_start_from_a_folder(folder):
    (folder / "sub").mkdir()
    pl.DataFrame({"date": ["2024-01-02"], "close": [1.0]}).write_csv(folder / "sub" / "a.csv")
    data = DataConfig(files="a.csv", instruments="A.X", currency="EUR")
    bars = read_bars(data, folder / "sub", "USD")
    assert [instrument.quote_currency.code for instrument in bars.instruments] == ["EUR"]
    assert [
        i.quote_currency.code for i in read_bars(DataConfig(files="sub/a.csv"), Path(), "GBP").instruments
    ] == ["GBP"]
