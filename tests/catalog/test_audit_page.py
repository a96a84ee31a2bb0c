"""docs/audit.md: its table lists the checks as they are."""

from __future__ import annotations

import re

from fastbt.catalog.audit_checks import CHECKS
from fastbt.catalog.audit_limits import AuditLimits
from fastbt.catalog.audit_outliers import SPIKE_BARS, TAKEN_BACK
from tests.docs.sources import page


def test_the_table_lists_the_checks():
    (table,) = re.findall(r"<!-- checks -->\n(.*?)<!-- end of checks -->", page("docs/audit.md"), re.DOTALL)
    rows = table.strip().splitlines()[2:]
    assert rows == [
        f"| `{check.name}` | {check.severity} | {check.meaning} | {check.value} | {check.remedy} |"
        for check in CHECKS
    ]


def test_the_thresholds_are_those_of_the_page():
    text, limits = page("docs/audit.md"), AuditLimits()
    assert f"beyond {limits.outlier:g} deviations" in text
    assert f"beyond {limits.smallest_move * 100:g} %" in text
    assert f"more than {limits.session_jump * 100:g} % off the last close" in text
    assert f"more than {limits.pause_days:g} days" in text
    assert f"more than {limits.wide_spread:g} times the median spread" in text
    assert f"at least {TAKEN_BACK * 100:g} % of it, within three bars" in text
    assert SPIKE_BARS == 3
