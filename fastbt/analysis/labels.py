"""The labels of the statistics, in the order in which they are shown, and how a value is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

MISSING = "-"
"""What stands where a figure is missing."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label's figure."""

    name: str
    """Its name in code."""
    factor: float
    """What a fraction is multiplied by to be shown."""

    def scaled(self, value: Any) -> Any:
        """The value as the label shows it."""
        return value * self.factor if self.factor != 1.0 and value is not None else value

    def number(self, value: Any) -> float | None:
        """A shown value as a number: a duration in days, None for a time or a missing value."""
        if isinstance(value, timedelta):
            return value / timedelta(days=1)
        return None if value is None or isinstance(value, datetime) else float(value)


def _labels(*entries: tuple[str, str]) -> dict[str, Label]:
    return {label: Label(name, 100.0 if "[%]" in label else 1.0) for label, name in entries}


LABELS = _labels(
    ("Start", "start"),
    ("End", "end"),
    ("Duration", "duration"),
    ("Exposure Time [%]", "exposure_time"),
    ("Starting Balance", "starting_balance"),
    ("Ending Balance", "ending_balance"),
    ("Equity Peak", "equity_peak"),
    ("Return [%]", "total_return"),
    ("Buy & Hold Return [%]", "buy_and_hold_return"),
    ("CAGR [%]", "cagr"),
    ("Volatility (Ann.) [%]", "volatility"),
    ("Sharpe Ratio", "sharpe_ratio"),
    ("Sortino Ratio", "sortino_ratio"),
    ("Calmar Ratio", "calmar_ratio"),
    ("Max. Drawdown [%]", "max_drawdown"),
    ("Avg. Drawdown [%]", "avg_drawdown"),
    ("Max. Drawdown Duration", "max_drawdown_duration"),
    ("Avg. Drawdown Duration", "avg_drawdown_duration"),
    ("# Trades", "trade_count"),
    ("# Open Trades", "open_trade_count"),
    ("Win Rate [%]", "win_rate"),
    ("Best Trade [%]", "best_trade"),
    ("Worst Trade [%]", "worst_trade"),
    ("Avg. Trade [%]", "avg_trade"),
    ("Profit Factor", "profit_factor"),
    ("Expectancy", "expectancy"),
    ("SQN", "sqn"),
    ("Commission", "commission"),
    ("Slippage Cost", "slippage_cost"),
    ("# Fills", "fill_count"),
    ("# Refused", "refused_count"),
    ("# Ambiguous Fills", "ambiguous_count"),
)
"""Labels for people, with the names for code."""


def shown(value: Any) -> str:
    """A value as text: two decimals, thousands apart, whole seconds; ``-`` where it is missing.

    Example:
        >>> shown(1234.5), shown(None), shown(3), shown(timedelta(days=2, hours=3))
        ('1,234.50', '-', '3', '2 days 3:00:00')
    """
    if value is None:
        return MISSING
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00")
    if isinstance(value, timedelta):
        text = str(value - timedelta(microseconds=value.microseconds)).replace(",", "")
        return text.removesuffix(" 0:00:00")
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}"
