"""Moving averages as expressions; the kernels of the same name compute them."""

from __future__ import annotations

from typing import SupportsIndex

import polars as pl

from fastbt.indicators.columns import column as column_of
from fastbt.indicators.columns import indicator, window


def sma(
    column: str | pl.Expr = "close",
    length: SupportsIndex | None = None,
    *,
    timeperiod: SupportsIndex | None = None,
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
    inputs = [column_of(column, "sma")]
    return indicator("averages.sma", inputs, window(length, timeperiod, "sma"))


def ema(
    column: str | pl.Expr = "close",
    length: SupportsIndex | None = None,
    *,
    timeperiod: SupportsIndex | None = None,
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
    inputs = [column_of(column, "ema")]
    return indicator("averages.ema", inputs, window(length, timeperiod, "ema"))
