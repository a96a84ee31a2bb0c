"""The arithmetic of price-dependent increments, in whole ticks: one price exactly, or many at once.

Prices are numbered from the lowest one on (their *rank*), so that the next price is the next rank, whichever
bands the two lie in.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fastbt.errors import ConfigError
from fastbt.model.decimals import power_of_ten
from fastbt.model.rounding import FLOAT_ERROR, HALF, NEAR

I64 = NDArray[np.int64]

MOST_STEPS = 2**31
"""Most prices that may be walked at once."""


@dataclass(frozen=True, slots=True)
class Bands:
    """A checked table of bands: first tick and increment of each, and the last tick there is."""

    firsts: tuple[int, ...]
    steps: tuple[int, ...]
    highest: int

    @property
    def ranks(self) -> tuple[int, ...]:
        """Rank of each band's first price."""
        found = [0]
        for band in range(len(self.firsts) - 1):
            found.append(found[-1] + (self.firsts[band + 1] - self.firsts[band]) // self.steps[band])
        return tuple(found)

    @property
    def last_rank(self) -> int:
        """Rank of the last price there is."""
        return self.ranks[-1] + (self.highest - self.firsts[-1]) // self.steps[-1]

    def nearest(self, price: Fraction) -> int:
        """Return the nearest price there is, half up; ``price`` is in ticks and inside the table."""
        band = bisect_right(self.firsts, price) - 1
        count = (price - self.firsts[band]) / self.steps[band]
        return self.firsts[band] + int(count + Fraction(1, 2)) * self.steps[band]

    def next(self, price: Fraction, n: int) -> int | None:
        """Return the n-th price above (below, where n is negative); None where there is none."""
        band = bisect_right(self.firsts, price) - 1
        whole, rest = divmod(price - self.firsts[band], self.steps[band])
        # From between two prices, the first step up leads to the upper one, the first step down to the lower.
        rank = self.ranks[band] + int(whole) + n + (1 if rest and n < 0 else 0)
        if not 0 <= rank <= self.last_rank:
            return None
        band = bisect_right(self.ranks, rank) - 1
        return self.firsts[band] + (rank - self.ranks[band]) * self.steps[band]


def check_array(bands: Bands, ticks: I64, what: str) -> I64:
    """Return an array of ticks that are all inside the table.

    Raises:
        ConfigError: they are no integers, or one is outside; its position is named.
    """
    values = np.asarray(ticks)
    if values.dtype.kind != "i":
        raise ConfigError(f"{what}: expected an array of integer ticks, got {values.dtype}")
    values = values.astype(np.int64, copy=False)
    _refuse_any((values < bands.firsts[0]) | (values > bands.highest), values, what, "is outside the table")
    return values


def nearest_many(bands: Bands, ticks: I64) -> I64:
    """Do as ``Bands.nearest`` for many prices."""
    band, first, step = _bands_of(bands, bands.firsts, ticks)
    whole, rest = np.divmod(ticks - first, step[band])
    # Not 2 * rest >= step, which may leave 64 bits.
    up: I64 = (rest >= step[band] - rest).astype(np.int64)
    return first + (whole + up) * step[band]


def nearest_floats(bands: Bands, prices: ArrayLike, precision: int, what: str) -> I64:
    """Do as ``Bands.nearest`` for many floats, by rule A11; one within 1e-6 of a tick counts as it.

    Raises:
        ConfigError: a value is not finite or outside the table; its position is named.
    """
    floats = np.asarray(prices, dtype=np.float64)
    scaled = floats * power_of_ten(precision)
    with np.errstate(invalid="ignore"):  # infinite values, refused below
        near = np.abs(scaled - np.rint(scaled)) <= NEAR + np.abs(scaled) * FLOAT_ERROR
    scaled = np.where(near, np.rint(scaled), scaled)
    # Written so that NaN, which fails every comparison, is bad too; the float of the top may be 2^63.
    bad = ~((scaled >= bands.firsts[0]) & (scaled <= bands.highest) & (scaled < 2.0**63))
    if bad.any():
        at = int(np.flatnonzero(bad.ravel())[0])
        raise ConfigError(f"{what}: value {floats.ravel()[at]} at position {at} is outside the table")
    band, first, step = _bands_of(bands, bands.firsts, scaled)
    count = (scaled - first) / step[band]
    nearest: I64 = first + np.floor(count + HALF).astype(np.int64) * step[band]
    return nearest


def next_many(bands: Bands, ticks: I64, n: int, what: str) -> I64:
    """Do as ``Bands.next`` for many prices.

    Raises:
        ConfigError: a price has not so many others on that side; its position is named.
    """
    ranks = np.array(bands.ranks, dtype=np.int64)
    band, first, step = _bands_of(bands, bands.firsts, ticks)
    whole, rest = np.divmod(ticks - first, step[band])
    rank = ranks[band] + whole
    if n < 0:
        rank = rank + (rest > 0)
    missing = bands.last_rank - rank < n if n > 0 else rank < -n
    _refuse_any(missing, ticks, what, f"has no price {abs(n)} steps {'above' if n > 0 else 'below'} it")
    rank = rank + n
    band, first, step = _bands_of(bands, bands.ranks, rank)
    return np.array(bands.firsts, dtype=np.int64)[band] + (rank - ranks[band]) * step[band]


def _bands_of(
    bands: Bands, starts: tuple[int, ...], values: NDArray[Any]
) -> tuple[NDArray[np.intp], I64, I64]:
    """Band of each value, the start of that band, and the increments of all bands."""
    begins = np.array(starts, dtype=np.int64)
    band = np.searchsorted(begins, values, side="right") - 1
    return band, begins[band], np.array(bands.steps, dtype=np.int64)


def _refuse_any(bad: NDArray[np.bool_], ticks: I64, what: str, why: str) -> None:
    if bad.any():
        at = int(np.flatnonzero(bad.ravel())[0])
        raise ConfigError(f"{what}: {ticks.ravel()[at]} ticks at position {at} {why}")
