"""How many lots a budget buys (rule S2): the largest number whose cost with fee fits, found exactly.

Twin of ``strategies/sizers.py``. The search starts from budget / price and doubles its step, then halves it:
exact for any mixture of fees, roundings and limits, a few evaluations when the guess is good.
"""

from __future__ import annotations

from fastbt.codes import AccountType, SizeRule
from fastbt.kernels.fees import fee_of
from fastbt.kernels.funds import cost_of, equity_at, funds_for
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import (
    I64,
    account_at,
    bracket_at,
    instrument_at,
    order_at,
    run_at,
    venue_at,
)
from fastbt.kernels.state import (
    BRACKET_FRACTION,
    BRACKET_NONE,
    BRACKET_OFFSET,
    NOTHING,
    ORDER_REDUCE_ONLY,
    ORDER_REVERSE,
    RATE,
)
from fastbt.kernels.value import CASH, at_rate, loss_to, lots_worth, notional
from fastbt.kernels.wide import (
    multiply_divide,
    round_down_to,
    round_to,
    round_up_to,
)

VALUE = int(SizeRule.VALUE)
PERCENT_OF_EQUITY = int(SizeRule.PERCENT_OF_EQUITY)
PERCENT_OF_CASH = int(SizeRule.PERCENT_OF_CASH)
RISK_PERCENT = int(SizeRule.RISK_PERCENT)
MARGIN = int(AccountType.MARGIN)
LARGEST_INCREMENT = 9_000_000
"""Ticks an increment may have for RATE x increment to stay within 63 bits."""


@helper(I64(I64, I64, I64, I64, I64))
def exit_level(kind: int, amount: int, anchor: int, direction: int, increment: int) -> int:
    """A bracket's level, ticks: ``direction`` +1 above the anchor, -1 below (rule F10).

    ``kind``: a BRACKET_* code; ``amount``: 10^-12 of the anchor, ticks of distance, or the level itself.
    """
    if kind == BRACKET_FRACTION:
        size = anchor if anchor >= 0 else -anchor
        # anchor x (1 +- fraction) / increment is rounded once, so that a level is the tick nearest to the
        # exact one
        distance = direction * amount
        whole = RATE + (distance if anchor >= 0 else -distance)
        if increment < LARGEST_INCREMENT:
            steps = multiply_divide(size, whole, RATE * increment)
            return (steps if anchor >= 0 else -steps) * increment
        level = round_to(multiply_divide(size, whole, RATE), increment)
        return level if anchor >= 0 else -level
    if kind == BRACKET_OFFSET:
        return round_to(anchor + direction * amount, increment)
    return round_to(amount, increment)


@helper(I64(I64, I64, I64, I64, I64))
def trailing_level(kind: int, amount: int, reference: int, side: int, increment: int) -> int:
    """The trigger of a trailing stop of a side, ticks: a tick or more from its reference."""
    level = exit_level(kind, amount, reference, side, increment)
    if side < 0:
        return min(level, round_down_to(reference - 1, increment))
    return max(level, round_up_to(reference + 1, increment))


@helper(I64(I64, I64))
def has_stop(run: int, bracket: int) -> int:
    """1 when a bracket has a stop by whose distance risk is measured."""
    if bracket < 0:
        return 0
    b = bracket_at(run_at(run, 0).brackets, bracket)
    return 1 if b.stop_kind != BRACKET_NONE or b.trailing_stop_kind != BRACKET_NONE else 0


