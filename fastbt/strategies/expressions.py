"""Evaluates a strategy's words on a frame: ``columns=`` first, then every word that has a value per row.

The frame is canonical and sorted by time. Unknown columns are refused with the nearest names; expressions
that know the future are refused by ``indicators/lookahead.py`` unless the caller says ``check="off"``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from fastbt.errors import ConfigError, FastbtError, unknown_name
from fastbt.indicators.lookahead import check_expressions
from fastbt.strategies.words import as_series, is_column

CANONICAL = ("instrument_id", "ts_event", "ts_open", "open", "high", "low", "close", "volume")
"""Columns that expressions read and ``columns=`` must leave alone."""
_PREFIX = "__word_"


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The words of a strategy on a frame."""

    frame: pl.DataFrame
    """The bars, with the columns of ``columns=`` added."""
    words: dict[str, pl.Series]
    """By word: one value per row of the frame."""


def attach(
    frame: pl.DataFrame | pl.LazyFrame, columns: Mapping[str, Any], words: Mapping[str, Any]
) -> tuple[pl.DataFrame | pl.LazyFrame, dict[str, Any], dict[str, Any]]:
    """Make hidden columns of the words that are columns by themselves, so that sorting moves them too.

    Args:
        frame: as the user gave it.
        columns: the mapping of ``columns=``.
        words: the other words.

    Returns:
        The frame with the hidden columns, and both mappings with names in place of the columns.

    Raises:
        ConfigError: if a column is given with a LazyFrame, or is not as long as the frame.
    """
    hidden: dict[str, pl.Series] = {}
    replaced: list[dict[str, Any]] = []
    for prefix, mapping in ((f"{_PREFIX}columns_", columns), (_PREFIX, words)):
        named = dict(mapping)
        for name, word in mapping.items():
            if not is_column(word):
                continue
            if isinstance(frame, pl.LazyFrame):
                raise ConfigError(
                    f"{name}= is a column by itself, which a LazyFrame cannot be matched with; "
                    "collect() the frame"
                )
            series = as_series(prefix + name, word)
            if len(series) != frame.height:
                raise ConfigError(f"{name}= has {len(series)} values for {frame.height} rows of the frame")
            hidden[series.name] = series
            named[name] = pl.col(series.name)
        replaced.append(named)
    if hidden:
        frame = frame.with_columns(hidden.values())
    return frame, replaced[0], replaced[1]


def evaluate(
    frame: pl.DataFrame,
    columns: Mapping[str, Any],
    words: Mapping[str, Any],
    *,
    check: str = "quick",
) -> Evaluated:
    """Evaluate ``columns=`` and the words that have a value per row.

    Args:
        frame: canonical bars sorted by (``ts_event``, ``instrument_id``), further columns behind them.
        columns: name to expression; one may use the names of those before it.
        words: word to column name or expression; others are not allowed here.
        check: ``quick``: refuse expressions that know the future or mix instruments; ``off``.

    Returns:
        The frame with the columns added, and a Series per word.

    Raises:
        UnknownNameError: if an expression reads a column that is not there.
        LookAheadError: if the check finds that an expression knows the future.
        ConfigError: if an expression fails.
    """
    if check not in ("quick", "off"):
        raise ConfigError(f"check={check!r} is not one of 'quick', 'off'")
    layers = _layers(columns, frame.columns)
    selection = {name: _expression(name, word, [*frame.columns, *columns]) for name, word in words.items()}
    lazy = _with_layers(frame.lazy(), layers)
    # All words in one pass; ts_event keeps the height where every word is an aggregate.
    keep = [*frame.columns, *(name for name in columns if name not in frame.columns)]
    kept = [pl.col(name) for name in keep if not name.startswith(_PREFIX)]
    try:
        both = lazy.select(*kept, *(e.alias(_PREFIX + "_" + name) for name, e in selection.items())).collect()
    except FastbtError:
        raise
    except Exception as error:  # a user's expression can fail in any way
        raise _blame(frame, layers, selection, error) from error
    evaluated = Evaluated(
        both.select(expression.meta.output_name() for expression in kept),
        {name: both[_PREFIX + "_" + name].alias(name) for name in selection},
    )
    if check == "quick":
        _check(
            frame,
            layers,
            {name: e for name, e in selection.items() if isinstance(words[name], pl.Expr)},
            evaluated,
        )
    return evaluated


