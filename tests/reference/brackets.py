"""Brackets: an entry's stop-loss, take-profit and time stop, and the contingencies between them (F10, S4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import EventKind, FillCause, LiquiditySide, OrderStatus, OrderType, Reason

from .grid import nearest_multiple, round_half_away
from .holdings import closable, held_by, share_position
from .orders import TOUCHED, Order, cancel, move, update_quantity
from .trailing import BreakEven, Trail, trailing_trigger

if TYPE_CHECKING:
    from .market import Market
    from .positions import Fill
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
    trailing_stop: Level | None = None
    break_even: Fraction | None = None
    """The gain after which the stop-loss moves to the entry's price."""
    targets: tuple[tuple[Level, Fraction], ...] = ()
    """The take-profits: where each lies and its share of the entry; one with all, or the rungs of a ladder."""
    time_stop_rows: int | None = None
    time_stop_ns: int | None = None
    time_stop: Order | None = None
    left: int = 0
    """Lots it still protects: set at the entry's fill, shrinks with the position, 0 once it has ended."""
    started: int = 0
    """How many fills there were when it began to protect something; anew where that had gone meanwhile."""
    fill_row: int = 0
    fill_ts: int = 0
    members: list[Order] = field(default_factory=list)
    anchors: list[tuple[int, int]] = field(default_factory=list)
    """Of each fill of the entry the price from which levels count, and its lots."""

    @property
    def is_over(self) -> bool:
        """Whether it has protected something and does so no more."""
        return bool(self.started) and not self.left

    @property
    def rungs(self) -> list[Order]:
        """The take-profits in order."""
        return [member for member in self.members if member.role == "TP"]


def stop_distance(order: Order, anchor: int) -> int | None:
    """Return how far the nearer of an entry's stops would lie if it filled at ``anchor``; None without one."""
    bracket, tick = order.bracket, order.market.tick
    if bracket is None:
        return None
    levels = []
    if bracket.stop is not None:
        levels.append(bracket.stop.at(anchor, -order.side, tick))
    if bracket.trailing_stop is not None:
        levels.append(trailing_trigger(trail_of(bracket.trailing_stop), anchor, -order.side, tick))
    return min((abs(anchor - level) for level in levels), default=None)


def has_stop(order: Order) -> bool:
    """Whether an entry has a stop by whose distance risk is measured."""
    return order.bracket is not None and (order.bracket.stop or order.bracket.trailing_stop) is not None


def trail_of(level: Level) -> Trail:
    """How the trailing stop of an entry follows the market."""
    return Trail(level.value, level.kind == "fraction", None, None)


def levels_are_sane(order: Order, reference: int) -> bool:
    """F10: for a long entry stop < reference < target, mirrored for a short one."""
    bracket = order.bracket
    assert bracket is not None
    tick = order.market.tick
    if bracket.stop is not None:
        if order.side * (reference - bracket.stop.at(reference, -order.side, tick)) <= 0:
            return False
    return all(order.side * (level.at(reference, order.side, tick) - reference) > 0 for level, _ in bracket.targets)


def create_children(run: Run, entry: Order, name: str | None) -> None:
    """F10: create an entry's children, without price and quantity until it fills."""
    bracket = entry.bracket
    assert bracket is not None
    if bracket.stop is not None:
        stop = _child(run, entry, "SL", OrderType.STOP_MARKET, FillCause.STOP_LOSS, name)
        if bracket.break_even is not None:
            stop.break_even = BreakEven(bracket.break_even)
        move(run, run.add(stop), OrderStatus.SUBMITTED)
    if bracket.trailing_stop is not None:
        kind, cause = OrderType.TRAILING_STOP_MARKET, FillCause.TRAILING_STOP
        follower = _child(run, entry, "TS", kind, cause, name)
        follower.trail = trail_of(bracket.trailing_stop)
        move(run, run.add(follower), OrderStatus.SUBMITTED)
    for number in range(1, len(bracket.targets) + 1):
        rung = "" if len(bracket.targets) == 1 else str(number)
        target = _child(run, entry, "TP", OrderType.LIMIT, FillCause.TAKE_PROFIT, name, rung)
        move(run, run.add(target), OrderStatus.SUBMITTED)


