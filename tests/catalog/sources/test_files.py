"""Reading files of any format, whole or in batches."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from fastbt.catalog.faults import locate
from fastbt.catalog.sources.files import read_batches, read_files
from fastbt.catalog.sources.options import SourceOptions
from fastbt.errors import ConfigError, DataError
from fastbt.schema.market import QUOTES

TEXT = """Date,Open,High,Low,Close,Volume,Note
2024-01-02,1.10,1.3,1.0,1.25,100,x
2024-01-03,1.25,1.5,1.2,1.50,,y
"""


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(TEXT)
    return path


def test_a_file_is_a_frame_that_knows_where_it_came_from(csv):
    frame, parts, name = read_files(csv)
    assert frame["Date"].to_list() == ["2024-01-02", "2024-01-03"]
    assert frame["Close"].to_list() == [1.25, 1.5]
    assert frame["Volume"].to_list() == [100.0, None]
    assert frame["Note"].to_list() == ["x", "y"]
    assert (name, parts[0].name, parts[0].has_lines) == ("a.csv", str(csv), True)


def test_compressed_text(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode()))
    assert read_files(path)[0].height == 2


def test_columns_may_be_mapped(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("when,Price,n\n2024-01-02,1.10,7\n")
    frame = read_files(path, {"time": "when", "close": "Price"})[0]
    assert frame.row(0) == ("2024-01-02", 1.1, 7)


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
    assert frame["Volume"].to_list() == [100.0, None, None]


def test_files_of_several_formats(tmp_path, csv):
    pl.DataFrame({"Date": [date(2024, 1, 4)], "Close": [1.5]}).write_parquet(tmp_path / "b.parquet")
    frame = read_files([csv, tmp_path / "b.parquet"])[0]
    assert frame["Date"].to_list() == ["2024-01-02", "2024-01-03", "2024-01-04"]
    assert frame["Close"].to_list() == [1.25, 1.5, 1.5]


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


def test_each_format_gives_the_same_columns(tmp_path, csv):
    frame = read_files(csv)[0]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in frame.to_dicts()))
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(TEXT.replace(",", "\t").encode()))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("inside.csv", TEXT)
    frame.write_parquet(tmp_path / "a.parquet")
    for name in ("a.jsonl", "a.txt.gz", "a.zip", "a.parquet"):
        assert read_files(tmp_path / name)[0].equals(frame), name


def test_members_of_an_archive_are_parts(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.csv", TEXT)
        archive.writestr("a.csv", TEXT)
    frame, parts, name = read_files(tmp_path / "a.zip")
    assert (frame.height, name) == (4, "a.zip")
    assert locate(parts, 3) == (f"{tmp_path / 'a.zip'}:b.csv, line 3", 1)


def test_options_reach_every_reader(tmp_path):
    options = SourceOptions.check(scale={"price": "0.01"}, where={"symbol": "A"}, time_unit="s")
    rows = [(1_700_000_000, "B", 100), (1_700_000_060, "A", 150)]
    frame = pl.DataFrame(rows, schema=["ts", "symbol", "close"], orient="row")
    frame.write_csv(tmp_path / "a.csv")
    frame.write_ndjson(tmp_path / "a.jsonl")
    frame.write_parquet(tmp_path / "a.parquet")
    for name, place in (
        ("a.csv", "a.csv, line 3"),
        ("a.jsonl", "a.jsonl, line 2"),
        ("a.parquet", "a.parquet"),
    ):
        read, parts, _ = read_files(tmp_path / name, None, options)
        assert [float(value) for value in read["close"]] == [1.5]
        assert read["ts"].dt.epoch("s").to_list() == [1_700_000_060]
        assert locate(parts, 0) == (str(tmp_path / place), 1)


def test_columns_of_other_tables_keep_their_digits(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("ts,bid,offer,bid_size,x\n1,1234567890.12345678,2.50,3,4\n")
    frame = read_files(path, None, None, table=QUOTES)[0]
    assert frame.row(0) == ("1", "1234567890.12345678", "2.50", "3", 4)


def test_batches_hold_about_as_many_rows_as_asked_for(tmp_path):
    for name in "ab":
        rows = "".join(f"{i},{i}.5\n" for i in range(10_000))
        (tmp_path / f"{name}.csv").write_text("ts,close\n" + rows)
    batches = list(read_batches(tmp_path, rows=3_000))
    assert sum(batch.frame.height for batch in batches) == 20_000
    assert len(batches) > 2
    assert {batch.name for batch in batches} == {"a.csv, b.csv"}
    for batch in batches:
        assert batch.parts[0].start == 0
        for row in (0, batch.frame.height - 1):
            source, number = locate(batch.parts, row)
            assert source.endswith(f", line {number + 2}")
            assert batch.frame["close"][row] == number + 0.5
    whole = read_files(tmp_path)[0]
    assert pl.concat([batch.frame for batch in batches]).equals(whole)


def test_small_files_are_put_together(tmp_path):
    for number in range(20):
        (tmp_path / f"{number:02}.csv").write_text(TEXT)
    assert [batch.frame.height for batch in read_batches(tmp_path, rows=15)] == [16, 16, 8]


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_batches_of_columnar_files(tmp_path, kind):
    frame = pl.DataFrame({"ts": list(range(100)), "close": [1.5] * 100})
    path = tmp_path / f"a.{kind}"
    frame.write_parquet(path, row_group_size=30) if kind == "parquet" else frame.write_ipc(path)
    batches = list(read_batches(path, rows=40))
    assert [batch.frame.height for batch in batches] == [40, 40, 20]
    assert locate(batches[1].parts, 3) == (str(path), 43)


MEASURE = """
import resource, sys
import polars as pl
from fastbt.catalog.sources.files import read_batches

path, rows = sys.argv[1], int(sys.argv[2])
start = None
total = 0.0
count = 0
for batch in read_batches(path, rows=rows):
    count += batch.frame.height
    total += batch.frame["close"].sum()
    if start is None:
        start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(count, total, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) // 1024)
"""


def grown(path: Path, megabytes: int) -> tuple[int, float, int]:
    """Rows, sum of closes, and by how many MB the memory grew after the first batch."""
    row = "2024-01-02 00:00:00,100.25,100.50,100.00,100.25,12345\n"
    count = megabytes * 2**20 // len(row)
    with path.open("w") as file:
        file.write("ts,open,high,low,close,volume\n")
        for _ in range(count // 10_000):
            file.write(row * 10_000)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path), "100000"],
        capture_output=True, text=True, check=True, env=environment,
    )  # fmt: skip
    path.unlink()
    rows, total, growth = done.stdout.split()
    return int(rows), float(total), int(growth)


def test_memory_does_not_grow_with_the_file(tmp_path):
    rows, total, growth = grown(tmp_path / "a.csv", 200)
    assert rows > 3_700_000
    assert total == rows * 100.25
    assert growth < 60


def test_times_that_are_dates_in_the_file_name(tmp_path):
    path = tmp_path / "20131007_spy.csv"
    path.write_text("34200000,1674100\n")
    options = SourceOptions.check(
        header=False, names=["time", "close"], date="name", scale={"close": "0.0001"}
    )
    frame = read_files(path, None, options)[0]
    assert frame["time"].to_list() == [datetime(2013, 10, 7, 9, 30)]  # noqa: DTZ001 - wall time
    assert [str(value.normalize()) for value in frame["close"]] == ["167.41"]
