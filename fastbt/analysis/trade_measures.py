"""Measures of closed trades: how often they won, and how much.

``pnl`` is each trade's profit after costs in money, ``pnl_pct`` the same as a fraction of its entry cost;
trades that are still open are left out. A trade without profit or loss is neither a win nor a loss. Without
a trade every measure is None, never 0 (rule Q2).
"""

from __future__ import annotations

import math

import numpy as np

from fastbt.analysis.periods import F64, I64
from fastbt.analysis.returns import NO_SPREAD


def win_rate(pnl: F64) -> float | None:
    """Share of trades with a profit. Formula: count(pnl > 0) / count."""
    return float(np.mean(pnl > 0)) if len(pnl) else None


def best_trade(pnl_pct: F64) -> float | None:
    """Largest return of a trade on its entry cost."""
    return float(pnl_pct.max()) if len(pnl_pct) else None


def worst_trade(pnl_pct: F64) -> float | None:
    """Smallest return of a trade on its entry cost."""
    return float(pnl_pct.min()) if len(pnl_pct) else None


def avg_trade(pnl_pct: F64) -> float | None:
    """Mean return of a trade on its entry cost, arithmetic."""
    return float(pnl_pct.mean()) if len(pnl_pct) else None


def profit_factor(pnl: F64) -> float | None:
    """Profit won for each unit lost. Formula: sum(pnl > 0) / |sum(pnl < 0)|; None without a loss."""
    lost = float(-pnl[pnl < 0].sum())
    return float(pnl[pnl > 0].sum()) / lost if lost > 0 else None


def expectancy(pnl: F64) -> float | None:
    """Mean profit of a trade, money.

    Formula: win rate x mean win - loss rate x mean loss, which is mean(pnl).
    Source: Tharp, Trade Your Way to Financial Freedom.
    """
    return float(pnl.mean()) if len(pnl) else None


def sqn(pnl: F64) -> float | None:
    """System quality number. Formula: sqrt(count) x mean(pnl) / std(pnl, ddof=1).

    None with fewer than two trades or where all are equal.
    Source: Tharp, Definitive Guide to Position Sizing, without the cap of 100 trades.
    """
    if len(pnl) < 2:
        return None
    mean, deviation = float(pnl.mean()), float(np.std(pnl, ddof=1))
    return None if deviation <= NO_SPREAD * max(1.0, abs(mean)) else math.sqrt(len(pnl)) * mean / deviation


def exposure_time(open_positions: I64) -> float | None:
    """Share of rows after which a position was open. None without rows."""
    return float(np.mean(open_positions > 0)) if len(open_positions) else None
