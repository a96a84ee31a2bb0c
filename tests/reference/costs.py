"""What a fill costs: slippage in ticks (F13) and fees in money (F14)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import FillCause, LiquiditySide

from .grid import count, next_multiple, round_half_away
from .orders import LIMITS
from .scenario import FixedSlippage, FlatFees, PercentageFees

if TYPE_CHECKING:
    from .market import Market
    from .orders import Order
    from .state import Run


def slipped(run: Run, order: Order, price: int) -> int:
    """Return the price of a TAKER fill whose executable price is ``price``.

    Rounded to a tick the worse way, never past the order's own limit, never from above zero to below one tick.
    """
    model = run.venue.slippage
    if model is None or order.cause is FillCause.CLOSE_OUT:
        return price
    tick = order.market.tick
    if isinstance(model, FixedSlippage):
        distance = Fraction(model.ticks * tick)
    else:
        distance = abs(price) * Fraction(model.bps) / 10000
    result = next_multiple(price + order.side * distance, tick, order.side)
    if order.side < 0 and price > 0:
        result = max(result, tick)
    if order.type in LIMITS:
        assert order.price is not None
        result = min(result, order.price) if order.side > 0 else max(result, order.price)
    return result


def fee(run: Run, market: Market, notional: int, liquidity: LiquiditySide) -> int:
    """Return the fee of a fill in units, the sum of the models' fees, each rounded.

    Each order has one fill in this scope, so a flat fee per order and one per fill are the same.
    """
    models = run.venue.fees
    if models is None:
        models = (PercentageFees(market.instrument.maker_fee or 0, market.instrument.taker_fee or 0),)  # type: ignore[arg-type]
    total = 0
    for model in models:
        if isinstance(model, FlatFees):
            total += count(model.amount, run.scenario.currency_precision)
        else:
            rate = model.maker if liquidity is LiquiditySide.MAKER else model.taker
            total += round_half_away(notional * Fraction(rate))
    return total
