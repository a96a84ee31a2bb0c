"""What every file and every public name of fastbt says about itself, and that its examples run."""

from __future__ import annotations

import ast
import doctest
import enum
import importlib
import inspect
import shutil
from pathlib import Path

import pytest

import fastbt
from tests.docs.sources import ROOT, inside, module_name, package_files

FILES = package_files()
WITH_EXAMPLES = [path for path in FILES if ">>>" in path.read_text(encoding="utf-8")]
NAMES = sorted(getattr(fastbt, "__all__", ()))


def first_paragraph(text: str) -> str:
    return " ".join(inspect.cleandoc(text).partition("\n\n")[0].split())


@pytest.mark.parametrize("path", FILES, ids=inside)
def test_module_opens_with_a_sentence(path: Path):
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    sentence = first_paragraph(text)
    assert sentence.endswith((".", ":")), f"{inside(path)} opens with {sentence!r}"
    assert len(sentence.split()) > 2, f"{inside(path)} opens with {sentence!r}"


def test_package_lists_its_public_names():
    assert NAMES, "fastbt.__all__ is empty or absent"
    assert [name for name in NAMES if not hasattr(fastbt, name)] == []


@pytest.mark.parametrize("name", NAMES)
def test_public_name_is_explained(name: str):
    """Modules, classes and functions by a docstring of their own; values by that of their class."""
    value = getattr(fastbt, name)
    if isinstance(value, str):
        return  # __version__
    text = vars(value).get("__doc__") if isinstance(value, type) else inspect.getdoc(value)
    assert text, f"fastbt.{name} has no docstring"
    # What `dataclass` and `Enum` write by themselves explains nothing.
    assert not text.startswith(f"{name}("), f"fastbt.{name} has no docstring"
    assert text != enum.Enum.__doc__, f"fastbt.{name} has no docstring"


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=inside)
def test_examples_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The doctests of a module, in a folder with a copy of the sample catalog, as a reader starts."""
    shutil.copytree(ROOT / "catalog", tmp_path / "catalog")
    monkeypatch.chdir(tmp_path)
    outcome = doctest.testmod(importlib.import_module(module_name(path)), optionflags=doctest.ELLIPSIS)
    assert outcome.attempted > 0
    assert outcome.failed == 0
