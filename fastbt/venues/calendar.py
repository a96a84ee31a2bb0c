"""Trading calendars: when a market is open, as sorted arrays of sessions.

A session is a trading day: it has an open, a close and a date, its *label*. Sessions do not overlap; within
one there may be breaks. A moment belongs to a session from its open on, up to and not including its close.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from fastbt.errors import ConfigError, DataError
from fastbt.schema.table import TIME
from fastbt.venues import calendar_bars, calendar_sources
from fastbt.venues.calendar_bars import Anchor
from fastbt.venues.calendar_sources import I64, Sessions
from fastbt.venues.calendar_times import moment, moments

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TradingCalendar:
    """The sessions of a market, in nanoseconds UTC.

    Usually made by ``always_open``, ``fx_week``, ``from_exchange`` or ``seen_in``; also from arrays.

    Args:
        name: what it is called in messages.
        opens: open of each session, ascending.
        closes: close of each session, after its open, at or before the next one's.
        labels: date of each session as its 00:00 UTC, ascending.
        break_starts: where trading pauses within a session, ascending; empty where it never does.
        break_ends: where it goes on.
        start: since when the sessions are known; None is the first open.
        end: until when; None is the last close.

    Raises:
        ConfigError: the arrays contradict each other.

    Example:
        >>> calendar = TradingCalendar.fx_week()
        >>> calendar.sessions("2024-03-08", "2024-03-11")["session"].to_list()
        [datetime.date(2024, 3, 8), datetime.date(2024, 3, 11)]
        >>> saturday = 1_709_985_600_000_000_000
        >>> bool(calendar.is_open(saturday)), (calendar.next_open(saturday) - saturday) / 3.6e12
        (False, np.float64(33.0))
    """

    name: str
    opens: I64
    closes: I64
    labels: I64
    break_starts: I64 = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    break_ends: I64 = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    start: int | None = None
    end: int | None = None

    def __post_init__(self) -> None:
        for name in ("opens", "closes", "labels", "break_starts", "break_ends"):
            # A copy: nobody changes a calendar from outside.
            values = np.array(moments(getattr(self, name), name), ndmin=1)
            values.flags.writeable = False
            object.__setattr__(self, name, values)
        calendar_bars.check(self.name, Sessions(*self._arrays))
        for name, at_hand in (("start", self.opens[:1]), ("end", self.closes[-1:])):
            given = getattr(self, name)
            known = moment(given, name) if given is not None else int(at_hand[0])
            object.__setattr__(self, name, known)

    @staticmethod
    def always_open() -> TradingCalendar:
        """Return the calendar of a market that never closes: a session is a UTC day, 1900 to 2099."""
        return _kept("always_open", calendar_sources.always_open)

    @staticmethod
    def fx_week() -> TradingCalendar:
        """Return the week of spot foreign exchange: Sunday 17:00 to Friday 17:00 in New York, 1900 to 2099.

        Five sessions a week, each from 17:00 to 17:00, labeled by the day it ends on. No holidays.
        """
        return _kept("fx_week", calendar_sources.fx_week)

    @staticmethod
    def from_exchange(
        name: str, start: object, end: object, *, breaks: Literal["carry", "ignore"] = "carry"
    ) -> TradingCalendar:
        """Return an exchange's regular sessions, holidays and early closes included.

        Args:
            name: its market identifier code, such as ``XNYS``, ``XHKG`` or ``CMES``.
            start: first date.
            end: last date, included.
            breaks: ``"carry"`` lunch breaks, or ``"ignore"`` them: a session is then one stretch.

        Raises:
            MissingExtraError: the extra is not installed (``pip install 'fastbt[calendars]'``).
            ConfigError: the dates are beyond what is recorded of the exchange, or an argument is wrong.
            UnknownNameError: no such exchange.

        Example:
            >>> year = TradingCalendar.from_exchange("XNYS", "2024-01-01", "2024-12-31")
            >>> len(year.opens), year.sessions("2024-07-03", "2024-07-04")["close"].dt.hour().to_list()
            (252, [17])
        """
        first, last = moment(start, "start"), moment(end, "end")
        found = calendar_sources.from_exchange(name, first, last, breaks=breaks)
        known_from = min(calendar_sources.day_of(first), int(found.opens[0]))
        known_until = max(calendar_sources.day_of(last) + calendar_sources.DAY, int(found.closes[-1]))
        return TradingCalendar(name, *found, start=known_from, end=known_until)

    @staticmethod
    def seen_in(bars: pl.DataFrame | pl.LazyFrame, *, gap_ns: int | None = None) -> TradingCalendar:
        """Guess sessions from data, where no calendar is known: a market was open when anything traded.

        Rows of all instruments count together, so that one that traded shows where another has a gap. Bars of
        a day or more are a session each. Between shorter ones, and between ticks, the market is taken for
        closed where nothing happened for longer than ``gap_ns``; stretches that end on one UTC day are one
        session with breaks, and one longer than a day is cut at 00:00 UTC. What no instrument has cannot be
        told from a closed market. Times beyond the data count as closed.

        Args:
            bars: a frame with ``ts_event`` and, for bars, ``ts_open``.
            gap_ns: longest silence while open; None is an hour, or three times the median distance of rows
                where that is longer.

        Raises:
            DataError: the frame has no rows or no times.
        """
        far = np.iinfo(np.int64)
        found = calendar_sources.seen_in(bars, gap_ns)
        return TradingCalendar("seen in the data", *found, start=int(far.min), end=int(far.max))

    def is_open(self, ts: ArrayLike) -> Mask:
        """Tell for each time (ns UTC) whether the market is open then; at a close it is not.

        Raises:
            DataError: a time is beyond the calendar.
        """
        times = self._inside(ts)
        paused, resumed = (np.searchsorted(a, times, "right") for a in (self.break_starts, self.break_ends))
        return np.asarray((self._session(times, "right") >= 0) & (paused == resumed))

    def session_of(self, ts: ArrayLike, *, at_close: bool = False) -> I64:
        """Number the session of each time, -1 between sessions; a break is within its session.

        Args:
            ts: times, ns UTC.
            at_close: the times are ends of bars: a session's close belongs to it, its open does not.

        Returns:
            Places in ``opens``, ``closes`` and ``labels``.

        Raises:
            DataError: a time is beyond the calendar.
        """
        return self._session(self._inside(ts), "left" if at_close else "right")

    def next_open(self, ts: ArrayLike) -> I64:
        """Return the first open after each time.

        Raises:
            DataError: the calendar has none.
        """
        times = self._inside(ts)
        places = np.searchsorted(self.opens, times, "right")
        self._found(places < len(self.opens), times, "no open after")
        return np.asarray(self.opens[places])

    def previous_close(self, ts: ArrayLike) -> I64:
        """Return the last close at or before each time.

        Raises:
            DataError: the calendar has none.
        """
        times = self._inside(ts)
        places = np.searchsorted(self.closes, times, "right") - 1
        self._found(places >= 0, times, "no close at or before")
        return np.asarray(self.closes[places])

    def sessions(self, start: object = None, end: object = None) -> pl.DataFrame:
        """List the sessions that are open at some moment of ``[start, end)``.

        Args:
            start: int nanoseconds, a datetime, a date or ISO text, UTC; None is the calendar's start.
            end: the same; None is its end.

        Returns:
            ``session`` (its date), ``open`` and ``close``.
        """
        first, last = self._range(start, end)
        rows = slice(np.searchsorted(self.closes, first, "right"), np.searchsorted(self.opens, last, "left"))
        dates = pl.Series(self.labels[rows]).cast(TIME).cast(pl.Date)
        opens, closes = (pl.Series(values[rows]).cast(TIME) for values in (self.opens, self.closes))
        return pl.DataFrame({"session": dates, "open": opens, "close": closes})

    def expected(
        self, bar_ns: int, start: object = None, end: object = None, *, anchor: Anchor = "session"
    ) -> I64:
        """Return the opens of all bars that a full record would have.

        Args:
            bar_ns: length of the bars: shorter than a day, or whole days, which are then sessions (7 days are
                a week from Monday on).
            start: first open that counts, as in ``sessions``.
            end: the opens end before it.
            anchor: ``"session"``: bars are counted from each session's open, and anew after a break.
                ``"utc"``: they are counted from 00:00 UTC, the first and the last of a session being cut by
                it; bars of days are then named by 00:00 UTC of the date.

        Returns:
            Opens, ns UTC, ascending.

        Raises:
            ConfigError: the length or the anchor is wrong.
            DataError: the range is beyond the calendar.
        """
        return self._expected(bar_ns, start, end, anchor)[0]

    def expected_closes(
        self, bar_ns: int, start: object = None, end: object = None, *, anchor: Anchor = "session"
    ) -> I64:
        """Return the closes of the bars that ``expected`` lists; a session's last bar ends with it."""
        return self._expected(bar_ns, start, end, anchor)[1]

    def __repr__(self) -> str:
        first, last = self.labels[[0, -1]].astype("datetime64[ns]").astype("datetime64[D]")
        return f"TradingCalendar({self.name}, {len(self.opens)} sessions, {first} to {last})"

    @property
    def _arrays(self) -> tuple[I64, I64, I64, I64, I64]:
        return self.opens, self.closes, self.labels, self.break_starts, self.break_ends

    def _expected(self, bar_ns: int, start: object, end: object, anchor: Anchor) -> tuple[I64, I64]:
        first, last = self._range(start, end)
        opens, closes = calendar_bars.grid(Sessions(*self._arrays), bar_ns, anchor, first, last)
        rows = slice(*np.searchsorted(opens, [first, last]))
        return opens[rows], closes[rows]

    def _session(self, times: I64, side: Literal["left", "right"]) -> I64:
        places = np.searchsorted(self.opens, times, side) - 1
        over = self.closes[places] <= times if side == "right" else self.closes[places] < times
        return np.where((places < 0) | over, -1, places)

    def _range(self, start: object, end: object) -> tuple[int, int]:
        first = moment(self.start if start is None else start, "start")
        last = moment(self.end if end is None else end, "end")
        if last < first:
            raise ConfigError(f"calendar {self.name}: end={end!r} is before start={start!r}")
        self._inside([first, last])
        return first, last

    def _inside(self, ts: ArrayLike) -> I64:
        times = moments(ts, "ts")
        known = (times >= moment(self.start, "start")) & (times <= moment(self.end, "end"))
        self._found(known, times, "nothing is known at")
        return times

    def _found(self, found: Any, times: I64, what: str) -> None:
        good, asked = np.atleast_1d(found), np.atleast_1d(times)
        if not good.all():
            raise DataError(
                f"calendar {self.name}: {what} this time",
                time=int(asked[~good][0]),
                remedy="make the calendar for a longer time",
            )


_made: dict[str, TradingCalendar] = {}


def _kept(name: str, sessions: Callable[[], Sessions]) -> TradingCalendar:
    """Make a calendar of fixed rules once."""
    if name not in _made:
        _made[name] = TradingCalendar(name, *sessions())
    return _made[name]
