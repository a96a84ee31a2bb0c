"""The options that ``run`` and its sisters share, checked, and the market they describe."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, Self, TypedDict

from fastbt.catalog.definitions import Given, given_instruments
from fastbt.catalog.normalize import normalize_bars
from fastbt.catalog.normalized import NormalizedBars
from fastbt.errors import ConfigError, unknown_name
from fastbt.model.currencies import Currency
from fastbt.model.instruments import Instrument
from fastbt.simulation.lower_sides import with_bars_of_bid
from fastbt.simulation.read_ticks import TickRows, finest_of, names_of, read_ticks, tick_table
from fastbt.venues.options import VERB_OPTIONS
from fastbt.venues.venue import Venue
from fastbt.venues.venues import Venues


class RunOptions(TypedDict, total=False):
    """Keyword arguments that ``run`` and its sisters share."""

    venue: Venue | Sequence[Venue] | None
    """The simulated market, or several, each serving the ids that end in its name; by default
    ``Venue()``: CASH, 100000 USD, no fees, no slippage."""
    instruments: Given
    """An instrument, several, ids, or a catalog. An id not among them is looked up in the catalogs opened in
    this process; a frame without ids is one instrument, read off the data where none is given."""
    check: Literal["quick", "off"]
    """``quick`` (default) refuses expressions that know the future; ``off`` does not look."""
    bar: str | None
    """Length of the bars, such as "1d"; without it a bar starts where the one before ended."""
    stamp: str | None
    """What times mean: "open", "close" or "session"; by default dates are sessions, other times closes."""
    tz: str | None
    """Zone of times that carry none, such as "America/New_York"; by default UTC."""
    on_error: Literal["raise", "drop", "repair"]
    """What is done with bad rows of bars; those dropped and repaired are counted in the settings."""
    on_off_grid: Literal["raise", "round"]
    """What is done with prices of more decimals than their instrument has."""
    on_duplicate: Literal["raise", "first", "last"]
    """Which of two bars of one instrument and time is kept."""
    strategy_id: str
    """Part of generated order ids; "S" by default."""
    progress: Callable[[int, int], None] | None
    """Told (groups done, groups in all) now and then."""
    finer: Any
    """Finer bars, quotes or trade ticks of the same instruments, a table or several: orders are matched in
    them instead of in the bars that hold them (B4); the strategy sees its own bars alone."""
    finer_bar: str | None
    """Length of the finer bars, as ``bar``."""
    finer_stamp: str | None
    """What the times of the finer bars mean, as ``stamp``."""
    funding: Any
    """Funding of perpetuals: a table of instrument_id, ts_event, rate, as ``catalog.funding`` gives (A8)."""
    actions: Any
    """Dividends, splits, delistings and settlement prices of futures: a table of instrument_id, ts_event,
    kind, ratio and amount, as ``catalog.actions`` gives (A7, A10); not for bars that are adjusted already,
    which would count them twice."""
    deposits: Any
    """Money put in, or taken out below 0: a table of ts, amount, where needed currency and account (A1)."""
    transfers: Any
    """Money moved between accounts: a table of ts, from_account, to_account, amount, where needed
    currency (A1)."""
    rates: Any
    """Rates of interest a year: a table of ts, kind (deposit, lending, staking, borrow), rate, where needed
    instrument_id, account, currency, day_count, as ``catalog.rates`` gives (A8)."""
    base_currency: Currency | str | None
    """The currency in which the equity of all accounts together is told; that of the first balance by default
    (A9)."""
    conversion_rates: Any
    """A table of what units of one currency are worth in another (columns ts_event, base, quote, rate),
    beside the currency pairs among the instruments (A9)."""
    max_rate_age: Any
    """How old a rate may be that converts an amount, such as "1d"; any age by default (A9)."""
    sizing: Literal["fill", "decision", "row_close"] | None
    """When a size becomes a quantity (S2); by default, as for the next three, what the venue says."""
    stops_per: Literal["entry", "position"] | None
    """Whether an addition keeps or replaces the stops before it (S4)."""
    stop_cancels_signals: Literal["off", "on"] | None
    """Whether a row on which a stop filled ignores its signals (S4)."""
    waiting_entry: Literal["ignore", "replace"] | None
    """What an entry does to a waiting entry of its side (S1)."""
    seed: int | None
    """Seed of random draws (O4); by default the venue's."""


