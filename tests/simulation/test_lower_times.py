"""Bars and durations: time stops as the kernel counts them, and the moment an order expires."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from fastbt.errors import ConfigError
from fastbt.kernels.state import FAR_UP
from fastbt.simulation.lower_times import SPAN_NS, SPAN_ROWS, expire_times, span_values
from tests.simulation.markets import MINUTE, bar_frame, market, two_instruments


def rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def test_constants():
    assert span_values("time_stop", 5, None) == (SPAN_ROWS, np.array([5.0]))
    assert span_values("time_stop", timedelta(minutes=1), None) == (SPAN_NS, np.array([float(MINUTE)]))
    assert span_values("time_stop", "2m", None) == (SPAN_NS, np.array([2.0 * MINUTE]))


def test_columns():
    kind, values = span_values("time_stop", None, pl.Series([3, None]))
    assert (kind, values[0], np.isnan(values[1])) == (SPAN_ROWS, 3.0, True)
    kind, values = span_values("time_stop", None, pl.Series([timedelta(minutes=1)]))
    assert (kind, values.tolist()) == (SPAN_NS, [float(MINUTE)])


@pytest.mark.parametrize("values", [[1.5], [0], [-1]])
def test_what_is_no_span_is_refused(values: list[float]):
    with pytest.raises(ConfigError, match=r"time_stop=.* in row 0 must be a whole number of bars"):
        span_values("time_stop", None, pl.Series(values))


def test_bars_later():
    """An order of one bar lives on the next bar; beyond the data it never expires."""
    columns = market(bar_frame([1.0] * 4)).columns
    assert expire_times(columns, rows(0, 1, 2, 3), SPAN_ROWS, np.array([2.0])).tolist() == [
        3 * MINUTE,
        4 * MINUTE,
        FAR_UP,
        FAR_UP,
    ]
    spans = np.array([1.0, np.nan, 1e18, 1.0])
    assert expire_times(columns, rows(0, 1, 2, 2), SPAN_ROWS, spans).tolist() == [
        2 * MINUTE,
        FAR_UP,
        FAR_UP,
        4 * MINUTE,
    ]


def test_bars_later_are_those_of_the_instrument():
    """Rows: A1 A2 B2 A3 A4 B4."""
    columns = market(two_instruments()).columns
    assert expire_times(columns, rows(0, 2, 1, 5), SPAN_ROWS, np.array([1.0])).tolist() == [
        2 * MINUTE, 4 * MINUTE, 3 * MINUTE, FAR_UP,
    ]  # fmt: skip


def test_bars_later_of_another_instrument_than_the_rows():
    """Sent at minute 3, when B's newest bar is that of minute 2; before its first, that one is next."""
    columns = market(two_instruments()).columns
    one = np.array([1.0])
    assert expire_times(columns, rows(3), SPAN_ROWS, one, instruments=rows(1)).tolist() == [4 * MINUTE]
    assert expire_times(columns, rows(0), SPAN_ROWS, one, instruments=rows(1)).tolist() == [2 * MINUTE]


def test_durations_count_from_the_row():
    columns = market(bar_frame([1.0] * 2)).columns
    spans = np.array([MINUTE / 2, np.nan])
    assert expire_times(columns, rows(0, 1), SPAN_NS, spans).tolist() == [3 * MINUTE // 2, FAR_UP]
    assert expire_times(columns, rows(1, 0), SPAN_NS, spans).tolist() == [5 * MINUTE // 2, FAR_UP]
    assert expire_times(columns, rows(0), SPAN_NS, np.array([2.0**62])).tolist() == [FAR_UP]
