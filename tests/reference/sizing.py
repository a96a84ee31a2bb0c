"""How a budget becomes a quantity (S2): the largest lot whose cost with fee fits, within the funds there are."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import LiquiditySide, Reason, SizeRule

from .brackets import stop_distance
from .costs import fee
from .funds import available, equity, fits_at_fill
from .grid import largest_multiple, round_half_away
from .holdings import closable

if TYPE_CHECKING:
    from .orders import Order
    from .state import Run

BUDGETS = (SizeRule.VALUE, SizeRule.PERCENT_OF_EQUITY, SizeRule.PERCENT_OF_CASH, SizeRule.RISK_PERCENT)


def budget(run: Run, order: Order, price: int | None, through_zero: bool) -> int:
    """Return the money a budget order may spend (or risk), rounded to a unit.

    ``price`` is the fill price, None when resolved at the decision. Reading: a share of free cash is rounded to
    a unit like a share of equity; without a leverage it is 1; for an order against the position that one's own
    margin counts as free, as if it went through zero.
    """
    assert order.budget is not None
    market = order.market
    if order.rule is SizeRule.VALUE:
        return round_half_away(order.budget)
    if order.rule is SizeRule.PERCENT_OF_CASH:
        # Reading: on ticks at the price by which the order is judged, not at the mark.
        base = Fraction(available(run, order, market.newest(order.side) if price is None else price, through_zero))
        if not run.is_cash:
            base *= Fraction(run.venue.leverage or 1)
        return round_half_away(order.budget * base)
    mark = price
    if run.venue.sizing == "row_close" and price is not None and not market.on_ticks:
        mark = market.close_that_marks()
    return round_half_away(order.budget * equity(run, market, mark))


def lots_of_budget(run: Run, order: Order, price: int, liquidity: LiquiditySide, at_fill: bool) -> int:
    """Return the lots a budget buys at ``price`` (for a reversal: those beyond what is held against it)."""
    market = order.market
    held = sum(abs(position.quantity) for position in closable(order))
    against = held if order.reverses else 0
    money = budget(run, order, price if at_fill else None, held > 0)
    distance = stop_distance(order, price)
    if money <= 0:
        # Reading: a budget of nothing buys nothing, even where a lot's notional rounds to zero.
        return 0

    def fits(lots: int) -> bool:
        notional = market.notional(price, lots)
        if order.rule is SizeRule.RISK_PERCENT:
            assert distance is not None
            # Reading: an exact product, not a rounded one.
            loss = distance * lots * market.factor
            if market.instrument.inverse:
                level = price - order.side * distance
                if level <= 0:
                    return False  # Reading: what a stop below every price would lose has no bound
                loss = abs(lots * market.factor / level - lots * market.factor / price)
            if loss > money:
                return False
        elif notional + fee(run, order, price, notional, lots, liquidity) > money:
            return False
        # Reading: at the decision the funds are tested as at a fill at that close, with the whole order's fee.
        return fits_at_fill(run, order, price, against + lots, liquidity)

    lots = largest_multiple(market.lot, fits)
    return lots if market.max_lots is None else min(lots, market.max_lots // market.lot * market.lot)


def quantity_at_fill(run: Run, order: Order, price: int, liquidity: LiquiditySide) -> tuple[int, Reason]:
    """Return the lots of an order whose quantity is found at the fill, or why it is refused."""
    against = sum(abs(position.quantity) for position in closable(order))
    if order.rule is SizeRule.POSITION:
        return against, Reason.NONE if against else Reason.NOTHING_TO_REDUCE
    if order.own_lots is None:
        lots = lots_of_budget(run, order, price, liquidity, at_fill=True)
        reason = budget_refusal(order, lots, price)
        if order.reverses and against and lots == 0:
            return against, Reason.NONE
        if reason is not Reason.NONE:
            # Reading: a reversal whose new size is refused otherwise still closes what is held (A5).
            return (against, reason) if order.reverses and against else (0, reason)
    else:
        lots = order.own_lots
    return lots + against if order.reverses else lots, Reason.NONE


def budget_refusal(order: Order, lots: int, price: int) -> Reason:
    """A11: test a budget's quantity at the fill for zero, minimum and minimum notional."""
    market = order.market
    if lots == 0:
        return Reason.QUANTITY_ZERO
    if lots < market.min_lots:
        return Reason.BELOW_MIN_QUANTITY
    if not order.reduce_only and market.notional(price, lots) < market.min_notional:
        return Reason.BELOW_MIN_NOTIONAL
    return Reason.NONE
