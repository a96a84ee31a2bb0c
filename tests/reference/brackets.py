"""Brackets: an entry's stop-loss, take-profit and time stop, and the contingencies between them (F10, S4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import FillCause, OrderStatus, OrderType, Reason

from .grid import nearest_multiple
from .orders import Order, cancel, move

if TYPE_CHECKING:
    from .state import Run


@dataclass(frozen=True, slots=True)
class Level:
    """Where a protective order lies: a ``fraction`` of the entry's price, an ``offset`` or a ``price``, in ticks."""

    kind: str
    value: Fraction

    def at(self, anchor: int, direction: int, tick: int) -> int:
        """Return the level to the nearest tick; ``direction`` says on which side of the anchor it lies."""
        if self.kind == "price":
            return nearest_multiple(self.value, tick)
        distance = self.value if self.kind == "offset" else abs(anchor) * self.value
        return nearest_multiple(anchor + direction * distance, tick)


@dataclass(slots=True, eq=False)
class Bracket:
    """An entry's set of protective orders."""

    entry: Order
    stop: Level | None = None
    target: Level | None = None
    time_stop_rows: int | None = None
    time_stop_ns: int | None = None
    stop_loss: Order | None = None
    take_profit: Order | None = None
    time_stop: Order | None = None
    left: int = 0
    """Lots it still protects: set at the entry's fill, shrinks with the position, 0 once it has ended."""
    fill_row: int = 0
    fill_ts: int = 0
    members: list[Order] = field(default_factory=list)


def stop_level(order: Order, anchor: int) -> int | None:
    """Return where an entry's stop-loss would lie if it filled at ``anchor``."""
    if order.bracket is None or order.bracket.stop is None:
        return None
    return order.bracket.stop.at(anchor, -order.side, order.market.tick)


def levels_are_sane(order: Order, reference: int) -> bool:
    """F10: for a long entry stop < reference < target, mirrored for a short one."""
    bracket = order.bracket
    assert bracket is not None
    tick = order.market.tick
    if bracket.stop is not None:
        if order.side * (reference - bracket.stop.at(reference, -order.side, tick)) <= 0:
            return False
    if bracket.target is not None:
        return order.side * (bracket.target.at(reference, order.side, tick) - reference) > 0
    return True


def create_children(run: Run, entry: Order, name: str | None) -> None:
    """F10: create an entry's children, without price and quantity until it fills."""
    bracket = entry.bracket
    assert bracket is not None
    if bracket.stop is not None:
        bracket.stop_loss = _child(run, entry, "SL", OrderType.STOP_MARKET, FillCause.STOP_LOSS, name)
        run.add(bracket.stop_loss)
        move(run, bracket.stop_loss, OrderStatus.SUBMITTED)
    if bracket.target is not None:
        bracket.take_profit = _child(run, entry, "TP", OrderType.LIMIT, FillCause.TAKE_PROFIT, name)
        run.add(bracket.take_profit)
        move(run, bracket.take_profit, OrderStatus.SUBMITTED)


def _child(run: Run, entry: Order, role: str, kind: OrderType, cause: FillCause, name: str | None) -> Order:
    """Create one protective order, not yet sent."""
    assert entry.bracket is not None
    order = Order(
        sequence=len(run.orders) + 1,
        id=run.new_id(None if name is None else f"{name}-{role}"),
        market=entry.market,
        side=-entry.side,
        type=kind,
        reduce_only=True,
        cause=cause,
        parent=entry,
        member_of=entry.bracket,
        role=role,
    )
    entry.bracket.members.append(order)
    return order


def shrink(run: Run) -> None:
    """Cut what each bracket still protects to the position, as reduce-only orders are (F9)."""
    for order in run.orders:
        bracket = order.bracket
        if bracket is not None and bracket.left:
            held = order.side * order.market.held
            bracket.left = min(bracket.left, held) if held > 0 else 0


def end_bracket(run: Run, bracket: Bracket, reason: Reason, besides: Order | None = None) -> None:
    """End a set: cancel its open members."""
    bracket.left = 0
    for member in bracket.members:
        if member is not besides and member.is_open:
            cancel(run, member, reason)


def start_bracket(run: Run, entry: Order, lots: int, added: bool) -> int:
    """Start an entry's set at its fill; return the lots each of its children is for.

    ``added``: the fill enlarged a position; with ``stops_per = position`` it ends the older sets. Reading: only an
    addition that has a set of its own does; its set covers the whole position, and so does that of any other fill.
    """
    bracket = entry.bracket
    assert bracket is not None
    market = entry.market
    per_position = run.venue.stops_per == "position"
    if per_position and added:
        for order in run.orders:
            older = order.bracket
            if older is not None and older is not bracket and order.market is market and older.left:
                end_bracket(run, older, Reason.REPLACED)
    held = max(entry.side * market.held, 0)
    quantity = abs(market.held) if per_position else lots
    bracket.left = min(quantity, held)
    bracket.fill_row, bracket.fill_ts = market.row_number, run.now
    return quantity


def give_terms(child: Order, quantity: int, price: int) -> None:
    """F10: give a child its level, from the entry's fill price, and its quantity, just before it arrives."""
    bracket, entry = child.member_of, child.parent
    assert bracket is not None and entry is not None
    tick = child.market.tick
    child.quantity = quantity
    if child.role == "SL":
        assert bracket.stop is not None
        child.trigger = bracket.stop.at(price, -entry.side, tick)
    else:
        assert bracket.target is not None
        child.price = bracket.target.at(price, entry.side, tick)


def sibling_level_in_bar(order: Order) -> bool:
    """O3: whether a live sibling's level lies in the bar's [low, high]."""
    bracket = order.member_of
    if bracket is None or order.role not in ("SL", "TP"):
        return False
    sibling = bracket.take_profit if order.role == "SL" else bracket.stop_loss
    if sibling is None or not sibling.is_live:
        return False
    level = sibling.price if order.role == "SL" else sibling.trigger
    assert level is not None
    return order.market.row.low <= level <= order.market.row.high


def due_time_stops(run: Run, market_id: str) -> list[Bracket]:
    """S4: the brackets of an instrument whose time stop is to be sent at this row's close.

    Reading: in the order in which their entries filled; one missed because its entry filled at this very close is
    sent at the next row of the instrument.
    """
    due = []
    for order in run.orders:
        bracket = order.bracket
        if (
            bracket is None
            or order.market.id != market_id
            or not bracket.left
            or bracket.time_stop is not None
        ):
            continue
        rows = order.market.row_number - bracket.fill_row + 1
        if (bracket.time_stop_rows is not None and rows >= bracket.time_stop_rows) or (bracket.time_stop_ns is not None and run.now >= bracket.fill_ts + bracket.time_stop_ns):
            due.append(bracket)
    filled = [fill.order for fill in run.fills]
    return sorted(due, key=lambda bracket: filled.index(bracket.entry))


def new_time_stop(run: Run, bracket: Bracket) -> Order:
    """S4: return the reduce-only market order for what is left of an entry's bracket; the set's third member."""
    bracket.time_stop = _child(run, bracket.entry, "TS", OrderType.MARKET, FillCause.TIME_STOP, None)
    bracket.time_stop.quantity = bracket.left
    return bracket.time_stop
