"""Drawing bars of bid and ask where bars of one price stand: among finer bars, and beside ticks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.reference import Bar, Scenario

from .draw_market import with_sides
from .drawing import Draw

Level = dict[str, tuple[Bar, ...]]


def takes_sides(scenario: Scenario) -> bool:
    """Whether a scenario with bars has no option that is for bars of one price alone."""
    venue = scenario.venue
    return (
        any(scenario.bars.values())
        and venue.fill_price in ("open", "mid", "worst")
        and venue.volume_split == "row"
    )


def level_with_sides(draw: Draw, scenario: Scenario, level: Level, percent: int) -> Level:
    """Return one level of bars, at so many in a hundred with bid and ask around them."""
    if not draw.chance(percent):
        return level
    ticks = {
        one.id: one.price_increment or Decimal(1).scaleb(-one.price_precision) for one in scenario.instruments
    }
    return {name: with_sides(draw, rows, ticks[name]) for name, rows in level.items()}


def with_finer_sides(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario, of those with finer bars half with bid and ask in some of these; drawn last too."""
    venue = scenario.venue
    if not scenario.finer or scenario.has_ticks or not takes_sides(scenario) or not draw.chance(50):
        return scenario
    finer = tuple(level_with_sides(draw, scenario, level, 75) for level in scenario.finer)
    venue = replace(venue, mark_price=draw.choice((venue.mark_price, "mid")))
    return replace(scenario, finer=finer, venue=venue)


def with_sides_beside_ticks(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario, of those on bars and ticks half with bid and ask in some bars; drawn last too."""
    if not scenario.is_mixed or not takes_sides(scenario) or not draw.chance(50):
        return scenario
    bars, *finer = (level_with_sides(draw, scenario, level, 70) for level in (scenario.bars, *scenario.finer))
    return replace(scenario, bars=bars, finer=tuple(finer))
