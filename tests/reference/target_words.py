"""The words of a strategy of targets across instruments: what is wanted, which times decide, drift, sequence (S5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

DAY = 86_400


@dataclass(frozen=True)
class Targets:
    """The words of ``bt.Targets``; ``wanted`` has one value per row of each instrument, None where there is none."""

    kind: str
    """``weight``, ``quantity`` or ``value``."""
    wanted: dict[str, tuple[Decimal | None, ...]]
    rebalance: str | tuple[int, ...] | None = None
    """None, ``1h``, ``1d``, ``1w``, ``1mo``, ``1q``, or times in nanoseconds."""
    drift: Decimal = Decimal(0)
    sequence: str = "sells_first"

    def first_rows(self, lengths: dict[str, int]) -> Targets:
        """Return the same words with each column cut to the first rows of its instrument."""
        return replace(self, wanted={name: cells[: lengths[name]] for name, cells in self.wanted.items()})

    def decides(self, times: list[int], number: int) -> bool:
        """Whether the rows of ``times[number]`` decide."""
        if self.rebalance is None:
            return True
        now = times[number]
        before = times[number - 1] if number else None
        if isinstance(self.rebalance, str):
            return before is None or period(now, self.rebalance) != period(before, self.rebalance)
        return any(time <= now and (before is None or before < time) for time in self.rebalance)


def period(ts: int, length: str) -> tuple[int, ...]:
    """Name the period that holds the last instant of what ends at ``ts``; weeks begin on Monday."""
    seconds = (ts - 1) // 10**9
    day = date.fromordinal(date(1970, 1, 1).toordinal() + seconds // DAY)
    if length == "1h":
        return (seconds // 3600,)
    if length == "1d":
        return (day.toordinal(),)
    if length == "1w":
        return tuple(day.isocalendar()[:2])
    return (day.year, day.month if length == "1mo" else (day.month - 1) // 3)

