"""fastbt equals the slow reference to the last digit, in every table, on random scenarios."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.reference import Scenario, compare, simulate
from tests.reference.adapter import run_fastbt

from .given import large_scenario, random_scenarios, scenarios

ORDERS = 50_000
"""Orders generated in the ordinary run; a soak run takes a million."""
PARTS = 8


@settings(max_examples=100)
@given(scenario=scenarios)
def test_every_table_equals_the_reference(scenario: Scenario) -> None:
    found = compare(simulate(scenario), run_fastbt(scenario), scenario)
    assert found is None, found


def test_small_scenarios_equal_the_reference() -> None:
    for seed, scenario in random_scenarios(60):
        found = compare(simulate(scenario), run_fastbt(scenario))
        assert found is None, f"random_scenario({seed}): {found}"


@pytest.mark.parametrize("part", range(PARTS))
def test_many_orders_equal_the_reference(part: int, soak: bool) -> None:
    """Seeds part, part + PARTS ...: one that fails names itself and can be run alone."""
    wanted = ORDERS * (20 if soak else 1) // PARTS
    orders, seed = 0, part
    while orders < wanted:
        scenario = large_scenario(seed)
        reference = simulate(scenario)
        found = compare(reference, run_fastbt(scenario))
        assert found is None, f"large_scenario({seed}): {found}"
        orders += len(reference.orders)
        seed += PARTS
