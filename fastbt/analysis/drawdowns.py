"""Measures of drawdown: how far below its highest value so far the equity was, and for how long (rule Q2).

Drawdowns are fractions, 0 or below. An episode goes from a peak to the row at which that peak is reached
again, or to the last row; the starting balance is a peak at the first row's time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fastbt.analysis.periods import F64, I64


@dataclass(frozen=True, slots=True)
class Episodes:
    """The drawdowns of a run, one after the other."""

    depth: F64
    """Deepest point of each, a fraction below zero."""
    nanoseconds: I64
    """Time from its peak to its recovery, or to the last row."""


def episodes(ts_event: I64, drawdown: F64) -> Episodes:
    """Find the episodes of a series of drawdowns.

    Args:
        ts_event: time of each row, ns UTC.
        drawdown: equity / running maximum - 1 at each row.
    """
    rows = len(drawdown)
    at_peak = np.concatenate([[-1], np.flatnonzero(drawdown >= 0.0), [rows]])
    below = np.diff(at_peak) > 1
    peak, recovery = at_peak[:-1][below], at_peak[1:][below]
    if not len(peak):
        return Episodes(np.zeros(0), np.zeros(0, dtype=np.int64))
    # Each piece also holds the peaks up to the next episode; they do not lower its minimum.
    depth = np.minimum.reduceat(drawdown, peak + 1)
    length = ts_event[np.minimum(recovery, rows - 1)] - ts_event[np.maximum(peak, 0)]
    return Episodes(depth, length)


def max_drawdown(drawdown: F64) -> float | None:
    """Deepest drawdown of all rows. 0 if there was none; None without rows."""
    return float(drawdown.min()) if len(drawdown) else None


def avg_drawdown(found: Episodes) -> float | None:
    """Mean of the episodes' deepest points. None without an episode."""
    return float(found.depth.mean()) if len(found.depth) else None


def max_drawdown_duration(found: Episodes) -> int | None:
    """Length of the longest episode, nanoseconds. None without an episode."""
    return int(found.nanoseconds.max()) if len(found.nanoseconds) else None


def avg_drawdown_duration(found: Episodes) -> int | None:
    """Mean length of the episodes, nanoseconds. None without an episode."""
    return int(found.nanoseconds.mean()) if len(found.nanoseconds) else None
