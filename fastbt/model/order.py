"""The base of all orders: a state machine that events drive, with what was filled and at which average.

An order starts as its ``OrderInitialized`` event and changes only by ``apply``; the table in ``codes.py``
says which state may follow which (rule O1). An event that does not fit raises and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Self

from fastbt.codes import (
    ORDER_STATUS_TRANSITIONS,
    Contingency,
    OrderSide,
    OrderStatus,
    OrderType,
    Reason,
    TimeInForce,
)
from fastbt.errors import OrderStateError
from fastbt.model.decimals import quotient
from fastbt.model.identifiers import (
    AccountId,
    ClientOrderId,
    InstrumentId,
    PositionId,
    StrategyId,
    TraderId,
    VenueOrderId,
)
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
from fastbt.model.values import Price, Quantity

_LEADS_TO: dict[type[OrderEvent], OrderStatus] = {
    OrderInitialized: OrderStatus.INITIALIZED,
    OrderDenied: OrderStatus.DENIED,
    OrderSubmitted: OrderStatus.SUBMITTED,
    OrderAccepted: OrderStatus.ACCEPTED,
    OrderRejected: OrderStatus.REJECTED,
    OrderPendingUpdate: OrderStatus.PENDING_UPDATE,
    OrderPendingCancel: OrderStatus.PENDING_CANCEL,
    OrderCanceled: OrderStatus.CANCELED,
    OrderTriggered: OrderStatus.TRIGGERED,
    OrderExpired: OrderStatus.EXPIRED,
}
"""The state each event leads to; fills, updates and their rejections depend on the order."""

_OPEN = frozenset(
    {
        OrderStatus.ACCEPTED,
        OrderStatus.TRIGGERED,
        OrderStatus.PENDING_UPDATE,
        OrderStatus.PENDING_CANCEL,
        OrderStatus.PARTIALLY_FILLED,
    }
)
_IN_FLIGHT = frozenset({OrderStatus.SUBMITTED, OrderStatus.PENDING_UPDATE, OrderStatus.PENDING_CANCEL})


def _is_told_late(event: OrderEvent) -> bool:
    """Whether an event is the end of a log telling where an order has come to: nothing happens to it then."""
    return isinstance(event, OrderUpdated) and event.reason is Reason.END_OF_LOG


@dataclass(slots=True, init=False, repr=False, eq=False)
class Order:
    """An order; made by one of its classes, by ``OrderFactory``, or out of a log by ``order_from_events``."""

    made_for: ClassVar[OrderType]
    """The order type a class stands for."""
    trigger_word: ClassVar[str] = "stop"
    """What the order's text calls its trigger."""

    trader_id: TraderId
    strategy_id: StrategyId
    instrument_id: InstrumentId
    client_order_id: ClientOrderId
    venue_order_id: VenueOrderId | None
    account_id: AccountId | None
    position_id: PositionId | None
    parent_id: ClientOrderId | None
    contingency: Contingency | None
    """What its fill does to the orders in ``linked_ids`` (rule F10)."""
    linked_ids: tuple[ClientOrderId, ...]
    side: OrderSide
    order_type: OrderType
    time_in_force: TimeInForce
    expire_time: int | None
    quantity: Quantity | None
    """None while a size rule has not been resolved (rule S2)."""
    filled_quantity: Quantity
    price: Price | None
    trigger_price: Price | None
    post_only: bool
    reduce_only: bool
    tag: str | None
    status: OrderStatus
    reason: Reason
    """Why it was refused or ended; NONE otherwise."""
    ts_init: int
    ts_submitted: int | None
    ts_accepted: int | None
    ts_triggered: int | None
    ts_closed: int | None
    ts_last: int
    _filled_value: Fraction
    _events: list[OrderEvent]

    @classmethod
    def from_initialized(cls, event: OrderInitialized) -> Self:
        """Begin an order from its first event, without the checks that a user's order goes through.

        A log also holds orders that were refused because a price or a quantity was missing or wrong.

        Raises:
            OrderStateError: the event is of a type that this class does not stand for.
        """
        if event.order_type is not cls.made_for:
            raise OrderStateError(f"{cls.__name__} is not made for {event.order_type.name} orders")
        self = object.__new__(cls)
        self._begin(event)
        return self

    def _begin(self, event: OrderInitialized) -> None:
        self.trader_id = event.trader_id
        self.strategy_id = event.strategy_id
        self.instrument_id = event.instrument_id
        self.client_order_id = event.client_order_id
        self.venue_order_id = event.venue_order_id
        self.account_id = event.account_id
        self.position_id = event.position_id
        self.parent_id = event.parent_id
        self.contingency = event.contingency
        self.linked_ids = event.linked_ids
        self.side = event.side
        self.order_type = event.order_type
        self.time_in_force = event.time_in_force
        self.expire_time = event.expire_time
        self.quantity = event.quantity
        self.filled_quantity = Quantity.from_lots(0, event.quantity.precision if event.quantity else 0)
        self.price = event.price
        self.trigger_price = event.trigger_price
        self.post_only = event.post_only
        self.reduce_only = event.reduce_only
        self.tag = event.tag
        self.status = OrderStatus.INITIALIZED
        self.reason = Reason.NONE
        self.ts_init = self.ts_last = event.ts_init
        self.ts_submitted = self.ts_accepted = self.ts_triggered = self.ts_closed = None
        self._filled_value = Fraction(0)
        self._events = [event]

    @property
    def events(self) -> tuple[OrderEvent, ...]:
        """All events in order, the first being ``OrderInitialized``."""
        return tuple(self._events)

    @property
    def leaves_quantity(self) -> Quantity | None:
        """What is not filled; None while the quantity is not known."""
        return None if self.quantity is None else self.quantity - self.filled_quantity

    @property
    def avg_price_exact(self) -> Fraction | None:
        """Average price of the fills, weighted by quantity; None without a fill."""
        return self._filled_value / self.filled_quantity.as_fraction() if self.filled_quantity else None

    @property
    def avg_price(self) -> Decimal | None:
        """The same as a decimal: exact if 28 digits are enough, else rounded half up to them."""
        exact = self.avg_price_exact
        return None if exact is None else quotient(exact)

    @property
    def is_buy(self) -> bool:
        """Whether its side is BUY."""
        return self.side is OrderSide.BUY

    @property
    def is_sell(self) -> bool:
        """Whether its side is SELL."""
        return self.side is OrderSide.SELL

    @property
    def is_open(self) -> bool:
        """Whether it is live at the venue."""
        return self.status in _OPEN

    @property
    def is_in_flight(self) -> bool:
        """Whether it, or a command for it, is on its way."""
        return self.status in _IN_FLIGHT

    @property
    def is_closed(self) -> bool:
        """Whether it has ended; nothing can happen to it any more."""
        return not ORDER_STATUS_TRANSITIONS[self.status]

    def apply(self, event: OrderEvent) -> None:
        """Let an event happen to the order and record it.

        Args:
            event: an event of this order.

        Raises:
            OrderStateError: it is another order's, or this order's state does not allow it; nothing changes.
        """
        if event.client_order_id != self.client_order_id or event.instrument_id != self.instrument_id:
            other = f"{event.client_order_id} ({event.instrument_id})"
            raise OrderStateError(f"order {self.client_order_id}: the event belongs to order {other}")
        status = self._status_after(event)
        # An update or a rejected command may leave the state as it is, which is no transition.
        stays = status is self.status and not isinstance(event, (OrderFilled, *_LEADS_TO))
        if not stays and status not in ORDER_STATUS_TRANSITIONS[self.status]:
            raise self._refusal(event, f"it is {self.status.name} and cannot become {status.name}")
        self._take(event)
        self.status = status
        if not _is_told_late(event):
            self.ts_last = event.ts_event
        if self.is_closed and self.ts_closed is None:
            self.ts_closed = event.ts_event
        self._events.append(event)

    def _status_after(self, event: OrderEvent) -> OrderStatus:
        if isinstance(event, OrderFilled):
            return self._status_after_fill(event)
        if isinstance(event, OrderUpdated):
            return self._status_after_update(event)
        if isinstance(event, OrderModifyRejected):
            return self._live_status() if self.status is OrderStatus.PENDING_UPDATE else self.status
        if isinstance(event, OrderCancelRejected):
            return self._live_status() if self.status is OrderStatus.PENDING_CANCEL else self.status
        return _LEADS_TO[type(event)]

    def _status_after_fill(self, event: OrderFilled) -> OrderStatus:
        quantity = self.quantity if event.order_quantity is None else event.order_quantity
        if quantity is None:
            raise self._refusal(event, "its quantity is not known; the fill has to bring order_quantity")
        if not event.last_quantity:
            raise self._refusal(event, "a fill of zero is no fill")
        filled = self.filled_quantity + event.last_quantity
        if filled > quantity:
            raise self._refusal(event, f"{filled} would be filled of {quantity}")
        return OrderStatus.FILLED if filled == quantity else OrderStatus.PARTIALLY_FILLED

    def _status_after_update(self, event: OrderUpdated) -> OrderStatus:
        if self.is_closed:
            raise self._refusal(event, f"it has ended as {self.status.name}")
        if event.quantity is not None:
            if event.quantity < self.filled_quantity:
                raise self._refusal(event, f"{self.filled_quantity} are filled, more than {event.quantity}")
            # A quantity cut to what is filled ends the order (rule F15).
            if self.filled_quantity and event.quantity == self.filled_quantity:
                return OrderStatus.FILLED
        answers = self.status is OrderStatus.PENDING_UPDATE and not _is_told_late(event)
        return self._live_status() if answers else self.status

    def _live_status(self) -> OrderStatus:
        """Return the state that a pending command interrupted: it follows from what happened before."""
        if self.filled_quantity:
            return OrderStatus.PARTIALLY_FILLED
        return OrderStatus.ACCEPTED if self.ts_triggered is None else OrderStatus.TRIGGERED

    def _take(self, event: OrderEvent) -> None:
        """Copy what an event says, once it is known to be allowed."""
        self.venue_order_id = event.venue_order_id or self.venue_order_id
        self.account_id = event.account_id or self.account_id
        if isinstance(event, OrderFilled):
            self._take_fill(event)
        elif isinstance(event, OrderUpdated):
            self.quantity = self.quantity if event.quantity is None else event.quantity
            self.price = self.price if event.price is None else event.price
            self.trigger_price = self.trigger_price if event.trigger_price is None else event.trigger_price
        elif isinstance(event, OrderSubmitted):
            self.ts_submitted = event.ts_event
        elif isinstance(event, OrderAccepted):
            self.ts_accepted = event.ts_event
        elif isinstance(event, OrderTriggered):
            self.ts_triggered = event.ts_event
        elif isinstance(event, (OrderDenied, OrderRejected, OrderCanceled, OrderExpired)):
            self.reason = event.reason

    def _take_fill(self, event: OrderFilled) -> None:
        if event.order_quantity is not None:
            self.quantity = event.order_quantity
        self.filled_quantity += event.last_quantity
        self._filled_value += event.last_price.as_fraction() * event.last_quantity.as_fraction()
        self.position_id = event.position_id or self.position_id

    def _refusal(self, event: OrderEvent, why: str) -> OrderStateError:
        return OrderStateError(f"order {self.client_order_id}: {type(event).__name__} refused, {why}")

    def _prices(self) -> str:
        """Write what there is of prices, for the order's text."""
        pairs = ((self.trigger_word, self.trigger_price), ("limit", self.price))
        return "".join(f" {word} {price}" for word, price in pairs if price is not None)

    def __repr__(self) -> str:
        quantity = "?" if self.quantity is None else self.quantity
        return (
            f"{type(self).__name__}({self.client_order_id}: {self.side.name} {quantity} "
            f"{self.instrument_id}{self._prices()} {self.time_in_force.name}, {self.status.name})"
        )
