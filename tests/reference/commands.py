"""Sending: orders, cancels, closes and the rows of an order table (T3 phases 6 and 7)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from fastbt.codes import (
    EventKind,
    FillPoint,
    OrderSide,
    OrderStatus,
    OrderType,
    Reason,
    SizeRule,
    TimeInForce,
)

from .brackets import Bracket, Level, create_children, due_time_stops, new_time_stop
from .checks import kind_of, refusal
from .children import joined, tie_of
from .grid import exact_count, nearest_multiple
from .latency import act_on_modify, latest_arrival, send_cancel, send_modify, set_arrival
from .linked import link_of
from .matching import arrive
from .orders import FOR_SESSION, ON_CLOSE, ON_OPEN, Order, move
from .trailing import Trail

if TYPE_CHECKING:
    from .market import Market
    from .state import Run

NEVER = 2**62
UTC_DAY = 86_400 * 10**9
SIZE_RULES = {
    "equity": SizeRule.PERCENT_OF_EQUITY,
    "cash": SizeRule.PERCENT_OF_CASH,
    "value": SizeRule.VALUE,
    "risk": SizeRule.RISK_PERCENT,
}


def nanoseconds(duration: timedelta) -> int:
    """Return a duration in nanoseconds."""
    return (duration.days * 86_400 + duration.seconds) * 10**9 + duration.microseconds * 1_000


def submit(run: Run, order: Order, name: str | None = None) -> None:
    """Send an order: check it, lock its funds, create its children; with ``this_close`` it arrives at once."""
    run.add(order)
    reason = refusal(run, order)
    if reason is not Reason.NONE:
        if order.reverses:
            order.quantity = None  # found at the fill only
        order.bracket = None
        move(run, order, OrderStatus.DENIED, reason)
        return
    if order.link is not None:
        order.link.orders.append(order)
    move(run, order, OrderStatus.SUBMITTED)
    joined(run, order)
    set_arrival(run, order)
    if order.bracket is not None:
        create_children(run, order, name)
    arrive_at_close(run, order)


def arrive_at_close(run: Run, order: Order) -> None:
    """T5: under ``this_close`` an order arrives at once, at its instrument's last close."""
    if order.type in FOR_SESSION:
        return
    if order.market.on_ticks:
        if run.venue.tick_timing == "this_row":
            arrive(run, order, order.market.executable(order.side), FillPoint.CLOSE)
    elif run.venue.fill_timing == "this_close":
        arrive(run, order, order.market.newest(order.side), FillPoint.CLOSE)


def send_time_stops(run: Run, market: Market) -> None:
    """S4: send the time stops due at this row's close, before its signals.

    Reading: in an order-table run they go before all commands of the group, row by row. Being sent, they are
    checked as other orders are (A11): one below the minimum quantity is denied, and not sent again.
    """
    for bracket in due_time_stops(run, market.id):
        if bracket.left:
            submit(run, new_time_stop(run, bracket))


def send_close(
    run: Run, market: Market, side: int, name: str | None = None, strategy: str = "S", opener: Order | None = None
) -> Order:
    """Send a reduce-only market order on a side for all that it can close at its fill."""
    order = Order(
        sequence=len(run.orders) + 1,
        id=run.new_id(name),
        market=market,
        side=side,
        rule=SizeRule.POSITION,
        reduce_only=True,
        strategy=strategy,
        opener=opener,
        role="exit",
    )
    submit(run, order)
    return order


def level(words: dict[str, Any], name: str, precision: int, tick: int) -> Level | None:
    """Return the stop-loss or take-profit that the words of a bracket describe; prices to the nearest tick (A11)."""
    fraction, price, offset = (words.get(name + suffix) for suffix in ("", "_price", "_offset"))
    if price is not None:
        return Level("price", Fraction(nearest_multiple(exact_count(price, precision), tick)))
    if offset is not None:
        return Level("offset", Fraction(nearest_multiple(exact_count(offset, precision), tick)))
    return None if fraction is None else Level("fraction", Fraction(fraction))


def take_profits(words: dict[str, Any], precision: int, tick: int) -> tuple[tuple[Level, Fraction], ...]:
    """Return where the take-profits lie and their shares; a ladder is a tuple of (level, share)."""
    names = [name for name in ("take_profit", "take_profit_price", "take_profit_offset") if words.get(name) is not None]
    if not names:
        return ()
    value = words[names[0]]
    rungs = value if isinstance(value, tuple) else ((value, 1),)
    found = []
    for where, share in rungs:
        one = level({names[0]: where}, "take_profit", precision, tick)
        assert one is not None
        found.append((one, Fraction(share)))
    return tuple(found)


