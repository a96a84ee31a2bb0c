"""The state machine of orders: all 144 transitions, fills, averages, updates (areas I and T4, rule O1)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.codes import ORDER_STATUS_TRANSITIONS, OrderStatus, Reason
from fastbt.errors import InvalidStateTransition, OrderStateError
from fastbt.model.events import (
    OrderAccepted,
    OrderCanceled,
    OrderCancelRejected,
    OrderDenied,
    OrderEvent,
    OrderExpired,
    OrderInitialized,
    OrderModifyRejected,
    OrderPendingCancel,
    OrderPendingUpdate,
    OrderRejected,
    OrderSubmitted,
    OrderTriggered,
    OrderUpdated,
)
from fastbt.model.identifiers import AccountId, ClientOrderId, InstrumentId, PositionId, VenueOrderId
from fastbt.model.order import Order
from fastbt.model.orders import LimitOrder, MarketOrder, StopLimitOrder
from fastbt.model.values import Price, Quantity
from tests.model.making import event, fill

S = OrderStatus


def limit_order(quantity: int = 100) -> LimitOrder:
    return LimitOrder(
        "AAPL.NASDAQ", "BUY", Quantity(quantity), Price("10.00"), client_order_id="O-S-1", strategy_id="S"
    )


def part() -> OrderEvent:
    return fill(40, "10.00")


def whole() -> OrderEvent:
    return fill(100, "10.00")


# How to bring a new order of 100 to each status ...
PATHS: dict[OrderStatus, list[OrderEvent]] = {
    S.INITIALIZED: [],
    S.DENIED: [event(OrderDenied)],
    S.SUBMITTED: [event(OrderSubmitted)],
    S.REJECTED: [event(OrderSubmitted), event(OrderRejected)],
    S.CANCELED: [event(OrderSubmitted), event(OrderCanceled)],
    S.EXPIRED: [event(OrderSubmitted), event(OrderExpired)],
    S.ACCEPTED: [event(OrderSubmitted), event(OrderAccepted)],
    S.TRIGGERED: [event(OrderSubmitted), event(OrderAccepted), event(OrderTriggered)],
    S.PENDING_UPDATE: [event(OrderSubmitted), event(OrderAccepted), event(OrderPendingUpdate)],
    S.PENDING_CANCEL: [event(OrderSubmitted), event(OrderAccepted), event(OrderPendingCancel)],
    S.PARTIALLY_FILLED: [event(OrderSubmitted), event(OrderAccepted), part()],
    S.FILLED: [event(OrderSubmitted), event(OrderAccepted), whole()],
}
# ... and the event that leads there; a fill of 60 completes the order that has 40 already.
LEADS_TO: dict[OrderStatus, OrderEvent] = {
    S.INITIALIZED: limit_order().events[0],
    S.DENIED: event(OrderDenied),
    S.SUBMITTED: event(OrderSubmitted),
    S.ACCEPTED: event(OrderAccepted),
    S.REJECTED: event(OrderRejected),
    S.CANCELED: event(OrderCanceled),
    S.EXPIRED: event(OrderExpired),
    S.TRIGGERED: event(OrderTriggered),
    S.PENDING_UPDATE: event(OrderPendingUpdate),
    S.PENDING_CANCEL: event(OrderPendingCancel),
    S.PARTIALLY_FILLED: part(),
    S.FILLED: whole(),
}


def order_in(status: OrderStatus) -> LimitOrder:
    order = limit_order()
    for happened in PATHS[status]:
        order.apply(happened)
    assert order.status is status
    return order


def snapshot(order: Order) -> dict[str, object]:
    names = [name for cls in type(order).__mro__ for name in getattr(cls, "__slots__", ())]
    return {name: getattr(order, name) for name in names} | {"events": order.events, "_events": None}


@pytest.mark.parametrize("after", OrderStatus, ids=lambda status: status.name)
@pytest.mark.parametrize("before", OrderStatus, ids=lambda status: status.name)
def test_every_valid_transition_works_and_every_invalid_raises(before: OrderStatus, after: OrderStatus):
    order = order_in(before)
    happens = LEADS_TO[after]
    if after is S.FILLED and before is S.PARTIALLY_FILLED:
        happens = fill(60, "10.00")
    if after in ORDER_STATUS_TRANSITIONS[before]:
        order.apply(happens)
        assert order.status is after
        assert order.events[-1] is happens
    else:
        unchanged = snapshot(order)
        with pytest.raises(InvalidStateTransition, match=r"O-S-1"):
            order.apply(happens)
        assert snapshot(order) == unchanged


def test_valid_transition():
    order = limit_order()
    order.apply(event(OrderSubmitted))
    assert order.status is S.SUBMITTED


def test_initialized_to_filled_raises():
    with pytest.raises(InvalidStateTransition, match=r"it is INITIALIZED and cannot become FILLED"):
        limit_order().apply(whole())


def test_full_lifecycle():
    order = limit_order()
    order.apply(event(OrderSubmitted, ts=1))
    order.apply(event(OrderAccepted, ts=2, venue_order_id=VenueOrderId("V-9"), account_id=AccountId("A")))
    order.apply(fill(100, "10.00", ts=3, venue_order_id=VenueOrderId("V-9"), account_id=AccountId("A")))
    assert order.status is S.FILLED
    assert (order.ts_init, order.ts_submitted, order.ts_accepted) == (0, 1, 2)
    assert (order.ts_triggered, order.ts_closed, order.ts_last) == (None, 3, 3)
    assert (order.venue_order_id, order.account_id) == (VenueOrderId("V-9"), AccountId("A"))
    assert order.position_id == PositionId("P-1")
    assert order.is_closed
    assert not order.is_open


def test_fill_sets_avg_price():
    order = order_in(S.ACCEPTED)
    order.apply(fill(100, "9.87"))
    assert order.avg_price == Decimal("9.87")
    assert order.avg_price_exact == Fraction(987, 100)


def test_no_fill_no_average():
    assert limit_order().avg_price is None
    assert limit_order().avg_price_exact is None


def test_partial_status():
    order = order_in(S.ACCEPTED)
    order.apply(fill(40, "10.00"))
    assert order.status is S.PARTIALLY_FILLED
    assert (order.filled_quantity, order.leaves_quantity) == (Quantity(40), Quantity(60))


def test_partial_then_full():
    order = order_in(S.PARTIALLY_FILLED)
    order.apply(fill(30, "9.00"))
    assert order.status is S.PARTIALLY_FILLED
    order.apply(fill(30, "8.00"))
    assert order.status is S.FILLED
    assert (order.filled_quantity, order.leaves_quantity) == (Quantity(100), Quantity(0))
    assert order.avg_price == Decimal("9.1")


@given(st.lists(st.tuples(st.integers(1, 1000), st.integers(-(10**6), 10**6)), min_size=1, max_size=8))
def test_average_price_is_exact(fills: list[tuple[int, int]]):
    total = sum(quantity for quantity, _ in fills)
    order = MarketOrder("AAPL.NASDAQ", "BUY", Quantity(total), client_order_id="O-S-1", strategy_id="S")
    order.apply(event(OrderSubmitted))
    order.apply(event(OrderAccepted))
    for quantity, ticks in fills:
        order.apply(fill(quantity, Price.from_ticks(ticks, 2)))
    exact = Fraction(sum(quantity * ticks for quantity, ticks in fills), total * 100)
    assert order.avg_price_exact == exact
    assert abs(Fraction(order.avg_price) - exact) <= abs(exact) / 10**27
    assert order.status is S.FILLED


def test_more_than_is_left_cannot_be_filled():
    order = order_in(S.PARTIALLY_FILLED)
    with pytest.raises(OrderStateError, match="101 would be filled of 100"):
        order.apply(fill(61, "10.00"))
    with pytest.raises(OrderStateError, match="a fill of zero is no fill"):
        order.apply(fill(0, "10.00"))


def test_cancel_after_accept():
    order = order_in(S.ACCEPTED)
    order.apply(event(OrderCanceled, reason=Reason.SIBLING_FILLED))
    assert order.status is S.CANCELED
    assert order.reason is Reason.SIBLING_FILLED


def test_cancel_after_fill_raises():
    with pytest.raises(InvalidStateTransition, match="it is FILLED and cannot become CANCELED"):
        order_in(S.FILLED).apply(event(OrderCanceled))


def test_events_recorded():
    order = order_in(S.FILLED)
    # Requirements section 3, row 33: four events, the first recorded at creation.
    assert [type(happened).__name__ for happened in order.events] == [
        "OrderInitialized",
        "OrderSubmitted",
        "OrderAccepted",
        "OrderFilled",
    ]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(OrderDenied, Reason.INSUFFICIENT_CASH), (OrderRejected, Reason.NOTHING_TO_REDUCE)],
)
def test_refusals_carry_reasons(kind: type[OrderEvent], reason: Reason):
    order = limit_order() if kind is OrderDenied else order_in(S.SUBMITTED)
    order.apply(event(kind, reason=reason))
    assert order.reason is reason


def test_expiry_has_its_own_reason():
    order = order_in(S.ACCEPTED)
    order.apply(event(OrderExpired))
    assert order.reason is Reason.EXPIRED


@pytest.mark.parametrize(
    "wrong", [{"client_order_id": ClientOrderId("O-S-2")}, {"instrument_id": InstrumentId("A", "B")}]
)
def test_events_of_other_orders_raise(wrong: dict[str, object]):
    order = limit_order()
    with pytest.raises(OrderStateError, match="order O-S-1: the event belongs to order"):
        order.apply(event(OrderSubmitted, **wrong))


@pytest.mark.parametrize("before", [S.INITIALIZED, S.SUBMITTED, S.ACCEPTED, S.TRIGGERED, S.PARTIALLY_FILLED])
def test_update_keeps_the_status(before: OrderStatus):
    order = order_in(before)
    order.apply(event(OrderUpdated, quantity=Quantity(80), price=Price("9.00")))
    assert order.status is before
    assert (order.quantity, order.price, order.trigger_price) == (Quantity(80), Price("9.00"), None)


@pytest.mark.parametrize(
    "before", [S.DENIED, S.REJECTED, S.CANCELED, S.EXPIRED, S.FILLED], ids=lambda status: status.name
)
def test_update_of_an_ended_order_raises(before: OrderStatus):
    with pytest.raises(OrderStateError, match=f"it has ended as {before.name}"):
        order_in(before).apply(event(OrderUpdated, quantity=Quantity(200)))


@pytest.mark.parametrize("interrupted", [S.ACCEPTED, S.TRIGGERED, S.PARTIALLY_FILLED], ids=lambda s: s.name)
@pytest.mark.parametrize("answer", [OrderUpdated, OrderModifyRejected], ids=lambda cls: cls.__name__)
def test_an_answered_modify_leads_back(interrupted: OrderStatus, answer: type[OrderEvent]):
    order = order_in(interrupted)
    order.apply(event(OrderPendingUpdate))
    order.apply(event(answer))
    assert order.status is interrupted


@pytest.mark.parametrize("interrupted", [S.ACCEPTED, S.TRIGGERED, S.PARTIALLY_FILLED], ids=lambda s: s.name)
def test_a_rejected_cancel_leads_back(interrupted: OrderStatus):
    order = order_in(interrupted)
    order.apply(event(OrderPendingCancel))
    order.apply(event(OrderCancelRejected))
    assert order.status is interrupted


@pytest.mark.parametrize("status", OrderStatus, ids=lambda status: status.name)
@pytest.mark.parametrize("answer", [OrderModifyRejected, OrderCancelRejected], ids=lambda cls: cls.__name__)
def test_the_two_rejections_leave_the_state_as_it_was(status: OrderStatus, answer: type[OrderEvent]):
    """Rule O2; also for orders that have ended: a command for them is rejected and the run goes on (F15)."""
    order = order_in(status)
    order.apply(event(answer))
    answered = {OrderModifyRejected: S.PENDING_UPDATE, OrderCancelRejected: S.PENDING_CANCEL}[answer]
    assert order.status is (S.ACCEPTED if status is answered else status)
    assert type(order.events[-1]) is answer


def test_a_command_on_its_way_does_not_keep_the_order_from_filling():
    order = order_in(S.PENDING_CANCEL)
    order.apply(part())
    assert order.status is S.PARTIALLY_FILLED
    order.apply(event(OrderCancelRejected))
    assert order.status is S.PARTIALLY_FILLED
    order.apply(event(OrderCanceled))
    assert order.leaves_quantity == Quantity(60)


def test_a_quantity_cut_to_what_is_filled_ends_the_order():
    order = order_in(S.PARTIALLY_FILLED)
    order.apply(event(OrderUpdated, quantity=Quantity(40), ts=9))
    assert order.status is S.FILLED
    assert order.ts_closed == 9


def test_a_quantity_below_what_is_filled_raises():
    with pytest.raises(OrderStateError, match="40 are filled, more than 39"):
        order_in(S.PARTIALLY_FILLED).apply(event(OrderUpdated, quantity=Quantity(39)))


def test_a_quantity_found_at_the_fill():
    """Rule S2: until then the order's quantity is null."""
    first = event(OrderInitialized, side=limit_order().side, order_type=MarketOrder.made_for, quantity=None)
    order = MarketOrder.from_initialized(first)
    order.apply(event(OrderSubmitted))
    order.apply(event(OrderAccepted))
    assert (order.quantity, order.leaves_quantity, order.filled_quantity) == (None, None, Quantity(0))
    with pytest.raises(OrderStateError, match="its quantity is not known"):
        order.apply(fill(60, "10.00"))
    order.apply(fill(60, "10.00", order_quantity=Quantity(95)))
    assert (order.quantity, order.leaves_quantity) == (Quantity(95), Quantity(35))
    assert order.status is S.PARTIALLY_FILLED


