"""Quotes and prints: where they leave an instrument's market, and what one of them sets in motion (T3, T5, T7, F)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastbt.codes import FillPoint, LiquiditySide, OrderStatus, Reason

from .latency import is_late
from .matching import arrive, fill, is_passed_over, plan_fill, wait_as_limit
from .modify import resume
from .orders import AT_ONCE, FOR_SESSION, ON_OPEN, Order, cancel, move
from .participation import ASK, BID, offer
from .tick_rows import PRINT, QUOTE, Tick
from .trailing import activate, break_even, follow, followed

if TYPE_CHECKING:
    from .market import Market
    from .state import Run

def rows_in_order(run: Run) -> list[tuple[Market, Tick]]:
    """T1: all ticks by time, quotes before prints, instrument, and the order of the feed."""
    pairs = [(market, row) for market in run.markets.values() for row in market.rows if isinstance(row, Tick)]
    kinds = (QUOTE, PRINT)
    return sorted(pairs, key=lambda pair: (pair[1].ts_event, kinds.index(pair[1].kind), pair[0].id))


def note_spreads(run: Run) -> None:
    """Give each tick the spread of the newest quote."""
    for market in run.markets.values():
        before: tuple[int | None, int | None] = (None, None)
        spread = None
        for row in market.rows:
            if not isinstance(row, Tick):
                continue
            if row.kind == QUOTE:
                before = sides_seen(row, before)
                bid, ask = sides_known(before)
                spread = max(ask - bid, 0)
            row.spread = spread


Sides = tuple[int | None, int | None]


def sides_seen(row: Tick, before: Sides) -> Sides:
    """The sides as quotes showed them last."""
    return (before[0] if row.bid is None else row.bid), (before[1] if row.ask is None else row.ask)


def sides_known(seen: Sides) -> tuple[int, int]:
    """T7: the same; a side that no quote has shown yet stands where the other one does (reading)."""
    bid, ask = seen
    known = bid if bid is not None else ask
    assert known is not None
    return (known if bid is None else bid), (known if ask is None else ask)


def take_in(run: Run, market: Market, row: Tick) -> None:
    """Let a tick move its instrument's market: quotes, and prints as long as there was no quote."""
    if row.kind == PRINT:
        market.last = row.price
        if not market.is_quoted:
            market.bid = market.ask = market.shown_bid = market.shown_ask = row.price
        return
    market.is_quoted = True
    offer(run, market, BID, row.bid_size)
    offer(run, market, ASK, row.ask_size)
    market.shown_bid, market.shown_ask = row.bid, row.ask
    market.seen_bid, market.seen_ask = sides_seen(row, (market.seen_bid, market.seen_ask))
    market.bid, market.ask = sides_known((market.seen_bid, market.seen_ask))


def run_tick(run: Run, market: Market, row: Tick) -> None:
    """T3 (3) on a tick: what rests and is reached, then what arrives, in sequence."""
    found = [(order, order.place) for order in reached(run, market, row)]
    for order, place in found:
        # an exit whose entry has filled further meanwhile has arrived anew, unless it waits as a market order
        moved = order.place != place and (order.awaits_trigger or order.is_resting_limit)
        if order.is_open and order.ts_accepted is not None and order.aside != row.number and not moved:
            act(run, order, row)
    arriving = [
        order
        for order in run.orders
        if order.market is market
        and order.role not in ("SL", "TS", "TP")
        and not order.parked
        and (order.status is OrderStatus.SUBMITTED or (order.is_live and order.resumes_from is not None))
    ]
    arriving += [o for o in run.orders if o.market is market and o.role in ("SL", "TS", "TP") and o.resumes_from is not None]
    arriving += [o for o in run.orders if o.market is market and is_late_exit(o, row)]
    for order in sorted(arriving, key=lambda order: order.place):
        if order.type in FOR_SESSION:
            meet_session(run, order, row)
            continue
        if order.sent_on_bars and order.ts_init == row.ts_event:
            continue  # T5: it waits for a later time
        if run.venue.latency is not None and row.ts_event <= at_venue(run, order):
            continue  # T6: for the first tick after it is at the venue
        price = market.executable(order.side)
        if order.is_live and order.resumes_from is not None:
            resume(run, order, price, FillPoint.OPEN)
        elif order.status is OrderStatus.SUBMITTED:
            arrive(run, order, price, FillPoint.OPEN)
    # F6: by each tick that tests them, after it has tested them
    bid, ask = market.executable(-1), market.executable(1)
    follow(run, market, bid, ask, [order for order in run.live_orders(market) if tests_trigger(market, order, row)])
    if row.kind == QUOTE or not market.is_quoted:
        break_even(run, market, bid, ask)


