"""From a path to a place."""

from __future__ import annotations

import pytest

from fastbt.catalog.addresses import place_of
from fastbt.catalog.object_store import ObjectStore
from fastbt.catalog.places import Folder
from fastbt.errors import ConfigError


def test_paths_become_places(tmp_path):
    place = place_of(str(tmp_path))
    assert isinstance(place, Folder)
    assert (str(place), place.locate("x"), place.opened("x")) == (
        str(tmp_path),
        tmp_path / "x",
        tmp_path / "x",
    )
    assert isinstance(place_of("s3://bucket/x", {"aws_region": "r"}), ObjectStore)
    with pytest.raises(ConfigError, match="storage_options are for object stores"):
        place_of(tmp_path, {})
