"""Which bar each row goes to: by time, or as soon as enough rows, volume or value have come together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.times import DAY
from fastbt.codes import BarAggregation
from fastbt.errors import DataError
from fastbt.model.bar_types import BarSpecification
from fastbt.timeline.rows import Rows
from fastbt.venues.calendar import TradingCalendar
from fastbt.venues.calendar_bars import period_of

I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]

_LIMB = 2**62


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars as runs of rows.

    Args:
        rows: the rows that go into bars, in order.
        first: place in ``rows`` of each bar's first row.
        ts_open: start of each bar.
        ts_event: its end.
        ended: whether the data reach far enough to know that nothing more comes into it.
    """

    rows: I64
    first: I64
    ts_open: I64
    ts_event: I64
    ended: Mask

    def last(self) -> I64:
        """Place in ``rows`` of each bar's last row."""
        return np.append(self.first, len(self.rows))[1:] - 1


def by_time(rows: Rows, length: BarSpecification, calendar: TradingCalendar | None) -> Bars:
    """Divide rows by time.

    Args:
        rows: sorted rows.
        length: step and unit.
        calendar: whose sessions the bars are counted from; None is 00:00 UTC.

    Raises:
        DataError: no row lies in a session.
    """
    # A bar that ends at 11:00 is part of the hour before it, a tick at 11:00 of the hour that begins.
    shift = 1 if rows.is_bars else 0
    time = rows.ts_event - shift
    if calendar is None:
        start, end = _grid_of(time, length)
        kept = np.arange(len(time))
    else:
        start, end, inside = _sessions_of(rows, time, length, calendar)
        kept = np.flatnonzero(inside)
        if len(time) and not len(kept):
            raise DataError(
                f"no row lies in a session of the calendar {calendar.name}",
                time=int(rows.ts_event[0]),
                remedy="daily bars are known by their dates only where they run from 00:00 to 24:00 UTC",
            )
        start, end = start[kept], end[kept]
    instrument = rows.instrument()[kept]
    new = np.ones(len(kept), dtype=np.bool_)
    new[1:] = (start[1:] != start[:-1]) | (instrument[1:] != instrument[:-1])
    first = np.flatnonzero(new)
    return Bars(kept, first, start[first], end[first], _ended(rows, end[first], instrument[first]))


def by_amount(rows: Rows, amounts: list[NDArray[np.int64]], threshold: int, *, together: bool) -> Bars:
    """Close a bar with the row that brings its amount to the threshold; the next begins from nothing.

    Args:
        rows: sorted rows.
        amounts: factors of each row's amount: none for its count, volumes, or volumes and prices.
        threshold: in the unit of their product.
        together: whether rows of equal time stay in one bar.
    """
    sizes = _running(rows, amounts)
    latest = int(rows.ts_event.max(initial=np.iinfo(np.int64).min))
    first: list[int] = []
    reached: list[bool] = []
    for begin, end in zip(rows.starts[:-1].tolist(), rows.starts[1:].tolist(), strict=True):
        times = rows.ts_event[begin:end]
        at = begin
        while at < end:
            first.append(at)
            last = sizes.reaches(at, end, threshold)
            if together and last < end:
                last = begin + int(np.searchsorted(times, rows.ts_event[last], "right")) - 1
            reached.append(last < end)
            at = last + 1
    starts = np.array(first, dtype=np.int64)
    last_rows = np.append(starts, len(rows.ts_event))[1:] - 1
    close = rows.ts_event[last_rows]
    ended = np.array(reached, dtype=np.bool_)
    if together:
        ended &= close < latest
    return Bars(np.arange(len(rows.ts_event)), starts, _first_times(rows, starts), close, ended)


