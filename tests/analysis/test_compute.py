"""From tables to statistics: the worked runs, and backtesting.py as oracle."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from fastbt.analysis.compute import StatsInput, compute_stats
from fastbt.codes import OrderStatus, Reason
from fastbt.results.result import Result
from tests.results.buffers import CASH_EQUITY, cash_run, margin_run


def test_cash_run():
    stats = Result(cash_run()).stats
    assert (stats.start, stats.end) == (datetime(2024, 1, 2, tzinfo=UTC), datetime(2024, 1, 9, tzinfo=UTC))
    assert stats.duration == timedelta(days=7)
    assert stats.exposure_time == 0.5
    assert (stats.starting_balance, stats.ending_balance, stats.equity_peak) == (10000.0, 10100.79, 10100.79)
    assert stats.buy_and_hold_return == pytest.approx(-0.01)
    equity = np.array([1_000_000, *CASH_EQUITY])
    returns = equity[1:] / equity[:-1] - 1
    assert stats.volatility == pytest.approx(np.std(returns, ddof=1) * np.sqrt(365))
    assert stats.sharpe_ratio == pytest.approx(returns.mean() / np.std(returns, ddof=1) * np.sqrt(365))
    assert stats.max_drawdown == stats.avg_drawdown == -1662 / 1009790
    assert stats.max_drawdown_duration == timedelta(days=2)
    assert (stats.trade_count, stats.open_trade_count, stats.win_rate) == (2, 1, 0.5)
    assert stats.best_trade == pytest.approx(0.0979)
    assert stats.profit_factor == pytest.approx(97.90 / 6.03)
    assert stats.expectancy == pytest.approx((97.90 - 6.03) / 2)
    assert (stats.commission, stats.slippage_cost) == (4.06, 0.15)
    assert (stats.fill_count, stats.refused_count, stats.ambiguous_count) == (4, 1, 0)


def test_several_instruments_have_no_holding():
    run = margin_run()
    assert Result(run).stats.buy_and_hold_return is None


def test_refused_at_the_fill_counts():
    run = cash_run()
    run.orders["status"][4], run.orders["reason"][4] = OrderStatus.CANCELED, Reason.BELOW_MIN_NOTIONAL
    run.orders["status"][1] = OrderStatus.CANCELED  # for POSITION_CLOSED: not refused
    assert Result(run).stats.refused_count == 2


def test_conventions_can_be_chosen():
    result = Result(cash_run())
    counted = result.statistics(periods_per_year="counted", risk_free_rate=0.05)
    assert "risk-free rate 0.05" in counted.basis
    assert counted.volatility == pytest.approx(result.stats.volatility * np.sqrt(365.25 / 365))
    assert counted.sharpe_ratio < result.stats.sharpe_ratio


def test_a_run_without_rows():
    tables = {
        name: Result(cash_run()).table(name, exact=name == "fills").clear()
        for name in ("equity", "trades", "fills", "orders")
    }
    stats = compute_stats(StatsInput(**tables, start=5.0))
    assert (stats.start, stats.max_drawdown, stats.sharpe_ratio, stats.fill_count) == (None, None, None, 0)
    assert stats.ending_balance == stats.equity_peak == 5.0
    assert stats.commission == 0.0


@pytest.mark.oracle
def test_equal_to_backtesting_py():
    """One strategy of ours replayed there: the same equity and trades give the same figures.

    Differences by definition, so left out: their CAGR counts calendar days by trading days, their
    volatility and ratios rest on geometric means, their average trade is geometric.
    """
    pd = pytest.importorskip("pandas")
    peer = pytest.importorskip("backtesting._stats")
    draw = np.random.default_rng(11)
    rows, trips = 400, 40
    index = pd.date_range("2024-01-01", periods=rows, freq="D")
    equity = np.round(10_000 + np.cumsum(draw.normal(2, 30, rows)), 2)
    equity[0] = 10_000.0
    bars = np.sort(draw.choice(rows, 2 * trips, replace=False)).reshape(trips, 2)
    pnl, pct = np.round(draw.normal(1, 20, trips), 2), np.round(draw.normal(0.001, 0.02, trips), 5)
    theirs = _their_stats(pd, peer, index, equity, bars, pnl, pct)
    ts = np.asarray(index.as_unit("ns").asi8)
    held = np.zeros(rows, dtype=np.int64)
    for first, last in bars:
        held[first : last + 1] = 1
    down = equity / np.maximum.accumulate(equity) - 1
    result = Result(cash_run())
    ours = compute_stats(
        StatsInput(
            equity=pl.DataFrame({"ts_event": ts, "equity": equity, "drawdown": down, "open_positions": held}),
            trades=pl.DataFrame({"pnl": pnl, "pnl_pct": pct, "is_open": [False] * trips}),
            fills=result.exact.fills.clear(),
            orders=result.orders.clear(),
            start=10_000.0,
        )
    )
    same = (
        "Return [%]", "Max. Drawdown [%]", "Avg. Drawdown [%]", "# Trades", "Win Rate [%]", "Best Trade [%]",
        "Worst Trade [%]", "SQN", "Exposure Time [%]",
    )  # fmt: skip
    for label in same:
        assert ours[label] == pytest.approx(theirs[label]), label
    for label in ("Duration", "Max. Drawdown Duration"):
        assert ours[label] == theirs[label].to_pytimedelta(), label
    # Theirs divides percents of trades, ours their money.
    assert theirs["Profit Factor"] == pytest.approx(pct[pct > 0].sum() / -pct[pct < 0].sum())
    assert ours.profit_factor == pytest.approx(pnl[pnl > 0].sum() / -pnl[pnl < 0].sum())


def _their_stats(pd, peer, index, equity, bars, pnl, pct):
    trades = pd.DataFrame(
        {
            "Size": 1, "EntryBar": bars[:, 0], "ExitBar": bars[:, 1], "EntryPrice": 100.0, "ExitPrice": 100.0,
            "PnL": pnl, "ReturnPct": pct, "EntryTime": index[bars[:, 0]], "ExitTime": index[bars[:, 1]],
            "Duration": index[bars[:, 1]] - index[bars[:, 0]], "Tag": None, "Commission": 0.0, "SL": np.nan,
            "TP": np.nan,
        }
    )  # fmt: skip
    ohlc = pd.DataFrame(dict.fromkeys(("Open", "High", "Low", "Close"), 100.0), index=index)
    return peer.compute_stats(trades=trades, equity=equity, ohlc_data=ohlc, strategy_instance=None)
