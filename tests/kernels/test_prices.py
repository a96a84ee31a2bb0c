"""What a buy pays and what a sale gets (``kernels/prices.py``)."""

from __future__ import annotations

import pytest

from fastbt.kernels.jit import entry
from fastbt.kernels.memory import run_at
from fastbt.kernels.prices import executable, stand_at
from fastbt.simulation.machine import Machine
from tests.kernels.market import buy, market, sell

FLAT = ["100 100 100 100"] * 3


@entry
def price_at_two(run: int, order: int) -> int:
    """What an order could fill at while the market stands at 99 and 101."""
    s = run_at(run, 0)
    s.bid = 99
    s.ask = 101
    return executable(run, order)


@entry
def price_at_one(run: int, order: int) -> int:
    """The same while it stands at 100 for both."""
    stand_at(run, 100)
    return executable(run, order)


@pytest.mark.parametrize(("order", "price"), [(0, 101), (1, 99)])
def test_a_buy_pays_the_ask_and_a_sale_gets_the_bid(order: int, price: int) -> None:
    machine = Machine(market(FLAT, [buy(0, 5, price="90"), sell(0, 5, price="110")]))
    machine.advance(2)
    assert price_at_two.call(machine.address, order) == price
    assert price_at_one.call(machine.address, order) == 100
