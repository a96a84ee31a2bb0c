"""The venues of a run: which one serves which instrument, and what all of them have to agree on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from fastbt.errors import ConfigError
from fastbt.model.currencies import Currency
from fastbt.model.identifiers import InstrumentId
from fastbt.venues.custom import CustomModel
from fastbt.venues.options import VERB_OPTIONS
from fastbt.venues.venue import Venue

ONCE = ("gtd_edge", "volume_split", "seed")
"""Options of which a run has one, beside those of the strategy."""


@dataclass(frozen=True, slots=True)
class Venues:
    """The venues of a run, each with an account of its own.

    A single venue serves every instrument; of several, each serves those whose ids end in its name.

    Args:
        all: the venues, in the order given.

    Raises:
        ConfigError: there is none, two have one name, or they differ in what a run has once.
    """

    all: tuple[Venue, ...]

    def __post_init__(self) -> None:
        if not self.all:
            raise ConfigError("venue=[]: a run needs a venue, such as bt.Venue('SIM')")
        names = [venue.name for venue in self.all]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ConfigError(f"venue=: two venues are named {twice}; a name stands for one venue")
        for option in (*VERB_OPTIONS, *ONCE):
            self._agree_on(option)
        for option in ("fill_price", "latency", "volume_limit"):
            self._refuse_beside_functions(option)
        self.currencies()

    @classmethod
    def given(cls, venue: Venue | Sequence[Venue] | None, **options: object) -> Self:
        """Read what a user gives as ``venue=``.

        Args:
            venue: a venue, several, or None for ``Venue()``.
            **options: what the verb says instead of the venues; None leaves an option as it is.

        Raises:
            ConfigError: something else is given, or they contradict each other.
        """
        several = Venue() if venue is None else venue
        several = (several,) if isinstance(several, Venue) else several
        if not isinstance(several, list | tuple):
            raise ConfigError(f"venue={venue!r} is not a bt.Venue, nor a list of them")
        found = tuple(several)
        for one in found:
            if not isinstance(one, Venue):
                raise ConfigError(f"venue=: {one!r} is not a bt.Venue")
        return cls(tuple(one.with_options(**options) for one in found))

    def __iter__(self) -> Iterator[Venue]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    @property
    def first(self) -> Venue:
        """The venue given first: what all agree on stands in any of them."""
        return self.all[0]

    def number_of(self, instrument: InstrumentId | str) -> int:
        """Return the number of the venue that serves an instrument.

        Args:
            instrument: its id.

        Raises:
            ConfigError: none of several does.
        """
        if len(self.all) == 1:
            return 0
        name = InstrumentId.parse(str(instrument)).venue.value
        for number, venue in enumerate(self.all):
            if venue.name == name:
                return number
        raise ConfigError(
            f"{instrument}: no venue serves it; an instrument's id ends in its venue's name, and the run has "
            f"{', '.join(venue.name for venue in self.all)}"
        )

    def serving(self, instrument: InstrumentId | str) -> Venue:
        """Return the venue that serves an instrument.

        Args:
            instrument: its id.

        Raises:
            ConfigError: none of several does.
        """
        return self.all[self.number_of(instrument)]

    def by_rows(
        self, ids: Sequence[str], instrument: NDArray[np.int32] | None
    ) -> Iterator[tuple[Venue, slice | NDArray[np.bool_]]]:
        """Return each venue with the rows of a timeline that are of its instruments.

        Args:
            ids: the timeline's instruments, in the order of their numbers.
            instrument: number of each row's instrument; None where there is one.

        Raises:
            ConfigError: no venue serves an instrument.
        """
        numbers = np.array([self.number_of(name) for name in ids], dtype=np.int64)
        if instrument is None or (numbers == numbers[0]).all():
            yield self.all[numbers[0]], slice(None)
            return
        of_row = numbers[instrument]
        for number in np.unique(numbers):
            yield self.all[number], of_row == number

    def currencies(self) -> list[Currency]:
        """Return the currencies of all accounts, in the order in which balances name them.

        Raises:
            ConfigError: two accounts count one currency in different precisions.
        """
        found: dict[str, Currency] = {}
        for venue in self.all:
            for currency in venue.currencies:
                known = found.setdefault(currency.code, currency)
                if known != currency:
                    raise ConfigError(
                        f"venue=: accounts hold {currency.code} of {known.precision} and of "
                        f"{currency.precision} decimals: two precisions of one currency in a run; give all "
                        "of them the same"
                    )
        return list(found.values())

    def optimistic(self) -> list[str]:
        """Return the options that flatter the result (†), as ``name=value``, each once."""
        return list(dict.fromkeys(word for venue in self.all for word in venue.optimistic()))

    def to_dict(self) -> dict[str, Any]:
        """Return every option of every venue by its name, as plain values."""
        return {venue.name: venue.to_dict() for venue in self.all}

    def _agree_on(self, option: str) -> None:
        """Refuse venues that differ in an option of which a run has one."""
        for venue in self.all[1:]:
            ours, theirs = getattr(self.first, option), getattr(venue, option)
            if ours != theirs:
                beside = "" if option in ("gtd_edge", "volume_split") else f", or say {option}= beside venue="
                raise ConfigError(
                    f"{option}: {self.first.name} says {ours!r}, {venue.name} {theirs!r}; a run has one, "
                    f"so give all venues the same{beside}"
                )

    def _refuse_beside_functions(self, option: str) -> None:
        """Refuse a function of the user's own on one venue where another has a built-in choice."""
        none = Venue.__dataclass_fields__[option].default
        said = [(venue, getattr(venue, option)) for venue in self.all]
        own = next((venue.name for venue, given in said if isinstance(given, CustomModel)), None)
        for venue, given in said:
            may_stay = isinstance(given, CustomModel) or (given == none and option != "volume_limit")
            if own is not None and not may_stay:
                raise ConfigError(
                    f"{option}: {own} has a function, {venue.name} says {given!r}; where one venue of a run "
                    "has a function all have one: write it as a function, too"
                )
