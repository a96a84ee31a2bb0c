"""The bridge between expressions and kernels: columns as float64 arrays in, one column with nulls out.

An indicator is a ``map_batches`` expression: Polars calls ``evaluate`` once with the whole column, or once
per group under ``.over(...)``, in memory or in its streaming engine. Kernels, and with them Numba, are
imported when that happens first, not before. Null and NaN mean unknown on the way in; on the way out
unknown is null.
"""

from __future__ import annotations

import functools
import importlib
import operator
from collections.abc import Callable, Sequence
from typing import SupportsIndex

import numpy as np
import numpy.typing as npt
import polars as pl

from fastbt.errors import ConfigError


def column(value: object, indicator: str, argument: str = "column") -> pl.Expr:
    """Take a column name or an expression.

    Args:
        value: what the user gave.
        indicator: name of the indicator, for the message.
        argument: name of the argument, for the message.

    Raises:
        ConfigError: it is something else.
    """
    if isinstance(value, pl.Expr):
        return value
    if isinstance(value, str):
        return pl.col(value)
    hint = f"; write ta.{indicator}(length={value})" if isinstance(value, SupportsIndex) else ""
    raise ConfigError(
        f"{argument} of ta.{indicator} is {shown(value)}; it takes a column name or a Polars expression{hint}"
    )


def shown(value: object) -> str:
    """A wrong argument in a message: itself if it fits on a line, else its type."""
    text = repr(value)
    return text if len(text) <= 60 and "\n" not in text else f"a {type(value).__name__}"


def window(
    length: SupportsIndex | None, timeperiod: SupportsIndex | None, indicator: str, default: int | None = None
) -> int:
    """Take the length of a window under either of its two names.

    Args:
        length: rows, or None.
        timeperiod: the same under TA-Lib's name.
        indicator: name of the indicator, for the message.
        default: the length if neither is given.

    Raises:
        ConfigError: none or both are given, or it is no whole number of at least 1.
    """
    if length is not None and timeperiod is not None:
        raise ConfigError(
            f"ta.{indicator} got length={length!r} and timeperiod={timeperiod!r}; give one of them"
        )
    given = length if length is not None else timeperiod
    if given is None:
        if default is None:
            raise ConfigError(f"ta.{indicator} needs a length in rows, as in ta.{indicator}('close', 20)")
        return default
    try:
        rows = operator.index(given)
    except TypeError:
        rows = 0
    if rows < 1 or isinstance(given, bool):
        raise ConfigError(f"length of ta.{indicator} is {given!r}; it is a whole number of rows, at least 1")
    return rows


def indicator(kernel: str, inputs: Sequence[pl.Expr], *parameters: int) -> pl.Expr:
    """Make the expression that runs a kernel over columns.

    Args:
        kernel: module and name below ``fastbt.kernels.indicators``, as in ``"averages.sma"``.
        inputs: its columns, in the kernel's order.
        parameters: its numbers.
    """
    return pl.map_batches(inputs, functools.partial(evaluate, kernel, parameters), return_dtype=pl.Float64)


def evaluate(kernel: str, parameters: tuple[int, ...], columns: Sequence[pl.Series]) -> pl.Series:
    """Run a kernel over columns of one instrument; Polars names the result after the first of them."""
    arrays = arrays_of(columns)
    out = np.empty(arrays[0].size)
    kernel_named(kernel)(*arrays, *parameters, out)
    return pl.Series(out, nan_to_null=True)


def arrays_of(columns: Sequence[pl.Series]) -> list[npt.NDArray[np.float64]]:
    """Columns as contiguous float64 arrays of one length, NaN for null; a constant is repeated."""
    arrays = [_array(series) for series in columns]
    rows = next((a.size for a in arrays if a.size != 1), 1)
    return [a if a.size == rows else np.full(rows, a[0]) for a in arrays]


def kernel_named(kernel: str) -> Callable[..., None]:
    """Import the kernel's module, at the first call with Numba, and return the kernel."""
    module, name = kernel.split(".")
    found: Callable[..., None] = getattr(importlib.import_module(f"fastbt.kernels.indicators.{module}"), name)
    return found


def _array(series: pl.Series) -> npt.NDArray[np.float64]:
    dtype = series.dtype
    if dtype != pl.Float64:
        if not (dtype.is_numeric() or dtype in (pl.Boolean, pl.Null)):
            raise ConfigError(
                f"column {series.name!r} is {dtype}, an indicator needs numbers; cast it first, "
                f"as in pl.col({series.name!r}).cast(pl.Float64)"
            )
        series = series.cast(pl.Float64)
    if series.has_nulls():
        series = series.fill_null(float("nan"))  # a fifth of the time `to_numpy` takes for the same
    return series.to_numpy()  # no copy if there is one chunk
