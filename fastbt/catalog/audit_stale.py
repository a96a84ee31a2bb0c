"""Check for stretches in which nothing happens: one close over and over, without volume or range."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fastbt.catalog.audit_checks import STALE, Found, runs
from fastbt.catalog.audit_series import AuditedBars


def check_stale(series: AuditedBars) -> Iterator[Found]:
    """Find stretches of bars that repeat the close before them and have no volume, or no range.

    A stretch counts from the first bar that repeats a close.
    """
    arrays = series.arrays
    least = series.limits.stale_after(series.bar)
    repeats = arrays.close[1:] == arrays.close[:-1]
    if int(repeats.sum()) < least:
        return
    # Only stretches of equal closes that are long enough are looked at more closely.
    first, end = runs(np.r_[False, repeats])
    long = end - first >= least
    rows = np.concatenate(
        [np.arange(a, b) for a, b in zip(first[long].tolist(), end[long].tolist(), strict=True)]
        or [np.zeros(0, dtype=np.int64)]
    )
    flat = arrays.high[rows] == arrays.low[rows]
    none = series.no_volume()
    still = np.zeros(len(arrays), dtype=np.bool_)
    still[rows] = True if none is None else flat | none[rows]
    first, end = runs(still)
    long = end - first >= least
    first, end = first[long], end[long]
    if not len(first):
        return
    closes = series.price(arrays.close[first]).tolist()
    yield Found(
        STALE,
        arrays.ts_event[first],
        arrays.ts_event[end - 1],
        end - first,
        (end - first).astype(np.float64),
        first,
        [f"close {close:.{arrays.price_precision}f}" for close in closes],
    )
