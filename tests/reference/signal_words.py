"""The words of a signal strategy: columns of booleans and values per instrument, and the modes of section S."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

Column = dict[str, tuple[Any, ...]]
"""One value per row of each instrument, by instrument id."""
Ladder = tuple[tuple[Decimal, Decimal], ...]
"""Level and share of each rung of a take-profit."""


@dataclass(frozen=True)
class Signals:
    """The words of ``bt.Signals``; a word is a constant, a ``Column`` or absent (None).

    ``size`` is a rule and its number: ``("percent_of_equity", Decimal(95))``, ``("percent_of_cash", ...)``,
    ``("value", ...)`` or ``("risk_percent", ...)``.
    """

    entries: Column | None = None
    exits: Column | None = None
    short_entries: Column | None = None
    short_exits: Column | None = None
    direction: str | None = None
    target: Column | None = None
    target_type: str = "quantity"
    quantity: Decimal | Column | None = None
    size: tuple[str, Decimal] | None = None
    limit_price: Column | None = None
    trigger_price: Column | None = None
    time_in_force: str | None = None
    expire_after: timedelta | None = None
    stop_loss: Decimal | Column | None = None
    take_profit: Decimal | Column | Ladder | None = None
    stop_loss_price: Column | None = None
    take_profit_price: Column | None = None
    stop_loss_offset: Decimal | Column | None = None
    take_profit_offset: Decimal | Column | Ladder | None = None
    trailing_stop: Decimal | Column | None = None
    trailing_stop_offset: Decimal | Column | None = None
    break_even: Decimal | Column | None = None
    time_stop: int | timedelta | None = None
    accumulate: bool | str = False
    on_opposite_entry: str = "reverse"
    on_conflict: str = "ignore"
    on_direction_conflict: str = "ignore"

    def at(self, word: str, instrument_id: str, row: int) -> Any:
        """Return the value of ``word`` on a row of an instrument: its column's cell or the constant."""
        value = getattr(self, word)
        return value[instrument_id][row] if isinstance(value, dict) else value

    def first_rows(self, lengths: dict[str, int]) -> Signals:
        """Return the same words with each column cut to the first rows of its instrument."""
        cut: dict[str, Any] = {}
        for word in fields(self):
            value = getattr(self, word.name)
            if isinstance(value, dict):
                cut[word.name] = {name: cells[: lengths[name]] for name, cells in value.items()}
        return replace(self, **cut)
