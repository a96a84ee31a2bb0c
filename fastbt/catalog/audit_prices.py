"""Checks of the prices of each bar: none below zero, none contradicting another, none in another unit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fastbt.catalog.audit_checks import (
    F64,
    I64,
    IMPOSSIBLE,
    NOT_POSITIVE,
    RANGE_WITHOUT_VOLUME,
    UNIT_ERROR,
    Found,
    at_rows,
    runs,
)
from fastbt.catalog.audit_series import AuditedBars

UNIT = 100.0
"""Pence in a pound, cents in a dollar."""
_NEAR = 0.05
"""How near a factor has to be to a power of ``UNIT``, as a fraction of its logarithm: 79 to 126."""


def check_prices(series: AuditedBars) -> Iterator[Found]:
    """Find zero and negative prices, impossible ranges and ranges without volume."""
    arrays = series.arrays
    if not series.is_positive:
        rows = np.flatnonzero(arrays.low <= 0).astype(np.int64)
        yield at_rows(NOT_POSITIVE, arrays.ts_event, rows, series.price(arrays.low[rows]))
    above = np.maximum(np.maximum(arrays.open, arrays.close), arrays.low) - arrays.high
    below = arrays.low - np.minimum(arrays.open, arrays.close)
    if above.max() > 0 or below.max() > 0:
        rows = np.flatnonzero((above > 0) | (below > 0)).astype(np.int64)
        by = np.maximum(above, below)[rows]
        yield at_rows(IMPOSSIBLE, arrays.ts_event, rows, series.price(by))
    if arrays.volume is not None and not arrays.volume.all():
        rows = np.flatnonzero((arrays.volume == 0) & (arrays.high > arrays.low)).astype(np.int64)
        yield at_rows(
            RANGE_WITHOUT_VOLUME, arrays.ts_event, rows, series.price((arrays.high - arrays.low)[rows])
        )


def unit_switches(series: AuditedBars) -> I64:
    """Rows whose close is 100 times, or a hundredth of, the close before it: the unit changes there."""
    far = np.flatnonzero(series.moves > UNIT / 2).astype(np.int64)
    return far[_powers(series.moves[far] + 1.0) > 0] + 1


def check_units(series: AuditedBars) -> Iterator[Found]:
    """Find stretches in another unit than most of the series, and bars that mix two.

    A close that changes by a power of 100 changes the unit. The unit of most rows is taken for the right one;
    where two have as many rows, the earlier one.
    """
    arrays, switches = series.arrays, unit_switches(series)
    if not len(switches):
        yield from _mixed_bars(series, switches)
        return
    up = np.where(arrays.close[switches] > arrays.close[switches - 1], 1, -1)
    steps = np.cumsum(np.r_[0, up * _powers(series.moves[switches - 1] + 1.0)]).astype(np.int64)
    lengths = np.diff(np.r_[0, switches, len(arrays)])
    units, places = np.unique(steps, return_inverse=True)
    rows_of = np.bincount(places, weights=lengths)
    most = units[rows_of == rows_of.max()]
    right = next(step for step in steps.tolist() if step in most)
    power = np.repeat(steps - right, lengths)
    first, end = _same_runs(power)
    factor = UNIT ** power[first].astype(np.float64)
    note = [f"{value:g} times the rest" for value in factor.tolist()]
    yield Found(
        UNIT_ERROR, arrays.ts_event[first], arrays.ts_event[end - 1], end - first, factor, first, note
    )
    yield from _mixed_bars(series, np.flatnonzero(power))


def mixed_rows(series: AuditedBars) -> I64:
    """Rows whose high is so many times their low that two units may be in them."""
    arrays = series.arrays
    return np.flatnonzero(arrays.high // int(UNIT / 2) > np.maximum(arrays.low, 1)).astype(np.int64)


def _mixed_bars(series: AuditedBars, known: NDArray[np.integer]) -> Iterator[Found]:
    """Bars of which one price is in another unit than the close, those in a wrong stretch left out."""
    arrays = series.arrays
    wide = np.setdiff1d(mixed_rows(series), known)
    if not len(wide):
        return
    prices = np.stack([getattr(arrays, name)[wide] for name in ("open", "high", "low")])
    # A price of 0 is found elsewhere; here it stands for no factor at all.
    ratio = np.maximum(prices, 0) / np.maximum(arrays.close[wide], 1)
    size = np.where(ratio > 0, np.maximum(ratio, 1.0 / np.where(ratio > 0, ratio, 1.0)), 1.0)
    mixed = (_powers(size) > 0).any(axis=0)
    rows, of, size = wide[mixed], ratio[:, mixed], size[:, mixed]
    if not len(rows):
        return
    worst = size.argmax(axis=0)
    factor = of[worst, np.arange(len(rows))]
    names = [("open", "high", "low")[at] for at in worst.tolist()]
    note = [f"{name} is {value:.4g} times the close" for name, value in zip(names, factor, strict=True)]
    yield at_rows(UNIT_ERROR, arrays.ts_event, rows, factor, note)


def _powers(ratio: F64) -> I64:
    """To which power of 100 a ratio above 1 is near; 0 where to none."""
    logs = np.log(ratio) / np.log(UNIT)
    power = np.round(logs)
    return np.where(np.abs(logs - power) < _NEAR, power, 0).astype(np.int64)


def _same_runs(power: I64) -> tuple[I64, I64]:
    """Stretches of rows that are off by one and the same power."""
    parts = [runs(power == value) for value in np.unique(power).tolist() if value != 0]
    first, end = (np.concatenate(side) for side in zip(*parts, strict=True))
    order = np.argsort(first)
    return first[order], end[order]
