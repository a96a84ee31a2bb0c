"""Quotes made of bars, for strategies that need both sides where only closes are known."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import polars as pl

from fastbt.errors import ConfigError, DataError, unknown_name
from fastbt.model.rounding import Number, to_decimal
from fastbt.timeline.exact import Steps, steps_of
from fastbt.timeline.rows import KEY, through, with_times


def bar_to_quote_tick(bars: Any, half_spread: Number | str, *, size: Number | None = None) -> Any:
    """Turn each bar into the quote at its end: close less and plus half the spread.

    The prices are exact: decimals are added, not floats, so that 1.1 and 0.05 give 1.05 and 1.15.

    Args:
        bars: bars of one instrument or many.
        half_spread: half the distance of bid and ask, in the price's unit; a number, or the name of a column.
        size: units on both sides; None leaves sizes unknown.

    Returns:
        Quotes (lazy for a LazyFrame), a row for each bar in its place: ``instrument_id`` where the bars have
        it, ``ts_event`` and ``ts_init`` (the bar's end), ``bid_price``, ``ask_price``, ``bid_size``,
        ``ask_size``. Where the half spread is null, so are the prices.

    Raises:
        ConfigError: the half spread or the size is no number, or below zero.
        UnknownNameError: no column of that name.
        DataError: a column of bars is missing, or a half spread is below zero.

    Example:
        >>> from datetime import datetime
        >>> bars = pl.DataFrame({"ts_event": [datetime(2024, 1, 2)], "close": [1.1]})
        >>> bar_to_quote_tick(bars, 0.05).select("bid_price", "ask_price").row(0)
        (1.05, 1.15)
    """
    if not isinstance(half_spread, str) and to_decimal(half_spread, "half_spread") < 0:
        raise ConfigError(f"half_spread={half_spread!r}: must be zero or above")
    if size is not None and to_decimal(size, "size") < 0:
        raise ConfigError(f"size={size!r}: must be zero or above")
    units = None if size is None else float(to_decimal(size, "size"))
    return through(bars, functools.partial(_quotes, half_spread=half_spread, size=units))


def _quotes(bars: pl.DataFrame, half_spread: Number | str, size: float | None) -> pl.DataFrame:
    if "close" not in bars.columns:
        raise DataError("a column of bars is missing", table="bars", column="close")
    timed = with_times(bars, "bars")
    close, spread = steps_of(timed["close"], "bars"), _spread(timed, half_spread)
    if (spread.values < 0).any():
        row = int((spread.values < 0).argmax())
        raise DataError("a half spread below zero", table="bars", column=str(half_spread), row=row)
    precision = max(close.precision, spread.precision)
    middle = close.values * 10 ** (precision - close.precision)
    half = spread.values * 10 ** (precision - spread.precision)
    missing = np.zeros(timed.height, dtype=np.bool_)
    for part in (close, spread):
        if part.missing is not None:
            missing |= part.missing
    sizes = pl.repeat(size, timed.height, dtype=pl.Float64, eager=True)
    columns = {KEY: timed[KEY]} if KEY in timed.columns else {}
    dtype = close.dtype if precision == close.precision or close.dtype.is_decimal() else pl.Float64()
    both = Steps(middle, missing, precision, dtype)
    columns |= {
        "ts_event": timed["ts_event"],
        "ts_init": timed["ts_event"],
        "bid_price": both.column("bid_price", middle - half, missing),
        "ask_price": both.column("ask_price", middle + half, missing),
        "bid_size": sizes,
        "ask_size": sizes,
    }
    return pl.DataFrame({name: column.alias(name) for name, column in columns.items()})


def _spread(bars: pl.DataFrame, half_spread: Number | str) -> Steps:
    """Half the spread of each row; of a number the decimal it is written as."""
    if isinstance(half_spread, str):
        if half_spread not in bars.columns:
            raise unknown_name("column", half_spread, bars.columns)
        return steps_of(bars[half_spread], "bars")
    number = to_decimal(half_spread, "half_spread")
    precision = max(-int(number.normalize().as_tuple().exponent), 0)
    values = np.full(bars.height, int(number.scaleb(precision)), dtype=np.int64)
    return Steps(values, None, precision, pl.Float64())
