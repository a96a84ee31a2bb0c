"""Rolling extremes as expressions; the kernels of the same name compute them."""

from __future__ import annotations

from typing import SupportsIndex

import polars as pl

from fastbt.indicators.columns import column as column_of
from fastbt.indicators.columns import indicator, window


def highest(
    column: str | pl.Expr = "close",
    length: SupportsIndex | None = None,
    *,
    timeperiod: SupportsIndex | None = None,
) -> pl.Expr:
    """Largest of the last ``length`` values, this row's included; ``.shift(1)`` leaves it out, for breakouts.

    A window with an unknown (null, NaN or infinite) value gives null.

    Args:
        column: name or expression.
        length: rows in the window, at least 1.
        timeperiod: another name for ``length``.

    Returns:
        Float64 under the column's name, in its unit; null in the first ``length - 1`` rows.

    Raises:
        ConfigError: an argument is missing or wrong.

    Example:
        >>> pl.DataFrame({"high": [3.0, 1.0, 2.0]}).select(highest("high", 2))["high"].to_list()
        [None, 3.0, 2.0]
    """
    inputs = [column_of(column, "highest")]
    return indicator("extremes.highest", inputs, window(length, timeperiod, "highest"))


def lowest(
    column: str | pl.Expr = "close",
    length: SupportsIndex | None = None,
    *,
    timeperiod: SupportsIndex | None = None,
) -> pl.Expr:
    """Smallest of the last ``length`` values, this row's included; otherwise as ``highest``.

    Args:
        column: name or expression.
        length: rows in the window, at least 1.
        timeperiod: another name for ``length``.

    Returns:
        Float64 under the column's name, in its unit; null in the first ``length - 1`` rows.

    Raises:
        ConfigError: an argument is missing or wrong.

    Example:
        >>> pl.DataFrame({"low": [3.0, 1.0, 2.0]}).select(lowest("low", 2))["low"].to_list()
        [None, 1.0, 1.0]
    """
    inputs = [column_of(column, "lowest")]
    return indicator("extremes.lowest", inputs, window(length, timeperiod, "lowest"))
