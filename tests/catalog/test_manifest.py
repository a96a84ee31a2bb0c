"""The list of files: versions, round trips, damage."""

from __future__ import annotations

import json

import pytest

from fastbt.catalog.manifest import (
    FORMAT_VERSION,
    NAME,
    FileEntry,
    Manifest,
    read_manifest,
    write_manifest,
)
from fastbt.catalog.places import Folder
from fastbt.errors import CatalogError
from fastbt.model.instruments import CurrencyPair, Equity

A = Equity("A.SIM", currency="USD", price_precision=2, sector="toys", inferred=True)
PAIR = CurrencyPair("BTC/USDT.BINANCE", price_precision=2, size_precision=6)


def entry(path: str, *, first: int = 0, added: int = 1, instrument_id: str = "A.SIM") -> FileEntry:
    return FileEntry(
        kind="bars", instrument_id=instrument_id, bar="1d", path=path, added=added, removed=None, rows=3,
        first=first, last=first + 9, bytes=100, price_precision=2, size_precision=0, has_volume=True,
        stamp="close", lowest=-5, highest=10**17, most_volume=None, extras={"vwap": "Float64"}, digest="00",
    )  # fmt: skip


def test_an_absent_manifest_is_that_of_an_empty_catalog(tmp_path):
    assert read_manifest(Folder(tmp_path / "nowhere")) == Manifest()


def test_what_is_written_is_read(tmp_path):
    manifest = Manifest().with_write(
        [entry("a"), entry("b", instrument_id="BTC/USDT.BINANCE")], [], [A, PAIR]
    )
    write_manifest(Folder(tmp_path), manifest)
    again = read_manifest(Folder(tmp_path))
    assert again == manifest
    assert again.instruments_at(1) == {"A.SIM": A, "BTC/USDT.BINANCE": PAIR}
    assert again.instruments_at(1)["A.SIM"].inferred
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_versions_are_all_there():
    first = Manifest().with_write([entry("a", first=0)], [], [A])
    second = first.with_write([entry("b", first=20, added=2)], [], [])
    finer = Equity("A.SIM", currency="USD", price_precision=4)
    third = second.with_write([entry("c", first=0, added=3)], [entry("a")], [finer])
    assert third.version == 3
    paths = [[file.path for file in third.files_at(version)] for version in range(4)]
    assert paths == [[], ["a"], ["a", "b"], ["c", "b"]]
    precisions = [[i.price_precision for i in third.instruments_at(version).values()] for version in range(4)]
    assert precisions == [[], [2], [2], [4]]


def test_history_can_be_forgotten(tmp_path):
    first = Manifest().with_write([entry("a")], [], [A])
    second = first.with_write([entry("b", first=20, added=2)], [entry("a")], [PAIR])
    short = second.without_history()
    assert (short.version, short.oldest, [file.path for file in short.files]) == (2, 2, ["b"])
    assert short.instruments_at(2) == second.instruments_at(2)
    write_manifest(Folder(tmp_path), short)
    assert read_manifest(Folder(tmp_path)) == short


def test_files_come_by_series_and_time():
    files = [entry("late", first=50), entry("other", instrument_id="B.SIM"), entry("early", first=10)]
    assert [file.path for file in Manifest(1, tuple(files)).files_at(1)] == ["early", "late", "other"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format_version": 1}', '{"format_version": 1, "version": 1, "files": [{}]}']
)
def test_a_damaged_manifest_is_told(tmp_path, text):
    (tmp_path / NAME).write_text(text)
    with pytest.raises(CatalogError, match=r"manifest.json is damaged .*load the data again"):
        read_manifest(Folder(tmp_path))


def test_a_newer_format_is_told(tmp_path):
    content = {"format_version": FORMAT_VERSION + 1, "something": "else"}
    (tmp_path / NAME).write_text(json.dumps(content))
    with pytest.raises(CatalogError, match="newer than 2, the newest that this fastbt reads; upgrade fastbt"):
        read_manifest(Folder(tmp_path))


def test_an_entry_stands_on_a_line_of_its_own(tmp_path):
    write_manifest(Folder(tmp_path), Manifest().with_write([entry("a"), entry("b")], [], [A]))
    lines = (tmp_path / NAME).read_text().splitlines()
    assert sum(line.startswith('{"kind":"bars"') for line in lines) == 2
    assert json.loads("\n".join(lines))["version"] == 1
