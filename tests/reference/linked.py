"""Orders linked with each other by rows of an order table: OCO and OUO (F10), and what a group locks (A4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastbt.codes import Reason

from .orders import Order, cancel, update_quantity
from .positions import share

if TYPE_CHECKING:
    from .state import Run


@dataclass(slots=True, eq=False)
class Link:
    """Orders that name each other."""

    kind: str
    """``OCO`` or ``OUO``."""
    orders: list[Order] = field(default_factory=list)
    """Those that were sent and not denied, in sequence."""
    filled: bool = False
    """Whether any of them has filled, in whole or in part."""


def link_of(run: Run, name: str | None, linked: tuple[str, ...] | None, kind: str | None) -> Link | None:
    """Return the group that a row names, the same object for each of its rows."""
    if linked is None or kind is None or name is None:
        return None
    return run.links.setdefault(frozenset((name, *linked)), Link(kind))


def linked_filled(run: Run, order: Order, lots: int) -> None:
    """F10: any fill of an OCO order cancels the others, one of an OUO order reduces them by what has filled."""
    link = order.link
    if link is None:
        return
    link.filled = True
    for other in link.orders:
        if other is order or not other.is_open:
            continue
        if link.kind == "OCO" or other.left <= lots:
            cancel(run, other, Reason.SIBLING_FILLED)
            continue
        # Reading: what it locks goes down with its lots, money in proportion.
        other.locked_lots = max(other.locked_lots - lots, 0)
        other.locked_money -= share(other.locked_money, lots, other.left)
        update_quantity(run, other, other.left - lots, Reason.SIBLING_FILLED)


def largest_locks(orders: list[Order], name: str) -> int:
    """A4: what orders lock together; of linked ones the largest counts."""
    groups: dict[int, int] = {}
    for order in orders:
        key = id(order if order.link is None else order.link)
        groups[key] = max(groups.get(key, 0), getattr(order, name))
    return sum(groups.values())
