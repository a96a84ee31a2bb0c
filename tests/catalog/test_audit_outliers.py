"""Outliers: spikes, jumps, wicks and opens after a pause, each where it is and not where the market is wild."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.catalog.audit_checks import JUMP, SESSION_JUMP, SPIKE, WICK
from fastbt.catalog.audit_limits import AuditLimits
from fastbt.catalog.audit_outliers import check_outliers, split_of
from fastbt.catalog.audit_series import AuditedBars
from tests.catalog.audited import DAY, MINUTE, START, audited, of, rows_of, scale, set_bar


def test_nothing_is_found_in_a_walk():
    for bar in ("1m", "1d"):
        assert list(check_outliers(audited(2_000, bar=bar))) == []


@pytest.mark.parametrize("factor", [1.03, 0.97, 3.0])
@pytest.mark.parametrize("bars", [1, 2, 3])
def test_a_spike_is_taken_back(factor, bars):
    series = audited()
    scale(series, slice(100, 100 + bars), factor)
    findings = list(check_outliers(series))
    found = of(SPIKE, findings)
    assert (found.row.tolist(), found.bars.tolist()) == ([100], [bars])
    assert found.value.tolist() == pytest.approx([factor - 1], abs=0.002)
    assert (found.first[0], found.last[0]) == (series.arrays.ts_event[100], series.arrays.ts_event[99 + bars])
    assert [one.check.name for one in findings] == ["spike"]


@pytest.mark.parametrize("rows", [slice(100, 104), slice(100, 400), slice(399, 400)])
def test_a_jump_stays(rows):
    """Four bars are no spike, and after the last bar nobody knows."""
    series = audited()
    scale(series, rows, 1.03)
    found = list(check_outliers(series))
    assert rows_of(SPIKE, found) == []
    assert rows_of(JUMP, found) == ([100, 104] if rows.stop == 104 else [rows.start])
    assert of(JUMP, found).value[0] == pytest.approx(0.03, abs=0.002)


def test_two_spikes_in_a_row():
    series = audited()
    scale(series, slice(100, 101), 1.05)
    scale(series, slice(102, 103), 0.95)
    assert rows_of(SPIKE, check_outliers(series)) == [100, 102]
    series = audited()
    for row in (100, 102):
        scale(series, slice(row, row + 1), 1.05)
    found = of(SPIKE, check_outliers(series))
    assert (found.row.tolist(), found.bars.tolist()) == ([100, 102], [1, 1])


def test_a_wild_week_has_no_outliers():
    series = audited(2_000)
    close = series.arrays.close
    draw = np.random.default_rng(3)
    wild = slice(800, 1_000)
    close[wild] = close[wild] + draw.choice([-150, -100, 100, 150], 200)
    for name, extreme in (("high", np.maximum), ("low", np.minimum)):
        column = getattr(series.arrays, name)
        column[:] = extreme(np.maximum(column, 1), close)
    found = list(check_outliers(series))
    assert [row for row in rows_of(SPIKE, found) if 830 < row < 970] == []
    assert [row for row in rows_of(JUMP, found) if 830 < row < 970] == []


def test_limits():
    series = audited(limits=AuditLimits(outlier=1_000))
    scale(series, slice(100, 101), 1.03)
    assert list(check_outliers(series)) == []
    series = audited(limits=AuditLimits(smallest_move=0.1))
    scale(series, slice(100, 101), 1.03)
    assert list(check_outliers(series)) == []


@pytest.mark.parametrize(("high", "low", "value"), [(3_000, 0, 0.3), (0, 3_000, -0.3)])
def test_a_wick(high, low, value):
    series = audited()
    set_bar(series, 50, 10_000, 10_000 + high, 10_000 - low, 10_000)
    series.arrays.open[51] = 10_000
    scale(series, slice(51, 400), 10_000 / series.arrays.close[51])
    found = of(WICK, check_outliers(series))
    assert (found.row.tolist(), found.value.tolist()) == ([50], [pytest.approx(value)])


def night(rows: int, move: float, jump: float = 1.0) -> AuditedBars:
    """Sessions of 100 minutes a day; before each but the first the price moves, in the middle it jumps."""
    starts = [START + day * DAY + minute * MINUTE for day in range(rows // 100) for minute in range(100)]
    series = audited(opens=starts)
    draw = np.random.default_rng(5)
    for day in range(1, rows // 100):
        scale(series, slice(day * 100, None), 1 + move * draw.choice([-1, 1]) * draw.uniform(0.5, 1.5))
    scale(series, slice(rows // 2, None), jump)
    return series


def test_nights_are_measured_among_themselves():
    assert list(check_outliers(night(4_000, 0.01))) == []
    found = list(check_outliers(night(4_000, 0.01, jump=1.22)))
    assert (rows_of(JUMP, found), rows_of(SESSION_JUMP, found)) == ([2_000], [])
    found = list(check_outliers(night(4_000, 0.01, jump=1.5)))
    assert (rows_of(JUMP, found), rows_of(SESSION_JUMP, found)) == ([], [2_000])


def test_a_few_nights_are_no_measure():
    assert list(check_outliers(night(1_000, 0.005, jump=1.15))) == []
    assert rows_of(JUMP, check_outliers(night(4_000, 0.005, jump=1.15))) == [2_000]


@pytest.mark.parametrize("bar", ["1d", "1w"])
def test_a_split_of_days(bar):
    series = audited(bar=bar)
    scale(series, slice(200, None), 0.5)
    findings = list(check_outliers(series))
    found = of(SESSION_JUMP, findings)
    assert (found.row.tolist(), found.note) == ([200], ["looks like a split 2:1"])
    assert [one.check.name for one in findings] == ["session_jump"]


def test_a_minute_without_a_pause_opens_no_session():
    series = audited()
    scale(series, slice(200, None), 0.5)
    found = list(check_outliers(series))
    assert (rows_of(SESSION_JUMP, found), rows_of(JUMP, found)) == ([], [200])


def test_units_are_not_named_again():
    series = audited(precision=6)
    scale(series, slice(100, 150), 100)
    scale(series, slice(300, 301), 0.01)
    series.arrays.high[200] = series.arrays.close[200] * 100
    assert list(check_outliers(series)) == []


def test_prices_of_zero_are_no_moves():
    series = audited()
    for row in (50, 60, 61):
        set_bar(series, row, 0)
    assert list(check_outliers(series)) == []


def test_one_bar():
    assert list(check_outliers(audited(1))) == []
    assert list(check_outliers(audited(2))) == []


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (0.5, "2:1"),
        (0.51, "2:1"),
        (1 / 7, "7:1"),
        (2 / 3, "3:2"),
        (0.8, "5:4"),
        (10.1, "1:10"),
        (0.02, "50:1"),
    ],
)
def test_splits(ratio, text):
    assert split_of(ratio) == f"looks like a split {text}"


@pytest.mark.parametrize("ratio", [1.0, 0.57, 0.94, 1.37, 0.68, 300.0])
def test_no_splits(ratio):
    assert split_of(ratio) == ""
