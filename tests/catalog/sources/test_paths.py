"""From paths, patterns and folders to files."""

from __future__ import annotations

from pathlib import Path

import pytest

from fastbt.catalog.sources.paths import find_paths, format_of, is_files, name_of_files
from fastbt.errors import ConfigError, DataError


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_a_folder_is_searched_to_the_bottom_for_known_endings(tmp_path):
    put(
        tmp_path, "b.csv", "a/c.csv.gz", "a/d.ZIP", "a/b/e.parquet", "notes.md", ".git/f.csv", "a/.hidden.csv"
    )
    found = [path.relative_to(tmp_path).as_posix() for path in find_paths(tmp_path)]
    assert found == ["a/b/e.parquet", "a/c.csv.gz", "a/d.ZIP", "b.csv"]


def test_patterns_go_down_too_and_names_with_their_signs_are_names(tmp_path):
    put(tmp_path, "a/x.csv", "a/b/y.csv", "odd[1].csv")
    assert [path.name for path in find_paths(str(tmp_path / "**" / "*.csv"))] == [
        "y.csv",
        "x.csv",
        "odd[1].csv",
    ]
    assert find_paths(tmp_path / "odd[1].csv") == [tmp_path / "odd[1].csv"]


def test_files_come_in_the_order_given(tmp_path):
    put(tmp_path, "a.csv", "b.csv")
    given = [tmp_path / "b.csv", str(tmp_path / "a.csv")]
    assert [path.name for path in find_paths(given)] == ["b.csv", "a.csv"]
    assert name_of_files(find_paths(given)) == "b.csv, a.csv"
    assert name_of_files(find_paths(given * 2)) == "b.csv, a.csv, b.csv and 1 more files"


def test_what_is_not_there_is_told(tmp_path):
    put(tmp_path, "notes.md")
    for nothing in (tmp_path / "x.csv", str(tmp_path / "*.csv"), "a\0b.csv", "x" * 5_000):
        with pytest.raises(DataError, match="no such file"):
            find_paths(nothing)
    with pytest.raises(DataError, match="no file of a known ending"):
        find_paths(tmp_path)
    with pytest.raises(ConfigError, match="no files to load"):
        find_paths([])


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a.csv", "csv"), ("a.TXT.GZ", "csv"), ("a.tsv.bz2", "csv"), ("a.csv.zst", "csv"), ("a.ndjson", "jsonl"),
        ("a.jsonl.gz", "jsonl"), ("a.pq", "parquet"), ("a.feather", "arrow"), ("a.gz", None), ("csv", None),
    ],
)  # fmt: skip
def test_formats_by_ending(name, wanted):
    assert format_of(name) == wanted


def test_what_is_a_path():
    assert is_files("a.csv")
    assert is_files(Path("a.csv"))
    assert is_files(["a.csv", Path("b.csv")])
    for other in ({"close": [1]}, [], [{"close": 1}], 5):
        assert not is_files(other)
