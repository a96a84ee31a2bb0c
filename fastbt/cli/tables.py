"""Tables as aligned text: numbers to the right, one count of decimals a column, as wide as there is room."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import polars as pl

from fastbt.analysis.labels import MISSING, shown
from fastbt.cli.widths import GAP, Column, fit

_DECIMALS = 6
"""Decimals of a float at most."""


def render(frame: pl.DataFrame, *, width: int | None = None, rows: int | None = None) -> str:
    """Lay a table out.

    Args:
        frame: the table.
        width: characters in a line; what does not fit is cut or left out, and said. None is no limit.
        rows: show at most so many, the first ones. None is all.

    Returns:
        A line of names, a line each row, and a line about what was left out.

    Example:
        >>> print(render(pl.DataFrame({"cause": ["STOP_LOSS", None], "pnl": [-1.5, 10.25]})))
        cause        pnl
        STOP_LOSS  -1.50
        -          10.25
    """
    part = frame if rows is None else frame.head(rows)
    columns = [_column(series) for series in part.iter_columns()]
    notes = []
    if frame.height == 0:
        notes.append("(no rows)")
    elif part.height < frame.height:
        notes.append(f"... {frame.height - part.height:,} more rows; --rows 0 shows all")
    if width is not None:
        columns, lost = fit(columns, width)
        notes += [line for note in lost for line in textwrap.wrap(note, width, break_on_hyphens=False)]
    head = max((len(column.head) for column in columns), default=1)
    lines = zip(*(column.lines(head) for column in columns), strict=True)
    return "\n".join([*(GAP.join(parts).rstrip() for parts in lines), *notes])


def _column(series: pl.Series) -> Column:
    dtype = series.dtype
    if dtype.is_float():
        values = series.to_list()
        return Column(series.name, _texts(values, _float_format(values)), right=True)
    if dtype.is_numeric():  # integers and decimals
        return Column(
            series.name, _texts(series, str if dtype.is_integer() else lambda value: f"{value:f}"), right=True
        )
    if isinstance(dtype, pl.Datetime):
        return Column(series.name, _texts(series.dt.strftime(_time_format(series)), str), right=False)
    if isinstance(dtype, pl.Duration):
        return Column(
            series.name, _texts(series, lambda value: shown(value) if value else "0:00:00"), right=True
        )
    return Column(series.name, _texts(series, _text), right=False)


def _texts(values: Any, form: Callable[[Any], str]) -> list[str]:
    known = values.to_list() if isinstance(values, pl.Series) else values
    return [MISSING if value is None else form(value) for value in known]


def _text(value: Any) -> str:
    """One line, whatever is in it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(str(value).split()) if isinstance(value, str) else str(value)


def _float_format(values: Sequence[float | None]) -> Callable[[float], str]:
    """As many decimals as show each value of a column, up to six; very small or large ones in powers."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    largest = max((abs(value) for value in known), default=0.0)
    smallest = min((abs(value) for value in known if value), default=1.0)
    if largest >= 1e15 or (largest < 1e-4 and smallest < 1e-4 and known and largest):
        return lambda value: f"{value:.6g}"
    most = _DECIMALS if largest < 1e4 else max(2, 10 - len(str(int(largest))))
    decimals = next(
        (n for n in range(most) if all(abs(round(v, n) - v) <= 1e-12 * max(1.0, abs(v)) for v in known)), most
    )
    return lambda value: f"{value:.{decimals}f}"


def _time_format(series: pl.Series) -> str:
    """As much of the time of day as the column has."""
    times = series.drop_nulls()
    if times.is_empty() or (times.dt.truncate("1d") == times).all():
        return "%Y-%m-%d"
    if (times.dt.truncate("1m") == times).all():
        return "%Y-%m-%d %H:%M"
    return "%Y-%m-%d %H:%M:%S" if (times.dt.truncate("1s") == times).all() else "%Y-%m-%d %H:%M:%S%.f"


def side_by_side(left: Sequence[str], right: Sequence[str]) -> list[str]:
    """Two blocks of lines beside each other.

    Args:
        left: lines of the left block.
        right: lines of the right block.
    """
    width = max((len(line) for line in left), default=0)
    count = max(len(left), len(right))
    padded = [*left, *[""] * (count - len(left))], [*right, *[""] * (count - len(right))]
    return [f"{one:<{width}}    {two}".rstrip() for one, two in zip(*padded, strict=True)]


def span(value: timedelta) -> str:
    """A duration in seconds as people read a stopwatch: ``0.4 s``, ``12 s``, ``3 min 5 s``."""
    seconds = value.total_seconds()
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
