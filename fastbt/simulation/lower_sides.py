"""Lowers bars of bid and ask: four prices of each side beside the bar that strategies see (rule B6)."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.frames import to_frame
from fastbt.catalog.normalized import NormalizedBars
from fastbt.codes import RowKind
from fastbt.errors import ConfigError, DataError
from fastbt.model.rounding import floats_to_steps
from fastbt.simulation.lower_row_columns import refuse_bad
from fastbt.simulation.read_ticks import names_of
from fastbt.timeline.columns import I64, Columns, Mask, Side
from fastbt.timeline.sides import POINTS, SIDES, stand_in
from fastbt.venues.venue import Venue
from fastbt.venues.venues import Venues

SIDE_COLUMNS = tuple(f"{side}_{point}" for side in SIDES for point in POINTS)
"""The columns that make a bar a pair."""
ON_GRID = 1e-6
"""How far a float may lie from its tick, in ticks and relative to it."""
_REMEDY = "correct the row, or leave all eight columns of bid and ask out"


def with_bars_of_bid(frame: Any) -> Any:
    """Give a frame that has bars of bid and ask and none beside them the bid's, where missing the ask's.

    Args:
        frame: any table.

    Returns:
        The table with columns open, high, low and close; any other table as it is.

    Example:
        >>> sides = {name: [2.0] if name[0] == "b" else [3.0] for name in SIDE_COLUMNS}
        >>> with_bars_of_bid({"date": ["2024-01-02"], **sides})["close"].to_list()
        [2.0]
    """
    if not isinstance(frame, list | tuple):
        names = {name.strip().lower() for name in names_of(frame)}
        if set(SIDE_COLUMNS) <= names and not names & {*POINTS, "price", "last", "adj close"}:
            table = to_frame(frame)
            own = {name.strip().lower(): name for name in table.columns}
            return table.with_columns(
                pl.coalesce(
                    *(pl.col(own[f"{side}_{point}"]).cast(pl.Float64).fill_nan(None) for side in SIDES)
                ).alias(point)
                for point in POINTS
            )
    return frame


def with_plain_side_names(frame: pl.DataFrame) -> pl.DataFrame:
    """Give the columns of bid and ask of a frame their plain names, as floats, null where a side is missing.

    Args:
        frame: checked bars as users see them; without such columns it is returned as it is.

    Example:
        >>> with_plain_side_names(pl.DataFrame({"Bid_Open": [1]})).columns
        ['bid_open']
    """
    own = {name: name.strip().lower() for name in frame.columns}
    own = {name: plain for name, plain in own.items() if plain in SIDE_COLUMNS}
    return frame.rename(own).with_columns(
        pl.col(plain).cast(pl.Float64).fill_nan(None) for plain in own.values()
    )


def add_sides(columns: Columns, bars: NormalizedBars) -> dict[str, int] | None:
    """Give the timeline the bars of bid and ask that its source has.

    Args:
        columns: the timeline of ``bars``; ``bid``, ``ask``, ``kind`` and ``flags`` are filled in.
        bars: checked and sorted bars.

    Returns:
        What the settings tell: how many rows lack a side; None where the source has no such columns.

    Raises:
        DataError: if only some of the columns are there, a row has a part of a side or none at all, or a
            price is no number, off its instrument's grid, or inconsistent; the row is named.
    """
    own = {name.strip().lower(): name for name in bars.frame.columns}
    found = [name for name in SIDE_COLUMNS if name in own]
    if not found:
        return None
    if len(found) < len(SIDE_COLUMNS):
        lost = [name for name in SIDE_COLUMNS if name not in own]
        raise DataError(
            f"bars of bid and ask have eight columns, and {', '.join(lost)} are missing", table="bars",
            column=lost[0], remedy="add them, null where a side does not trade, or rename the others",
        )  # fmt: skip
    values = {name: _floats(bars, own[name], name) for name in SIDE_COLUMNS}
    missing = {side: _missing(bars, values, side) for side in SIDES}
    refuse_bad(
        bars, "bid_close", missing["bid"] & missing["ask"],
        "and ask_close are null: a bar needs a side that trades", remedy="leave the row out",
    )  # fmt: skip
    ticks = {side: _ticks(bars, values, side, missing[side]) for side in SIDES}
    numbers = np.zeros(columns.rows, np.int32) if columns.instrument is None else columns.instrument
    for side, other in (("bid", "ask"), ("ask", "bid")):
        known = stand_in(ticks[side]["close"], ticks[other]["close"], ~missing[side], numbers)
        for point in POINTS:
            ticks[side][point] = np.where(missing[side], known, ticks[side][point])
    columns.bid, columns.ask = Side(**ticks["bid"]), Side(**ticks["ask"])
    columns.kind = np.full(columns.rows, RowKind.BAR, dtype=np.uint8)
    if missing["bid"].any() or missing["ask"].any():
        flags = np.zeros(columns.rows, np.uint8) if columns.flags is None else columns.flags
        for side, bit in SIDES.items():
            flags = flags | np.where(missing[side], bit, 0).astype(np.uint8)
        columns.flags = flags
    return {f"rows_without_{side}": int(missing[side].sum()) for side in SIDES}


def refuse_one_price_options(venues: Venues) -> None:
    """Refuse options of venues that bars of bid and ask cannot serve.

    Raises:
        ConfigError: naming the option.
    """
    for venue in venues:
        _refuse_one_price_options(venue)


def _refuse_one_price_options(venue: Venue) -> None:
    """Refuse those of one venue."""
    if venue.fill_price not in ("open", "mid", "worst"):
        raise ConfigError(
            f"fill_price={venue.fill_price!r} is for bars of one price; on bars of bid and ask give 'mid' or "
            "'worst', which are of the side that an order meets, or leave it out"
        )
    if venue.volume_split == "points":
        raise ConfigError(
            "volume_split='points' is for bars of one price; bars of bid and ask offer their size at once: "
            "leave it out"
        )


def _floats(bars: NormalizedBars, column: str, name: str) -> NDArray[np.float64]:
    series = bars.frame[column]
    if not (series.dtype.is_numeric() or series.dtype == pl.Null):
        raise DataError(
            f"has {series.dtype}, but bars of bid and ask are numbers",
            table="bars",
            column=name,
            remedy=_REMEDY,
        )
    values: NDArray[np.float64] = series.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    refuse_bad(bars, name, np.isinf(values), "is not finite", remedy=_REMEDY)
    return values


def _missing(bars: NormalizedBars, values: dict[str, NDArray[np.float64]], side: str) -> Mask:
    """Rows without a side; one with a part of it is refused, and so is one that is inconsistent."""
    absent = {point: np.isnan(values[f"{side}_{point}"]) for point in POINTS}
    for point in POINTS:
        partly = absent[point] & ~absent["close"]
        refuse_bad(bars, f"{side}_{point}", partly, f"is null, but {side}_close is not", remedy=_REMEDY)
        partly = ~absent[point] & absent["close"]
        refuse_bad(bars, f"{side}_close", partly, f"is null, but {side}_{point} is not", remedy=_REMEDY)
    low, high = values[f"{side}_low"], values[f"{side}_high"]
    for point in POINTS:
        price = values[f"{side}_{point}"]
        refuse_bad(bars, f"{side}_{point}", price < low, f"lies below {side}_low", remedy=_REMEDY)
        refuse_bad(bars, f"{side}_{point}", price > high, f"lies above {side}_high", remedy=_REMEDY)
    return absent["close"]


def _ticks(
    bars: NormalizedBars, values: dict[str, NDArray[np.float64]], side: str, missing: Mask
) -> dict[str, I64]:
    """The four prices of a side in ticks of each row's instrument, 0 where it is missing."""
    ids = bars.frame["instrument_id"]
    found = {point: np.zeros(len(missing), dtype=np.int64) for point in POINTS}
    for key, model in bars.instruments.items():
        rows = ~missing & ((ids == key).to_numpy() if len(bars.instruments) > 1 else True)
        for point, ticks in found.items():
            name = f"{side}_{point}"
            ticks[rows] = floats_to_steps(values[name][rows], model.price_precision, f"bars, column {name!r}")
            exact = values[name] * 10.0**model.price_precision
            off = rows & (np.abs(exact - ticks) > ON_GRID * np.maximum(np.abs(ticks), 1))
            refuse_bad(
                bars, name, off, f"has more decimals than the {model.price_precision} of its instrument",
                remedy="give the instrument with the decimals of all prices, or round them",
            )  # fmt: skip
    return found
