"""The pre-trade checks in their order (rules A11, F10, T5)."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.codes import OrderType, SizeRule
from fastbt.kernels.state import NOTHING, ORDER_BUDGET, RATE
from fastbt.simulation.machine import run_machine
from tests.kernels.market import MINUTE, Row, buy, ends, market, run, sell

BARS = ["100", "100", "100"]
RULES: dict[str, Any] = {
    "price_increment": 5,
    "size_increment": 10,
    "min_quantity": 20,
    "max_quantity": 500,
    "min_notional": 3_000,
}


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (buy(0, 30), None),
        (buy(0, 40, limit=95), None),
        (buy(0, 30, limit=0), "INVALID_PRICE"),
        (buy(0, 30, limit=-5), "INVALID_PRICE"),
        (buy(0, 30, trigger=0), "INVALID_PRICE"),
        (buy(0, 30, limit=95, trigger=-5), "INVALID_PRICE"),
        (dict(buy(0, 30), type=OrderType.LIMIT), "INVALID_PRICE"),  # a limit order without a limit
        (dict(buy(0, 30), type=OrderType.STOP_MARKET), "INVALID_PRICE"),
        (dict(buy(0, 30, limit=95), type=OrderType.STOP_LIMIT), "INVALID_PRICE"),
        (buy(0, 30, limit=96), "PRICE_OFF_GRID"),
        (buy(0, 30, trigger=101), "PRICE_OFF_GRID"),
        (buy(0, 0), "QUANTITY_ZERO"),
        (buy(0, -10), "QUANTITY_ZERO"),
        (buy(0, 35), "QUANTITY_OFF_GRID"),
        (buy(0, 10), "BELOW_MIN_QUANTITY"),
        (buy(0, 510), "ABOVE_MAX_QUANTITY"),
        (buy(0, 20), "BELOW_MIN_NOTIONAL"),  # 20 x 100
        (buy(0, 30, limit=95, trigger=105), "BELOW_MIN_NOTIONAL"),  # judged by its limit: 2,850
        (buy(0, 30, trigger=105), None),  # by its trigger: 3,150
        (buy(0, 30, expire=MINUTE), "EXPIRED"),
        (buy(0, 30, expire=MINUTE + 1), None),
        (buy(0, 30, stop=100), "BRACKET_LEVELS"),
        (buy(0, 30, stop=105), "BRACKET_LEVELS"),
        (buy(0, 30, target=100), "BRACKET_LEVELS"),
        (buy(0, 30, stop=95, target=105), None),
        (sell(0, 30, stop=95), "BRACKET_LEVELS"),
        (sell(0, 30, stop=105, target=95), None),
        (buy(0, 40, limit=90, stop=95), "BRACKET_LEVELS"),  # the reference is the limit
        (buy(0, 40, limit=90, stop=85, target=95), None),
        (buy(0, 30, trigger=110, target=105), "BRACKET_LEVELS"),
        (buy(0, 30, stop=0), "INVALID_PRICE"),
        (buy(0, 30, target=-5), "INVALID_PRICE"),
        (buy(0, 0, size_rule=SizeRule.RISK_PERCENT, amount=RATE // 100), "NO_STOP"),
        (buy(0, 0, size_rule=SizeRule.RISK_PERCENT, amount=RATE // 100, target=110), "NO_STOP"),
        (buy(0, 500), "INSUFFICIENT_MARGIN"),
    ],
)
def test_pre_trade_checks(order: Row, reason: str | None) -> None:
    output = run(BARS, [order], instrument=RULES, account_type="MARGIN", cash=40_000)
    assert len(output.orders) == (1 if reason else 1 + ("stop" in order) + ("target" in order))
    assert (ends(output)[0] == f"DENIED {reason}") if reason else not ends(output)[0].startswith("DENIED")


def test_the_first_reason_is_the_one_told() -> None:
    """A11, from the last to the first: each order also breaks every later rule."""
    faults: list[tuple[str, dict[str, Any]]] = [
        ("INVALID_PRICE", {"trigger": -5}),
        ("PRICE_OFF_GRID", {"price": 9_999_999_991}),
        ("QUANTITY_OFF_GRID", {"quantity": 5}),
        ("EXPIRED", {"expire": 1}),
        ("BRACKET_LEVELS", {"stop": 9_999_999_999_995}),
    ]
    terms: dict[str, Any] = {}
    for reason, fault in reversed(faults):
        terms |= fault
        order = {**buy(0, 500), **terms}
        output = run(BARS, [order], instrument=RULES, account_type="MARGIN", cash=1)
        assert ends(output) == [f"DENIED {reason}"]


def test_what_is_not_tradable_comes_before_everything() -> None:
    lowered = market(BARS, [buy(0, -1, limit=-3)])
    lowered.instruments["tradable"] = 0
    assert ends(run_machine(lowered)) == ["DENIED NOT_TRADABLE"]


def test_reduce_only_orders_may_be_small() -> None:
    """A11: the minimum notional is not for them."""
    rules = {"min_notional": 3_000}
    output = run(BARS, [buy(0, 40), sell(1, 10, reduce_only=True)], instrument=rules)
    assert ends(output) == ["FILLED", "FILLED"]
    assert ends(run(BARS, [buy(0, 40), sell(1, 10)], instrument=rules)) == [
        "FILLED",
        "DENIED BELOW_MIN_NOTIONAL",
    ]


def test_a_budgets_quantity_is_tested_at_the_fill() -> None:
    order = buy(0, 0, size_rule=SizeRule.VALUE, amount=1_000)
    assert ends(run(BARS, [order], instrument={"min_quantity": 11})) == ["REJECTED BELOW_MIN_QUANTITY"]
    assert ends(run(BARS, [order], instrument={"min_notional": 1_001})) == ["REJECTED BELOW_MIN_NOTIONAL"]
    cut = run(BARS, [order], instrument={"max_quantity": 7})
    assert (ends(cut), cut.orders["quantity"].tolist()) == (["FILLED"], [7])
    later = run(["100", "105 105 100 100"], [dict(order, price=100)], instrument={"min_quantity": 11})
    assert ends(later) == ["CANCELED BELOW_MIN_QUANTITY"]


@pytest.mark.parametrize("sizing", [0, 1])
def test_a_budget_resolved_when_it_is_sent(sizing: int) -> None:
    """S2: sizing 1, at the decision: 1,000 at the close of 100; else at the fill, at 80."""
    output = run(["100", "80", "80"], [buy(0, 0, size_rule=SizeRule.VALUE, amount=1_000, sizing=sizing)])
    assert output.orders["original_quantity"][0] == (10 if sizing else NOTHING)
    assert output.orders["quantity"][0] == (10 if sizing else 12)
    assert bool(output.orders["flags"][0] & ORDER_BUDGET) == (not sizing)
