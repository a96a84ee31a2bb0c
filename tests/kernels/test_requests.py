"""The request through which the kernel's own senders send: blank each time, whatever was asked before."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.codes import FillCause, OrderType, TimeInForce
from fastbt.kernels import requests
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import i64_at
from fastbt.kernels.state import COMMAND, FAR_UP, NOTHING, ORDER_REDUCE_ONLY
from fastbt.simulation.machine import Machine
from tests.kernels.market import buy, fills, market, run

KEPT = ("order", "row", "sent")
"""Fields of rows of an order table; no request uses them."""


@entry
def start(address: int, closing: int) -> int:
    """``blank`` of (run, instrument, side, lots), or with ``closing`` ``request_close`` of (run, instrument, side, lots, cause)."""
    run, first, second, third = i64_at(address, 0), i64_at(address, 1), i64_at(address, 2), i64_at(address, 3)
    if closing == 1:
        requests.request_close(run, first, second, third, i64_at(address, 4))
    else:
        requests.blank(run, first, second, third)
    return 0


def started(machine: Machine, closing: int, *numbers: int) -> int:
    block = np.array([machine.address, *numbers], np.int64)
    return int(start.call(block.ctypes.data, closing))


def test_a_request_starts_as_a_plain_market_order() -> None:
    machine = Machine(market(["100"]))
    machine.request.view(np.uint8)[:] = 0x5A
    started(machine, 0, 0, -1, 7)
    r = machine.request[0]
    plain = {
        "side": -1, "type": OrderType.MARKET, "time_in_force": TimeInForce.GTC, "cause": FillCause.SIGNAL, "quantity": 7,
        "name": -1, "tag": -1, "price": NOTHING, "trigger": NOTHING, "break_even": NOTHING, "expire": FAR_UP,
    }  # fmt: skip
    for name in COMMAND.names or ():
        if name not in KEPT:
            assert r[name] == plain.get(name, 0), name


@pytest.mark.parametrize("side", [-1, 1])
def test_a_close_only_reduces(side: int) -> None:
    machine = Machine(market(["100"]))
    started(machine, 1, 0, side, 3, FillCause.TIME_STOP)
    r = machine.request[0]
    asked = (r["side"], r["quantity"], r["flags"], r["cause"])
    assert asked == (side, 3, ORDER_REDUCE_ONLY, FillCause.TIME_STOP)


def test_an_exit_has_none_of_its_entrys_terms() -> None:
    """The entry is a limit order with stops that expires; the exit after it a market order without anything."""
    words = {
        "entries": [True, *[False] * 5], "exits": [False] * 3 + [True] + [False] * 2, "quantity": 3,
        "limit_price": 99.0, "expire_after": 4, "stop_loss": 0.2, "take_profit": 0.2,
    }  # fmt: skip
    output = run(["100", "100 100 99 100", *["100"] * 4], signals=words)
    assert fills(output) == [(0, 1, 3, 99), (3, 4, -3, 100)]
    exit_order = output.orders[3]
    assert (exit_order["type"], exit_order["price"], exit_order["bracket"]) == (OrderType.MARKET, NOTHING, -1)
    assert exit_order["expire"] == FAR_UP
    assert len(output.brackets) == 1


def test_a_close_out_has_its_own_cause() -> None:
    output = run(["100", "100"], [buy(0, 1)], on_finish="close")
    assert output.fills["cause"].tolist() == [FillCause.SIGNAL, FillCause.CLOSE_OUT]
