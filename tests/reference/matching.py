"""What one order does when it arrives or is reached, and what its fill sets in motion (F1 to F16)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import (
    EventKind,
    FillCause,
    FillPoint,
    LiquiditySide,
    OrderStatus,
    OrderType,
    Reason,
    TimeInForce,
)

from .brackets import (
    anchor_price,
    change_terms,
    covering_bracket,
    end_late,
    is_late,
    member_filled,
    shrink,
    sibling_level_in_bar,
    start_bracket,
    terms_of,
)
from .bust import end_if_bust, fee_of_liquidation
from .chance import LIMIT_TOUCH, happens
from .children import children_follow, waits
from .costs import fee
from .custom import own_price
from .funds import allowed_lots, release_part
from .grid import nearest_multiple
from .holdings import closable, closing_lots, holding
from .linked import linked_filled
from .orders import AT_ONCE, FOR_SESSION, Order, cancel, move, update_quantity
from .participation import size_for, use_size
from .positions import Fill, Position, book_fill
from .risk import refusal_at_fill
from .scenario import OwnFillPrice, OwnSlippage, OwnVolumeLimit, VolumeSlippage
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
    """What the order asks for; its quantity, where that is found now."""
    cut: bool
    """Whether it was cut to the position now (F9)."""
    lots: int
    reason: Reason
    """Why the order ends with this fill, or without one; NONE where it does not."""
    waits: bool = False
    """Whether nothing fills because the row's size does not do (F11)."""


def reducible(order: Order) -> int:
    """F9: how many lots a reduce-only order may still close."""
    return sum(abs(position.quantity) for position in closable(order))


def plan_fill(run: Run, order: Order, executable: int, liquidity: LiquiditySide) -> Plan:
    """Find price, quantity and funds of a fill without changing anything.

    Reading: a budget finds its quantity as if no size capped it. Where the size does not do for any fill the
    order waits, whatever the funds are.
    """
    executable = offered(run, order, executable, liquidity)
    size = size_for(run, order, liquidity, executable, lots_before_slippage(run, order, executable, liquidity))
    if size == 0:
        if takes_worse(run, order):
            return plan_worse(run, order, executable)
        return Plan(executable, executable, liquidity, 0, False, 0, Reason.NONE, waits=True)
    return plan_part(run, order, executable, liquidity, size)


def plan_worse(run: Run, order: Order, executable: int) -> Plan:
    """F11, tick_worse: plan a fill of all that is left of a market order, one tick beyond the price."""
    worse = executable + order.side * order.market.tick
    if executable > 0:
        worse = max(worse, min(executable, order.market.tick))
    return plan_part(run, order, worse, TAKER, None)


def plan_part(run: Run, order: Order, executable: int, liquidity: LiquiditySide, size: int | None) -> Plan:
    """Plan a fill of at most ``size`` lots."""
    asked = lots_before_slippage(run, order, executable, liquidity)
    price = slipped(run, order, executable, liquidity, asked if size is None else min(asked, size))
    wanted = None if order.quantity is None else order.left
    reason = Reason.NONE
    if wanted is None:
        wanted, reason = quantity_at_fill(run, order, price, liquidity)
        refused = refusal_at_fill(run, order, price, wanted) if wanted else Reason.NONE
        if refused is not Reason.NONE:
            return Plan(executable, price, liquidity, 0, False, 0, refused)
    cut = order.reduce_only and wanted > reducible(order)
    if cut:
        wanted = reducible(order)
    if wanted == 0:
        return Plan(executable, price, liquidity, 0, cut, 0, reason)
    part = wanted if size is None else min(wanted, size)
    if part < wanted and order.time_in_force is TimeInForce.FOK:
        return Plan(executable, price, liquidity, wanted, cut, 0, Reason.NONE, waits=True)
    lots, shortage = allowed_lots(run, order, price, part, liquidity)
    if shortage is not Reason.NONE:
        reason = shortage
    return Plan(executable, price, liquidity, wanted, cut, lots, reason)


