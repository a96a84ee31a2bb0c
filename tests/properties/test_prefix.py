"""T4: truncating the data after a row leaves everything up to that row identical."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastbt.codes import ORDER_STATUS_TRANSITIONS
from tests.reference import Outcome, Scenario, compare, simulate
from tests.reference.adapter import run_fastbt

from .given import random_scenario, random_scenarios, scenarios

ENDED = {status.name for status, following in ORDER_STATUS_TRANSITIONS.items() if not following}
Simulator = Callable[[Scenario], Outcome]


def settled(scenario: Scenario) -> Scenario:
    """Return the scenario without what looks at the end of the data by its very meaning.

    ``on_finish = close`` acts at the end, wherever that is. ``fill_on_zero_volume = auto`` looks for a volume above
    zero in the whole source (B5): an instrument without any gets ones for its zeros, for the others it becomes off.
    Whether a path has a middle by which margin is tested (A5) is known from all bars, of which bids and asks may be last.
    """
    venue = replace(scenario.venue, on_finish="mark")
    if venue.account_type == "MARGIN" and venue.mark_price == "mid" and venue.liquidation == "path":
        venue = replace(venue, liquidation="close")
    levels = [scenario.bars, *scenario.finer]
    if venue.fill_on_zero_volume == "auto":
        levels = [
            {
                name: rows
                if any(bar.volume for bar in rows)
                else tuple(replace(bar, volume=Decimal(1)) for bar in rows)
                for name, rows in level.items()
            }
            for level in levels
        ]
        venue = replace(venue, fill_on_zero_volume="off")
    return replace(scenario, venue=venue, bars=levels[0], finer=tuple(levels[1:]))


def known_at(outcome: Outcome, cut: int) -> Outcome:
    """Return what is settled when the group of ``cut`` is over: fills, events, equity, orders that had ended.

    An order whose expire time is ``cut`` ends before the next row, stamped with ``cut``; it is left out. So is the
    column ``expire_time``: where an order expires after so many bars, bars after the cut tell the time. So are what an
    order is linked with and its children, some of which may be sent after the cut, and where the end of the log finds
    orders that follow the market.
    """
    known = outcome.until(cut)
    late = ("ORDER_EXPIRED", "ORDER_CANCELED")
    known.events = [row for row in known.events if row["ts"] < cut or row["kind"] not in late]
    known.events = [row for row in known.events if row["reason"] != "END_OF_LOG"]
    ended = [row for row in outcome.orders if row["ts_last"] < cut and row["status"] in ENDED]
    left_out = ("expire_time", "contingency", "linked_ids")
    known.orders = [{name: row[name] for name in row if name not in left_out} for row in ended]
    return known


def check(run: Simulator, scenario: Scenario, cut: int, name: str = "") -> None:
    """Compare what is known at ``cut`` with the same of the truncated scenario, shown unless it has a name."""
    found = compare(
        known_at(run(scenario), cut), known_at(run(scenario.until(cut)), cut), None if name else scenario
    )
    assert found is None, f"{name} truncated after {cut}: {found}"


def cuts(scenario: Scenario) -> list[int]:
    """Return the times at which every instrument has a row of each kind it has any of.

    Finer bars without the strategy's own are refused, and so is an order tested by prints where there are quotes alone.
    """
    tables = (scenario.bars, scenario.quotes, scenario.prints)
    first = max((rows[0].ts_event for table in tables for rows in table.values() if rows), default=0)
    return [ts for ts in scenario.times if ts >= first]


@settings(max_examples=150)
@given(scenario=scenarios, data=st.data())
def test_reference_prefix(scenario: Scenario, data: st.DataObject) -> None:
    scenario = settled(scenario)
    check(simulate, scenario, data.draw(st.sampled_from(scenario.times)))


def test_reference_prefix_at_every_row() -> None:
    for seed, scenario in random_scenarios(12, start=30_000):
        for cut in settled(scenario).times:
            check(simulate, settled(scenario), cut, f"random_scenario({seed})")


def test_fastbt_prefix() -> None:
    for seed, scenario in random_scenarios(40, start=31_000):
        times = cuts(settled(scenario))
        check(run_fastbt, settled(scenario), times[seed % len(times)], f"random_scenario({seed})")


def test_a_look_ahead_is_found() -> None:
    """The check itself: a simulator whose answer depends on how many rows are to come is caught."""

    def cheating(scenario: Scenario) -> Outcome:
        return simulate(replace(scenario, balance=scenario.balance + len(scenario.times)))

    scenario = settled(random_scenario(32_000))
    with pytest.raises(AssertionError, match="truncated after"):
        check(cheating, scenario, scenario.times[0], "a cheat")
