"""Checks of how far prices move: spikes that are taken back, jumps that stay, wicks, and opens after a pause.

A move is an outlier where it is beyond the limit in deviations of the whole series, of its neighborhood,
and as a fraction. Moves over a pause, such as a night between two minutes, are measured among themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fastbt.catalog.audit_checks import F64, I64, JUMP, SESSION_JUMP, SPIKE, WICK, Found, at_rows
from fastbt.catalog.audit_prices import mixed_rows, unit_switches
from fastbt.catalog.audit_series import AuditedBars, deviation, deviations_around

TAKEN_BACK = 0.7
"""Share of a move that the next bars take back, for it to be a spike."""
SPIKE_BARS = 3
"""Bars that a spike lasts at most."""
_FEW = 20
_WHOLE = (*range(2, 11), 15, 20, 25, 30, 40, 50, 100)
_SPLITS = (*((many, 1) for many in _WHOLE), *((1, many) for many in _WHOLE), (3, 2), (5, 2), (4, 3), (5, 4))
"""New shares for old ones; of splits into parts only those that are usual."""
_NEAR_WHOLE, _NEAR_PARTS = 0.03, 0.01


def check_outliers(series: AuditedBars) -> Iterator[Found]:
    """Find opens far from the session before, spikes, jumps and wicks."""
    jumped = _session_jumps(series)
    yield from _described(series, jumped)
    # What has a better name is not named again.
    known = np.union1d(jumped, unit_switches(series))
    known = np.union1d(known, mixed_rows(series))
    rows = np.setdiff1d(_outliers(series), known)
    lasting, back = _taken_back(series, rows)
    spikes = rows[lasting > 0]
    ends = spikes + lasting[lasting > 0]
    arrays = series.arrays
    if len(spikes):
        yield Found(
            SPIKE,
            arrays.ts_event[spikes],
            arrays.ts_event[ends - 1],
            ends - spikes,
            _change(series, spikes),
            spikes,
        )
    jumps = np.setdiff1d(rows[lasting == 0], back)
    if len(jumps):
        yield at_rows(JUMP, arrays.ts_event, jumps, _change(series, jumps))
    yield from _wicks(series, np.union1d(spikes, mixed_rows(series)))


def _change(series: AuditedBars, rows: I64) -> F64:
    close = series.arrays.close
    return np.asarray(close[rows] / close[rows - 1] - 1.0, dtype=np.float64)


def _session_jumps(series: AuditedBars) -> I64:
    """Rows that open far from the last close, after a pause or, in bars of a day or more, each.

    Bars of ticks, volume or value know no sessions.
    """
    arrays = series.arrays
    if not series.bar.is_time_based:
        return np.zeros(0, dtype=np.int64)
    rows = np.arange(1, len(arrays)) if series.bar.is_daily_or_longer else series.pauses
    before, opened = arrays.close[rows - 1], arrays.open[rows]
    smaller, larger = np.minimum(before, opened), np.maximum(before, opened)
    far = (smaller > 0) & (larger > smaller * (1.0 + series.limits.session_jump))
    return np.asarray(rows[far], dtype=np.int64)


def _described(series: AuditedBars, rows: I64) -> Iterator[Found]:
    arrays = series.arrays
    rows = np.setdiff1d(rows, unit_switches(series))
    if not len(rows):
        return
    ratio = arrays.open[rows] / arrays.close[rows - 1]
    note = [split_of(value) for value in ratio.tolist()]
    yield at_rows(SESSION_JUMP, arrays.ts_event, rows, np.asarray(ratio - 1.0), note)


def split_of(ratio: float) -> str:
    """Say which split an open beside the close before it looks like; nothing where none is near.

    Example:
        >>> split_of(0.1425), split_of(3.01), split_of(0.62)
        ('looks like a split 7:1', 'looks like a split 1:3', '')
    """
    new, old = min(_SPLITS, key=lambda split: abs(ratio * split[0] / split[1] - 1.0))
    near = _NEAR_WHOLE if min(new, old) == 1 else _NEAR_PARTS
    return f"looks like a split {new}:{old}" if abs(ratio * new / old - 1.0) < near else ""


def _outliers(series: AuditedBars) -> I64:
    """Rows whose close is an outlier beside the one before."""
    moves = series.moves
    if series.bar.is_daily_or_longer or not series.bar.is_time_based or not len(series.pauses):
        return _beyond(series, moves) + 1
    across = series.pauses - 1
    inside = moves.copy()
    inside[across] = np.nan
    found = _beyond(series, inside)
    if len(across) >= _FEW:
        found = np.r_[found, across[_beyond(series, moves[across])]]
    return np.sort(found).astype(np.int64) + 1


def _beyond(series: AuditedBars, sizes: F64) -> I64:
    limits = series.limits
    least = max(limits.smallest_move, limits.outlier * deviation(sizes))
    far = np.flatnonzero(sizes > least).astype(np.int64)
    return far[sizes[far] > limits.outlier * deviations_around(sizes, far)]


def _taken_back(series: AuditedBars, rows: I64) -> tuple[I64, I64]:
    """For how many bars each move lasts before it is taken back (0: it stays), and the rows that do so."""
    close = series.arrays.close
    lasting = np.zeros(len(rows), dtype=np.int64)
    last = -1
    move = np.abs(close[rows] - close[rows - 1]) if len(rows) else rows
    for at, row in enumerate(rows.tolist()):
        if row <= last:  # the way back of the spike before it
            continue
        after = close[row + 1 : row + 1 + SPIKE_BARS]
        back = np.flatnonzero(np.abs(after - close[row - 1]) <= (1.0 - TAKEN_BACK) * move[at])
        if len(back):
            lasting[at] = back[0] + 1
            last = row + int(lasting[at])
    return lasting, (rows + lasting)[lasting > 0]


def _wicks(series: AuditedBars, known: I64) -> Iterator[Found]:
    """Highs and lows far beyond open and close, but for rows that are found already."""
    arrays = series.arrays
    up = arrays.high - np.maximum(arrays.open, arrays.close)
    down = np.minimum(arrays.open, arrays.close) - arrays.low
    sizes = np.asarray(np.maximum(up, down) / np.maximum(arrays.low, 1), dtype=np.float64)
    if not series.is_positive:
        sizes[arrays.low <= 0] = np.nan
    rows = np.setdiff1d(_beyond(series, sizes), known)
    if len(rows):
        value = np.where(up[rows] >= down[rows], sizes[rows], -down[rows] / np.maximum(arrays.close[rows], 1))
        yield at_rows(WICK, arrays.ts_event, rows, value)
