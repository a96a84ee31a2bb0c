"""What a property is tried on: scenarios drawn by Hypothesis, and a seeded series of them for numbers."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from tests.reference import Scenario

from .draw_flows import with_flows, with_rates
from .draw_halts import with_halts
from .draw_market import with_contracts, with_split
from .draw_mixed import draw_mixed_scenario, with_finer_ticks
from .draw_orders import draw_order_scenario
from .draw_position_sets import with_position_sets
from .draw_positions import with_positions
from .draw_sides import with_finer_sides, with_sides_beside_ticks
from .draw_signals import draw_signal_scenario
from .draw_targets import draw_target_scenario
from .draw_ticks import draw_tick_scenario
from .drawing import Draw, HypothesisDraw, SeededDraw
from .own_models import with_own_models


def with_options(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario with the options that are drawn when all else is known."""
    scenario = with_finer_sides(draw, with_split(draw, with_own_models(draw, scenario)))
    scenario = with_sides_beside_ticks(draw, scenario)
    scenario = with_flows(draw, with_position_sets(draw, with_contracts(draw, scenario)))
    return with_halts(draw, with_rates(draw, with_positions(draw, scenario)))


@st.composite
def order_scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios with an order table; small ones shrink well."""
    drawn = HypothesisDraw(draw)
    return with_options(drawn, draw_order_scenario(drawn, most_groups=12, most_orders=10))


@st.composite
def signal_scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios with signals or targets."""
    drawn = HypothesisDraw(draw)
    return with_options(drawn, draw_signal_scenario(drawn, most_groups=12))


@st.composite
def target_scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios with targets across instruments."""
    drawn = HypothesisDraw(draw)
    return with_options(drawn, draw_target_scenario(drawn, most_groups=12))


@st.composite
def tick_scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios with an order table on quotes and prints."""
    drawn = HypothesisDraw(draw)
    return with_options(drawn, draw_tick_scenario(drawn, most_rows=12, most_orders=10))


@st.composite
def mixed_scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios with an order table on bars and ticks."""
    drawn = HypothesisDraw(draw)
    scenario = draw_mixed_scenario(drawn, most_rows=8, most_orders=10)
    return with_positions(drawn, with_sides_beside_ticks(drawn, scenario))


scenarios = mixed_scenarios() | tick_scenarios() | order_scenarios() | signal_scenarios() | target_scenarios()
"""Any kind."""


def beside_ticks(draw: Draw, seed: int, scenario: Scenario) -> Scenario:
    """Return a scenario, one of seven on bars with ticks that are finer."""
    return with_finer_ticks(draw, scenario) if seed % 7 == 3 and not scenario.has_ticks else scenario


def random_scenario(seed: int) -> Scenario:
    """Return the scenario of a seed: ticks for one of four (half of them beside bars), else targets, orders, signals."""
    draw = SeededDraw(seed)
    return with_options(draw, beside_ticks(draw, seed, small(draw, seed)))


def small(draw: Draw, seed: int) -> Scenario:
    """Return a scenario of the kind that a seed asks for."""
    if seed % 8 == 5:
        return draw_mixed_scenario(draw)
    if seed % 4 == 1:
        return draw_tick_scenario(draw)
    if seed % 5 == 4:
        return draw_target_scenario(draw)
    return draw_signal_scenario(draw) if seed % 3 == 2 else draw_order_scenario(draw)


def large_scenario(seed: int) -> Scenario:
    """Return a long scenario of a seed, in which orders and positions have time to meet."""
    draw = SeededDraw(seed)
    return with_options(draw, beside_ticks(draw, seed, large(draw, seed)))


def large(draw: Draw, seed: int) -> Scenario:
    """Return a long scenario of the kind that a seed asks for."""
    if seed % 8 == 5:
        return draw_mixed_scenario(draw, most_rows=100, fewest_orders=60, most_orders=150)
    if seed % 4 == 1:
        return draw_tick_scenario(draw, most_rows=200, fewest_orders=60, most_orders=150)
    if seed % 5 == 4:
        return draw_target_scenario(draw, most_groups=150)
    if seed % 3 == 2:
        return draw_signal_scenario(draw, most_groups=150)
    return draw_order_scenario(draw, most_groups=150, fewest_orders=120, most_orders=240)


def random_scenarios(count: int, start: int = 0) -> Iterator[tuple[int, Scenario]]:
    """Yield ``count`` seeds with their scenarios."""
    for seed in range(start, start + count):
        yield seed, random_scenario(seed)
