"""Crossings of two columns, or of a column and a number, as expressions; the kernel finds them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeGuard

import numpy as np
import polars as pl

from fastbt.errors import ConfigError
from fastbt.indicators.columns import arrays_of, column, kernel_named, shown


def crossed_above(a: str | pl.Expr | float, b: str | pl.Expr | float) -> pl.Expr:
    """Whether ``a`` got above ``b`` on this row.

    True where ``a`` is strictly above ``b`` and was not on the last row before on which both were known
    (neither null nor NaN), so a gap in the data neither hides nor invents a crossing. Touching ``b`` and
    moving up again is a crossing, staying above is none.

    Args:
        a: column name, expression or number.
        b: column name, expression or number, in the unit of ``a``.

    Returns:
        Boolean under the name of ``a`` (``literal`` if that is a number); null where it is unknown: on rows
        where one of the two is, and where ``a`` is above with no earlier row to compare with.

    Raises:
        ConfigError: an argument is neither, or both are numbers.

    Example:
        >>> pl.DataFrame({"rsi": [20.0, 30.0, 31.0, 40.0]}).select(crossed_above("rsi", 30))["rsi"].to_list()
        [False, False, True, False]
    """
    first, second = _operands(a, b, "crossed_above")
    return pl.map_batches([first, second], _above, return_dtype=pl.Boolean)


def crossed_below(a: str | pl.Expr | float, b: str | pl.Expr | float) -> pl.Expr:
    """Whether ``a`` got below ``b`` on this row: ``crossed_above`` with the two exchanged.

    Args:
        a: column name, expression or number.
        b: column name, expression or number, in the unit of ``a``.

    Returns:
        Boolean under the name of ``a``; null where it is unknown, as in ``crossed_above``.

    Raises:
        ConfigError: an argument is neither, or both are numbers.

    Example:
        >>> pl.DataFrame({"rsi": [80.0, 70.0, 69.0, 60.0]}).select(crossed_below("rsi", 70))["rsi"].to_list()
        [False, False, True, False]
    """
    first, second = _operands(a, b, "crossed_below")
    return pl.map_batches([first, second], _below, return_dtype=pl.Boolean)


def _operands(a: object, b: object, indicator: str) -> tuple[pl.Expr, pl.Expr]:
    if _is_number(a) and _is_number(b):
        raise ConfigError(
            f"ta.{indicator}({a!r}, {b!r}) compares two numbers; one of them has to be a column"
        )
    return _operand(a, indicator, "a"), _operand(b, indicator, "b")


def _operand(value: object, indicator: str, argument: str) -> pl.Expr:
    if isinstance(value, (str, pl.Expr)):
        return column(value, indicator, argument)
    if _is_number(value) and math.isfinite(value):
        return pl.lit(float(value))
    raise ConfigError(
        f"{argument} of ta.{indicator} is {shown(value)}; "
        "it takes a column name, a Polars expression or a number"
    )


def _is_number(value: object) -> TypeGuard[float]:
    number = (int, float, Decimal, np.integer, np.floating)
    return isinstance(value, number) and not isinstance(value, bool)


def _above(columns: Sequence[pl.Series]) -> pl.Series:
    return _crossings(columns[0], columns[1])


def _below(columns: Sequence[pl.Series]) -> pl.Series:
    return _crossings(columns[1], columns[0])


def _crossings(upper: pl.Series, lower: pl.Series) -> pl.Series:
    arrays = arrays_of([upper, lower])
    out = np.empty(arrays[0].size, np.int8)
    kernel_named("crossings.crossed_above")(*arrays, out)
    codes = pl.Series(out)  # Polars names the result after the first operand
    return (codes == 1).set(codes < 0, None)