def takes_worse(run: Run, order: Order) -> bool:
    """F11, tick_worse: whether the rest of an order fills at once.

    Reading: that of market orders, triggered ones too, but not of MARKET_TO_LIMIT, which has F7; IOC and FOK are
    decided at one price.
    """
    market = order.type in (
        OrderType.MARKET,
        OrderType.STOP_MARKET,
        OrderType.MARKET_IF_TOUCHED,
        OrderType.TRAILING_STOP_MARKET,
    )
    return run.venue.remainder == "tick_worse" and market and order.time_in_force not in AT_ONCE


def has_own_price(run: Run, order: Order) -> bool:
    """F1: whether ``fill_price`` says at which price of its bar an order fills; only its first fill, and no close-out."""
    first = order.type is OrderType.MARKET and order.filled == 0 and not order.market.on_ticks
    return run.venue.fill_price != "open" and first and not order.is_forced


def offered(run: Run, order: Order, executable: int, liquidity: LiquiditySide) -> int:
    """F1: the price that an order is offered before slippage, to a tick."""
    row, line, option = order.market.row, order.market.line(order.side), run.venue.fill_price
    if not has_own_price(run, order):
        return executable
    if isinstance(option, OwnFillPrice):
        return own_price(run, order, option, executable, lots_before_slippage(run, order, executable, liquidity))
    if option == "worst":
        return line.high if order.side > 0 else line.low
    exact = Fraction(line.high + line.low, 2)
    if option == "vwap":
        assert row.vwap is not None
        exact = Fraction(row.vwap)
    return min(max(nearest_multiple(exact, order.market.tick), line.low), line.high)


def lots_before_slippage(run: Run, order: Order, executable: int, liquidity: LiquiditySide) -> int:
    """F13: the quantity by which slippage by volume is reckoned, and that a user's model is told; 0 where none needs it.

    Reading: it is found at the executable price and not cut to the funds.
    """
    told = isinstance(run.venue.slippage, OwnSlippage | VolumeSlippage)
    told = told or isinstance(run.venue.fill_price, OwnFillPrice)
    if not told and not isinstance(run.venue.volume_limit, OwnVolumeLimit):
        return 0
    if order.quantity is not None:
        lots = order.left
    else:
        lots, _ = quantity_at_fill(run, order, executable, liquidity)
    return min(lots, reducible(order)) if order.reduce_only else lots


def arrive(run: Run, order: Order, path_price: int | None, point: FillPoint) -> None:
    """T5: accept or reject an order where its market stands, and fill it at once if it can be.

    Reading: an order refused on arrival is never accepted nor triggered (Submitted, then Rejected).
    """
    market = order.market
    if waits(order):
        order.parked = True
        return
    if order.not_on_row == market.row.number:
        order.live_from = run.now
        return
    if order.reduce_only and reducible(order) == 0:
        move(run, order, OrderStatus.REJECTED, Reason.NOTHING_TO_REDUCE)
        return
    triggered = False
    if market.has_two_prices and not order.is_forced:
        path_price = market.executable(order.side)
    executable = (market.row.touches or order.is_forced) and path_price is not None
    if order.trail is not None and not begin(run, order, path_price):
        move(run, order, OrderStatus.REJECTED, Reason.STOP_IN_MARKET)
        return
    if order.break_even is not None and order not in market.break_evens:
        market.break_evens.append(order)
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
    if plan is not None and plan.lots == 0 and not plan.waits:
        # Reading: what acts again because its entry filled further was accepted before, so it is canceled.
        move(run, order, OrderStatus.CANCELED if order.is_live else OrderStatus.REJECTED, plan.reason)
        return
    if not order.is_live:  # an exit whose level has moved with its entry's price arrives again
        move(run, order, OrderStatus.ACCEPTED)
    if order.reduce_only and order.quantity is not None and order.left > reducible(order):
        update_quantity(run, order, reducible(order))
    if triggered:
        move(run, order, OrderStatus.TRIGGERED)
    if triggered and plan is None:
        wait_as_limit(run, order, point)
    elif plan is not None:
        fill(run, order, plan, path_price, point)
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
        assert point is FillPoint.OPEN
    fill(run, order, plan_fill(run, order, executable, liquidity), path_price, point)


