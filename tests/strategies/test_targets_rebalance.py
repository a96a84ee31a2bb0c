"""Which times decide: the first of each period in UTC, or the first at or after each time given."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import polars as pl
import pytest

from fastbt.errors import ConfigError
from fastbt.strategies.targets_rebalance import check_rebalance, deciding, times_ns


def ns(*texts: str) -> np.ndarray:
    return np.array(texts, "datetime64[ns]").astype(np.int64)


def chosen(times: np.ndarray, rebalance: object) -> list[str]:
    """The times that decide, without their zeros."""
    found = times[deciding(times, rebalance)].astype("datetime64[ns]").astype("datetime64[m]")
    return [str(time).removesuffix("T00:00") for time in found]


DAYS = np.arange(*ns("2023-12-29", "2024-04-04"), 86_400 * 10**9)
"""Sessions by their end: the one that ends on 1 February is that of 31 January."""


@pytest.mark.parametrize(
    ("rebalance", "wanted"),
    [
        ("1mo", ["2023-12-29", "2024-01-02", "2024-02-02", "2024-03-02", "2024-04-02"]),
        ("1q", ["2023-12-29", "2024-01-02", "2024-04-02"]),
        ("2mo", ["2023-12-29", "2024-01-02", "2024-03-02"]),
        ("1y", ["2023-12-29", "2024-01-02"]),
    ],
)
def test_the_first_session_of_each_period(rebalance: str, wanted: list[str]):
    assert chosen(DAYS, rebalance) == wanted


def test_weeks_begin_on_monday():
    """1 January 2024 was a Monday; its session ends at midnight of the 2nd."""
    assert chosen(DAYS[:14], "1w") == ["2023-12-29", "2024-01-02", "2024-01-09"]


def test_days_and_hours():
    hours = np.arange(*ns("2024-01-01T22:00", "2024-01-02T03:00"), 1_800 * 10**9)
    assert chosen(hours, "1d") == ["2024-01-01T22:00", "2024-01-02T00:30"]
    assert chosen(hours, "2h") == [
        "2024-01-01T22:00",
        "2024-01-01T22:30",
        "2024-01-02T00:30",
        "2024-01-02T02:30",
    ]


def test_a_gap_does_not_hide_a_period():
    """No session on the first days of February: the next one there is."""
    days = np.delete(DAYS, slice(34, 40))
    assert chosen(days, "1mo")[2] == "2024-02-07"


def test_every_time_without_a_period():
    assert deciding(DAYS, None).all()


def test_no_times_at_all():
    assert len(deciding(DAYS[:0], "1mo")) == 0
    assert not deciding(DAYS[:0], [date(2024, 1, 1)]).any()


def test_the_first_time_at_or_after_each():
    """Exactly, between two, before all; a time after the last decides nothing, two of one row are one."""
    times = ns("2024-01-02", "2024-01-03", "2024-01-05")
    given = ["2024-01-03T00:00", "2024-01-03T00:01", "2024-01-04T12:00", "2030-01-01T00:00"]
    assert chosen(times, given) == ["2024-01-03", "2024-01-05"]
    assert chosen(times, ["1999-01-01"]) == ["2024-01-02"]


@pytest.mark.parametrize(
    "given",
    [
        [date(2024, 1, 2)],
        ["2024-01-02"],
        [datetime(2024, 1, 3)],  # noqa: DTZ001 - naive means UTC
        [datetime(2024, 1, 3, tzinfo=UTC)],
        [datetime(2024, 1, 3, 2, tzinfo=timezone(timedelta(hours=2)))],
        ["2024-01-03T01:00+01:00"],
        [np.datetime64("2024-01-03T00:00")],
        pl.Series([date(2024, 1, 2)]),
        pl.Series([datetime(2024, 1, 3)]),  # noqa: DTZ001
        pl.Series([datetime(2024, 1, 3)]).dt.cast_time_unit("ms"),  # noqa: DTZ001
        pl.Series([datetime(2024, 1, 2, 19)]).dt.replace_time_zone("America/New_York"),  # noqa: DTZ001
    ],
)
def test_all_ways_to_say_the_end_of_2_january(given: object):
    assert times_ns(given).tolist() == ns("2024-01-03").tolist()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("month", "is not a period"),
        ("mo", "is not a period"),
        ("0d", "is not a period"),
        ("1d2h", "is not a period"),
        (5, "is not understood"),
        ([5], "is not understood"),
        (["soon"], "is not understood"),
        ([None], "is not understood"),
        ([], "holds no times"),
        (pl.Series([1, 2]), "must hold times, not Int64"),
        (pl.Series([date(2024, 1, 2), None]), "no time at place 1"),
    ],
)
def test_what_is_refused(given: object, message: str):
    with pytest.raises(ConfigError, match=message):
        check_rebalance(given)


def test_a_prefix_decides_as_the_whole_does():
    for rebalance in ("1w", "1mo", ["2024-01-10", "2024-02-29T12:00"]):
        whole = deciding(DAYS, rebalance)
        assert all((deciding(DAYS[:n], rebalance) == whole[:n]).all() for n in range(len(DAYS)))
