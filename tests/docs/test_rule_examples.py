"""The examples of docs/semantics.md hold, in the reference and in fastbt."""

from __future__ import annotations

import re

import pytest

from tests.golden.table import Case, differences
from tests.reference import simulate
from tests.reference.adapter import run_fastbt

from .rule_examples import example, examples
from .sources import page

CASES = examples()
NAMES = [case.name for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_reference_agrees(case: Case) -> None:
    assert differences(case, simulate(case.scenario)) == []


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_fastbt_agrees(case: Case) -> None:
    assert differences(case, run_fastbt(case.scenario)) == []


def test_names_are_unique_and_start_with_their_rule() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert all(re.fullmatch(r"[A-Z]\d+", name.split()[0]) for name in NAMES)


def test_every_block_is_read() -> None:
    assert page("docs/semantics.md").count("```example") == len(CASES)


def test_a_wrong_example_is_found() -> None:
    """Else the tests above could not fail."""
    text = (
        "1: 100 100 100 100\n2: 100 103 97 98\nafter 1: BUY 10 e price=97\nfill 2: e BUY 10 at {} MAKER LEG\n"
    )
    assert (
        differences(
            example("F2 right", text.format(97)), simulate(example("F2 right", text.format(97)).scenario)
        )
        == []
    )
    wrong = example("F2 wrong", text.format(96))
    assert len(differences(wrong, simulate(wrong.scenario))) == 1


def test_a_line_that_says_nothing_is_refused() -> None:
    with pytest.raises(AssertionError, match="no line of an example"):
        example("F2 odd", "1: 100 100 100 100\nthe moon: full\n")


PROSE = ("T1", "T2", "A3", "A9", "A12", "O1", "O4", "S5", "S6")
"""Rules that the examples of others show, or that a few bars cannot."""


def test_every_rule_has_an_example() -> None:
    parts = re.split(r"^### ", page("docs/semantics.md"), flags=re.MULTILINE)[1:]
    without = [part.split(".")[0] for part in parts if "```example" not in part]
    assert sorted(without) == sorted(PROSE)
