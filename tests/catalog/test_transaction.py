"""A change counts as a whole or not at all."""

from __future__ import annotations

import pytest

from fastbt.catalog import Catalog, writing
from fastbt.catalog.normalize import normalize_bars
from fastbt.catalog.options import OnDuplicate
from fastbt.catalog.places import Folder
from fastbt.catalog.portions import bar_series
from fastbt.catalog.transaction import Transaction
from fastbt.errors import CatalogError, DataError
from tests.catalog.tables import MINUTE, START, minutes


def put(change: Transaction, name: str, rows: int = 3, late: int = 0) -> None:
    bars = normalize_bars(minutes(rows, start=START + late * MINUTE), name, bar="1m", unknown="infer")
    change.write.define(bars.instruments.values())
    for series in bar_series(bars):
        change.write.put(series)


def test_a_change_of_several_parts_is_one_version(tmp_path):
    with Transaction(Folder(tmp_path), 1.0) as change:
        put(change, "A.SIM")
        put(change, "A.SIM", late=3)
        put(change, "B.SIM")
    catalog = Catalog(tmp_path)
    assert (change.version, catalog.version) == (1, 1)
    assert catalog.list().select("instrument_id", "rows", "files").rows() == [
        ("A.SIM", 6, 1),
        ("B.SIM", 3, 1),
    ]


def test_after_an_error_nothing_happened(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "MOST_HELD", 2)  # every part is written at once
    change = Transaction(Folder(tmp_path), 1.0)
    change.__enter__()
    put(change, "A.SIM")
    assert list(Folder(tmp_path).data_files())
    change.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
    assert list(Folder(tmp_path).data_files()) == []
    assert Catalog(tmp_path).version == 0


@pytest.mark.parametrize("most", [2, 1_000])
def test_duplicates_between_parts(tmp_path, monkeypatch, most):
    """Whether the first part is on disk by then or not."""
    monkeypatch.setattr(writing, "MOST_HELD", most)

    def both(folder: str, on_duplicate: OnDuplicate) -> Transaction:
        with Transaction(Folder(tmp_path / folder), 1.0, on_duplicate) as change:
            put(change, "A.SIM")
            put(change, "A.SIM", late=2)
        return change

    with pytest.raises(DataError, match="row of that time already"):
        both("raise", "raise")
    assert Catalog(tmp_path / "raise").version == 0
    assert both("first", "first").write.duplicates == 1
    assert both("last", "last").write.replaced == 1
    first, last = (Catalog(tmp_path / name).bars("A.SIM").collect() for name in ("first", "last"))
    assert first.height == last.height == 5
    one, two = minutes(3), minutes(3, start=START + 2 * MINUTE)
    assert first["close"].to_list() == [*one["close"], *two["close"][1:]]
    assert last["close"].to_list() == [*one["close"][:2], *two["close"]]


def test_nothing_to_do_makes_no_version(tmp_path):
    with Transaction(Folder(tmp_path), 1.0) as change:
        pass
    assert (change.version, (tmp_path / "manifest.json").exists()) == (0, False)


def test_it_builds_on_the_newest_version(tmp_path):
    """What another writer did between the making and the block is there."""
    late = Transaction(Folder(tmp_path), 1.0)
    with Transaction(Folder(tmp_path), 1.0) as change:
        put(change, "A.SIM")
    with late:
        put(late, "B.SIM")
    assert late.version == 2
    assert [known.id.value for known in Catalog(tmp_path).instruments()] == ["A.SIM", "B.SIM"]


def test_a_lock_that_is_held(tmp_path):
    with (
        Transaction(Folder(tmp_path), 1.0),
        pytest.raises(CatalogError, match="another writer has held it"),
        Transaction(Folder(tmp_path), 0.05),
    ):
        pass


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "store").write_text("")
    with pytest.raises(CatalogError, match=r"cannot read manifest\.json.*Not a directory"):
        Transaction(Folder(tmp_path / "store"), 0.05)


def test_a_place_that_cannot_be_written(tmp_path, monkeypatch):
    place = Folder(tmp_path)

    def full(*_: object) -> int:
        raise OSError("No space left on device")

    monkeypatch.setattr(place, "write", full)
    change = Transaction(place, 1.0)
    change.__enter__()
    put(change, "A.SIM")
    with pytest.raises(CatalogError, match="cannot be written: No space left"):
        change.__exit__(None, None, None)
    assert Catalog(tmp_path).version == 0
