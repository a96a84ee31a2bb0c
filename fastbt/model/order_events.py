"""What can happen to an order, from its creation to its end."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from fastbt.codes import (
    Contingency,
    EventKind,
    FillCause,
    FillPoint,
    LiquiditySide,
    OrderSide,
    OrderType,
    Reason,
    TimeInForce,
    TrailingOffsetType,
)
from fastbt.model.currencies import Currency
from fastbt.model.event import Event
from fastbt.model.identifiers import (
    AccountId,
    ClientOrderId,
    InstrumentId,
    PositionId,
    StrategyId,
    TradeId,
    TraderId,
    VenueOrderId,
)
from fastbt.model.money import Money
from fastbt.model.values import Price, Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEvent(Event):
    """Something that happened to an order."""

    trader_id: TraderId
    """Who runs the strategy."""
    strategy_id: StrategyId
    """Who sent the order."""
    instrument_id: InstrumentId
    """What it is for."""
    client_order_id: ClientOrderId
    """The order, as its sender names it."""
    venue_order_id: VenueOrderId | None = None
    """The order, as the venue names it, once it does."""
    account_id: AccountId | None = None
    """The account, once it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderInitialized(OrderEvent):
    """An order was created; it holds all there is to say about it before it is sent."""

    kind: ClassVar[EventKind] = EventKind.ORDER_INITIALIZED

    side: OrderSide
    """BUY or SELL."""
    order_type: OrderType
    """Its type."""
    quantity: Quantity | None
    """How much; None while a size rule has not been resolved (rule S2)."""
    price: Price | None = None
    """Limit price; None where the type has none, or it is not known yet (children of a bracket)."""
    trigger_price: Price | None = None
    """Trigger price; None as ``price``."""
    time_in_force: TimeInForce = TimeInForce.GTC
    """How long it stays live."""
    expire_time: int | None = None
    """UTC nanoseconds after which a GTD order expires."""
    post_only: bool = False
    """Whether it is rejected rather than taking liquidity."""
    reduce_only: bool = False
    """Whether it may only reduce a position."""
    parent_id: ClientOrderId | None = None
    """The entry whose child it is."""
    contingency: Contingency | None = None
    """What its fill does to the orders in ``linked_ids`` (rule F10)."""
    linked_ids: tuple[ClientOrderId, ...] = ()
    """The orders it is linked with."""
    position_id: PositionId | None = None
    """The position it names (HEDGING)."""
    tag: str | None = None
    """The user's own word for it."""
    trailing_offset: Decimal | None = None
    """Distance of a trailing stop's trigger from its reference (rule F6)."""
    trailing_offset_type: TrailingOffsetType | None = None
    """What the offsets are counted in."""
    limit_offset: Decimal | None = None
    """Distance of a trailing stop's limit from its trigger."""
    activation_price: Price | None = None
    """Price from which on a trailing stop follows; None: at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDenied(OrderEvent):
    """The pre-trade checks refused the order; it never reached the venue."""

    kind: ClassVar[EventKind] = EventKind.ORDER_DENIED

    reason: Reason
    """Why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSubmitted(OrderEvent):
    """The order was sent."""

    kind: ClassVar[EventKind] = EventKind.ORDER_SUBMITTED


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAccepted(OrderEvent):
    """The order arrived and is live."""

    kind: ClassVar[EventKind] = EventKind.ORDER_ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRejected(OrderEvent):
    """The venue refused the order on arrival."""

    kind: ClassVar[EventKind] = EventKind.ORDER_REJECTED

    reason: Reason
    """Why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPendingUpdate(OrderEvent):
    """A modify command is on its way; the old terms still apply."""

    kind: ClassVar[EventKind] = EventKind.ORDER_PENDING_UPDATE


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderUpdated(OrderEvent):
    """The order's terms changed; None leaves a term as it was."""

    kind: ClassVar[EventKind] = EventKind.ORDER_UPDATED

    quantity: Quantity | None = None
    """New quantity, filled part included."""
    price: Price | None = None
    """New limit price."""
    trigger_price: Price | None = None
    """New trigger price."""
    reason: Reason = Reason.NONE
    """Why they changed, where no command asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderModifyRejected(OrderEvent):
    """A modify command was refused; the order stays as it was."""

    kind: ClassVar[EventKind] = EventKind.ORDER_MODIFY_REJECTED

    reason: Reason
    """Why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPendingCancel(OrderEvent):
    """A cancel command is on its way; the order may still fill."""

    kind: ClassVar[EventKind] = EventKind.ORDER_PENDING_CANCEL


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelRejected(OrderEvent):
    """A cancel command was refused; the order stays as it was."""

    kind: ClassVar[EventKind] = EventKind.ORDER_CANCEL_REJECTED

    reason: Reason
    """Why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCanceled(OrderEvent):
    """The order was canceled."""

    kind: ClassVar[EventKind] = EventKind.ORDER_CANCELED

    reason: Reason = Reason.BY_USER
    """Why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTriggered(OrderEvent):
    """The order's trigger was reached; it is now a market or limit order."""

    kind: ClassVar[EventKind] = EventKind.ORDER_TRIGGERED


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderExpired(OrderEvent):
    """The order's time ran out."""

    kind: ClassVar[EventKind] = EventKind.ORDER_EXPIRED

    reason: Reason = Reason.EXPIRED
    """Why; ``SESSION_PRICE`` where the one price it was for is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilled(OrderEvent):
    """The order was filled, in part or in full."""

    kind: ClassVar[EventKind] = EventKind.ORDER_FILLED

    venue_order_id: VenueOrderId
    """The order, as the venue names it."""
    account_id: AccountId
    """The account that paid."""
    trade_id: TradeId
    """This fill."""
    side: OrderSide
    """BUY or SELL."""
    order_type: OrderType
    """Type of the order."""
    last_quantity: Quantity
    """Quantity of this fill."""
    last_price: Price
    """Price of this fill, slippage included."""
    currency: Currency
    """Currency of the price."""
    commission: Money
    """What the venue charged; negative is a rebate."""
    liquidity_side: LiquiditySide
    """Whether it made or took liquidity."""
    position_id: PositionId | None = None
    """The position it opened, changed or closed (of a fill through zero, the one it closed)."""
    cause: FillCause = FillCause.SIGNAL
    """Why the order was sent (rule O3)."""
    tag: str | None = None
    """The user's own word for the order."""
    point: FillPoint | None = None
    """Where on its row it happened."""
    ambiguous: bool = False
    """Whether its bar also reached the level of a sibling (rule O3)."""
    order_quantity: Quantity | None = None
    """The order's quantity, where a size rule was resolved by this fill (rule S2)."""
