"""How far a fill lies beyond its executable price, in ticks (F12, F13)."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING

from fastbt.codes import FillCause, LiquiditySide

from .chance import SLIPPAGE, happens
from .custom import own_distance
from .grid import next_multiple, round_half_away
from .scenario import BasisPointsSlippage, FixedSlippage, OwnSlippage, SpreadSlippage, VolumeSlippage

if TYPE_CHECKING:
    from .orders import Order
    from .state import Run

PLACES = 10**12


def slips(run: Run, order: Order, liquidity: LiquiditySide) -> bool:
    """F13: whether a fill slips at all, by the venue's ``slippage_on``."""
    if run.venue.slippage is None or order.cause is FillCause.CLOSE_OUT:
        return False
    if run.venue.slippage_on == "all":
        return True
    if liquidity is not LiquiditySide.TAKER:
        return False
    if run.venue.slippage_on == "entries":
        return not order.reduce_only
    return run.venue.slippage_on == "taker" or "STOP" not in order.type.name


def slipped(run: Run, order: Order, price: int, liquidity: LiquiditySide, lots: int) -> int:
    """Return the price of a fill of ``lots`` whose executable price is ``price``.

    Rounded to a tick the worse way, never past the order's own limit, never from above zero to below one tick.
    """
    if not slips(run, order, liquidity):
        return price
    tick, row = order.market.tick, order.market.line(order.side)
    moved = distance(run, order, price, lots, liquidity)
    result = next_multiple(price + order.side * moved, tick, order.side)
    if run.venue.clamp_slippage == "on" and order.market.on_ticks:
        result = price  # a tick is one moment
    elif run.venue.clamp_slippage == "on":
        # The offered price itself may lie outside the range: a limit's own over a gap.
        result = min(result, max(row.high, price)) if order.side > 0 else max(result, min(row.low, price))
    if order.side < 0 and price > 0:
        result = max(result, min(price, tick))
    if order.has_limit:
        assert order.price is not None
        result = min(result, order.price) if order.side > 0 else max(result, order.price)
    return result


def distance(run: Run, order: Order, price: int, lots: int, liquidity: LiquiditySide) -> Fraction:
    """Return how far the model moves the price, in ticks."""
    model, row, tick = run.venue.slippage, order.market.row, order.market.tick
    assert model is not None
    if isinstance(model, OwnSlippage):
        return own_distance(run, order, model, price, lots, liquidity)
    if isinstance(model, FixedSlippage):
        return Fraction(model.ticks * tick)
    if isinstance(model, BasisPointsSlippage):
        return abs(price) * Fraction(model.bps) / 10000
    if isinstance(model, SpreadSlippage):
        assert row.spread is not None
        return row.spread * Fraction(model.fraction)
    if isinstance(model, VolumeSlippage):
        assert row.volume is not None
        share = min(Fraction(lots, max(row.volume, 1)), Fraction(1000))
        power = power_of_share(share, int(model.p * 2))
        return abs(price) * min(places(Fraction(model.k) * power), Fraction(1))
    drawn = happens(run.venue.seed, SLIPPAGE, order.sequence - 1, row.number, model.probability)
    return Fraction(tick if drawn else 0)


def power_of_share(share: Fraction, halves: int) -> Fraction:
    """Return share ^ (halves / 2) to 12 places: share and each product rounded, the root rounded down."""
    share = places(share)
    root = Fraction(isqrt(int(share * PLACES) * PLACES), PLACES)
    result = share if halves > 1 else root
    if halves == 3:
        result = places(share * root)
    return places(share * share) if halves == 4 else result


def places(number: Fraction) -> Fraction:
    """Return the number of 12 places nearest to one."""
    return Fraction(round_half_away(number * PLACES), PLACES)
