"""Pre-trade limits of a risk desk (rule A11)."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.kernels.jit import entry
from fastbt.kernels.risk import trading_state
from fastbt.simulation.machine import Machine
from fastbt.venues.risk import RiskLimits
from tests.kernels.market import Row, buy, cancel, ends, market, run, sell

MARGIN: dict[str, Any] = {"account_type": "MARGIN"}


@entry
def state_at(address: int, ts: int) -> int:
    """The trading state at a time."""
    return trading_state(address, 0, ts)


def test_trading_states_hold_from_their_time_on() -> None:
    limits = RiskLimits(trading_state=[(10, "halted"), (20, "reducing"), (30, "active")])
    machine = Machine(market(["100"], risk=limits))
    states = [state_at.call(machine.address, ts) for ts in (-5, 9, 10, 19, 20, 29, 30, 99)]
    assert states == [1, 1, 2, 2, 3, 3, 1, 1]


@pytest.mark.parametrize(
    ("orders", "wanted"),
    [
        # the limit is 10 on either side; an order that was canceled counts no more
        ([buy(0, 10), buy(0, 1)], ["FILLED", "DENIED POSITION_LIMIT"]),
        ([sell(0, 10), sell(0, 1), buy(0, 10)], ["FILLED", "DENIED POSITION_LIMIT", "FILLED"]),
        ([buy(0, 9, limit=90), cancel(0, 0), buy(0, 9)], ["CANCELED BY_USER", "FILLED"]),
        # what is held counts with what rests
        ([buy(0, 6), buy(1, 5, limit=90), buy(1, 4, limit=90)], ["FILLED", "DENIED POSITION_LIMIT", "ACCEPTED"]),
        # against the position there is room for both
        ([buy(0, 10), sell(1, 20), sell(1, 1)], ["FILLED", "FILLED", "DENIED POSITION_LIMIT"]),
    ],
)
def test_position_limit(orders: list[Row], wanted: list[str]) -> None:
    output = run(["100", "100", "100", "100"], orders, risk=RiskLimits(max_position=10), **MARGIN)
    assert ends(output) == wanted


def test_the_ring_of_times_goes_round() -> None:
    """Two orders in any two minutes: of one a minute every one passes, of two a minute every other."""
    limits = RiskLimits(max_orders=(2, "2m"))
    bars = ["100"] * 8
    assert set(ends(run(bars, [buy(n, 1) for n in range(6)], risk=limits, **MARGIN))) == {"FILLED"}
    twice = [buy(n, 1) for n in range(6) for _ in range(2)]
    denied = [end != "FILLED" for end in ends(run(bars, twice, risk=limits, **MARGIN))]
    assert denied == [False, False, True, True] * 3
