"""One series as its checks see it: integer columns, and the pauses between its bars."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fastbt.catalog.audit_checks import F64, I64
from fastbt.catalog.audit_limits import AuditLimits
from fastbt.catalog.bar_arrays import BarArrays
from fastbt.model.bar_types import BarSpecification
from fastbt.schema.market import NOTHING

Mask = NDArray[np.bool_]

MAD_TO_DEVIATION = 1.4826
"""Standard deviations of a normal distribution in a median absolute deviation."""
_SAMPLE = 200_000


def starts_of(ts_open: I64, ts_event: I64, bar: str) -> I64:
    """When bars start; of rows of one price, which have no length of their own, a bar before they end.

    Args:
        ts_open: starts as they are stored.
        ts_event: ends.
        bar: key of the length.

    Example:
        >>> starts_of(np.array([60_000_000_000]), np.array([60_000_000_000]), "1m").tolist()
        [0]
    """
    length = BarSpecification.parse(bar).duration_ns
    if length is None or not len(ts_open) or ts_open[0] != ts_event[0] or (ts_open != ts_event).any():
        return ts_open
    return ts_event - length


@dataclass(frozen=True)
class AuditedBars:
    """Bars of one instrument and length, of which there is at least one, and the limits they are held to.

    Args:
        arrays: the bars.
        by_session: whether their times are labels of sessions rather than moments.
        limits: the thresholds.
    """

    arrays: BarArrays
    by_session: bool
    limits: AuditLimits

    @cached_property
    def bar(self) -> BarSpecification:
        """Length of the bars."""
        return BarSpecification.parse(self.arrays.bar)

    @cached_property
    def pauses(self) -> I64:
        """Rows that start later than the row before them ended."""
        arrays = self.arrays
        return np.flatnonzero(arrays.ts_open[1:] > arrays.ts_event[:-1]).astype(np.int64) + 1

    @cached_property
    def moves(self) -> F64:
        """Size of each close-to-close move from row 1 on: the larger price over the smaller one, less 1.

        Where a price is not above 0 there is no such size; it is NaN.
        """
        close = self.arrays.close
        smaller = np.minimum(close[1:], close[:-1])
        change = np.abs(close[1:] - close[:-1])
        if self.is_positive:
            return np.asarray(change / smaller, dtype=np.float64)
        sizes = np.full(len(change), np.nan)
        np.divide(change, smaller, out=sizes, where=smaller > 0)
        return sizes

    @cached_property
    def is_positive(self) -> bool:
        """Whether every low is above 0."""
        return bool(self.arrays.low.min() > 0)

    def price(self, ticks: I64) -> F64:
        """Prices as floats."""
        return np.asarray(ticks / 10**self.arrays.price_precision, dtype=np.float64)

    def no_volume(self) -> Mask | None:
        """Rows whose volume is 0 or unknown; None where that is all of them."""
        volume = self.arrays.volume
        return None if volume is None else (volume == 0) | (volume == NOTHING)


def deviation(sizes: F64) -> float:
    """A robust standard deviation of moves around 0, from their absolute sizes.

    Where more than half are 0, as in minutes without trades, those are left out.

    Args:
        sizes: absolute moves; NaN does not count.

    Returns:
        1.4826 times their median; infinite where there are none.
    """
    sample = sizes[:: max(1, len(sizes) // _SAMPLE)]
    sample = sample[~np.isnan(sample)]
    middle = float(np.median(sample)) if len(sample) else 0.0
    if middle == 0.0:
        sample = sample[sample > 0]
        middle = float(np.median(sample)) if len(sample) else np.inf
    return MAD_TO_DEVIATION * middle


def deviations_around(sizes: F64, places: I64, reach: int = 25) -> F64:
    """The same of each place's neighborhood, the place and its next neighbors left out.

    A market that is wild for a week is no outlier in that week.

    Args:
        sizes: absolute moves.
        places: indices of the moves asked for.
        reach: moves to either side.
    """
    steps = np.r_[-reach - 1 : -1, 2 : reach + 2]
    found = np.empty(len(places))
    for begin in range(0, len(places), 10_000):
        at = places[begin : begin + 10_000, None] + steps
        there = (at >= 0) & (at < len(sizes))
        around = np.where(there, sizes[np.clip(at, 0, len(sizes) - 1)], np.nan)
        around[np.isnan(around).all(axis=1)] = 0.0
        found[begin : begin + 10_000] = MAD_TO_DEVIATION * np.nanmedian(around, axis=1)
    return found
