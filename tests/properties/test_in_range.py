"""The check of rule F12 that every compared run passes through (``tests/reference/in_range.py``) notices what it must."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.golden.table import QUIET, bars, buy, case
from tests.reference import Outcome, Scenario, simulate
from tests.reference.in_range import out_of_range

BARS = bars(QUIET, "100 103 97 101", "94 95 93 94")


def ran(*orders: dict[str, object], **venue: object) -> tuple[Scenario, Outcome]:
    scenario = case("drawn", "F12", BARS, list(orders), [], venue=dict(venue)).scenario
    return scenario, simulate(scenario)


@pytest.mark.parametrize(
    ("price", "wrong"), [("96.99", True), ("97", False), ("103", False), ("103.01", True)]
)
def test_a_taker_keeps_to_its_row(price: str, wrong: bool) -> None:
    scenario, outcome = ran(buy(1, "e", 1))
    fills = [row | {"price": Decimal(price)} for row in outcome.fills]
    assert bool(out_of_range(scenario, replace(outcome, fills=fills))) == wrong


def test_a_limit_over_a_gap_may_be_worse_than_its_row() -> None:
    scenario, outcome = ran(buy(1, "e", 1, price=96))
    assert [(row["price"], row["liquidity"]) for row in outcome.fills] == [(96, "MAKER")]
    assert out_of_range(scenario, outcome) == []
    taken = replace(outcome, fills=[row | {"liquidity": "TAKER"} for row in outcome.fills])
    assert len(out_of_range(scenario, taken)) == 1


def test_slippage_is_taken_off_first() -> None:
    scenario, outcome = ran(buy(1, "e", 1))
    slipped = [row | {"price": Decimal(104), "slippage": Decimal(4)} for row in outcome.fills]
    assert out_of_range(scenario, replace(outcome, fills=slipped)) == []
