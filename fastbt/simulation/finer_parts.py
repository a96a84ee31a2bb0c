"""What stands beside the bars of a strategy: frames of finer bars, and ticks, read and counted (rule B4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import RowKind
from fastbt.errors import DataError
from fastbt.simulation.fingerprint import fingerprint
from fastbt.simulation.lower import numbers_among, zero_volume
from fastbt.simulation.lower_hours import close_outside
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lower_row_columns import add_row_columns
from fastbt.simulation.lower_sides import (
    SIDE_COLUMNS,
    add_sides,
    refuse_one_price_options,
    with_plain_side_names,
)
from fastbt.simulation.lower_ticks import columns_for, shown_ticks
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.read_ticks import TickRows
from fastbt.timeline.columns import Columns, Mask, columns_of

NAMES = ("ts_event", "ts_open", "instrument_id", "open", "high", "low", "close", "volume")

Shown = tuple[pl.DataFrame, Columns, int]
"""Rows as users see them, the same as columns, and their place among bars of one time."""


class Part(Protocol):
    """Rows beside the strategy's bars."""

    columns: Columns

    def finer(self, rank: int) -> Shown:
        """Those of its rows that no strategy decides on."""

    def shown(self) -> dict[str, Any]:
        """What the settings tell of it."""


class BarPart:
    """One frame of finer bars."""

    def __init__(self, lowered: Lowered, market: Market, frame: Any, place: int) -> None:
        self.name = f"frame {place}"
        try:
            self.bars = market.read_finer(frame, list(lowered.models))
            self.columns = columns_of(self.bars, fill_on_zero_volume=zero_volume(market.venues, self.bars))
            add_row_columns(self.columns, self.bars, market.venues)
            self.sides = add_sides(self.columns, self.bars)
        except DataError as error:
            error.add_note(f"in finer={self.name}")
            raise
        if self.sides is not None:
            refuse_one_price_options(market.venues)
        self.columns.instrument = numbers_among(self.columns, list(self.bars.instruments), _ids(lowered))
        close_outside(self.columns, market.venues, _ids(lowered))
        self.length = usual_length(self.columns)

    def finer(self, rank: int) -> Shown:
        """All of its rows, with both sides of bars of bid and ask."""
        frame = with_plain_side_names(self.bars.to_floats())
        sides = SIDE_COLUMNS if self.sides is not None else ()
        return frame.select(*NAMES, *sides), self.columns, rank

    def shown(self) -> dict[str, Any]:
        """What the settings tell of it."""
        frame, report = self.bars.frame, self.bars.report
        return {
            "kind": "bars",
            "rows": frame.height,
            "start": str(frame["ts_open"].min()),
            "end": str(frame["ts_event"][-1]),
            "seconds": self.length / 1e9,
            "dropped": dict(report.dropped),
            "repaired": dict(report.repaired),
            "fingerprint": fingerprint(self.columns),
            **({} if self.sides is None else {"sides": self.sides}),
        }


class TickPart:
    """The quotes and trade ticks of a run that has bars."""

    def __init__(self, lowered: Lowered, market: Market, rows: TickRows) -> None:
        self.rows = rows
        self.columns = columns_for(rows, _ids(lowered), market.venues)
        close_outside(self.columns, market.venues, _ids(lowered))
        self.frame = shown_ticks(self.columns, lowered.models)
        own = self.columns.instrument
        self.numbers: NDArray[np.int32] = np.zeros(self.columns.rows, np.int32) if own is None else own
        self.match_only: Mask = np.ones(self.columns.rows, dtype=np.bool_)
        """Which of them strategies do not decide on: those of instruments that have bars."""

    def finer(self, rank: int) -> Shown:
        """The ticks of instruments that have bars."""
        return self._only(self.match_only, rank)

    def main(self) -> Shown:
        """The others."""
        return self._only(~self.match_only, 0)

    def _only(self, mask: Mask, rank: int) -> Shown:
        c = self.columns
        assert c.kind is not None  # noqa: S101 - ticks have one
        chosen = Columns(
            ts_event=c.ts_event[mask],
            ts_open=c.ts_open[mask],
            open=c.open[mask],
            high=c.high[mask],
            low=c.low[mask],
            close=c.close[mask],
            kind=c.kind[mask],
            instrument=self.numbers[mask],
        )
        return self.frame.filter(pl.Series(mask)), chosen, rank

    def shown(self) -> dict[str, Any]:
        """What the settings tell of it."""
        return {
            "kind": "ticks",
            "rows": self.columns.rows,
            "start": str(self.frame["ts_event"][0]),
            "end": str(self.frame["ts_event"][-1]),
            "seconds": 0.0,
            "dropped": self.rows.dropped,
            "repaired": self.rows.repaired,
            "fingerprint": fingerprint(self.columns),
        }


def in_order(parts: Sequence[Shown]) -> pl.DataFrame:
    """Return the rows of several frames in the order of ``merge_columns``.

    Args:
        parts: frames, their columns, and the place of their bars among those of one time.
    """
    columns = [part[1] for part in parts]
    times = np.concatenate([one.ts_event for one in columns])
    kinds = np.concatenate(
        [np.zeros(one.rows, np.uint8) if one.kind is None else one.kind for one in columns]
    )
    numbers = np.concatenate(
        [np.zeros(one.rows, np.int32) if one.instrument is None else one.instrument for one in columns]
    )
    ranks = np.where(
        kinds == RowKind.BAR, np.repeat([part[2] for part in parts], [one.rows for one in columns]), 0
    )
    together = pl.concat([part[0] for part in parts], how="diagonal")
    return together[np.lexsort((numbers, ranks, kinds, times))]


def usual_length(columns: Columns) -> int:
    """Return the median length of the bars that have one, ns; 0 where none has."""
    lengths = columns.ts_event - columns.ts_open
    lengths = lengths[lengths > 0]
    return int(np.median(lengths)) if len(lengths) else 0


def _ids(lowered: Lowered) -> list[str]:
    """Ids of a run's instruments, in the order of their numbers."""
    return [model.id.value for model in lowered.models]
