"""Prices adjusted for splits and dividends, so that returns across them are those of an owner."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import polars as pl

from fastbt.catalog.frames import to_frame
from fastbt.errors import ConfigError, DataError
from fastbt.schema.market import PRICES
from fastbt.timeline.adjust_factors import Actions, factors_of, read_actions
from fastbt.timeline.exact import scaled
from fastbt.timeline.rows import KEY, Rows, known_names, rows_of, through

F64 = np.ndarray[tuple[int], np.dtype[np.float64]]

MOST_DECIMALS = 8
"""What ``run`` can read off a frame whose instrument nobody described."""


def adjust(
    bars: Any,
    actions: Any,
    adjust: Literal["splits", "all"] = "all",
    *,
    direction: Literal["backward", "forward"] = "backward",
    precision: int | None = MOST_DECIMALS,
    columns: Sequence[str] = PRICES,
) -> Any:
    """Adjust bars for splits, or for splits and dividends.

    At an ex-date prices fall by the factor 1 / ratio of a split and by (close - amount) / close of a
    dividend, where close is the last one before the ex-date, as it was traded, and amount is per unit held
    before a split of the same day. (The method of the Center for Research in Security Prices, of Yahoo's
    "Adj Close" and of Lean's factor files.)

    * ``backward``: prices before an ex-date are multiplied by its factor, the last prices stay as traded.
      Earlier rows thus depend on later actions: for charts and returns, **not** for rules that compare prices
      with fixed levels.
    * ``forward``: prices from an ex-date on are divided by its factor, the first prices stay as traded. A row
      depends on what was known then only (rule T4).

    Volumes go the other way, by splits alone, so that volume times split-adjusted price is what was paid. A
    bar is before an action if it ends at or before its time, the start of the ex-date's session.

    Args:
        bars: bars as traded, of one instrument or many.
        actions: a row each with ``ts_event`` (start of the ex-date's session; a date is its 00:00 UTC),
            ``kind`` (SPLIT, DIVIDEND; DELISTING changes no price), ``ratio`` (new units for an old one) and
            ``amount`` (per unit), and ``instrument_id`` where the bars have it.
        adjust: ``"splits"``, or ``"all"`` for dividends too.
        direction: ``"backward"`` or ``"forward"``.
        precision: decimals that prices and volumes are rounded to, half up; None leaves floats as they come.
        columns: columns of prices that are adjusted, those of them that are there.

    Returns:
        The bars (lazy for a LazyFrame), in their order, with the column ``adjustment``: what prices were
        multiplied by, before rounding.

    Raises:
        ConfigError: an argument is wrong.
        DataError: an action without its number, with one that makes no sense, or before it no close.

    Example:
        >>> from datetime import date
        >>> bars = pl.DataFrame({"date": [date(2024, 1, 2), date(2024, 1, 3), date(2024, 1, 4)],
        ...                      "close": [100.0, 51.0, 50.0], "volume": [10.0, 20.0, 20.0]})
        >>> actions = pl.DataFrame({"date": [date(2024, 1, 3), date(2024, 1, 4)],
        ...                         "kind": ["SPLIT", "DIVIDEND"], "ratio": [2.0, None],
        ...                         "amount": [None, 0.51]})
        >>> adjust(bars, actions)["close"].to_list()
        [49.5, 50.49, 50.0]
        >>> adjust(bars, actions, "splits", direction="forward").select("close", "volume").rows()
        [(100.0, 10.0), (102.0, 10.0), (100.0, 10.0)]
    """
    if adjust not in ("splits", "all"):
        raise ConfigError(f"adjust={adjust!r}: must be 'splits' or 'all'")
    if direction not in ("backward", "forward"):
        raise ConfigError(f"direction={direction!r}: must be 'backward' or 'forward'")
    if precision is not None and not 0 <= precision <= 15:
        raise ConfigError(f"precision={precision!r}: must be from 0 to 15, or None")
    table = known_names(to_frame(actions.collect() if isinstance(actions, pl.LazyFrame) else actions))
    known = read_actions(table)
    return through(
        bars,
        functools.partial(
            _adjust,
            actions=known,
            dividends=adjust == "all",
            backward=direction == "backward",
            precision=precision,
            columns=tuple(columns),
        ),
    )


def _adjust(
    frame: pl.DataFrame,
    actions: Actions,
    *,
    dividends: bool,
    backward: bool,
    precision: int | None,
    columns: tuple[str, ...],
) -> pl.DataFrame:
    if "close" not in frame.columns:
        raise DataError("a column of bars is missing", table="bars", column="close")
    if "adjustment" in frame.columns:
        raise DataError("the bars have been adjusted already", table="bars", column="adjustment")
    rows = rows_of(frame.with_row_index("__row"), "bars")
    if rows.has_id != actions.has_id and len(actions.time):
        raise DataError(
            "of bars and actions only one has several instruments",
            table="actions" if rows.has_id else "bars",
            column=KEY,
        )
    price, volume = _factors(rows, actions, dividends=dividends, backward=backward)
    changed = {
        name: scaled(rows.frame[name], price, precision) for name in columns if name in rows.frame.columns
    }
    if "volume" in rows.frame.columns:
        changed["volume"] = scaled(rows.frame["volume"], volume, precision)
    found = rows.frame.with_columns(**changed, adjustment=pl.Series(price))
    return found.sort("__row").drop("__row")


def _factors(rows: Rows, actions: Actions, *, dividends: bool, backward: bool) -> tuple[F64, F64]:
    """What each row's prices and its volume are multiplied by."""
    price, volume = np.ones(len(rows.ts_event)), np.ones(len(rows.ts_event))
    close = rows.frame["close"].cast(pl.Float64).to_numpy()
    for first, end in zip(rows.starts[:-1].tolist(), rows.starts[1:].tolist(), strict=True):
        if first == end:
            continue
        instrument = rows.frame[KEY][first] if rows.has_id else None
        times, falls, splits = factors_of(
            actions, instrument, rows.ts_event[first:end], close[first:end], dividends=dividends
        )
        # The number of actions at or before a bar's open, for it is before those at its end.
        past = np.searchsorted(times, rows.ts_event[first:end], "left")
        price[first:end] = _running(falls, backward=backward)[past]
        volume[first:end] = 1.0 / _running(1.0 / splits, backward=backward)[past]
    return price, volume


def _running(factors: F64, *, backward: bool) -> F64:
    """What holds after so many of the actions: the product of those to come, or 1 / that of those past."""
    if backward:
        return np.append(np.cumprod(factors[::-1])[::-1], 1.0)
    return 1.0 / np.append(1.0, np.cumprod(factors))
