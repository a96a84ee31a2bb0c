"""A position held in one contract after the other: orders for single contracts out of a continuous series."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.errors import ConfigError, DataError
from fastbt.timeline.rows import with_times

_TABLE = "series"
ROLL = "roll"
"""The tag of both orders of a roll."""


def roll_orders(series: Any, target: str = "target") -> pl.DataFrame:
    """Turn a wanted position in a market into orders for its contracts, rolled as the series is.

    ``series`` is what ``bt.continuous`` gives, with a column of how many contracts are wanted on each row,
    found by rules on its joined prices. Wherever that changes the difference is ordered in the row's
    contract; where the contract changes, the old one is closed and the new one opened: two orders of one
    time, each with its costs, both with the tag ``roll``. What closes or reduces is reduce-only. Null wants
    what the row before did; before the first number nothing is wanted.

    The orders are sent when their row has ended, so that they fill on the next one: after the first row of a
    new contract. Roll early enough (``roll=5`` is five days before the expiry): what is still held at an
    expiry is settled (rule A7). Times of the series are those at which its rows end, as of the run's bars.

    Args:
        series: rows with a time, ``contract`` (an instrument's id) and the position wanted.
        target: the name of that column: signed, 2 is long two contracts.

    Returns:
        Orders for ``bt.from_orders``: ``ts``, ``instrument_id``, ``side``, ``quantity``, ``reduce_only`` and
        ``tag``.

    Raises:
        ConfigError: the column is missing, or no number.
        DataError: a row has no contract or no time, or two have the same time.

    Example:
        >>> from datetime import date
        >>> series = pl.DataFrame({"date": [date(2024, 3, day) for day in (12, 13, 14)],
        ...                        "contract": ["H4.CME", "H4.CME", "M4.CME"], "target": [2, 1, -1]})
        >>> roll_orders(series).select("instrument_id", "side", "quantity", "tag").rows()
        [('H4.CME', 'BUY', 2.0, None), ('H4.CME', 'SELL', 1.0, None), ('H4.CME', 'SELL', 1.0, 'roll'), \
('M4.CME', 'SELL', 1.0, 'roll')]
    """
    frame = series.collect() if isinstance(series, pl.LazyFrame) else pl.DataFrame(series)
    rows = _rows(frame, target)
    contract = rows["contract"].to_list()
    wanted = rows[target].cast(pl.Float64).fill_null(strategy="forward").fill_null(0.0).to_list()
    orders: list[tuple[int, str, float, bool, str | None]] = []
    held, holding = 0.0, ""
    for place, (name, want) in enumerate(zip(contract, wanted, strict=True)):
        if name != holding and held != 0:
            orders.append((place, holding, -held, True, ROLL))
            if want != 0:
                orders.append((place, name, want, False, ROLL))
        elif want != held:
            orders.append((place, name, want - held, 0 <= want / held < 1 if held else False, None))
        held, holding = want, name
    places = np.array([order[0] for order in orders], dtype=np.int64)
    return _table(rows, places, orders)


def _rows(frame: pl.DataFrame, target: str) -> pl.DataFrame:
    """The rows by time, each with a contract."""
    if target not in frame.columns or not frame.schema[target].is_numeric():
        raise ConfigError(
            f"target={target!r}: the series needs a column of that name with the number of contracts wanted; "
            f"it has {', '.join(frame.columns)}"
        )
    if "contract" not in frame.columns:
        raise DataError("no column says which contract is held; give what bt.continuous gave", table=_TABLE)
    rows = with_times(frame, _TABLE).sort("ts_event", maintain_order=True)
    for name in ("ts_event", "contract"):
        if rows[name].null_count():
            raise DataError("a row without one", table=_TABLE, column=name)
    if rows["ts_event"].is_duplicated().any():
        raise DataError(
            "two rows have the same time; a series is of one market", table=_TABLE, column="ts_event"
        )
    return rows.with_columns(pl.col("contract").cast(pl.String))


def _table(
    rows: pl.DataFrame, places: NDArray[np.int64], orders: list[tuple[int, str, float, bool, str | None]]
) -> pl.DataFrame:
    lots = np.array([order[2] for order in orders], dtype=np.float64)
    return pl.DataFrame(
        {
            "ts": rows["ts_event"].gather(places),
            "instrument_id": pl.Series([order[1] for order in orders], dtype=pl.String),
            "side": pl.Series(np.where(lots > 0, "BUY", "SELL"), dtype=pl.String),
            "quantity": pl.Series(np.abs(lots)),
            "reduce_only": pl.Series([order[3] for order in orders], dtype=pl.Boolean),
            "tag": pl.Series([order[4] for order in orders], dtype=pl.String),
        }
    )
