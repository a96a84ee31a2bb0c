"""How far a fill lies beyond the price it was offered (rules F12, F13).

Twin of ``venues/slippage.py``. The result is rounded to a tick the worse way, never passes the order's own
limit and never takes a positive price below one tick. Ticks and basis points are worked out in place; the
models that few runs use stand behind a call, one of the user's own behind the entry ``custom_models.slip``.
"""

from __future__ import annotations

from math import sqrt

from fastbt.codes import FillCause, LiquiditySide, OrderType, RunStatus
from fastbt.kernels.draws import SLIPPAGE, happens
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import (
    I64,
    call,
    fail_of,
    i64_at,
    instrument_at,
    model_at,
    offer_at,
    order_at,
    run_at,
    venue_at,
)
from fastbt.kernels.prices import high_for, low_for
from fastbt.kernels.state import LIMIT, NOTHING, ORDER_REDUCE_ONLY, RATE
from fastbt.kernels.wide import (
    divide_product,
    multiply_divide,
    multiply_divide_ceiling,
    round_down_to,
    round_up_to,
)

EXPIRY = int(FillCause.EXPIRY)
REBALANCE = int(FillCause.REBALANCE)
RISK_HALT = int(FillCause.RISK_HALT)
TAKER = int(LiquiditySide.TAKER)
OVERFLOW = int(RunStatus.OVERFLOW)
STOP_MARKET = int(OrderType.STOP_MARKET)
TRAILING_STOP_MARKET = int(OrderType.TRAILING_STOP_MARKET)
TRAILING_STOP_LIMIT = int(OrderType.TRAILING_STOP_LIMIT)
NONE, TICKS, BASIS_POINTS, SPREAD, VOLUME, PROBABILISTIC, OWN = 0, 1, 2, 3, 4, 5, 6
ON_TAKER, ON_ALL, ON_ENTRIES, ON_NO_STOPS = 0, 1, 2, 3
LARGEST_SHARE = 1000 * RATE
"""Of a row's volume, so that its square fits 62 bits."""


@helper(I64(I64))
def root_of_rate(rate: int) -> int:
    """Square root of a rate from 0 up, rounded down to 10^-12."""
    root = int(sqrt(rate) * 1e6)
    while root > 0 and divide_product(rate, RATE, root)[0] < root:
        root -= 1
    while divide_product(rate, RATE, root + 1)[0] >= root + 1:
        root += 1
    return root


@helper(I64(I64, I64, I64))
def power_of_share(lots: int, volume: int, halves: int) -> int:
    """(lots / volume) ^ (halves / 2) as a rate, each product rounded; a share counts as 1000 at most."""
    share = multiply_divide(lots, RATE, max(volume, 1))
    if share == NOTHING or share > LARGEST_SHARE:
        share = LARGEST_SHARE
    power = share if halves > 1 else RATE
    if halves == 4:
        power = multiply_divide(share, share, RATE)
    return multiply_divide(power, root_of_rate(share), RATE) if halves % 2 == 1 else power


@helper(I64(I64, I64, I64, I64, I64))
def own_distance(run: int, order: int, price: int, liquidity: int, lots: int) -> int:
    """How far a fill slips under a model of the user's own, ticks; NOTHING when that ended the run."""
    s = run_at(run, 0)
    v = venue_at(s.venues, instrument_at(s.instruments, order_at(s.orders, order).instrument).venue)
    m = model_at(s.models, v.slippage_amount)
    m.order = order
    t = offer_at(m.terms, 0)
    t.is_maker = 0 if liquidity == TAKER else 1
    t.price = price
    t.quantity = lots
    return call(s.slip, run, v.slippage_amount)


@helper(I64(I64, I64, I64, I64, I64))
def rarer_distance(run: int, order: int, price: int, liquidity: int, lots: int) -> int:
    """How far a fill slips under the models that need more than the price, ticks; NOTHING beyond the range.

    ``lots``: of the fill, before the funds cut it.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    v = venue_at(s.venues, i.venue)
    if v.slippage == OWN:
        return own_distance(run, order, price, liquidity, lots)
    if v.slippage == SPREAD:
        return multiply_divide_ceiling(i64_at(s.spread, i.current_row), v.slippage_amount, RATE)
    if v.slippage == PROBABILISTIC:
        return i.price_increment if happens(run, SLIPPAGE, order, i.current_row, v.slippage_amount) else 0
    power = power_of_share(lots, i64_at(s.volume, i.current_row), v.slippage_halves)
    rate = multiply_divide(v.slippage_amount, power, RATE)
    if rate == NOTHING or rate > RATE:
        rate = RATE  # the price itself at most
    return multiply_divide_ceiling(price if price >= 0 else -price, rate, RATE)


@helper(I64(I64), inline=True)
def is_stop(kind: int) -> int:
    """1 for the order types that trigger on the adverse side."""
    return 1 if kind >= STOP_MARKET and (kind <= TRAILING_STOP_MARKET or kind == TRAILING_STOP_LIMIT) else 0


@helper(I64(I64, I64, I64), inline=True)
def slips(run: int, order: int, liquidity: int) -> int:
    """1 when the venue's model is for this fill (``slippage_on``)."""
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    v = venue_at(s.venues, instrument_at(s.instruments, o.instrument).venue)
    if v.slippage == NONE or (o.cause >= EXPIRY and o.cause != REBALANCE and o.cause != RISK_HALT):
        return 0
    if v.slippage_on == ON_ALL:
        return 1
    if liquidity != TAKER:
        return 0
    if v.slippage_on == ON_ENTRIES:
        return 1 if o.flags & ORDER_REDUCE_ONLY == 0 else 0
    return 0 if v.slippage_on == ON_NO_STOPS and is_stop(o.type) == 1 else 1


@helper(I64(I64, I64, I64, I64, I64), inline=True)
def slipped(run: int, order: int, price: int, liquidity: int, lots: int) -> int:
    """Price of a fill after slippage, ticks.

    ``lots``: quantity of the fill, read by the models by volume and of the user's own only.
    """
    s = run_at(run, 0)
    o = order_at(s.orders, order)
    i = instrument_at(s.instruments, o.instrument)
    v = venue_at(s.venues, i.venue)
    if slips(run, order, liquidity) == 0:
        return price
    # rounded up to a grid count here and to a tick below: the same as rounding the exact price the worse way
    size = price if price >= 0 else -price
    if v.slippage == TICKS:
        distance = v.slippage_amount * i.price_increment
    elif v.slippage == BASIS_POINTS:
        distance = multiply_divide_ceiling(size, v.slippage_amount, RATE)
    else:
        distance = rarer_distance(run, order, price, liquidity, lots)
    if distance == NOTHING or distance >= LIMIT:
        fail_of(run, OVERFLOW, o.instrument)
        return price
    if o.side > 0:
        worse = round_up_to(price + distance, i.price_increment)
        if v.clamp == 1:
            worse = min(worse, price if s.on_tick == 1 else max(high_for(run, i.current_row, 1), price))
        return o.price if o.price != NOTHING and worse > o.price else worse
    worse = round_down_to(price - distance, i.price_increment)
    if v.clamp == 1:
        worse = max(worse, price if s.on_tick == 1 else min(low_for(run, i.current_row, -1), price))
    if price > 0 and worse < i.price_increment:
        worse = min(price, i.price_increment)
    return o.price if o.price != NOTHING and worse < o.price else worse
