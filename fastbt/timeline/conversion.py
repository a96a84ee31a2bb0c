"""Rates between currencies over time: direct, inverse, else over the shortest bridge, always the newest (A9).

A rate is a whole number of ``10^-precision``, so that an amount is converted by one quotient of integers,
rounded once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fastbt.errors import DataError
from fastbt.model.currencies import Currency

I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RateSeries:
    """What a unit of one currency is worth in another, by time."""

    base: str
    """Code of the currency that is priced."""
    quote: str
    """Code of the one it is priced in."""
    times: I64
    """From when each rate holds, ns UTC, ascending."""
    rates: I64
    """In ``10^-precision``."""
    precision: int
    name: str
    """Where it comes from: an instrument's id, or the pair."""

    def at(self, times: I64) -> tuple[I64, I64]:
        """Return the newest rate at each time and when it began; 0 and -1 where there is none yet.

        Args:
            times: ns UTC.
        """
        place = np.searchsorted(self.times, times, side="right") - 1
        known = place >= 0
        if not len(self.times):
            return np.zeros(len(times), np.int64), np.full(len(times), -1)
        return np.where(known, self.rates[place], 0), np.where(known, self.times[place], -1)


@dataclass(frozen=True, slots=True)
class Step:
    """One series on the way from a currency to another, read forward or backward."""

    series: RateSeries
    is_inverse: bool


@dataclass(slots=True)
class Conversion:
    """All rates of a run.

    Args:
        series: of any pairs; of several for one pair the newest rate counts, at one time that of the first
            id.
        max_age: how old a rate may be, ns; None for any age.
    """

    series: Sequence[RateSeries] = ()
    max_age: int | None = None
    oldest: dict[str, int] = field(default_factory=dict)
    """The oldest rate used so far, ns, by "FROM/TO"."""

    def __post_init__(self) -> None:
        of_pair: dict[tuple[str, str], list[RateSeries]] = defaultdict(list)
        for one in self.series:
            of_pair[one.base, one.quote].append(one)
        self.series = sorted(map(_newest, of_pair.values()), key=lambda one: one.name)

    def factors(
        self, source: Currency, target: Currency, times: I64, needed: NDArray[np.bool_]
    ) -> tuple[list[I64], list[I64], int]:
        """Return what units of one currency are multiplied by and divided by to be units of another.

        Args:
            source: the currency of the amounts.
            target: the one wanted.
            times: when each is converted, ns UTC.
            needed: which of them matter; the others may lack a rate.

        Returns:
            Numerators, denominators, and the power of ten to multiply by beside them, maybe below 0.

        Raises:
            DataError: no rate leads there, or at a time that matters none is known yet, or only one too old.
        """
        shift = target.precision - source.precision
        above: list[I64] = []
        below: list[I64] = []
        for step in self.path(source.code, target.code):
            rates, since = step.series.at(times)
            self._check(step, rates, since, times, needed)
            self._note(f"{source.code}/{target.code}", times - since, needed)
            rates = np.where(rates > 0, rates, 1)  # where nobody asks
            (below if step.is_inverse else above).append(rates)
            shift += step.series.precision if step.is_inverse else -step.series.precision
        return above, below, shift

    def rate(self, source: Currency, target: Currency, times: I64) -> NDArray[np.float64]:
        """Return what one of a currency is worth in another at each time; NaN where nobody knows yet.

        Args:
            source: the one.
            target: the other.
            times: ns UTC.
        """
        rate = np.ones(len(times))
        for step in self.path(source.code, target.code):
            ticks, _ = step.series.at(times)
            own = np.where(ticks > 0, ticks, np.nan) / 10.0**step.series.precision
            rate = rate / own if step.is_inverse else rate * own
        return rate

    def path(self, source: str, target: str) -> list[Step]:
        """Return the shortest way from one currency to another; a direct rate goes before an inverse one.

        Args:
            source: code of the one.
            target: code of the other.

        Raises:
            DataError: there is none.
        """
        ways: dict[str, list[Step]] = {source: []}
        frontier = [source]
        while frontier and target not in ways:
            reached: list[str] = []
            for code in frontier:
                for other, step in self._neighbors(code):
                    if other not in ways:
                        ways[other] = [*ways[code], step]
                        reached.append(other)
            frontier = reached
        if target not in ways:
            known = ", ".join(sorted({f"{one.base}/{one.quote}" for one in self.series})) or "none"
            raise DataError(
                f"no rate leads from {source} to {target} (known: {known})",
                table="conversion_rates",
                remedy="give conversion_rates=, a CurrencyPair among the instruments, or base_currency= that "
                "the accounts hold",
            )
        return ways[target]

    def _neighbors(self, code: str) -> list[tuple[str, Step]]:
        """The currencies one step away: direct rates first, then inverse ones, each by id."""
        direct = [(one.quote, Step(one, is_inverse=False)) for one in self.series if one.base == code]
        return direct + [(one.base, Step(one, is_inverse=True)) for one in self.series if one.quote == code]

    def _check(self, step: Step, rates: I64, since: I64, times: I64, needed: NDArray[np.bool_]) -> None:
        """Refuse an amount for which there is no rate, or none that is young enough."""
        pair = f"{step.series.base}/{step.series.quote}"
        missing = needed & (rates <= 0)
        if missing.any():
            row = int(missing.argmax())
            raise DataError(
                f"{pair} has no rate yet ({step.series.name}), but an amount has to be converted",
                table="conversion_rates", time=int(times[row]),
                remedy="give conversion_rates= from the first bar on",
            )  # fmt: skip
        if self.max_age is None:
            return
        old = needed & (times - since > self.max_age)
        if old.any():
            row = int(old.argmax())
            raise DataError(
                f"the newest rate of {pair} ({step.series.name}) is {int(times[row] - since[row]):,} ns old, "
                f"older than max_rate_age allows ({self.max_age:,} ns)",
                table="conversion_rates", time=int(times[row]), remedy="give newer rates, or a larger age",
            )  # fmt: skip

    def _note(self, pair: str, ages: I64, needed: NDArray[np.bool_]) -> None:
        """Keep the age of the oldest rate used."""
        if needed.any():
            self.oldest[pair] = max(self.oldest.get(pair, 0), int(ages[needed].max()))


def _newest(series: list[RateSeries]) -> RateSeries:
    """Several series of one pair as one: the newest rate counts, at one time that of the first id."""
    if len(series) == 1:
        return series[0]
    by_name = sorted(series, key=lambda one: one.name)
    precision = max(one.precision for one in by_name)
    for one in by_name:
        if int(one.rates.max(initial=0)) * 10 ** (precision - one.precision) >= 2**63:
            raise DataError(
                f"the rates of {one.base}/{one.quote} ({one.name}) do not fit 64 bits with {precision} "
                "decimals, which another series of the pair has",
                table="conversion_rates", remedy="round the finer one",
            )  # fmt: skip
    times = np.concatenate([one.times for one in by_name])
    rates = np.concatenate([one.rates * 10 ** (precision - one.precision) for one in by_name])
    rank = np.repeat(np.arange(len(by_name)), [len(one.times) for one in by_name])
    order = np.lexsort((-rank, times))  # of one time the first id comes last, and counts
    names = " and ".join(one.name for one in by_name)
    first = by_name[0]
    return RateSeries(first.base, first.quote, times[order], rates[order], precision, names)
