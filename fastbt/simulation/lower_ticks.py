"""Lowers the market of a run on ticks: quotes and trade ticks instead of bars."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import RowKind
from fastbt.errors import ConfigError, DataError
from fastbt.model.instruments import Instrument
from fastbt.schema.table import TIME
from fastbt.simulation.lower import lowered_market
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.read_ticks import TickRows
from fastbt.timeline.columns import Columns
from fastbt.timeline.tick_columns import columns_of_ticks, standing_spread
from fastbt.venues.slippage import SpreadSlippage, VolumeSlippage
from fastbt.venues.venue import Venue
from fastbt.venues.venues import Venues

_UNKNOWN = np.iinfo(np.int64).min


def lower_ticks(rows: TickRows, venues: Venues, *, strategy: str = "S") -> Lowered:
    """Lower ticks, instruments and venues.

    Args:
        rows: checked and sorted quotes, trade ticks or both.
        venues: the simulated markets.
        strategy: the strategy's id, part of generated order ids.

    Returns:
        A run without a strategy.

    Raises:
        DataError: if there are no ticks, or the venue's slippage needs what ticks do not have.
        ConfigError: as ``lower_market``.
    """
    columns = columns_for(rows, list(rows.instruments), venues)
    instruments = list(rows.instruments.values())
    lowered = lowered_market(columns, instruments, venues, shown_ticks(columns, instruments), strategy)
    lowered.tick_frames = rows.frames()
    return lowered


def columns_for(rows: TickRows, ids: list[str], venues: Venues) -> Columns:
    """Lower ticks to a timeline with what the venues' models read of them.

    Args:
        rows: checked and sorted quotes, trade ticks or both.
        ids: of all instruments of the run, in the order of their numbers.
        venues: the simulated markets.

    Raises:
        DataError: if there are no ticks, or a venue's slippage needs what ticks do not have.
        ConfigError: if a venue has an option that ticks do not serve.
    """
    columns = columns_of_ticks(rows.tables, ids)
    for venue, own in venues.by_rows(ids, columns.instrument):
        _add_for_models(columns, venue, own)
    return columns


def _add_for_models(columns: Columns, venue: Venue, own: slice | NDArray[np.bool_]) -> None:
    """Give the ticks of a venue, its ``own`` rows, what its models read of them."""
    if venue.volume_split == "points":
        raise ConfigError("volume_split='points' is for bars; a tick is one point: leave it out")
    if isinstance(venue.slippage, VolumeSlippage):
        raise DataError(
            "slippage by volume reads the volume of bars, and these are ticks", column="volume",
            remedy="take another model: the sizes of ticks cap fills by themselves",
        )  # fmt: skip
    if isinstance(venue.slippage, SpreadSlippage):
        spread, is_missing = standing_spread(columns)
        columns.spread = spread
        if is_missing[own].any():
            raise DataError(
                "slippage by spread reads the newest quote, and some trade ticks have none before them",
                table="trade_ticks", column="spread", remedy="give quotes too, or take another model",
            )  # fmt: skip


def shown_ticks(columns: Columns, models: list[Instrument]) -> pl.DataFrame:
    """Return ticks as bars of one moment each: what tables, pictures and explanations read.

    Args:
        columns: a timeline of ticks.
        models: the instruments, in the order of their numbers.
    """
    number = np.zeros(columns.rows, np.int32) if columns.instrument is None else columns.instrument
    price = np.array([10.0**model.price_precision for model in models])[number]
    size = np.array([10.0**model.size_precision for model in models])[number]
    volume = np.where(columns.volume == _UNKNOWN, np.nan, columns.volume / size)
    ids = pl.Series([model.id.value for model in models], dtype=pl.String)
    when = pl.Series(columns.ts_event).cast(TIME)
    prices = {name: _as_floats(getattr(columns, name), price) for name in ("open", "high", "low", "close")}
    return pl.DataFrame(
        {
            "instrument_id": ids.gather(pl.Series(number)),
            "ts_event": when,
            "ts_open": when,
            **prices,
            "volume": pl.Series(volume, nan_to_null=True),
            "kind": pl.Series(columns.kind).replace_strict(
                {int(kind): kind.name for kind in (RowKind.QUOTE, RowKind.TRADE_TICK)}, return_dtype=pl.String
            ),
        }
    )


def _as_floats(ticks: NDArray[np.int64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    floats: NDArray[np.float64] = ticks / scale
    return floats
