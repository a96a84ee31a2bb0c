"""Targets: a signed position wanted on a row, and the order for the difference to it (S1, target)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from .commands import submit
from .funds import equity
from .grid import round_half_away
from .orders import Order

if TYPE_CHECKING:
    from .market import Market
    from .signal_words import Signals
    from .state import Run


def decide_target(run: Run, signals: Signals, market: Market) -> None:
    """Send the order that brings the position, with what waiting target orders still add, to the target."""
    target = signals.at("target", market.id, market.own_rows - 1)
    if target is None:
        return
    wanted = wanted_lots(run, signals.target_type, Fraction(target), market)
    waiting = [
        order for order in run.orders if order.market is market and order.role == "target" and order.is_open
    ]
    difference = wanted - market.held - sum(order.side * order.left for order in waiting)
    if difference == 0:
        return
    # Reading: one for less than is held, but on the side of the position (it takes back what waits), is not
    # reduce-only; one for nothing always is, so that it ends flat whatever the waiting ones come to.
    reduces = 0 < wanted * held_sign(market) < abs(market.held) and difference * market.held < 0
    order = Order(
        sequence=len(run.orders) + 1,
        id=run.new_id(),
        market=market,
        side=1 if difference > 0 else -1,
        quantity=abs(difference),
        reduce_only=wanted == 0 or reduces,
        unchecked_funds=signals.target_type != "quantity",
        role="target",
    )
    submit(run, order)


def held_sign(market: Market) -> int:
    """Return the sign of what is held."""
    return (market.held > 0) - (market.held < 0)


def wanted_lots(run: Run, kind: str, target: Fraction, market: Market) -> int:
    """Return the wanted signed lots; value and weight at this close, toward zero to a lot.

    Reading: a quantity goes toward zero to a lot too (floats go down to a lot, A11).
    """
    if kind == "quantity":
        return int(target * 10**market.instrument.size_precision / market.lot) * market.lot
    if kind == "value":
        # Reading: a value is money, so it goes to the nearest unit.
        money = Fraction(round_half_away(target * 10**run.scenario.currency_precision))
    else:
        # Reading: an account without equity wants nothing.
        money = Fraction(round_half_away(target * max(equity(run), 0)))
    assert market.price_of_decision is not None
    lots = money / (market.price_of_decision * market.factor)
    if market.instrument.inverse:
        lots = money * market.price_of_decision / market.factor
    return int(lots / market.lot) * market.lot
