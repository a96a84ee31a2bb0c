"""The list of rules itself; ``test_checks.py`` tries each."""

from __future__ import annotations

from fastbt.catalog import rules
from fastbt.catalog.rules import RULES, Rule
from tests.catalog.test_checks import CASES

ELSEWHERE = {
    "missing_instrument", "unclear_time", "opens_after_end", "missing_value", "unknown_code", "negative_size",
    "inexact",
}  # fmt: skip
"""Rules with a test of their own in ``test_checks.py`` and ``test_normalize_table.py``."""


def test_every_rule_is_in_the_list_once():
    defined = [value for value in vars(rules).values() if isinstance(value, Rule)]
    assert sorted(rule.name for rule in RULES) == sorted(rule.name for rule in defined)
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_every_rule_is_tried():
    assert {case[0].name for case in CASES} | ELSEWHERE == {rule.name for rule in RULES}