def _check(
    frame: pl.DataFrame,
    layers: list[dict[str, pl.Expr]],
    expressions: dict[str, pl.Expr],
    evaluated: Evaluated,
) -> None:
    """Refuse what knows the future, layer by layer: each reads the columns before it as first evaluated."""
    results = evaluated.frame.with_columns(evaluated.words[name] for name in expressions)
    for layer in layers[:-1]:
        check_expressions(frame, layer, {}, results)
        frame = frame.with_columns(evaluated.frame.select(layer.keys()))
    check_expressions(frame, layers[-1] if layers else {}, expressions, results)


def _layers(columns: Mapping[str, Any], known: Iterable[str]) -> list[dict[str, pl.Expr]]:
    """``columns=`` as steps: each reads the frame and the steps before it."""
    level: dict[str, int] = {}
    steps: list[dict[str, pl.Expr]] = []
    names = [*known]
    for name, word in columns.items():
        if name in CANONICAL:
            raise ConfigError(
                f"columns={{{name!r}: ...}} would replace a column of the bars; choose another name"
            )
        expression = _expression(f"columns={{{name!r}: ...}}", word, [*names, *level])
        depth = max((level[root] + 1 for root in _roots(expression) if root in level), default=0)
        level[name] = depth
        while len(steps) <= depth:
            steps.append({})
        steps[depth][name] = expression.alias(name)
    return steps


def _with_layers(lazy: pl.LazyFrame, layers: list[dict[str, pl.Expr]]) -> pl.LazyFrame:
    for layer in layers:
        lazy = lazy.with_columns(layer.values())
    return lazy


def _expression(name: str, word: Any, known: Iterable[str]) -> pl.Expr:
    """A word as an expression whose columns exist."""
    if isinstance(word, str):
        expression = pl.col(word)
    elif isinstance(word, pl.Expr):
        expression = word
    else:
        expression = pl.lit(word)
    names = set(known)
    for root in _roots(expression):
        if root not in names and not root.startswith("^"):
            shown = [n for n in names if not n.startswith(_PREFIX)]
            error = unknown_name("column", root, shown)
            error.args = (f"{name}: {error.args[0]}",)
            raise error
    return expression


def _roots(expression: pl.Expr) -> list[str]:
    return expression.meta.root_names()


def _blame(
    frame: pl.DataFrame, layers: list[dict[str, pl.Expr]], selection: dict[str, pl.Expr], error: Exception
) -> ConfigError:
    """The error of the first expression that fails on its own."""
    lazy = frame.lazy()
    for layer in layers:
        for name, expression in layer.items():
            if failed := _failure(lazy, expression):
                return ConfigError(f"columns={{{name!r}: {expression}}} fails: {failed}")
        lazy = lazy.with_columns(layer.values())
    for name, expression in selection.items():
        if failed := _failure(lazy, expression):
            return ConfigError(f"{name}={expression} fails: {failed}")
    return ConfigError(f"the expressions fail together: {error}")


def _failure(lazy: pl.LazyFrame, expression: pl.Expr) -> Exception | None:
    try:
        lazy.select(pl.first(), expression.alias(_PREFIX)).collect()
    except Exception as error:  # noqa: BLE001 - reported by the caller
        return error
    return None


def flag_values(name: str, series: pl.Series) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return a signal as 0 and 1; null is 0.

    Args:
        name: the word.
        series: its values.

    Returns:
        uint8, one per row.

    Raises:
        ConfigError: if it is not boolean.
    """
    if series.dtype == pl.Null:
        return np.zeros(len(series), dtype=np.uint8)
    if series.dtype != pl.Boolean:
        raise ConfigError(
            f"{name}= must be true or false per row, not {series.dtype}: compare it, as in "
            f"pl.col({name!r}) > 0"
        )
    if series.null_count():
        series = series.fill_null(value=False)
    return series.cast(pl.UInt8).rechunk().to_numpy()


def number_values(name: str, series: pl.Series) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return a word's numbers as float64; null is NaN.

    Args:
        name: the word.
        series: its values.

    Returns:
        float64, one per row.

    Raises:
        ConfigError: if it is not a number.
    """
    if not (series.dtype.is_numeric() or series.dtype == pl.Null):
        raise ConfigError(f"{name}= must be a number per row, not {series.dtype}")
    floats = series.cast(pl.Float64)
    if floats.null_count():
        floats = floats.fill_null(float("nan"))
    return floats.rechunk().to_numpy()
