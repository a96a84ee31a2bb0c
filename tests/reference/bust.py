"""When a MARGIN account has lost its equity, and what its liquidation costs (A5)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import FlowKind, Reason

from .flows import Flow
from .grid import round_half_away
from .orders import cancel

if TYPE_CHECKING:
    from .positions import Position
    from .state import Run


def held_positions(run: Run) -> list[Position]:
    """Return the open positions in the order in which they were opened."""
    return [position for position in run.positions if position.ts_closed is None]


def may_be_liquidated(run: Run) -> bool:
    """Whether the account can be liquidated at all."""
    return not run.is_cash and run.venue.liquidation != "off" and not run.is_bust


def cancel_all(run: Run) -> None:
    """Cancel every open order of the account, by instrument."""
    for market in run.markets.values():
        for order in [order for order in run.orders if order.market is market]:
            if order.is_open:
                cancel(run, order, Reason.LIQUIDATED)


def end_if_bust(run: Run) -> None:
    """After a fill: an account that holds nothing and has no equity is bust, its debt kept or written off."""
    if not may_be_liquidated(run) or held_positions(run) or run.balance > 0:
        return
    run.is_bust = True
    cancel_all(run)
    if run.venue.negative_balance == "write_off" and run.balance < 0:
        run.flows.append(Flow(run.now, FlowKind.WRITE_OFF, -run.balance))
        run.balance = 0


def fee_of_liquidation(run: Run, notional: int) -> int:
    """Return what the venue asks for a liquidation beside its fees."""
    return round_half_away(notional * Fraction(run.venue.liquidation_fee))
