"""From tables to ``Stats``: one pass over equity, trades, fills and orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from fastbt.analysis import drawdowns, returns, trade_measures
from fastbt.analysis.periods import I64, PeriodsPerYear, period_returns
from fastbt.analysis.statistics import Stats
from fastbt.codes import OrderStatus
from fastbt.schema.ledger import REFUSED_AT_FILL, REFUSED_STATUS
from fastbt.simulation.growth import growth


@dataclass(frozen=True, slots=True)
class StatsInput:
    """The tables that the statistics are made of.

    Args:
        equity: table ``equity``.
        trades: table ``trades``.
        fills: table ``fills``, exact, so that fees add up exactly.
        orders: table ``orders``.
        start: the starting balance, money.
        first_close: first close of the only instrument, None with several.
        last_close: its last close.
        moved: money put in so far at each row of equity, less what was taken out; None where there was none.
    """

    equity: pl.DataFrame
    trades: pl.DataFrame
    fills: pl.DataFrame
    orders: pl.DataFrame
    start: float
    first_close: float | None = None
    last_close: float | None = None
    moved: pl.Series | None = None


MONEY = ("pnl", "commission", "slippage_cost")
"""Columns of trades and fills that are money of their currency."""


def in_base(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table of trades or fills with its money in the base currency (rule A9).

    Args:
        table: with ``base_rate``; as it is where all rates are 1, or where it was saved without.

    Example:
        >>> in_base(pl.DataFrame({"pnl": [2.0, 3.0], "base_rate": [1.0, 0.5]}))["pnl"].to_list()
        [2.0, 1.5]
    """
    if "base_rate" not in table.columns or (table["base_rate"] == 1).all():
        return table
    known = [name for name in MONEY if name in table.columns]
    return table.with_columns(pl.col(name).cast(pl.Float64) * pl.col("base_rate") for name in known)


def compute_stats(
    tables: StatsInput, *, risk_free_rate: float = 0.0, periods_per_year: PeriodsPerYear = "calendar"
) -> Stats:
    """Compute the statistics of a run.

    Args:
        tables: the run's tables.
        risk_free_rate: annual, a fraction; part of Sharpe and Sortino ratio.
        periods_per_year: ``calendar``, ``counted`` or a number (rule Q1).

    Raises:
        ConfigError: ``periods_per_year`` is another word or not above zero.
    """
    ts_event = _array(tables.equity["ts_event"].cast(pl.Int64), np.int64)
    equity = _array(tables.equity["equity"], np.float64)
    own = equity if tables.moved is None else growth(equity, _array(tables.moved, np.float64), tables.start)
    periods = period_returns(ts_event, own, tables.start, periods_per_year)
    end = float(equity[-1]) if len(equity) else tables.start
    grown = float(own[-1]) if len(own) else tables.start
    basis = periods.description + (f", risk-free rate {risk_free_rate:g}" if risk_free_rate else "")
    per_year = periods.per_year
    return Stats(
        **_times(ts_event),
        starting_balance=tables.start,
        ending_balance=end,
        equity_peak=max(tables.start, float(equity.max(initial=tables.start))),
        total_return=returns.total_return(tables.start, grown),
        buy_and_hold_return=_holding(tables),
        volatility=returns.volatility(periods.returns, per_year),
        sharpe_ratio=returns.sharpe_ratio(periods.returns, per_year, risk_free_rate),
        sortino_ratio=returns.sortino_ratio(periods.returns, per_year, risk_free_rate),
        exposure_time=trade_measures.exposure_time(_array(tables.equity["open_positions"], np.int64)),
        **_declines(tables, ts_event, grown),
        **_trades(tables.trades),
        **_orders(tables),
        basis=basis,
    )


def _times(ts_event: I64) -> dict[str, Any]:
    if not len(ts_event):
        return {"start": None, "end": None, "duration": None}
    length = _duration(int(ts_event[-1] - ts_event[0]))
    return {"start": _datetime(int(ts_event[0])), "end": _datetime(int(ts_event[-1])), "duration": length}


def _holding(tables: StatsInput) -> float | None:
    if not tables.first_close or tables.last_close is None:
        return None
    return (tables.last_close - tables.first_close) / tables.first_close


def _declines(tables: StatsInput, ts_event: I64, end: float) -> dict[str, Any]:
    """Drawdowns, and growth for them."""
    drawdown = _array(tables.equity["drawdown"], np.float64)
    found = drawdowns.episodes(ts_event, drawdown)
    elapsed = int(ts_event[-1] - ts_event[0]) if len(ts_event) else 0
    growth, deepest = returns.cagr(tables.start, end, elapsed), drawdowns.max_drawdown(drawdown)
    return {
        "cagr": growth,
        "calmar_ratio": returns.calmar_ratio(growth, deepest),
        "max_drawdown": deepest,
        "avg_drawdown": drawdowns.avg_drawdown(found),
        "max_drawdown_duration": _duration(drawdowns.max_drawdown_duration(found)),
        "avg_drawdown_duration": _duration(drawdowns.avg_drawdown_duration(found)),
    }


def _trades(trades: pl.DataFrame) -> dict[str, Any]:
    closed = trades.filter(~pl.col("is_open"))
    pnl = _array(closed["pnl"], np.float64)
    pnl_pct = _array(closed["pnl_pct"].drop_nulls(), np.float64)
    return {
        "trade_count": closed.height,
        "open_trade_count": trades.height - closed.height,
        "win_rate": trade_measures.win_rate(pnl),
        "best_trade": trade_measures.best_trade(pnl_pct),
        "worst_trade": trade_measures.worst_trade(pnl_pct),
        "avg_trade": trade_measures.avg_trade(pnl_pct),
        "profit_factor": trade_measures.profit_factor(pnl),
        "expectancy": trade_measures.expectancy(pnl),
        "sqn": trade_measures.sqn(pnl),
    }


def _orders(tables: StatsInput) -> dict[str, Any]:
    status, reason = pl.col("status").cast(pl.String), pl.col("reason").cast(pl.String)
    at_fill = (status == OrderStatus.CANCELED.name) & reason.is_in([code.name for code in REFUSED_AT_FILL])
    at_once = status.is_in([code.name for code in REFUSED_STATUS])
    refused = tables.orders.select((at_once | at_fill).sum()).item()
    return {
        "commission": float(tables.fills["commission"].sum()),
        "slippage_cost": float(tables.fills["slippage_cost"].sum()),
        "fill_count": tables.fills.height,
        "refused_count": int(refused or 0),
        "ambiguous_count": int(tables.fills["ambiguous"].sum()),
    }


def _array(values: pl.Series, dtype: type[np.float64 | np.int64]) -> Any:
    return np.asarray(values.to_numpy(), dtype=dtype)


def _datetime(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC)


def _duration(nanoseconds: int | None) -> timedelta | None:
    return None if nanoseconds is None else timedelta(microseconds=nanoseconds // 1000)
