"""An order and its states: every change of status is checked against the transition table and logged (O1, O2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import (
    ORDER_STATUS_TRANSITIONS,
    EventKind,
    FillCause,
    OrderStatus,
    OrderType,
    Reason,
    SizeRule,
    TimeInForce,
)

if TYPE_CHECKING:
    from .brackets import Bracket
    from .children import Tie
    from .linked import Link
    from .market import Market
    from .positions import Position
    from .state import Run
    from .trailing import BreakEven, Trail

TOUCHED = (OrderType.MARKET_IF_TOUCHED, OrderType.LIMIT_IF_TOUCHED)
TRAILING = (OrderType.TRAILING_STOP_MARKET, OrderType.TRAILING_STOP_LIMIT)
TRIGGERED = (OrderType.STOP_MARKET, OrderType.STOP_LIMIT, *TOUCHED, *TRAILING)
ON_OPEN = (OrderType.MARKET_ON_OPEN, OrderType.LIMIT_ON_OPEN)
ON_CLOSE = (OrderType.MARKET_ON_CLOSE, OrderType.LIMIT_ON_CLOSE)
FOR_SESSION = (*ON_OPEN, *ON_CLOSE)
LIMITS = (
    OrderType.LIMIT,
    OrderType.STOP_LIMIT,
    OrderType.LIMIT_IF_TOUCHED,
    OrderType.LIMIT_ON_OPEN,
    OrderType.LIMIT_ON_CLOSE,
    OrderType.TRAILING_STOP_LIMIT,
)
MARKETS = (OrderType.MARKET, OrderType.MARKET_TO_LIMIT)
AT_ONCE = (TimeInForce.IOC, TimeInForce.FOK)
ENDED = frozenset(status for status, following in ORDER_STATUS_TRANSITIONS.items() if not following)

EVENT_OF_STATUS = {
    OrderStatus.PENDING_UPDATE: EventKind.ORDER_PENDING_UPDATE,
    OrderStatus.PENDING_CANCEL: EventKind.ORDER_PENDING_CANCEL,
    OrderStatus.DENIED: EventKind.ORDER_DENIED,
    OrderStatus.SUBMITTED: EventKind.ORDER_SUBMITTED,
    OrderStatus.ACCEPTED: EventKind.ORDER_ACCEPTED,
    OrderStatus.REJECTED: EventKind.ORDER_REJECTED,
    OrderStatus.CANCELED: EventKind.ORDER_CANCELED,
    OrderStatus.EXPIRED: EventKind.ORDER_EXPIRED,
    OrderStatus.TRIGGERED: EventKind.ORDER_TRIGGERED,
    OrderStatus.PARTIALLY_FILLED: EventKind.ORDER_FILLED,
    OrderStatus.FILLED: EventKind.ORDER_FILLED,
}


@dataclass(slots=True, eq=False)
class Order:
    """One order; prices in ticks, quantities in lots, money in units, ``side`` is 1 or -1."""

    sequence: int
    id: str
    market: Market
    side: int
    type: OrderType = OrderType.MARKET
    time_in_force: TimeInForce = TimeInForce.GTC
    rule: SizeRule = SizeRule.QUANTITY
    quantity: int | None = None
    """Lots; None until the fill for budgets, closes and reversals."""
    budget: Fraction | None = None
    """Money units (VALUE) or a fraction (the percent rules) of a budget order."""
    reverses: bool = False
    """Its quantity is what is then held against it plus ``own_lots`` (S1 reverse)."""
    own_lots: int | None = None
    """The new size of a reversal, None where a budget finds it at the fill."""
    unchecked_funds: bool = False
    """A value or weight target: locks nothing, is cut to the funds at the fill (S1 target)."""
    price: int | None = None
    trigger: int | None = None
    trail: Trail | None = None
    """How it follows the market (F6)."""
    break_even: BreakEven | None = None
    """When, as a stop-loss, it moves to its entry's price (F10)."""
    trigger_type: str = "DEFAULT"
    expire_time: int | None = None
    session_open: int | None = None
    """Of an order on open: when its session opens, which ends at ``expire_time``."""
    close_of: tuple[int, int] | None = None
    """Of an order on close: open and end of its session."""
    post_only: bool = False
    reduce_only: bool = False
    cause: FillCause = FillCause.SIGNAL
    strategy: str = "S"
    """Who sends it."""
    opener: Order | None = None
    """The order whose position alone it closes (A2)."""
    opened: Position | None = None
    """The position that it opened or added to last."""
    parent: Order | None = None
    bracket: Bracket | None = None
    """The bracket whose entry this is."""
    member_of: Bracket | None = None
    """The bracket whose stop-loss, take-profit or time stop this is."""
    link: Link | None = None
    """The orders it is linked with by rows of the table."""
    tie: Tie | None = None
    """How it is a child of another row of the table (OTO)."""
    followers: list[Order] = field(default_factory=list)
    """Its children by rows of the table that were sent and not denied, in sequence."""
    parked: bool = False
    """At the venue, while it waits for its parent to fill."""
    not_on_row: int = -1
    """The row on which it does not arrive."""
    status: OrderStatus = OrderStatus.INITIALIZED
    reason: Reason = Reason.NONE
    filled: int = 0
    found_at_fill: bool = False
    """Its quantity was found at its first fill."""
    paid: int = 0
    """Ticks x lots of its fills."""
    locked_money: int = 0
    locked_lots: int = 0
    ts_init: int = 0
    ts_accepted: int | None = None
    ts_triggered: int | None = None
    ts_last: int = 0
    live_from: int = 0
    """T5, T6: when it is at the venue; it arrives on the first row that opens then or later."""
    last_command: int = 0
    """T6: when the newest of its commands is at the venue."""
    quantity_was_cut: bool = False
    """Ended by a modify to what had been filled (F15)."""
    sent_on_bars: bool = False
    place: int = 0
    """Its place among the orders of one level: the sequence, anew when a modify takes it (F15)."""
    waits_for_row: bool = False
    late_row: int | None = None
    """The tick on which its entry has filled, where it waits for the next row; None on a bar."""
    """An exit that has its terms and waits for the row after its entry's fill, from ``live_from`` on."""
    resumes_from: int | None = None
    """Set while a live order waits to act where an order sent at this time arrives (F15)."""
    passed_over: int = -1
    """The row on which it was touched exactly and, by chance, not filled (F2)."""
    told: tuple[int | None, int | None] = (None, None)
    """Of one that follows the market, price and trigger as the log told them last (O2)."""
    aside: int = -1
    """The row on which it can not be reached any more (F4, F11)."""
    role: str = field(default="entry")
    """``entry``, ``exit``, ``target`` or a bracket member's ``SL``, ``TS`` (trailing), ``TP``, ``TIME``."""

    @property
    def is_open(self) -> bool:
        """Sent or live, and not ended."""
        return self.status not in ENDED

    @property
    def is_forced(self) -> bool:
        """Whether nobody sent it: nothing is checked, nothing caps it (A5, A11, A12; A7 and A10 book their own fills)."""
        return self.cause in (FillCause.CLOSE_OUT, FillCause.LIQUIDATION, FillCause.RISK_HALT)

    @property
    def is_sent(self) -> bool:
        """Sent and not ended."""
        return self.is_open and self.status is not OrderStatus.INITIALIZED

    @property
    def is_live(self) -> bool:
        """Accepted and not ended."""
        return self.ts_accepted is not None and self.is_open

    @property
    def left(self) -> int:
        """What is to be filled of a quantity that is known."""
        assert self.quantity is not None
        return self.quantity - self.filled

    @property
    def has_limit(self) -> bool:
        """Whether a price limits its fills: a MARKET_TO_LIMIT order has one after its first fill (F7)."""
        return self.type in LIMITS or (self.type is OrderType.MARKET_TO_LIMIT and self.price is not None)

    @property
    def awaits_trigger(self) -> bool:
        """An order with a trigger that has not been reached."""
        return self.type in TRIGGERED and self.ts_triggered is None

    @property
    def is_dormant(self) -> bool:
        """A live trailing stop whose activation price has not been reached."""
        return self.trail is not None and self.trail.reference is None

    @property
    def waits_for(self) -> int | None:
        """The price that it waits for: its trigger, or what activates it."""
        return self.trail.activation if self.is_dormant and self.trail is not None else self.trigger

    @property
    def reached_by(self) -> int:
        """1 where a rising price reaches the order, -1 where a falling one does (F2 to F5)."""
        stops = self.awaits_trigger and self.type not in TOUCHED and not self.is_dormant
        return self.side if stops else -self.side

    @property
    def is_resting_limit(self) -> bool:
        """A limit order, also after its trigger."""
        return self.has_limit and not self.awaits_trigger

    def triggers_at(self, price: int) -> bool:
        """Whether the trigger is reached when the market stands at ``price``."""
        assert self.waits_for is not None
        return self.reached_by * (price - self.waits_for) >= 0

    @property
    def level(self) -> int:
        """Where a price reaches it: a trigger, or a limit, a tick beyond its price where ``limit_touch`` says so."""
        if self.awaits_trigger:
            assert self.waits_for is not None
            return self.waits_for
        assert self.price is not None
        return self.price - self.side * self.market.tick if self.needs_more() else self.price

    def needs_more(self) -> bool:
        """F2: whether an exact touch does not reach its limit."""
        return self.market.limit_touch == "through" or self.passed_over == self.market.row.number

    def is_triggered(self) -> bool:
        """Section F: whether the trigger is reached on ticks, by the price that tests it."""
        market = self.market
        if self.trigger_type == "MID_POINT":
            assert self.waits_for is not None
            if market.shown_bid is None or market.shown_ask is None:
                return False
            return self.reached_by * (market.shown_bid + market.shown_ask - 2 * self.waits_for) >= 0
        price = market.last if self.trigger_type == "LAST_PRICE" else market.executable(self.side)
        return price is not None and self.triggers_at(price)

    def limit_allows(self, price: int) -> bool:
        """Whether the limit, if any, allows a fill at ``price``."""
        return not self.has_limit or (self.price is not None and self.side * (self.price - price) >= 0)


