"""Where on a row an order arrives (T5, F7), and the end of phase 4: the orders due at the close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastbt.codes import FillPoint, OrderStatus, Reason

from .matching import arrive
from .orders import MARKETS, ON_CLOSE, ON_OPEN, Order, move

if TYPE_CHECKING:
    from .market import Market, Row
    from .state import Run


def on_its_way(run: Run, markets: list[Market]) -> list[Order]:
    """Return the orders sent to these markets that have not arrived, in sequence; children wait for their entry."""
    return [
        order
        for order in run.orders
        if order.status is OrderStatus.SUBMITTED
        and order.role not in ("SL", "TP")
        and order.market in markets
    ]


def due_at_open(run: Run, order: Order) -> bool:
    """T5, F7: whether an order on its way arrives at the open of its market's row, or expires there."""
    row = order.market.row
    if order.type in ON_OPEN:
        assert order.session_open is not None
        return row.ts_open >= max(order.ts_init, order.session_open)
    if order.type in ON_CLOSE or (run.venue.fill_timing == "next_close" and order.type in MARKETS):
        return False
    return order.ts_init <= row.ts_open


def due_at_close(run: Run, order: Order) -> bool:
    """T5, F7: whether an order on its way arrives at the close of its market's row, or expires there.

    Reading: an order on close may be sent while the row that contains the session's end is on; it fills at a price
    that comes after it was sent.
    """
    row = order.market.row
    if order.type in ON_CLOSE:
        assert order.expire_time is not None
        return order.ts_init < row.ts_event and row.ts_event >= order.expire_time
    return run.venue.fill_timing == "next_close" and order.type in MARKETS and order.ts_init <= row.ts_open


def in_session(order: Order, row: Row) -> bool:
    """F7: whether a row belongs to the session an order is for; one of a single point at its end does."""
    assert order.expire_time is not None
    return row.ts_open < order.expire_time or row.ts_open == row.ts_event == order.expire_time


def closing(run: Run, markets: list[Market]) -> None:
    """T3 (4): after all paths of a group, the orders due at the close of their row, in sequence.

    Reading: an order whose session had no row for it expires, stamped with the session's end, when the next row of
    its instrument shows that.
    """
    for order in on_its_way(run, markets):
        if not order.is_open or not due_at_close(run, order):
            continue
        if order.type in ON_CLOSE and not in_session(order, order.market.row):
            move(run, order, OrderStatus.EXPIRED, Reason.EXPIRED, order.expire_time)
        else:
            arrive(run, order, order.market.row.close, FillPoint.CLOSE)
