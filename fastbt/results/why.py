"""The part of a result that says why: ``explain`` and ``around``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from fastbt.codes import OrderSide
from fastbt.errors import unknown_name
from fastbt.results.around import Around, around
from fastbt.results.explain import explain_order
from fastbt.results.explain_position import explain_position
from fastbt.results.explanation import Explanation
from fastbt.results.facts import RunFacts
from fastbt.results.instrument_bars import InstrumentBars
from fastbt.results.order_case import OrderCase
from fastbt.results.tables import Tables


class Why(Tables):
    """Tables of a run that can say why an order or a position became what it is."""

    exact: Tables
    facts: RunFacts
    _given: Mapping[str, Any]

    def explain(self, name: str) -> Explanation:
        """Why an order filled, was refused or never filled, or how a position came about; prints as text.

        Args:
            name: a client_order_id or a position_id.

        Returns:
            What was asked, what became of it, what to do, and each step with row, time and rule ids.

        Raises:
            UnknownNameError: there is no such order or position.
        """
        table = self._table_with(name)
        row = table.filter(pl.col(table.columns[0]) == name)
        if table.columns[0] == "position_id":
            return explain_position(name, self.exact, self._bars_of(row["instrument_id"][0]))
        bars = self._bars_of(row["instrument_id"][0], is_buy=row["side"][0] == OrderSide.BUY.name)
        return explain_order(OrderCase.of(name, self.exact, bars, self._given))

    def around(self, name: str, *, before: int = 20, after: int = 20) -> Around:
        """The bars and events around an order or a position.

        Args:
            name: a client_order_id or a position_id.
            before: bars of its instrument before it was sent or opened.
            after: bars after it ended.

        Returns:
            ``.bars`` and ``.events``, of its instrument.

        Raises:
            UnknownNameError: there is no such order or position.
            ConfigError: ``before`` or ``after`` is no count.
        """
        table = self._table_with(name)
        row = table.filter(pl.col(table.columns[0]) == name)
        bars = self._bars_of(row["instrument_id"][0])
        names = ("ts_opened", "ts_closed") if table.columns[0] == "position_id" else ("ts_init", "ts_last")
        first, last = (row[column].cast(pl.Int64)[0] for column in names)
        return around(
            name, first, int(bars.times[-1]) if last is None else last, bars, self.events, before, after
        )

    def _table_with(self, name: str) -> pl.DataFrame:
        """The table, orders or positions, that has an id in its first column."""
        for table in (self.orders, self.positions):
            if name in table[table.columns[0]]:
                return table
        known = [*self.orders["client_order_id"], *self.positions["position_id"]]
        raise unknown_name("order or position", name, known)

    def _bars_of(self, instrument_id: str, is_buy: bool | None = None) -> InstrumentBars:
        return InstrumentBars(self.bars, self.facts.instruments[instrument_id], self.finer_bars, is_buy)
