"""What happens between rows: funding (A8), by the rules of when it acts (T1) and of what it pays (A13)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import FlowKind

from .flows import pay_position
from .grid import round_half_away
from .liquidation import watch
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
            act(run)


def act_after(run: Run) -> bool:
    """T1: let act what happens at the very time of a group of bars: after them, and margin is tested once more."""
    if run.now not in action_times(run) or not ends_bar(run, run.now):
        return False
    act(run)
    watch(run)
    return True


def action_times(run: Run) -> list[int]:
    """Return when something happens."""
    return sorted({ts for rows in run.scenario.funding.values() for ts, _ in rows})


def ends_bar(run: Run, ts: int) -> bool:
    """Whether a bar of any kind ends at a time. Reading: the ticks of that time then come before what happens too."""
    return any(row.ts_event == ts and not isinstance(row, Tick) for market in run.markets.values() for row in market.rows)


def act(run: Run) -> None:
    """Let everything act that happens now: by instrument."""
    for market in run.markets.values():
        for ts, rate in run.scenario.funding.get(market.id, ()):
            if ts == run.now and market.position is not None:
                pay_funding(run, market.position, Fraction(rate))


def pay_funding(run: Run, position: Position, rate: Fraction) -> None:
    """A8: the position's value at the mark x rate, rounded once; longs pay positive rates."""
    market = position.market
    assert market.mark is not None
    price = 1 / Fraction(market.mark) if market.instrument.inverse else Fraction(market.mark)
    amount = -round_half_away(position.quantity * price * market.factor * rate)
    pay_position(run, position, FlowKind.FUNDING, amount, rate)