def fill(run: Run, order: Order, plan: Plan, path_price: int, point: FillPoint) -> None:
    """Fill a live order by plan, and see to what that leaves of it."""
    late = has_own_price(run, order)
    if plan.lots:
        execute(run, order, plan, path_price, point, late)
    elif not plan.waits:
        cancel(run, order, plan.reason)
    if order.is_open and takes_worse(run, order):
        plan = plan_worse(run, order, plan.executable)
        if plan.lots:
            execute(run, order, plan, path_price, point, late)
        else:
            cancel(run, order, plan.reason)
    if order.is_open:
        keep(run, order, point)


def keep(run: Run, order: Order, point: FillPoint) -> None:
    """F1, F2, F7, F8: what the row's size leaves of an order stays out of reach until the row is over."""
    if order.time_in_force in AT_ONCE:
        cancel(run, order, Reason.TIME_IN_FORCE)
        return
    if order.type in FOR_SESSION:
        # Reading: F7, it is for that one price.
        move(run, order, OrderStatus.EXPIRED, Reason.SESSION_PRICE)
        return
    if point is not FillPoint.CLOSE:
        order.aside = order.market.row.number
    if order.type is OrderType.MARKET_TO_LIMIT and order.price is None and order.filled:
        order.price = [fill.price for fill in run.fills if fill.order is order][-1]
        order.ts_last = run.now
        run.log(EventKind.ORDER_UPDATED, order, run.now)


def execute(
    run: Run, order: Order, plan: Plan, path_price: int, point: FillPoint, late: bool = False
) -> None:
    """Fill an order by plan: a fill for each position that it closes, what it opens with the last of them (A2).

    Reading: where a venue hedges what opens is a fill of its own. What the fills leave of the order is canceled, or
    kept, after all that. ``late``: it fills at a price where the path does not stand (F1).
    """
    assert_within_row(run, order, plan, point)
    closing = closing_lots(order, plan.lots)
    opening = plan.lots - closing
    while closing + opening and order.is_open:
        closes = closable(order)[0] if closing and closable(order) else None
        closing = closing if closes is not None else 0
        part = 0 if closes is None else min(closing, abs(closes.quantity))
        closing -= part
        opens = opening if not part or (not closing and not order.market.hedges) else 0
        opening -= opens
        is_last = closing + opening == 0
        execute_one(run, order, plan, path_price, point, late, closes, part, opens, is_last)
    if plan.reason is not Reason.NONE and order.is_open:
        cancel(run, order, plan.reason)


def execute_one(
    run: Run,
    order: Order,
    plan: Plan,
    path_price: int,
    point: FillPoint,
    late: bool,
    closes: Position | None,
    closing: int,
    opening: int,
    is_last: bool,
) -> None:
    """One fill; then balances and position, reduce-only orders, contingent orders (T3)."""
    market = order.market
    lots = closing + opening
    if lots < plan.lots:
        plan = replace(plan, lots=lots, reason=plan.reason if is_last else Reason.NONE)
    notional = market.notional(plan.price, plan.lots)
    commission = fee(run, order, plan.price, notional, plan.lots, plan.liquidity, order.filled)
    if order.cause is FillCause.LIQUIDATION:
        commission += fee_of_liquidation(run, notional)
    ambiguous = point is not FillPoint.OPEN and not market.on_ticks and sibling_level_in_bar(order, plan.liquidity)
    adds = closing == 0 and holding(order) is not None
    if order.quantity is None:
        order.quantity, order.found_at_fill = plan.wanted, True
        if plan.cut:
            # Reading: a reduce-only budget that would close more than is held is cut like a quantity.
            run.log(EventKind.ORDER_UPDATED, order, run.now)
    assert plan.lots <= order.left
    if plan.reason is not Reason.NONE:
        order.locked_money = order.locked_lots = 0
    release_part(order, plan.lots)
    order.filled += plan.lots
    order.paid += plan.lots * plan.price
    move(run, order, OrderStatus.PARTIALLY_FILLED if order.left else OrderStatus.FILLED)
    use_size(run, market, order.side, plan.liquidity, plan.lots)
    position, opened, realized = book_fill(run, order, closes, closing, opening, plan.price, commission)
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
    # Reading: linked orders before reduce-only ones, which a fill would else reduce twice.
    linked_filled(run, order, plan.lots)
    end_reduce_only(run, market, order)
    contingencies(run, order, plan, path_price, point, adds, late)
    end_if_bust(run)


