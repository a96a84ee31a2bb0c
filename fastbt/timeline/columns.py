"""The timeline: bars of any number of instruments as integer columns, sorted by time (rules T1, T2, B5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.normalized import NormalizedBars
from fastbt.errors import DataError
from fastbt.kernels.state import NOTHING, ROW_NO_TOUCH

I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(slots=True)
class Side:
    """The bid bars or the ask bars of a timeline, ticks (rule B6).

    Where the source has none of a row, the newest close known, with ROW_NO_BID or ROW_NO_ASK in ``flags``.
    """

    open: I64
    high: I64
    low: I64
    close: I64


@dataclass(slots=True)
class Columns:
    """The timeline: rows sorted by (``ts_event``, instrument), one value per row."""

    ts_event: I64
    """Close of the bar, ns UTC."""
    ts_open: I64
    """Open of the bar, ns UTC."""
    open: I64
    """Ticks of the row's instrument; so are high, low, close."""
    high: I64
    low: I64
    close: I64
    volume: I64 | None = None
    """Lots, NOTHING where not known; None where no row has any."""
    spread: I64 | None = None
    """Ticks; None unless slippage reads it."""
    vwap: I64 | None = None
    """Ticks; None unless market orders fill there."""
    flags: NDArray[np.uint8] | None = None
    """ROW_* bits, None when no row has any."""
    ask_size: I64 | None = None
    """Lots at the ask of a quote, whose bid has ``volume``; None when there are no quotes."""
    instrument: NDArray[np.int32] | None = None
    """Index into ``Lowered.instruments``, None when there is one instrument."""
    group_start: I64 | None = None
    """First row of each group and, last, the number of rows; None when every row is a group."""
    contiguous: bool = False
    """Whether every bar opens at or after the previous group's ``ts_event``."""
    kind: NDArray[np.uint8] | None = None
    """``codes.RowKind``, None when every row is a bar."""
    seen: I64 | None = None
    """How many main rows the row's instrument has had up to and with it; None when all are main rows."""
    frame_row: I64 | None = None
    """The main row, counted over all instruments, that its instrument had last, -1 for none; None as seen."""
    main_rows: I64 | None = None
    """The row of each main row; None as seen."""
    bid: Side | None = None
    """What sales meet on each bar, None where bars have one price for both sides; so is ``ask``."""
    ask: Side | None = None

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.ts_event)

    @property
    def groups(self) -> int:
        """Number of groups."""
        return self.rows if self.group_start is None else len(self.group_start) - 1

    def rows_of(self, instrument: int) -> I64:
        """The main rows of an instrument: those that strategies see."""
        rows = np.arange(self.rows, dtype=np.int64) if self.main_rows is None else self.main_rows
        return rows if self.instrument is None else rows[self.instrument[rows] == instrument]

    def group_last_row(self) -> I64:
        """Last row of each group."""
        if self.group_start is None:
            return np.arange(self.rows, dtype=np.int64)
        return self.group_start[1:] - 1


def columns_of(bars: NormalizedBars, *, fill_on_zero_volume: str | Sequence[str] = "auto") -> Columns:
    """Lower normalized bars to the timeline; prices and times share their memory.

    Args:
        bars: checked and sorted; an instrument's number is the place of its id among ``bars.instruments``.
        fill_on_zero_volume: ``auto``, ``on`` or ``off``, for all or for each instrument: whether a bar with
            volume 0 fills (rule B5).

    Returns:
        The columns.

    Raises:
        DataError: if there are no rows.

    Example:
        >>> from fastbt.catalog.normalize import normalize_bars
        >>> columns_of(normalize_bars({"date": ["2024-01-02", "2024-01-03"], "close": [1.5, 1.25]})).close
        array([150, 125])
    """
    frame = bars.frame
    if frame.height == 0:
        raise DataError("the frame of bars has no rows", remedy="check its filters, or start= and end=")
    instrument = _instrument_numbers(bars)
    ts_event, ts_open = _integers(frame["ts_event"]), _integers(frame["ts_open"])
    group_start = _group_starts(ts_event)
    columns = Columns(
        ts_event,
        ts_open,
        open=_integers(frame["open"]),
        high=_integers(frame["high"]),
        low=_integers(frame["low"]),
        close=_integers(frame["close"]),
        instrument=instrument,
        group_start=group_start,
        contiguous=_is_contiguous(ts_event, ts_open, group_start),
    )
    if bars.has_volume:
        columns.volume = _integers(frame["volume"], NOTHING)
        count = len(bars.instruments)
        modes = [fill_on_zero_volume] * count if isinstance(fill_on_zero_volume, str) else fill_on_zero_volume
        columns.flags = _flags(frame["volume"], instrument, np.array(modes))
    return columns


def _integers(series: pl.Series, null: int = 0) -> I64:
    """A column as int64, without a copy where it has no nulls."""
    numbers = series.to_physical()
    if numbers.null_count():
        numbers = numbers.fill_null(null)
    values: I64 = numbers.rechunk().to_numpy()
    return values


def _instrument_numbers(bars: NormalizedBars) -> NDArray[np.int32] | None:
    """Number of each row's instrument; None where there is one."""
    ids = list(bars.instruments)
    if len(ids) == 1:
        return None
    numbers = bars.frame["instrument_id"].cast(pl.Enum(ids)).to_physical().cast(pl.Int32)
    values: NDArray[np.int32] = numbers.rechunk().to_numpy()
    return values


def _group_starts(ts_event: I64) -> I64 | None:
    """First row of each group and, last, the number of rows; None where every row is a group."""
    later = ts_event[1:] != ts_event[:-1]
    if later.all():
        return None
    return np.concatenate(([0], np.flatnonzero(later) + 1, [len(ts_event)])).astype(np.int64)


def _is_contiguous(ts_event: I64, ts_open: I64, group_start: I64 | None) -> bool:
    """Whether no bar opens before the group before it has ended, so that an opening has one time."""
    if group_start is None:
        return bool((ts_open[1:] >= ts_event[:-1]).all())
    previous = np.repeat(ts_event[group_start[:-2]], np.diff(group_start[1:]))
    return bool((ts_open[group_start[1] :] >= previous).all())


def _flags(
    volume: pl.Series, instrument: NDArray[np.int32] | None, modes: NDArray[np.str_]
) -> NDArray[np.uint8] | None:
    """ROW_NO_TOUCH where a bar of volume 0 touches nothing; None where there is no such bar (rule B5)."""
    if (modes == "on").all():
        return None
    lots = volume.fill_null(-1) if volume.null_count() else volume
    amounts: I64 = lots.rechunk().to_numpy()
    silent: Mask = amounts == 0
    if not silent.any():
        return None
    known = _volume_is_known(amounts, instrument, len(modes))
    stops = (modes == "off") | ((modes == "auto") & known)
    silent = silent & (stops if instrument is None else stops[instrument])
    if not silent.any():
        return None
    return np.multiply(silent, ROW_NO_TOUCH, dtype=np.uint8)


def _volume_is_known(amounts: I64, instrument: NDArray[np.int32] | None, count: int) -> Mask:
    """Whether each instrument trades somewhere; a source of zeros alone does not know its volume."""
    traded = amounts > 0
    if instrument is None:
        return np.array([traded.any()])
    known = np.zeros(count, dtype=np.bool_)
    known[instrument[traded]] = True
    return known
