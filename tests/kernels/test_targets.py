"""Signed targets to orders (rules S1, S5): the difference to what is held and still to come."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fastbt.codes import FillCause, OrderType
from fastbt.kernels.state import ORDER_REDUCE_ONLY
from fastbt.simulation.lowered import RunOutput
from fastbt.simulation.machine import run_machine
from fastbt.venues.fees import FlatFees
from tests.kernels.market import ends, fills, market, run

QUIET = ["100"] * 10


def targeted(wanted: dict[int, float], kind: str, bars: list[str] | None = None, **options: Any) -> RunOutput:
    """A run with targets on some rows."""
    bars = bars or QUIET
    column = [wanted.get(row) for row in range(len(bars))]
    options = {"account_type": "MARGIN", "cash": 10_000, **options}
    return run(bars, signals={"target": column, "target_type": kind}, **options)


def traded(output: RunOutput) -> list[tuple[int, int]]:
    return [(row, quantity) for _, row, quantity, _ in fills(output)]


@pytest.mark.parametrize(
    ("wanted", "trades"),
    [
        ({0: 5.0}, [(1, 5)]),
        ({0: 5.0, 3: 5.0}, [(1, 5)]),
        ({0: 5.0, 3: 8.0}, [(1, 5), (4, 3)]),
        ({0: 5.0, 3: 2.0}, [(1, 5), (4, -3)]),
        ({0: 5.0, 3: 0.0}, [(1, 5), (4, -5)]),
        ({0: 5.0, 3: -4.0}, [(1, 5), (4, -9)]),
        ({0: -5.0, 3: 0.0}, [(1, -5), (4, 5)]),
        ({0: 5.9, 3: -5.9}, [(1, 5), (4, -10)]),  # toward zero
        ({0: 0.0}, []),
    ],
)
def test_quantities(wanted: dict[int, float], trades: list[tuple[int, int]]) -> None:
    assert traded(targeted(wanted, "quantity")) == trades


def test_what_is_still_to_come_counts() -> None:
    """The order for 5 waits on a bar without volume while the target becomes 8: 3 more, not 8."""
    bars = ["100 100 100 100 5", "100 100 100 100 0", "100 100 100 100 0", "100 100 100 100 5"]
    assert traded(targeted({0: 5.0, 1: 8.0}, "quantity", bars)) == [(3, 5), (3, 3)]
    assert traded(targeted({0: 5.0, 1: -1.0}, "quantity", bars)) == [(3, 5), (3, -6)]


def test_an_order_toward_zero_is_reduce_only() -> None:
    flags = {2.0: True, 0.0: True, -1.0: False, 8.0: False}
    for then, reduces in flags.items():
        order = targeted({0: 5.0, 3: then}, "quantity").orders[1]
        assert bool(order["flags"] & ORDER_REDUCE_ONLY) == reduces
        assert order["type"] == OrderType.MARKET


def test_values_at_the_decisions_close() -> None:
    assert traded(targeted({0: 950.0}, "value")) == [(1, 9)]
    assert traded(targeted({0: -950.0}, "value")) == [(1, -9)]
    assert traded(targeted({0: 950.0}, "value", ["100", "200", "200"])) == [(1, 9)]


def test_weights_of_equity_at_the_close() -> None:
    """Half of 10,000 at 100; when the price doubles, equity is 15,000 and half of it 37 at 200."""
    bars = ["100", "100", "100", "200", "200", "200"]
    assert traded(targeted({0: 0.5}, "weight", bars)) == [(1, 50)]
    assert traded(targeted({0: 0.5, 3: 0.5}, "weight", bars)) == [(1, 50), (4, -13)]


def test_weights_are_cut_to_the_funds_at_the_fill() -> None:
    output = targeted({0: 1.0}, "weight", ["100", "105", "105"], account_type="CASH")
    assert traded(output) == [(1, 95)]
    assert ends(output) == ["CANCELED CUT_TO_FUNDS"]
    refused = targeted({0: 100.0}, "quantity", ["100", "105", "105"], account_type="CASH")
    assert ends(refused) == ["REJECTED INSUFFICIENT_CASH"]
    assert traded(refused) == []


def test_targets_of_several_instruments() -> None:
    bars = {"A": ["100"] * 4, "B": ["10"] * 4}
    column = [5.0, -7.0, None, None, None, 3.0, None, None]  # A and B in turn
    output = run(bars, signals={"target": column, "target_type": "quantity"}, account_type="MARGIN")
    assert [(f["instrument"], f["side"] * f["quantity"]) for f in output.fills] == [(0, 5), (1, -7), (1, 10)]


def weighed(bars: dict[str, list[str]], column: list[float | None], **words: Any) -> RunOutput:
    """A run of targets across instruments; the column has the instruments in turn."""
    options = {name: words.pop(name) for name in ("cash", "account_type", "instrument", "liquidation") if name in words}
    return run_machine(market(bars, targets={"weight": column, **words}, **options))


def sent(output: RunOutput) -> list[tuple[int, int]]:
    """(instrument, signed lots) of each order, in sequence."""
    orders = output.orders
    return [(int(i), int(s * q)) for i, s, q in zip(orders["instrument"], orders["side"], orders["quantity"], strict=True)]


def test_sells_first_then_by_value_then_by_place() -> None:
    """S5: of 10,000 at 100: D and B are sold, then E, then A and C, which are worth the same."""
    bars = {name: ["100"] * 4 for name in "ABCDE"}
    column = [None] * 20
    column[:5] = [0.0, 0.3, 0.0, 0.5, 0.0]
    column[10:15] = [0.1, 0.2, 0.1, 0.1, 0.4]
    output = weighed(bars, column, cash=10_000)
    assert sent(output) == [(3, 50), (1, 30), (3, -40), (1, -10), (4, 40), (0, 10), (2, 10)]
    assert set(output.orders["cause"]) == {FillCause.REBALANCE}
    assert [bool(f & ORDER_REDUCE_ONLY) for f in output.orders["flags"]] == [False, False, True, True, False, False, False]


def test_sixty_instruments_are_sorted_as_three_are() -> None:
    """More than a heap is used for: random weights, sells and buys."""
    rng = np.random.default_rng(4)
    names = [f"N{k:02}" for k in range(60)]
    bars = {name: [str(p)] * 4 for name, p in zip(names, rng.integers(5, 900, 60), strict=True)}
    column: list[float | None] = [None] * 240
    column[:60] = (rng.random(60) / 60).tolist()
    column[120:180] = (rng.random(60) / 60).tolist()
    output = weighed(bars, column, cash=10_000_000)
    value = np.array([int(bars[name][0]) for name in names])
    for row in (0, 2):
        orders = output.orders[output.orders["row_init"] // 60 == row]
        worth = orders["quantity"] * value[orders["instrument"]]
        keys = list(zip(orders["side"], -worth, orders["instrument"], strict=True))
        assert len(keys) > 55
        assert keys == sorted(keys)
    assert {1, -1} == set(output.orders["side"])


def test_all_are_weighed_before_the_first_is_sent() -> None:
    """At this close the first order's fee would lower the second one's equity."""
    bars = {name: ["100"] * 2 for name in "AB"}
    words = {"targets": {"weight": [0.4, 0.4, None, None]}, "cash": 1_000, "fill_timing": "this_close"}
    output = run_machine(market(bars, fees=FlatFees(150), **words))
    assert [q for _, q in sent(output)] == [4, 4]


@pytest.mark.parametrize("kind", ["weight", "value", "quantity"])
def test_drift_is_measured_in_money(kind: str) -> None:
    """4 held at 100 of 1,000; 5 are wanted: a tenth of the equity away."""
    wanted = {"weight": (0.4, 0.5), "value": (400.0, 500.0), "quantity": (4.0, 5.0)}[kind]
    for drift, count in ((0.0, 2), (0.09, 2), (0.1, 1), (0.2, 1)):
        column = [wanted[0], None, wanted[1], None]
        output = run_machine(market(["100"] * 4, targets={kind: column, "drift": drift}, cash=1_000))
        assert len(output.orders) == count


def test_a_close_is_sent_once_and_takes_all() -> None:
    """The close waits on silent bars while the target stays 0, and what it closes is found at its fill."""
    bars = ["100 100 100 100 5", "100 100 100 100 5", "100 100 100 100 0", "100 100 100 100 0", "100 100 100 100 5"]
    output = run_machine(market(bars, targets={"quantity": [5.0, 0.0, 0.0, 0.0, 0.0]}))
    assert traded(output) == [(1, 5), (4, -5)]
    assert len(output.orders) == 2


def test_a_target_after_a_waiting_close_starts_from_nothing() -> None:
    bars = ["100 100 100 100 5", "100 100 100 100 5", "100 100 100 100 0", "100 100 100 100 5"]
    output = run_machine(market(bars, targets={"quantity": [5.0, 0.0, 3.0, None]}))
    assert traded(output) == [(1, 5), (3, -5), (3, 3)]


def test_an_order_after_a_waiting_close_is_canceled_by_a_target_of_zero() -> None:
    bars = ["100 100 100 100 5", "100 100 100 100 5", "100 100 100 100 0", "100 100 100 100 0", "100 100 100 100 5"]
    output = run_machine(market(bars, targets={"quantity": [5.0, 0.0, 3.0, 0.0, None]}))
    assert ends(output) == ["FILLED", "FILLED", "CANCELED REPLACED"]
    assert traded(output) == [(1, 5), (4, -5)]


def test_without_equity_nothing_is_wanted() -> None:
    """A short loses more than there is: weights of less than nothing would be weights of the other side."""
    bars = {"A": ["100", "100", "400", "400", "400"], "B": ["10"] * 5}
    column = [-0.9, None, None, None, None, 0.5, None, 0.5, None, None]
    output = weighed(bars, column, cash=1_000, account_type="MARGIN", liquidation="off")
    assert output.equity[-1] < 0
    assert sent(output) == [(0, -9)]