def assert_within_row(run: Run, order: Order, plan: Plan, point: FillPoint) -> None:
    """F12: before slippage no fill is better than its row's range, only a limit over a gap is worse."""
    market = order.market
    if market.was_split:
        return  # a split may lie between its newest row and now
    if market.on_ticks:
        worse = market.tick if run.venue.remainder == "tick_worse" else 0
        sides = [side for side in (market.newest(1), market.newest(-1)) if side is not None]
        assert plan.liquidity is MAKER or any(abs(plan.executable - side) in (0, worse) for side in sides)
        return
    row = market.line(order.side)
    inside = row.low <= plan.executable <= row.high
    over_a_gap = plan.liquidity is MAKER and point is FillPoint.OPEN
    worse = run.venue.remainder == "tick_worse" and row.low - market.tick <= plan.executable <= row.high + market.tick
    assert inside or over_a_gap or worse, f"{plan} outside {row}"


def end_reduce_only(run: Run, market: Market, filled: Order) -> None:
    """F9: cut or end the accepted reduce-only orders of an instrument, in sequence, after a fill of it."""
    end_late(run, market)
    for order in run.live_orders(market):
        if not order.reduce_only or order is filled:
            continue
        left = reducible(order)
        if left == 0:
            cancel(run, order, Reason.POSITION_CLOSED)
        elif order.quantity is not None and order.left > left:
            update_quantity(run, order, left)
    shrink(run)


def contingencies(
    run: Run, order: Order, plan: Plan, path_price: int, point: FillPoint, adds: bool, late: bool
) -> None:
    """F10: a member's fill shrinks or ends its siblings; an entry's fill lets its children arrive, stop-loss first.

    ``adds``: it enlarged a position. ``late``: the entry filled at a price where the path does not stand; its children are live from the next row.

    Reading: a rung without a lot ends (``QUANTITY_ZERO``) in its turn, or waits while its entry may fill further. Until
    an entry has something to protect its exits wait as well.
    """
    market = order.market
    if order.member_of is not None:
        market.children_filled = True
        member_filled(run, order, plan.lots)
    if order.bracket is not None:
        more = order.is_open and plan.reason is Reason.NONE
        order.bracket.anchors.append((anchor_price(run, run.fills[-1]), plan.lots))
        bracket = covering_bracket(run, order, adds)
        if bracket is not order.bracket:
            more = bracket.entry.is_open
        lots, protects = start_bracket(run, bracket, plan.lots)
        waits = protects and is_late(run, bracket.entry)
        for child, part, level in terms_of(run, bracket, lots):
            if more and (part == 0 or not protects):
                continue
            if child.is_open and part == 0:
                cancel(run, child, Reason.QUANTITY_ZERO)
            elif child.is_open and change_terms(run, child, part, level):
                if child.waits_for_row and not child.is_live:
                    continue  # Reading: a further fill of the entry does not put its exits off.
                if waits and not child.is_live:
                    child.live_from, child.waits_for_row = run.now if run.arrived is None else run.arrived, True
                    child.late_row = market.row.number if market.on_ticks else None
                elif late:
                    wait_for_the_next_row(run, child, point)
                else:
                    arrive(run, child, path_price, point)
    children_follow(run, order, path_price, point, late)


def wait_for_the_next_row(run: Run, child: Order, point: FillPoint) -> None:
    """F1: accept a child whose entry filled at a price of its row; it rests out of that row's reach."""
    if reducible(child) == 0:
        move(run, child, OrderStatus.REJECTED, Reason.NOTHING_TO_REDUCE)
        return
    if child.trail is not None:
        activate(child, child.trail.reference)
    if child.break_even is not None and child not in child.market.break_evens:
        child.market.break_evens.append(child)
    if not child.is_live:
        move(run, child, OrderStatus.ACCEPTED)
    assert child.quantity is not None
    if child.quantity - child.filled > reducible(child):
        update_quantity(run, child, reducible(child))
    if point is not FillPoint.CLOSE:
        child.aside = child.market.row.number
