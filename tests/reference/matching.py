"""What one order does when it arrives or is reached, and what its fill sets in motion (F1 to F16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastbt.codes import EventKind, FillCause, FillPoint, LiquiditySide, OrderStatus, Reason

from .brackets import (
    change_terms,
    member_filled,
    shrink,
    sibling_level_in_bar,
    start_bracket,
    terms_of,
)
from .chance import LIMIT_TOUCH, happens
from .costs import fee
from .funds import allowed_lots
from .orders import AT_ONCE, FOR_SESSION, MARKETS, Order, cancel, move, update_quantity
from .positions import Fill, book_fill
from .scenario import VolumeSlippage
from .sizing import quantity_at_fill
from .slippage import slipped
from .trailing import activate, begin

if TYPE_CHECKING:
    from .market import Market
    from .state import Run

MAKER, TAKER = LiquiditySide.MAKER, LiquiditySide.TAKER


@dataclass(frozen=True, slots=True)
class Plan:
    """A fill that is about to happen: at ``price``, after ``executable`` was slipped; ``lots`` 0 means refused."""

    executable: int
    price: int
    liquidity: LiquiditySide
    wanted: int
    """The order's quantity, where it is found now."""
    cut: bool
    """Whether it was cut to the position now (F9)."""
    lots: int
    reason: Reason
    """Why not all of the order fills, NONE when it does."""


def reducible(order: Order) -> int:
    """F9: how many lots a reduce-only order may still close."""
    held = order.market.held
    return abs(held) if held * order.side < 0 else 0


def plan_fill(run: Run, order: Order, executable: int, liquidity: LiquiditySide) -> Plan:
    """Find price, quantity and funds of a fill without changing anything."""
    price = slipped(run, order, executable, liquidity, lots_before_slippage(run, order, executable, liquidity))
    wanted = order.quantity
    reason = Reason.NONE
    if wanted is None:
        wanted, reason = quantity_at_fill(run, order, price, liquidity)
    cut = order.reduce_only and wanted > reducible(order)
    if cut:
        wanted = reducible(order)
    if wanted == 0:
        return Plan(executable, price, liquidity, 0, cut, 0, reason)
    lots, shortage = allowed_lots(run, order, price, wanted, liquidity)
    if shortage is not Reason.NONE:
        reason = shortage
    return Plan(executable, price, liquidity, wanted, cut, lots, reason)


def lots_before_slippage(run: Run, order: Order, executable: int, liquidity: LiquiditySide) -> int:
    """F13: the quantity by which slippage by volume is reckoned, 0 where it is not needed.

    Reading: it is found at the executable price and not cut to the funds.
    """
    if not isinstance(run.venue.slippage, VolumeSlippage):
        return 0
    lots = order.quantity
    if lots is None:
        lots, _ = quantity_at_fill(run, order, executable, liquidity)
    return min(lots, reducible(order)) if order.reduce_only else lots


def arrive(run: Run, order: Order, path_price: int | None, point: FillPoint) -> None:
    """T5: accept or reject an order where its market stands, and fill it at once if it can be.

    Reading: an order refused on arrival is never accepted nor triggered (Submitted, then Rejected).
    """
    market = order.market
    if order.reduce_only and reducible(order) == 0:
        move(run, order, OrderStatus.REJECTED, Reason.NOTHING_TO_REDUCE)
        return
    triggered = False
    if market.on_ticks and order.cause is not FillCause.CLOSE_OUT:
        path_price = market.executable(order.side)
    executable = (market.row.touches or order.cause is FillCause.CLOSE_OUT) and path_price is not None
    if order.trail is not None and not begin(run, order, path_price, executable):
        move(run, order, OrderStatus.REJECTED, Reason.STOP_IN_MARKET)
        return
    if order.awaits_trigger:
        # B5: triggers are not tested on a bar that touches nothing.
        triggered = executable and (order.is_triggered() if market.on_ticks else order.triggers_at(path_price))
        if triggered and run.venue.stop_in_market == "reject":
            move(run, order, OrderStatus.REJECTED, Reason.STOP_IN_MARKET)
            return
        executable = triggered
    executable = executable and order.limit_allows(path_price)
    if executable and order.post_only:
        move(run, order, OrderStatus.REJECTED, Reason.POST_ONLY)
        return
    plan = plan_fill(run, order, path_price, TAKER) if executable else None
    if plan is not None and plan.lots == 0:
        move(run, order, OrderStatus.REJECTED, plan.reason)
        return
    move(run, order, OrderStatus.ACCEPTED)
    if order.reduce_only and order.quantity is not None and order.quantity > reducible(order):
        update_quantity(run, order, reducible(order))
    if triggered:
        move(run, order, OrderStatus.TRIGGERED)
    if triggered and plan is None:
        wait_as_limit(run, order, point)
    elif plan is not None:
        execute(run, order, plan, path_price, point)
    elif order.time_in_force in AT_ONCE and not order.awaits_trigger:
        # Reading: an IOC or FOK stop is decided at its trigger, so it may rest, also over a bar that touches nothing.
        cancel(run, order, Reason.TIME_IN_FORCE)
    elif order.type in FOR_SESSION:
        move(run, order, OrderStatus.EXPIRED, Reason.SESSION_PRICE)


def wait_as_limit(run: Run, order: Order, point: FillPoint) -> None:
    """F4: a triggered order whose limit forbids a fill here rests, under ``same_bar = off`` out of this row's reach.

    Reading: wherever on the row it was triggered, at the open and on arrival too; at a close the row is over.
    """
    if order.time_in_force in AT_ONCE:
        cancel(run, order, Reason.TIME_IN_FORCE)
    elif run.venue.stop_limit_same_bar == "off" and point is not FillPoint.CLOSE:
        order.aside = order.market.row.number


