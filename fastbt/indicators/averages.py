"""Moving averages as expressions; the kernels of the same name compute them."""

from __future__ import annotations

from typing import SupportsIndex

import polars as pl

from fastbt.indicators.columns import column as column_of
from fastbt.indicators.columns import indicator, window


def sma(
    column: str | pl.Expr = "close", length: SupportsIndex | None = None, *, timeperiod: SupportsIndex | None = None
) -> pl.Expr:
    """Simple moving average: the mean of the last ``length`` values.

    As exact as float64 can hold: nothing drifts, and the mean of equal values is that value. A window with an
    unknown (null, NaN or infinite) value gives null, the first window without one is right again.

    Args:
        column: name or expression.
        length: rows in the window, at least 1.
        timeperiod: another name for ``length``.

    Returns:
        Float64 under the column's name, in its unit; null in the first ``length - 1`` rows.

    Raises:
        ConfigError: an argument is missing or wrong.

    Example:
        >>> pl.DataFrame({"close": [1.0, 2.0, 6.0]}).select(sma("close", 2))["close"].to_list()
        [None, 1.5, 4.0]
    """
    rows = window(length, timeperiod, "sma")
    return indicator("averages.sma", [column_of(column, "sma")], rows)


def ema(
    column: str | pl.Expr = "close", length: SupportsIndex | None = None, *, timeperiod: SupportsIndex | None = None
) -> pl.Expr:
    """Exponential moving average: moves by 2 / (length + 1) of the distance to each new value.

    It starts, like TA-Lib's, as the simple mean of the first ``length`` known values. On a row whose value is
    unknown (null, NaN or infinite) it is null, and goes on from where it was with the next known one.

    Args:
        column: name or expression.
        length: rows, at least 1.
        timeperiod: another name for ``length``.

    Returns:
        Float64 under the column's name, in its unit; null until ``length`` values are known.

    Raises:
        ConfigError: an argument is missing or wrong.

    Example:
        >>> pl.DataFrame({"close": [1.0, 3.0, 5.0]}).select(ema("close", 2))["close"].to_list()
        [None, 2.0, 4.0]
    """
    rows = window(length, timeperiod, "ema")
    return indicator("averages.ema", [column_of(column, "ema")], rows)


def atr(
    length: SupportsIndex | None = None,
    high: str | pl.Expr = "high",
    low: str | pl.Expr = "low",
    close: str | pl.Expr = "close",
    *,
    timeperiod: SupportsIndex | None = None,
) -> pl.Expr:
    """Average true range: Wilder's average (1 / length) of how far the price moves from one close to the next.

    It starts, like TA-Lib's, as the simple mean of the first ``length`` true ranges, of which the first row has none.
    A row with an unknown (null, NaN or infinite) price gives null and counts as absent: the next row's
    previous close is that of the last known row.

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
    rows = window(length, timeperiod, "atr", default=14)
    prices = {"high": high, "low": low, "close": close}
    return indicator("averages.atr", [column_of(value, "atr", name) for name, value in prices.items()], rows)
