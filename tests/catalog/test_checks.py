"""Every rule: the error it raises, and what `drop` and `repair` make of the row (B5)."""

# ruff: noqa: DTZ001  naive times are part of what is tested

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import pytest

from fastbt.catalog import rules
from fastbt.catalog.normalize import normalize_bars
from fastbt.catalog.normalized import NormalizedBars
from fastbt.catalog.rules import Rule
from fastbt.errors import DataError
from fastbt.model.instruments import Equity
from tests.catalog.tables import MINUTE, START, one_bar

XYZ = Equity("XYZ.SIM", currency="USD", price_precision=2, size_precision=0)
GOOD = (1100, 1150, 1050, 1125, 200)
"""The middle row of ``one_bar`` in ticks and lots."""

# Rule, what is wrong with the middle row, its column, what the message shows, the row repaired (None: gone).
CASES: list[tuple[Rule, dict[str, Any], str, str, tuple[int | None, ...] | None]] = [
    (rules.MISSING_TIME, {"ts_event": None}, "ts_event", "None", None),
    (rules.MISSING_TIME, {"ts_event": datetime(9999, 1, 1)}, "ts_event", "9999-01-01", None),
    (rules.MISSING_OPEN_OR_CLOSE, {"open": None}, "open", "None", None),
    (rules.MISSING_OPEN_OR_CLOSE, {"close": math.nan}, "close", "NaN", None),
    (rules.MISSING_OPEN_OR_CLOSE, {"close": math.inf}, "close", "inf", None),
    (rules.MISSING_HIGH_OR_LOW, {"high": None}, "high", "None", (1100, 1125, 1050, 1125, 200)),
    (rules.MISSING_HIGH_OR_LOW, {"low": -math.inf}, "low", "-inf", (1100, 1150, 1100, 1125, 200)),
    (rules.TOO_MANY_DIGITS, {"high": 1e17}, "high", "1e+17", None),
    (
        rules.OFF_GRID,
        {"close": 11.255},
        "close",
        "11.255 with price_precision=2",
        (1100, 1150, 1050, 1126, 200),
    ),
    (
        rules.OFF_GRID,
        {"volume": 200.5},
        "volume",
        "200.5 with size_precision=0",
        (1100, 1150, 1050, 1125, 201),
    ),
    (rules.HIGH_BELOW_LOW, {"high": 10.0}, "high", "high 10.0, low 10.5", (1100, 1125, 1000, 1125, 200)),
    (rules.OPEN_OUTSIDE, {"open": 11.75}, "open", "open 11.75, high 11.5", (1175, 1175, 1050, 1125, 200)),
    (rules.OPEN_OUTSIDE, {"open": 10.25}, "open", "open 10.25, high 11.5", (1025, 1150, 1025, 1125, 200)),
    (rules.CLOSE_OUTSIDE, {"close": 11.51}, "close", "close 11.51", (1100, 1151, 1050, 1151, 200)),
    (rules.CLOSE_OUTSIDE, {"close": 10.49}, "close", "close 10.49", (1100, 1150, 1049, 1049, 200)),
    (rules.UNREADABLE_VOLUME, {"volume": math.inf}, "volume", "inf", (*GOOD[:4], None)),
    (rules.NEGATIVE_VOLUME, {"volume": -1.0}, "volume", "-1.0", (*GOOD[:4], None)),
    (rules.UNSORTED_TIME, {"ts_event": START - MINUTE}, "ts_event", "14:29:00", GOOD),
    (rules.DUPLICATE_TIME, {"ts_event": START}, "ts_event", "14:30:00", None),
]
IDS = [f"{rule.name}-{column}-{value}" for rule, _, column, value, _ in CASES]


def load(on_error: Any, changes: dict[str, Any]) -> NormalizedBars:
    return normalize_bars(one_bar(**changes), XYZ, on_error=on_error)


def rows(bars: NormalizedBars) -> list[tuple[int | None, ...]]:
    return bars.frame.select("open", "high", "low", "close", "volume").rows()


@pytest.mark.parametrize(("rule", "changes", "column", "value", "repaired"), CASES, ids=IDS)
def test_an_error_names_the_place(rule, changes, column, value, repaired):
    with pytest.raises(DataError) as caught:
        load("raise", changes)
    error = caught.value
    assert error.column == column
    assert error.row == 1
    assert error.instrument == "XYZ.SIM"
    text = str(error)
    assert text.startswith(rule.wrong)
    assert value in text
    assert "row 1" in text
    if "ts_event" not in changes:
        assert "time 2024-01-02 14:31:00" in text
    assert "; " in text
    assert error.remedy
    assert "on_" in error.remedy or "UTC" in error.remedy
    assert "bad rows in all" not in text


@pytest.mark.parametrize(("rule", "changes", "column", "value", "repaired"), CASES, ids=IDS)
def test_drop_leaves_the_row_out_and_counts_it(rule, changes, column, value, repaired):
    bars = load("drop", changes)
    assert rows(bars) == [(1000, 1050, 950, 1025, 100), (1200, 1250, 1150, 1225, 300)]
    report = bars.report
    assert report.dropped == {rule.name: 1}
    assert report.repaired == {}
    assert (report.rows_read, report.rows_written, report.rows_dropped) == (3, 2, 1)


