"""Files and names that mean harm, or are broken: a clear error, and nothing is written."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import polars as pl
import pytest

from fastbt.catalog import Catalog
from fastbt.catalog.sources import lines, unpacking
from fastbt.errors import ConfigError, DataError, FastbtError
from tests.catalog.tables import minutes

ROW = "2024-01-02,1.5,2,1,1.5\n"
HEAD = "date,open,high,low,close\n"


@pytest.fixture
def refused(catalog: Catalog, tmp_path: Path):
    """Check that a file is refused with a message, and that nothing came of it."""

    def check(path: Path, message: str, kind: type[FastbtError] = DataError, **options: object) -> None:
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(kind, match=message):
            catalog.ingest(path, options.pop("instrument", "A.SIM"), **options)
        assert sorted(tmp_path.rglob("*")) == before
        assert not (tmp_path / "store").exists()

    return check


def test_a_truncated_parquet_file(refused, tmp_path):
    path = tmp_path / "a.parquet"
    minutes(1_000).write_parquet(path)
    data = path.read_bytes()
    for length in (0, 3, 4, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:length])
        refused(path, "cannot be read as parquet")


def test_a_parquet_file_damaged_inside(refused, tmp_path):
    path = tmp_path / "a.parquet"
    minutes(1_000).write_parquet(path)
    data = bytearray(path.read_bytes())
    data[20:2_000] = bytes(1_980)
    path.write_bytes(data)
    refused(path, "cannot be read as parquet", stamp="close")


def test_a_wrong_schema(refused, tmp_path):
    path = tmp_path / "a.parquet"
    pl.DataFrame({"x": [1], "y": [2]}).write_parquet(path)
    refused(path, "no column of times among 'x', 'y'")
    pl.DataFrame({"ts": [[1]], "close": [1.5]}).write_parquet(path)
    refused(path, "does not hold times")
    pl.DataFrame({"date": ["2024-01-02"], "close": [{"a": 1}]}).write_parquet(path)
    refused(path, "does not hold numbers")


def test_ten_thousand_columns(refused, tmp_path):
    names = ["date", "close", *(f"c{i}" for i in range(10_000))]
    (tmp_path / "a.csv").write_text(",".join(names) + "\n" + ",".join(["1"] * len(names)) + "\n")
    refused(tmp_path / "a.csv", "the file has 10,002 columns, more than 2,000")
    pl.DataFrame({name: [1] for name in names}).write_parquet(tmp_path / "a.parquet")
    refused(tmp_path / "a.parquet", "the file has 10,002 columns, more than 2,000")


@pytest.mark.parametrize(
    "name", ["../../x.", "../../x.SIM/..", "a\0b.SIM", "x" * 5_000 + ".SIM", "", ".", "a\nb.SIM", " A.SIM"]
)
def test_tricks_in_ids(refused, tmp_path, name):
    frame = minutes(3).with_columns(instrument_id=pl.lit(name))
    frame.write_parquet(tmp_path / "a.parquet")
    refused(
        tmp_path / "a.parquet", "no id|blanks|instrument id|VenueId", FastbtError, instrument=None, bar="1m"
    )
    if name:
        minutes(3).write_parquet(tmp_path / "a.parquet")
        refused(
            tmp_path / "a.parquet",
            "no id|blanks|instrument id|VenueId",
            FastbtError,
            instrument=name,
            bar="1m",
        )


def test_ids_like_paths_stay_in_the_store(catalog, tmp_path):
    names = [
        "../../x",
        "../../x.SIM",
        "..SIM",
        "/etc/passwd.SIM",
        "a\\b.SIM",
        "C:.SIM",
        "~.SIM",
        "%2e%2e.SIM",
    ]
    for name in names:
        minutes(3).with_columns(instrument_id=pl.lit(name)).write_parquet(tmp_path / "a.parquet")
        catalog.ingest(tmp_path / "a.parquet", bar="1m")
        assert catalog.bars(name).collect().height == 3
    assert {path.name for path in tmp_path.iterdir()} <= {"a.parquet", "store"}
    assert not (tmp_path.parent / "x.SIM").exists()


def test_a_zip_bomb(refused, tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "FREE", 2**20)
    text = (HEAD + ROW * 200_000).encode()
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", text)
    refused(tmp_path / "a.zip", "unpacks to more than 200 times")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text))
    refused(tmp_path / "a.csv.gz", "unpacks to more than 200 times")


def test_an_archive_with_a_password_and_one_in_another(refused, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", HEAD + ROW)
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[6] |= 1  # the flag of encryption, in the member's header and in the directory
    data[data.rfind(b"PK\1\2") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    refused(tmp_path / "a.zip", "cannot be read: .*(encrypted|password)")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.write(tmp_path / "a.zip", "a.zip")
    refused(tmp_path / "b.zip", "the ending says no known format", ConfigError)


def test_text_that_is_not_utf8(refused, tmp_path):
    (tmp_path / "a.csv").write_bytes((HEAD + ROW).encode() + b"\xff\xfe,1,1,1,1\n")
    refused(tmp_path / "a.csv", r"the text is not UTF-8: byte 0xff .*a.csv, line 3")
    (tmp_path / "a.csv").write_bytes(bytes(range(256)) * 40)
    refused(tmp_path / "a.csv", "the text is not UTF-8")


def test_a_giant_line(refused, tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "LONGEST_LINE", 100_000)
    for text in ("x" * 200_000, HEAD + "1," * 100_000, HEAD + '"' + ROW * 10_000):
        (tmp_path / "a.csv").write_text(text)
        refused(tmp_path / "a.csv", "line . is longer than 100,000 bytes|columns|taken apart")


def test_text_that_is_no_table(refused, tmp_path):
    (tmp_path / "a.csv").write_bytes(bytes(1_000))
    refused(tmp_path / "a.csv", "no column of times|the text")
    (tmp_path / "a.csv").write_text("<!DOCTYPE html>\n<html>\n")
    refused(tmp_path / "a.csv", "no column of times")
    (tmp_path / "a.jsonl").write_text("[" * 100_000)
    refused(tmp_path / "a.jsonl", "the line is no JSON|cannot be read")


def test_a_folder_instead_of_a_file(refused, tmp_path):
    (tmp_path / "a.csv").mkdir()
    refused(tmp_path / "a.csv", "no file of a known ending")
