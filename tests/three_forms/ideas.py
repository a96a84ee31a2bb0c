"""Two ideas, each written three times: as signal columns, as a compiled callback, as a class.

What the forms have to agree on is the market's side of it: orders, fills, positions, equity. So each idea is written in the plainest way
of its form, and asks only for what it can see on the row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

import fastbt as bt
from fastbt import ta


@dataclass(frozen=True)
class Idea:
    """An idea in its three forms."""

    signals: Callable[[Any], bt.Signals]
    compiled: Any
    strategy: type[bt.Strategy]

    def forms(self) -> dict[str, Any]:
        """The forms by name."""
        return {"signals": self.signals, "compiled": self.compiled, "class": self.strategy}


def each(expression: pl.Expr) -> pl.Expr:
    """An indicator of each instrument by itself."""
    return expression.over("instrument_id")


# ------------------------------------------------------------------------------------------------ the cross


def cross_columns(p: Any) -> dict[str, pl.Expr]:
    """Two moving averages."""
    return {"fast": each(ta.sma("close", p.fast)), "slow": each(ta.sma("close", p.slow))}


def cross_signals(p: Any) -> bt.Signals:
    """Long while the fast average is above the slow one."""
    return bt.Signals(
        columns=cross_columns(p),
        entries=pl.col("fast") > pl.col("slow"),
        exits=pl.col("fast") < pl.col("slow"),
        quantity=p.quantity,
    )


@bt.compiled(params={"fast": 5, "slow": 20, "quantity": 10.0}, columns=cross_columns)
def cross_compiled(ctx, p):
    """Long while the fast average is above the slow one."""
    if ctx.position == 0:
        if ctx["fast"] > ctx["slow"]:
            ctx.buy(quantity=p.quantity)
    elif ctx["fast"] < ctx["slow"]:
        ctx.close_position()


class CrossClass(bt.Strategy):
    """Long while the fast average is above the slow one."""

    class Config(bt.StrategyConfig):
        """Lengths and size."""

        fast: int = 5
        slow: int = 20
        quantity: float = 10.0

    def on_start(self):
        """Both averages, once."""
        self.fast = self.I(ta.sma, "close", self.config.fast)
        self.slow = self.I(ta.sma, "close", self.config.slow)

    def on_bar(self, bar):
        """In or out."""
        if self.position.is_flat:
            if self.fast[-1] > self.slow[-1]:
                self.buy(quantity=self.config.quantity)
        elif self.fast[-1] < self.slow[-1]:
            self.close_position()


# ------------------------------------------------------------------------------------------------ the breakout


def channel_columns(p: Any) -> dict[str, pl.Expr]:
    """The range of the bars before."""
    return {
        "upper": each(ta.highest("high", p.window).shift(1)),
        "lower": each(ta.lowest("low", p.window).shift(1)),
    }


def breakout_signals(p: Any) -> bt.Signals:
    """Out of the range, with a stop-loss and a take-profit; nothing else closes."""
    return bt.Signals(
        columns=channel_columns(p),
        entries=pl.col("close") > pl.col("upper"),
        short_entries=pl.col("close") < pl.col("lower"),
        on_opposite_entry="ignore",
        quantity=p.quantity,
        stop_loss=p.stop,
        take_profit=p.target,
    )


@bt.compiled(params={"window": 20, "quantity": 10.0, "stop": 0.01, "target": 0.02}, columns=channel_columns)
def breakout_compiled(ctx, p):
    """Out of the range, with a stop-loss and a take-profit; nothing else closes."""
    if ctx.position == 0:
        if ctx.close > ctx["upper"]:
            ctx.buy(quantity=p.quantity, stop_loss=p.stop, take_profit=p.target)
        elif ctx.close < ctx["lower"]:
            ctx.sell(quantity=p.quantity, stop_loss=p.stop, take_profit=p.target)


class BreakoutClass(bt.Strategy):
    """Out of the range, with a stop-loss and a take-profit; nothing else closes."""

    class Config(bt.StrategyConfig):
        """The range, the size, the protection."""

        window: int = 20
        quantity: float = 10.0
        stop: float = 0.01
        target: float = 0.02

    def on_start(self):
        """The range of the bars before."""
        self.upper = self.I(lambda n: ta.highest("high", n).shift(1), self.config.window)
        self.lower = self.I(lambda n: ta.lowest("low", n).shift(1), self.config.window)

    def on_bar(self, bar):
        """In, when flat."""
        if self.position.is_flat:
            words = {"stop_loss": self.config.stop, "take_profit": self.config.target}
            if bar.close > self.upper[-1]:
                self.buy(quantity=self.config.quantity, **words)
            elif bar.close < self.lower[-1]:
                self.sell(quantity=self.config.quantity, **words)


CROSS = Idea(cross_signals, cross_compiled, CrossClass)
BREAKOUT = Idea(breakout_signals, breakout_compiled, BreakoutClass)
