"""Several timelines as one: finer bars, and ticks, beside the bars that a strategy sees (rules T1, B4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fastbt.codes import RowKind
from fastbt.errors import ConfigError
from fastbt.kernels.state import NOTHING, ROW_MATCH_ONLY, ROW_NO_EXECUTE
from fastbt.timeline.columns import I64, Columns, Mask
from fastbt.timeline.sides import merge_sides

I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]

_PRICES = ("ts_event", "ts_open", "open", "high", "low", "close")
_OPTIONAL = {"volume": NOTHING, "spread": 0, "vwap": 0, "ask_size": NOTHING}
"""Columns that a part may lack, with what it gets where another has them."""


def merge_columns(parts: Sequence[Columns], *, match_only: Sequence[bool | Mask]) -> Columns:
    """Merge sorted timelines into one, sorted by (``ts_event``, kind, part, instrument, row order).

    The rows of one ``ts_event`` are one group, in which bars come first, those of an earlier part before
    others. A bar does not execute where a finer row of its instrument does, one of an earlier part or a tick,
    in (``ts_open``, ``ts_event``] (rule B4); in a bar without length that is one at its time.

    Args:
        parts: timelines that count the same instruments alike, the finest bars first. Those of ticks have
            ``kind``; of ticks of one kind there is one part.
        match_only: by part, or by row of a part, whether orders meet its rows but nothing is decided on them.

    Returns:
        A timeline with ``instrument``; with ``seen``, ``frame_row`` and ``main_rows`` where a part is
        ``match_only``.

    Raises:
        ConfigError: no part is left on which anything is decided.
    """
    only = [np.broadcast_to(given, part.rows) for part, given in zip(parts, match_only, strict=False)]
    if len(parts) != len(match_only) or all(one.all() for one in only):
        raise ConfigError(f"match_only={list(match_only)!r}: give one per part, one of them False")
    sizes = [part.rows for part in parts]
    number = np.repeat(np.arange(len(parts)), sizes)
    instrument = np.concatenate([_instruments(part) for part in parts])
    kind = np.concatenate([_kinds(part) for part in parts])
    ts_event = np.concatenate([part.ts_event for part in parts])
    rank = np.where(kind == RowKind.BAR, number, 0)  # ticks of one time keep to kind, instrument and feed
    order = np.lexsort((instrument, rank, kind, ts_event))
    flags = np.concatenate([_flags(part, mask) for part, mask in zip(parts, only, strict=True)])
    flags[covered(parts)] |= ROW_NO_EXECUTE
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts])[order] for name in _PRICES
    }
    for name, missing in _OPTIONAL.items():
        if any(getattr(part, name) is not None for part in parts):
            columns[name] = np.concatenate([_or_missing(part, name, missing) for part in parts])[order]
    merged = Columns(
        **columns, instrument=instrument[order], kind=kind[order] if kind.any() else None,
        flags=flags[order] if flags.any() else None,
    )  # fmt: skip
    merged.group_start = _group_starts(merged.ts_event)
    merged.contiguous = _is_contiguous(merged)
    if any(part.bid is not None for part in parts):
        merge_sides(parts, order, merged)
    if any(one.any() for one in only):
        _count(merged, np.concatenate(only)[order])
    return merged


def covered(parts: Sequence[Columns]) -> Mask:
    """Which rows, of all parts one after the other, are bars in which a finer row executes (rule B4).

    Args:
        parts: as ``merge_columns``.
    """
    found = [np.zeros(part.rows, dtype=np.bool_) for part in parts]
    instruments = [_instruments(part) for part in parts]
    for instrument in np.unique(np.concatenate(instruments)) if parts else ():
        finer = np.zeros(0, dtype=np.int64)
        own = [np.flatnonzero(numbers == instrument) for numbers in instruments]
        ticks = [_is_tick(part)[rows] for part, rows in zip(parts, own, strict=True)]
        for part, rows, tick in zip(parts, own, ticks, strict=True):
            acts = _flags(part)[rows] & ROW_NO_EXECUTE == 0
            finer = np.concatenate([finer, part.ts_event[rows[tick & acts]]])
        finer.sort()
        for part, rows, tick, mask in zip(parts, own, ticks, found, strict=True):
            bars = rows[~tick]
            mask[bars] = _holds(finer, part.ts_open[bars], part.ts_event[bars])
            free = bars[~mask[bars] & (_flags(part)[bars] & ROW_NO_EXECUTE == 0)]
            finer = np.sort(np.concatenate([finer, part.ts_event[free]]), kind="stable")
    return np.concatenate(found)


def _holds(times: I64, ts_open: I64, ts_event: I64) -> Mask:
    """Whether one of some sorted times lies in each bar, or is the moment of one without length."""
    after = np.searchsorted(times, ts_open, side="right")
    at = np.searchsorted(times, ts_event, side="left")
    until = np.searchsorted(times, ts_event, side="right")
    return np.asarray(until > np.where(ts_open == ts_event, at, after))


def _instruments(part: Columns) -> I32:
    return np.zeros(part.rows, dtype=np.int32) if part.instrument is None else part.instrument


def _kinds(part: Columns) -> U8:
    return np.zeros(part.rows, dtype=np.uint8) if part.kind is None else part.kind


def _is_tick(part: Columns) -> Mask:
    """Rows finer than any bar; funding, actions and the like are no prices."""
    return np.asarray(np.isin(_kinds(part), (RowKind.QUOTE, RowKind.TRADE_TICK, RowKind.BOOK_CHANGE)))


def _flags(part: Columns, match_only: Mask | None = None) -> U8:
    bits = np.zeros(part.rows, dtype=np.uint8) if part.flags is None else part.flags.copy()
    if match_only is not None:
        bits[match_only] |= ROW_MATCH_ONLY
    return bits


def _or_missing(part: Columns, name: str, missing: int) -> I64:
    values: I64 | None = getattr(part, name)
    return np.full(part.rows, missing, dtype=np.int64) if values is None else values


def _group_starts(ts_event: I64) -> I64 | None:
    """First row of each group and, last, the number of rows; None where every row is a group."""
    joins = ts_event[1:] == ts_event[:-1]
    if not joins.any():
        return None
    return np.concatenate(([0], np.flatnonzero(~joins) + 1, [len(ts_event)])).astype(np.int64)


def _is_contiguous(columns: Columns) -> bool:
    """Whether no bar that executes opens before the group before it has ended."""
    if columns.kind is not None:
        return False
    starts = columns.group_start
    starts = np.arange(columns.rows + 1) if starts is None else starts
    group = np.repeat(np.arange(columns.groups), np.diff(starts))
    before = np.concatenate(([np.iinfo(np.int64).min], columns.ts_event[starts[:-1]]))[group]
    acts = np.ones(columns.rows, dtype=np.bool_)
    if columns.flags is not None:
        acts = columns.flags & ROW_NO_EXECUTE == 0
    return bool((columns.ts_open[acts] >= before[acts]).all())


def _count(columns: Columns, match_only: Mask) -> None:
    """Fill in which main row each row stands at."""
    main = ~match_only
    columns.main_rows = np.flatnonzero(main).astype(np.int64)
    counted = np.cumsum(main) - 1
    assert columns.instrument is not None  # noqa: S101 - every merged timeline has one
    columns.seen = np.zeros(columns.rows, dtype=np.int64)
    columns.frame_row = np.full(columns.rows, -1, dtype=np.int64)
    for instrument in np.unique(columns.instrument):
        own = np.flatnonzero(columns.instrument == instrument)
        columns.seen[own] = np.cumsum(main[own])
        newest = np.where(main[own], counted[own], -1)
        columns.frame_row[own] = np.maximum.accumulate(newest)
