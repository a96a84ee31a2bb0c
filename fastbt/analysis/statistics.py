"""The statistics of a run: the figures people look at first, each under a label and under a name for code.

``Stats`` holds them; ``compute_stats`` makes them out of the run's tables. A label with [%] shows percent,
the name of the same figure in code is a fraction. Missing is None (rule Q2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from html import escape
from typing import Any

import polars as pl

from fastbt.analysis.labels import LABELS, shown
from fastbt.errors import unknown_name


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Stats(Mapping[str, Any]):
    """Statistics of a run: attributes in fractions, or a mapping by label in percent.

    Formulas, annualization and the cases without an answer are in the functions named behind each figure,
    in ``analysis/returns.py``, ``drawdowns.py`` and ``trade_measures.py``.

    Example:
        >>> import polars as pl, fastbt as bt
        >>> closes = pl.Series([10.0, 11.0, 12.0, 11.5])
        >>> bars = pl.DataFrame({"date": pl.date_range(pl.date(2024, 1, 2), pl.date(2024, 1, 5), eager=True)})
        >>> bars = bars.with_columns(open=closes, high=closes, low=closes, close=closes)
        >>> venue = bt.Venue("SIM", balances=["1000 USD"])
        >>> stats = bt.from_holding(bars, size=bt.value(1000), venue=venue).stats
        >>> stats.total_return, stats["Return [%]"], stats.win_rate
        (0.045, 4.5, None)
    """

    start: datetime | None
    """Time of the first row (the end of its bar)."""
    end: datetime | None
    """Time of the last row."""
    duration: timedelta | None
    """End less start."""
    exposure_time: float | None
    """Share of rows after which a position was open (``exposure_time``)."""
    starting_balance: float
    """What the account started with, money."""
    ending_balance: float
    """Equity after the last row, open positions at the last price, money."""
    equity_peak: float
    """Highest equity, from the starting balance on, money."""
    total_return: float | None
    """Ending / starting balance - 1 (``total_return``)."""
    buy_and_hold_return: float | None
    """Last / first close - 1, without costs; None with several instruments."""
    cagr: float | None
    """Compound annual growth rate (``cagr``)."""
    volatility: float | None
    """Annualized standard deviation of returns (``volatility``)."""
    sharpe_ratio: float | None
    """Annualized mean excess return by standard deviation (``sharpe_ratio``)."""
    sortino_ratio: float | None
    """Annualized mean excess return by downside deviation (``sortino_ratio``)."""
    calmar_ratio: float | None
    """CAGR by largest drawdown (``calmar_ratio``)."""
    max_drawdown: float | None
    """Deepest drawdown of all rows, 0 or below (``max_drawdown``)."""
    avg_drawdown: float | None
    """Mean depth of the drawdowns (``avg_drawdown``)."""
    max_drawdown_duration: timedelta | None
    """Longest time from a peak to its recovery or the end (``max_drawdown_duration``)."""
    avg_drawdown_duration: timedelta | None
    """Mean of these times (``avg_drawdown_duration``)."""
    trade_count: int
    """Number of closed trades; the figures below are about them."""
    open_trade_count: int
    """Number of trades still open at the end."""
    win_rate: float | None
    """Share of trades with a profit after costs (``win_rate``)."""
    best_trade: float | None
    """Largest profit as a fraction of entry cost (``best_trade``)."""
    worst_trade: float | None
    """Smallest profit as a fraction of entry cost (``worst_trade``)."""
    avg_trade: float | None
    """Mean profit as a fraction of entry cost (``avg_trade``)."""
    profit_factor: float | None
    """Sum of profits by sum of losses (``profit_factor``)."""
    expectancy: float | None
    """Mean profit of a trade, money (``expectancy``)."""
    sqn: float | None
    """System quality number (``sqn``)."""
    commission: float
    """All fees paid, money."""
    slippage_cost: float
    """What slippage cost, money."""
    fill_count: int
    """Number of fills."""
    refused_count: int
    """Number of orders denied or rejected, or canceled at a fill for want of funds or quantity."""
    ambiguous_count: int
    """Fills whose bar also reached the level of a sibling (rule O3)."""
    basis: str
    """What returns and annualization rest on (rule Q1); no figure, so it has no label."""

    def __getitem__(self, key: str) -> Any:
        """A figure by label (in percent where the label says so), or by its name in code (a fraction)."""
        label = LABELS.get(key)
        if label is not None:
            return label.scaled(getattr(self, label.name))
        if key == "basis" or key in self.names():
            return getattr(self, key)
        raise unknown_name("statistic", key, [*LABELS, *self.names()])

    def __iter__(self) -> Iterator[str]:
        return iter(LABELS)

    def __len__(self) -> int:
        return len(LABELS)

    def names(self) -> tuple[str, ...]:
        """Names of the figures in code, in the order of their labels."""
        return tuple(label.name for label in LABELS.values())

    def to_dict(self) -> dict[str, Any]:
        """The figures by their names in code, ``basis`` last."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def to_frame(self) -> pl.DataFrame:
        """A row per figure: ``name``, ``label``, ``value`` and ``text`` as shown.

        A value is in percent where the label says so, in days for a duration, null for a time.
        """
        rows = [
            (entry.name, label, entry.number(self[label]), shown(self[label]))
            for label, entry in LABELS.items()
        ]
        types = {"name": pl.String, "label": pl.String, "value": pl.Float64, "text": pl.String}
        return pl.DataFrame(rows, schema=types, orient="row")

    def __eq__(self, other: object) -> bool:
        return self.to_dict() == other.to_dict() if isinstance(other, Stats) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self.to_dict().values()))

    def __repr__(self) -> str:
        width = max(len(label) for label in LABELS)
        values = {label: shown(self[label]) for label in LABELS}
        place = max(len(text) for text in values.values())
        lines = [f"{label:<{width}}  {text:>{place}}" for label, text in values.items()]
        return "\n".join([*lines, f"({self.basis})"])

    def _repr_html_(self) -> str:
        head = "<tr><th style='text-align:left'>"
        cell = "</th><td style='text-align:right;font-variant-numeric:tabular-nums'>"
        figures = {escape(label): escape(shown(self[label])) for label in LABELS}
        rows = "".join(f"{head}{label}{cell}{text}</td></tr>" for label, text in figures.items())
        return f"<table>{rows}<caption style='caption-side:bottom'>{escape(self.basis)}</caption></table>"
