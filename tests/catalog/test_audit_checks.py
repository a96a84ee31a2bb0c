"""The list of checks: complete, explained, in order; findings as a frame; stretches of marked rows."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.catalog import audit_checks
from fastbt.catalog.audit_checks import (
    CHECKS,
    CHECKS_BY_NAME,
    FINDING_SCHEMA,
    GAP,
    SEVERITIES,
    Check,
    Found,
    at_rows,
    runs,
)


def test_every_check_is_in_the_list_once_and_explained():
    defined = [value for value in vars(audit_checks).values() if isinstance(value, Check)]
    assert sorted(check.name for check in defined) == sorted(CHECKS_BY_NAME)
    assert len(CHECKS_BY_NAME) == len(CHECKS)
    for check in CHECKS:
        assert check.severity in SEVERITIES
        assert check.meaning and check.value and check.remedy


def test_the_worst_stand_first():
    ranks = [SEVERITIES.index(check.severity) for check in CHECKS]
    assert ranks == sorted(ranks)


def test_findings_as_a_frame():
    ts = np.array([10, 20, 30], dtype=np.int64)
    found = at_rows(GAP, ts, np.array([0, 2]), np.array([1.5, 2.5]), ["a", "b"])
    frame = found.frame()
    assert frame.schema == FINDING_SCHEMA
    assert frame["first"].to_physical().to_list() == frame["last"].to_physical().to_list() == [10, 30]
    assert frame.select("check", "severity", "bars", "value", "row", "note").rows() == [
        ("gap", "warning", 1, 1.5, 0, "a"),
        ("gap", "warning", 1, 2.5, 2, "b"),
    ]


def test_no_findings():
    none = np.zeros(0, dtype=np.int64)
    found = Found(GAP, none, none, none, none.astype(float), none)
    assert (len(found), found.frame().schema, found.frame().height) == (0, FINDING_SCHEMA, 0)


@pytest.mark.parametrize(
    ("marked", "first", "end"),
    [([], [], []), ([0, 0], [], []), ([1, 1], [0], [2]), ([0, 1, 0, 1, 1], [1, 3], [2, 5])],
)
def test_runs(marked, first, end):
    begins, ends = runs(np.array(marked, dtype=np.bool_))
    assert (begins.tolist(), ends.tolist()) == (first, end)
