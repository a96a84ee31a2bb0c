"""The tests follow the package's tree: every ``fastbt/x/y.py`` has a ``tests/x/test_y.py``."""

from __future__ import annotations

import re

import pytest

from tests.docs.sources import PACKAGE, ROOT, inside, package_files, page

RECORDS = "records alone: tests/kernels/test_state.py reads every one"
WITHOUT_A_TEST_FILE: dict[str, str] = {
    "kernels/state/action.py": RECORDS,
    "kernels/state/commands.py": RECORDS,
    "kernels/state/common.py": RECORDS,
    "kernels/state/instrument.py": RECORDS,
    "kernels/state/ledger.py": RECORDS,
    "kernels/state/models.py": RECORDS,
    "kernels/state/orders.py": RECORDS,
    "kernels/state/run.py": RECORDS,
    "kernels/state/strategy.py": RECORDS,
    "kernels/state/venue.py": RECORDS,
}
"""Files that are tested elsewhere, each with the reason and where."""

FILES = [inside(path) for path in package_files() if path.name != "__init__.py"]


def files_testing(name: str) -> list[str]:
    """The test files of ``x/y.py``: ``tests/x/test_y.py``, or several, ``tests/x/test_y_*.py``."""
    path = ROOT / "tests" / name
    found = [*path.parent.glob(f"test_{path.stem}.py"), *path.parent.glob(f"test_{path.stem}_*.py")]
    return [file.relative_to(ROOT).as_posix() for file in found]


@pytest.mark.parametrize("name", FILES)
def test_every_file_has_tests(name: str):
    if name in WITHOUT_A_TEST_FILE:
        assert not files_testing(name), f"{name} has tests now: take it off the list"
    else:
        assert files_testing(name), f"{name} has no test file"


def test_exceptions_are_alive_and_explained():
    gone = [name for name in WITHOUT_A_TEST_FILE if not (PACKAGE / name).is_file()]
    assert gone == []
    assert all(reason.strip() for reason in WITHOUT_A_TEST_FILE.values())


def test_every_test_file_in_the_readme_exists():
    """The table of the founding documents' names in tests/README.md."""
    table = page("tests/README.md").partition("## Names of the founding documents")[2]
    named = re.findall(r"`((?:\w+/)*test_\w+\.py)`", table)
    assert len(named) > 10
    assert [name for name in named if not (ROOT / "tests" / name).is_file()] == []
