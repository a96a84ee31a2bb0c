"""The outline of a series: small, whole, and with every extreme."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.catalog.audit_shape import BINS, shape_of
from fastbt.catalog.audit_times import missing_bars
from fastbt.venues.calendar import TradingCalendar
from tests.catalog.audited import DAY, MINUTE, START, audited, set_bar


def outline(series):
    return shape_of(series, missing_bars(series, TradingCalendar.always_open()))


@pytest.mark.parametrize("rows", [1, 2, 50, 20_000])
def test_every_bar_is_counted_once(rows):
    shape = outline(audited(rows))
    assert shape.seen.sum() == rows
    assert len(shape.seen) == len(shape.missing) == len(shape.edges) - 1 <= BINS
    assert len(shape.ts) <= 2 * BINS
    assert (np.diff(shape.ts) > 0).all()


@pytest.mark.parametrize("span", [1, 7, 399, 401, 12_345_678_901, 20 * 365 * DAY + 1])
def test_times_of_any_length_to_the_nanosecond(span):
    opens = START + 3 + np.unique(np.linspace(0, span, 50).astype(np.int64))
    series = audited(opens=opens)
    series.arrays.ts_event[:] = series.arrays.ts_open
    shape = outline(series)
    assert shape.seen.sum() == len(opens)
    assert (shape.edges[0], shape.edges[-1]) == (opens[0], opens[-1])


def test_a_single_moment():
    series = audited(1)
    series.arrays.ts_event[:] = series.arrays.ts_open
    assert outline(series).seen.tolist() == [1]


def test_extremes_stay():
    series = audited(20_000)
    set_bar(series, 7_777, 50_000)
    set_bar(series, 12_345, 1)
    shape = outline(series)
    assert (shape.close.max(), shape.close.min()) == (500.0, 0.01)
    assert shape.ts[shape.close.argmax()] == series.arrays.ts_event[7_777]


def test_what_is_missing_stands_where_it_is():
    minutes = np.r_[0:4_000, 6_000:10_000]
    shape = outline(audited(opens=START + minutes * MINUTE))
    assert shape.missing.sum() == pytest.approx(2_000)
    gone = shape.missing > 0
    assert shape.seen[gone][1:-1].sum() == 0
    assert shape.seen[~gone].min() > 0
    assert shape.pauses.tolist() == [[START + 4_000 * MINUTE, START + 6_000 * MINUTE]]


def test_a_short_pause_is_none():
    assert outline(audited(opens=START + np.r_[0:500, 505:1_000] * MINUTE)).pauses.tolist() == []
    assert outline(audited(bar="1d", opens=START + np.array([0, 1]) * 9 * DAY)).pauses.shape == (1, 2)
