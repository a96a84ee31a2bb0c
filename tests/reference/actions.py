"""What happens between rows: funding, interest (A8), dividends, delistings (A10), expiries (A7), deposits (A1): when it acts (T1), what it pays (A13)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import EventKind, FillCause, FlowKind, Reason

from .endings import end_instrument
from .flows import Flow, pay_position
from .funds import equity, locked_money, position_margin
from .grid import count, round_half_away
from .halts import watch
from .interest import accrual_times, accrue_all
from .splits import split
from .tick_rows import Tick

if TYPE_CHECKING:
    from .positions import Position
    from .state import Run


def act_before(run: Run, group: int) -> None:
    """T1: let everything act that lies between the group before (``run.now``) and a group.

    Reading: nobody can trade then, so no margin is tested; what lacks it is liquidated on the group itself.
    """
    for ts in action_times(run):
        if run.now < ts < group or (ts == group and not ends_bar(run, group)):
            run.now = ts
            act(run, group)


def act_after(run: Run) -> bool:
    """T1: let act what happens at the very time of a group of bars: after them, and margin is tested once more."""
    if run.now not in action_times(run) or not ends_bar(run, run.now):
        return False
    act(run, run.now)
    watch(run)
    return True


def action_times(run: Run) -> list[int]:
    """Return when something happens."""
    scenario = run.scenario
    tables = (*scenario.funding.values(), *scenario.dividends.values(), scenario.deposits)
    tables += tuple(run.scenario.splits.values())
    ended = [*scenario.expiries.values(), *delistings(run).values()]
    return sorted({ts for rows in (*tables, ended) for ts, _ in rows} | accrual_times(run))


def delistings(run: Run) -> dict[str, tuple[int, Decimal | None]]:
    """Return when instruments are delisted, and what a unit is paid; what lies before the first row does nothing."""
    first = run.scenario.times[0]
    return {name: ending for name, ending in run.scenario.delistings.items() if ending[0] >= first}


def ends_bar(run: Run, ts: int) -> bool:
    """Whether a bar of any kind ends at a time. Reading: the ticks of that time then come before what happens too."""
    return any(row.ts_event == ts and not isinstance(row, Tick) for market in run.markets.values() for row in market.rows)


def act(run: Run, group: int) -> None:
    """Let everything act that happens now: funding by instrument, then interest, dividends, delistings, expiries, deposits.

    ``group``: with which refusals are told.
    """
    for market in run.markets.values():
        for ts, rate in run.scenario.funding.get(market.id, ()):
            for position in list(market.positions) if ts == run.now else []:
                pay_funding(run, position, Fraction(rate))
    accrue_all(run)
    for market in run.markets.values():
        for ts, amount in run.scenario.dividends.get(market.id, ()):
            for position in list(market.positions) if ts == run.now else []:
                pay_dividend(run, position, Fraction(amount))
    first = run.scenario.times[0]
    for market in run.markets.values():
        for ts, ratio in run.scenario.splits.get(market.id, ()):
            if ts == run.now and ts >= first:
                split(run, market, split_ratio(ratio))
    for endings, cause in ((delistings(run), FillCause.DELISTING), (run.scenario.expiries, FillCause.EXPIRY)):
        for market in run.markets.values():
            ts, price = endings.get(market.id, (None, None))
            if ts == run.now:
                end_instrument(run, market, price, cause)
    for ts, amount in run.scenario.deposits:
        if ts == run.now:
            move_cash(run, count(amount, run.scenario.currency_precision), group)


def split_ratio(given: Decimal) -> Fraction:
    """A10: what a ratio of 12 places means: a fraction with a small denominator that it is rounded from, else itself."""
    for denominator in range(1, 1001):
        numerator = round_half_away(Fraction(given) * denominator)
        if numerator and abs(Fraction(numerator, denominator) - Fraction(given)) <= Fraction(1, 2 * 10**12):
            return Fraction(numerator, denominator)
    return Fraction(given)


def pay_dividend(run: Run, position: Position, amount: Fraction) -> None:
    """A10: held quantity x amount, rounded once; shorts pay."""
    units = Fraction(10) ** (run.scenario.currency_precision - position.market.instrument.size_precision)
    paid = round_half_away(position.quantity * amount * units)
    pay_position(run, position, FlowKind.DIVIDEND, paid, amount)


def move_cash(run: Run, amount: int, group: int) -> None:
    """A1: put money in or take it out; more than is free stays, whole."""
    if amount < 0 and -amount > free_cash(run):
        run.log(EventKind.COMMAND_REFUSED, None, group, Reason.BEYOND_FREE_CASH)
        return
    run.balance += amount
    run.flows.append(Flow(run.now, FlowKind.DEPOSIT if amount > 0 else FlowKind.WITHDRAWAL, amount))


def free_cash(run: Run) -> int:
    """What no order locks and no position needs or has lost; a gain that is not realized is not free."""
    if run.is_cash:
        return run.balance - locked_money(run)
    gained = equity(run) - run.balance
    margins = sum(position_margin(run, market) for market in run.markets.values())
    return run.balance + min(gained, 0) - margins - locked_money(run)


def pay_funding(run: Run, position: Position, rate: Fraction) -> None:
    """A8: the position's value at the mark x rate, rounded once; longs pay positive rates."""
    market = position.market
    assert market.mark is not None
    price = 1 / Fraction(market.mark) if market.instrument.inverse else Fraction(market.mark)
    amount = -round_half_away(position.quantity * price * market.factor * rate)
    pay_position(run, position, FlowKind.FUNDING, amount, rate)
