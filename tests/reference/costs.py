"""What a fill costs: fees in money (F14)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import LiquiditySide

from .grid import count, exact_count, round_half_away
from .scenario import FlatFees, PercentageFees, PerUnitFees

if TYPE_CHECKING:
    from decimal import Decimal

    from .market import Market
    from .scenario import Fees, TieredFees
    from .state import Run


def fee(run: Run, market: Market, notional: int, lots: int, liquidity: LiquiditySide) -> int:
    """Return the fee of a fill in units, the sum of the models' fees, each rounded.

    Each order has one fill in this scope, so a flat fee per order and one per fill are the same, and a fill
    pays its order's whole fee per unit.
    """
    models = run.venue.fees
    if models is None:
        models = (PercentageFees(market.instrument.maker_fee or 0, market.instrument.taker_fee or 0),)  # type: ignore[arg-type]
    return sum(fee_of_model(run, market, model, notional, lots, liquidity) for model in models)


def fee_of_model(
    run: Run, market: Market, model: Fees, notional: int, lots: int, liquidity: LiquiditySide
) -> int:
    """Return what one model asks for a fill, in units."""
    precision = run.scenario.currency_precision
    if isinstance(model, FlatFees):
        return count(model.amount, precision)
    if isinstance(model, PerUnitFees):
        units = Fraction(lots, 10**market.instrument.size_precision)
        total = round_half_away(exact_count(model.rate, precision) * units)
        total = max(total, count(model.minimum, precision))
        return total if model.maximum is None else min(total, count(model.maximum, precision))
    maker, taker = model_rates(run, model)
    return round_half_away(notional * Fraction(maker if liquidity is LiquiditySide.MAKER else taker))


def model_rates(run: Run, model: PercentageFees | TieredFees) -> tuple[Decimal, Decimal]:
    """Return the maker and the taker rate; of tiers those of the last one that the volume traded has reached."""
    if isinstance(model, PercentageFees):
        return model.maker, model.taker
    reached = [
        tier for tier in model.tiers if count(tier[0], run.scenario.currency_precision) <= run.traded
    ]
    return reached[-1][1:]