def move(
    run: Run, order: Order, status: OrderStatus, reason: Reason = Reason.NONE, ts: int | None = None
) -> None:
    """Change an order's status, log the event and, where the order ends, release its locks and its children."""
    allowed = ORDER_STATUS_TRANSITIONS[order.status]
    assert status in allowed, f"{order.id}: {order.status.name} may not become {status.name}"
    order.status = status
    order.ts_last = run.now if ts is None else ts
    if reason is not Reason.NONE:
        order.reason = reason
    if status is OrderStatus.ACCEPTED:
        order.ts_accepted = order.ts_last
    if status is OrderStatus.TRIGGERED:
        order.ts_triggered = order.ts_last
    run.log(EVENT_OF_STATUS[status], order, order.ts_last, reason)
    if not order.is_open:
        order.locked_money = order.locked_lots = 0
        end_children_of_unfilled(run, order, order.ts_last)


def end_children_of_unfilled(run: Run, order: Order, ts: int) -> None:
    """F10: an entry that ends without a fill ends its children; after one, those that it left without a lot.

    Reading: at once, in sequence, stamped with the entry's end (also where that is an expire time).
    """
    if order.status is OrderStatus.FILLED:
        return
    reason = Reason.QUANTITY_ZERO if order.filled else Reason.PARENT_ENDED
    for child in [] if order.bracket is None else order.bracket.members:
        if child.is_open and child.quantity is None:
            move(run, child, OrderStatus.CANCELED, reason, ts)
    for child in [] if order.filled else order.followers:
        if child.is_open:
            # Reading: that a session had no row for an order is seen later, when it may have got further children.
            move(run, child, OrderStatus.CANCELED, reason, None if order.type in FOR_SESSION else ts)


def cancel(run: Run, order: Order, reason: Reason) -> None:
    """Cancel an open order."""
    move(run, order, OrderStatus.CANCELED, reason)


def update_quantity(run: Run, order: Order, left: int, reason: Reason = Reason.NONE) -> None:
    """F9, F10: cut what is left of a reduce-only order (event Updated)."""
    assert 0 < left < order.left
    order.quantity = order.filled + left
    order.ts_last = run.now
    run.log(EventKind.ORDER_UPDATED, order, run.now, reason)
    answered(order)


def answered(order: Order) -> None:
    """O1: a modify was answered; an order that waited for that is what it was before."""
    if order.status is OrderStatus.PENDING_UPDATE:
        order.status = OrderStatus.ACCEPTED if order.ts_triggered is None else OrderStatus.TRIGGERED
        if order.filled:
            order.status = OrderStatus.PARTIALLY_FILLED
