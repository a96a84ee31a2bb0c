"""The plain picture of a result: price with entries and exits, equity, drawdown, over one time axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from fastbt import svg

WIDTH = 900
LEFT, RIGHT, TOP, BOTTOM, GAP = 76, 16, 24, 26, 26
PRICE_HEIGHT, EQUITY_HEIGHT, DRAWDOWN_HEIGHT = 190, 150, 70
GREEN, RED, BLUE, ORANGE, GRAY = "#1a7f37", "#cf222e", "#0969da", "#bc4c00", "#6e7781"


@dataclass(frozen=True, slots=True)
class Prices:
    """Closes of the only instrument of a result."""

    name: str
    ts_event: svg.I64
    close: svg.F64


def picture(equity: pl.DataFrame, trades: pl.DataFrame, currency: str, prices: Prices | None) -> str:
    """Draw a result as SVG text.

    Args:
        equity: table ``equity``.
        trades: table ``trades``.
        currency: of the equity.
        prices: closes to draw the trades on; None where there are several instruments.
    """
    ts = equity["ts_event"].cast(pl.Int64).to_numpy()
    worth, below = equity["equity"].to_numpy(), 100.0 * equity["drawdown"].to_numpy()
    parts, top = [], TOP
    if prices is not None:
        parts.append(_price_panel(ts, prices, trades, top))
        top += PRICE_HEIGHT + GAP
    at = svg.panel(_box(top, EQUITY_HEIGHT), ts, [worth])
    parts += [svg.value_axis(at, f"Equity [{currency}]", "{:,.10g}"), svg.line(at, ts, worth, BLUE)]
    top += EQUITY_HEIGHT + GAP
    at = svg.panel(_box(top, DRAWDOWN_HEIGHT), ts, [below, np.zeros(1)])
    parts += [svg.value_axis(at, "Drawdown [%]"), svg.area(at, ts, below, RED), svg.time_axis(at)]
    change = worth[-1] - worth[0] if len(worth) else 0.0
    label = f"Equity over time, {change:+,.2f} {currency}; {trades.height} trades"
    return svg.document(WIDTH, top + DRAWDOWN_HEIGHT + BOTTOM, parts, label)


def _box(top: int, height: int) -> tuple[float, float, float, float]:
    return LEFT, top, WIDTH - LEFT - RIGHT, height


def _price_panel(ts: svg.I64, prices: Prices, trades: pl.DataFrame, top: int) -> str:
    """Closes, a triangle where a position was opened, a ring where it was closed, green with a profit."""
    at = svg.panel(_box(top, PRICE_HEIGHT), ts, [prices.close, *_levels(trades)])
    parts = [
        svg.value_axis(at, prices.name, "{:,.8g}"),
        svg.line(at, prices.ts_event, prices.close, GRAY, 1.0),
    ]
    closed = trades.filter(~pl.col("is_open"))
    for good, color in ((True, GREEN), (False, RED)):
        chosen = closed.filter((pl.col("pnl") > 0) == good)
        parts.append(svg.marks(at, _times(chosen, "exit_time"), _floats(chosen, "exit_price"), "ring", color))
    for side, shape, color in (("LONG", "up", GREEN), ("SHORT", "down", ORANGE)):
        chosen = trades.filter(pl.col("side") == side).unique(
            "position_id", keep="first", maintain_order=True
        )
        parts.append(
            svg.marks(at, _times(chosen, "entry_time"), _floats(chosen, "entry_price"), shape, color)
        )
    legend = "▲ long entry   ▼ short entry   ○ exit (green: profit, red: loss)"
    place = f"x='{WIDTH - RIGHT}' y='{top - 5}' text-anchor='end' xml:space='preserve'"
    parts.append(f"<text {place} fill='{svg.FAINT}'>{legend}</text>")
    return "".join(parts)


def _levels(trades: pl.DataFrame) -> list[svg.F64]:
    return [_floats(trades, "entry_price"), _floats(trades, "exit_price")]


def _times(trades: pl.DataFrame, name: str) -> svg.I64:
    return np.asarray(trades[name].cast(pl.Int64).to_numpy(), dtype=np.int64)


def _floats(trades: pl.DataFrame, name: str) -> svg.F64:
    return np.asarray(trades[name].fill_null(float("nan")).to_numpy(), dtype=np.float64)
