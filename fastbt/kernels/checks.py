"""The checks before an order goes to the market (rules A11, A4, A5, F10).

Each gives a reason or 0; ``check`` asks them in order and locks what the order needs.
"""

from __future__ import annotations

from fastbt.codes import (
    LiquiditySide,
    OrderType,
    Reason,
    SizeRule,
    Sizing,
)
from fastbt.kernels.brackets import levels_in_order, rung_share, rung_value, rungs_of
from fastbt.kernels.funds import lock, price_when_sent
from fastbt.kernels.jit import helper
from fastbt.kernels.life import is_forced
from fastbt.kernels.memory import (
    I64,
    VOID,
    balance_at,
    bracket_at,
    call,
    i64_at,
    instrument_at,
    link_at,
    order_at,
    run_at,
    trail_at,
)
from fastbt.kernels.positions import reducible
from fastbt.kernels.prices import newest_price
from fastbt.kernels.sizing import budget_lots, has_stop
from fastbt.kernels.state import (
    BRACKET_NONE,
    BUST,
    FAR_UP,
    NOTHING,
    ORDER_ALL_HELD,
    ORDER_BUDGET,
    ORDER_REDUCE_ONLY,
    ORDER_REVERSE,
    ORDER_TIED,
    TRAIL_BREAK_EVEN,
)
from fastbt.kernels.value import notional

LIMIT_ORDER = int(OrderType.LIMIT)
STOP_MARKET = int(OrderType.STOP_MARKET)
STOP_LIMIT = int(OrderType.STOP_LIMIT)
MARKET_IF_TOUCHED = int(OrderType.MARKET_IF_TOUCHED)
LIMIT_IF_TOUCHED = int(OrderType.LIMIT_IF_TOUCHED)
FOUND_AT_FILL = ORDER_BUDGET | ORDER_REVERSE | ORDER_ALL_HELD
RISK_PERCENT = int(SizeRule.RISK_PERCENT)
AT_DECISION = int(Sizing.DECISION)
TAKER = int(LiquiditySide.TAKER)
LIMIT_ON_OPEN = int(OrderType.LIMIT_ON_OPEN)
LIMIT_ON_CLOSE = int(OrderType.LIMIT_ON_CLOSE)
NO_ACCOUNT = int(Reason.ACCOUNT_BUST)
NOT_TRADABLE = int(Reason.NOT_TRADABLE)
NO_PRICE = int(Reason.NO_PRICE)
INVALID_PRICE = int(Reason.INVALID_PRICE)
PRICE_OFF_GRID = int(Reason.PRICE_OFF_GRID)
QUANTITY_ZERO = int(Reason.QUANTITY_ZERO)
QUANTITY_OFF_GRID = int(Reason.QUANTITY_OFF_GRID)
BELOW_MIN_QUANTITY = int(Reason.BELOW_MIN_QUANTITY)
ABOVE_MAX_QUANTITY = int(Reason.ABOVE_MAX_QUANTITY)
BELOW_MIN_NOTIONAL = int(Reason.BELOW_MIN_NOTIONAL)
EXPIRED = int(Reason.EXPIRED)
BRACKET_LEVELS = int(Reason.BRACKET_LEVELS)
NO_STOP = int(Reason.NO_STOP)
SIBLING_FILLED = int(Reason.SIBLING_FILLED)
PARENT_ENDED = int(Reason.PARENT_ENDED)


