"""What happened: every event there can be; those of orders and of positions come from their own files.

An event is whole in itself and never changes. A log is a list of them in order; orders, positions and
balances can be rebuilt from it alone (rule O2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fastbt.codes import AccountType, EventKind, Reason
from fastbt.model.currencies import Currency
from fastbt.model.event import Event
from fastbt.model.identifiers import AccountId, InstrumentId, StrategyId
from fastbt.model.money import AccountBalance, Money
from fastbt.model.order_events import (
    OrderAccepted,
    OrderCanceled,
    OrderCancelRejected,
    OrderDenied,
    OrderEvent,
    OrderExpired,
    OrderFilled,
    OrderInitialized,
    OrderModifyRejected,
    OrderPendingCancel,
    OrderPendingUpdate,
    OrderRejected,
    OrderSubmitted,
    OrderTriggered,
    OrderUpdated,
)
from fastbt.model.position_events import PositionChanged, PositionClosed, PositionEvent, PositionOpened

__all__ = [
    "EVENT_CLASSES",
    "AccountState",
    "CommandRefused",
    "Event",
    "OrderAccepted",
    "OrderCancelRejected",
    "OrderCanceled",
    "OrderDenied",
    "OrderEvent",
    "OrderExpired",
    "OrderFilled",
    "OrderInitialized",
    "OrderModifyRejected",
    "OrderPendingCancel",
    "OrderPendingUpdate",
    "OrderRejected",
    "OrderSubmitted",
    "OrderTriggered",
    "OrderUpdated",
    "PositionChanged",
    "PositionClosed",
    "PositionEvent",
    "PositionOpened",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState(Event):
    """An account after one of its balances moved."""

    kind: ClassVar[EventKind] = EventKind.ACCOUNT_STATE

    account_id: AccountId
    """The account."""
    account_type: AccountType
    """How it pays."""
    balances: tuple[AccountBalance, ...]
    """One per currency."""
    margin_initial: tuple[Money, ...] = ()
    """Initial margin of positions, one per currency that has any."""
    margin_maintenance: tuple[Money, ...] = ()
    """Maintenance margin of positions, one per currency that has any."""
    base_currency: Currency | None = None
    """Currency its flows are converted to, where there is one."""
    event: str = ""
    """What moved it: fill, funding, deposit ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRefused(Event):
    """A command that concerns no order was refused, such as closing a position when flat."""

    kind: ClassVar[EventKind] = EventKind.COMMAND_REFUSED

    strategy_id: StrategyId
    """Who sent it."""
    reason: Reason
    """Why."""
    instrument_id: InstrumentId | None = None
    """What it was for, where it was for one."""


EVENT_CLASSES: dict[EventKind, type[Event]] = {
    event.kind: event
    for event in (
        OrderInitialized,
        OrderDenied,
        OrderSubmitted,
        OrderAccepted,
        OrderRejected,
        OrderPendingUpdate,
        OrderUpdated,
        OrderModifyRejected,
        OrderPendingCancel,
        OrderCancelRejected,
        OrderCanceled,
        OrderTriggered,
        OrderExpired,
        OrderFilled,
        PositionOpened,
        PositionChanged,
        PositionClosed,
        AccountState,
        CommandRefused,
    )
}
"""The class of each kind of event."""
