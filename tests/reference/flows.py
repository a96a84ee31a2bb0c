"""Money that no fill moved, a record each (A1, A13)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from fastbt.codes import EventKind, FlowKind

if TYPE_CHECKING:
    from .positions import Position
    from .state import Run


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that no fill moved."""

    ts: int
    kind: FlowKind
    amount: int
    position: Position | None = None
    quantity: int | None = None
    """Signed lots it was paid on."""
    rate: Fraction | None = None


def pay_balance(run: Run, kind: FlowKind, amount: int, rate: Fraction | None = None) -> None:
    """Let the balance receive an amount, or pay one below 0, for no position."""
    run.balance += amount
    run.flows.append(Flow(run.now, kind, amount, rate=rate))


def pay_position(run: Run, position: Position, kind: FlowKind, amount: int, rate: Fraction | None) -> None:
    """Let a position receive an amount, or pay one below 0."""
    run.balance += amount
    run.flows.append(Flow(run.now, kind, amount, position, position.quantity, rate))
    position.funding += amount
    position.held_funding += amount
    run.log_position(EventKind.POSITION_CHANGED, position)
