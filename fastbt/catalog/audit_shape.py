"""The outline of a series for a picture of an audit: small, however long the series is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fastbt.catalog.audit_checks import F64, I64
from fastbt.catalog.audit_series import AuditedBars
from fastbt.catalog.audit_times import Missing

BINS = 400
"""Stretches of equal time that a series is cut into."""
LONG_PAUSE = 0.02
"""Share of a series' time from which on a pause is long."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How many bars there are and how many are missing over time, and the closes.

    Args:
        edges: times between the stretches, one more than there are stretches, ns UTC.
        seen: bars in each.
        missing: bars missing in each.
        ts: times of the closes that are kept: lowest and highest of each stretch, in the order they came.
        close: those closes.
        pauses: begin and end of each long pause, a row each, ns UTC.
    """

    edges: I64
    seen: I64
    missing: F64
    ts: I64
    close: F64
    pauses: I64


def shape_of(series: AuditedBars, missing: Missing) -> Shape:
    """Outline a series.

    Args:
        series: its bars.
        missing: what it lacks.
    """
    arrays = series.arrays
    first, last = int(arrays.ts_open[0]), int(arrays.ts_event[-1])
    edges = _edges(first, max(last, first + 1))
    places = np.searchsorted(arrays.ts_event, edges, "right")
    places[0] = 0
    pauses = np.stack([arrays.ts_event[series.pauses - 1], arrays.ts_open[series.pauses]], axis=1)
    kept = _lowest_and_highest(arrays.close, np.unique(places[:-1][np.diff(places) > 0]))
    return Shape(
        edges=edges,
        seen=np.diff(places).astype(np.int64),
        missing=missing.between(edges),
        ts=arrays.ts_event[kept],
        close=series.price(arrays.close[kept]),
        pauses=pauses[pauses[:, 1] - pauses[:, 0] > LONG_PAUSE * (last - first)],
    )


def _edges(first: int, last: int) -> I64:
    """Times that cut a span into stretches of equal length, to the nanosecond: floats would miss its end."""
    length, rest = divmod(last - first, BINS)
    numbers = np.arange(BINS + 1, dtype=np.int64)
    return np.unique(first + length * numbers + rest * numbers // BINS)


def _lowest_and_highest(close: I64, starts: I64) -> I64:
    """Rows of the lowest and the highest close of each stretch, ascending."""
    kept: list[int] = []
    for begin, end in zip(starts.tolist(), [*starts[1:].tolist(), len(close)], strict=True):
        part = close[begin:end]
        kept += sorted({begin + int(part.argmin()), begin + int(part.argmax())})
    return np.array(kept, dtype=np.int64)
