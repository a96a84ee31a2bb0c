"""What a run was made with: every option, version, instrument and the data's fingerprint, as plain values."""

from __future__ import annotations

import platform
import sys
from dataclasses import fields
from functools import cache
from importlib.metadata import version
from typing import Any

import polars as pl

from fastbt.catalog.normalized import NormalizedBars
from fastbt.model.decimals import is_number
from fastbt.simulation.fingerprint import fingerprint
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.read_ticks import TickRows
from fastbt.strategies.words import is_column

PACKAGES = ("polars", "numba", "numpy", "pyarrow", "duckdb")


def run_settings(
    lowered: Lowered, bars: NormalizedBars | TickRows, market: Market, strategy: dict[str, Any]
) -> dict[str, Any]:
    """Return the settings of a run, ready for JSON.

    Args:
        lowered: the run.
        bars: its bars or ticks, with the report of the load.
        market: the options of the run.
        strategy: what the strategy says of itself.

    Returns:
        Plain values by name. What the run itself adds, such as refusals counted, comes with the result.
    """
    columns = lowered.columns
    return {
        "strategy": {"id": lowered.strategy, **plain(strategy)},
        **_venues(market),
        "optimistic": market.venues.optimistic(),
        "instruments": {model.id.value: model.to_dict() for model in lowered.models},
        "data": {
            "rows": lowered.frame.height,
            "groups": columns.groups,
            "start": str(lowered.frame["ts_open"].min()),
            "end": str(lowered.frame["ts_event"][-1]),
            **_read_as(bars, {name: frame.height for name, frame in lowered.tick_frames.items()}),
            "outside_sessions": lowered.closed_rows,
            "finer": lowered.finer,
            "sides": lowered.sides,
            "between_rows": lowered.between,
            "conversion": [one.name for one in lowered.conversion.series],
            "fingerprint": fingerprint(columns, lowered.actions),
        },
        "options": plain(market.shown()),
        "versions": versions(),
        "seed": market.venues.first.seed,
    }


def _venues(market: Market) -> dict[str, Any]:
    """The options of the one venue, or of several by their names."""
    several = market.venues
    return {"venue": several.first.to_dict()} if len(several) == 1 else {"venues": several.to_dict()}


def _read_as(bars: NormalizedBars | TickRows, ticks: dict[str, int]) -> dict[str, Any]:
    """What the rows were and what became of them; ``ticks``: how many there are of each kind."""
    if isinstance(bars, TickRows):
        read: dict[str, Any] = {"kinds": ticks, "bar": None, "stamp": None, "one_price_per_row": False}
        return read | {"dropped": bars.dropped, "repaired": bars.repaired}
    return {
        "kinds": {"bars": bars.frame.height, **ticks},
        "bar": None if bars.bar is None else bars.bar.key,
        "stamp": bars.stamp.name.lower(),
        "one_price_per_row": bars.is_one_price,
        "dropped": dict(bars.report.dropped),
        "repaired": dict(bars.report.repaired),
    }


def word_options(words: Any) -> dict[str, Any]:
    """Return the words of a strategy that are a choice with a default, given or not.

    Args:
        words: ``Signals`` or ``Targets``.
    """
    return {field.name: getattr(words, field.name) for field in fields(words) if field.default is not None}


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    # fastbt's own from the package itself, which is there also where it runs from a checkout.
    own = sys.modules["fastbt"].__version__
    return (
        ("python", platform.python_version()),
        ("fastbt", own),
        *((name, version(name)) for name in PACKAGES),
    )


def versions() -> dict[str, str]:
    """Return the versions of Python, fastbt and the packages it stands on."""
    return dict(_versions())


def plain(value: Any) -> Any:
    """Bring a word or parameter to what JSON knows: numbers and text as they are, the rest as text.

    Example:
        >>> plain({"entries": pl.col("close") > 1, "quantity": 100})
        {'entries': '[(col("close")) > (dyn int: 1)]', 'quantity': 100}
    """
    if value is None or isinstance(value, bool | str):
        return value
    if is_number(value):
        return value if isinstance(value, int | float) else str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if is_column(value):
        return f"column of {len(value)} values"
    return str(value) if isinstance(value, pl.Expr) else repr(value)
