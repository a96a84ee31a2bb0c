"""Tables as text: how numbers, times and missing values are written, and what happens to too many rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest

from fastbt.cli.tables import render, side_by_side, span


def shown(values, dtype=None, **words):
    """The values of one column as they are written, without their margin."""
    return [
        line.strip()
        for line in render(pl.DataFrame({"x": pl.Series(values, dtype=dtype)}), **words).split("\n")[1:]
    ]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([1.5, -10.25, None], ["1.50", "-10.25", "-"]),
        ([1.0, 2.0], ["1", "2"]),
        ([0.1 + 0.2, 0.3], ["0.3", "0.3"]),
        ([1 / 3, 1.0], ["0.333333", "1.000000"]),
        ([100000 / 3], ["33333.33333"]),
        ([1e8 / 3, 0.5], ["33333333.33", "0.50"]),
        ([1e-7, 2.5e-9], ["1e-07", "2.5e-09"]),
        ([1e20], ["1e+20"]),
        ([float("nan"), float("inf"), 1.5], ["nan", "inf", "1.5"]),
        ([0.0], ["0"]),
        ([None], ["-"]),
    ],
)
def test_floats_of_a_column_have_one_count_of_decimals(values, texts):
    assert shown(values, pl.Float64) == texts


@pytest.mark.parametrize(
    ("values", "dtype", "texts"),
    [
        ([2018, -1, None], pl.Int64, ["2018", "-1", "-"]),
        ([Decimal("1.50"), None], pl.Decimal(18, 2), ["1.50", "-"]),
        ([True, False, None], pl.Boolean, ["true", "false", "-"]),
        (["a\nb", "", None], pl.String, ["a b", "", "-"]),
        (["BUY"], pl.Enum(["BUY", "SELL"]), ["BUY"]),
        ([date(2020, 1, 31)], pl.Date, ["2020-01-31"]),
        ([timedelta(days=2, hours=3), timedelta(0)], pl.Duration, ["2 days 3:00:00", "0:00:00"]),
        ([[1, 2], None], pl.List(pl.Int64), ["[1, 2]", "-"]),
    ],
)
def test_other_kinds(values, dtype, texts):
    assert shown(values, dtype) == texts


@pytest.mark.parametrize(
    ("times", "texts"),
    [
        ([datetime(2020, 1, 31, tzinfo=UTC), None], ["2020-01-31", "-"]),
        (
            [datetime(2020, 1, 31, tzinfo=UTC), datetime(2020, 1, 31, 9, 30, tzinfo=UTC)],
            ["2020-01-31 00:00", "2020-01-31 09:30"],
        ),
        ([datetime(2020, 1, 31, 9, 30, 5, tzinfo=UTC)], ["2020-01-31 09:30:05"]),
        ([datetime(2020, 1, 31, 9, 30, 5, 1500, tzinfo=UTC)], ["2020-01-31 09:30:05.001500"]),
        ([None], ["-"]),
    ],
)
def test_times_show_as_much_as_they_have(times, texts):
    assert shown(times, pl.Datetime("us", "UTC")) == texts


def test_numbers_stand_to_the_right_and_texts_to_the_left():
    frame = pl.DataFrame({"cause": ["STOP_LOSS", None], "n": [1, 20]})
    assert render(frame).split("\n") == ["cause       n", "STOP_LOSS   1", "-          20"]


def test_rows_that_are_left_out_are_counted():
    frame = pl.DataFrame({"x": range(2000)})
    assert render(frame, rows=1).split("\n") == ["   x"[-1:], "0", "... 1,999 more rows; --rows 0 shows all"]
    assert len(render(frame).split("\n")) == 2001


def test_no_rows_and_no_columns():
    assert render(pl.DataFrame({"x": []})) == "x\n(no rows)"
    assert render(pl.DataFrame()) == "(no rows)"


def test_notes_are_no_wider_than_the_table_may_be():
    frame = pl.DataFrame({f"column_{n}": [n, n + 1] for n in range(40)})
    assert max(map(len, render(frame, width=40).split("\n"))) <= 40


def test_side_by_side():
    assert side_by_side(["a", "bb"], ["c"]) == ["a     c", "bb"]
    assert side_by_side([], ["c"]) == ["    c"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.44, "0.4 s"), (9.94, "9.9 s"), (12.4, "12 s"), (59.7, "1 min 0 s"), (185, "3 min 5 s")],
)
def test_span(seconds, text):
    assert span(timedelta(seconds=seconds)) == text
