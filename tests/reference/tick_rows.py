"""Rows of quotes and prints as the reference counts them."""

from __future__ import annotations

from dataclasses import dataclass

QUOTE, PRINT = "quote", "print"


@dataclass(slots=True)
class Tick:
    """One quote or print in ticks; sides not shown are None."""

    kind: str
    ts_event: int
    bid: int | None
    ask: int | None
    bid_size: int | None = None
    """Lots, so is ``ask_size``; of a print its size; None where it is not known."""
    ask_size: int | None = None
    spread: int | None = None
    """Of the newest quote."""
    number: int = -1
    """Its place among the rows of all instruments."""
    touches: bool = True
    executes: bool = True
    decides: bool = True
    level: int = -1
    """Finer than any bar (B4)."""

    @property
    def price(self) -> int:
        """Of a print."""
        assert self.kind == PRINT and self.bid is not None
        return self.bid

    @property
    def ts_open(self) -> int:
        """A tick is one moment."""
        return self.ts_event
