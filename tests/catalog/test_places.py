"""A folder as a place for a catalog."""

from __future__ import annotations

import pytest

from fastbt.catalog.places import Folder
from fastbt.errors import CatalogError


def test_text_is_replaced_as_a_whole(tmp_path):
    place = Folder(tmp_path)
    assert (place.read_text("a"), place.state("a")) == (None, None)
    place.replace_text("a", "one")
    before = place.state("a")
    place.replace_text("a", "two")
    assert place.read_text("a") == "two"
    assert place.state("a") != before
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_files_and_their_folders_come_and_go(tmp_path):
    place = Folder(tmp_path)
    assert place.write("x/y/one.parquet", lambda file: file.write(b"123")) == 3
    place.write("x/two.parquet", lambda file: file.write(b""))
    place.write("x/note.txt", lambda file: file.write(b""))
    assert list(place.data_files()) == ["x/two.parquet", "x/y/one.parquet"]
    place.delete("x/y/one.parquet")
    assert not (tmp_path / "x" / "y").exists()
    assert (tmp_path / "x" / "two.parquet").exists()
    place.delete("x/y/one.parquet")  # gone already


def test_two_locks_exclude_each_other(tmp_path):
    with (
        Folder(tmp_path / "new").lock(1.0),
        pytest.raises(CatalogError, match=r"another writer has held it for 0\.1 s"),
        Folder(tmp_path / "new").lock(0.1),
    ):
        pass


def test_text_that_is_none(tmp_path):
    (tmp_path / "a").write_bytes(b"\xff\xfe")
    with pytest.raises(CatalogError, match="cannot read a"):
        Folder(tmp_path).read_text("a")
