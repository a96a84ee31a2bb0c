"""Times of every type, unit and zone as nanoseconds UTC (T2, "One rule for numbers")."""

# ruff: noqa: DTZ001  naive times are part of what is tested

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.catalog.times import DAY, read_times, to_ns
from fastbt.errors import ConfigError, DataError

NOON = datetime(2024, 3, 5, 12, 0, tzinfo=UTC)
NOON_NS = 1_709_640_000_000_000_000
NEW_YORK = "America/New_York"


def read(values: object, **options: object) -> list[int]:
    times = read_times(pl.Series("t", values), **options)
    assert times.missing is None
    assert times.unclear is None
    return times.ns.tolist()


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Tokyo"])
def test_any_unit_and_zone(unit, zone):
    series = pl.Series([NOON]).cast(pl.Datetime(unit, "UTC"))
    series = series.dt.replace_time_zone(None) if zone is None else series.dt.convert_time_zone(zone)
    assert read(series) == [NOON_NS]


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05T12:00:00",
        "2024-03-05 12:00:00",
        "2024-03-05 12:00",
        "2024-03-05T12:00:00.000000000",
        "2024-03-05T12:00:00Z",
        "2024-03-05 12:00:00 UTC",
        "2024-03-05T13:00:00+01:00",
        "2024-03-05 07:00:00-0500",
        "2024/03/05 12:00:00",
        " 2024-03-05T12:00Z ",
        "1709640000",
        "1709640000000",
    ],
)
def test_text(text):
    assert read([text]) == [NOON_NS]


def test_text_keeps_nanoseconds():
    assert read(["2024-03-05 12:00:00.123456789"]) == [NOON_NS + 123_456_789]


def test_text_of_several_forms_in_one_column():
    assert read(["2024-03-05 12:00:00", "2024-03-05 12:01"]) == [NOON_NS, NOON_NS + 60 * 10**9]


