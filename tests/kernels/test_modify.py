"""Modifying (F15): lists, books and locks after every step, and what the tables say of it."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.codes import EventKind, OrderType, Reason
from fastbt.kernels import state
from fastbt.simulation.entries import MODIFIES
from fastbt.simulation.machine import Machine
from tests.kernels import lists
from tests.kernels.market import Row, buy, cancel, fills, market, run, sell


def modify(group: int, command: int, member: int = 0, **terms: int) -> Row:
    """A row that modifies what another row sent; member 1 is its stop-loss, 2 its take-profit."""
    return {"action": state.ACTION_MODIFY, "row": group, "order": command, "flags": member, "quantity": state.NOTHING} | {
        {"limit": "price"}.get(name, name): value for name, value in terms.items()
    }


def changes(output: object) -> list[tuple[str, str, int]]:
    """Kind, reason and order of what was changed or refused."""
    return [
        (EventKind(int(c["kind"])).name, Reason(int(c["reason"])).name, int(c["order"]))
        for c in output.changes  # type: ignore[attr-defined]
    ]


def test_only_runs_that_modify_compile_it() -> None:
    plain, modifies = market(["100"] * 3, [buy(0, 1)]), market(["100"] * 3, [buy(0, 1), modify(1, 0, quantity=2)])
    assert not set(MODIFIES) & set(Machine(plain).entries())
    assert set(MODIFIES) <= set(Machine(modifies).entries())
    assert Machine(plain).run["modify"][0] == 0


@pytest.mark.parametrize("order_type", [OrderType.STOP_MARKET, OrderType.MARKET_IF_TOUCHED])
def test_a_trigger_of_either_side(order_type: OrderType) -> None:
    """A buy stop moves down to 102, a buy that waits to be touched up to 98: each is reached by one bar."""
    stop = order_type is OrderType.STOP_MARKET
    orders = [buy(0, 1, trigger=110 if stop else 90, type=order_type), modify(1, 0, trigger=102 if stop else 98)]
    output = run(["100", "100", "100 103 97 100"], orders)
    assert fills(output) == [(0, 2, 1, 102 if stop else 98)]


def test_terms_and_locks_of_a_refused_modify_stay() -> None:
    orders = [buy(0, 10, limit=90), modify(1, 0, limit=5_000), modify(1, 0, quantity=0), modify(1, 0, limit=95)]
    machine = Machine(market(["100"] * 3, orders, cash=1_000))
    machine.advance(2)
    assert (machine.balances["locked"][0], machine.balances["total"][0]) == (950, 1_000)
    assert [c[:2] for c in changes(machine.output())] == [
        ("ORDER_MODIFY_REJECTED", "INSUFFICIENT_CASH"),
        ("ORDER_MODIFY_REJECTED", "QUANTITY_ZERO"),
        ("ORDER_UPDATED", "NONE"),
    ]
    change = machine.output().changes[2]
    assert (change["was_price"], change["price"], change["quantity"]) == (90, 95, 10)


def test_a_canceled_order_that_waited_to_act_again_does_not() -> None:
    orders = [buy(0, 1, limit=90), modify(1, 0, limit=105), cancel(1, 0)]
    output = run(["100", "100", "100"], orders)
    assert fills(output) == []
    assert output.orders["reason"].tolist() == [Reason.BY_USER]


@pytest.mark.parametrize("seed", range(8))
def test_lists_and_books_hold_after_every_group(seed: int) -> None:
    rng = np.random.default_rng(seed)
    prices = 100 + np.cumsum(rng.integers(-3, 4, 60))
    bars = [f"{p} {p + 3} {p - 3} {p + rng.integers(-3, 4)} {rng.integers(0, 3)}" for p in prices]
    orders: list[Row] = []
    for group in sorted(rng.integers(0, 55, 120).tolist()):
        submits = [n for n, row in enumerate(orders) if "action" not in row]
        level = int(prices[group] + rng.integers(-8, 9))
        if submits and rng.random() < 0.5:
            n = int(rng.choice(submits))
            word = "limit" if orders[n]["price"] is not None else "trigger"
            orders.append(modify(group, n, **{word: level, "quantity": int(rng.integers(1, 9))}))
        else:
            side = buy if rng.random() < 0.5 else sell
            word = "limit" if rng.random() < 0.5 else "trigger"
            orders.append(side(group, int(rng.integers(1, 9)), **{word: level}))
    machine = Machine(market(bars, orders, account_type="MARGIN"))
    for group in range(1, 61):
        machine.advance(group)
        lists.check(machine)
    kinds = [change[0] for change in changes(machine.output())]
    assert {"ORDER_UPDATED", "ORDER_MODIFY_REJECTED"} <= set(kinds)
