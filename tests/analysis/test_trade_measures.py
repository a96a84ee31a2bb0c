"""Measures of closed trades, worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fastbt.analysis import trade_measures as t

PNL = np.array([10.0, -5.0, 20.0, 0.0, -5.0])


def test_by_hand():
    assert t.win_rate(PNL) == 0.4, "the trade that made nothing did not win"
    assert t.profit_factor(PNL) == 3.0
    assert t.expectancy(PNL) == 4.0
    # Deviations 6, -9, 16, -4, -9: squares sum up to 470.
    assert t.sqn(PNL) == pytest.approx(math.sqrt(5) * 4.0 / math.sqrt(470 / 4))
    assert (t.best_trade(PNL / 100), t.worst_trade(PNL / 100), t.avg_trade(PNL / 100)) == pytest.approx(
        (0.2, -0.05, 0.04)
    )


@pytest.mark.parametrize(
    "measure", [t.win_rate, t.best_trade, t.worst_trade, t.avg_trade, t.profit_factor, t.expectancy, t.sqn]
)
def test_missing_without_trades(measure):
    assert measure(np.zeros(0)) is None


def test_missing_without_a_loss_or_a_difference():
    assert t.profit_factor(np.array([1.0, 2.0])) is None
    assert t.profit_factor(np.array([-1.0])) == 0.0
    assert t.sqn(np.array([5.0])) is None
    assert t.sqn(np.full(7, 0.1)) is None


def test_exposure_time():
    assert t.exposure_time(np.array([0, 1, 2, 0])) == 0.5
    assert t.exposure_time(np.zeros(0, dtype=np.int64)) is None
