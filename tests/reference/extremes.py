"""Which extreme of a bar its path visits first (B1, B2), and which of them it moves to (F11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .trailing import favorable_first

if TYPE_CHECKING:
    from .market import Line, Market, Row
    from .state import Run

HIGH, LOW = "high", "low"


def nearer_extreme(row: Row | Line, here: int) -> str:
    """The extreme nearer to where the path stands, low on a tie."""
    return HIGH if row.high - here < here - row.low else LOW


def choose_extreme(run: Run, market: Market, here: int, unvisited: list[str], line: Row | Line) -> str:
    """B1, B2: the next extreme of the path."""
    if len(unvisited) == 1:
        return unvisited[0]
    option = run.venue.bar_path
    if option in ("OHLC", "OLHC"):
        return HIGH if option == "OHLC" else LOW
    if option == "worst":
        if market.held != 0:
            adverse, favorable = (LOW, HIGH) if market.held > 0 else (HIGH, LOW)
            return favorable if favorable_first(run, market) else adverse
        sides = {order.side for order in run.resting_orders(market)}
        if len(sides) == 1:
            return HIGH if sides == {1} else LOW
    return nearer_extreme(line, here)


def foreseen(run: Run, market: Market) -> list[str]:
    """Return the extremes to which the path of a row moves if no order turns it."""
    row, unvisited, moved = market.row, [HIGH, LOW], []
    here = row.open
    while unvisited:
        extreme = choose_extreme(run, market, here, unvisited, row)
        unvisited.remove(extreme)
        if getattr(row, extreme) != here:
            moved.append(extreme)
        here = getattr(row, extreme)
    return moved
