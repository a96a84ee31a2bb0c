"""How far prices move, as an expression; the kernel of the same name computes it."""

from __future__ import annotations

from typing import SupportsIndex

import polars as pl

from fastbt.indicators.columns import column as column_of
from fastbt.indicators.columns import indicator, window


def atr(
    length: SupportsIndex | None = None,
    high: str | pl.Expr = "high",
    low: str | pl.Expr = "low",
    close: str | pl.Expr = "close",
    *,
    timeperiod: SupportsIndex | None = None,
) -> pl.Expr:
    """Average true range: Wilder's average (1 / length) of how far the price moves from close to close.

    It starts, like TA-Lib's, as the simple mean of the first ``length`` true ranges; the first row has
    none. A row with an unknown (null, NaN or infinite) price gives null and counts as absent: the next
    row's previous close is that of the last known row.

    Args:
        length: rows, at least 1; default 14.
        high: name or expression.
        low: name or expression.
        close: name or expression.
        timeperiod: another name for ``length``.

    Returns:
        Float64 under the name of ``high``, a distance in price; null in the first ``length`` rows.

    Raises:
        ConfigError: an argument is wrong.

    Example:
        >>> bars = pl.DataFrame({"high": [2.0, 3.0, 6.0], "low": [1.0, 2.0, 3.0], "close": [2.0, 3.0, 5.0]})
        >>> bars.select(atr(2))["high"].to_list()
        [None, None, 2.0]
    """
    prices = {"high": high, "low": low, "close": close}
    inputs = [column_of(value, "atr", name) for name, value in prices.items()]
    return indicator("volatility.atr", inputs, window(length, timeperiod, "atr", default=14))
