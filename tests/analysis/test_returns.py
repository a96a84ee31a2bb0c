"""Growth, volatility and the ratios: worked by hand, missing where undefined, equal to empyrical."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fastbt.analysis import returns as r
from fastbt.analysis.periods import DAY

R = np.array([0.01, -0.02, 0.03, 0.00])
"""Mean 0.005; deviations 0.005, -0.025, 0.025, -0.005: squares sum up to 0.0013."""


def test_total_return():
    assert r.total_return(100, 125) == 0.25
    assert r.total_return(0, 5) is None


def test_cagr_doubles_in_two_years():
    assert r.cagr(100, 200, int(2 * 365.25 * DAY)) == pytest.approx(math.sqrt(2) - 1)
    assert r.cagr(100, 50, int(365.25 * DAY)) == pytest.approx(-0.5)


@pytest.mark.parametrize(("start", "end", "span"), [(100, 200, 0), (100, -5, DAY), (0, 5, DAY), (1, 10, 60)])
def test_cagr_is_missing_where_it_means_nothing(start: float, end: float, span: int):
    assert r.cagr(start, end, span) is None


def test_volatility_by_hand():
    assert r.volatility(R, 252) == pytest.approx(math.sqrt(0.0013 / 3) * math.sqrt(252))
    assert r.volatility(np.full(5, 0.01), 252) == 0.0
    assert r.volatility(R[:1], 252) is None
    assert r.volatility(R, None) is None


def test_sharpe_ratio_by_hand():
    assert r.sharpe_ratio(R, 252) == pytest.approx(0.005 / math.sqrt(0.0013 / 3) * math.sqrt(252))
    assert r.sharpe_ratio(R, 252, 0.252) == pytest.approx(0.004 / math.sqrt(0.0013 / 3) * math.sqrt(252))


def test_sortino_ratio_by_hand():
    assert r.sortino_ratio(R, 252) == pytest.approx(0.005 / math.sqrt(0.0004 / 4) * math.sqrt(252))


@pytest.mark.parametrize("measure", [r.sharpe_ratio, r.sortino_ratio])
@pytest.mark.parametrize(
    "series", [np.zeros(0), R[:1], np.zeros(9), np.full(9, 0.1), np.array([0.1, math.nan, 0.2])]
)
def test_ratios_are_missing_without_variance(measure, series: np.ndarray):
    assert measure(series, 252) is None


def test_sortino_is_missing_without_a_loss():
    assert r.sortino_ratio(np.array([0.01, 0.02]), 252) is None
    assert r.sharpe_ratio(np.array([0.01, 0.02]), 252) > 0


def test_calmar_ratio():
    assert r.calmar_ratio(0.2, -0.1) == 2.0
    assert r.calmar_ratio(0.2, 0.0) is None
    assert r.calmar_ratio(None, -0.1) is None


@pytest.mark.oracle
@pytest.mark.parametrize("seed", range(5))
def test_equal_to_empyrical(seed: int):
    empyrical = pytest.importorskip("empyrical")
    series = np.random.default_rng(seed).normal(0.0005, 0.01, 300)
    rate = 0.02
    assert r.volatility(series, 252) == pytest.approx(empyrical.annual_volatility(series, annualization=252))
    assert r.sharpe_ratio(series, 252, rate) == pytest.approx(
        empyrical.sharpe_ratio(series, risk_free=rate / 252, annualization=252)
    )
    assert r.sortino_ratio(series, 365, rate) == pytest.approx(
        empyrical.sortino_ratio(series, required_return=rate / 365, annualization=365)
    )
    # empyrical counts years as returns / annualization.
    end = float(np.prod(1 + series))
    assert r.cagr(1.0, end, int(300 / 252 * 365.25 * DAY)) == pytest.approx(
        empyrical.cagr(series, annualization=252)
    )
