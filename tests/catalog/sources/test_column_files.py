"""Parquet and Arrow files, whole and in parts."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import polars as pl
import pytest

from fastbt.catalog.sources.column_files import read_columns
from fastbt.catalog.sources.options import SourceOptions
from fastbt.catalog.sources.unpacking import members_of
from fastbt.errors import DataError

FRAME = pl.DataFrame({"ts": list(range(10)), "close": [i / 4 for i in range(10)]})


def read(path: Path, rows: int | None = None, **options: object) -> list[tuple[int, pl.DataFrame]]:
    checked = SourceOptions.check(**options)
    (member,) = members_of(path, checked)
    return [(piece.first, piece.frame) for piece in read_columns(member, checked, rows)]


@pytest.fixture(params=["parquet", "arrow"])
def path(request, tmp_path: Path) -> Path:
    path = tmp_path / f"a.{request.param}"
    FRAME.write_parquet(path) if request.param == "parquet" else FRAME.write_ipc(path)
    return path


def test_whole_and_in_parts(path):
    ((first, whole),) = read(path)
    assert first == 0
    assert whole.equals(FRAME)
    parts = read(path, rows=4)
    assert [(first, part.height) for first, part in parts] == [(0, 4), (4, 4), (8, 2)]
    assert pl.concat(part for _, part in parts).equals(FRAME)
    assert [part.height for _, part in read(path, rows=5)] == [5, 5]


def test_only_some_columns(path):
    assert read(path, only=["close"])[0][1].columns == ["close"]


def test_packed(tmp_path):
    data = io.BytesIO()
    FRAME.write_parquet(data)
    (tmp_path / "a.parquet.gz").write_bytes(gzip.compress(data.getvalue()))
    assert read(tmp_path / "a.parquet.gz")[0][1].equals(FRAME)


def test_a_table_without_rows(tmp_path):
    FRAME.clear().write_parquet(tmp_path / "a.parquet")
    ((_, frame),) = read(tmp_path / "a.parquet", rows=4)
    assert (frame.height, frame.columns) == (0, ["ts", "close"])


def test_damaged_files_are_told(path):
    data = path.read_bytes()
    for broken in (data[: len(data) // 2], b"", b"no such format", data[:-9] + b"\xff" * 9):
        path.write_bytes(broken)
        with pytest.raises(
            DataError, match=r"cannot be read as (parquet|arrow).*check that the file is whole"
        ):
            read(path)


def test_the_format_may_be_given(tmp_path):
    FRAME.write_parquet(tmp_path / "a.bin")
    assert read(tmp_path / "a.bin", format="parquet")[0][1].equals(FRAME)