def is_passed_over(run: Run, order: Order, price: int) -> bool:
    """F2: whether a limit that is touched exactly loses its draw; once a row, then only a tick beyond reaches it."""
    if run.venue.limit_touch != "probability" or order.passed_over == order.market.row.number:
        return False
    assert order.price is not None
    if order.side * (order.price - price) >= order.market.tick:
        return False
    chance = run.venue.limit_touch_probability
    assert chance is not None
    return not happens(run.venue.seed, LIMIT_TOUCH, order.sequence - 1, order.market.row.number, chance)


def act(run: Run, order: Order, path_price: int, point: FillPoint) -> None:
    """Let a live order act which the path, standing at ``path_price``, has reached."""
    assert order.is_live and order.market.row.touches
    executable, liquidity = path_price, TAKER
    market = order.market
    if order.is_dormant:
        activate(order, path_price)
        return
    if order.awaits_trigger:
        move(run, order, OrderStatus.TRIGGERED)
        if not order.limit_allows(path_price):
            wait_as_limit(run, order, point)
            return
        if order.post_only:
            # Reading: it becomes a limit order here, and would take on that arrival.
            move(run, order, OrderStatus.REJECTED, Reason.POST_ONLY)
            return
    elif order.is_resting_limit:
        assert order.price is not None
        liquidity = MAKER
        if point is FillPoint.LEG:
            assert order.level == path_price
        if is_passed_over(run, order, path_price):
            order.passed_over = market.row.number
            return
        if point is FillPoint.LEG or run.venue.limit_gap == "limit":
            executable = order.price
    else:
        assert order.type in MARKETS and point is FillPoint.OPEN
    plan = plan_fill(run, order, executable, liquidity)
    if plan.lots == 0:
        cancel(run, order, plan.reason)
        return
    execute(run, order, plan, path_price, point)


def execute(run: Run, order: Order, plan: Plan, path_price: int, point: FillPoint) -> None:
    """Fill an order by plan; then balances and position, reduce-only orders, contingent orders (T3).

    Reading: what the fill leaves of the order is canceled after all that.
    """
    market = order.market
    assert_within_row(market, plan, point)
    notional = market.notional(plan.price, plan.lots)
    commission = fee(run, market, notional, plan.lots, plan.liquidity)
    ambiguous = point is not FillPoint.OPEN and not market.on_ticks and sibling_level_in_bar(order)
    held_before = market.held
    if order.quantity is None:
        order.quantity = plan.wanted
        if plan.cut:
            # Reading: a reduce-only budget that would close more than is held is cut like a quantity.
            run.log(EventKind.ORDER_UPDATED, order, run.now)
    assert plan.lots <= order.quantity
    order.filled, order.average = plan.lots, plan.price
    whole = plan.reason is Reason.NONE
    move(run, order, OrderStatus.FILLED if whole else OrderStatus.PARTIALLY_FILLED)
    order.locked_money = order.locked_lots = 0
    position, opened, realized = book_fill(run, order, plan.lots, plan.price, commission)
    run.fills.append(
        Fill(
            order=order,
            quantity=plan.lots,
            price=plan.price,
            commission=commission,
            liquidity=plan.liquidity,
            slippage=order.side * (plan.price - plan.executable),
            point=point,
            ambiguous=ambiguous,
            ts_event=run.now,
            position=position,
            opened=opened,
            realized=realized,
        )
    )
    if order.member_of is not None:
        order.member_of.left = max(order.member_of.left - plan.lots, 0)
    end_reduce_only(run, market, order)
    contingencies(run, order, plan, path_price, point, held_before)
    if not whole and order.is_open:
        cancel(run, order, plan.reason)


def assert_within_row(market: Market, plan: Plan, point: FillPoint) -> None:
    """F12: before slippage no fill is better than its row's range, only a limit over a gap is worse."""
    if market.on_ticks:
        assert plan.liquidity is MAKER or plan.executable == market.newest(1) or plan.executable == market.newest(-1)
        return
    row = market.row
    inside = row.low <= plan.executable <= row.high
    assert inside or (plan.liquidity is MAKER and point is FillPoint.OPEN), f"{plan} outside {row}"


def end_reduce_only(run: Run, market: Market, filled: Order) -> None:
    """F9: cut or end the accepted reduce-only orders of an instrument, in sequence, after a fill of it."""
    for order in run.live_orders(market):
        if not order.reduce_only or order is filled:
            continue
        left = reducible(order)
        if left == 0:
            cancel(run, order, Reason.POSITION_CLOSED)
        elif order.quantity is not None and order.quantity > left:
            update_quantity(run, order, left)
    shrink(run)


def contingencies(
    run: Run, order: Order, plan: Plan, path_price: int, point: FillPoint, held_before: int
) -> None:
    """F10: a member's fill shrinks or ends its siblings; an entry's fill lets its children arrive, stop-loss first.

    Reading: a rung without a lot ends (``QUANTITY_ZERO``) in its turn.
    """
    market = order.market
    if order.member_of is not None:
        market.children_filled = True
        member_filled(run, order, plan.lots)
    if order.bracket is not None:
        added = order.side * held_before > 0
        lots, _ = start_bracket(run, order, plan.lots, added)
        for child, part, level in terms_of(run, order.bracket, lots):
            if child.is_open and part == 0:
                cancel(run, child, Reason.QUANTITY_ZERO)
            elif child.is_open and change_terms(run, child, part, level):
                arrive(run, child, path_price, point)
