"""The answer of every load, as text and as numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fastbt.catalog.load_report import LoadReport

REPORT = LoadReport(
    source="aapl.csv",
    instruments=("AAPL.XNAS",),
    bar="1m",
    stamp="open",
    rows_read=1_200,
    rows_written=1_195,
    dropped={"duplicate_time": 3, "missing_open_or_close": 2},
    repaired={"high_below_low": 1, "negative_volume": 7},
    replaced=4,
    inferred=("AAPL.XNAS",),
    version=3,
)


def test_text():
    assert str(REPORT) == repr(REPORT)
    assert str(REPORT).splitlines() == [
        "AAPL.XNAS 1m (stamp open) from aapl.csv",
        "  read            1,200 rows",
        "  written         1,195 rows (catalog version 3)",
        "  replaced            4 stored rows",
        "  dropped             5 rows",
        "    missing_open_or_close        2  the price is missing, infinite or not a number",
        "    duplicate_time               3  the instrument has a row of that time already",
        "  repaired            8 values",
        "    high_below_low               1  high is below low: set to the row's extremes",
        "    negative_volume              7  the volume is below zero: set to null",
        "  precision read off the data: AAPL.XNAS",
    ]


def test_totals():
    assert (REPORT.rows_dropped, REPORT.values_repaired) == (5, 8)
    assert REPORT.rows_read == REPORT.rows_written + REPORT.rows_dropped


def test_many_instruments_are_not_all_listed():
    many = LoadReport("f", tuple(f"I{i}.SIM" for i in range(12)), None, "close", 1, 1)
    assert str(many).startswith("I0.SIM, I1.SIM, I2.SIM, I3.SIM, I4.SIM and 7 more (stamp close) from f\n")


def test_a_report_is_fixed():
    with pytest.raises(AttributeError):
        REPORT.rows_read = 5  # type: ignore[misc]


def test_an_order_turned_round_is_told():
    assert "newest row first" not in str(REPORT)
    turned = replace(REPORT, newest_first=True)
    assert "  newest row first in the source: sorted by time" in str(turned).splitlines()
