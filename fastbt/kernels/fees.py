"""What a fill costs (rule F14): the sum of an instrument's fee models, each rounded to a unit.

Twin of ``venues/fees.py``. A fee is positive when it is paid, negative when it is a rebate. Percentages and
flat amounts are worked out in place; the models that few runs use stand behind a call, those of the user's
own behind the entry ``custom_models.charge``.
"""

from __future__ import annotations

from fastbt.codes import LiquiditySide, RunStatus
from fastbt.kernels.jit import helper
from fastbt.kernels.memory import (
    I64,
    VOID,
    balance_at,
    call,
    charge_at,
    fail_of,
    fee_at,
    instrument_at,
    model_at,
    order_at,
    run_at,
)
from fastbt.kernels.state import LIMIT, NOTHING
from fastbt.kernels.value import at_rate
from fastbt.kernels.wide import multiply_divide

MAKER = int(LiquiditySide.MAKER)
OVERFLOW = int(RunStatus.OVERFLOW)
PERCENTAGE, FLAT_PER_ORDER, FLAT_PER_FILL, PER_UNIT, TIER, OWN = 0, 1, 2, 3, 4, 5


@helper(I64(I64, I64, I64, I64))
def units_fee(run: int, instrument: int, fee: int, lots: int) -> int:
    """What an order of ``lots`` pays in all under a model per unit, between its least and its most; money."""
    f = fee_at(run_at(run, 0).fees, fee)
    total = multiply_divide(lots, f.amount, f.divisor)
    if total == NOTHING:
        fail_of(run, OVERFLOW, instrument)
        return 0
    return min(max(total, f.low), f.high)


@helper(I64(I64, I64, I64, I64, I64, I64, I64, I64))
def own_fee(
    run: int, order: int, model: int, price: int, size: int, liquidity: int, lots: int, filled: int
) -> int:
    """Fee of one fill under a model of the user's own."""
    s = run_at(run, 0)
    m = model_at(s.models, model)
    m.order = order
    c = charge_at(m.terms, 0)
    c.is_maker = 1 if liquidity == MAKER else 0
    c.price = price
    c.quantity = lots
    c.filled = filled
    c.notional = size
    return call(s.charge, run, model)


@helper(I64(I64, I64, I64, I64, I64, I64, I64, I64))
def rarer_fee(
    run: int, order: int, fee: int, price: int, size: int, liquidity: int, lots: int, filled: int
) -> int:
    """Fee of one fill under a model per unit, one of the user's own, or one tier of a model by volume.

    A fill pays the order's total so far less what its fills before have paid.
    """
    s = run_at(run, 0)
    f = fee_at(s.fees, fee)
    instrument = order_at(s.orders, order).instrument + 0
    if f.kind == PER_UNIT:
        paid = units_fee(run, instrument, fee, filled) if filled > 0 else 0
        return units_fee(run, instrument, fee, filled + lots) - paid
    if f.kind == OWN:
        return own_fee(run, order, f.model, price, size, liquidity, lots, filled)
    traded = balance_at(s.balances, instrument_at(s.instruments, instrument).balance).traded
    if traded < f.low or traded >= f.high:
        return 0
    return at_rate(run, size, f.maker if liquidity == MAKER else f.taker)


@helper(I64(I64, I64, I64, I64, I64, I64, I64), inline=True)
def fee_of(run: int, order: int, price: int, value: int, liquidity: int, lots: int, filled: int) -> int:
    """Fee of one fill of an order, money.

    ``price``: of the fill; ``value``: its notional, the sign ignored; ``liquidity``: a ``LiquiditySide``;
    ``lots``: of the fill; ``filled``: lots that the order filled before.
    """
    s = run_at(run, 0)
    i = instrument_at(s.instruments, order_at(s.orders, order).instrument)
    size = value if value >= 0 else -value
    total = 0
    for k in range(i.fee_first, i.fee_first + i.fee_count):
        f = fee_at(s.fees, k)
        if f.kind == PERCENTAGE:
            total += at_rate(run, size, f.maker if liquidity == MAKER else f.taker)
        elif f.kind >= PER_UNIT:
            total += rarer_fee(run, order, k, price, size, liquidity, lots, filled)
        elif f.kind == FLAT_PER_FILL or filled == 0:
            total += f.amount
    return total


@helper(VOID(I64, I64, I64), inline=True)
def add_traded(run: int, order: int, value: int) -> None:
    """Count a fill's notional to what its account has traded; beyond 62 bits it stays there."""
    s = run_at(run, 0)
    b = balance_at(s.balances, instrument_at(s.instruments, order_at(s.orders, order).instrument).balance)
    b.traded = min(b.traded + (value if value >= 0 else -value), LIMIT)
