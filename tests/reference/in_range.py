"""Rule F12 for every fill there is: before slippage none is better than its row, and only a limit over a gap is worse.

Looks at the tables alone. On ticks there is no range to keep to: their fills are compared with the reference.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from .outcome import Outcome
from .scenario import Bar, Instrument, Scenario


def out_of_range(scenario: Scenario, outcome: Outcome) -> list[str]:
    """The fills that break the rule, as readable lines."""
    if scenario.has_ticks:
        return []
    instruments = {instrument.id: instrument for instrument in scenario.instruments}
    found = []
    for fill, limit in zip(outcome.fills, limits_of_fills(outcome), strict=True):
        rows = rows_of(scenario, fill["instrument_id"], fill["ts_event"])
        side = 1 if fill["side"] == "BUY" else -1
        if fill["cause"] in ("EXPIRY", "DELISTING", "SPLIT") or fill["instrument_id"] in scenario.splits:
            continue  # A7, A10: a settlement's price is no market's, and a split changes what a row's prices mean
        offered = fill["price"] - side * fill["slippage"]
        beyond = worse_allowed(scenario, instruments[fill["instrument_id"]])
        own = fill["liquidity"] == "MAKER" and offered == limit
        rows = [of_side(scenario, fill["instrument_id"], bar, side) for bar in rows]
        if fill["point"] == "CLOSE":
            rows += standing(scenario, fill["instrument_id"], fill["ts_event"], side)
        if not any(fits(bar, side, offered, own, beyond) for bar in rows):
            found.append(f"F12: {fill['client_order_id']} at {offered}, its row: {rows}")
    return found


def limits_of_fills(outcome: Outcome) -> list[Any]:
    """The limit of each fill's order: as the log has it at the fill, else its last; what is filled in part may move."""
    last = {row["client_order_id"]: row["price"] for row in outcome.orders}
    logged = [row.get("price") for row in outcome.events if row["kind"] == "ORDER_FILLED"]
    if len(logged) != len(outcome.fills):
        logged = [None] * len(outcome.fills)
    return [last[fill["client_order_id"]] if price is None else price for fill, price in zip(outcome.fills, logged, strict=True)]


def rows_of(scenario: Scenario, name: str, ts: int) -> list[Bar]:
    """The rows of an instrument that end at a time; where none does, the newest before it (T5, A12)."""
    rows = [bar for level in scenario.levels(name) for bar in level if bar.ts_event <= ts]
    newest = max(bar.ts_event for bar in rows)
    return [bar for bar in rows if bar.ts_event == newest]


def of_side(scenario: Scenario, name: str, bar: Bar, side: int) -> Bar:
    """The bar that orders of a side meet (B6); where that is missing, a position can still be closed at its newest close."""
    if bar.bid is None and bar.ask is None:
        return bar
    known = [other.ask if side > 0 else other.bid for other in rows_until(scenario, name, bar.ts_event)]
    given = bar.ask if side > 0 else bar.bid
    if given is None:
        shown = [prices for prices in known if prices is not None]
        close = (shown[-1] if shown else bar.bid or bar.ask or ())[3]
        given = (close, close, close, close)
    return replace(bar, open=given[0], high=given[1], low=given[2], close=given[3])


def standing(scenario: Scenario, name: str, ts: int, side: int) -> list[Bar]:
    """Where a side may stand beside rows that only inform: the newest close of a pair, and of a bar of one price (B4)."""
    newest: dict[bool, tuple[Bar, Decimal]] = {}
    for bar in rows_until(scenario, name, ts):
        prices = bar.ask if side > 0 else bar.bid
        pair = bool(bar.bid or bar.ask)
        if prices is not None or not pair:
            newest[pair] = bar, bar.close if prices is None else prices[3]
    return [replace(bar, open=at, high=at, low=at, close=at) for bar, at in newest.values()] if True in newest else []


def rows_until(scenario: Scenario, name: str, ts: int) -> list[Bar]:
    """The rows of an instrument that end at or before a time, of one time the finest first."""
    rows = [bar for level in scenario.levels(name) for bar in level if bar.ts_event <= ts]
    return sorted(rows, key=lambda bar: bar.ts_event)


def worse_allowed(scenario: Scenario, instrument: Instrument) -> Decimal:
    """How far beyond its row a fill may be: a tick where what the size leaves pays one (F11)."""
    tick = instrument.price_increment or Decimal(1).scaleb(-instrument.price_precision)
    return tick if scenario.venue.remainder == "tick_worse" else Decimal(0)


def fits(bar: Bar, side: int, offered: Any, own: bool, beyond: Decimal) -> bool:
    """Whether a row could have given this price to this side."""
    best, worst = (bar.low, bar.high) if side > 0 else (bar.high, bar.low)
    if (offered - best) * side < 0:
        return False
    return own or (offered - worst) * side <= beyond
