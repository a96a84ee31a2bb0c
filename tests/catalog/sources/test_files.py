"""Reading CSV, Parquet and Arrow files."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from fastbt.catalog.sources.files import is_files, read_files
from fastbt.errors import ConfigError, DataError

TEXT = """Date,Open,High,Low,Close,Volume,Note
2024-01-02,1.10,1.3,1.0,1.25,100,x
2024-01-03,1.25,1.5,1.2,1.50,,y
"""


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(TEXT)
    return path


def test_numbers_of_bars_stay_text_and_others_are_read(csv):
    frame, parts, name = read_files(csv)
    assert frame["Close"].to_list() == ["1.25", "1.50"]
    assert frame["Volume"].to_list() == ["100", None]
    assert frame["Note"].to_list() == ["x", "y"]
    assert (name, parts[0].name, parts[0].has_lines) == ("a.csv", str(csv), True)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_separators(tmp_path, sign):
    path = tmp_path / "a.txt"
    path.write_text(TEXT.replace(",", sign))
    assert read_files(path)[0].columns == ["Date", "Open", "High", "Low", "Close", "Volume", "Note"]


def test_a_byte_order_mark_and_windows_lines(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    frame = read_files(path)[0]
    assert frame.columns[0] == "Date"
    assert frame["Note"].to_list() == ["x", "y"]


def test_compressed_text(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode()))
    assert read_files(path)[0].height == 2


def test_columns_may_be_mapped(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("when,Price,n\n2024-01-02,1.10,7\n")
    frame = read_files(path, {"time": "when", "close": "Price"})[0]
    assert frame.row(0) == ("2024-01-02", "1.10", 7)


@pytest.mark.parametrize("ending", ["parquet", "pq", "arrow", "ipc", "feather"])
def test_columnar_files(tmp_path, ending):
    frame = pl.DataFrame({"ts": [1, 2], "close": [1.5, 2.5]})
    path = tmp_path / f"a.{ending}"
    if ending in ("parquet", "pq"):
        frame.write_parquet(path)
    else:
        frame.write_ipc(path)
    read, parts, _ = read_files(path)
    assert read.equals(frame)
    assert not parts[0].has_lines


def test_several_files_know_their_rows(tmp_path):
    for name in "cab":
        (tmp_path / f"{name}.csv").write_text(TEXT)
    frame, parts, name = read_files(str(tmp_path / "*.csv"))
    assert frame.height == 6
    assert [(part.start, Path(part.name).name) for part in parts] == [
        (0, "a.csv"),
        (2, "b.csv"),
        (4, "c.csv"),
    ]
    assert name == "a.csv, b.csv, c.csv"
    given = [tmp_path / "c.csv", str(tmp_path / "a.csv")]
    assert [Path(part.name).name for part in read_files(given)[1]] == ["c.csv", "a.csv"]
    assert read_files([*given, *given])[2] == "c.csv, a.csv, c.csv and 1 more files"


def test_files_may_lack_a_column_that_others_have(tmp_path, csv):
    other = tmp_path / "b.csv"
    other.write_text("Date,Open,High,Low,Close\n2024-01-04,1.25,1.5,1.2,1.50\n")
    frame = read_files([csv, other])[0]
    assert frame["Volume"].to_list() == ["100", None, None]


def test_files_of_several_formats(tmp_path, csv):
    pl.DataFrame({"Date": [date(2024, 1, 4)], "Close": [1.5]}).write_parquet(tmp_path / "b.parquet")
    frame = read_files([csv, tmp_path / "b.parquet"])[0]
    assert frame["Date"].to_list() == ["2024-01-02", "2024-01-03", "2024-01-04"]
    assert frame["Close"].to_list() == ["1.25", "1.50", "1.5"]


def test_a_column_of_changing_type_is_text_and_the_others_are_not(tmp_path):
    rows = "".join(f"2024-01-02T00:00:{i % 60:02},1.5,{i},{i}\n" for i in range(20_000))
    path = tmp_path / "a.csv"
    path.write_text(f"ts,close,id,n\n{rows}2024-01-02,1.5,last,7\n")
    frame = read_files(path)[0]
    assert frame["id"][-1] == "last"
    assert frame["n"].dtype == pl.Int64


def test_what_cannot_be_read_is_told(tmp_path, csv):
    with pytest.raises(DataError, match=r"no such file \(source .*nothing.csv\); check the path"):
        read_files(tmp_path / "nothing.csv")
    with pytest.raises(DataError, match="no such file"):
        read_files(str(tmp_path / "x*.csv"))
    with pytest.raises(ConfigError, match="no files to load"):
        read_files([])
    (tmp_path / "a.xlsx").write_text("")
    with pytest.raises(ConfigError, match=r"the ending says no known format; known are .csv"):
        read_files(tmp_path / "a.xlsx")
    (tmp_path / "a.parquet").write_text("no parquet")
    with pytest.raises(DataError, match="cannot be read"):
        read_files(tmp_path / "a.parquet")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(DataError, match="cannot be read"):
        read_files(tmp_path / "empty.csv")
    pl.DataFrame({"Date": [1], "Close": [[1.5]]}).write_parquet(tmp_path / "b.parquet")
    with pytest.raises(DataError, match="columns do not go together"):
        read_files([csv, tmp_path / "b.parquet"])


def test_what_is_a_path():
    assert is_files("a.csv")
    assert is_files(Path("a.csv"))
    assert is_files(["a.csv", Path("b.csv")])
    for other in ({"close": [1]}, pl.DataFrame(), [], [{"close": 1}], 5):
        assert not is_files(other)
