"""``AsOf``: what was known, open, held and owned at a time, rebuilt from the event log (rule O2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from fastbt.codes import PositionSide
from fastbt.errors import unknown_name
from fastbt.model.money import AccountBalance, Money
from fastbt.model.orders import Order
from fastbt.model.positions import Position
from fastbt.model.values import Price
from fastbt.results.facts import RunFacts
from fastbt.results.marks import mark_at
from fastbt.results.replay import replay
from fastbt.results.tables import Tables
from fastbt.results.texts import time_texts
from fastbt.schema.table import Kind

KEYS = {
    "position": "position_id",
    "instrument": "instrument_id",
    "strategy": "strategy_id",
    "account": "account_id",
    "venue": "venue",
    "currency": "currency",
}
"""What a portfolio can be told by, and the column that says it."""
SUMS = ("net_exposure", "gross_exposure", "unrealized_pnl", "realized_pnl", "commission", "funding")


@dataclass(frozen=True, slots=True, repr=False)
class AsOf:
    """The state of a run at a time: after everything that had happened by then."""

    ts: int
    """UTC nanoseconds."""
    orders: dict[str, Order]
    """Every order sent by then, as it stood, by client order id."""
    positions: dict[str, Position]
    """Every position opened by then, as it stood, by position id."""
    balances: dict[tuple[str, str], AccountBalance]
    """By account id and code of the currency, as they last moved."""
    equity: dict[str, Any] | None
    """The newest row of table ``equity``, exact; None before the first."""
    holdings: pl.DataFrame
    """A row for each position, exact: what it holds, at which mark, and what it is worth."""

    @property
    def open_orders(self) -> list[Order]:
        """The orders that had been sent and had not ended, in the order sent."""
        return [order for order in self.orders.values() if order.is_open or order.is_in_flight]

    @property
    def open_positions(self) -> list[Position]:
        """The positions that held something, in the order opened."""
        return [position for position in self.positions.values() if position.is_open]

    def order(self, client_order_id: str) -> Order:
        """One order as it stood.

        Raises:
            UnknownNameError: none of this id had been sent.
        """
        if client_order_id not in self.orders:
            raise unknown_name("order", client_order_id, self.orders)
        return self.orders[client_order_id]

    def net_quantity(self, instrument_id: str) -> Decimal:
        """What was held of an instrument, below zero when short; over all strategies and accounts."""
        own = [one for one in self.positions.values() if one.instrument_id.value == instrument_id]
        return sum((position.signed_quantity for position in own), Decimal(0))

    def portfolio(self, by: str = "instrument", *, exact: bool = False) -> pl.DataFrame:
        """Exposure and profit told by something, and by currency.

        Args:
            by: ``position``, ``instrument``, ``strategy``, ``account``, ``venue`` or ``currency``.
            exact: decimals instead of floats.

        Returns:
            A row for each: open_positions, net_exposure, gross_exposure, unrealized_pnl, realized_pnl (net of
            commission and funding), commission, funding. Closed positions count with their profit.

        Raises:
            UnknownNameError: ``by`` is something else.
        """
        if by not in KEYS:
            raise unknown_name("by", by, KEYS)
        keys = list(dict.fromkeys((KEYS[by], "currency")))
        sums = [pl.col(name).sum() for name in SUMS]
        counted = (pl.col("quantity") != 0).sum().alias("open_positions")
        found = self.holdings.group_by(keys, maintain_order=True).agg(counted, *sums).sort(keys)
        return found if exact else found.with_columns(pl.col(SUMS).cast(pl.Float64))

    def __repr__(self) -> str:
        held = ", ".join(
            f"{position.side.name} {position.quantity} {position.instrument_id}"
            for position in self.open_positions
        )
        worth = "" if self.equity is None else f"; equity {self.equity['equity']}"
        (when,) = time_texts([self.ts])
        return f"as of {when}: {len(self.open_orders)} open orders, {held or 'nothing'} held{worth}"


def state_at(exact: Tables, facts: RunFacts, settings: Mapping[str, Any], ts: int) -> AsOf:
    """Rebuild the state at a time.

    Args:
        exact: the exact tables of a run.
        facts: what else is known of it.
        settings: its settings.
        ts: UTC nanoseconds; what is stamped later has not happened.
    """
    known = pl.col("ts_event").cast(pl.Int64) <= ts
    rebuilt = replay(exact.events.filter(known), facts)
    newest = exact.equity.filter(known).tail(1).to_dicts()
    venues = dict(exact.account.select("account_id", "venue").unique().rows())
    rows = []
    for held in rebuilt.positions.values():
        mark = mark_at(exact, settings, held.instrument_id.value, ts, is_long=held.is_long)
        rows.append(_holding(held, venues, mark))
    money = pl.Decimal(38, facts.scales[Kind.MONEY])
    schema: dict[str, Any] = dict.fromkeys(KEYS.values(), pl.String)
    schema |= {"side": pl.Enum([side.name for side in PositionSide])}
    schema |= {"quantity": pl.Decimal(38, facts.scales[Kind.QUANTITY])}
    schema |= {"mark": pl.Decimal(38, facts.scales[Kind.PRICE])} | dict.fromkeys(SUMS, money)
    return AsOf(
        ts=ts,
        orders=rebuilt.orders,
        positions=rebuilt.positions,
        balances=rebuilt.balances,
        equity=newest[0] if newest else None,
        holdings=pl.DataFrame(rows, schema=schema, orient="row"),
    )


def _holding(position: Position, venues: dict[str, str], mark: Decimal | None) -> dict[str, Any]:
    """A row of ``holdings``; what has no mark is worth nobody knows what."""
    instrument, account = position.instrument, str(position.account_id)
    row = {
        "position_id": str(position.position_id),
        "instrument_id": instrument.id.value,
        "strategy_id": str(position.strategy_id),
        "account_id": account,
        "venue": venues[account],
        "currency": position.currency.code,
        "side": position.side.name,
        "quantity": position.quantity.as_decimal(),
        "mark": mark if position.is_open else None,
        "realized_pnl": position.realized_pnl.as_decimal(),
        "commission": position.commission.as_decimal(),
        "funding": position.funding.as_decimal(),
    }
    if position.is_open and mark is None:
        return row | dict.fromkeys(("net_exposure", "gross_exposure", "unrealized_pnl"))
    worth = unrealized = Money.from_units(0, position.currency)
    if position.is_open and mark is not None:
        price = Price(mark, instrument.price_precision)
        worth, unrealized = instrument.notional(position.quantity, price), position.unrealized_pnl(price)
    size = abs(worth.as_decimal())
    return row | {
        "net_exposure": int(position.side) * size if position.is_open else size,
        "gross_exposure": size,
        "unrealized_pnl": unrealized.as_decimal(),
    }
