"""O4: the same input gives the same tables, whatever ran before and in whatever order the instruments are given."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from tests.reference import Outcome, Scenario, compare, simulate
from tests.reference.adapter import run_fastbt

from .given import random_scenario, random_scenarios, scenarios


def shuffled(scenario: Scenario) -> Scenario:
    """Return the scenario with its instruments, and their bars unless their order counts, in the other order."""
    bars = dict(reversed(scenario.bars.items()))
    if scenario.targets is not None and scenario.targets.sequence == "given":
        bars = scenario.bars
    return replace(scenario, instruments=scenario.instruments[::-1], bars=bars)


def assert_same(one: Outcome, two: Outcome, scenario: Scenario) -> None:
    found = compare(one, two, scenario)
    assert found is None, found


def test_a_seed_names_one_scenario() -> None:
    assert [random_scenario(seed) for seed in range(20)] == [random_scenario(seed) for seed in range(20)]
    assert random_scenario(0) != random_scenario(3)


@settings(max_examples=100)
@given(scenario=scenarios)
def test_reference_is_deterministic(scenario: Scenario) -> None:
    first = simulate(scenario)
    assert_same(first, simulate(scenario), scenario)
    assert_same(first, simulate(shuffled(scenario)), scenario)


def test_fastbt_is_deterministic() -> None:
    for _, scenario in random_scenarios(25, start=20_000):
        first = run_fastbt(scenario)
        assert_same(first, run_fastbt(scenario), scenario)
        assert_same(first, run_fastbt(shuffled(scenario)), scenario)
