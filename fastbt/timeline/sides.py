"""Where bid and ask stand on each row of a timeline: bars that lack a side, or have one price, ticks (B6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fastbt.codes import RowKind
from fastbt.kernels.state import ROW_NO_ASK, ROW_NO_BID, ROW_NO_EXECUTE, ROW_NO_TRADE
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

    A bar of one price stands at it with both sides, a quote at its two, a print at its price. A bar that only
    informs leaves bid and ask where a tick has left them; one of one price also where a pair has.

    Args:
        parts: the parts, at least one with sides; one after the other, their rows ...
        order: ... in the order of the timeline.
        merged: the timeline; ``bid``, ``ask``, ``kind`` and ``flags`` are filled in.
    """
    rows = _Rows.of(parts, order, merged)
    prices = {name: _side_prices(parts, name, order) for name in SIDES}
    for name, other in (("bid", "ask"), ("ask", "bid")):
        lacks = rows.pair & (rows.flags & SIDES[name] != 0)
        gives = (rows.flags & SIDES[name] == 0) & ~rows.stands & ~rows.unheard
        known = stand_in(prices[name]["close"], prices[other]["close"], gives, rows.numbers)
        for point in POINTS:
            prices[name][point] = np.where(lacks, known, prices[name][point])
    for name in SIDES:
        left = prices[name]["close"][rows.mover]
        for point in POINTS:
            prices[name][point] = np.where(rows.stands, left, prices[name][point])
    merged.bid, merged.ask = Side(**prices["bid"]), Side(**prices["ask"])
    merged.kind = rows.kind
    flags = rows.flags | np.where(rows.stands, rows.flags[rows.mover] & np.uint8(sum(SIDES.values())), 0)
    if rows.tick.any():
        flags = flags | np.where(rows.pair | rows.stands, ROW_NO_TRADE, 0)
    merged.flags = None if merged.flags is None and not flags.any() else flags.astype(np.uint8)


@dataclass(frozen=True, slots=True)
class _Rows:
    """What each row of a timeline is to bid and ask."""

    numbers: NDArray[np.int32]
    flags: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    pair: Mask
    tick: Mask
    unheard: Mask
    """Prints of an instrument that has quotes: they are not where its market stands (rule T7)."""
    stands: Mask
    """Bars that only inform and leave bid and ask where ..."""
    mover: I64
    """... the newest row that moved both has left them; -1 where there is none."""

    @classmethod
    def of(cls, parts: Sequence[Columns], order: I64, merged: Columns) -> _Rows:
        """Look at a timeline; arguments as ``merge_sides``."""
        assert merged.instrument is not None  # noqa: S101 - every merged timeline has one
        numbers = merged.instrument
        flags = np.zeros(merged.rows, np.uint8) if merged.flags is None else merged.flags
        kind = np.full(merged.rows, RowKind.BAR, np.uint8) if merged.kind is None else merged.kind
        pair = np.repeat([part.bid is not None for part in parts], [part.rows for part in parts])[order]
        tick, quote = kind >= RowKind.QUOTE, kind == RowKind.QUOTE
        executes = ~tick & (flags & ROW_NO_EXECUTE == 0)
        before = newest_rows(executes | quote, numbers)
        unheard = (kind == RowKind.TRADE_TICK) & (before >= 0) & quote[before]
        before = newest_rows(executes | tick, numbers)
        after_tick = ~tick & ~executes & (before >= 0) & tick[before]
        alone = ~pair & ~tick & ~executes
        mover = newest_rows(~alone & ~after_tick & ~unheard, numbers)
        stands = after_tick | (alone & (mover >= 0) & pair[mover])
        return cls(numbers, flags, kind, pair, tick, unheard, stands, mover)


def _side_prices(parts: Sequence[Columns], name: str, order: I64) -> dict[str, I64]:
    """The four prices of a side in the order of the timeline: of bars of one price theirs, of ticks its."""
    sources = [_side_of(part, name) for part in parts]
    return {point: np.concatenate([getattr(one, point) for one in sources])[order] for point in POINTS}


def _side_of(part: Columns, name: str) -> Columns | Side:
    """Where a part has a side; a tick has its bid as low and its ask as high."""
    own: Side | None = getattr(part, name)
    if own is not None:
        return own
    if part.kind is None:
        return part
    price = part.low if name == "bid" else part.high
    return Side(open=price, high=price, low=price, close=price)
