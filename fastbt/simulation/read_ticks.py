"""Frames of quotes and trade ticks as a run takes them: recognized by their columns, and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from fastbt.catalog.definitions import Given, given_instruments, inferred_instrument, opened_instruments
from fastbt.catalog.faults import Part
from fastbt.catalog.frames import name_of, to_frame
from fastbt.catalog.normalize_table import normalize_table
from fastbt.catalog.options import LoadOptions
from fastbt.catalog.portions import NormalizedTable
from fastbt.errors import ConfigError
from fastbt.model.currencies import Currency
from fastbt.model.instruments import Instrument
from fastbt.schema.market import PRICES, QUOTES, TRADE_TICKS, MarketTable
from fastbt.schema.table import Kind

DEFAULT_ID = "ASSET.SIM"
"""Id of the instrument where neither the data nor ``instruments`` names one."""
_OF_PRINTS = {"size", "quantity", "qty", "aggressor_side", "aggressor", "trade_id"}


@dataclass(slots=True)
class TickRows:
    """Quotes, trade ticks or both, checked and sorted."""

    tables: list[NormalizedTable]
    """At most one of each kind, quotes first."""
    instruments: dict[str, Instrument]
    """Definition of every id, in the order of the ids."""

    @property
    def dropped(self) -> dict[str, int]:
        """Rows left out, by rule."""
        return dict(sum((Counter(table.report.dropped) for table in self.tables), Counter[str]()))

    @property
    def repaired(self) -> dict[str, int]:
        """Values mended, by rule."""
        return dict(sum((Counter(table.report.repaired) for table in self.tables), Counter[str]()))

    def frames(self) -> dict[str, pl.DataFrame]:
        """The tables as users see them, by name: prices and sizes as the floats nearest to the decimals."""
        return {table.table.name: _floats(table, self.instruments) for table in self.tables}


def tick_table(names: Sequence[str]) -> MarketTable | None:
    """Return the table of ticks that a frame with these columns is; None where it is none.

    Args:
        names: of its columns.

    Example:
        >>> tick_table(["ts", "bid", "ask"]).name, tick_table(["ts", "price", "size"]).name
        ('quotes', 'trade_ticks')
        >>> tick_table(["ts", "price", "volume"]) is None
        True
    """
    lower = {name.strip().lower() for name in names}
    if any(name in lower for name in PRICES):
        return None
    if lower & {"bid_price", "ask_price"} or {"bid", "ask"} <= lower:
        return QUOTES
    return TRADE_TICKS if "price" in lower and lower & _OF_PRINTS else None


def names_of(data: Any) -> list[str]:
    """Return the names of a table's columns without reading it; none of what is no table."""
    if isinstance(data, pl.LazyFrame):
        return data.collect_schema().names()
    if isinstance(data, Mapping):
        return [str(name) for name in data]
    if isinstance(data, np.ndarray):
        return list(data.dtype.names or ())
    schema = getattr(data, "schema", None)
    names = (
        getattr(data, "columns", None) if schema is None or isinstance(data, pl.DataFrame) else schema.names
    )
    return [] if names is None or callable(names) else [str(name) for name in names]


def frames_by_kind(data: Any) -> tuple[list[Any], list[Any]]:
    """Return the frames of bars and those of ticks that a run was given: a frame, or a list of several.

    Args:
        data: what stands in the place of the frame.

    Raises:
        ConfigError: a list is empty, or holds more than one frame of a kind.
    """
    given = list(data) if isinstance(data, list | tuple) else [data]
    kinds = [tick_table(names_of(one)) for one in given]
    found = ["bars" if kind is None else kind.name for kind in kinds]
    if not found or len(set(found)) < len(found):
        raise ConfigError(
            f"a list of frames holds at most one of bars, one of quotes and one of trade ticks, each of any "
            f"number of instruments; this one holds {', '.join(found) or 'nothing'}; finer bars are given as "
            "finer="
        )
    bars = [one for one, kind in zip(given, kinds, strict=True) if kind is None]
    return bars, [one for one, kind in zip(given, kinds, strict=True) if kind is not None]


def read_ticks(
    frames: Sequence[Any],
    instruments: Given = None,
    *,
    tz: str | None = None,
    on_error: Literal["raise", "drop", "repair"] = "raise",
    on_off_grid: Literal["raise", "round"] = "raise",
    currency: str | Currency = "USD",
) -> TickRows:
    """Check frames of ticks and bring them to sorted integer columns.

    Args:
        frames: as ``frames_by_kind`` returns them.
        instruments: as for bars; what is read off the data fits all frames.
        tz: zone of times that carry none; None is UTC.
        on_error: what is done with bad rows.
        on_off_grid: what is done with numbers of more decimals than their instrument has.
        currency: of instruments read off the data.

    Raises:
        DataError: a row is bad, or a column is missing.
        ConfigError: it is not said whose the rows are.
    """
    options = LoadOptions.check(tz=tz, on_error=on_error, on_off_grid=on_off_grid)
    read = [(to_frame(data), name_of(data)) for data in frames]
    named = all("instrument_id" in {name.strip().lower() for name in frame.columns} for frame, _ in read)
    given: Given = DEFAULT_ID if instruments is None and not named else instruments

    def once(given: Given) -> list[NormalizedTable]:
        tables = []
        for frame, name in read:
            table = tick_table(frame.columns) or TRADE_TICKS
            parts = [Part(0, None)]
            tables.append(
                normalize_table(
                    frame, table, given, options, parts, name, currency=currency, look_up=opened_instruments
                )
            )
        return sorted(tables, key=lambda one: one.table.name)

    tables = once(given)
    finest = finest_of([table.instruments for table in tables])
    if finest:
        known, bare = given_instruments(given)
        tables = once([*known.values(), *(one for name, one in finest.items() if name not in known), *bare])
    found: dict[str, Instrument] = {}
    for table in tables:
        found |= table.instruments
    return TickRows(tables, dict(sorted(found.items())))


def finest_of(tables: Sequence[Mapping[str, Instrument]]) -> dict[str, Instrument]:
    """Return the instruments of which two tables have seen different decimals, with the more of both.

    Args:
        tables: the instruments of each, by id.
    """
    finest: dict[str, Instrument] = {}
    for name in sorted({name for table in tables for name in table}):
        seen = [table[name] for table in tables if name in table]
        if len({one.price_precision for one in seen}) > 1 or len({one.size_precision for one in seen}) > 1:
            price = max(one.price_precision for one in seen)
            size = max(one.size_precision for one in seen)
            finest[name] = inferred_instrument(name, price, size, seen[0].settlement_currency)
    return finest


def _floats(table: NormalizedTable, instruments: Mapping[str, Instrument]) -> pl.DataFrame:
    frame = table.frame
    columns = []
    for column in table.table.columns:
        if column.kind not in (Kind.PRICE, Kind.QUANTITY):
            continue
        of_price = column.kind is Kind.PRICE
        powers = {
            key: 10.0 ** (one.price_precision if of_price else one.size_precision)
            for key, one in instruments.items()
        }
        steps = frame[column.name].cast(pl.Float64).to_numpy()
        scale: Any = next(iter(powers.values()))
        if len(set(powers.values())) > 1:
            scale = frame["instrument_id"].replace_strict(powers, return_dtype=pl.Float64).to_numpy()
        columns.append(pl.Series(column.name, steps / scale, nan_to_null=True))
    return frame.with_columns(columns)
