"""Points in time as users give them: nanoseconds, datetimes, dates and text."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest

from fastbt.errors import ConfigError
from fastbt.model.moments import to_moment

HOUR = 3_600 * 10**9
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 5),
        (np.int64(7), 7),
        (datetime(1970, 1, 2, 1), DAY + HOUR),  # noqa: DTZ001 - naive means UTC
        (datetime(1970, 1, 2, tzinfo=UTC), DAY),
        (datetime(1970, 1, 1, 3, tzinfo=timezone(timedelta(hours=2))), HOUR),
        (datetime(1970, 1, 1, microsecond=1, tzinfo=UTC), 1_000),
        (pd.Timestamp(5), 5),
        (date(1970, 1, 1), DAY),
        ("1970-01-01", DAY),
        ("19700101", DAY),
        (" 1970-01-02 ", 2 * DAY),
        ("1970-01-01T01:00", HOUR),
        ("1970-01-01T01:00Z", HOUR),
        ("1969-12-31", 0),
        (np.datetime64("1970-01-01"), DAY),
        (np.datetime64("1970-01-01T01:00", "m"), HOUR),
    ],
)
def test_kinds(value: object, expected: int):
    assert to_moment(value, "expiry") == expected


@pytest.mark.parametrize(
    "value",
    [None, True, 1.5, "soon", "", "1970-13-01", "1970-01-01T00:00:00.123456789", np.datetime64("NaT")],
)
def test_other_things_are_refused(value: object):
    with pytest.raises(ConfigError, match="expiry: cannot read"):
        to_moment(value, "expiry")


@pytest.mark.parametrize("value", [2**63, "9999-01-01"])
def test_64_bits(value: object):
    with pytest.raises(ConfigError, match=r"expiry: .* does not fit 64 bits"):
        to_moment(value, "expiry")
