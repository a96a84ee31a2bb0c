"""The drawn scenarios reach what the rules speak of, and the comparison tells a difference."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from tests.reference import Outcome, compare, simulate

from .given import large_scenario, random_scenarios

ENDS = """
ACCEPTED NONE, CANCELED BY_USER, CANCELED CUT_TO_FUNDS, CANCELED INSUFFICIENT_CASH, CANCELED INSUFFICIENT_HOLDINGS,
CANCELED INSUFFICIENT_MARGIN, CANCELED PARENT_ENDED, CANCELED POSITION_CLOSED, CANCELED QUANTITY_ZERO,
CANCELED REPLACED, CANCELED SIBLING_FILLED, CANCELED SIGNAL_EXIT, CANCELED TIME_IN_FORCE, DENIED ABOVE_MAX_QUANTITY,
DENIED BELOW_MIN_QUANTITY, DENIED BRACKET_LEVELS, DENIED EXPIRED, DENIED INSUFFICIENT_CASH,
DENIED INSUFFICIENT_HOLDINGS, DENIED INSUFFICIENT_MARGIN, DENIED INVALID_PRICE, DENIED NOT_TRADABLE, DENIED NO_STOP,
DENIED QUANTITY_ZERO, EXPIRED EXPIRED, FILLED NONE, REJECTED INSUFFICIENT_CASH, REJECTED INSUFFICIENT_HOLDINGS,
REJECTED INSUFFICIENT_MARGIN, REJECTED NOTHING_TO_REDUCE, REJECTED POST_ONLY, REJECTED QUANTITY_ZERO, REJECTED STOP_IN_MARKET,
SUBMITTED NONE, TRIGGERED NONE
"""
FILLS = """
CLOSE_OUT CLOSE, REBALANCE CLOSE, REBALANCE OPEN, SIGNAL CLOSE, SIGNAL LEG, SIGNAL OPEN, STOP_LOSS CLOSE, STOP_LOSS LEG, STOP_LOSS OPEN,
TAKE_PROFIT CLOSE, TAKE_PROFIT LEG, TAKE_PROFIT OPEN, TIME_STOP CLOSE, TIME_STOP OPEN
"""


MODIFIES_REFUSED = """
ALREADY_TRIGGERED, BELOW_MIN_QUANTITY, BRACKET_LEVELS, INVALID_PRICE, NOT_LIVE, ORDER_CLOSED,
POST_ONLY, QUANTITY_ZERO, STOP_IN_MARKET
"""


def listed(text: str) -> set[str]:
    """Return the entries of a list separated by commas."""
    return {entry.strip() for entry in text.split(",")}


def test_drawn_scenarios_reach_every_end() -> None:
    ends, fills, flags = Counter[str](), Counter[str](), Counter[str]()
    for _, scenario in random_scenarios(1_200):
        outcome = simulate(scenario)
        ends.update(f"{row['status']} {row['reason']}" for row in outcome.orders)
        fills.update(f"{row['cause']} {row['point']}" for row in outcome.fills)
        flags.update("ambiguous" for row in outcome.fills if row["ambiguous"])
        flags.update("flip" for row in outcome.fills if row["opened_position"])
        flags.update(row["liquidity"] for row in outcome.fills)
    assert listed(ENDS) - set(ends) == set()
    assert listed(FILLS) - set(fills) == set()
    assert set(flags) == {"ambiguous", "flip", "MAKER", "TAKER"}


def test_drawn_modifies_are_refused_for_every_reason() -> None:
    kinds, refused = Counter[str](), Counter[str]()
    for seed in range(120):
        outcome = simulate(large_scenario(seed))
        kinds.update(row["kind"] for row in outcome.events)
        refused.update(row["reason"] for row in outcome.events if row["kind"] == "ORDER_MODIFY_REJECTED")
    assert kinds["ORDER_UPDATED"] > 100
    assert listed(MODIFIES_REFUSED) - set(refused) == set()


def test_drawn_finer_bars_and_sessions_matter() -> None:
    """Fills in finer bars, bars that execute beside them, and runs that the sessions change."""
    places, closed = Counter[str](), 0
    for _, scenario in random_scenarios(400):
        if not scenario.finer:
            continue
        own = {(name, bar.ts_event) for name, bars in scenario.bars.items() for bar in bars}
        outcome = simulate(scenario)
        for row in outcome.fills:
            is_own = (row["instrument_id"], row["ts_event"]) in own
            places[f"{'at the end of a bar' if is_own else 'within a bar'} {row['point']}"] += 1
        if scenario.venue.calendar is not None and scenario.venue.extended_hours == "off":
            extended = replace(scenario, venue=replace(scenario.venue, extended_hours="on"))
            closed += compare(outcome, simulate(extended)) is not None
    assert places["within a bar OPEN"] > 50
    assert places["within a bar LEG"] > 50
    assert places["at the end of a bar OPEN"] > 10
    assert closed > 3


def changed(outcome: Outcome, table: str, column: str, value: object) -> Outcome:
    """Return an outcome with one cell of a table's last row changed."""
    rows = [dict(row) for row in getattr(outcome, table)]
    rows[-1][column] = value
    return replace(outcome, **{table: rows})


def test_every_table_is_compared() -> None:
    scenario = next(scenario for _, scenario in random_scenarios(50) if len(simulate(scenario).trades) > 1)
    outcome = simulate(scenario)
    assert compare(outcome, simulate(scenario)) is None
    for table, column in (
        ("fills", "commission"),
        ("orders", "quantity"),
        ("events", "ts"),
        ("positions", "realized_pnl"),
        ("trades", "pnl"),
        ("equity", "equity"),
    ):
        found = compare(outcome, changed(outcome, table, column, Decimal("0.123")))
        assert found is not None
        assert f"table {table}" in found
        assert column in found
    shorter = replace(outcome, fills=outcome.fills[:-1])
    found = compare(outcome, shorter, scenario)
    assert found is not None
    assert "rows" in found
    assert "scenario = Scenario(" in found


def test_a_snippet_runs() -> None:
    for _, scenario in random_scenarios(30):
        names: dict[str, object] = {}
        exec(scenario.snippet(), names)  # noqa: S102 - our own text
        assert names["scenario"] == scenario
