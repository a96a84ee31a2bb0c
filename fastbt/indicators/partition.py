"""Indicators on frames of many instruments: each computed within its own instrument."""

from __future__ import annotations

import polars as pl

from fastbt.errors import ConfigError
from fastbt.indicators.columns import shown


def per_instrument(**expressions: pl.Expr | str) -> list[pl.Expr]:
    """Name expressions and evaluate each of them within its instrument.

    Without a partition the last rows of one instrument would enter the windows of the next.

    Args:
        **expressions: name of the new column = expression (or column name) over one instrument's rows.

    Returns:
        The expressions with ``.over("instrument_id")`` under their names, for ``with_columns`` or ``select``.

    Raises:
        ConfigError: a value is no expression, or there is none.

    Example:
        >>> frame = pl.DataFrame({"instrument_id": ["A", "B", "A", "B"], "close": [1.0, 9.0, 2.0, 8.0]})
        >>> frame.with_columns(per_instrument(before=pl.col("close").shift(1)))["before"].to_list()
        [None, None, 1.0, 9.0]
    """
    if not expressions:
        raise ConfigError("per_instrument needs expressions by name, as in per_instrument(fast=ta.sma())")
    found = []
    for name, value in expressions.items():
        expression = pl.col(value) if isinstance(value, str) else value
        if not isinstance(expression, pl.Expr):
            raise ConfigError(
                f"{name} of per_instrument is {shown(value)}; it takes a Polars expression or a column name"
            )
        found.append(expression.over("instrument_id").alias(name))
    return found
