"""Targets across instruments: all are weighed at one time, then the orders are sent (S5)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import FillCause, Reason, SizeRule

from .commands import submit
from .funds import equity
from .grid import round_half_away
from .latency import send_cancel
from .orders import Order
from .targets import held_sign, wanted_lots

if TYPE_CHECKING:
    from .market import Market
    from .state import Run
    from .target_words import Targets


@dataclass(slots=True)
class Missing:
    """What one instrument lacks to its target."""

    market: Market
    wanted: int
    lots: int
    """Signed."""
    closes: bool

    @property
    def value(self) -> int:
        """Its value at the close of the decision."""
        assert self.market.price_of_decision is not None
        return self.market.notional(self.market.price_of_decision, self.lots)


def decide_portfolio(run: Run, targets: Targets, markets: list[Market]) -> None:
    """S5: weigh every instrument with a target on this row, then send: sells, then buys, or as given."""
    times = run.scenario.own_times
    if not targets.decides(times, times.index(run.now)):
        return
    found = [missing for market in markets if (missing := weigh(run, targets, market)) is not None]
    if targets.sequence == "given":
        given = list(run.scenario.bars)
        found.sort(key=lambda missing: given.index(missing.market.id))
    else:
        # Reading: the sells by value too; the sort is stable, so ties stay in the order of ids.
        found.sort(key=lambda missing: (missing.lots > 0, -missing.value))
    for missing in found:
        submit(run, order_of(run, missing))


def waiting_orders(run: Run, market: Market) -> list[Order]:
    """Return the instrument's target orders that have not ended, oldest first."""
    return [order for order in run.orders if order.market is market and order.role == "target" and order.is_open]


def weigh(run: Run, targets: Targets, market: Market) -> Missing | None:
    """Return what an instrument lacks, None where nothing is to be sent."""
    cell = targets.wanted[market.id][market.own_rows - 1]
    if cell is None:
        return None
    waiting = waiting_orders(run, market)
    if cell == 0:
        return weigh_close(run, market, waiting)
    # Reading: what waits counts as held, also for the drift; after a close that waits nothing is held.
    expected = market.held
    for order in waiting:
        expected = 0 if order.rule is SizeRule.POSITION else expected + order.side * order.left
    wanted = wanted_lots(run, targets.kind, Fraction(cell), market)
    if wanted == expected or within_drift(run, targets, Fraction(cell), market, wanted, expected):
        return None
    return Missing(market, wanted, wanted - expected, closes=False)


def weigh_close(run: Run, market: Market, waiting: list[Order]) -> Missing | None:
    """A target of 0 closes whatever is held at its fill.

    Reading: orders that wait are canceled first (REPLACED), all at once before anything is sent; but a close on its
    way stays with what came before it, and no second one is sent.
    """
    closes = [order for order in waiting if order.rule is SizeRule.POSITION]
    for order in waiting:
        if not closes or order.sequence > closes[-1].sequence:
            send_cancel(run, order, Reason.REPLACED)
    if closes or market.held == 0:
        return None
    return Missing(market, 0, -market.held, closes=True)


def within_drift(run: Run, targets: Targets, cell: Fraction, market: Market, wanted: int, expected: int) -> bool:
    """Whether the position is near enough to its target.

    Reading: in money, each product rounded to a unit; an account without equity has no drift but 0.
    """
    if targets.drift == 0:
        return False
    assert market.price_of_decision is not None
    there = max(equity(run), 0)
    if targets.kind == "quantity":
        target = signed_value(market, wanted)
    elif targets.kind == "value":
        target = round_half_away(cell * 10**run.scenario.currency_precision)
    else:
        target = round_half_away(cell * there)
    return abs(signed_value(market, expected) - target) <= round_half_away(Fraction(targets.drift) * there)


def signed_value(market: Market, lots: int) -> int:
    """Return the value of a position at the last close, negative for a short one."""
    assert market.price_of_decision is not None
    value = market.notional(market.price_of_decision, lots)
    return value if lots > 0 else -value


def order_of(run: Run, missing: Missing) -> Order:
    """Return the order for what is missing: cut to the funds at its fill, locking nothing."""
    market = missing.market
    reduces = missing.lots * market.held < 0 < missing.wanted * held_sign(market) < abs(market.held)
    return Order(
        sequence=len(run.orders) + 1,
        id=run.new_id(),
        market=market,
        side=1 if missing.lots > 0 else -1,
        rule=SizeRule.POSITION if missing.closes else SizeRule.QUANTITY,
        quantity=None if missing.closes else abs(missing.lots),
        reduce_only=missing.closes or reduces,
        unchecked_funds=True,
        cause=FillCause.REBALANCE,
        role="target",
    )
