"""Drawing what happens between rows: funding of perpetuals, on, between and beside the times of the rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.reference import Scenario

from .draw_market import STEP
from .drawing import Draw

RATES = ("0.0001", "0.01", "-0.0001", "0.000123456789", "-0.05", "0", "0.3")


def with_funding(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario, of those on MARGIN a third with perpetuals; drawn last, so that all else stays."""
    if scenario.venue.account_type != "MARGIN" or not draw.chance(33):
        return scenario
    times = scenario.times
    funding, instruments = {}, list(scenario.instruments)
    for number, instrument in enumerate(instruments):
        if not instrument.tradable or instrument.kind == "FuturesContract" or not draw.chance(75):
            continue
        instruments[number] = replace(instrument, kind="CryptoPerpetual")
        every = draw.choice((1, 2, 5, 8)) * STEP
        shift = draw.choice((0, 0, 0, STEP // 2, STEP // 4, -1))
        first = times[0] + draw.choice((0, 0, 1, -2)) * STEP + shift
        stamps = [ts for ts in range(first, times[-1] + 2 * STEP, every) if not draw.chance(10)]
        funding[instrument.id] = tuple((ts, Decimal(draw.choice(RATES))) for ts in stamps)
    funding = {name: rows for name, rows in funding.items() if rows}
    return replace(scenario, instruments=tuple(instruments), funding=funding)