_BETWEEN = ("funding", "rates", "actions", "deposits", "transfers")
"""Tables of what happens between rows; the settings tell of them with the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """The venues, the instruments given, and how bars are read: ``RunOptions`` with their defaults."""

    venues: Venues
    instruments: Given = None
    check: str = "quick"
    bar: str | None = None
    stamp: str | None = None
    tz: str | None = None
    on_error: Literal["raise", "drop", "repair"] = "raise"
    on_off_grid: Literal["raise", "round"] = "raise"
    on_duplicate: Literal["raise", "first", "last"] = "raise"
    strategy_id: str = "S"
    progress: Callable[[int, int], None] | None = None
    finer: Any = None
    finer_bar: str | None = None
    finer_stamp: str | None = None
    funding: Any = None
    actions: Any = None
    deposits: Any = None
    transfers: Any = None
    rates: Any = None
    base_currency: Currency | str | None = None
    conversion_rates: Any = None
    max_rate_age: Any = None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """Check the options of a verb.

        Args:
            options: those given, by name.

        Returns:
            The market; options of section S and a seed given to the verb replace those of the venues.

        Raises:
            UnknownNameError: if there is no such option.
            ConfigError: if a value is not allowed.
        """
        for name in options:
            if name not in RunOptions.__annotations__:
                raise unknown_name("option", name, RunOptions.__annotations__)
        given = dict(options)
        said = {name: given.pop(name, None) for name in (*VERB_OPTIONS, "seed")}
        market = cls(venues=Venues.given(given.pop("venue", None), **said), **given)
        if market.check not in ("quick", "off"):
            raise ConfigError(f"check={market.check!r} is not one of 'quick', 'off'")
        if not str(market.strategy_id).strip():
            raise ConfigError(f"strategy_id={market.strategy_id!r} must be a text")
        for name in ("finer_bar", "finer_stamp"):
            if market.finer is None and getattr(market, name) is not None:
                raise ConfigError(
                    f"{name}={getattr(market, name)!r} is about finer bars; give them as finer="
                )
        return market

    def read(self, frame: Any) -> NormalizedBars:
        """Check a user's bars and bring them to integer columns.

        Args:
            frame: any table.

        Returns:
            The bars with their instruments; an instrument read off the data has the account's currency.

        Raises:
            DataError: if a row is bad.
            UnknownNameError: if nobody knows an instrument.
        """
        return self._read(frame, self.instruments, self.bar, self.stamp)

    def read_finer(self, frame: Any, instruments: list[Instrument]) -> NormalizedBars:
        """Check a table of finer bars as the strategy's own.

        Args:
            frame: any table.
            instruments: those of the strategy's bars.

        Raises:
            DataError: if a row is bad, or there is none.
            UnknownNameError: if an instrument is none of these.
        """
        bars = self._read(frame, instruments, self.finer_bar, self.finer_stamp)
        known = [model.id.value for model in instruments]
        for name in bars.instruments:
            if name not in known:
                raise unknown_name("instrument in finer=", name, known)
        return bars

    def _read(self, frame: Any, instruments: Given, bar: str | None, stamp: str | None) -> NormalizedBars:
        kind = tick_table(names_of(frame)) if not isinstance(frame, list | tuple) else None
        if kind is not None:
            raise ConfigError(
                f"these are {kind.name}; signals, targets, compiled and class strategies run on bars, "
                "ticks take order tables for now: bt.from_orders(ticks, orders)"
            )
        return normalize_bars(
            with_bars_of_bid(frame),
            instruments,
            bar=bar,
            stamp=stamp,
            tz=self.tz,
            on_error=self.on_error,
            on_off_grid=self.on_off_grid,
            on_duplicate=self.on_duplicate,
            currency=self.venues.first.currency,
        )

    def read_both(self, frame: Any, frames: Sequence[Any]) -> tuple[NormalizedBars, TickRows]:
        """Check bars, and the quotes and trade ticks beside them.

        Args:
            frame: the bars.
            frames: the ticks, as ``frames_by_kind`` found them.

        Returns:
            Both; what is read off the data of an instrument fits its bars and its ticks.

        Raises:
            ConfigError: if it is not said whose the rows are.
            DataError: if a row is bad.
            UnknownNameError: if nobody knows an instrument.
        """
        bars, ticks = self.read(frame), self._read_ticks(frames, self.instruments)
        finest = finest_of([bars.instruments, *(table.instruments for table in ticks.tables)])
        if not finest:
            return bars, ticks
        known, bare = given_instruments(self.instruments)
        found = [*known.values(), *(one for name, one in finest.items() if name not in known), *bare]
        return self._read(frame, found, self.bar, self.stamp), self._read_ticks(frames, found)

    def read_finer_ticks(self, frames: Sequence[Any], instruments: list[Instrument]) -> TickRows:
        """Check tables of ticks that orders of a strategy on bars are matched on.

        Args:
            frames: the ticks, as ``frames_by_kind`` found them.
            instruments: those of the strategy's bars.

        Raises:
            DataError: if a row is bad.
            UnknownNameError: if an instrument is none of these.
        """
        ticks = self._read_ticks(frames, instruments)
        known = [model.id.value for model in instruments]
        for name in ticks.instruments:
            if name not in known:
                raise unknown_name("instrument in finer=", name, known)
        return ticks

    def read_ticks(self, frames: Sequence[Any]) -> TickRows:
        """Check a user's quotes, trade ticks or both and bring them to integer columns.

        Args:
            frames: as ``frames_by_kind`` found them.

        Raises:
            ConfigError: if an option is given that only bars have.
            DataError: if a row is bad.
            UnknownNameError: if nobody knows an instrument.
        """
        for name, value, default in (
            ("bar", self.bar, None),
            ("stamp", self.stamp, None),
            ("on_duplicate", self.on_duplicate, "raise"),
            ("finer", self.finer, None),
        ):
            if value is not default and (name == "finer" or value != default):
                raise ConfigError(f"{name}=: ticks have no such option, only bars; leave it out")
        return self._read_ticks(frames, self.instruments)

    def _read_ticks(self, frames: Sequence[Any], instruments: Given) -> TickRows:
        return read_ticks(
            frames,
            instruments,
            tz=self.tz,
            on_error=self.on_error,
            on_off_grid=self.on_off_grid,
            currency=self.venues.first.currency,
        )

    def shown(self) -> dict[str, Any]:
        """Return the options that are neither the venue's nor the strategy's, for the settings."""
        hidden = ("venues", "instruments", "progress", "strategy_id", "finer", "conversion_rates", *_BETWEEN)
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name not in hidden}
