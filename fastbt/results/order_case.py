"""All that is known of one order: its row, events and fills, its instrument's bars, the options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

import polars as pl

from fastbt.codes import EventKind, FillPoint, OrderStatus
from fastbt.model.instruments import Instrument
from fastbt.results.instrument_bars import InstrumentBars
from fastbt.results.replay import Row, rows_of
from fastbt.results.tables import Tables
from fastbt.results.texts import money_text, price_text
from fastbt.results.venue_settings import venue_for
from fastbt.venues.options import OPTIONS


@dataclass(frozen=True, slots=True)
class OrderCase:
    """One order with what explains it."""

    order: Row
    """Its row of the exact table ``orders``, times as UTC nanoseconds."""
    events: list[Row]
    """Its rows of the exact table ``events``, in order."""
    fills: dict[str, Row]
    """Its rows of the exact table ``fills``, by id."""
    bars: InstrumentBars
    """The bars of its instrument."""
    tables: Tables
    """The exact tables of the run."""
    settings: Mapping[str, Any]
    """The run's settings."""

    @classmethod
    def of(cls, name: str, tables: Tables, bars: InstrumentBars, settings: Mapping[str, Any]) -> Self:
        """Collect what is known of an order.

        Args:
            name: its client_order_id, which is known to exist.
            tables: the exact tables of the run.
            bars: the bars of its instrument.
            settings: the run's settings.
        """
        (order,) = rows_of(tables.orders.filter(client_order_id=name))
        return cls(
            order=order,
            events=list(rows_of(tables.events.filter(client_order_id=name))),
            fills={row["fill_id"]: row for row in rows_of(tables.fills.filter(client_order_id=name))},
            bars=bars,
            tables=tables,
            settings=settings,
        )

    @property
    def instrument(self) -> Instrument:
        """What the order is for."""
        return self.bars.instrument

    @property
    def venue(self) -> Mapping[str, Any]:
        """The options of the venue that serves the order."""
        return venue_for(self.settings, self.order["instrument_id"])

    def option(self, name: str) -> str:
        """The word of a venue's option in this run; its default where the settings do not say."""
        given = self.venue.get(name)
        return OPTIONS[name].values[0] if given is None else str(given)

    def event(self, kind: EventKind) -> Row | None:
        """The order's last event of a kind."""
        return next((row for row in reversed(self.events) if row["kind"] == kind.name), None)

    def waits_for_parent(self) -> bool:
        """Whether the order never became live since the one it waits for has not filled (F10)."""
        parent = pl.col("client_order_id").eq_missing(self.order["parent_id"])
        unfilled = not self.tables.fills.filter(parent).height
        return self.order["status"] == OrderStatus.SUBMITTED.name and (
            self.order["parent_id"] is not None and unfilled
        )

    def arrival_point(self) -> FillPoint:
        """Where on its row the order arrived: a bracket's order where its entry filled (F10, T5)."""
        arrived = self.event(EventKind.ORDER_ACCEPTED) or self.events[-1]
        entry = self.tables.fills.filter(
            pl.col("client_order_id").eq_missing(self.order["parent_id"]),
            pl.col("ts_event").cast(pl.Int64) == arrived["ts_event"],
        )
        if entry.height:
            return FillPoint[entry["point"][0]]
        return FillPoint.CLOSE if arrived["ts_event"] == self.order["ts_init"] else FillPoint.OPEN

    def level(self, event: Row) -> tuple[str, Decimal] | None:
        """What the market had to reach after an event, and its price; None for what waits for no price."""
        for name, word in (("trigger_price", "trigger"), ("price", "limit")):
            if event[name] is not None and not (word == "trigger" and self._is_triggered(event)):
                return word, event[name]
        return None

    def _is_triggered(self, event: Row) -> bool:
        triggered = self.event(EventKind.ORDER_TRIGGERED)
        return triggered is not None and event["seq"] >= triggered["seq"]

    # ---- numbers as text

    def price(self, value: Decimal) -> str:
        """A price with the instrument's decimals."""
        return price_text(value, self.instrument)

    def money(self, value: Decimal) -> str:
        """Money with its currency."""
        return money_text(value, self.instrument)