def _grid_of(time: I64, length: BarSpecification) -> tuple[I64, I64]:
    """Start and end of the bar around each time, counted from 00:00 UTC, Mondays or months."""
    if length.aggregation is BarAggregation.MONTH:
        return _months(time // DAY * DAY, length.step)
    duration = length.duration_ns or 0
    start = time // duration * duration if duration % DAY else period_of(time, duration // DAY)
    return start, start + duration


def _months(days: I64, step: int) -> tuple[I64, I64]:
    """Start and end of the months around days, counted from January 1970."""
    month = days.astype("datetime64[ns]").astype("datetime64[M]").astype(np.int64) // step * step
    start, end = (
        (month + later).astype("datetime64[M]").astype("datetime64[ns]").astype(np.int64)
        for later in (0, step)
    )
    return start, end


def _sessions_of(
    rows: Rows, time: I64, length: BarSpecification, calendar: TradingCalendar
) -> tuple[I64, I64, Mask]:
    """Start and end of the bar around each time by a calendar, and whether there is one."""
    if not len(time):
        return time, time, np.zeros(0, dtype=np.bool_)
    time = _by_label(rows, time, calendar)
    if length.is_daily_or_longer:
        session = calendar.session_of(time)
        if length.aggregation is BarAggregation.MONTH:
            period = _months(calendar.labels, length.step)[0]
        else:
            period = period_of(calendar.labels, (length.duration_ns or 0) // DAY)
        new = np.concatenate(([True], period[1:] != period[:-1]))
        opens, closes = calendar.opens[new], calendar.closes[np.concatenate((new[1:], [True]))]
        number = (np.cumsum(new) - 1)[session]
        return opens[number], closes[number], session >= 0
    duration = length.duration_ns or 0
    # From the open of the session around the first row on.
    before = max(int(np.searchsorted(calendar.opens, time.min(), "right")) - 1, 0)
    since = int(calendar.opens[before])
    until = max(since, int(time.max()) + 1)
    opens = calendar.expected(duration, since, until)
    closes = calendar.expected_closes(duration, since, until)
    if not len(opens):
        return time, time, np.zeros(len(time), dtype=np.bool_)
    number = np.searchsorted(opens, time, "right") - 1
    return opens[number], closes[number], (number >= 0) & (time < closes[number])


def _by_label(rows: Rows, time: I64, calendar: TradingCalendar) -> I64:
    """Move daily bars from 00:00 to 24:00 UTC, known by their date, into the session of that date."""
    if rows.ts_open is None or not rows.is_bars:
        return time
    dated = (rows.ts_open % DAY == 0) & (rows.ts_event - rows.ts_open == DAY)
    place = np.minimum(np.searchsorted(calendar.labels, rows.ts_open), len(calendar.labels) - 1)
    dated &= calendar.labels[place] == rows.ts_open
    return np.where(dated, calendar.closes[place] - 1, time)


def _ended(rows: Rows, end: I64, instrument: I64) -> Mask:
    """Whether a bar's end is known to be past: by a later row of anyone, or, of bars, by an own one at it.

    At one time other instruments' rows may still come, so that theirs decide only once they are later.
    """
    if not len(rows.ts_event):
        return np.zeros(0, dtype=np.bool_)
    latest = rows.ts_event.max()
    if not rows.is_bars:
        return np.asarray(end <= latest)
    own = rows.ts_event[rows.starts[1:] - 1][instrument]
    return np.asarray((end <= own) | (end < latest))


def _first_times(rows: Rows, first: I64) -> I64:
    """Start of bars that begin with these rows: the row's own, else of bars the end of the one before."""
    if rows.ts_open is not None:
        return rows.ts_open[first]
    if not rows.is_bars:
        return rows.ts_event[first]
    before = np.maximum(first - 1, 0)
    return np.where(np.isin(first, rows.starts), rows.ts_event[first], rows.ts_event[before])


class _Running:
    """Running totals beyond 64 bits, in two limbs, in which the row that reaches a total is looked up."""

    def __init__(self, high: I64, low: I64) -> None:
        self._high, self._low = high, low

    def reaches(self, first: int, end: int, amount: int) -> int:
        """Return the first row of ``[first, end)`` with so much from ``first`` on; ``end`` if none."""
        before = self._at(first - 1) if first else 0
        high, low = divmod(before + amount, _LIMB)
        left = first + int(np.searchsorted(self._high[first:end], high, "left"))
        right = first + int(np.searchsorted(self._high[first:end], high, "right"))
        return left + int(np.searchsorted(self._low[left:right], low, "left"))

    def _at(self, row: int) -> int:
        return int(self._high[row]) * _LIMB + int(self._low[row])


def _running(rows: Rows, amounts: list[NDArray[np.int64]]) -> _Running:
    """Running totals of products of the factors."""
    if not amounts:
        counts = np.arange(1, len(rows.ts_event) + 1, dtype=np.int64)
        return _Running(np.zeros_like(counts), counts)
    wide = [pl.lit(pl.Series(values)).cast(pl.Int128) for values in amounts]
    product = wide[0] if len(wide) == 1 else wide[0] * wide[1]
    limb = pl.lit(_LIMB, dtype=pl.Int128)
    total = pl.select(total=product.cum_sum())
    limbs = total.select(high=pl.col("total") // limb, low=pl.col("total") % limb).cast(pl.Int64)
    return _Running(limbs["high"].to_numpy(), limbs["low"].to_numpy())
