"""Where bid and ask stand on each row of a timeline: bars that lack a side, bars of one price (rule B6)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fastbt.codes import RowKind
from fastbt.kernels.state import ROW_NO_ASK, ROW_NO_BID, ROW_NO_EXECUTE
from fastbt.timeline.columns import I64, Columns, Mask, Side

POINTS = ("open", "high", "low", "close")
SIDES = {"bid": ROW_NO_BID, "ask": ROW_NO_ASK}


def newest_rows(valid: Mask, instrument: NDArray[np.int32]) -> I64:
    """Return the newest valid row of each row's instrument, up to and with the row; -1 where there is none.

    Args:
        valid: which rows count.
        instrument: number of each row's instrument.

    Example:
        >>> newest_rows(np.array([False, True, False, False]), np.array([0, 0, 1, 0], dtype=np.int32))
        array([-1,  1, -1,  1])
    """
    found = np.full(len(valid), -1, dtype=np.int64)
    for number in np.unique(instrument):
        own = np.flatnonzero(instrument == number)
        found[own] = np.maximum.accumulate(np.where(valid[own], own, -1))
    return found


def stand_in(close: I64, other: I64, valid: Mask, instrument: NDArray[np.int32]) -> I64:
    """Return where a side stands on each row: at its newest close, where it has none yet at the other side's.

    Args:
        close: closes of the side, ticks.
        other: closes of the other side.
        valid: on which rows the side has one.
        instrument: number of each row's instrument.
    """
    newest = newest_rows(valid, instrument)
    return np.where(newest >= 0, close[newest], other)


def merge_sides(parts: Sequence[Columns], order: I64, merged: Columns) -> None:
    """Give a timeline of several parts the bars of bid and ask that some of them have.

    A bar of one price stands at it with both sides. One that only informs leaves bid and ask where a pair has
    left them, as it does beside ticks.

    Args:
        parts: the parts, at least one with sides and none with ticks; one after the other, their rows ...
        order: ... in the order of the timeline.
        merged: the timeline; ``bid``, ``ask``, ``kind`` and ``flags`` are filled in.
    """
    assert merged.instrument is not None  # noqa: S101 - every merged timeline has one
    numbers = merged.instrument
    flags = np.zeros(merged.rows, np.uint8) if merged.flags is None else merged.flags
    pair = np.repeat([part.bid is not None for part in parts], [part.rows for part in parts])[order]
    informs = ~pair & (flags & ROW_NO_EXECUTE != 0)
    mover = newest_rows(~informs, numbers)
    stands = informs & (mover >= 0) & pair[mover]
    lacking = {name: pair & (flags & bit != 0) for name, bit in SIDES.items()}
    prices = {name: _side_prices(parts, name, order) for name in SIDES}
    for name, other in (("bid", "ask"), ("ask", "bid")):
        lacks = lacking[name]
        known = stand_in(prices[name]["close"], prices[other]["close"], ~lacks & ~stands, numbers)
        for point in POINTS:
            prices[name][point] = np.where(lacks, known, prices[name][point])
    for name in SIDES:
        left = prices[name]["close"][mover]
        for point in POINTS:
            prices[name][point] = np.where(stands, left, prices[name][point])
    merged.bid, merged.ask = Side(**prices["bid"]), Side(**prices["ask"])
    merged.kind = np.full(merged.rows, RowKind.BAR, dtype=np.uint8)
    if merged.flags is not None:
        shown = flags[mover] & np.uint8(ROW_NO_BID | ROW_NO_ASK)
        merged.flags = flags | np.where(stands, shown, 0).astype(np.uint8)


def _side_prices(parts: Sequence[Columns], name: str, order: I64) -> dict[str, I64]:
    """The four prices of a side in the order of the timeline, of bars of one price their own."""
    sources = [getattr(part, name) or part for part in parts]
    return {point: np.concatenate([getattr(one, point) for one in sources])[order] for point in POINTS}