@helper(I64(I64, I64, I64))
def stop_distance(run: int, order: int, price: int) -> int:
    """Distance from an entry filled at ``price`` to the nearer of its stops, ticks; NOTHING without one."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    if o.bracket < 0:
        return NOTHING
    b = bracket_at(s.brackets, o.bracket)
    increment = instrument_at(s.instruments, o.instrument).price_increment
    distance = NOTHING
    if b.stop_kind != BRACKET_NONE:
        distance = abs(price - exit_level(b.stop_kind, b.stop_value, price, -o.side, increment))
    if b.trailing_stop_kind != BRACKET_NONE:
        level = trailing_level(b.trailing_stop_kind, b.trailing_stop_value, price, -o.side, increment)
        distance = abs(price - level) if distance == NOTHING else min(distance, abs(price - level))
    return distance


@helper(I64(I64, I64, I64, I64, I64, I64, I64, I64, I64, I64))
def fits(
    run: int,
    order: int,
    price: int,
    liquidity: int,
    against: int,
    lots: int,
    budget: int,
    funds: int,
    distance: int,
    risk: int,
) -> int:
    """1 when ``lots`` stay within the budget, the funds and the risk (NOTHING: no such limit).

    ``against``: lots held on the other side. A reversal closes them besides its own lots, any other order
    with its own lots first; closing needs no funds.
    """
    o = order_at(run_at(run, 0).orders, order)
    if budget != NOTHING:
        value = notional(run, o.instrument, price, lots)
        size = value if value >= 0 else -value
        if size + fee_of(run, order, price, value, liquidity, lots, 0) > budget:
            return 0
    closing = against if o.flags & ORDER_REVERSE != 0 else min(against, lots)
    opening = lots if o.flags & ORDER_REVERSE != 0 else lots - closing
    if funds != NOTHING and opening > 0 and cost_of(run, order, price, liquidity, closing, opening) > funds:
        return 0
    if distance != NOTHING:
        loss = loss_to(run, o.instrument, price, price - o.side * distance, lots)
        if loss == NOTHING or loss > risk:
            return 0
    if run_at(run, 0).status != 0:
        return 0  # what left the range is no amount to compare: the search ends, the run with it
    return 1


@helper(I64(I64, I64, I64, I64, I64, I64, I64, I64, I64, I64))
def largest(
    run: int,
    order: int,
    price: int,
    liquidity: int,
    against: int,
    most: int,
    budget: int,
    funds: int,
    distance: int,
    risk: int,
) -> int:
    """The largest multiple of the lot size, at most ``most`` (NOTHING: any), that fits; lots."""
    s = run_at(run, 0)
    i = instrument_at(s.instruments, order_at(s.orders, order).instrument)
    step = i.size_increment
    if price <= 0:
        return 0
    ceiling = NOTHING if most == NOTHING else most // step
    guess = ceiling
    limit = budget
    if limit == NOTHING:
        limit = risk if distance != NOTHING else funds
    if limit != NOTHING:
        if limit <= 0:
            return 0
        per = distance if budget == NOTHING and distance != NOTHING and i.inverse == 0 else price
        if per > 0:
            guess = lots_worth(run, order_at(s.orders, order).instrument, per, limit)
            guess = 0 if guess == NOTHING else guess // step
        if ceiling != NOTHING:
            guess = min(guess, ceiling)
    guess = max(guess, 0)
    low = 0  # fits
    high = guess + 1  # does not fit, once found
    if (
        guess == 0
        or fits(run, order, price, liquidity, against, guess * step, budget, funds, distance, risk) == 1
    ):
        low = guess
        stride = 1
        high = low + 1
        while (ceiling == NOTHING or high <= ceiling) and fits(
            run, order, price, liquidity, against, high * step, budget, funds, distance, risk
        ) == 1:
            low = high
            stride *= 2
            high = low + stride
        if ceiling != NOTHING and high > ceiling:
            high = ceiling + 1
    else:
        high = guess
        stride = 1
        low = guess - 1
        while (
            low > 0
            and fits(run, order, price, liquidity, against, low * step, budget, funds, distance, risk) == 0
        ):
            high = low
            stride *= 2
            low = max(low - stride, 0)
    while high - low > 1:
        middle = (low + high) >> 1
        if fits(run, order, price, liquidity, against, middle * step, budget, funds, distance, risk) == 1:
            low = middle
        else:
            high = middle
    return low * step


@helper(I64(I64, I64, I64, I64, I64, I64))
def budget_lots(run: int, order: int, price: int, mark: int, liquidity: int, against: int) -> int:
    """Lots that an order's size rule gives at ``price``, equity taken with this instrument at ``mark``.

    ``against``: lots held on the other side.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    funds = funds_for(run, order, price)
    budget = NOTHING
    distance = NOTHING
    risk = NOTHING
    if o.size_rule == VALUE:
        budget = o.amount
    elif o.size_rule == PERCENT_OF_EQUITY:
        budget = at_rate(run, equity_at(run, o.instrument, mark), o.amount)
    elif o.size_rule == PERCENT_OF_CASH:
        base = funds
        if venue_at(s.venues, i.venue).account_type == MARGIN:
            base = at_rate(run, funds, account_at(s.accounts, o.account).leverage)
        budget = at_rate(run, base, o.amount)
    else:
        risk = at_rate(run, equity_at(run, o.instrument, mark), o.amount)
        distance = stop_distance(run, order, price)
        if distance == NOTHING:
            return 0
    if o.side < 0 and venue_at(s.venues, i.venue).account_type == CASH:
        funds = NOTHING  # a sale is limited by holdings, not by cash
    elif o.flags & ORDER_REDUCE_ONLY != 0:
        funds = NOTHING  # what only closes needs none (rule A5); it is cut to the position
    return largest(run, order, price, liquidity, against, i.max_quantity, budget, funds, distance, risk)


@helper(I64(I64, I64, I64, I64, I64, I64))
def affordable(run: int, order: int, price: int, liquidity: int, closing: int, most: int) -> int:
    """The largest number of lots, at most ``most``, that the funds allow to open after ``closing``."""
    funds = funds_for(run, order, price)
    s = run_at(run, 0)
    step = instrument_at(s.instruments, order_at(s.orders, order).instrument).size_increment
    low = 0  # opening none needs nothing
    high = most // step + 1
    while high - low > 1:
        middle = (low + high) >> 1
        if cost_of(run, order, price, liquidity, closing, middle * step) <= funds:
            low = middle
        else:
            high = middle
    return min(low * step, most)
