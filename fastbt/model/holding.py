"""What fills do to a holding, in whole numbers: lots and money units, rules A2 and A3.

Cost is kept in money: a partial close takes its share of the cost, rounded, the last one what is left, so the
shares add up exactly. ``Position`` puts ids, times and units around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from fastbt.model.rounding import divide_half_up


@dataclass(frozen=True, slots=True)
class FillPart:
    """A fill, or the part of it that belongs to one position."""

    lots: int
    """Signed: a BUY is positive."""
    notional: int
    """Money units, as rounded."""
    commission: int
    """Money units."""

    def split(self, lots: int, notional: int) -> tuple[FillPart, FillPart]:
        """Cut off a closing part; the opening part gets what is left of notional and commission (rule A2).

        Args:
            lots: signed lots of the closing part.
            notional: its notional, rounded.

        Returns:
            The closing and the opening part.
        """
        commission = divide_half_up(self.commission * abs(lots), abs(self.lots))
        closing = FillPart(lots, notional, commission)
        return closing, FillPart(self.lots - lots, self.notional - notional, self.commission - commission)


@dataclass(slots=True)
class Holding:
    """Lots held and what they cost; all money in units of the settlement currency."""

    lots: int = 0
    """Signed lots held."""
    peak_lots: int = 0
    """The most held, without sign."""
    cost: int = 0
    """Of what is held: paid when long, received when short."""
    realized: int = 0
    """Profit of what was closed, before commission."""
    commission: int = 0
    """All that was paid."""
    opened_lots: int = 0
    """All that was ever opened, without sign."""
    opened_cost: int = 0
    """Its cost."""
    closed_lots: int = 0
    """All that was ever closed, without sign."""
    closed_value: int = 0
    """What closing it brought (long) or took (short)."""

    @property
    def side(self) -> int:
        """1 long, -1 short, 0 flat."""
        return (self.lots > 0) - (self.lots < 0)

    def add(self, part: FillPart) -> None:
        """Open or enlarge it; the part is of its side, or it is flat."""
        self.lots += part.lots
        self.cost += part.notional
        self.commission += part.commission
        self.opened_lots += abs(part.lots)
        self.opened_cost += part.notional
        self.peak_lots = max(self.peak_lots, abs(self.lots))

    def reduce(self, part: FillPart) -> None:
        """Make it smaller or flat; the part is of the other side and no larger."""
        closed = abs(part.lots)
        # Of the whole holding the share is the whole cost, so nothing is left behind.
        share = divide_half_up(self.cost * closed, abs(self.lots))
        self.realized += self.side * (part.notional - share)
        self.lots += part.lots
        self.cost -= share
        self.commission += part.commission
        self.closed_lots += closed
        self.closed_value += part.notional

    def split(self, ratio: Fraction, increment: int) -> None:
        """Turn lots into ``ratio`` times as many, down to an increment; cost and past values stay (A10).

        Args:
            ratio: new lots for an old one.
            increment: lots of which quantities are multiples.
        """
        lots = abs(self.lots) * ratio // increment * increment
        self.lots = self.side * lots
        self.closed_lots = _whole(self.closed_lots * ratio)
        self.opened_lots = self.closed_lots + lots
        self.peak_lots = max(_whole(self.peak_lots * ratio), lots)

    def profit_at(self, value: int) -> int:
        """Profit if what is held were worth ``value``, before commission."""
        return self.side * (value - self.cost)


def _whole(lots: Fraction) -> int:
    return divide_half_up(lots.numerator, lots.denominator)
