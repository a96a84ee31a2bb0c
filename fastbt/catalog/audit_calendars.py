"""Which calendar an audit holds a series to, where none was given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from fastbt.catalog.audit_checks import I64
from fastbt.catalog.audit_series import starts_of
from fastbt.catalog.bar_arrays import BarArrays
from fastbt.codes import AssetClass
from fastbt.model.instruments import Instrument
from fastbt.schema.table import TIME
from fastbt.venues.calendar import TradingCalendar

if TYPE_CHECKING:
    from fastbt.catalog.reader import CatalogReader

PIECE_NS = 6 * 3_600 * 10**9
"""Bars without a pause between them count as one, up to this length."""
VENUE_ROWS = 1_000_000
"""Rows of a venue that are read to see when it is open."""
HOUR_NS = 3_600 * 10**9


@dataclass(slots=True)
class Calendars:
    """The calendars of an audit; the sessions of a venue are seen in the data of its longest series, once.

    Args:
        reader: the catalog.
        listed: its series, as ``CatalogReader.list`` shows them.
        given: the user's own calendar, for every series.
        start: first ``ts_event`` that is audited, as ``CatalogReader.bars`` takes it.
        end: the same, excluded.
    """

    reader: CatalogReader
    listed: pl.DataFrame
    given: TradingCalendar | None = None
    start: Any = None
    end: Any = None
    _venues: dict[tuple[str, str], pl.DataFrame] = field(default_factory=dict)

    def of(self, arrays: BarArrays) -> tuple[TradingCalendar, bool]:
        """Return the calendar of a series, and whether it is more than what was seen in the data.

        It is the one given; else that of a market that never closes for crypto currencies, the week of
        foreign exchange for other pairs, and the sessions seen in the data of the venue for the rest.

        Args:
            arrays: the series, of at least one row.
        """
        known = known_calendar(arrays.instrument) if self.given is None else self.given
        if known is not None:
            return known, True
        venue = str(arrays.instrument.venue), arrays.bar
        if venue not in self._venues:
            self._venues[venue] = self._seen_at(*venue)
        seen = pl.concat([pieces(arrays.ts_open, arrays.ts_event), self._venues[venue]])
        return TradingCalendar.seen_in(seen, gap_ns=_longest_silence(arrays)), False

    def _seen_at(self, venue: str, bar: str) -> pl.DataFrame:
        """When there are bars of a venue's longest series."""
        seen = [pl.DataFrame(schema={"ts_open": TIME, "ts_event": TIME})]
        for name in self._longest(venue, bar):
            times = self.reader.bars(name, bar, self.start, self.end).select("ts_open", "ts_event").collect()
            opens, ends = (column.to_physical().to_numpy() for column in times)
            seen.append(pieces(starts_of(opens, ends, bar), ends))
        return pl.concat(seen).unique()

    def _longest(self, venue: str, bar: str) -> list[str]:
        """Instruments of a venue with bars of a length, the longest first, as far as the rows go."""
        same = self.listed.filter(pl.col("instrument_id").str.ends_with(f".{venue}"), pl.col("bar") == bar)
        if same.height == 1:  # it is looked at anyway
            return []
        longest = same.sort("rows", "instrument_id", descending=[True, False])
        return longest.filter(pl.col("rows").cum_sum() <= VENUE_ROWS)["instrument_id"].to_list()


def known_calendar(instrument: Instrument) -> TradingCalendar | None:
    """The calendar that follows from what an instrument is; None where it does not.

    Example:
        >>> from fastbt.model.instruments import CurrencyPair, Equity
        >>> pair = CurrencyPair("EUR/USD.SIM", price_precision=5, size_precision=0)
        >>> known_calendar(pair).name, known_calendar(Equity("A.SIM", currency="USD"))
        ('fx_week', None)
    """
    if instrument.asset_class is AssetClass.CRYPTO:
        return TradingCalendar.always_open()
    if instrument.asset_class is AssetClass.FX:
        return TradingCalendar.fx_week()
    return None


def pieces(ts_open: I64, ts_event: I64) -> pl.DataFrame:
    """Join bars without a pause between them, so that there is less to look at.

    Example:
        >>> pieces(np.array([0, 60, 180]), np.array([60, 120, 240])).select(pl.all().to_physical()).rows()
        [(0, 120), (180, 240)]
    """
    if not len(ts_open):
        return pl.DataFrame(schema={"ts_open": TIME, "ts_event": TIME})
    slot = ts_open // PIECE_NS
    first = np.r_[True, (ts_open[1:] > ts_event[:-1]) | (slot[1:] != slot[:-1])]
    begins = np.flatnonzero(first)
    ends = np.r_[begins[1:], len(ts_open)] - 1
    return pl.DataFrame({"ts_open": ts_open[begins], "ts_event": ts_event[ends]}).cast(TIME)


def _longest_silence(arrays: BarArrays) -> int:
    """How long nothing may happen while a market is open: an hour, or three times the usual distance."""
    step = max(1, len(arrays) // 100_000)
    distances = np.diff(arrays.ts_event[::step]) // step
    return max(HOUR_NS, 3 * int(np.median(distances))) if len(distances) else HOUR_NS