@pytest.mark.parametrize("unit", [10**9, 10**6, 10**3, 1])
def test_numbers_since_1970_in_any_unit(unit):
    assert read([NOON_NS // unit]) == [NOON_NS]


@pytest.mark.parametrize("unit", [10**9, 10**6, 10**3, 1])
@pytest.mark.parametrize("year", [1974, 2200])
def test_the_unit_of_numbers_is_told_from_1973_on(unit, year):
    ns = to_ns(date(year, 6, 1), "t")
    assert read([ns // unit]) == [ns]


@pytest.mark.parametrize(
    "values", [[date(2024, 3, 5)], ["2024-03-05"], ["20240305"], [20240305], ["2024/03/05"]]
)
def test_dates_are_known_as_such(values):
    times = read_times(pl.Series("t", values))
    assert times.are_dates
    assert times.ns.tolist() == [NOON_NS - DAY // 2]


def test_a_date_is_that_of_the_zone_it_is_written_in():
    midnight_in_tokyo = pl.Series([datetime(2024, 3, 4, 15, tzinfo=UTC)]).dt.convert_time_zone("Asia/Tokyo")
    assert read(midnight_in_tokyo, as_dates=True) == [NOON_NS - DAY // 2]
    assert read(["2024-03-05 00:00:00+09:00"], as_dates=True) == [NOON_NS - DAY // 2]
    assert read(["2024-03-05T23:59:59-05:00"], as_dates=True) == [NOON_NS - DAY // 2]


def test_time_format_for_other_text():
    assert read(["05.03.2024 12:00"], time_format="%d.%m.%Y %H:%M") == [NOON_NS]
    assert read_times(pl.Series(["3/5/2024"]), time_format="%m/%d/%Y").are_dates


def test_naive_times_take_the_zone_given_through_summer_and_winter():
    winter, summer = datetime(2024, 1, 2, 9, 30), datetime(2024, 7, 2, 9, 30)
    assert read([winter, summer], tz=NEW_YORK) == [
        to_ns("2024-01-02T14:30Z", "t"),
        to_ns("2024-07-02T13:30Z", "t"),
    ]


def test_aware_times_ignore_the_zone_given():
    assert read([NOON], tz=NEW_YORK) == [NOON_NS]


def test_the_hour_that_comes_twice_is_read_in_order():
    wall = [f"2023-11-05 {h:02}:{m:02}" for h, m in [(0, 30), (1, 0), (1, 30), (1, 0), (1, 30), (2, 0)]]
    first = to_ns("2023-11-05T04:30Z", "t")
    assert read(wall, tz=NEW_YORK) == [first + i * 30 * 60 * 10**9 for i in range(6)]


def test_the_hour_that_comes_twice_of_two_instruments():
    wall = [datetime(2023, 11, 5, 1, 0)] * 4
    group = np.array([0, 1, 0, 1], dtype=np.int32)
    early, late = to_ns("2023-11-05T05:00Z", "t"), to_ns("2023-11-05T06:00Z", "t")
    assert read(wall, tz=NEW_YORK, group=group) == [early, early, late, late]


def test_a_lone_time_of_that_hour_and_one_that_never_was_are_unclear():
    wall = [datetime(2023, 11, 5, 1, 0), datetime(2024, 3, 10, 2, 30), datetime(2024, 3, 10, 3, 30)]
    times = read_times(pl.Series(wall), tz=NEW_YORK)
    assert times.missing is None
    assert times.unclear is not None
    assert times.unclear.tolist() == [True, True, False]


def test_what_cannot_be_read_is_missing():
    times = read_times(pl.Series(["2024-03-05 12:00:00", "soon", None]))
    assert times.missing is not None
    assert times.missing.tolist() == [False, True, True]


def test_a_time_beyond_64_bits_of_nanoseconds_is_missing():
    times = read_times(pl.Series([datetime(9999, 1, 1), datetime(2024, 3, 5, 12)]))
    assert times.missing is not None
    assert times.missing.tolist() == [True, False]
    assert times.ns[1] == NOON_NS


def test_a_column_of_nulls_is_missing_throughout():
    assert read_times(pl.Series([None, None])).missing.tolist() == [True, True]  # type: ignore[union-attr]


def test_other_types_are_refused():
    with pytest.raises(DataError, match="'t' of type Float64 does not hold times"):
        read_times(pl.Series("t", [1.5]))


def test_an_unknown_zone_is_refused_with_the_nearest():
    with pytest.raises(ConfigError, match=r"'America/NewYork' is no time zone.*America/New_York"):
        read_times(pl.Series([datetime(2024, 1, 1)]), tz="America/NewYork")


@given(st.integers(-(10**18), 9 * 10**18))
def test_nanoseconds_survive_every_way_in(ns):
    moment = pl.Series([ns], dtype=pl.Int64).cast(pl.Datetime("ns", "UTC"))
    assert read(moment) == [ns]
    assert to_ns(moment.dt.to_string("iso")[0], "t") == ns


@pytest.mark.parametrize(
    "value",
    [
        NOON,
        NOON.replace(tzinfo=None),
        NOON.astimezone(timezone(timedelta(hours=-5))),
        "2024-03-05 12:00",
        NOON_NS,
        np.datetime64("2024-03-05T12:00"),
        np.int64(NOON_NS),
        pd.Timestamp("2024-03-05T13:00:00+01:00"),
    ],
)
def test_to_ns(value):
    assert to_ns(value, "start") == NOON_NS


def test_to_ns_of_dates_nothing_and_nonsense():
    assert to_ns(date(2024, 3, 5), "start") == to_ns("2024-03-05", "start") == NOON_NS - DAY // 2
    assert to_ns(None, "start") is None
    assert to_ns(pd.Timestamp(NOON_NS + 7), "start") == NOON_NS + 7
    for nonsense in ("yesterday", 1.5, True, []):
        with pytest.raises(ConfigError, match="end: cannot read"):
            to_ns(nonsense, "end")


def test_months_and_quarters_are_their_first_days():
    times = read_times(pl.Series(["1974-Q1", "2020-04", "2020-Q4", "2020-Q5", None]))
    assert times.are_dates
    assert times.missing.tolist() == [False, False, False, True, True]
    days = [date(1974, 1, 1), date(2020, 4, 1), date(2020, 10, 1)]
    assert times.ns[:3].tolist() == [to_ns(day, "day") for day in days]


def test_formats_of_vendors():
    histdata = read_times(pl.Series(["20200101 170010447"]), time_format="%Y%m%d %H%M%S%3f", tz="Etc/GMT+5")
    assert histdata.ns.tolist() == [to_ns("2020-01-01T22:00:10.447", "t")]
    two_digits = read_times(pl.Series(["01/03/16 23:43:11"]), time_format="%d/%m/%y %H:%M:%S")
    assert two_digits.ns.tolist() == [to_ns("2016-03-01T23:43:11", "t")]


LONDON = "Europe/London"
HOUR = 3_600 * 10**9


def test_an_hour_that_comes_once_is_told_by_the_rows_around_it():
    """Bars of eight hours in UTC, written in London's time: one begins in the hour that the clocks repeat."""
    utc = pl.datetime_range(datetime(2023, 10, 28), datetime(2023, 10, 30), "8h", eager=True, time_zone="UTC")
    wall = utc.dt.convert_time_zone(LONDON).dt.replace_time_zone(None)
    wanted = utc.dt.epoch("ns").to_list()
    for column, want in ((wall, wanted), (wall.reverse(), wanted[::-1])):
        assert read(column, tz=LONDON, step=8 * HOUR) == want
    assert read_times(wall, tz=LONDON).unclear.sum() == 1
    two = pl.concat([wall, wall])
    group = np.repeat(np.array([0, 1], dtype=np.int32), len(wall))
    assert read(two, tz=LONDON, step=8 * HOUR, group=group) == wanted * 2


def test_an_hour_that_the_rows_around_it_do_not_tell_stays_unclear():
    every_hour = pl.Series([datetime(2023, 10, 29, hour) for hour in (0, 1, 2)])
    assert read_times(every_hour, tz=LONDON, step=HOUR).unclear.tolist() == [False, True, False]
    local = pl.Series([datetime(2023, 10, 28, 17), datetime(2023, 10, 29, 1), datetime(2023, 10, 29, 9)])
    assert read_times(local, tz=LONDON, step=8 * HOUR).unclear.tolist() == [False, True, False]


def test_of_an_hour_that_comes_twice_the_first_is_the_later_where_the_newest_is_first():
    wall = pl.Series([datetime(2023, 10, 29, hour) for hour in (2, 1, 1, 0)])
    noon = to_ns("2023-10-29", "t") - HOUR  # 00:00 in London's summer time
    assert read(wall, tz=LONDON) == [noon + 3 * HOUR, noon + 2 * HOUR, noon + HOUR, noon]
