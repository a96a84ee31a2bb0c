"""Where a bad row is: the file, the line, the row, and which of several is named."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.catalog import rules
from fastbt.catalog.faults import Fault, Part, locate, raise_first
from fastbt.errors import DataError

PARTS = [Part(0, "a.csv", has_lines=True), Part(10, "b.parquet"), Part(15, "c.csv", has_lines=True)]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (0, ("a.csv, line 2", 0)),
        (9, ("a.csv, line 11", 9)),
        (10, ("b.parquet", 0)),
        (14, ("b.parquet", 4)),
        (15, ("c.csv, line 2", 0)),
        (400, ("c.csv, line 387", 385)),
    ],
)
def test_rows_are_found_in_their_files(row, place):
    assert locate(PARTS, row) == place


def test_a_frame_has_rows_only():
    assert locate([Part(0, None)], 7) == (None, 7)


def fault(rule: rules.Rule, column: str, *rows: int) -> Fault:
    mask = np.zeros(20, dtype=bool)
    mask[list(rows)] = True
    return Fault(rule, column, mask)


def raise_these(*faults: Fault) -> None:
    raise_first(faults, PARTS, lambda f, row: f"{f.column}={row}", lambda row: f"t{row}", lambda row: "A.SIM")


def test_no_fault_no_error():
    raise_these()


def test_the_first_row_is_named_and_the_others_counted():
    with pytest.raises(DataError) as caught:
        raise_these(fault(rules.OFF_GRID, "close", 12, 16), fault(rules.HIGH_BELOW_LOW, "high", 11, 12))
    assert str(caught.value) == (
        "high is below low: high=11; bad rows in all: 3 (off_grid 2, high_below_low 2) "
        "(source b.parquet, column high, row 1, time t11, instrument A.SIM); mend the source, or pass "
        "on_error='drop' (such rows are left out and counted) or 'repair' (set to the row's extremes)"
    )


def test_of_two_rules_on_one_row_the_earlier_in_the_list_is_named():
    with pytest.raises(DataError, match=r"^the time is missing"):
        raise_these(fault(rules.OFF_GRID, "close", 3), fault(rules.MISSING_TIME, "ts", 3))


def test_parts_may_begin_anywhere_and_leave_rows_out():
    left_out = Part(5, "b.csv", has_lines=True, first=100, rows=np.array([0, 3, 4]), begin=4)
    parts = [Part(0, "a.csv", has_lines=True, first=5, begin=5), left_out, Part(8, "c.parquet", first=40)]
    assert locate(parts, 2) == ("a.csv, line 7", 2)
    assert [locate(parts, row) for row in (5, 6, 7)] == [
        ("b.csv, line 100", 96),
        ("b.csv, line 103", 99),
        ("b.csv, line 104", 100),
    ]
    assert locate(parts, 9) == ("c.parquet", 41)
