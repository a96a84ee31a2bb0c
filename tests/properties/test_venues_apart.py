"""Venues do not touch each other's money: several in one run do what each does alone, in the slow reference."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import fastbt as bt
from tests.reference import Scenario
from tests.reference.apart import differences

from .draw_market import with_contracts
from .draw_orders import draw_order_scenario
from .draw_positions import with_positions
from .drawing import SeededDraw

RATES = (Fraction(1), Fraction(5, 4), Fraction(1, 128), Fraction(2), Fraction(1, 2))
"""Of the run's currencies in the first one: exact as floats."""


def kinds_of_span(scenario: Scenario) -> set[type]:
    """Return the types of the spans of a scenario's orders: a column holds bars or durations."""
    return {
        type(row[name])
        for row in scenario.orders or ()
        for name in ("time_stop", "expire_after")
        if row.get(name)
    }


def drawn(seed: int) -> tuple[list[Scenario], list[Any], list[Fraction]]:
    """Two to five venues that net or hedge, their currencies, and what one of each is worth in the first."""
    draw = SeededDraw(seed)
    scenarios = [draw_order_scenario(draw, most_groups=30) for _ in range(draw.choice((2, 2, 3, 5)))]
    scenarios = [with_positions(draw, one) for one in scenarios]
    scenarios = [one for one in scenarios if one.has_sides == scenarios[0].has_sides]
    while len(set().union(*map(kinds_of_span, scenarios))) > 1:
        scenarios.pop()
    precisions = [draw.choice((2, 0, 4)) for _ in scenarios]
    if draw.chance(40):  # all in one currency
        return (
            scenarios,
            [bt.Currency("USD", precision=precisions[0])] * len(scenarios),
            [Fraction(1)] * len(scenarios),
        )
    scenarios = [with_contracts(draw, one) for one in scenarios]  # inverse ones need a currency of their own
    codes = ("USD", "EUR", "JPY", "GBP", "CHF")
    currencies = [bt.Currency(code, precision=n) for code, n in zip(codes, precisions, strict=False)]
    return scenarios, currencies, list(RATES[: len(scenarios)])


def test_several_venues_do_what_each_does_alone(soak: bool) -> None:
    several = 0
    for seed in range(1_000 if soak else 60):
        scenarios, currencies, rates = drawn(seed)
        several += len(scenarios) > 1
        assert differences(scenarios, currencies, rates) == [], f"drawn({seed})"
    assert several > 30


@pytest.mark.parametrize("seed", range(4))
def test_the_order_in_which_venues_are_given_changes_no_equity(seed: int) -> None:
    scenarios, currencies, rates = drawn(seed)
    currencies, rates = [currencies[0]] * len(scenarios), [Fraction(1)] * len(scenarios)
    assert differences(scenarios[::-1], currencies, rates) == []
