"""What can happen to a position: it opens, changes and closes, each time by a fill."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from fastbt.codes import EventKind, OrderSide, PositionSide
from fastbt.model.currencies import Currency
from fastbt.model.event import Event
from fastbt.model.identifiers import AccountId, ClientOrderId, InstrumentId, PositionId, StrategyId, TraderId
from fastbt.model.money import Money
from fastbt.model.values import Price, Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionEvent(Event):
    """A position after a fill."""

    trader_id: TraderId
    """Who runs the strategy."""
    strategy_id: StrategyId
    """Whose position it is."""
    account_id: AccountId
    """The account it is in."""
    instrument_id: InstrumentId
    """What is held."""
    position_id: PositionId
    """The position."""
    opening_order_id: ClientOrderId
    """The order whose fill opened it."""
    closing_order_id: ClientOrderId | None = None
    """The order whose fill closed it; None while it is open."""
    entry_side: OrderSide
    """Side of that fill."""
    side: PositionSide
    """LONG, SHORT or FLAT."""
    signed_quantity: Decimal
    """What is held, below zero when short."""
    quantity: Quantity
    """The same without its sign."""
    peak_quantity: Quantity
    """The most it ever held."""
    last_quantity: Quantity
    """Quantity of the fill, as far as it belongs to this position."""
    last_price: Price
    """Price of the fill."""
    currency: Currency
    """Currency of its profit."""
    avg_entry_price: Decimal
    """Cost over quantity."""
    avg_close_price: Decimal | None = None
    """Value over quantity of what was closed; None when nothing was."""
    realized_pnl: Money
    """Profit of what was closed, after commission and funding."""
    commission: Money
    """All commission paid."""
    ts_opened: int
    """When it was opened."""
    ts_closed: int | None = None
    """When it was closed; None while it is open."""

    @property
    def duration_ns(self) -> int | None:
        """How long it was open; None while it is."""
        return None if self.ts_closed is None else self.ts_closed - self.ts_opened


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionOpened(PositionEvent):
    """A position came to be."""

    kind: ClassVar[EventKind] = EventKind.POSITION_OPENED


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionChanged(PositionEvent):
    """A position's quantity changed and did not become zero."""

    kind: ClassVar[EventKind] = EventKind.POSITION_CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionClosed(PositionEvent):
    """A position became flat."""

    kind: ClassVar[EventKind] = EventKind.POSITION_CLOSED
