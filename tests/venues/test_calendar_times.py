"""Moments of every kind as nanoseconds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import polars as pl
import pytest

from fastbt.errors import ConfigError
from fastbt.venues.calendar_times import moment, moments

HOUR = 3_600_000_000_000


@pytest.mark.parametrize(
    "value",
    [
        HOUR,
        np.int64(HOUR),
        datetime(1970, 1, 1, 1),  # noqa: DTZ001 (naive means UTC)
        datetime(1970, 1, 1, 1, tzinfo=UTC),
        datetime(1970, 1, 1, 3, tzinfo=timezone(timedelta(hours=2))),
        np.datetime64("1970-01-01T01:00"),
        "1970-01-01T01:00",
        "1970-01-01 01:00:00Z",
    ],
)
def test_one_hour(value: object):
    assert moment(value, "start") == HOUR


def test_dates_begin_at_midnight():
    assert moment(date(1970, 1, 2), "start") == moment("1970-01-02", "start") == 24 * HOUR


@pytest.mark.parametrize("value", [None, 1.5, True, "yesterday", [1]])
def test_what_is_no_moment(value: object):
    with pytest.raises(ConfigError, match="start: cannot read"):
        moment(value, "start")


def test_many():
    assert moments([1, 2], "ts").tolist() == [1, 2]
    assert moments(pl.Series([date(1970, 1, 2)]), "ts").tolist() == [24 * HOUR]
    assert moments([], "ts").dtype == np.int64
    for bad in ([1.5], ["a"]):
        with pytest.raises(ConfigError, match="ts: expected int64"):
            moments(bad, "ts")
