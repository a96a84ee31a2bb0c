"""What a strategy's code is shown, and what it asks for (``kernels/context.py``)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from fastbt.codes import EventKind, OrderStatus, OrderType, Reason
from fastbt.kernels import context, state
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import call, run_at
from fastbt.model.currencies import Currency
from fastbt.simulation.callbacks import Records
from fastbt.simulation.machine import Machine
from tests.kernels.market import MINUTE, ends, market

CENTS: dict[str, Any] = {"price_precision": 2, "size_precision": 1, "currency": Currency("USD", precision=2)}


@entry
def do_nothing(run: int, row: int) -> int:
    """A callback that only lets itself be shown the row."""
    return call(run_at(run, 0).show, run, row)


class Seen:
    """A machine with the records through which a strategy would see it."""

    def __init__(self, bars: Any, columns: dict[str, np.ndarray] | None = None, **options: Any) -> None:
        lowered = market(bars, instrument=CENTS, cash=1_000_000, **options)
        self.records = Records(lowered, columns or {})
        self.machine = Machine(lowered, callback=do_nothing.address, user=self.records.address)

    def ask(self, side: int = 1, quantity: float = 1.0, **terms: float) -> int:
        """Ask for an order; its number."""
        a = self.records.ask[0]
        for name in ("limit_price", "trigger_price", "stop_loss", "take_profit"):
            a[name] = terms.get(name, math.nan)
        a["side"], a["quantity"], a["reduce_only"] = side, quantity, terms.get("reduce_only", 0)
        a["instrument"] = terms.get("instrument", 0)
        return int(context.place.call(self.machine.address, self.records.ask.ctypes.data))

    @property
    def now(self) -> np.void:
        """The CONTEXT record."""
        return self.records.context[0]


def test_what_a_row_shows() -> None:
    """Prices in units, not ticks; the account in money; the strategy's own columns by row."""
    own = {"fast": np.array([math.nan, 2.5, 3.5]), "slow": np.array([1.0, 2.0, 3.0])}
    seen = Seen(["100.25 100.5 99.75 100", "101", "102.5 103 102 102.75 7.5"], own, account_type="MARGIN")
    seen.machine.advance(1)
    now = seen.now
    assert (now["row"], now["ts_event"], now["instrument"]) == (0, MINUTE, 0)
    assert [now[name] for name in ("open", "high", "low", "close")] == [100.25, 100.5, 99.75, 100.0]
    assert (now["position"], now["cash"], now["equity"]) == (0.0, 10_000.0, 10_000.0)
    assert (math.isnan(now["fast"]), now["slow"]) == (True, 1.0)
    seen.ask(quantity=2.5)
    seen.machine.advance(3)
    now = seen.now
    assert (now["row"], now["position"], now["cash"]) == (2, 2.5, 10_000.0)
    assert now["equity"] == 10_004.38  # 2.5 at 102.75 are 256.88, rounded
    assert (now["fast"], now["slow"], now["volume"]) == (3.5, 3.0, 7.5)


def test_volume_is_not_a_number_where_there_is_none() -> None:
    seen = Seen(["100", "101"])
    seen.machine.advance(1)
    assert math.isnan(seen.now["volume"])


def test_each_rows_instrument() -> None:
    seen = Seen({"A": ["100", "101"], "B": ["10", "11"]})
    seen.machine.advance(1)
    assert (seen.now["instrument"], seen.now["close"]) == (1, 10.0)  # the last row of the group


@pytest.mark.parametrize(
    ("terms", "kind", "price", "trigger"),
    [
        ({}, OrderType.MARKET, state.NOTHING, state.NOTHING),
        ({"limit_price": 99.996}, OrderType.LIMIT, 10_000, state.NOTHING),
        ({"trigger_price": 110.004}, OrderType.STOP_MARKET, state.NOTHING, 11_000),
        ({"limit_price": 111, "trigger_price": 110}, OrderType.STOP_LIMIT, 11_100, 11_000),
    ],
)
def test_the_prices_given_make_the_type(
    terms: dict[str, float], kind: OrderType, price: int, trigger: int
) -> None:
    """A11: prices go to the nearest tick, quantities down to a lot."""
    seen = Seen(["100", "100"])
    seen.machine.advance(1)
    assert seen.ask(quantity=2.59, **terms) == 0
    order = seen.machine.output().orders[0]
    assert (order["type"], order["price"], order["trigger"], order["quantity"]) == (kind, price, trigger, 25)


def test_protection_makes_a_bracket() -> None:
    seen = Seen(["100", "100", "100"])
    seen.machine.advance(1)
    assert [seen.ask(stop_loss=0.05, take_profit=0.1), seen.ask()] == [0, 3]
    seen.machine.advance(2)
    output = seen.machine.output()
    assert (output.orders["trigger"][1], output.orders["price"][2]) == (9_500, 11_000)


def test_a_reduce_only_request() -> None:
    seen = Seen(["100", "100", "100"])
    seen.machine.advance(1)
    seen.ask(side=-1, reduce_only=1)
    seen.machine.advance(2)
    assert ends(seen.machine.output()) == ["REJECTED NOTHING_TO_REDUCE"]


@pytest.mark.parametrize(
    ("quantity", "reason"),
    [(0.0, "QUANTITY_ZERO"), (0.09, "QUANTITY_ZERO"), (-5.0, "QUANTITY_ZERO"), (math.nan, "QUANTITY_ZERO")],
)
def test_no_quantity_is_refused(quantity: float, reason: str) -> None:
    seen = Seen(["100", "100"])
    seen.machine.advance(1)
    seen.ask(quantity=quantity)
    assert ends(seen.machine.output()) == [f"DENIED {reason}"]


@pytest.mark.parametrize("price", [0.0, -1.0, 0.004])
def test_a_price_that_is_none_is_refused(price: float) -> None:
    seen = Seen(["100", "100"])
    seen.machine.advance(1)
    seen.ask(limit_price=price)
    seen.ask(trigger_price=price)
    assert ends(seen.machine.output()) == ["DENIED INVALID_PRICE"] * 2


def test_events_name_order_side_and_price() -> None:
    seen = Seen({"A": ["100"] * 3, "B": ["10"] * 3}, account_type="MARGIN")
    machine = seen.machine
    machine.run["on_event"] = do_nothing.address  # only so that notices are kept
    machine.advance(1)
    seen.ask(side=-1, quantity=2.5, instrument=1)
    seen.ask(quantity=0.0)
    orders = []
    for notice in range(int(machine.run["notices_count"][0])):
        context.show_event.call(machine.address, notice)
        e = seen.records.event[0]
        orders.append(
            (
                EventKind(int(e["kind"])),
                int(e["order"]),
                OrderStatus(int(e["status"])),
                Reason(int(e["reason"])),
            )
        )
    assert orders == [(EventKind.ORDER_DENIED, 1, OrderStatus.DENIED, Reason.QUANTITY_ZERO)]
    machine.run["decide"] = do_nothing.address  # keeps the notices of the next group
    machine.advance(2)
    events = []
    for notice in range(1, int(machine.run["notices_count"][0])):
        context.show_event.call(machine.address, notice)
        e = seen.records.event[0]
        events.append(
            (
                EventKind(int(e["kind"])).name,
                int(e["order"]),
                int(e["instrument"]),
                int(e["side"]),
                float(e["quantity"]),
                float(e["price"]),
            )
        )
    accepted, filled = events
    assert accepted[:5] == ("ORDER_ACCEPTED", 0, 1, -1, 2.5)
    assert math.isnan(accepted[5])
    assert filled == ("ORDER_FILLED", 0, 1, -1, 2.5, 10.0)