def attach_bracket(order: Order, words: dict[str, Any]) -> None:
    """Give an order a bracket if its words ask for one."""
    precision, tick = order.market.instrument.price_precision, order.market.tick
    stop, targets = level(words, "stop_loss", precision, tick), take_profits(words, precision, tick)
    follower = level(words, "trailing_stop", precision, tick)
    time_stop = words.get("time_stop")
    if stop is None and follower is None and not targets and time_stop is None:
        return
    order.bracket = Bracket(entry=order, stop=stop, trailing_stop=follower, targets=targets)
    if stop is not None and words.get("break_even") is not None:
        # Reading: on a row without a stop-loss there is nothing to move.
        order.bracket.break_even = Fraction(words["break_even"])
    if isinstance(time_stop, timedelta):
        order.bracket.time_stop_ns = nanoseconds(time_stop)
    else:
        order.bracket.time_stop_rows = time_stop


def end_of_row(market: Market, rows: int) -> int:
    """Return the end of the row that comes ``rows`` after the instrument's last; beyond the data: never.

    Reading: so an order that expires after n bars is live on its instrument's next n rows.
    """
    own = [row for row in market.rows if row.decides]
    number = market.own_rows - 1 + rows
    return own[number].ts_event if number < len(own) else NEVER


def end_of_session(run: Run) -> int:
    """F8: the close of the session in progress now, else of the next to open; without a calendar a UTC day.

    Reading: at a close the session is over, so that what is sent there is for the next one.
    """
    sessions, now = run.venue.calendar, latest_arrival(run)
    if sessions is None:
        return (now // UTC_DAY + 1) * UTC_DAY
    return next(close for _, close in sessions if close > now)


def open_of_session(run: Run) -> int:
    """F7: when the session opens that ends next."""
    end = end_of_session(run)
    sessions = run.venue.calendar
    return end - UTC_DAY if sessions is None else next(opened for opened, close in sessions if close == end)


def next_session(run: Run) -> tuple[int, int]:
    """F7: open and close of the first session that opens now or later.

    Reading: an order on open sent while a session is on is for the next one.
    """
    sessions, now = run.venue.calendar, latest_arrival(run)
    if sessions is None:
        opens = -(-now // UTC_DAY) * UTC_DAY
        return opens, opens + UTC_DAY
    return next((opened, closed) for opened, closed in sessions if opened >= now)


def default_force(kind: str | None) -> str:
    """F7: an order for one price of a session lives no longer than it."""
    return "DAY" if kind is not None and OrderType[kind] in FOR_SESSION else "GTC"


def trail_of(market: Market, words: dict[str, Any]) -> Trail | None:
    """How an order follows the market; prices to the nearest tick (A11), basis points as 12 decimals of a fraction."""
    if words.get("trailing_offset") is None:
        return None
    precision, tick = market.instrument.price_precision, market.tick
    unit = words.get("trailing_offset_type") or "PRICE"

    def distance(word: str) -> Fraction | None:
        number = words.get(word)
        if number is None:
            return None
        if unit == "PRICE":
            return Fraction(nearest_multiple(exact_count(number, precision), tick))
        return Fraction(number) * tick if unit == "TICKS" else Fraction(number) / 10_000

    offset, activation = distance("trailing_offset"), words.get("activation_price")
    assert offset is not None
    if activation is not None:
        activation = nearest_multiple(exact_count(activation, precision), tick)
    return Trail(offset, unit == "BASIS_POINTS", distance("limit_offset"), activation)


def new_order(run: Run, market: Market, side: int, words: dict[str, Any], name: str | None = None) -> Order:
    """Build an order from the words of api.md; ``price`` is the limit."""
    precision = market.instrument.price_precision
    limit, trigger = (
        None if words.get(word) is None else exact_count(words[word], precision)
        for word in ("price", "trigger_price")
    )
    kind = words.get("order_type")
    expires = words.get("expire_time") is not None or words.get("expire_after") is not None
    order = Order(
        sequence=len(run.orders) + 1,
        id=run.new_id(name),
        market=market,
        side=side,
        type=kind_of(limit, trigger) if kind is None else OrderType[kind],
        time_in_force=TimeInForce[words.get("time_in_force") or ("GTD" if expires else default_force(kind))],
        trigger_type=words.get("trigger_type") or "DEFAULT",
        expire_time=words.get("expire_time"),
        post_only=bool(words.get("post_only")),
        reduce_only=bool(words.get("reduce_only")) or words.get("position_id") is not None,
        strategy=words.get("strategy_id") or "S",
        opener=run.by_id.get(words.get("position_id")),
    )
    order.trail = trail_of(market, words)
    if order.trail is not None and kind is None:
        order.type = OrderType.TRAILING_STOP_MARKET if order.trail.limit_offset is None else OrderType.TRAILING_STOP_LIMIT
    if order.time_in_force is TimeInForce.DAY:
        order.expire_time = end_of_session(run)
    if order.type in ON_CLOSE:
        order.close_of = open_of_session(run), order.expire_time
    if order.type in ON_OPEN:
        order.session_open, order.expire_time = next_session(run)
    after = words.get("expire_after")
    if isinstance(after, timedelta):
        order.expire_time = run.now + nanoseconds(after)
    elif after is not None:
        order.expire_time = end_of_row(market, after)
    attach_bracket(order, words)
    if words.get("contingency") != "OTO":
        order.link = link_of(run, name, words.get("linked_ids"), words.get("contingency"))
    order.tie = tie_of(run, words)
    if order.tie is not None:
        order.parent = order.tie.parent
    # A11: floats go to the nearest tick and down to a lot, multiples of the increments (only exact numbers can be
    # off them, and those are refused before the run).
    order.price = None if limit is None else nearest_multiple(limit, market.tick)
    order.trigger = None if trigger is None else nearest_multiple(trigger, market.tick)
    if words.get("quantity") is not None:
        lots = exact_count(words["quantity"], market.instrument.size_precision)
        order.quantity = lots // market.lot * market.lot
    else:
        size: Decimal = words["size"]
        order.rule = SIZE_RULES[words.get("size_rule") or "equity"]
        # Reading: in a column the shares of equity, cash and risk are fractions, a value is money.
        scale = 10**run.scenario.currency_precision if order.rule is SizeRule.VALUE else 1
        order.budget = Fraction(size) * scale
    return order


def execute_row(run: Run, row: dict[str, Any]) -> None:
    """Execute one row of an order table."""
    action = row.get("action") or "submit"
    name = row.get("client_order_id")
    market = None if row.get("instrument_id") is None else run.markets[row["instrument_id"]]
    if action == "submit":
        assert market is not None
        submit(run, new_order(run, market, OrderSide[row["side"]], row, name), name)
    elif action == "close_position":
        assert market is not None
        strategy, opener = row.get("strategy_id") or "S", run.by_id.get(row.get("position_id"))
        own = [position for position in market.positions if position.strategy == strategy]
        if opener is not None:
            own = [position for position in own if position is opener.opened]
        if not own:
            run.log(EventKind.COMMAND_REFUSED, None, run.now, Reason.NO_POSITION)
        # Reading: both sides where both are held, the long one first; the second order has no name.
        for side in sorted({-position.side for position in own}):
            send_close(run, market, side, name, strategy, opener)
            name = None
    elif action == "modify":
        modify_by_id(run, row)
    elif action == "cancel":
        cancel_by_id(run, row["client_order_id"])
    else:
        assert action == "cancel_all"
        for order in [order for order in run.orders if market in (None, order.market)]:
            if order.is_open and order.strategy == (row.get("strategy_id") or "S"):
                send_cancel(run, order, Reason.BY_USER)


def modify_by_id(run: Run, row: dict[str, Any]) -> None:
    """Modify an order by its id; what cannot be done is refused, and the order stays as it was."""
    order = run.by_id.get(row["client_order_id"])
    if order is None:
        run.log(EventKind.COMMAND_REFUSED, None, run.now, Reason.ORDER_CLOSED)
    elif order.is_open:
        send_modify(run, order, row)
    else:
        act_on_modify(run, order, row)


def cancel_by_id(run: Run, name: str) -> None:
    """Cancel an order by its id; one that has ended refuses.

    Reading: an id that no order has (a child of a denied entry) is a refused command, not an error.
    """
    order = run.by_id.get(name)
    if order is None:
        run.log(EventKind.COMMAND_REFUSED, None, run.now, Reason.ORDER_CLOSED)
    elif order.is_open:
        send_cancel(run, order, Reason.BY_USER)
        if run.venue.cancel_linked == "on":
            siblings = [] if order.member_of is None else order.member_of.members
            for member in siblings if order.link is None else order.link.orders:
                if member is not order and member.is_open:
                    send_cancel(run, member, Reason.SIBLING_CANCELED)
    else:
        run.log(EventKind.ORDER_CANCEL_REJECTED, order, run.now, Reason.ORDER_CLOSED)
