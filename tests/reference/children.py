"""Orders of a table that wait for another one to fill: OTO (F10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastbt.codes import EventKind, FillPoint, OrderStatus, Reason

from .funds import lock_when_sent
from .orders import Order, answered, cancel, move

if TYPE_CHECKING:
    from .state import Run


@dataclass(slots=True, eq=False)
class Tie:
    """The bond of a child to its parent."""

    parent: Order
    own: int = 0
    """Its lots when the parent first filled: it never follows further."""
    told: int = 0
    """The lots of the parent that it has followed; 0 while the parent has not filled."""


def tie_of(run: Run, row: dict[str, Any]) -> Tie | None:
    """Return the bond that a row asks for: it names its parent, or its parent lists it."""
    parent = row.get("parent_id")
    for other in run.scenario.orders or ():
        if other.get("contingency") == "OTO" and row.get("client_order_id") in (other.get("linked_ids") or ()):
            parent = other["client_order_id"]
    return None if parent is None else Tie(run.by_id[parent])


def parent_refusal(order: Order) -> Reason:
    """Test a child that is sent after its parent has ended unfilled; one whose parent has filled is sized now."""
    tie = order.tie
    if tie is None:
        return Reason.NONE
    if tie.parent.filled:
        assert order.quantity is not None
        tie.own = order.quantity
        tie.told = order.quantity = min(tie.own, tie.parent.filled)
    return Reason.NONE if tie.parent.filled or tie.parent.is_open else Reason.PARENT_ENDED


def waits(order: Order) -> bool:
    """Whether an order waits for its parent to fill; until then it locks nothing (reading) and does not live."""
    return order.tie is not None and order.tie.told == 0


def joined(run: Run, order: Order) -> None:
    """A child was sent: tell where it was cut to what its parent has filled."""
    if order.tie is not None:
        order.tie.parent.followers.append(order)
        if order.tie.told and order.tie.told < order.tie.own:
            run.log(EventKind.ORDER_UPDATED, order, run.now, Reason.PARENT_FILLED)


def children_follow(run: Run, order: Order, path_price: int, point: FillPoint, late: bool) -> None:
    """F10: after an order's fill its parent's remainder is canceled, and its own children follow.

    Reading: as in a bracket the first fill of a child cancels what is left of the parent. ``late``: the order filled at
    a price where the path does not stand; its children arrive at the next row (F1).
    """
    from .matching import arrive, reducible

    if order.tie is not None and order.tie.parent.is_open:
        cancel(run, order.tie.parent, Reason.EXIT_FILLED)
    filled = order.filled
    for child in order.followers:
        tie = child.tie
        assert tie is not None
        if not child.is_open:
            continue
        assert child.quantity is not None
        first = tie.told == 0
        if first:
            tie.own = child.quantity
        lots = min(tie.own, filled)
        quantity = lots if first else child.quantity + lots - tie.told
        tie.told = lots
        if child.is_live and child.reduce_only:
            quantity = min(quantity, child.filled + reducible(child))
        if not first and quantity <= child.quantity:
            continue
        changed = quantity != child.quantity
        child.quantity = quantity
        child.locked_money = child.locked_lots = 0
        reason = lock_when_sent(run, child, child.left)
        if changed:
            child.ts_last = run.now
            run.log(EventKind.ORDER_UPDATED, child, run.now, Reason.PARENT_FILLED)
            answered(child)
        if reason is not Reason.NONE:
            move(run, child, OrderStatus.CANCELED if child.is_live else OrderStatus.REJECTED, reason)
        elif first and late:
            child.not_on_row = child.market.row.number
            if child.parked:
                child.live_from = run.now
            child.parked = False
        elif first and child.parked:
            child.parked = False
            arrive(run, child, path_price, point)