def test_trigger_time():
    order = StopLimitOrder(
        "AAPL.NASDAQ",
        "BUY",
        Quantity(100),
        Price("10.00"),
        Price("9.50"),
        client_order_id="O-S-1",
        strategy_id="S",
    )
    for happened in (event(OrderSubmitted), event(OrderAccepted), event(OrderTriggered, ts=4)):
        order.apply(happened)
    assert (order.status, order.ts_triggered) == (S.TRIGGERED, 4)


@pytest.mark.parametrize("status", OrderStatus, ids=lambda status: status.name)
def test_groups_of_states(status: OrderStatus):
    order = order_in(status)
    assert order.is_open == (
        status.name in ["ACCEPTED", "TRIGGERED", "PENDING_UPDATE", "PENDING_CANCEL", "PARTIALLY_FILLED"]
    )
    assert order.is_in_flight == (status.name in ["SUBMITTED", "PENDING_UPDATE", "PENDING_CANCEL"])
    assert order.is_closed == (status.name in ["DENIED", "REJECTED", "CANCELED", "EXPIRED", "FILLED"])
    assert (order.ts_closed is not None) == order.is_closed


def test_sides():
    assert limit_order().is_buy
    assert not limit_order().is_sell


def test_repr():
    assert repr(limit_order()) == "LimitOrder(O-S-1: BUY 100 AAPL.NASDAQ limit 10.00 GTC, INITIALIZED)"


def test_a_class_begins_only_orders_of_its_type():
    with pytest.raises(OrderStateError, match="MarketOrder is not made for LIMIT orders"):
        MarketOrder.from_initialized(limit_order().events[0])


def test_orders_have_no_dict():
    assert not hasattr(limit_order(), "__dict__")
