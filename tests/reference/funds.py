"""Whether the money is there: locks, free cash, margins, and the tests when sent and at the fill (A4, A5)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import LiquiditySide, Reason, TimeInForce

from .costs import fee
from .grid import largest_multiple, round_half_away
from .holdings import closable, closing_lots, exposure_added, lots_that_need_margin
from .linked import largest_locks
from .positions import share

if TYPE_CHECKING:
    from .market import Market
    from .orders import Order
    from .positions import Position
    from .state import Run

TAKER = LiquiditySide.TAKER


def locked_money(run: Run, besides: Order | None = None) -> int:
    """Return the money locked by open orders other than ``besides`` and its group."""
    return largest_locks([order for order in run.orders if not is_beside(order, besides)], "locked_money")


def locked_lots(run: Run, market: Market, besides: Order | None = None) -> int:
    """Return the holdings of an instrument locked by open orders, of a strategy's other than ``besides`` and its group."""
    orders = [order for order in run.orders if order.market is market and not is_beside(order, besides)]
    if besides is not None:
        orders = [order for order in orders if order.strategy == besides.strategy]
    return largest_locks(orders, "locked_lots")


def free_lots(run: Run, order: Order) -> int:
    """Return what a sale of a CASH account may sell: its strategy's holdings that no other order locks."""
    return sum(abs(position.quantity) for position in closable(order)) - locked_lots(run, order.market, order)


def is_beside(order: Order, besides: Order | None) -> bool:
    """Whether it is the order left out, or linked with it: what its group locks is there for it."""
    return besides is not None and (order is besides or (order.link is not None and order.link is besides.link))


def position_value(run: Run, market: Market, price: int | None = None) -> int:
    """Return what a position adds to equity: its value (CASH) or unrealized PnL (MARGIN), at a price or the mark."""
    mark = market.mark if price is None else price
    total = 0
    for position in market.positions:
        assert mark is not None
        value = market.notional(mark, abs(position.quantity))
        total += value if run.is_cash else market.gain(position.side, position.cost, value)
    return total


def equity(run: Run, market: Market | None = None, price: int | None = None) -> int:
    """Return the equity with every position at its mark, but ``market`` at ``price`` where given."""
    return run.balance + sum(
        position_value(run, other, price if other is market else None) for other in run.markets.values()
    )


def margin_rate(run: Run, market: Market) -> Fraction:
    """A5: the larger of the instrument's rate and 1 / leverage, as far as given, else 1."""
    if run.venue.margin_model == "none":
        return Fraction(0)
    if run.venue.margin_model == "rate_over_leverage":
        assert run.venue.leverage is not None
        own = market.instrument.margin_initial
        return half_up_rate(Fraction(1 if own is None else own) / Fraction(run.venue.leverage))
    given = []
    if market.instrument.margin_initial is not None:
        given.append(Fraction(market.instrument.margin_initial))
    if run.venue.leverage is not None:
        given.append(1 / Fraction(run.venue.leverage))
    return max(given, default=Fraction(1))


def maintenance_rate(run: Run, market: Market) -> Fraction:
    """A5: the instrument's rate, else half the initial one. Reading: rates over leverage are both over it."""
    if run.venue.margin_model == "none":
        return Fraction(0)
    own = market.instrument.margin_maintenance
    if own is None:
        return half_up_rate(margin_rate(run, market) / 2)
    if run.venue.margin_model == "rate_over_leverage":
        assert run.venue.leverage is not None
        return half_up_rate(Fraction(own) / Fraction(run.venue.leverage))
    return Fraction(own)


def half_up_rate(rate: Fraction) -> Fraction:
    """Return the rate of 12 places that is nearest."""
    return Fraction(round_half_away(rate * 10**12), 10**12)


def margin(run: Run, market: Market, price: int, lots: int) -> int:
    """Return ``round(notional x rate)``."""
    return round_half_away(market.notional(price, lots) * margin_rate(run, market))


def position_margin(
    run: Run, market: Market, price: int | None = None, besides: list[Position] | None = None
) -> int:
    """Return the initial margin of an instrument's positions, without some, at a price or its mark."""
    mark = market.mark if price is None else price
    needed = lots_that_need_margin(market, besides or [])
    if not any(needed):
        return 0
    assert mark is not None
    return sum(margin(run, market, mark, lots) for lots in needed)


def available(
    run: Run,
    order: Order | None = None,
    price: int | None = None,
    through_zero: bool = False,
) -> int:
    """Return free cash (CASH) or available margin (MARGIN).

    ``order``'s own lock counts as free; with ``price`` its instrument is marked there; ``through_zero`` counts
    the margin of what it closes as free.
    """
    locked = locked_money(run, order)
    if run.is_cash:
        return run.balance - locked
    own = None if order is None else order.market
    margins = sum(
        position_margin(
            run,
            market,
            price if market is own else None,
            closable(order) if order is not None and market is own and through_zero else None,
        )
        for market in run.markets.values()
    )
    return equity(run, own, price) - margins - locked


