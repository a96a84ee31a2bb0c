"""Durations as text, timedelta and numbers of NumPy."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from fastbt.errors import ConfigError
from fastbt.model.durations import duration_ns, looks_like_duration


@pytest.mark.parametrize(
    ("text", "ns"),
    [
        ("5ns", 5), ("5us", 5_000), ("5ms", 5_000_000), ("1s", 10**9), ("5m", 300 * 10**9),
        ("5min", 300 * 10**9),
        ("1h30m", 5400 * 10**9), ("2d", 172_800 * 10**9), ("1w", 604_800 * 10**9), (" 1 h ", 3600 * 10**9),
    ],
)  # fmt: skip
def test_durations_as_text(text: str, ns: int):
    assert duration_ns(text, "time_stop") == ns


def test_other_durations():
    assert duration_ns(timedelta(days=1, microseconds=1), "x") == 86_400_000_001_000
    assert duration_ns(np.timedelta64(2, "m"), "x") == 120 * 10**9


@pytest.mark.parametrize("value", ["", "5", "h", "5y", "atr_14", "-5m", "1.5h", 5, None])
def test_what_is_no_duration(value: object):
    with pytest.raises(ConfigError, match=r"time_stop=.* is not a duration"):
        duration_ns(value, "time_stop")


def test_a_duration_is_above_zero():
    with pytest.raises(ConfigError, match="must be above zero"):
        duration_ns("0s", "time_stop")
    assert looks_like_duration("5m")
    assert not looks_like_duration("close")
