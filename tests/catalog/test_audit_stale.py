"""Stale stretches: one close over and over without volume or without a range, and what only looks like one."""

from __future__ import annotations

import pytest

from fastbt.catalog.audit_checks import STALE
from fastbt.catalog.audit_limits import AuditLimits
from fastbt.catalog.audit_stale import check_stale
from fastbt.schema.market import NOTHING
from tests.catalog.audited import audited, of, set_bar


def still(rows: slice, lots: int | None, *, wide: bool = False, **words):
    """A walk whose closes stand still for a while."""
    series = audited(**words)
    close = int(series.arrays.close[rows.start])
    for row in range(rows.start + 1, rows.stop):
        set_bar(series, row, close, close + wide, close, close)
        if lots is not None:
            series.arrays.volume[row] = lots
    return series


def test_nothing_is_stale_in_a_walk():
    assert list(check_stale(audited())) == []


@pytest.mark.parametrize("volume", [0, NOTHING, 7])
def test_bars_without_a_range(volume):
    series = still(slice(100, 161), volume)
    found = of(STALE, check_stale(series))
    assert (found.row.tolist(), found.bars.tolist(), found.value.tolist()) == ([101], [60], [60.0])
    ts = series.arrays.ts_event
    assert (found.first.tolist(), found.last.tolist()) == ([ts[101]], [ts[160]])
    assert found.note == [f"close {series.arrays.close[100] / 100:.2f}"]


@pytest.mark.parametrize("volume", [0, NOTHING])
def test_bars_without_volume(volume):
    assert of(STALE, check_stale(still(slice(100, 161), volume, wide=True))).row.tolist() == [101]


def test_bars_with_volume_and_a_range_live():
    assert list(check_stale(still(slice(100, 161), 7, wide=True))) == []


def test_no_volume_at_all():
    found = of(STALE, check_stale(still(slice(100, 161), None, wide=True, volume=False)))
    assert found.row.tolist() == [101]


@pytest.mark.parametrize(
    ("bar", "rows", "found"),
    [
        ("1m", 59, False),
        ("1m", 60, True),
        ("1d", 4, False),
        ("1d", 5, True),
        ("1h", 4, False),
        ("1h", 5, True),
    ],
)
def test_how_long(bar, rows, found):
    series = still(slice(100, 101 + rows), 0, bar=bar)
    assert bool(list(check_stale(series))) is found


def test_a_limit_of_ones_own():
    series = still(slice(100, 104), 0, limits=AuditLimits(stale_bars=3))
    assert of(STALE, check_stale(series)).bars.tolist() == [3]


def test_two_stretches_and_one_that_lives_between():
    series = still(slice(100, 181), 0, wide=True, limits=AuditLimits(stale_bars=30))
    series.arrays.volume[140] = 5
    assert of(STALE, check_stale(series)).bars.tolist() == [39, 40]
    series.arrays.volume[115] = 5
    assert of(STALE, check_stale(series)).bars.tolist() == [40]


def test_the_end_of_the_series():
    assert of(STALE, check_stale(still(slice(300, 400), 0))).bars.tolist() == [99]
    assert list(check_stale(audited(1))) == []
