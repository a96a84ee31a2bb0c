"""T4: truncating the data after a row leaves everything up to that row identical."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reference import Outcome, Scenario, compare, simulate
from tests.reference.adapter import fastbt_runs, run_fastbt

from .given import random_scenarios, scenarios


def settled(scenario: Scenario) -> Scenario:
    """Return the scenario without what looks at the end of the data by its very meaning.

    ``on_finish = close`` acts at the end, wherever that is. ``fill_on_zero_volume = auto`` looks for a volume
    above zero in the whole source (B5), so it is settled first: on where no instrument has any, else off. A
    scenario where the instruments differ in that loses its zeros.
    """
    venue = replace(scenario.venue, on_finish="mark")
    bars = scenario.bars
    if venue.fill_on_zero_volume == "auto":
        known = {name: any(bar.volume for bar in rows) for name, rows in bars.items()}
        bars = {
            name: rows if known[name] else tuple(replace(bar, volume=None) for bar in rows)
            for name, rows in bars.items()
        }
        venue = replace(venue, fill_on_zero_volume="off")
    return replace(scenario, venue=venue, bars=bars)


def check(run: Callable[[Scenario], Outcome], scenario: Scenario, cut: int) -> None:
    """Compare fills, events and equity up to ``cut`` with those of the truncated scenario.

    Events stamped with an expire time between two rows belong to the later row, so they count up to the cut only.
    """
    whole, prefix = run(scenario).until(cut), run(scenario.until(cut)).until(cut)
    whole.events = [row for row in whole.events if row["kind"] != "ORDER_EXPIRED" and not ends_later(row)]
    prefix.events = [row for row in prefix.events if row["kind"] != "ORDER_EXPIRED" and not ends_later(row)]
    found = compare(whole, prefix, scenario)
    assert found is None, f"truncated after {cut}: {found}"


def ends_later(row: dict[str, object]) -> bool:
    """Whether an event is the end of a child whose entry expired, stamped like the expiry."""
    return row["reason"] == "PARENT_ENDED"


@settings(max_examples=150)
@given(scenario=scenarios, data=st.data())
def test_reference_prefix(scenario: Scenario, data: st.DataObject) -> None:
    scenario = settled(scenario)
    check(simulate, scenario, data.draw(st.sampled_from(scenario.times)))


def test_reference_prefix_at_every_row() -> None:
    for _, scenario in random_scenarios(20, start=30_000):
        for cut in settled(scenario).times:
            check(simulate, settled(scenario), cut)


@pytest.mark.skipif(not fastbt_runs(), reason="fastbt has no order entry yet")
def test_fastbt_prefix() -> None:
    for seed, scenario in random_scenarios(100, start=31_000):
        times = settled(scenario).times
        check(run_fastbt, settled(scenario), times[seed % len(times)])
