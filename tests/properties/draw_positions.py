"""Drawing several positions of one instrument: of several strategies, or of a venue that hedges (A2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.reference import Scenario

from .drawing import Draw

STRATEGIES = (None, "S", "T", "U-2")


def with_positions(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario, some of them as the module says; drawn last."""
    hedges, several = draw.chance(15), scenario.orders is not None and draw.chance(15)
    if hedges:
        margin = draw.choice(("both", "net")) if scenario.venue.account_type == "MARGIN" else "both"
        scenario = replace(scenario, venue=replace(scenario.venue, oms_type="HEDGING", hedging_margin=margin))
    if several:
        rows = tuple(_spoken_for(draw, row) for row in scenario.orders or ())
        scenario = replace(scenario, orders=rows)
    if hedges and scenario.orders is not None:
        scenario = replace(scenario, orders=_naming_positions(draw, scenario.orders))
    return scenario


def _spoken_for(draw: Draw, row: dict[str, Any]) -> dict[str, Any]:
    """Give a row a strategy, now and then none, which is the run's own; orders by id keep theirs."""
    strategy = draw.choice(STRATEGIES)
    speaks = row.get("action") in (None, "close_position", "cancel_all")
    return row | {"strategy_id": strategy} if speaks and strategy is not None else row


def _naming_positions(draw: Draw, rows: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    """Let some closes, and some orders on the other side, name an earlier order's position."""
    opened: list[dict[str, Any]] = []
    found = []
    for row in rows:
        near = [one for one in opened if _closes(row, one)]
        if near and draw.chance(50):
            found.append(row | {"position_id": draw.choice(near)["client_order_id"]})
            continue
        found.append(row)
        if "side" in row and "client_order_id" in row and not row.get("reduce_only"):
            opened.append(row)
    return tuple(found)


def _closes(row: dict[str, Any], opener: dict[str, Any]) -> bool:
    """Whether a row may name the position that an earlier order opens."""
    if row.get("action") not in (None, "close_position") or row["instrument_id"] != opener["instrument_id"]:
        return False
    if (row.get("strategy_id") or "S") != (opener.get("strategy_id") or "S"):
        return False
    return row.get("side") != opener["side"]
