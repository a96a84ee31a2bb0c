"""Splits of orders: books stay in order, places stay (``kernels/split_orders.py``)."""

from __future__ import annotations

from fastbt.codes import OrderStatus, Reason
from fastbt.simulation.machine import run_machine
from tests.kernels.market import buy
from tests.kernels.test_splits import split_run


def test_what_rests_is_reached_at_its_new_price_by_its_old_place() -> None:
    orders = [buy(0, 3, price=88), buy(0, 5, price=89), buy(0, 1, price=88), buy(0, 2, price=118)]
    output = run_machine(split_run(3.5, orders=orders))
    assert output.orders["price"].tolist() == [44, 45, 44, 118]
    assert output.orders["quantity"].tolist() == [6, 10, 2, 2]
    assert output.changes["reason"].tolist() == [Reason.SPLIT] * 3
    assert output.changes["was_price"].tolist() == [88, 89, 88]


def test_what_is_left_empty_ends() -> None:
    output = run_machine(split_run(5, 1, 4, orders=[buy(0, 3, price=50), buy(0, 8, price=50)]))
    assert output.orders["status"].tolist() == [OrderStatus.CANCELED, OrderStatus.ACCEPTED]
    assert output.orders["reason"].tolist() == [Reason.SPLIT, 0]
    assert output.orders["quantity"].tolist() == [3, 2]
    assert output.orders["price"].tolist() == [50, 200]
