"""Times of one layout, read digit by digit, beside the library's own reading."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_series_equal

from fastbt.catalog import fixed_times
from fastbt.catalog.fixed_times import FEWEST, read_fixed
from fastbt.catalog.times import read_times

moments = st.datetimes(datetime(1678, 1, 1), datetime(2261, 12, 31))  # noqa: DTZ001 - naive text is meant

LAYOUTS = [
    ("%Y-%m-%d %H:%M", ""), ("%Y-%m-%d %H:%M:%S", ""), ("%Y/%m/%dT%H:%M:%S", "Z"),
    ("%Y-%m-%dT%H:%M:%S.%f", "+0000"), ("%Y-%m-%d %H:%M:%S.%f", " UTC"), ("%Y-%m-%d %H:%M", "-00:00"),
]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(times=st.lists(moments, min_size=1, max_size=40), layout=st.sampled_from(LAYOUTS))
def test_as_the_library_reads_them(times, layout):
    """Every layout, over several pieces."""
    form, zone = layout
    values = (times * (FEWEST // len(times) + 1))[: FEWEST + 7]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fixed_times, "ROWS", 300)
        read = read_fixed(pl.Series([value.strftime(form) + zone for value in values]))
    text = pl.Series([value.strftime(form) for value in values])
    expected = text.str.to_datetime(form.replace(".%f", "%.f"), time_unit="ns")
    if zone:
        expected = expected.dt.replace_time_zone("UTC")
    assert_series_equal(read, expected, check_names=False)


def test_every_day_of_four_centuries():
    days = [datetime(1690, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(400 * 366)]
    read = read_fixed(pl.Series([day.strftime("%Y-%m-%d 00:00") for day in days]))
    assert read.to_physical().to_list() == [
        int((day - datetime(1970, 1, 1, tzinfo=UTC)).days) * 86_400 * 10**9 for day in days
    ]


@pytest.mark.parametrize(
    "odd",
    [
        "2024-01-02 14:30:0", "2024-01-02 14:30:000", "2024-01-02T14:30:00", "2024-13-02 14:30:00",
        "2023-02-29 14:30:00", "1900-02-29 00:00:00", "2024-04-31 14:30:00", "2024-00-02 14:30:00",
        "2024-01-00 14:30:00", "2024-01-02 24:00:00", "2024-01-02 14:60:00", "2024-01-02 14:30:60",
        "2024-01-02 14:3x:00", "2024-01-0\u0662 14:30:0", "2300-01-02 14:30:00", "", None,
    ],
)  # fmt: skip
def test_a_row_that_is_otherwise_leaves_it_to_others(odd):
    usual = ["2024-01-02 14:30:00"] * FEWEST
    assert read_fixed(pl.Series(usual)) is not None
    assert read_fixed(pl.Series([*usual, odd])) is None
    assert read_fixed(pl.Series([odd, *usual], dtype=pl.String)) is None


@pytest.mark.parametrize(
    "text", ["2024-01-02", "02.01.2024 14:30", "2024-01-02 14:30+01:00", "20240102 143000"]
)
def test_layouts_that_are_not_known(text):
    assert read_fixed(pl.Series([text] * FEWEST)) is None


def test_few_rows_are_left_alone():
    assert read_fixed(pl.Series(["2024-01-02 14:30:00"] * (FEWEST - 1))) is None


def test_it_is_what_reading_times_uses(monkeypatch):
    """And a zone in the text is kept from being taken for a local time."""
    text = pl.Series("ts", ["2024-07-02T14:30:00Z"] * FEWEST)
    expected = int(datetime(2024, 7, 2, 14, 30, tzinfo=UTC).timestamp()) * 10**9
    asked = []

    def heard(column):
        asked.append(len(column))
        return read_fixed(column)

    monkeypatch.setattr("fastbt.catalog.times.read_fixed", heard)
    assert read_times(text, tz="America/New_York").ns[0] == expected
    local = read_times(pl.Series("ts", ["2024-07-02T14:30:00"] * FEWEST), tz="America/New_York")
    assert local.ns[0] == expected + 4 * 3_600 * 10**9
    assert asked == [FEWEST, FEWEST]
