"""When a continuous future moves to another contract, decided by what was known before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.catalog.frames import to_frame
from fastbt.catalog.times import DAY
from fastbt.errors import ConfigError, DataError
from fastbt.timeline.rows import known_names, ns_of, time_name, utc
from fastbt.venues.calendar import TradingCalendar

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rolls:
    """From when on which contract is held.

    Args:
        since: times, ns UTC, ascending; rows that end later belong to the contract.
        contract: its number, -1 for one without rows.
    """

    since: I64
    contract: I64

    def held(self, ts_event: I64) -> tuple[I64, I64]:
        """Number of the contract that is held at each time, -1 for none, and since when."""
        place = np.searchsorted(self.since, ts_event, "left") - 1
        known = place >= 0
        if not len(self.since):
            return np.full(len(ts_event), -1), np.zeros(len(ts_event), dtype=np.int64)
        return np.where(known, self.contract[place], -1), np.where(known, self.since[place], 0)


@dataclass(frozen=True, slots=True)
class Sessions:
    """Figures of each contract in each session that has rows.

    Args:
        ends: last time of each session in the data, ns UTC.
        dates: its date as 00:00 UTC.
        seen: whether a contract has had rows up to and in a session; sessions by contracts.
        figures: volume or open interest of that session; empty where the rule needs none.
    """

    ends: I64
    dates: I64
    seen: NDArray[np.bool_]
    figures: F64


def from_table(table: Any, contracts: list[str]) -> Rolls:
    """Read a roll calendar: from each time on the contract beside it.

    Raises:
        DataError: no times, no column ``contract``, or a null.
    """
    frame = known_names(to_frame(table.collect() if isinstance(table, pl.LazyFrame) else table))
    name = time_name(frame.schema, "roll calendar")
    if "contract" not in frame.columns:
        raise DataError("a column is missing", table="roll calendar", column="contract")
    time = frame.select(utc(name, frame.schema[name], "roll calendar", end=False)).to_series()
    for column in (time, frame["contract"]):
        if column.null_count():
            row = int(column.is_null().arg_max() or 0)
            raise DataError("a row without one", table="roll calendar", column=column.name, row=row)
    numbers = {contract: number for number, contract in enumerate(contracts)}
    order = np.argsort(ns_of(time), kind="stable")
    held = [numbers.get(contract, -1) for contract in frame["contract"].cast(pl.String)]
    return Rolls(ns_of(time)[order], np.array(held, dtype=np.int64)[order])


def sessions_of(
    ts_event: I64,
    contract: I64,
    count: int,
    amount: F64 | None,
    calendar: TradingCalendar | None,
    *,
    last: bool,
) -> Sessions:
    """Gather rows by session.

    Args:
        ts_event: times of the rows, ns UTC, ascending.
        contract: number of each row's contract.
        count: number of contracts.
        amount: volume or open interest of each row; None where the rule needs none.
        calendar: whose sessions; None is the UTC day that a row ends in. A row between two sessions belongs
            to the later one.
        last: whether of a session's amounts the last known counts, not their sum.
    """
    if calendar is None:
        date = (ts_event - 1) // DAY * DAY
    else:
        place = np.searchsorted(calendar.closes, ts_event, "left")
        if len(place) and place.max() == len(calendar.closes):
            raise DataError(
                f"calendar {calendar.name}: no session ends after this time",
                time=int(ts_event[-1]),
                remedy="make the calendar for a longer time",
            )
        date = calendar.labels[place]
    dates, session = np.unique(date, return_inverse=True)
    ends = np.zeros(len(dates), dtype=np.int64)
    np.maximum.at(ends, session, ts_event)
    seen = np.zeros((len(dates), count), dtype=np.bool_)
    seen[session, contract] = True
    np.logical_or.accumulate(seen, axis=0, out=seen)
    figures = np.zeros((0, count))
    if amount is not None:
        figures = np.full((len(dates), count), np.nan) if last else np.zeros((len(dates), count))
        known = ~np.isnan(amount)
        if last:
            figures[session[known], contract[known]] = amount[known]
            figures = _carried(figures)
        else:
            np.add.at(figures, (session[known], contract[known]), amount[known])
    return Sessions(ends, dates, seen, figures)


def by_expiry(sessions: Sessions, expiry: I64, days: int) -> Rolls:
    """Hold the first contract that does not expire within so many days of the session's date.

    Args:
        sessions: when which contract had rows.
        expiry: date of each contract's expiry as 00:00 UTC, ascending.
        days: the last session of a contract is that of its expiry less these days.
    """
    since, held = [], []
    for session in range(1, len(sessions.ends)):
        # A contract without a row so far cannot be known here.
        usable = sessions.seen[session - 1] & (expiry - days * DAY >= sessions.dates[session])
        if usable.any():
            since.append(int(sessions.ends[session - 1]))
            held.append(int(usable.argmax()))
    return Rolls(np.array(since, dtype=np.int64), np.array(held, dtype=np.int64))


def by_figures(sessions: Sessions) -> Rolls:
    """Move to the later contract with the largest figure once that is above the held one's, never back."""
    since, held = [], []
    now = -1
    for session in range(1, len(sessions.ends)):
        before = np.nan_to_num(sessions.figures[session - 1])
        best = int(before.argmax()) if now < 0 else now + int(before[now:].argmax())
        if before[best] > (0.0 if now < 0 else before[now]):
            now = best
            since.append(int(sessions.ends[session - 1]))
            held.append(now)
    return Rolls(np.array(since, dtype=np.int64), np.array(held, dtype=np.int64))


def check_days(days: int) -> int:
    """Return the number of days before expiry.

    Raises:
        ConfigError: it is below zero.
    """
    if isinstance(days, bool) or days < 0:
        raise ConfigError(f"roll={days!r}: days before expiry are 0 or more")
    return days


def _carried(figures: F64) -> F64:
    """Fill what a session does not have with what was known before."""
    row = np.where(np.isnan(figures), 0, np.arange(len(figures))[:, None])
    np.maximum.accumulate(row, axis=0, out=row)
    return np.take_along_axis(figures, row, axis=0)
