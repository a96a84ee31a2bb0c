"""A made-up minute series, the same on every machine and with every version of NumPy.

Drawn by integer arithmetic alone: NumPy's own generators may change their streams between versions.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.schema.market import PRICES
from fastbt.schema.table import TIME

MINUTES = 390
"""Minutes of a session, which begins at 14:30 UTC."""

_FIRST = date(2023, 1, 2)
_START_TICKS = 10_000
_OPENING_NS = (14 * 60 + 30) * 60 * 1_000_000_000
_MINUTE_NS = 60 * 1_000_000_000
_PARTS = 15  # binary places of a tick
_TREND = 1_950  # minutes between two draws of the drift: five sessions

I64 = NDArray[np.int64]


def synthetic_minutes(sessions: int = 252, seed: int = 4) -> pl.DataFrame:
    """Make minute bars of a share that starts at 100.00 and drifts up and down for days on end.

    Args:
        sessions: weekdays from 2 January 2023 on, 390 bars each.
        seed: number of the series.

    Returns:
        ``ts`` (start of the bar), ``open, high, low, close`` with two decimals, and ``volume`` in units.

    Example:
        >>> synthetic_minutes(sessions=1).select("open", "close", "volume").row(0)
        (100.0, 100.04, 1785.0)
    """
    rows = sessions * MINUTES
    drift = np.repeat(_bell(rows // _TREND + 1, seed + 1), _TREND)[:rows] // 8
    # A walk in parts of a tick, so that cutting it to ticks does not make it drift.
    close = ((_START_TICKS << _PARTS) + np.cumsum(3 * _bell(rows, seed) + drift)) >> _PARTS
    first = np.concatenate([[_START_TICKS], close[:-1] + _uniform(rows, seed + 2)[1:] % 3 - 1])
    high = np.maximum(first, close) + _uniform(rows, seed + 3) % 5
    low = np.minimum(first, close) - _uniform(rows, seed + 4) % 5
    # Busy at both ends of a session, quiet at noon.
    minute = np.arange(rows) % MINUTES
    busy = 200 + (np.abs(2 * minute - MINUTES) ** 2) // 150
    volume = busy + (_uniform(rows, seed + 5) % 1_000) * busy // 800 + (high - low) * 20
    floats = {name: ticks / 100 for name, ticks in zip(PRICES, (first, high, low, close), strict=True)}
    frame = pl.DataFrame({"ts": _starts(sessions), **floats, "volume": volume.astype(np.float64)})
    return frame.with_columns(pl.col("ts").cast(TIME))


def _starts(sessions: int) -> I64:
    days: list[int] = []
    day = _FIRST
    while len(days) < sessions:
        if day.weekday() < 5:
            days.append((day - date(1970, 1, 1)).days)
        day += timedelta(days=1)
    opening = np.array(days, dtype=np.int64) * (24 * 60 * _MINUTE_NS) + _OPENING_NS
    return (opening[:, None] + np.arange(MINUTES, dtype=np.int64) * _MINUTE_NS).ravel()


def _bell(count: int, seed: int) -> I64:
    """Draw whole numbers around 0 with a standard deviation of 37,837: sums of four even draws."""
    draws = _uniform(4 * count, seed).reshape(4, count) & 0xFFFF
    total: I64 = draws.sum(axis=0)
    return total - 2 * 0xFFFF


def _uniform(count: int, seed: int) -> I64:
    """Draw whole numbers from 0 to 2^62 evenly (splitmix64)."""
    state = np.arange(1, count + 1, dtype=np.uint64) + np.uint64(seed) * np.uint64(1_000_003)
    mixed = state * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(2)).astype(np.int64)
