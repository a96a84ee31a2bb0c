"""What the tests of the catalog share: an empty catalog, and no memory of those of other tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fastbt.catalog import Catalog
from fastbt.catalog.definitions import forget_all


@pytest.fixture(autouse=True)
def no_opened_catalogs():
    """Instruments of catalogs that other tests opened must not be found here, nor ours there."""
    forget_all()
    yield
    forget_all()


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch):
    """What a power cut leaves behind is no matter here, and waiting for the disk is half the time."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog(tmp_path / "store")
