"""Drawdowns and their episodes (rule Q2)."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.analysis import drawdowns as d

TIMES = np.array([0, 10, 20, 30, 45, 50, 60, 70], dtype=np.int64)
DOWN = np.array([0.0, -0.1, -0.3, 0.0, 0.0, -0.2, 0.0, -0.4])


def test_episodes_from_peak_to_recovery():
    found = d.episodes(TIMES, DOWN)
    assert found.depth.tolist() == [-0.3, -0.2, -0.4]
    # From row 0 to 3, from row 4 to 6, from row 6 to the end, where it has not recovered.
    assert found.nanoseconds.tolist() == [30, 15, 10]
    assert d.avg_drawdown(found) == pytest.approx(-0.3)
    assert (d.max_drawdown_duration(found), d.avg_drawdown_duration(found)) == (30, 18)
    assert d.max_drawdown(DOWN) == -0.4


def test_a_run_that_begins_below_its_start():
    found = d.episodes(TIMES[:3], np.array([-0.1, -0.2, 0.0]))
    assert found.depth.tolist() == [-0.2]
    assert found.nanoseconds.tolist() == [20]


def test_a_run_that_only_falls():
    found = d.episodes(TIMES[:3], np.array([-0.1, -0.2, -0.3]))
    assert (found.depth.tolist(), found.nanoseconds.tolist()) == ([-0.3], [20])


@pytest.mark.parametrize("series", [np.zeros(4), np.zeros(0)])
def test_no_drawdown_no_episode(series: np.ndarray):
    found = d.episodes(TIMES[: len(series)], series)
    assert len(found.depth) == 0
    assert d.avg_drawdown(found) is None
    assert d.max_drawdown_duration(found) is None
    assert d.avg_drawdown_duration(found) is None
    assert d.max_drawdown(series) == (0.0 if len(series) else None)


@pytest.mark.parametrize("seed", range(20))
def test_episodes_are_those_of_a_loop(seed: int):
    draw = np.random.default_rng(seed)
    equity = np.round(100 + np.cumsum(draw.normal(0, 1, 60)), 1)
    down = equity / np.maximum.accumulate(np.append(100.0, equity))[1:] - 1
    ts = np.cumsum(draw.integers(1, 9, 60))
    wanted, depth, peak = [], 0.0, 0
    for row, value in enumerate(down):
        if value < 0:
            depth = min(depth, value)
        if depth < 0 and (value >= 0 or row == 59):
            wanted.append((depth, ts[row] - ts[peak]))
            depth = 0.0
        if value >= 0:
            peak = row
    found = d.episodes(ts, down)
    assert list(zip(found.depth, found.nanoseconds, strict=True)) == wanted


@pytest.mark.oracle
def test_equal_to_empyrical():
    empyrical = pytest.importorskip("empyrical")
    series = np.random.default_rng(7).normal(0, 0.02, 400)
    equity = np.cumprod(1 + series)
    down = equity / np.maximum.accumulate(np.append(1.0, equity))[1:] - 1
    assert d.max_drawdown(down) == pytest.approx(empyrical.max_drawdown(series))
