"""Drawing entries of one side that fill in parts, all under one set of stops (S4, ``stops_per = position``)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.reference import Scenario

from .draw_orders import draw_ladder
from .drawing import Draw

EXITS = ("stop_loss", "take_profit", "trailing_stop", "break_even")


def with_position_sets(draw: Draw, scenario: Scenario) -> Scenario:
    """Return a scenario, one in eight of those with orders on bars as the module says; drawn last.

    Limits near the market and a size of a few lots a row leave entries in parts while others are sent.
    """
    rows = [bar for bars in scenario.bars.values() for bar in bars]
    rows += [bar for level in scenario.finer for bars in level.values() for bar in bars]
    fits = scenario.orders is not None and not scenario.has_ticks and rows
    if not fits or any(bar.volume is None for bar in rows) or not draw.chance(12):
        return scenario
    lot = max(one.size_increment or Decimal(1).scaleb(-one.size_precision) for one in scenario.instruments)
    limit = lot * draw.choice((2, 4, 7)) / 250
    venue = replace(scenario.venue, stops_per="position", volume_limit=limit)
    orders = tuple(_as_entry(draw, row) for row in scenario.orders or () if not _names_exit(row))
    return replace(scenario, venue=venue, orders=orders)


def _names_exit(row: dict[str, Any]) -> bool:
    """Whether a command names an exit that its order may now be without."""
    return row.get("action") is not None and any(
        part in row.get("client_order_id", "") for part in ("-TP", "-TS")
    )


def _as_entry(draw: Draw, row: dict[str, Any]) -> dict[str, Any]:
    """Return an order with a quantity, most of the time as a BUY with exits that are rather far; others as they are."""
    plain = "quantity" in row and row.get("action") is None and not row.get("reduce_only")
    if not plain or "linked_ids" in row or row.get("time_in_force") in ("IOC", "FOK") or draw.chance(25):
        return row
    kept = {word: value for word, value in row.items() if not word.startswith(EXITS)}
    kept |= {"side": "BUY", "stop_loss": Decimal(draw.choice(("0.5", "0.2", "0.05")))}
    if draw.chance(40):
        kept["take_profit"] = draw_ladder(draw, lambda: Decimal(draw.choice(("0.05", "0.2", "0.4"))))
    if draw.chance(20):
        kept["trailing_stop"] = Decimal("0.3")
    if draw.chance(20):
        kept["break_even"] = Decimal("0.01")
    return kept
