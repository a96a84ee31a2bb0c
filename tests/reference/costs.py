"""What a fill costs: fees in money (F14)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import LiquiditySide

from .custom import own_fee
from .grid import count, exact_count, round_half_away
from .scenario import FlatFees, OwnFees, PercentageFees, PerUnitFees

if TYPE_CHECKING:
    from decimal import Decimal

    from .market import Market
    from .orders import Order
    from .scenario import BuiltInFees, TieredFees
    from .state import Run


def fee(
    run: Run, order: Order, price: int, notional: int, lots: int, liquidity: LiquiditySide, filled: int = 0
) -> int:
    """Return the fee of a fill at ``price`` in units, the sum of the models' fees, each rounded.

    ``filled``: what its order had filled before. It has paid a flat fee per order then, and per unit a fill pays
    what the order owes so far less what it owed before.
    """
    market, models = order.market, run.venue.fees
    if models is None:
        models = (PercentageFees(market.instrument.maker_fee or 0, market.instrument.taker_fee or 0),)  # type: ignore[arg-type]
    return sum(
        own_fee(run, order, model, price, notional, lots, liquidity, filled)
        if isinstance(model, OwnFees)
        else fee_of_model(run, market, model, notional, lots, liquidity, filled)
        for model in models
    )


def fee_of_model(
    run: Run, market: Market, model: BuiltInFees, notional: int, lots: int, liquidity: LiquiditySide, filled: int
) -> int:
    """Return what one model asks for a fill, in units."""
    precision = run.scenario.currency_precision
    if isinstance(model, FlatFees):
        return 0 if filled and model.per == "order" else count(model.amount, precision)
    if isinstance(model, PerUnitFees):
        before = owed(run, market, model, filled) if filled else 0
        return owed(run, market, model, filled + lots) - before
    maker, taker = model_rates(run, model)
    return round_half_away(notional * Fraction(maker if liquidity is LiquiditySide.MAKER else taker))


def owed(run: Run, market: Market, model: PerUnitFees, lots: int) -> int:
    """Return what an order of which ``lots`` have filled pays in all, by the unit."""
    precision = run.scenario.currency_precision
    units = Fraction(lots, 10**market.instrument.size_precision)
    total = max(round_half_away(exact_count(model.rate, precision) * units), count(model.minimum, precision))
    return total if model.maximum is None else min(total, count(model.maximum, precision))


def model_rates(run: Run, model: PercentageFees | TieredFees) -> tuple[Decimal, Decimal]:
    """Return the maker and the taker rate; of tiers those of the last one that the volume traded has reached."""
    if isinstance(model, PercentageFees):
        return model.maker, model.taker
    reached = [
        tier for tier in model.tiers if count(tier[0], run.scenario.currency_precision) <= run.traded
    ]
    return reached[-1][1:]
