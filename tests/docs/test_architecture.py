"""ARCHITECTURE.md shows the package as it is: every folder is in it, every file it names exists."""

from __future__ import annotations

import re

import pytest

from tests.docs.sources import PACKAGE, ROOT, inside, package_folders, page

FOLDERS = [inside(folder) for folder in package_folders()]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_is_named(folder: str):
    """As ``model/``; a folder in a folder with both names, ``catalog/sources/``."""
    assert re.search(rf"(?<![\w/])(fastbt/)?{folder}/", page("ARCHITECTURE.md")), f"{folder}/ is not in it"


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_is_a_package(folder: str):
    """Without ``__init__.py`` neither the import contract nor the type checker sees a folder."""
    assert (PACKAGE / folder / "__init__.py").is_file()


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "README.md", "CONTRIBUTING.md"])
def test_every_file_named_exists(name: str):
    """Paths in backquotes that end in ``.py``, counted from the checkout or from fastbt/."""
    named = re.findall(r"`([\w./]+/[\w.]+\.py)`", page(name))
    missing = [path for path in named if not (ROOT / path).exists() and not (PACKAGE / path).exists()]
    assert missing == []
