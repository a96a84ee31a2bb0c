"""The examples of the pages in docs/ run as they stand, each page in a folder with a copy of the sample catalog."""

from __future__ import annotations

import doctest
import shutil
from pathlib import Path

import pytest

from tests.docs.sources import ROOT, blocks, page

PAGES = sorted(path.name for path in (ROOT / "docs").glob("*.md"))
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("name", PAGES)
def test_examples_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a session are compared with what they print, the others run, one after the other."""
    shutil.copytree(ROOT / "catalog", tmp_path / "catalog")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for number, source in enumerate(blocks(f"docs/{name}", "python"), 1):
        where = f"docs/{name}, block {number}"
        if source.lstrip().startswith(">>>"):
            test = doctest.DocTestParser().get_doctest(source, names, where, where, 0)
            runner = doctest.DocTestRunner(optionflags=OPTIONS)
            assert runner.run(test, clear_globs=False).failed == 0
            names |= test.globs
        else:
            exec(compile(source, where, "exec"), names)  # noqa: S102 (our own page)


@pytest.mark.parametrize(
    ("name", "fewest"), [("audit.md", 1), ("catalog.md", 6), ("ingest.md", 3), ("reshaping.md", 6)]
)
def test_pages_have_examples(name: str, fewest: int) -> None:
    """An empty list would pass above."""
    assert len(blocks(f"docs/{name}", "python")) >= fewest


@pytest.mark.parametrize(
    "name",
    [
        "TradingCalendar",
        "resample",
        "align",
        "adjust",
        "continuous",
        "roll_orders",
        "bar_to_quote_tick",
        "membership",
    ],
)
def test_every_function_of_reshaping_is_shown(name: str) -> None:
    assert f"bt.{name}" in page("docs/reshaping.md")
