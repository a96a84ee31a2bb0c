"""How near the market came to the level of an order that it never filled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import EventKind, FillPoint, OrderSide, OrderType, Reason
from fastbt.results.explanation import Nearest
from fastbt.results.order_case import OrderCase
from fastbt.results.replay import Row
from fastbt.simulation.lower_hours import in_session
from fastbt.venues.venue_calendar import calendar_of

TRAILING = (OrderType.TRAILING_STOP_MARKET.name, OrderType.TRAILING_STOP_LIMIT.name)
"""Their triggers move with every row; the log has only some of the levels."""
TOUCHED = (OrderType.MARKET_IF_TOUCHED.name, OrderType.LIMIT_IF_TOUCHED.name)
"""Their triggers lie on the side of a limit, not of a stop."""
AT_THE_CLOSE = (Reason.BY_USER.name, Reason.SIGNAL_EXIT.name, Reason.REPLACED.name)
"""Reasons that end an order when a row is over; others end it on the way."""


@dataclass(frozen=True, slots=True)
class _Watch:
    """A level, and the places of the bars on all of which the order waited for it."""

    what: str
    level: float
    event: Row
    first: int
    last: int


def nearest(case: OrderCase) -> Nearest | None:
    """Find the bar that came nearest to an order's level, the first of several.

    Only bars count on which the order waited from open to close and which can fill orders (rules B5, B8).

    Args:
        case: the order.

    Returns:
        The nearest approach; None where the order filled, never waited for a price, or trails the market.
    """
    if case.order["filled_quantity"] or case.order["order_type"] in TRAILING:
        return None
    touching = case.bars.can_fill(case.option("fill_on_zero_volume")) & _open(case)
    found: list[tuple[float, int, _Watch]] = []
    rows = 0
    for watch in _watches(case):
        places = watch.first + np.flatnonzero(touching[watch.first : watch.last + 1])
        if not len(places):
            continue
        rows += len(places)
        extremes = case.bars.frame[_extreme(case, watch)].to_numpy()[places]
        distances = watch.level - extremes if _extreme(case, watch) == "high" else extremes - watch.level
        best = int(np.argmin(distances))
        found.append((float(distances[best]), int(places[best]), watch))
    if not found:
        return None
    _, place, watch = min(found, key=lambda item: item[:2])
    extreme = _extreme(case, watch)
    price = case.bars.price(place, extreme)
    level = watch.event["trigger_price" if watch.what == "trigger" else "price"]
    level = round(level, case.instrument.price_precision)
    return Nearest(
        row=int(case.bars.frame["row"][place]),
        ts_event=int(case.bars.times[place]),
        level=level,
        what=watch.what,
        extreme=extreme,
        price=price,
        distance=level - price if extreme == "high" else price - level,
        rows=rows,
    )


def _open(case: OrderCase) -> NDArray[np.bool_]:
    """Which bars lie in a session of the venue (rule B8)."""
    calendar = calendar_of(case.venue.get("calendar"))
    if calendar is None or case.option("extended_hours") == "on" or not len(case.bars):
        return np.ones(len(case.bars), dtype=np.bool_)
    starts = case.bars.frame["ts_open"].cast(pl.Int64).to_numpy()
    return in_session(calendar, starts, case.bars.times)


def _extreme(case: OrderCase, watch: _Watch) -> str:
    """Whether the level lies above the market, so that the high comes nearest, or below it."""
    rises = case.order["side"] == OrderSide.SELL.name
    if watch.what == "trigger" and case.order["order_type"] not in TOUCHED:
        rises = not rises
    return "high" if rises else "low"


def _watches(case: OrderCase) -> list[_Watch]:
    """The levels an order waited for, one after the other."""
    accepted = case.event(EventKind.ORDER_ACCEPTED)
    if accepted is None:
        return []
    live = [event for event in case.events if event["seq"] >= accepted["seq"]]
    watches = []
    for event, after in zip(live, [*live[1:], None], strict=True):
        level = case.level(event)
        if level is None or (after is None and case.order["status"] in ("CANCELED", "EXPIRED")):
            continue
        first = case.bars.last_until(event["ts_event"])
        whole = event is accepted and case.arrival_point() is FillPoint.OPEN
        last = len(case.bars) - 1 if after is None else _last_whole(case, after)
        watches.append(_Watch(level[0], float(level[1]), event, first if whole else first + 1, last))
    return watches


def _last_whole(case: OrderCase, event: Row) -> int:
    """Place of the last bar that was over before an event, or that ended with it."""
    place = case.bars.last_until(event["ts_event"])
    if event["kind"] in (EventKind.ORDER_UPDATED.name, EventKind.ORDER_EXPIRED.name):
        return place
    if event["kind"] in (EventKind.ORDER_CANCEL_REJECTED.name, EventKind.ORDER_MODIFY_REJECTED.name):
        return place
    of_bracket = case.order["parent_id"] is not None
    at_close = event["reason"] in AT_THE_CLOSE and not (
        of_bracket and event["reason"] == Reason.REPLACED.name
    )
    return place if at_close else place - 1
