"""Every golden case against the reference and against fastbt."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from tests.reference import simulate
from tests.reference.adapter import run_fastbt

from .table import Case, differences

FOLDER = Path(__file__).parent
MODULES = [
    import_module(f"{__package__}.{path.stem}")
    for path in sorted(FOLDER.glob("*.py"))
    if not path.stem.startswith("test_")
]
CASES: list[Case] = [case for module in MODULES for case in getattr(module, "CASES", [])]
NAMES = [case.name for case in CASES]


def test_names_are_unique_and_rules_are_named() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert all(case.rules for case in CASES)
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_reference(case: Case) -> None:
    found = differences(case, simulate(case.scenario))
    assert not found, f"{case.name} ({case.rules}):\n" + "\n".join(found)


@pytest.mark.parametrize(
    "case", [case for case in CASES if not case.refused_before], ids=lambda case: case.name
)
def test_fastbt(case: Case) -> None:
    found = differences(case, run_fastbt(case.scenario))
    assert not found, f"{case.name} ({case.rules}):\n" + "\n".join(found)