@pytest.mark.parametrize(("rule", "changes", "column", "value", "repaired"), CASES, ids=IDS)
def test_repair_does_what_the_rule_says_and_counts_it(rule, changes, column, value, repaired):
    bars = load("repair", changes)
    report = bars.report
    if repaired is None:
        assert rows(bars) == [(1000, 1050, 950, 1025, 100), (1200, 1250, 1150, 1225, 300)]
        assert (report.dropped, report.repaired) == ({rule.name: 1}, {})
    else:
        kept = rows(bars)
        assert kept.pop(0 if rule is rules.UNSORTED_TIME else 1) == repaired
        assert kept == [(1000, 1050, 950, 1025, 100), (1200, 1250, 1150, 1225, 300)]
        assert (report.dropped, report.repaired) == ({}, {rule.name: 1})
    assert report.rows_read == report.rows_written + report.rows_dropped
    assert (rule.repair is not None) == (repaired is not None)


def test_good_rows_pass_untouched():
    for on_error in ("raise", "drop", "repair"):
        bars = load(on_error, {})
        assert rows(bars)[1] == GOOD
        assert (bars.report.dropped, bars.report.repaired) == ({}, {})


def test_null_volume_is_unknown_and_no_fault():
    bars = load("raise", {"volume": None})
    assert rows(bars)[1] == (*GOOD[:4], None)
    assert bars.has_volume


def test_a_missing_instrument():
    table = one_bar() | {"instrument_id": ["XYZ.SIM", None, "XYZ.SIM"]}
    with pytest.raises(DataError, match="instrument id is missing") as caught:
        normalize_bars(table, XYZ)
    assert (caught.value.row, caught.value.column, caught.value.instrument) == (1, "instrument_id", None)
    assert normalize_bars(table, XYZ, on_error="drop").report.dropped == {"missing_instrument": 1}


def test_a_start_after_the_end():
    starts = [START - MINUTE, START + 2 * MINUTE, START + MINUTE]
    table = one_bar() | {"ts_open": starts}
    with pytest.raises(DataError, match="ts_open is later than ts_event") as caught:
        normalize_bars(table, XYZ)
    assert (caught.value.row, caught.value.column) == (1, "ts_open")
    assert normalize_bars(table, XYZ, on_error="drop").report.dropped == {"opens_after_end": 1}
    bars = normalize_bars(table, XYZ, on_error="repair")
    assert bars.report.repaired == {"opens_after_end": 1}
    assert bars.frame["ts_open"].to_list() == [START - MINUTE, START, START + MINUTE]


def test_an_unclear_time():
    wall = [datetime(2024, 3, 10, 1, 59), datetime(2024, 3, 10, 2, 30), datetime(2024, 3, 10, 3, 1)]
    table = one_bar() | {"ts_event": wall}
    with pytest.raises(DataError, match=r"clocks change: 2024-03-10 02:30.*give times in UTC") as caught:
        normalize_bars(table, XYZ, tz="America/New_York")
    assert caught.value.row == 1
    dropped = normalize_bars(table, XYZ, tz="America/New_York", on_error="drop").report.dropped
    assert dropped == {"unclear_time": 1}


def test_one_row_counts_under_the_first_rule_it_breaks():
    bars = load("drop", {"open": None, "high": 1.0, "volume": -1.0})
    assert bars.report.dropped == {"missing_open_or_close": 1}


def test_several_repairs_on_one_row():
    bars = load("repair", {"high": 11.005, "volume": -1.0})
    assert bars.report.repaired == {"off_grid": 1, "close_outside": 1, "negative_volume": 1}
    assert rows(bars)[1] == (1100, 1125, 1050, 1125, None)


def test_an_error_counts_the_other_bad_rows():
    table = one_bar() | {"high": [1.0, 1.0, None]}
    with pytest.raises(DataError) as caught:
        normalize_bars(table, XYZ)
    assert "bad rows in all: 3 (missing_high_or_low 1, high_below_low 2)" in str(caught.value)
    assert caught.value.row == 0


def test_the_first_bad_row_is_named_whatever_its_rule():
    table = one_bar() | {"high": [10.5, 1.0, 12.5], "ts_event": [START, START + MINUTE, None]}
    with pytest.raises(DataError, match="high is below low"):
        normalize_bars(table, XYZ)


def test_rounding_off_the_grid_can_be_allowed_alone():
    table = one_bar(close=11.255, high=11.505)
    bars = normalize_bars(table, XYZ, on_off_grid="round")
    assert rows(bars)[1] == (1100, 1151, 1050, 1126, 200)
    assert bars.report.repaired == {"off_grid": 2}


def test_a_missing_high_and_low_of_one_row():
    assert rows(load("repair", {"high": None, "low": None}))[1] == (1100, 1125, 1100, 1125, 200)