@helper(I64(I64, I64), inline=True)
def check_prices(run: int, order: int) -> int:
    """The reason why an order's prices are refused, or 0."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    if i.tradable == 0:
        return NOT_TRADABLE
    if i.has_mark == 0:
        return NO_PRICE
    touched = o.type == MARKET_IF_TOUCHED or o.type == LIMIT_IF_TOUCHED
    needs_limit = o.type == LIMIT_ORDER or o.type == STOP_LIMIT or o.type == LIMIT_IF_TOUCHED
    needs_limit = needs_limit or o.type == LIMIT_ON_OPEN or o.type == LIMIT_ON_CLOSE
    needs_trigger = o.type == STOP_MARKET or o.type == STOP_LIMIT or touched
    if (needs_limit and o.price == NOTHING) or (needs_trigger and o.trigger == NOTHING):
        return INVALID_PRICE
    if (o.price != NOTHING and o.price <= 0) or (o.trigger != NOTHING and o.trigger <= 0):
        return INVALID_PRICE
    if o.trail >= 0 and trail_at(s.trails, o.trail).kind != TRAIL_BREAK_EVEN:
        t = trail_at(s.trails, o.trail)
        if t.offset <= 0 or (t.limit_offset != NOTHING and t.limit_offset < 0):
            return INVALID_PRICE
        if t.activation != NOTHING and t.activation <= 0:
            return INVALID_PRICE
        if t.activation != NOTHING and t.activation % i.price_increment != 0:
            return PRICE_OFF_GRID
    if o.price != NOTHING and o.price % i.price_increment != 0:
        return PRICE_OFF_GRID
    if o.trigger != NOTHING and o.trigger % i.price_increment != 0:
        return PRICE_OFF_GRID
    return 0


@helper(I64(I64, I64, I64), inline=True)
def check_quantity(run: int, order: int, lots: int) -> int:
    """The reason why a quantity is refused, or 0."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    if lots <= 0:
        return QUANTITY_ZERO
    if lots % i.size_increment != 0:
        return QUANTITY_OFF_GRID
    if i.min_quantity != NOTHING and lots < i.min_quantity:
        return BELOW_MIN_QUANTITY
    if i.max_quantity != NOTHING and lots > i.max_quantity:
        return ABOVE_MAX_QUANTITY
    if i.min_notional != NOTHING and o.flags & ORDER_REDUCE_ONLY == 0:
        value = notional(run, o.instrument, price_when_sent(run, order), lots)
        if abs(value) < i.min_notional:
            return BELOW_MIN_NOTIONAL
    return 0


@helper(I64(I64, I64, I64), inline=True)
def check_bracket(run: int, order: int, bracket: int) -> int:
    """The reason why an order's stop-loss or take-profit is refused, or 0."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if bracket < 0:
        return NO_STOP if o.size_rule == RISK_PERCENT else 0
    b = bracket_at(s.brackets, bracket)
    if b.stop_kind != BRACKET_NONE and b.stop_value <= 0:
        return INVALID_PRICE
    if b.trailing_stop_kind != BRACKET_NONE and b.trailing_stop_value <= 0:
        return INVALID_PRICE
    if b.break_even != NOTHING and b.break_even <= 0:
        return INVALID_PRICE
    for n in range(rungs_of(run, bracket)):
        if rung_value(run, bracket, n) <= 0 or rung_share(run, bracket, n) <= 0:
            return INVALID_PRICE
    if levels_in_order(run, order, bracket, price_when_sent(run, order)) == 0:
        return BRACKET_LEVELS
    if o.size_rule == RISK_PERCENT and has_stop(run, bracket) == 0:
        return NO_STOP
    return 0


@helper(VOID(I64, I64, I64))
def size_now(run: int, order: int, bracket: int) -> None:
    """Resolve a budget at the decision: from here on it is an ordinary quantity."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    price = newest_price(run, o.instrument, o.side)
    mark = instrument_at(s.instruments, o.instrument).mark
    o.bracket = bracket
    lots = budget_lots(run, order, price, mark, TAKER, reducible(run, order))
    o.bracket = -1
    o.flags &= ~ORDER_BUDGET
    if o.flags & ORDER_REVERSE != 0:
        o.amount = lots
    else:
        o.quantity = lots
        o.original_quantity = lots


@helper(I64(I64, I64, I64, I64), inline=True)
def check(run: int, order: int, bracket: int, sizing: int) -> int:
    """All pre-trade checks in the order of rule A11, then the locks.

    The reason of the first that fails, or 0.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if is_forced(run, order) == 1:
        return 0
    if balance_at(s.balances, instrument_at(s.instruments, o.instrument).balance).status == BUST:
        return NO_ACCOUNT
    reason = check_prices(run, order)
    if reason != 0:
        return reason
    unmeasured = o.size_rule == RISK_PERCENT and has_stop(run, bracket) == 0
    if o.flags & ORDER_BUDGET != 0 and sizing == AT_DECISION and not unmeasured:
        size_now(run, order, bracket)
    if o.flags & FOUND_AT_FILL == 0:
        reason = check_quantity(run, order, o.quantity)
    elif o.flags & (ORDER_BUDGET | ORDER_ALL_HELD) == 0:
        reason = check_quantity(run, order, o.amount)
    if reason != 0:
        return reason
    if o.expire != FAR_UP and o.expire <= i64_at(s.ts_event, s.row):
        return EXPIRED
    reason = check_bracket(run, order, bracket)
    if reason != 0:
        return reason
    if o.link >= 0 and link_at(s.links, o.link).filled > 0:
        return SIBLING_FILLED
    if o.flags & ORDER_TIED != 0 and call(s.tie_sent, run, order) == 1:
        return PARENT_ENDED
    reason = lock(run, order)
    return call(s.assess, run, order) if reason == 0 and s.risk != 0 else reason
