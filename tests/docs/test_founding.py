"""The table of the founding documents' tests in tests/README.md: complete, and each test there exists."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.docs.sources import ROOT, page

COUNTS = {
    "enum": 8, "id": 6, "price": 3, "qty": 2, "money": 1, "bal": 1, "ev": 2, "clk": 3, "bus": 3, "ord": 4,
    "mat": 8, "pos": 4,
}  # fmt: skip
"""How many tests the documents number in each group."""
UNNUMBERED = [
    "layout",
    "files",
    "fix-ids",
    "fix-eq",
    "fix-perp",
    "fix-bus",
    "fix-bars",
    "fix-eng",
    "csv-btc",
    "csv-aapl",
    "multi",
]
WAITING = {"S2-T-fix-eng", "S2-T-clk-3"}


def rows() -> dict[str, str]:
    """Founding id to the cell that says where the test is."""
    table = page("tests/README.md").partition("## Tests of the founding documents")[2]
    return dict(re.findall(r"^\| (S2-T-[\w-]+) \|[^|]*\|([^|]*)\|$", table, re.MULTILINE))


@cache
def functions(file: str) -> set[str]:
    """Names of the functions of a test file."""
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_founding_test_has_its_row():
    numbered = [f"S2-T-{group}-{number + 1}" for group, count in COUNTS.items() for number in range(count)]
    assert set(rows()) == {*numbered, *(f"S2-T-{name}" for name in UNNUMBERED)}


@pytest.mark.parametrize("founding_id", rows())
def test_what_stands_in_the_table_exists(founding_id: str):
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", rows()[founding_id])
    assert bool(named) is (founding_id not in WAITING)
    assert [f"{file}::{name}" for file, name in named if name not in functions(file)] == []


def test_only_what_waits_says_so():
    assert {name for name, cell in rows().items() if cell.strip().startswith("waits for")} == WAITING
