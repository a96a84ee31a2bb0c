"""The names of ``fastbt``: one table, loaded when first used, the same for type checkers."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import fastbt

SOURCE = Path(fastbt.__file__).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", fastbt.__all__)
def test_every_name_can_be_used(name: str):
    assert getattr(fastbt, name) is not None
    assert name in dir(fastbt)


def typed_names() -> dict[str, str]:
    """What type checkers see: name to module."""
    tree = ast.parse(SOURCE)
    block = next(node for node in tree.body if isinstance(node, ast.If))
    found = {}
    for node in block.body:
        assert isinstance(node, ast.ImportFrom)
        found |= {
            alias.asname or alias.name: (node.module or "").removeprefix("fastbt").removeprefix(".")
            for alias in node.names
        }
    return found


def test_type_checkers_see_the_same_table():
    typed = typed_names()
    assert typed.pop("ta") == ""
    for alias in fastbt._ALIASES:
        typed.pop(alias, None)
    assert typed == fastbt._HOMES


def test_names_of_the_founding_documents():
    assert fastbt.DataCatalog is fastbt.Catalog
    assert fastbt.BacktestResult is fastbt.Result
    assert fastbt.VenueConfig is fastbt.Venue


def test_a_name_that_does_not_exist():
    with pytest.raises(AttributeError, match="module 'fastbt' has no attribute 'Venu'"):
        fastbt.Venu  # noqa: B018
    assert not hasattr(fastbt, "__wrapped__")


def test_importing_loads_nothing_heavy():
    """A fresh process: neither the compiler nor the readers, and of fastbt nothing but itself."""
    code = (
        "import sys, fastbt; heavy = {'numba', 'duckdb', 'pyarrow', 'pandas', 'polars'} & set(sys.modules);"
        "ours = [m for m in sys.modules if m.startswith('fastbt.')]; print(sorted(heavy), ours)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(fastbt.__file__).parents[1],
    )
    assert done.stdout.strip() == "[] []"


def test_a_run_is_described_without_the_compiler():
    """Venues, signals and instruments need no numba; only a run does."""
    code = (
        "import sys, fastbt as bt; bt.Venue(); bt.Signals; bt.Equity; bt.run; print('numba' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(fastbt.__file__).parents[1],
    )
    assert done.stdout.strip() == "False"
