"""Lowers what is finer than the strategy's own bars: one timeline, the strategy's words put on it (rule B4).

Finer bars, quotes and trade ticks take the orders; in order tables, ticks of instruments without bars too.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from fastbt.codes import RowKind
from fastbt.errors import ConfigError, DataError
from fastbt.kernels.state import FAR_UP, ROW_NO_EXECUTE
from fastbt.simulation.finer_parts import BarPart, Part, TickPart, in_order, usual_length
from fastbt.simulation.lower_instruments import fill_price_range
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.read_ticks import TickRows, frames_by_kind, names_of, tick_table
from fastbt.timeline.columns import Columns, Mask
from fastbt.timeline.merging import merge_columns

ROW = "row"


def add_finer(lowered: Lowered, market: Market, beside: TickRows | None = None) -> None:
    """Put finer bars and ticks into a run: orders are matched in them, nothing else changes for the strategy.

    Args:
        lowered: a market, with or without signals or targets; its commands, if any, come after this.
        market: the options of the run; without ``finer`` and ``beside`` nothing is done.
        beside: ticks that an order table runs on beside bars, also of other instruments.

    Raises:
        DataError: a row is bad.
        ConfigError: the bars are not finer, or there is no row; a frame of one kind of ticks is given twice.
        UnknownNameError: ``finer`` holds an instrument that the strategy's bars do not.
    """
    if market.finer is None and beside is None:
        return
    if market.finer is not None and beside is not None:
        raise ConfigError(
            "finer=: a list of bars and ticks takes no more; give the bars alone, all else as finer="
        )
    parts, ticks = _parts(lowered, market, beside)
    main = lowered.columns
    bars = np.ones(len(lowered.models), dtype=np.bool_)
    if ticks is not None:
        bars = np.isin(np.arange(len(lowered.models)), 0 if main.instrument is None else main.instrument)
        ticks.match_only = bars[ticks.numbers]
    merged = merge_columns(
        [*(part.columns for part in parts), main, *([] if ticks is None else [ticks.columns])],
        match_only=[*(True for _ in parts), False, *([] if ticks is None else [ticks.match_only])],
    )
    every: list[Part] = [*parts, *([] if ticks is None else [ticks])]
    lowered.finer_frame = _finer_frame(every, merged)
    own = _own_bars(merged)
    lowered.finer = {
        "parts": [part.shown() for part in every],
        "rows": sum(part.columns.rows for part in every),
        "bars_matched_finer": int((~own).sum()),
        "bars_executing": int(own.sum()),
    }
    if ticks is not None and not ticks.match_only.all():
        lowered.frame = in_order([(lowered.frame, main, 0), ticks.main()])
    if ticks is not None:
        lowered.tick_frames = ticks.rows.frames()
    _spread(lowered, merged)
    lowered.columns = merged
    fill_price_range(lowered.instruments, lowered.models, merged)


def _parts(
    lowered: Lowered, market: Market, beside: TickRows | None
) -> tuple[list[BarPart], TickPart | None]:
    """What is given beside the strategy's bars: finer bars, the finest first, and ticks."""
    if beside is not None:
        return [], TickPart(lowered, market, beside)
    given = market.finer if isinstance(market.finer, list | tuple) else [market.finer]
    if not given:
        raise ConfigError("finer=[]: give a frame of finer bars or ticks, or leave finer= out")
    kinds = [tick_table(names_of(frame)) for frame in given]
    bars = [(place, frame) for place, frame in enumerate(given) if kinds[place] is None]
    parts = [BarPart(lowered, market, frame, place) for place, frame in bars]
    parts.sort(key=lambda part: part.length)
    usual = usual_length(lowered.columns)
    for part in parts:
        if 0 < usual <= part.length:
            raise ConfigError(
                f"finer={part.name}: its bars last {part.length / 1e9:g} s, the strategy's "
                f"{usual / 1e9:g} s; finer bars are shorter: exchange the two"
            )
    frames = [frame for place, frame in enumerate(given) if kinds[place] is not None]
    if not frames:
        return parts, None
    try:
        rows = market.read_finer_ticks(frames_by_kind(frames)[1], list(lowered.models))
        return parts, TickPart(lowered, market, rows)
    except DataError as error:
        error.add_note("in finer=")
        raise


def _own_bars(merged: Columns) -> Mask:
    """Which of the strategy's own bars execute."""
    rows = np.arange(merged.rows) if merged.main_rows is None else merged.main_rows
    if merged.kind is not None:
        rows = rows[merged.kind[rows] == RowKind.BAR]
    if merged.flags is None:
        return np.ones(len(rows), dtype=np.bool_)
    return np.asarray(merged.flags[rows] & ROW_NO_EXECUTE == 0)


def _finer_frame(parts: list[Part], merged: Columns) -> pl.DataFrame | None:
    """The rows of all that is finer as users see them, with their rows in the run and whether they execute.

    None where nothing is finer than bars of its instrument.
    """
    if merged.main_rows is None:
        return None
    main = np.zeros(merged.rows, dtype=np.bool_)
    main[merged.main_rows] = True
    rows = np.flatnonzero(~main)
    assert merged.flags is not None  # noqa: S101 - finer rows have one
    executes = merged.flags[rows] & ROW_NO_EXECUTE == 0
    together = in_order([part.finer(rank) for rank, part in enumerate(parts)])
    return together.with_columns(pl.Series(ROW, rows), executes=pl.Series(executes))


def _spread(lowered: Lowered, merged: Columns) -> None:
    """Put what the strategy says of its rows on the rows of the merged timeline."""
    rows = merged.main_rows
    if rows is None:
        return
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
