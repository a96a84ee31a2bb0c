"""Signed targets to orders (rule S1, target): the difference to what is held and still to come."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.codes import OrderType
from fastbt.kernels.state import ORDER_REDUCE_ONLY
from fastbt.simulation.lowered import RunOutput
from tests.kernels.market import ends, fills, run

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
