"""From the kernel's buffers to tables: each made when first asked for, as floats or as exact decimals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

from fastbt.schema.ledger import LEDGER
from fastbt.schema.ledger_columns import LedgerColumn, LedgerTable
from fastbt.schema.market import PRICES, QUOTES, TRADE_TICKS
from fastbt.schema.table import Kind
from fastbt.simulation.collect_account import account, funding
from fastbt.simulation.collect_base import InBase
from fastbt.simulation.collect_columns import I64, integers, masked
from fastbt.simulation.collect_equity import equity
from fastbt.simulation.collect_events import events
from fastbt.simulation.collect_numbers import as_decimals, as_floats
from fastbt.simulation.collect_orders import fills, orders, refusals
from fastbt.simulation.collect_positions import positions, trades
from fastbt.simulation.collect_source import Source
from fastbt.simulation.lowered import RunOutput

Counts = dict[str, pl.Series]
TICKS = {table.name: table for table in (QUOTES, TRADE_TICKS)}
"""The tables that runs on ticks have beside their bars."""

_MAKERS: dict[str, Callable[[Source], Counts]] = {
    "orders": orders,
    "fills": fills,
    "positions": positions,
    "trades": trades,
    "events": events,
    "account": account,
    "equity": equity,
    "funding": funding,
}


class RunTables:
    """The tables of a run by name, as ``schema/ledger.py`` describes them.

    Args:
        output: what the kernel left behind.
    """

    def __init__(self, output: RunOutput) -> None:
        self._source = Source(output)
        self._counts: dict[str, Counts] = {}
        self._frames: dict[tuple[str, bool], pl.DataFrame] = {}

    @property
    def scales(self) -> dict[Kind, int]:
        """Decimals of prices, quantities and money."""
        return self._source.scales

    def frame(self, name: str, *, exact: bool = False) -> pl.DataFrame:
        """One table.

        Args:
            name: one of ``schema.ledger.LEDGER``.
            exact: Decimal columns instead of Float64.
        """
        key = name, exact
        if key not in self._frames:
            if name not in self._counts:
                self._counts[name] = _MAKERS[name](self._source)
            self._frames[key] = assemble(LEDGER[name], self._counts[name], self.scales, exact=exact)
        return self._frames[key]

    def bars(self, *, exact: bool = False) -> pl.DataFrame:
        """The bars the run was made on, with the user's own columns; prices and volume exact if asked for."""
        frame: pl.DataFrame = self._source.lowered.frame
        if not exact:
            return frame
        return self._exact(frame, self._source.columns.main_rows)

    def finer_bars(self, *, exact: bool = False) -> pl.DataFrame | None:
        """The finer bars in which orders were matched, with their ``row`` in the run; None without any."""
        frame: pl.DataFrame | None = self._source.lowered.finer_frame
        if frame is None or not exact:
            return frame
        return self._exact(frame, frame["row"].to_numpy())

    def ticks(self, name: str, *, exact: bool = False) -> pl.DataFrame | None:
        """The quotes or the trade ticks of the run; None without any.

        Args:
            name: one of ``TICKS``.
            exact: prices and sizes as decimals.
        """
        frame: pl.DataFrame | None = self._source.lowered.tick_frames.get(name)
        if frame is None or not exact:
            return frame
        columns = []
        for column in TICKS[name].columns:
            if column.name in frame.columns and column.kind.is_exact:
                scale = self.scales[column.kind]
                counts = (frame[column.name] * 10.0**scale).round().cast(pl.Int64)  # lossless below 2^51
                columns.append(as_decimals(counts, scale).alias(column.name))
        return frame.with_columns(columns)

    def _exact(self, frame: pl.DataFrame, rows: I64 | None) -> pl.DataFrame:
        """A frame of bars with exact prices and volume; ``rows``: their rows in the run, None for all."""
        columns = self._source.columns
        taken: Any = slice(None) if rows is None else rows
        instrument = np.zeros(frame.height, dtype=np.int64)
        if columns.instrument is not None:
            instrument = integers(columns.instrument[taken])
        counts = {name: self._source.price(getattr(columns, name)[taken], instrument) for name in PRICES}
        decimals = {name: as_decimals(column, self.scales[Kind.PRICE]) for name, column in counts.items()}
        if columns.volume is not None:
            known = frame["volume"].is_not_null().to_numpy()
            counts_known = np.where(known, columns.volume[taken], 0)
            lots = masked(self._source.quantity(counts_known, instrument), known)
            decimals["volume"] = as_decimals(lots, self.scales[Kind.QUANTITY])
        return frame.with_columns(**decimals)

    def start(self) -> float:
        """What all accounts start with, in the base currency."""
        source = self._source
        times = source.columns.ts_event[: 1 if source.rows else 0]
        count = len(source.lowered.currencies)
        starts = [int(source.output.balances["start"][place::count].sum()) for place in range(count)]
        return InBase(source, times).at_start(starts) / 10.0**source.base.precision

    def refusals(self) -> dict[str, int]:
        """How often orders and commands were refused, by reason."""
        return refusals(self._source)


def assemble(table: LedgerTable, counts: Counts, scales: dict[Kind, int], *, exact: bool) -> pl.DataFrame:
    """Give counts the types of a table: every column in its place, numbers as floats or decimals.

    Args:
        table: the table's columns.
        counts: columns by name, numbers as counts of 10^-scale; one that is absent is null.
        scales: decimals of prices, quantities and money.
        exact: decimals instead of floats.
    """
    length = next((len(column) for column in counts.values()), 0)
    schema = table.exact_schema(scales) if exact else table.frame_schema()
    columns = [_typed(column, counts, scales, length, exact=exact) for column in table.columns]
    return pl.DataFrame(columns, schema=schema)


def _typed(
    column: LedgerColumn, counts: Counts, scales: dict[Kind, int], length: int, *, exact: bool
) -> pl.Series:
    kind = column.exact_type(scales.get(column.kind, 0)) if exact else column.frame_type
    values = counts.get(column.name)
    if values is None or values.dtype == pl.Null:
        return pl.Series(column.name, [None], dtype=kind).new_from_index(0, length)
    if column.kind.is_exact:
        scale = scales[column.kind] + column.digits
        values = as_decimals(values, scale) if exact else as_floats(values, scale)
    return values.alias(column.name)
