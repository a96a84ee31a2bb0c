"""The log of a run rebuilds its orders, positions and balances exactly, where orders fill in parts too."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.golden import (
    bracket_options,
    contracts,
    delistings,
    expiries,
    partial_brackets,
    partial_exits,
    splits,
)
from tests.golden.table import Case
from tests.reference import Scenario
from tests.reference.adapter import fastbt_result
from tests.results.test_replay import check_replay, described

from .given import random_scenarios

CASES: list[Case] = [
    *bracket_options.CASES,
    *contracts.CASES,
    *delistings.CASES,
    *expiries.CASES,
    *partial_brackets.CASES,
    *partial_exits.CASES,
    *splits.CASES,
]
"""Golden cases in which the terms of orders change while they wait, and those of contracts."""


def capped(scenario: Scenario) -> Scenario | None:
    """Return a scenario of bars with a cap of a few lots a row; None where rows have no volume."""
    bars = [bar for rows in scenario.bars.values() for bar in rows]
    bars += [bar for level in scenario.finer for rows in level.values() for bar in rows]
    if not bars or any(bar.volume is None for bar in bars):
        return None
    lot = max(instrument.size_increment or Decimal(1) for instrument in scenario.instruments)
    return replace(scenario, venue=replace(scenario.venue, volume_limit=3 * lot / 250))


def test_a_log_of_partial_fills_rebuilds_the_run() -> None:
    parts = Counter[str]()
    for _, drawn in random_scenarios(60):
        scenario = capped(drawn)
        if scenario is None:
            continue
        result = fastbt_result(scenario)
        check_replay(result)
        fills = Counter(result.exact.fills["client_order_id"])
        roles = result.exact.orders.select("client_order_id", "parent_id").rows()
        parts.update("exit" if parent else "entry" for name, parent in roles if fills[name] > 1)
    assert parts["entry"] > 5
    assert parts["exit"] > 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_log_of_a_golden_case_rebuilds_its_run(case: Case) -> None:
    check_replay(fastbt_result(case.scenario))


def test_a_log_tells_the_terms_of_exits_that_end_before_they_are_live() -> None:
    (late,) = (case for case in CASES if case.name == "late-exits-end-with-the-position")
    order = fastbt_result(late.scenario).replay().orders["e-SL"]
    assert described(order)["leaves_quantity"] == Decimal(10)