def reference_price(order: Order) -> int:
    """A4: the price a sent order is tested at: its limit, else its trigger, else the last close."""
    for price in (order.price, order.trigger, order.market.newest(order.side)):
        if price is not None:
            return price
    raise AssertionError(f"{order.id}: no price")


def fits_when_sent(run: Run, order: Order, price: int, lots: int) -> bool:
    """Whether the funds allow an order of ``lots`` when sent, tested at ``price``."""
    market = order.market
    if order.reduce_only:
        return True
    if run.is_cash:
        if order.side < 0:
            return lots <= free_lots(run, order)
        notional = market.notional(price, lots)
        return notional + fee(run, order, price, notional, lots, TAKER, order.filled) <= available(run, order)
    added = lots - closing_lots(order, lots)
    if added == 0:
        return True
    through_zero = bool(closable(order))
    commission = fee(run, order, price, market.notional(price, added), added, TAKER, order.filled)
    cost = margin(run, market, price, exposure_added(order, added)) + commission
    return cost <= available(run, order, through_zero=through_zero)


def shortage(run: Run, order: Order) -> Reason:
    """Return the reason an order of this side is refused for."""
    if not run.is_cash:
        return Reason.INSUFFICIENT_MARGIN
    return Reason.INSUFFICIENT_CASH if order.side > 0 else Reason.INSUFFICIENT_HOLDINGS


def lock_when_sent(run: Run, order: Order, lots: int) -> Reason:
    """A4, A5: test a sent order's funds and lock what it needs; return why it is denied, if it is."""
    market, price = order.market, reference_price(order)
    cut = run.venue.on_insufficient_cash == "cut"
    if not fits_when_sent(run, order, price, lots) and not cut:
        return shortage(run, order)
    if order.reduce_only:
        return Reason.NONE
    if run.is_cash and order.side < 0:
        there = free_lots(run, order)
        order.locked_lots = min(lots, max(there, 0))
        return Reason.NONE
    if run.is_cash:
        notional = market.notional(price, lots)
        need = notional + fee(run, order, price, notional, lots, TAKER, order.filled)
        there = available(run, order)
    else:
        added = lots - closing_lots(order, lots)
        need = margin(run, market, price, exposure_added(order, added) if added else 0)
        there = available(run, order, through_zero=added > 0 and bool(closable(order)))
    # Reading: what a rebate makes negative locks nothing.
    order.locked_money = max(min(need, there), 0)
    return Reason.NONE


def release_part(order: Order, lots: int) -> None:
    """A4, A5: free what a fill of ``lots`` that is about to happen uses of its order's lock; the rest stays.

    Reading: of holdings the lots; of money the share that goes with the lots that open something, among those that
    are still to open, rounded.
    """
    closing = closing_lots(order, order.left)
    opening = lots - min(lots, closing)
    order.locked_lots = max(order.locked_lots - lots, 0)
    if opening:
        order.locked_money -= share(order.locked_money, opening, order.left - closing)


def fits_at_fill(run: Run, order: Order, price: int, lots: int, liquidity: LiquiditySide) -> bool:
    """Whether the funds allow a fill of ``lots`` at ``price``.

    Reading: a flip is tested with the commission of the whole fill, of which the closing share is the closing
    part's fee and the rest the opening part's.
    """
    market = order.market
    if order.reduce_only:
        return True
    commission = fee(run, order, price, market.notional(price, lots), lots, liquidity, order.filled)
    if run.is_cash:
        if order.side < 0:
            return lots <= free_lots(run, order)
        return market.notional(price, lots) + commission <= available(run, order)
    closing = closing_lots(order, lots)
    if lots == closing:
        return True
    need = margin(run, market, price, exposure_added(order, lots - closing)) + commission
    return need <= available(run, order, price, through_zero=closing > 0)


def allowed_lots(
    run: Run, order: Order, price: int, lots: int, liquidity: LiquiditySide
) -> tuple[int, Reason]:
    """Return how many of ``lots`` may fill at ``price`` and why not all of them.

    The closing part of a MARGIN order always fills, by the rule's words also that of a FOK order.
    """
    if fits_at_fill(run, order, price, lots, liquidity):
        return lots, Reason.NONE
    market = order.market
    refused = shortage(run, order)
    closing = 0 if run.is_cash else closing_lots(order, lots)
    cut = run.venue.on_insufficient_cash == "cut" or order.unchecked_funds
    if cut and order.time_in_force is not TimeInForce.FOK:
        largest = largest_multiple(
            market.lot, lambda part: fits_at_fill(run, order, price, part, liquidity), limit=lots
        )
        if largest > closing and largest >= market.min_lots:
            return largest, Reason.CUT_TO_FUNDS
    return closing, refused
