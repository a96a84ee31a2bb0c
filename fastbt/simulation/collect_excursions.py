"""How far the price went for and against a trade while it was held, from the highs and lows of its bars."""

from __future__ import annotations

from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.kernels.state import ROW_NO_EXECUTE, ROW_NO_TOUCH
from fastbt.timeline.columns import I64, Columns, Mask, Side

F64 = NDArray[np.float64]
Number = TypeVar("Number", bound=np.generic)


class InstrumentRows:
    """The rows of a run put in order of instrument: each instrument's rows lie together, in time.

    A row's *place* is its number in that order, so the rows of one instrument between two of its rows are a
    range of places. With one instrument places are rows.

    Args:
        columns: the timeline.
        rows: number of rows the run has processed.
        instruments: number of instruments.
        marks: the newest price of each, where the newest close does not mark it (ticks).
    """

    def __init__(self, columns: Columns, rows: int, instruments: int, marks: I64 | None = None) -> None:
        self._marks = marks
        self.columns = columns
        self.rows = rows
        self.instruments = instruments

    @cached_property
    def order(self) -> I64 | None:
        """Row at each place; None where places are rows."""
        if self.columns.instrument is None:
            return None
        return np.argsort(self.columns.instrument[: self.rows], kind="stable").astype(np.int64)

    @cached_property
    def ends(self) -> I64:
        """Place behind each instrument's last row."""
        if self.columns.instrument is None:
            return np.full(self.instruments, self.rows, dtype=np.int64)
        counts = np.bincount(self.columns.instrument[: self.rows], minlength=self.instruments)
        return np.cumsum(counts).astype(np.int64)

    def row_before_end(self, instrument: int) -> int:
        """The last row of an instrument that has rows."""
        last = int(self.ends[instrument]) - 1
        return last if self.order is None else int(self.order[last])

    def newest(self, rows: I64, instrument: I64) -> I64:
        """The place of each instrument's newest row, none later than the row given.

        Args:
            rows: rows of any instrument, at or after the first of the one asked for.
            instrument: whose place.
        """
        if self.order is None:
            return rows
        key = self.columns.instrument[self.order].astype(np.int64) * self.rows + self.order  # type: ignore[index]
        return np.searchsorted(key, instrument * self.rows + rows, side="right") - 1

    def ordered(self, values: NDArray[Number]) -> NDArray[Number]:
        """A column of the timeline by place."""
        values = values[: self.rows]
        return values if self.order is None else values[self.order]

    def extreme(self, values: I64, close: I64) -> I64:
        """Lows or highs by place; a bar in which finer ones execute has its close only (rule B4).

        Args:
            values: lows or highs, ticks.
            close: closes of the same prices.
        """
        if self.covered is None:
            return self.ordered(values)
        return np.where(self.covered, self.ordered(close), self.ordered(values))

    @cached_property
    def covered(self) -> Mask | None:
        """By place, which bars hold finer rows that execute in their place; None where there are none.

        Their range is that of the rows within, of which some may come before an entry. What does not execute
        and touches nothing lies outside the session, unless a row of its instrument ends inside it.
        """
        flags = self.columns.flags
        if flags is None or not (flags & ROW_NO_EXECUTE).any():
            return None
        informs = self.ordered(flags & ROW_NO_EXECUTE != 0)
        touches = self.ordered(flags & ROW_NO_TOUCH == 0)
        inside = np.zeros(self.rows, dtype=np.bool_)
        inside[1:] = self.ordered(self.columns.ts_event)[:-1] > self.ordered(self.columns.ts_open)[1:]
        inside[self.ends[:-1][self.ends[:-1] < self.rows]] = False
        return np.asarray(informs & (touches | inside))

    def bars_between(self, first: I64, last: I64) -> I64:
        """How many bars of the strategy end after the bar at one place, up to the bar at another."""
        if self.columns.seen is None:
            return last - first
        seen = self.ordered(self.columns.seen)
        return seen[last] - seen[first]

    @cached_property
    def last_close(self) -> I64:
        """The price that marks each instrument at the end, ticks; 0 where it has no row."""
        if self._marks is not None:
            return self._marks
        counts = np.diff(self.ends, prepend=0) if self.columns.instrument is not None else self.ends
        if not self.rows:
            return np.zeros(self.instruments, dtype=np.int64)
        closes = self.ordered(self.columns.close)[np.maximum(self.ends - 1, 0)]
        return np.where(counts > 0, closes, 0)


