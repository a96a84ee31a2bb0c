"""Drawing losses at which an account is halted, small enough to be reached."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.reference import RiskLimits, Scenario

from .drawing import Draw

SHARES = ("0.0001", "0.001", "0.01", "0.05", "0.3", "1", "0.000123456789")


def with_halts(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario, one in five with halts beside the limits that it has; drawn last, so that all else stays."""
    if not draw.chance(20):
        return scenario
    both = draw.choice(("both", "drawdown", "day"))
    limits = replace(
        scenario.venue.risk or RiskLimits(),
        max_drawdown=None if both == "day" else Decimal(draw.choice(SHARES)),
        max_daily_loss=None if both == "drawdown" else Decimal(draw.choice(SHARES)),
        on_halt=draw.choice(("reduce", "close")),
    )
    return replace(scenario, venue=replace(scenario.venue, risk=limits))
