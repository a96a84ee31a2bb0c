"""The nearest approach of the market: worked cases, and that it never says an order should have filled."""

from __future__ import annotations

from typing import Any

import pytest

import fastbt as bt
from fastbt.results.explanation import Nearest
from tests.results.stories import signals, told
from tests.results.test_replay import CASES, bars


def of(**order: Any) -> Nearest | None:
    return told(order).explain("o1").nearest


@pytest.mark.parametrize(
    ("order", "row", "extreme", "price", "distance"),
    [
        ({"order_type": "LIMIT", "price": 94.0}, 4, "low", "95.00", "1.00"),
        ({"order_type": "STOP_MARKET", "trigger_price": 105.5}, 2, "high", "105.00", "0.50"),
        ({"order_type": "STOP_LIMIT", "trigger_price": 105.5, "price": 106.0}, 2, "high", "105.00", "0.50"),
        ({"order_type": "MARKET_IF_TOUCHED", "trigger_price": 94.0}, 4, "low", "95.00", "1.00"),
        # Triggered on the way of row 2: rows 3 to 5 count for its limit.
        ({"order_type": "STOP_LIMIT", "trigger_price": 104.0, "price": 94.5}, 4, "low", "95.00", "0.50"),
    ],
)
def test_buys(order: dict[str, Any], row: int, extreme: str, price: str, distance: str):
    found = of(**order)
    assert found is not None
    assert (found.row, found.extreme, str(found.price), str(found.distance)) == (
        row,
        extreme,
        price,
        distance,
    )


@pytest.mark.parametrize(
    ("words", "row", "extreme", "price", "distance", "rows"),
    [
        ({"stop_loss_price": 94.0}, 4, "low", "95.00", "1.00", 5),
        ({"take_profit_price": 106.0}, 2, "high", "105.00", "1.00", 5),
        # The entry fills on the way of row 1, so that row does not count.
        ({"stop_loss_price": 94.0, "limit_price": 99.0}, 4, "low", "95.00", "1.00", 4),
    ],
)
def test_children(words: dict[str, Any], row: int, extreme: str, price: str, distance: str, rows: int):
    found = signals(**words).explain("O-S-2").nearest
    assert found is not None
    assert (found.row, found.extreme, str(found.price), str(found.distance)) == (
        row,
        extreme,
        price,
        distance,
    )
    assert found.rows == rows


def test_what_waits_for_no_price_has_none():
    assert of() is None
    assert of(quantity=10_000) is None
    assert of(order_type="STOP_LIMIT", trigger_price=104.0, price=95.0) is None
    assert of(order_type="LIMIT", price=94.0, time_in_force="IOC") is None


def test_what_expired_counts_to_its_expire_time():
    found = of(order_type="LIMIT", price=94.0, time_in_force="GTD", expire_time="2024-01-05T12:00:00")
    assert found is not None
    assert (found.row, found.rows, str(found.price)) == (1, 3, "98.00")


def test_what_was_canceled_counts_to_the_close_of_that_row():
    orders = (
        {"order_type": "LIMIT", "price": 94.0},
        {"action": "cancel", "client_order_id": "o1", "ts": "2024-01-04"},
    )
    found = told(*orders).explain("o1").nearest
    assert found is not None
    assert (found.row, found.rows) == (1, 2)


@pytest.mark.parametrize("case", CASES)
def test_the_market_never_reached_what_never_filled(case: str):
    """A level that was reached on a whole row would have been a fill."""
    model = bt.Equity("ABC.SIM", currency="USD", price_precision=2, size_precision=0)
    result = bt.from_signals(
        bars(len(case)), entries="entry", exits="exit", instruments=model, check="off", **CASES[case]
    )
    unfilled = result.orders.filter(filled_quantity=0)["client_order_id"]
    found = [result.explain(name) for name in unfilled]
    near = [explained.nearest for explained in found if explained.nearest is not None]
    assert all(one.distance > 0 for one in near)
    brackets = "stop_loss" in CASES[case] or "limit_price" in CASES[case]
    assert (len(near) > 4) == brackets


def test_bars_outside_the_session_do_not_count():
    """The low of 95 of January 5 lies outside: 95.5 of the 6th is nearest."""
    day = 86_400 * 10**9
    first = 1_704_067_200 * 10**9
    opens = [first, first + 5 * day]
    sessions = bt.TradingCalendar("two", opens, [first + 3 * day, first + 6 * day], opens)
    order = {"price": 94.0, "order_type": "LIMIT"}
    found = [
        told(order, calendar=sessions, extended_hours=word).explain("o1").nearest for word in ("off", "on")
    ]
    assert [None if one is None else (str(one.price), one.rows) for one in found] == [
        ("95.50", 3),
        ("95.00", 5),
    ]