def extremes(
    rows: InstrumentRows,
    position: I64,
    first: I64,
    last: I64,
    prices: Columns | Side | None = None,
    factors: F64 | None = None,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Lowest low and highest high between two places of each trade, both included.

    Args:
        rows: the timeline by place.
        position: position of each trade; the trades of one position come in the order of their exits and
            start at the same place.
        first: place of each trade's entry.
        last: place of each trade's exit.
        prices: whose lows and highs; by default the timeline's.
        factors: by place, what brings prices to the same units, where there are splits.

    Returns:
        Lowest and highest, ticks.
    """
    # A position closed in many parts would be scanned from its entry for every part. Instead each stretch
    # between two exits is scanned once, and the position's stretches are then taken together.
    grouped = np.argsort(position, kind="stable")
    same = np.diff(position[grouped], prepend=-1) == 0
    start = np.where(same, np.roll(last[grouped], 1), first[grouped])
    seen = rows.columns if prices is None else prices
    lows, highs = rows.extreme(seen.low, seen.close), rows.extreme(seen.high, seen.close)
    brought = (lows, highs) if factors is None else (lows * factors, highs * factors)
    low = _by_range(np.minimum, brought[0], start, last[grouped])
    high = _by_range(np.maximum, brought[1], start, last[grouped])
    stretches = pl.DataFrame({"position": position[grouped], "low": low, "high": high}).select(
        pl.col("low").cum_min().over("position"), pl.col("high").cum_max().over("position")
    )
    lowest, highest = np.empty_like(low), np.empty_like(high)
    lowest[grouped] = stretches["low"].to_numpy()
    highest[grouped] = stretches["high"].to_numpy()
    return lowest, highest


def _by_range(reduce: np.ufunc, values: NDArray[Any], first: I64, last: I64) -> NDArray[Any]:
    """Minimum or maximum over ``values[first : last + 1]`` for many ranges."""
    # reduceat also reduces what lies between two ranges; sorted by start that is each value at most once.
    order = np.argsort(first, kind="stable")
    bounds = np.empty(2 * len(first), dtype=np.int64)
    bounds[0::2] = first[order]
    bounds[1::2] = last[order] + 1
    padded = np.append(values, values[-1:])  # so that a range may end at the last value
    result = np.empty(len(first), dtype=values.dtype)
    result[order] = reduce.reduceat(padded, bounds)[0::2]
    return result


def excursions(
    side: I64, entry: F64, exit_: F64, lowest: NDArray[Any], highest: NDArray[Any]
) -> tuple[pl.Series, pl.Series]:
    """Largest loss and gain of each trade as fractions of its entry price.

    Args:
        side: 1 long, -1 short.
        entry: entry price, ticks.
        exit_: exit price, ticks; NaN while open.
        lowest: lowest price on the way, ticks.
        highest: highest price on the way, ticks.

    Returns:
        ``mae`` (0 or below) and ``mfe`` (0 or above), null where the entry price is 0.
    """
    low, high = np.fmin(lowest, exit_), np.fmax(highest, exit_)
    worst, best = np.where(side > 0, low, high), np.where(side > 0, high, low)
    base = np.abs(entry)
    known = base > 0
    scale = np.where(known, base, 1.0)
    mae = np.minimum((worst - entry) * side / scale, 0.0) + 0.0  # + 0.0 turns -0.0 into 0.0
    mfe = np.maximum((best - entry) * side / scale, 0.0) + 0.0
    unknown = pl.Series(known)
    return (
        pl.select(pl.when(unknown).then(pl.lit(pl.Series(mae)))).to_series(),
        pl.select(pl.when(unknown).then(pl.lit(pl.Series(mfe)))).to_series(),
    )
