"""From the path that a user gives to the place where a catalog lies."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path
from typing import Any

from fastbt.catalog.object_store import ObjectStore
from fastbt.catalog.places import Folder, Place
from fastbt.errors import ConfigError


def place_of(path: str | PathLike[str], storage_options: dict[str, Any] | None = None) -> Place:
    """Return the place that a user's path names.

    Args:
        path: a local folder, or the address of one in an object store, such as ``s3://bucket/catalog``.
        storage_options: keys, region and endpoint of the object store, under the names that Polars has.

    Raises:
        ConfigError: the path is a file, or ``storage_options`` are given for a local folder.
    """
    text = fspath(path)
    if "://" in text:
        return ObjectStore(text, storage_options)
    if storage_options is not None:
        raise ConfigError(
            f"catalog {text}: storage_options are for object stores, such as s3://bucket/folder"
        )
    folder = Path(text).expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"catalog {text}: this is a file; give the folder that holds its manifest.json")
    return Folder(folder)