def meet_session(run: Run, order: Order, row: Tick) -> None:
    """F7: an order on open arrives on its session's first tick; where the session is over, it and one on close expire."""
    assert order.expire_time is not None
    if order.status is not OrderStatus.SUBMITTED:
        return
    if row.ts_event > order.expire_time:
        move(run, order, OrderStatus.EXPIRED, Reason.EXPIRED, order.expire_time)
    elif order.type in ON_OPEN and row.ts_event >= order.live_from:
        arrive(run, order, order.market.executable(order.side), FillPoint.OPEN)


def at_venue(run: Run, order: Order) -> int:
    """T6: when an order, or what changes it, is at the venue; before the row where nothing takes time."""
    if order.resumes_from is not None:
        return order.resumes_from
    late = is_late(run, order) and order.live_from > order.ts_init
    return order.live_from if late else -1


def is_late_exit(order: Order, row: Tick) -> bool:
    """F10 bracket_from: whether a tick is the next row after the fill of an exit's entry."""
    if not order.waits_for_row or order.status is not OrderStatus.SUBMITTED:
        return False
    return row.ts_event > order.live_from or order.late_row not in (None, row.number)


def tests_trigger(market: Market, order: Order, row: Tick) -> bool:
    """Whether a row brings a price by which a trigger is tested: its own kind; any without quotes."""
    if not market.is_quoted:
        return True
    return (row.kind == PRINT) == (order.trigger_type == "LAST_PRICE")


def limit_price_of(market: Market, order: Order, row: Tick) -> int | None:
    """The price by which a row reaches a resting limit: the print, or the side of the quote."""
    return row.price if row.kind == PRINT else market.executable(order.side)


def reached(run: Run, market: Market, row: Tick) -> list[Order]:
    """What rests and the tick reaches: triggers, waiting market orders, limits furthest beyond first."""
    live = [order for order in run.resting_orders(market) if order.aside != row.number]
    triggers = [o for o in live if o.awaits_trigger and tests_trigger(market, o, row) and o.is_triggered()]
    waiting = [
        o
        for o in live
        if not o.awaits_trigger and not o.is_resting_limit and market.executable(o.side) is not None
    ]
    beyond: list[tuple[int, Order]] = []
    for order in live:
        price = limit_price_of(market, order, row)
        if order.is_resting_limit and price is not None and order.side * (order.level - price) >= 0:
            beyond.append((order.side * ((order.price or 0) - price), order))
    limits = [order for _, order in sorted(beyond, key=lambda pair: -pair[0])]
    return triggers + waiting + limits


def act(run: Run, order: Order, row: Tick) -> None:
    """Let a live order act which a tick has reached."""
    market = order.market
    price = market.executable(order.side)
    liquidity = LiquiditySide.TAKER
    if order.is_dormant:
        activate(order, followed(order, price))
        return
    if order.awaits_trigger:
        move(run, order, OrderStatus.TRIGGERED)
        if price is None:
            if order.time_in_force in AT_ONCE:
                cancel(run, order, Reason.TIME_IN_FORCE)
            return
        if not order.limit_allows(price):
            wait_as_limit(run, order, FillPoint.OPEN)
            return
        if order.post_only:
            move(run, order, OrderStatus.REJECTED, Reason.POST_ONLY)
            return
    elif order.is_resting_limit:
        liquidity = LiquiditySide.MAKER
        price = limit_price_of(market, order, row)
        assert price is not None
        if is_passed_over(run, order, price):
            order.passed_over = row.number
            return
        price = order.price if run.venue.limit_gap == "limit" else price
    assert price is not None
    fill(run, order, plan_fill(run, order, price, liquidity), price, FillPoint.OPEN)
