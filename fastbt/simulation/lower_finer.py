"""Lowers finer bars beside the strategy's own: one timeline, the strategy's words put on it (rule B4)."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.errors import ConfigError, DataError
from fastbt.kernels.state import FAR_UP, ROW_NO_EXECUTE
from fastbt.simulation.fingerprint import fingerprint
from fastbt.simulation.lower_hours import close_outside
from fastbt.simulation.lower_instruments import fill_price_range
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lower_row_columns import add_row_columns
from fastbt.simulation.lowered import Lowered
from fastbt.timeline.columns import Columns, columns_of
from fastbt.timeline.merging import merge_columns

ROW = "row"


def add_finer(lowered: Lowered, market: Market) -> None:
    """Put finer bars into a run: orders are matched in them, nothing else changes for the strategy.

    Args:
        lowered: a market, with or without signals or targets; its commands, if any, come after this.
        market: the options of the run; without ``finer`` nothing is done.

    Raises:
        DataError: a row of the finer bars is bad.
        ConfigError: they are not finer, or hold no row.
        UnknownNameError: they hold an instrument that the strategy's bars do not.
    """
    if market.finer is None:
        return
    if lowered.columns.bid is not None:
        raise ConfigError("finer=: bars of bid and ask take no finer bars for now; give the finer ones alone")
    given = market.finer if isinstance(market.finer, list | tuple) else [market.finer]
    if not given:
        raise ConfigError("finer=[]: give a frame of finer bars, or leave finer= out")
    parts = [_Part(lowered, market, frame, place) for place, frame in enumerate(given)]
    parts.sort(key=lambda part: part.length)
    usual = usual_length(lowered.columns)
    for part in parts:
        if 0 < usual <= part.length:
            raise ConfigError(
                f"finer={part.name}: its bars last {part.length / 1e9:g} s, the strategy's "
                f"{usual / 1e9:g} s; finer bars are shorter: exchange the two"
            )
    main = lowered.columns
    merged = merge_columns(
        [*(part.columns for part in parts), main], match_only=[True] * len(parts) + [False]
    )
    lowered.finer_frame = _finer_frame(parts, merged)
    lowered.finer = {
        "parts": [part.shown() for part in parts],
        "rows": sum(part.columns.rows for part in parts),
        "bars_matched_finer": _count_covered(merged),
        "bars_executing": main.rows - _count_covered(merged),
    }
    _spread(lowered, merged)
    lowered.columns = merged
    fill_price_range(lowered.instruments, merged)


class _Part:
    """One frame of finer bars."""

    def __init__(self, lowered: Lowered, market: Market, frame: Any, place: int) -> None:
        self.name = f"frame {place}"
        try:
            self.bars = market.read_finer(frame, list(lowered.models))
            self.columns = columns_of(self.bars, fill_on_zero_volume=market.venue.fill_on_zero_volume)
            add_row_columns(self.columns, self.bars, market.venue)
        except DataError as error:
            error.add_note(f"in finer={self.name}")
            raise
        self.columns.instrument = self._numbers(lowered)
        close_outside(self.columns, market.venue)
        self.length = usual_length(self.columns)

    def _numbers(self, lowered: Lowered) -> NDArray[np.int32]:
        """Numbers of the rows' instruments among those of the run."""
        run = {model.id.value: number for number, model in enumerate(lowered.models)}
        numbers = np.array([run[name] for name in self.bars.instruments], dtype=np.int32)
        own = self.columns.instrument
        return np.repeat(numbers, self.columns.rows) if own is None else numbers[own]

    def shown(self) -> dict[str, Any]:
        """What the settings tell of it."""
        frame, report = self.bars.frame, self.bars.report
        return {
            "rows": frame.height,
            "start": str(frame["ts_open"].min()),
            "end": str(frame["ts_event"][-1]),
            "seconds": self.length / 1e9,
            "dropped": dict(report.dropped),
            "repaired": dict(report.repaired),
            "fingerprint": fingerprint(self.columns),
        }


def usual_length(columns: Columns) -> int:
    """Return the median length of the bars that have one, ns; 0 where none has."""
    lengths = columns.ts_event - columns.ts_open
    lengths = lengths[lengths > 0]
    return int(np.median(lengths)) if len(lengths) else 0


def _count_covered(merged: Columns) -> int:
    rows = merged.main_rows
    if merged.flags is None or rows is None:
        return 0
    return int((merged.flags[rows] & ROW_NO_EXECUTE != 0).sum())


def _finer_frame(parts: list[_Part], merged: Columns) -> pl.DataFrame:
    """The rows of all finer frames as users see them, with their rows in the run and whether they execute."""
    main = np.zeros(merged.rows, dtype=np.bool_)
    main[merged.main_rows] = True
    names = ("ts_event", "ts_open", "instrument_id", "open", "high", "low", "close", "volume")
    frames = [part.bars.to_floats().select(names) for part in parts]
    numbers = [part.columns.instrument for part in parts]
    ranks = np.repeat(np.arange(len(parts)), [frame.height for frame in frames])
    together = pl.concat(frames)
    times = together["ts_event"].to_physical().to_numpy()
    order = np.lexsort((np.concatenate(numbers), ranks, times))  # type: ignore[arg-type]
    rows = np.flatnonzero(~main)
    assert merged.flags is not None  # noqa: S101 - finer rows have one
    executes = merged.flags[rows] & ROW_NO_EXECUTE == 0
    return together[order].with_columns(pl.Series(ROW, rows), executes=pl.Series(executes))


def _spread(lowered: Lowered, merged: Columns) -> None:
    """Put what the strategy says of its rows on the rows of the merged timeline."""
    rows = merged.main_rows
    assert rows is not None  # noqa: S101 - the finer parts are match-only
    if lowered.signals is not None:
        signals = np.zeros(merged.rows, dtype=np.uint8)
        signals[rows] = lowered.signals
        lowered.signals = signals
    for name, values in lowered.plan_columns.items():
        if len(values) == 1:
            continue
        empty = FAR_UP if values.dtype == np.int64 else np.nan
        spread = np.full(merged.rows, empty, dtype=values.dtype)
        spread[rows] = values
        lowered.plan_columns[name] = spread
