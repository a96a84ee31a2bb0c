"""Interest on cash and on positions (A8): when it accrues, on what, and how much."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import FlowKind

from .flows import pay_balance, pay_position
from .funds import equity
from .grid import round_half_away

if TYPE_CHECKING:
    from decimal import Decimal

    from .state import Run

    Series = tuple[tuple[int, Decimal, str], ...]

DAY = 24 * 60 * 60 * 10**9
PAID_WHOLE = ("Equity", "CurrencyPair")


def accrual_times(run: Run) -> set[int]:
    """Return when interest accrues on something."""
    return {ts for series in run.scenario.rates.values() for ts in times_of(run, series)}


def times_of(run: Run, series: Series) -> list[int]:
    """A8: at each row of the rate, and at each UTC midnight from its first on; within the data."""
    times = run.scenario.times
    start, last = max(series[0][0], times[0]), times[-1]
    midnights = range((start // DAY + 1) * DAY, last + 1, DAY)
    return sorted({ts for ts in (*(row[0] for row in series), *midnights) if start < ts <= last})


def accrue_all(run: Run) -> None:
    """Let accrue what does now: positions by instrument, then cash; of each by the name of the kind."""
    names = [*run.markets, ""]
    for (name, kind), series in sorted(run.scenario.rates.items(), key=lambda item: (names.index(item[0][0]), item[0][1])):
        times = times_of(run, series)
        if run.now not in times:
            continue
        before = [ts for ts in times if ts < run.now]
        since = before[-1] if before else max(series[0][0], run.scenario.times[0])
        _, rate, day_count = [row for row in series if row[0] <= since][-1]
        share = Fraction(rate) * (run.now - since) / year_of(day_count, since)
        if name:
            accrue_on_position(run, name, kind, share, Fraction(rate))
        else:
            accrue_on_cash(run, kind, share, Fraction(rate))


def year_of(day_count: str, ts: int) -> int:
    """Nanoseconds of a year; a stretch of time lies in one calendar year, since every midnight ends one."""
    if day_count != "ACT/ACT":
        return int(day_count.removeprefix("ACT/")) * DAY
    year = datetime.fromtimestamp(ts // 10**9, UTC).year
    return (datetime(year + 1, 1, 1) - datetime(year, 1, 1)).days * DAY  # noqa: DTZ001 - a difference of dates


def accrue_on_position(run: Run, name: str, kind: str, share: Fraction, rate: Fraction) -> None:
    """Longs receive lending and staking, shorts pay what they borrow: on the value at the mark, rounded money."""
    market = run.markets[name]
    for position in list(market.positions):
        if (position.side > 0) == (kind == "borrow"):
            continue
        assert market.mark is not None
        value = abs(market.notional(market.mark, abs(position.quantity)))
        amount = round_half_away(value * share)
        if kind == "borrow":
            pay_position(run, position, FlowKind.BORROW, -amount, rate)
        else:
            pay_position(run, position, FlowKind.INTEREST, amount, rate)


def accrue_on_cash(run: Run, kind: str, share: Fraction, rate: Fraction) -> None:
    """Cash receives a deposit rate; what is borrowed, cash below 0, pays a borrow rate."""
    cash = cash_of(run)
    if kind == "deposit" and cash > 0:
        pay_balance(run, FlowKind.INTEREST, round_half_away(cash * share), rate)
    if kind == "borrow" and cash < 0:
        pay_balance(run, FlowKind.BORROW, -round_half_away(-cash * share), rate)


def cash_of(run: Run) -> int:
    """A8: the balance of a CASH account; else the equity less the value of the longs that are paid for whole."""
    if run.is_cash:
        return run.balance
    cash = equity(run)
    for market in run.markets.values():
        for position in market.positions:
            if position.side > 0 and market.instrument.kind in PAID_WHOLE:
                assert market.mark is not None
                cash -= market.notional(market.mark, abs(position.quantity))
    return cash
