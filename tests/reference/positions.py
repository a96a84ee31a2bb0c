"""Positions and round trips: average cost kept in money, shares of it rounded, the last one what is left (A2, A3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastbt.codes import EventKind, FillCause

from .grid import divide_half_away
from .holdings import holding

if TYPE_CHECKING:
    from .market import Market
    from .orders import Order
    from .state import Run


@dataclass(slots=True, eq=False)
class Position:
    """One position from its opening fill to flat; ``quantity`` is signed, money in units."""

    ordinal: int
    market: Market
    side: int
    ts_opened: int
    opener: Order
    """The order that opened it."""
    quantity: int = 0
    cost: int = 0
    """Cost of what is held."""
    entry_commission: int = 0
    """Commission paid for what is held."""
    peak: int = 0
    opened_lots: int = 0
    opened_cost: int = 0
    closed_lots: int = 0
    closed_proceeds: int = 0
    realized: int = 0
    commission: int = 0
    funding: int = 0
    """A13: all flows received, funding and dividends."""
    held_funding: int = 0
    """Received for what is held."""
    ts_closed: int | None = None

    @property
    def strategy(self) -> str:
        """Whose it is."""
        return self.opener.strategy


@dataclass(slots=True, eq=False)
class Trade:
    """One closing order against average cost (A13), or what is still held at the end."""

    position: Position
    quantity: int
    cost: int
    proceeds: int
    realized: int
    commission: int
    funding: int
    entry_time: int
    exit_time: int | None
    exit_paid: int
    """Ticks x lots of its closing fills."""
    exit_cause: FillCause | None
    order: Order | None = None
    """The order that closed, None for what is still held."""


@dataclass(slots=True)
class Fill:
    """One row of the table of fills; ``slippage`` in ticks, above zero against the order."""

    order: Order
    quantity: int
    price: int
    commission: int
    liquidity: int
    slippage: int
    point: int
    ambiguous: bool
    ts_event: int
    position: Position
    """The one it closes, else the one it opens or adds to."""
    opened: Position | None
    """The one it opens by going through zero."""
    realized: int


def share(amount: int, part: int, whole: int) -> int:
    """A3: the share of ``amount`` that goes with ``part`` of ``whole``; what is left when it is all of it."""
    return amount if part == whole else divide_half_away(amount * part, whole)


def book_fill(
    run: Run, order: Order, closes: Position | None, closed: int, opened: int, price: int, commission: int
) -> tuple[Position, Position | None, int]:
    """Move the position and the balance by one fill.

    It closes ``closed`` lots of a position, and opens ``opened``. Returns the position it closes (else opens or adds to), the one it opens by going through zero, and the
    realized PnL. Reading: the notional of a flip's closing share is ``notional(price, closed)``; the rest of the
    fill's notional is the opening share.
    """
    market = order.market
    before = market.held
    lots = closed + opened
    notional = market.notional(price, lots)
    closed_notional = notional if opened == 0 else market.notional(price, closed)
    closed_commission = share(commission, closed, lots)
    realized = 0
    position = closes
    flipped_to = None
    if closed:
        assert position is not None
        realized = close_part(run, position, order, closed, closed_notional, closed_commission, price)
    if opened:
        opened_to = open_part(run, order, opened, notional - closed_notional, commission - closed_commission)
        if closed:
            flipped_to = opened_to
        else:
            position = opened_to
    assert position is not None
    if run.is_cash:
        run.balance -= order.side * notional + commission
    else:
        run.balance += realized - commission
    run.realized += realized
    run.commission += commission
    run.traded += notional
    if (before > 0) != (market.held > 0) or (before < 0) != (market.held < 0):
        market.sign_changed = True
    if run.is_cash:
        assert market.held >= 0, f"{market.id}: a CASH account went short"
    return position, flipped_to, realized


def close_part(
    run: Run, position: Position, order: Order, lots: int, notional: int, commission: int, price: int
) -> int:
    """Close ``lots`` of a position; return the realized PnL before costs."""
    market = position.market
    held = abs(position.quantity)
    cost = share(position.cost, lots, held)
    entry_commission = share(position.entry_commission, lots, held)
    funding = share(position.held_funding, lots, held)
    realized = market.gain(position.side, cost, notional)
    position.cost -= cost
    position.entry_commission -= entry_commission
    position.held_funding -= funding
    position.quantity -= position.side * lots
    position.closed_lots += lots
    position.closed_proceeds += notional
    position.realized += realized
    position.commission += commission
    trade = Trade(
        position, lots, cost, notional, realized, entry_commission + commission,
        funding, position.ts_opened, run.now, price * lots, order.cause, order,
    )  # fmt: skip
    parts = [other for other in run.trades if other.position is position and other.order is order]
    for part in parts:
        # One per closing order; it stands where its last fill puts it.
        run.trades.remove(part)
        for name in ("quantity", "cost", "proceeds", "realized", "commission", "funding", "exit_paid"):
            setattr(trade, name, getattr(trade, name) + getattr(part, name))
    run.trades.append(trade)
    if position.quantity == 0:
        assert position.cost == 0 and position.entry_commission == 0 and position.held_funding == 0
        assert position.realized == market.gain(position.side, position.opened_cost, position.closed_proceeds)
        position.ts_closed = run.now
        market.positions.remove(position)
        run.log_position(EventKind.POSITION_CLOSED, position)
    else:
        run.log_position(EventKind.POSITION_CHANGED, position)
    return realized


def open_part(run: Run, order: Order, lots: int, notional: int, commission: int) -> Position:
    """Open a position or add to it."""
    market = order.market
    position = holding(order)
    kind = EventKind.POSITION_CHANGED
    if position is None:
        kind = EventKind.POSITION_OPENED
        position = Position(len(run.positions) + 1, market, order.side, run.now, order)
        run.positions.append(position)
        market.positions.append(position)
    order.opened = position
    position.quantity += order.side * lots
    position.cost += notional
    position.entry_commission += commission
    position.commission += commission
    position.opened_lots += lots
    position.opened_cost += notional
    position.peak = max(position.peak, abs(position.quantity))
    run.log_position(kind, position)
    return position
