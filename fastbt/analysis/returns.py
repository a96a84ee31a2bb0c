"""Measures of a series of returns: growth, spread, and growth for the spread taken.

Every function takes fractions (0.01 is 1 %) and gives a fraction or a ratio, or None where the measure is not
defined: too few returns, no variance, an account that went to zero. Nothing is ever replaced by 0 or infinity
(rule Q2). Deviations are sample deviations (ddof 1) unless said otherwise.
"""

from __future__ import annotations

import math

import numpy as np

from fastbt.analysis.periods import DAY, F64, YEAR_DAYS

NO_SPREAD = 1e-15
"""Deviations up to this are rounding, not variance."""


def total_return(start: float, end: float) -> float | None:
    """Growth over the whole run.

    Formula: (end - start) / start. None if the start is not above zero.
    """
    return (end - start) / start if start > 0 else None


def cagr(start: float, end: float, nanoseconds: int) -> float | None:
    """Compound annual growth rate.

    Formula: (end / start) ^ (1 / years) - 1, a year being 365.25 days of elapsed time. None if no time has
    passed, a balance is not above zero, or the result leaves the range of floats.
    Source: Bacon, Practical Portfolio Performance Measurement and Attribution, annualized return.
    """
    years = nanoseconds / (DAY * YEAR_DAYS)
    if years <= 0 or start <= 0 or end <= 0:
        return None
    exponent = math.log(end / start) / years
    return math.expm1(exponent) if exponent < 700 else None


def volatility(returns: F64, per_year: float | None) -> float | None:
    """Annualized standard deviation of the returns.

    Formula: std(r, ddof=1) x sqrt(periods a year), as if returns were independent. 0 where all returns are
    equal; None with fewer than two.
    """
    deviation = _deviation(returns)
    return None if deviation is None or per_year is None else deviation * math.sqrt(per_year)


def sharpe_ratio(returns: F64, per_year: float | None, risk_free_rate: float = 0.0) -> float | None:
    """Annualized mean excess return for each unit of standard deviation.

    Formula: mean(r - f) / std(r - f, ddof=1) x sqrt(periods a year), f = risk_free_rate / periods a year.
    None without variance or with fewer than two returns.
    Source: Sharpe (1994), The Sharpe Ratio, Journal of Portfolio Management 21(1).
    """
    deviation = _deviation(returns)
    if per_year is None or not deviation:
        return None
    return float(np.mean(returns) - risk_free_rate / per_year) / deviation * math.sqrt(per_year)


def sortino_ratio(returns: F64, per_year: float | None, risk_free_rate: float = 0.0) -> float | None:
    """Annualized mean excess return for each unit of downside deviation.

    Formula: mean(r - f) / sqrt(mean(min(r - f, 0)^2)) x sqrt(periods a year); the mean of squares is over all
    returns, those above f counting as 0. None if no return lies below f, or with fewer than two returns.
    Source: Sortino and Price (1994), Performance Measurement in a Downside Risk Framework.
    """
    if per_year is None or len(returns) < 2 or np.isnan(returns).any():
        return None
    excess = returns - risk_free_rate / per_year
    downside = math.sqrt(float(np.mean(np.minimum(excess, 0.0) ** 2)))
    return None if downside <= NO_SPREAD else float(np.mean(excess)) / downside * math.sqrt(per_year)


def calmar_ratio(annual_growth: float | None, max_drawdown: float | None) -> float | None:
    """Compound annual growth rate for each unit of the largest drawdown.

    Formula: CAGR / |maximum drawdown|, over the whole run. None without a drawdown.
    Source: Young (1991), Calmar Ratio: A Smoother Tool, Futures 20.
    """
    if annual_growth is None or not max_drawdown:
        return None
    return annual_growth / abs(max_drawdown)


def _deviation(returns: F64) -> float | None:
    """Sample standard deviation, 0 if all are equal; None with fewer than two returns or an undefined one."""
    if len(returns) < 2 or np.isnan(returns).any():
        return None
    deviation = float(np.std(returns, ddof=1))
    return deviation if deviation > NO_SPREAD else 0.0
