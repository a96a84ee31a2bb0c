"""Events of positions: opened, changed, closed (requirements E and T3)."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from fastbt.codes import EventKind, OrderSide, PositionSide
from fastbt.model.identifiers import ClientOrderId, PositionId
from fastbt.model.money import Money
from fastbt.model.position_events import PositionChanged, PositionClosed, PositionOpened
from fastbt.model.positions import Position
from fastbt.model.values import Price, Quantity
from tests.model.making import AAPL, fill


def test_position_opened_creation():
    made = Position(AAPL, fill(10, "100.00", commission="1", ts=5)).last_event()
    assert type(made) is PositionOpened
    assert made.kind is EventKind.POSITION_OPENED
    assert made.position_id == PositionId("P-1")
    assert made.opening_order_id == ClientOrderId("O-S-1")
    assert (made.entry_side, made.side) == (OrderSide.BUY, PositionSide.LONG)
    assert (made.signed_quantity, made.quantity, made.peak_quantity) == (10, Quantity(10), Quantity(10))
    assert (made.last_quantity, made.last_price) == (Quantity(10), Price("100.00"))
    assert made.avg_entry_price == Decimal(100)
    assert made.avg_close_price is None
    assert (made.realized_pnl, made.commission) == (Money(-1, "USD"), Money(1, "USD"))
    assert (made.ts_event, made.ts_opened, made.ts_closed, made.duration_ns) == (5, 5, None, None)


def test_position_changed_creation():
    position = Position(AAPL, fill(10, "100.00", ts=5))
    position.apply(fill(4, "110.00", side="SELL", ts=6))
    made = position.last_event()
    assert type(made) is PositionChanged
    assert made.kind is EventKind.POSITION_CHANGED
    assert (made.quantity, made.last_quantity, made.peak_quantity) == (Quantity(6), Quantity(4), Quantity(10))
    assert made.avg_close_price == Decimal(110)
    assert made.realized_pnl == Money(40, "USD")
    assert made.closing_order_id is None


def test_position_closed_creation():
    position = Position(AAPL, fill(10, "100.00", ts=5))
    position.apply(fill(10, "110.00", side="SELL", ts=9, client_order_id=ClientOrderId("O-S-2")))
    made = position.last_event()
    assert type(made) is PositionClosed
    assert made.kind is EventKind.POSITION_CLOSED
    assert (made.side, made.quantity, made.signed_quantity) == (PositionSide.FLAT, Quantity(0), 0)
    assert made.closing_order_id == ClientOrderId("O-S-2")
    assert (made.avg_entry_price, made.avg_close_price) == (100, 110)
    assert (made.ts_opened, made.ts_closed, made.duration_ns) == (5, 9, 4)


def test_frozen():
    made = Position(AAPL, fill(10, "100.00")).last_event()
    with pytest.raises(FrozenInstanceError):
        made.quantity = Quantity(5)
