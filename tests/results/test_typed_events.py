"""Rows of the log as typed events."""

from __future__ import annotations

import pytest

from fastbt.codes import EventKind, FillCause, FillPoint, LiquiditySide, Reason, TimeInForce
from fastbt.model import events
from fastbt.model.values import Price, Quantity
from fastbt.results.replay import counted_rows
from fastbt.results.result import Result
from fastbt.results.typed_events import EventReader
from tests.results.buffers import DAY, START, cash_run


@pytest.fixture(scope="module")
def log() -> list[events.Event]:
    result = Result(cash_run())
    reader = EventReader(result.facts)
    rows = [row for row in counted_rows(result.exact.events) if not row["kind"].startswith("POSITION")]
    return [reader.read(row) for row in rows]


def one(log: list[events.Event], kind: type, name: str | None = None) -> events.Event:
    return next(e for e in log if isinstance(e, kind) and (name is None or str(e.client_order_id) == name))


def test_each_row_has_its_class(log: list[events.Event]):
    assert {type(event) for event in log} == {
        events.AccountState, events.OrderInitialized, events.OrderSubmitted, events.OrderDenied,
        events.OrderAccepted, events.OrderFilled, events.OrderCanceled, events.OrderExpired,
        events.OrderCancelRejected, events.CommandRefused,
    }  # fmt: skip


def test_a_beginning_says_everything(log: list[events.Event]):
    event = one(log, events.OrderInitialized, "O-test-5")
    assert (event.price, event.quantity) == (Price("90.00"), Quantity("20"))
    assert (event.time_in_force, event.expire_time) == (TimeInForce.GTD, START + 6 * DAY + DAY // 2)
    assert event.trigger_price is None
    assert one(log, events.OrderInitialized, "O-test-6").tag == "dip"
    assert str(one(log, events.OrderInitialized, "O-test-2").parent_id) == "O-test-1"


def test_a_fill_says_everything(log: list[events.Event]):
    event = one(log, events.OrderFilled, "O-test-3")
    assert (str(event.trade_id), str(event.position_id), str(event.venue_order_id)) == ("F-2", "P-1", "V-3")
    assert (event.last_price, event.last_quantity) == (Price("110.00"), Quantity("10"))
    assert (str(event.commission), event.currency.code) == ("1.10 USD", "USD")
    assert (event.liquidity_side, event.cause) == (LiquiditySide.MAKER, FillCause.TAKE_PROFIT)
    assert (event.point, event.ambiguous) == (FillPoint.LEG, False)
    assert event.order_quantity is None
    assert event.ts_event == event.ts_init == START + 4 * DAY


def test_refusals_say_why(log: list[events.Event]):
    assert one(log, events.OrderDenied).reason is Reason.INSUFFICIENT_CASH
    assert one(log, events.CommandRefused).reason is Reason.NO_POSITION
    assert one(log, events.OrderCancelRejected).reason is Reason.ORDER_CLOSED


def test_balances(log: list[events.Event]):
    states = [event for event in log if event.kind is EventKind.ACCOUNT_STATE]
    assert [str(state.balances[0].total) for state in states][:2] == ["10000.00 USD", "8999.00 USD"]
    assert [state.event for state in states][:2] == ["START", "F-1"]
