"""Halts for losses (A11): what an account may lose in all and on a day, and what happens when it has."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import FillCause, FillPoint, FlowKind, OrderStatus, Reason

from .bust import held_positions
from .funds import equity
from .grid import round_half_away
from .liquidation import watch as watch_margin
from .matching import arrive
from .orders import Order, cancel, move

if TYPE_CHECKING:
    from .positions import Position
    from .state import Run

DAY = 24 * 60 * 60 * 10**9
MOVED = (FlowKind.DEPOSIT, FlowKind.WITHDRAWAL)


def watch(run: Run) -> None:
    """After all marks: margins first (A5), then losses."""
    watch_margin(run)
    limits = run.venue.risk
    if limits is None or run.is_bust or (limits.max_drawdown is None and limits.max_daily_loss is None):
        return
    count_moved(run)
    end = end_of_day(run)
    if end != run.day_end:
        run.day_end, run.at_start_of_day = end, run.newest
        if run.halted is Reason.MAX_DAILY_LOSS:
            run.halted = Reason.NONE
    run.newest = equity(run)
    run.highest = max(run.highest, run.newest)
    if run.halted is Reason.MAX_DRAWDOWN:
        return
    if has_lost(run.highest, run.newest, limits.max_drawdown):
        halt(run, Reason.MAX_DRAWDOWN)
    elif run.halted is Reason.NONE and has_lost(run.at_start_of_day, run.newest, limits.max_daily_loss):
        halt(run, Reason.MAX_DAILY_LOSS)


def count_moved(run: Run) -> None:
    """Money put in or taken out since the last test is neither gained nor lost."""
    moved = sum(flow.amount for flow in run.flows[run.flows_tested :] if flow.kind in MOVED)
    run.flows_tested = len(run.flows)
    run.highest += moved
    run.at_start_of_day += moved
    run.newest += moved


def end_of_day(run: Run) -> int | None:
    """When the day ends in which the time lies: a UTC day, or a session and what lies between it and the one before."""
    if run.venue.calendar is None:
        return -(-run.now // DAY) * DAY
    return next((close for _, close in run.venue.calendar if close >= run.now), None)


def has_lost(before: int, now: int, share: Decimal | None) -> bool:
    """Whether what was lost is a share, rounded, of what there was."""
    return share is not None and now < before and before - now >= round_half_away(before * Fraction(share))


def halt(run: Run, reason: Reason) -> None:
    """Cancel what waits: all of it, or what is not reduce-only; close what is held where that is wanted."""
    assert run.venue.risk is not None
    run.halted = reason
    closes = run.venue.risk.on_halt == "close"
    for market in run.markets.values():
        for order in [order for order in run.orders if order.market is market]:
            if order.is_open and (closes or not order.reduce_only):
                cancel(run, order, reason)
    if closes:
        for position in held_positions(run):
            close(run, position)
    run.newest = equity(run)


def close(run: Run, position: Position) -> None:
    """Close a position at the newest price that its side could have, by an order that nobody sent."""
    order = Order(
        sequence=len(run.orders) + 1, id=run.new_id(), market=position.market, side=-position.side,
        quantity=abs(position.quantity), reduce_only=True, strategy=position.strategy, opener=position.opener,
        cause=FillCause.RISK_HALT, role="exit",
    )  # fmt: skip
    run.add(order)
    move(run, order, OrderStatus.SUBMITTED)
    price = position.market.newest(-position.side)
    assert price is not None
    arrive(run, order, price, FillPoint.CLOSE)
