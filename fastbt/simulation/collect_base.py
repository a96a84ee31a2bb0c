"""Money of several currencies in the base currency of a run, after each group (rule A9)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from fastbt.schema.table import Kind
from fastbt.simulation.collect_columns import I64, integers
from fastbt.simulation.collect_numbers import on_scale, quotient
from fastbt.simulation.collect_source import Source


class InBase:
    """Converts amounts per group: totals of each currency, each rounded once, and their sum.

    Args:
        source: the run.
        times: when each amount stands, ns UTC.
    """

    def __init__(self, source: Source, times: I64) -> None:
        self.source, self.times = source, times
        self.currencies = source.lowered.currencies
        self.base = source.base

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to convert."""
        return self.currencies == [self.base]

    def converted(self, currency: int, amounts: I64) -> I64:
        """Amounts of one currency, one a time, in units of the base currency.

        Args:
            currency: its number.
            amounts: in its units.

        Raises:
            DataError: an amount that is not zero has no rate.
        """
        own = self.currencies[currency]
        if own == self.base or not amounts.any():  # nothing needs no rate
            return amounts
        above, below, shift = self.source.lowered.conversion.factors(own, self.base, self.times, amounts != 0)
        power = pl.Series([10 ** abs(shift)], dtype=pl.Int128).new_from_index(0, len(amounts))
        numerators = [pl.Series(amounts), *map(pl.Series, above), *([power] if shift > 0 else [])]
        denominators = [*map(pl.Series, below), *([power] if shift < 0 else [])]
        if not denominators:
            denominators = [pl.Series([1]).new_from_index(0, len(amounts))]
        return integers(quotient(numerators, denominators).cast(pl.Int64).to_numpy())

    def total(self, amounts: Sequence[I64]) -> I64:
        """The sum of amounts, an array for each currency.

        Args:
            amounts: in units of each currency; one that has one value for all groups has it repeated.
        """
        if self.is_plain:
            return amounts[0]
        full = [np.broadcast_to(own, len(self.times)) for own in amounts]
        return integers(np.sum([self.converted(place, own) for place, own in enumerate(full)], axis=0))

    def accumulated(self, amounts: Sequence[I64]) -> I64:
        """Amounts that grow and shrink, each change converted when it happened.

        Args:
            amounts: an array for each currency, starting from nothing.
        """
        if self.is_plain:
            return amounts[0]
        changes = [integers(np.diff(np.broadcast_to(own, len(self.times)), prepend=0)) for own in amounts]
        return np.cumsum(self.total(changes))

    def at_start(self, amounts: Sequence[int]) -> int:
        """The sum of what there is before the first group, at its rates.

        Args:
            amounts: of each currency.
        """
        if self.is_plain or not len(self.times):
            return sum(amounts) if self.is_plain else 0
        first = InBase(self.source, self.times[:1])
        return int(first.total([np.array([own]) for own in amounts])[0])

    def money(self, units: I64) -> pl.Series:
        """Units of the base currency on the money scale."""
        scale = self.source.scales[Kind.MONEY]
        if self.base.precision == scale:  # a million rows need no column of scales
            return pl.Series(units)
        own = pl.Series([self.base.precision]).new_from_index(0, len(units))
        return on_scale(pl.Series(units), own, scale)