def _child(
    run: Run, entry: Order, role: str, kind: OrderType, cause: FillCause, name: str | None, rung: str = ""
) -> Order:
    """Create one protective order, not yet sent."""
    assert entry.bracket is not None
    order = Order(
        sequence=len(run.orders) + 1,
        id=run.new_id(None if name is None else f"{name}-{role}{rung}"),
        market=entry.market,
        side=-entry.side,
        type=kind,
        reduce_only=True,
        cause=cause,
        strategy=entry.strategy,
        opener=entry,
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
            held = held_by(order)
            bracket.left = min(bracket.left, held) if held > 0 else 0


def end_late(run: Run, market: Market) -> None:
    """Reading: exits on their way (``bracket_from``) whose position has closed before they arrived are canceled.

    Before the reduce-only orders that rest, in the order in which their entries filled.
    """
    brackets = [order.bracket for order in run.orders if order.market is market and order.bracket is not None]
    over = [bracket for bracket in brackets if bracket.left and held_by(bracket.entry) <= 0]
    for bracket in sorted(over, key=lambda bracket: bracket.started):
        for member in bracket.members:
            if member.waits_for_row and member.status is OrderStatus.SUBMITTED:
                cancel(run, member, Reason.POSITION_CLOSED)


def end_bracket(run: Run, bracket: Bracket, reason: Reason, besides: Order | None = None) -> None:
    """End a set: cancel its open members."""
    bracket.left = 0
    for member in bracket.members:
        if member is not besides and member.is_open:
            cancel(run, member, reason)


def member_filled(run: Run, order: Order, lots: int) -> None:
    """F10: an exit's fill shrinks its siblings to what is left of the entry, and cancels the entry's remainder.

    A rung of the ladder shrinks the stops only, a stop the rungs from the last; with nothing left all end.
    """
    bracket = order.member_of
    assert bracket is not None
    for entry in [bracket.entry, *covered_entries(run, bracket)]:
        if entry.is_open:
            cancel(run, entry, Reason.EXIT_FILLED)
    if bracket.left == 0:
        end_bracket(run, bracket, Reason.SIBLING_FILLED, besides=order)
        return
    for member in bracket.members:
        if member is not order and member.role != "TP":
            lower(run, member, bracket.left)
    if order.role != "TP":
        total = sum(leaves(rung) for rung in bracket.rungs)
        for rung in reversed(bracket.rungs):
            excess = max(total - bracket.left, 0)
            total -= leaves(rung)
            lower(run, rung, max(leaves(rung) - excess, 0))
            total += leaves(rung)


def leaves(member: Order) -> int:
    """What an open exit may still close."""
    return member.quantity - member.filled if member.is_open and member.quantity is not None else 0


def lower(run: Run, member: Order, most: int) -> None:
    """Cut an exit to ``most`` lots; with none it ends."""
    if leaves(member) > most:
        if most == 0:
            cancel(run, member, Reason.SIBLING_FILLED)
        else:
            update_quantity(run, member, most, Reason.SIBLING_FILLED)


def covered_entries(run: Run, bracket: Bracket) -> list[Order]:
    """S4, stops_per = position: the entries beside its own, in sequence, whose further fills a set covers."""
    if run.venue.stops_per != "position":
        return []
    own = bracket.entry
    alike = [order for order in run.orders if order.market is own.market and order.side == own.side]
    alike = [order for order in alike if share_position(order, own)]
    return [
        order
        for order in alike
        if order.bracket is not None and order.bracket is not bracket and order.bracket.is_over
    ]


def covering_bracket(run: Run, entry: Order, added: bool) -> Bracket:
    """Return the set that covers what an entry has just filled: its own, and with stops_per = entry always that.

    ``added``: the fill enlarged a position; with ``stops_per = position`` it ends the older sets. Reading: only an
    addition that has a set of its own does; its set covers the whole position, and so does that of any other fill.
    Reading: an entry whose set is over, replaced or ended with its position, does not end the set of another; that one
    covers the position, as it now is, with levels that count from its own entry's fills.
    """
    own = entry.bracket
    assert own is not None
    if run.venue.stops_per == "entry" or not added:
        return own
    market = entry.market
    entries = [order for order in run.orders if order.market is market and share_position(order, entry)]
    others = [order.bracket for order in entries if order.bracket is not None]
    standing = [bracket for bracket in others if bracket is not own and bracket.left]
    if own.is_over and standing:
        end_bracket(run, own, Reason.REPLACED)
        return standing[0]
    for older in standing:
        end_bracket(run, older, Reason.REPLACED)
    return own


def start_bracket(run: Run, bracket: Bracket, lots: int) -> tuple[int, bool]:
    """Let a set protect ``lots`` more; return the lots its exits are for, and whether they protect anything."""
    entry = bracket.entry
    market = entry.market
    per_position = run.venue.stops_per == "position"
    held = max(held_by(entry), 0)
    last = run.fills[-1]
    position = last.position if last.opened is None else last.opened
    quantity = abs(position.quantity) if per_position else sum(part for _, part in bracket.anchors)
    begins = not bracket.left
    bracket.left = min(quantity if per_position else bracket.left + lots, held)
    if held and begins:
        # Reading: where its position has closed and a further fill opens the next, its time counts from that.
        bracket.started = len(run.fills)
        # Reading: bars are the strategy's own, whatever finer ones it fills in; the one in progress is the first.
        bracket.fill_row = market.own_rows - 1 if run.deciding else market.own_rows
        bracket.fill_ts = run.now
    return quantity, held > 0


def anchor_of(bracket: Bracket) -> int:
    """F10: the price from which levels count: the entry's average. Reading: to a tick."""
    value = sum(price * lots for price, lots in bracket.anchors)
    return round_half_away(Fraction(value, sum(lots for _, lots in bracket.anchors)))


def anchor_price(run: Run, fill: Fill) -> int:
    """F10 bracket_anchor: the fill's price, the price before slippage, or the close of the row it happens on."""
    if run.venue.bracket_anchor == "price":
        return fill.price - fill.order.side * fill.slippage
    if run.venue.bracket_anchor == "fill":
        return fill.price
    market, side = fill.order.market, fill.order.side
    if not market.on_ticks:
        return int(market.line(side).close)
    newest = market.newest(side)  # where the tick leaves the side that the entry takes
    assert newest is not None
    return newest


def is_late(run: Run, entry: Order) -> bool:
    """F10 bracket_from: whether the exits of an entry that fills now live from the next row on."""
    mode = run.venue.bracket_from
    return mode == "next_row" or (mode == "fill_if_market" and not (entry.price is None and entry.trigger is None))


def parts_of(bracket: Bracket, quantity: int) -> list[int]:
    """F10: the lots of each take-profit: its share, down to a lot; the last takes the rest."""
    lot = bracket.entry.market.lot
    parts = [int(quantity * share) // lot * lot for _, share in bracket.targets[:-1]]
    return [*parts, quantity - sum(parts)]


def terms_of(run: Run, bracket: Bracket, quantity: int) -> list[tuple[Order, int, int]]:
    """F10: each stop and take-profit, in sequence, with its lots and its level.

    Reading: a further fill of the entry leaves a trailing stop that follows already where it has come to.
    """
    entry = bracket.entry
    tick, anchor = entry.market.tick, anchor_of(bracket)
    terms = []
    for member in bracket.members:
        if member.role == "SL":
            assert bracket.stop is not None
            level = bracket.stop.at(anchor, -entry.side, tick)
            if member.break_even is not None:
                level = prepare_break_even(member, level, anchor)
            terms.append((member, quantity, level))
        if member.role == "TS":
            assert member.trail is not None
            if not member.is_live:
                member.trail.reference = anchor
            trigger = member.trigger if member.is_live else trailing_trigger(member.trail, anchor, member.side, tick)
            assert trigger is not None
            terms.append((member, quantity, trigger))
    if bracket.targets:
        for rung, part, (level, _) in zip(bracket.rungs, parts_of(bracket, quantity), bracket.targets, strict=True):
            terms.append((rung, part, level.at(anchor, entry.side, tick)))
    return terms


def prepare_break_even(stop: Order, level: int, anchor: int) -> int:
    """F10: set the price at which a stop-loss moves, and return where it lies: at the entry's price once it has moved.

    Reading: both to a tick, and the one at least a tick beyond the other, so that no stop moves to where the market is.
    """
    even, tick = stop.break_even, stop.market.tick
    assert even is not None
    even.level = nearest_multiple(anchor, tick)
    gain = nearest_multiple(anchor - stop.side * abs(anchor) * even.gain, tick)
    even.price = max(gain, even.level + tick) if stop.side < 0 else min(gain, even.level - tick)
    return even.level if even.moved else level


def change_terms(run: Run, member: Order, quantity: int, level: int) -> bool:
    """Give an exit its lots and level; return whether it is to arrive, for the first time or again."""
    stays = member.ts_triggered is not None
    before = (member.quantity, member.price, member.trigger)
    if member.is_live:
        # Reading: F9, what its entry's fills closed before they opened is not an exit's to close.
        quantity = min(quantity, member.filled + sum(abs(position.quantity) for position in closable(member)))
    member.quantity = quantity
    if member.role == "TP":
        member.price = level
    elif not stays:
        member.trigger = level
    if not member.is_live:
        return True
    if (member.quantity, member.price, member.trigger) == before:
        return False
    member.ts_last = run.now
    run.log(EventKind.ORDER_UPDATED, member, run.now)
    member.place = run.next_place()
    member.passed_over = -1
    # Reading: what a row's size has left of it, or what was put out of its reach, acts again after that row.
    return not stays and member.resumes_from is None and member.aside != member.market.row.number


def sibling_level_in_bar(order: Order, liquidity: LiquiditySide) -> bool:
    """O3: whether the level of a live exit of the other kind lies in the bar's [low, high]; so of other siblings.

    Reading: of linked orders, and of children of one parent, those count that wait for the market to move the other
    way than it did to reach this one; what lies on the same way has an order. A market order was not waiting.
    """
    bracket = order.member_of
    if bracket is None:
        return any(waits_other_way(order, other, liquidity) for other in siblings(order))
    if order.role == "TIME":
        return False
    for sibling in bracket.members:
        if sibling.role != "TIME" and (sibling.role == "TP") != (order.role == "TP") and sibling.is_live:
            level = sibling.price if sibling.role == "TP" else sibling.trigger
            assert level is not None
            line = order.market.line(order.side)
            if line.low <= level <= line.high:
                return True
    return False


def siblings(order: Order) -> list[Order]:
    """The orders of a table that are linked with one, or children of its parent."""
    linked = [] if order.link is None else order.link.orders
    return [other for other in [*linked, *(order.tie.parent.followers if order.tie else [])] if other is not order]


def waits_other_way(order: Order, other: Order, liquidity: LiquiditySide) -> bool:
    """Whether a sibling that is live waits within the bar, on the other side of where one fills."""
    if not other.is_live or other.is_dormant or (order.trigger is None and order.price is None):
        return False
    level = other.trigger if other.awaits_trigger else other.price
    if level is None or (order.price is None and liquidity is LiquiditySide.MAKER):
        return False
    by_trigger = order.trigger is not None and liquidity is LiquiditySide.TAKER
    way = order.side if by_trigger and order.type not in TOUCHED else -order.side
    line = other.market.line(other.side)
    return other.reached_by != way and line.low <= level <= line.high


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
        rows = order.market.own_rows - bracket.fill_row
        if (bracket.time_stop_rows is not None and rows >= bracket.time_stop_rows) or (bracket.time_stop_ns is not None and run.now >= bracket.fill_ts + bracket.time_stop_ns):
            due.append(bracket)
    return sorted(due, key=lambda bracket: bracket.started)


def new_time_stop(run: Run, bracket: Bracket) -> Order:
    """S4: return the reduce-only market order for what is left of an entry's bracket; the set's third member."""
    bracket.time_stop = _child(run, bracket.entry, "TIME", OrderType.MARKET, FillCause.TIME_STOP, None)
    bracket.time_stop.quantity = bracket.left
    return bracket.time_stop
