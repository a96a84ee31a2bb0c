"""Packed files, and those that unpack to more than they honestly can."""

from __future__ import annotations

import bz2
import gzip
import io
import zipfile
from pathlib import Path

import pytest

from fastbt.catalog.sources import unpacking
from fastbt.catalog.sources.options import SourceOptions
from fastbt.catalog.sources.unpacking import Limited, check_unpacked, members_of
from fastbt.errors import ConfigError, DataError

TEXT = b"a,b\n1,2\n"


def unpacked(path: Path, **options: object) -> list[tuple[str, bytes]]:
    found = []
    for member in members_of(path, SourceOptions.check(**options)):
        with member.open() as stream:
            found.append((member.name.removeprefix(str(path)), stream.read()))
    return found


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("ending", "pack"), [("", bytes), (".gz", gzip.compress), (".bz2", bz2.compress), (".zst", None)]
)
def test_each_way_of_packing(tmp_path, ending, pack):
    path = tmp_path / f"a.csv{ending}"
    if pack is None:
        pa = pytest.importorskip("pyarrow")
        path.write_bytes(pa.compress(TEXT, codec="zstd", asbytes=True))
    else:
        path.write_bytes(pack(TEXT))
    assert unpacked(path) == [("", TEXT)]


def test_members_of_an_archive_come_by_name_and_only_those_of_known_endings(tmp_path):
    path = zipped(
        tmp_path / "a.zip", {"b.csv": b"2", "sub/a.csv": b"1", "readme.md": b"x", "__MACOSX/a.csv": b""}
    )
    assert unpacked(path) == [(":b.csv", b"2"), (":sub/a.csv", b"1")]
    assert len(unpacked(path, format="csv")) == 3  # the ending no longer matters


def test_endings_that_say_nothing(tmp_path):
    (tmp_path / "a.xlsx").touch()
    with pytest.raises(ConfigError, match=r"the ending says no known format; known are \.csv.*format='csv'"):
        unpacked(tmp_path / "a.xlsx")
    assert unpacked(tmp_path / "a.xlsx", format="csv") == [("", b"")]
    with pytest.raises(ConfigError, match="readme"):
        unpacked(zipped(tmp_path / "a.zip", {"readme": b"x"}))


def test_a_zip_bomb_is_refused_by_what_it_claims_before_anything_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "FREE", 2**20)
    path = zipped(tmp_path / "a.zip", {"a.csv": bytes(3 * 2**20), "b.csv": b"1"})
    assert path.stat().st_size < 5_000
    with pytest.raises(DataError, match="unpacks to more than 200 times its"):
        list(members_of(path, SourceOptions()))


def test_a_stream_that_does_not_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "FREE", 2**20)
    for name, pack in (("a.csv.gz", gzip.compress), ("a.csv.bz2", bz2.compress)):
        (tmp_path / name).write_bytes(pack(bytes(3 * 2**20)))
        with pytest.raises(DataError, match=f"no honest data does .source .*{name}"):
            unpacked(tmp_path / name)
    noise = b"".join(i.to_bytes(4, "big") for i in range(2**17))
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(noise))
    with pytest.raises(DataError, match="unpacks to more than 1,000 bytes"):
        unpacked(tmp_path / "b.csv.gz", max_unpacked=1_000)


def test_a_member_that_lies_about_its_size_is_caught_while_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "FREE", 2**20)
    path = zipped(tmp_path / "a.zip", {"a.csv": bytes(3 * 2**20)})
    data = path.read_bytes()
    path.write_bytes(data.replace((3 * 2**20).to_bytes(4, "little"), (100).to_bytes(4, "little")))
    (member,) = members_of(path, SourceOptions())
    with pytest.raises(DataError, match="cannot be read: Bad CRC-32"), member.open() as stream:
        stream.read()


def test_too_many_members(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_MEMBERS", 3)
    with pytest.raises(DataError, match="the archive holds 4 files, more than 3"):
        unpacked(zipped(tmp_path / "a.zip", {f"{i}.csv": b"" for i in range(4)}))


def test_limits():
    check_unpacked(unpacking.FREE, 1, "a", 2**60)
    check_unpacked(unpacking.FREE * 2, unpacking.FREE, "a", 2**60)
    with pytest.raises(DataError):
        check_unpacked(unpacking.FREE + 1, 1, "a", 2**60)
    stream = Limited(io.BytesIO(b"abcdef"), "a", 6, 100)
    assert (stream.read(2), stream.read(0), stream.read(), stream.read(5)) == (b"ab", b"", b"cdef", b"")


def test_a_packed_file_that_ends_early(tmp_path):
    noise = b"".join(i.to_bytes(4, "big") for i in range(2**15))
    for name, pack in (("a.csv.gz", gzip.compress), ("a.csv.bz2", bz2.compress)):
        (tmp_path / name).write_bytes(pack(noise)[:-1_000])
        with pytest.raises(DataError, match="cannot be read: Compressed file ended"):
            unpacked(tmp_path / name)


def test_what_is_damaged_or_gone_is_told(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK no archive")
    with pytest.raises(DataError, match="cannot be read"):
        unpacked(tmp_path / "a.zip")
    with pytest.raises(DataError, match="cannot be read"):
        unpacked(tmp_path / "gone.csv")
