"""Where on a row an order arrives (T5, F7), and the end of phase 4: the orders due at the close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastbt.codes import FillPoint, OrderStatus, Reason

from .matching import arrive
from .modify import resume
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
        and (order.role not in ("SL", "TS", "TP") or order.waits_for_row)
        and not order.parked
        and order.market in markets
    ]


def due_at_open(run: Run, order: Order) -> bool:
    """T5, F7: whether an order on its way arrives at the open of its market's row, or expires there."""
    row = order.market.row
    if order.waits_for_row and order.live_from >= row.ts_event:
        return False  # its entry has filled on this very row
    if order.type in ON_OPEN:
        return row.ts_open >= order.live_from
    if order.type in ON_CLOSE or (run.venue.fill_timing == "next_close" and order.type in MARKETS):
        return False
    return order.live_from <= row.ts_open


def due_at_close(run: Run, order: Order) -> bool:
    """T5, F7: whether an order on its way arrives at the close of its market's row, or expires there.

    Reading: an order on close may be sent while the row that contains the session's end is on; it fills at a price
    that comes after it was sent.
    """
    row = order.market.row
    if order.type in ON_CLOSE:
        assert order.expire_time is not None
        return order.live_from < row.ts_event and row.ts_event >= order.expire_time
    if order.type in ON_OPEN:
        return False
    if order.live_from <= row.ts_open:
        return run.venue.fill_timing == "next_close" and order.type in MARKETS
    return arrives_inside(run, order.live_from, row)


def arrives_inside(run: Run, time: int, row: Row) -> bool:
    """T6: whether what is at the venue from a time on acts at a row's close because it arrived inside the row."""
    late = run.venue.latency is not None and run.venue.latency_in_bar == "close"
    return late and row.ts_open < time < row.ts_event


def in_session(order: Order, row: Row) -> bool:
    """F7: whether a row belongs to the session an order is for; one of a single point at its end does."""
    assert order.expire_time is not None
    return row.ts_open < order.expire_time or row.ts_open == row.ts_event == order.expire_time


def end_times(run: Run, until: int) -> list[int]:
    """The ends of sessions up to a time that orders on close wait for, in order."""
    waiting = [order.close_of for order in run.orders if order.close_of and order.status is OrderStatus.SUBMITTED]
    return sorted({end for _, end in waiting if end <= until})


def end_sessions(run: Run, ended: int) -> None:
    """F7 on ticks: the orders on close of sessions that end now act where the newest tick has left their market.

    Reading: only where that tick lies in the session; where a bar is the instrument's newest row its next row decides.
    """
    for order in on_its_way(run, list(run.markets.values())):
        if order.close_of is None or not order.is_open or order.close_of[1] != ended:
            continue
        market = order.market
        if market.on_ticks and order.close_of[0] <= market.row.ts_event <= ended:
            arrive(run, order, market.executable(order.side), FillPoint.CLOSE)


def closing(run: Run, markets: list[Market]) -> None:
    """T3 (4): after all paths of a group, the orders due at the close of their row, in sequence.

    Reading: an order whose session had no row for it expires, stamped with the session's end, when the next row of
    its instrument shows that.
    """
    for market in markets:
        market.stand_at("close")
    modified = [order for order in run.orders if order.resumes_from is not None and order.market in markets]
    for order in sorted(on_its_way(run, markets) + modified, key=lambda order: order.place):
        if order.is_live and order.resumes_from is not None:
            if arrives_inside(run, order.resumes_from, order.market.row):
                resume(run, order, order.market.meets(order.side, "close"), FillPoint.CLOSE)
            continue
        if not order.is_open or not due_at_close(run, order):
            continue
        if order.type in ON_CLOSE and not in_session(order, order.market.row):
            move(run, order, OrderStatus.EXPIRED, Reason.EXPIRED, order.expire_time)
        else:
            arrive(run, order, order.market.row.close, FillPoint.CLOSE)
