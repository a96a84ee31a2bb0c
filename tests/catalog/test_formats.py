"""Catalogs of every earlier format load: what they hold is what they held."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal

import pytest

from fastbt.catalog import Catalog
from fastbt.catalog.manifest import FORMAT_VERSION, NAME
from tests.catalog.tables import minutes

CLOSES = ["100.03", "99.98", "100.06", "100.03", "100.01", "100.04", "100.06", "100.06", "100.03", "100.01"]
"""Of A.SIM in the newest version, written down when the files were made."""


@pytest.fixture
def old(tmp_path, root) -> Catalog:
    """A copy of a catalog of format 1: three instruments' writes and one that replaced rows."""
    return Catalog(shutil.copytree(root / "tests" / "data" / "catalog_format_1", tmp_path / "old"))


def test_format_1_is_read(old):
    assert json.loads((old.path / NAME).read_text())["format_version"] == 1
    assert old.version == 4
    frame = old.bars("A.SIM", exact=True).collect()
    assert frame["close"].to_list() == [Decimal(text) for text in CLOSES]
    assert frame["volume"].to_list() == [None, None, *map(Decimal, (671, 3, 394, 278, 816, 671, 3, 394))]
    assert frame["vwap"].to_list() == [None] * 5 + [1.5] * 5
    assert frame["note"].to_list() == [None] * 5 + ["x"] * 5
    assert (old.arrays("A.SIM").close / 100).tolist() == frame["close"].cast(float).to_list()
    assert old.sql("select sum(close) s from bars where instrument_id = 'A.SIM'", exact=True)["s"][0] == sum(
        map(Decimal, CLOSES)
    )
    assert [known.id.value for known in old.instruments()] == ["A.SIM", "BTC/USDT.SIM"]


def test_its_versions_are_there(old):
    heights = [Catalog(old.path, version=version).bars("A.SIM").collect().height for version in range(1, 5)]
    assert heights == [5, 10, 10, 10]
    assert old.fingerprint("A.SIM") != Catalog(old.path, version=2).fingerprint("A.SIM")


def test_a_write_brings_it_to_the_format_of_today(old):
    before = old.bars("A.SIM", exact=True).collect()
    old.write(minutes(3), "C.SIM", bar="1m")
    old.write({"ts": [1_700_000_000], "rate": [0.0001]}, "A.SIM", kind="funding")
    assert json.loads((old.path / NAME).read_text())["format_version"] == FORMAT_VERSION == 2
    assert old.bars("A.SIM", exact=True).collect().equals(before)
    assert Catalog(old.path, version=1).bars("A.SIM").collect().height == 5
    old.consolidate()
    assert old.bars("A.SIM", exact=True).collect().equals(before)
