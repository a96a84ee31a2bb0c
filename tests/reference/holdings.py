"""Which positions an order closes, and to which it adds: one a strategy (NETTING), one an order (HEDGING) (A2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .market import Market
    from .orders import Order
    from .positions import Position


def closable(order: Order) -> list[Position]:
    """Return the positions that an order can close, the oldest first.

    NETTING: its strategy's, if on the other side. HEDGING: of the positions of its strategy on the other side the one
    of the order it names, else all; an order that is neither reduce-only nor sent by signals or targets closes none.
    Reading: a sale of a CASH account closes, since nothing there can be short.
    """
    market = order.market
    if market.hedges and not (order.reduce_only or order.reverses or market.closes_first):
        return []
    other = [one for one in market.positions if one.strategy == order.strategy and one.side != order.side]
    if market.hedges and order.opener is not None:
        return [one for one in other if one is order.opener.opened]
    return other


def closing_lots(order: Order, lots: int) -> int:
    """Return how many of the ``lots`` of an order close what is held."""
    return min(lots, sum(abs(position.quantity) for position in closable(order)))


def holding(order: Order) -> Position | None:
    """Return the open position to which a fill of an order adds, or of which it is an entry."""
    if order.market.hedges:
        return order.opened if order.opened in order.market.positions else None
    own = [position for position in order.market.positions if position.strategy == order.strategy]
    return own[0] if own else None


def held_by(order: Order) -> int:
    """Return the lots of that position, below 0 on the other side."""
    position = holding(order)
    return 0 if position is None else order.side * position.quantity


def share_position(one: Order, other: Order) -> bool:
    """Whether what two entries of an instrument open is one position."""
    return one is other if one.market.hedges else one.strategy == other.strategy


def held_toward(order: Order) -> int:
    """Return the lots held on an order's side, for limits: net of the other side, where each is its own gross."""
    market = order.market
    if not market.hedges:
        return order.side * market.held
    return sum(abs(one.quantity) for one in market.positions if one.side == order.side)


def exposure_added(order: Order, lots: int) -> int:
    """A5: the lots by which exposure grows when an order opens ``lots`` after it closed what it can.

    Where margins are needed on the net, what opens against other positions adds none.
    """
    market = order.market
    if not market.margin_on_net:
        return lots
    before = net_after_closing(order)
    return max(abs(before + order.side * lots) - abs(before), 0)


def net_after_closing(order: Order) -> int:
    """Return the signed lots of an instrument once an order has closed what it can."""
    return order.market.held - sum(position.quantity for position in closable(order))


def lots_that_need_margin(market: Market, besides: list[Position]) -> list[int]:
    """A2: the lots that need margin each: the net, or every position's; without ``besides``."""
    left = [position.quantity for position in market.positions if position not in besides]
    return [abs(sum(left))] if market.margin_on_net else [abs(quantity) for quantity in left]
