"""Sessions from rules, from exchanges and from data."""

from __future__ import annotations

import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import DataError, MissingExtraError
from fastbt.venues.calendar_sources import DAY, always_open, fx_week

MINUTE = 60_000_000_000
HOUR = 60 * MINUTE


def frame(opens: list[int], closes: list[int]) -> pl.DataFrame:
    return pl.DataFrame({"ts_open": opens, "ts_event": closes}).with_columns(
        pl.all().cast(pl.Datetime("ns", "UTC"))
    )


def test_always_open_has_every_day():
    found = always_open()
    assert (np.diff(found.opens) == DAY).all()
    assert (found.closes[:-1] == found.opens[1:]).all()
    assert found.labels[[0, -1]].astype("datetime64[ns]").astype("datetime64[D]").tolist() == [
        date(1900, 1, 1), date(2099, 12, 31),
    ]  # fmt: skip


def test_fx_week_by_the_clock_of_new_york():
    found = fx_week()
    zone = ZoneInfo("America/New_York")
    for row in np.random.default_rng(0).integers(0, len(found.opens), 200).tolist():
        label = found.labels[row].astype("datetime64[ns]").astype("datetime64[D]").item()
        opens, closes = (
            datetime.fromtimestamp(int(values[row]) // 10**9, zone) for values in (found.opens, found.closes)
        )
        assert label.weekday() < 5
        assert closes.date() == label
        assert (opens.hour, closes.hour) == (17, 17)
        assert (closes.date() - opens.date()).days == 1
    assert len(found.opens) == 52_179


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "exchange_calendars", None)
    with pytest.raises(MissingExtraError, match=r"fastbt\[calendars\]"):
        bt.TradingCalendar.from_exchange("XNYS", "2024-01-01", "2024-02-01")


def test_seen_in_daily_bars():
    """Each bar is a session; one instrument's holiday is another's trading day."""
    days = [4 * DAY, 5 * DAY, 7 * DAY]
    calendar = bt.TradingCalendar.seen_in(frame([*days, days[0]], [t + DAY for t in [*days, days[0]]]))
    assert calendar.opens.tolist() == days
    assert calendar.expected(DAY).tolist() == days
    assert not calendar.is_open(6 * DAY + HOUR)
    assert not calendar.is_open(10_000 * DAY)  # beyond the data


def test_seen_in_minutes_with_a_night_between():
    """A hole of half an hour is a gap in the data; the night, and the longer noon, are no trading time."""
    first = np.concatenate([np.arange(540, 600), np.arange(630, 700), np.arange(800, 900)]) * MINUTE
    second = np.arange(540, 900) * MINUTE + DAY
    opens = np.concatenate([first, second])
    calendar = bt.TradingCalendar.seen_in(frame(opens.tolist(), (opens + MINUTE).tolist()))
    assert calendar.opens.tolist() == [540 * MINUTE, 540 * MINUTE + DAY]
    assert calendar.closes.tolist() == [900 * MINUTE, 900 * MINUTE + DAY]
    assert (calendar.break_starts.tolist(), calendar.break_ends.tolist()) == ([700 * MINUTE], [800 * MINUTE])
    missing = np.setdiff1d(calendar.expected(MINUTE), opens)
    assert missing.tolist() == [t * MINUTE for t in range(600, 630)]
    tight = bt.TradingCalendar.seen_in(frame(opens.tolist(), (opens + MINUTE).tolist()), gap_ns=10 * MINUTE)
    assert np.setdiff1d(tight.expected(MINUTE), opens).tolist() == []


def test_seen_in_a_market_that_never_closes():
    opens = np.arange(0, 3 * DAY, HOUR) + 30 * MINUTE
    calendar = bt.TradingCalendar.seen_in(frame(opens.tolist(), (opens + HOUR).tolist()))
    assert calendar.opens.tolist() == [30 * MINUTE, DAY, 2 * DAY, 3 * DAY]
    assert calendar.closes.tolist() == [DAY, 2 * DAY, 3 * DAY, 3 * DAY + 30 * MINUTE]


def test_seen_in_ticks_and_over_midnight():
    """A session from 22:00 to 21:00 is labeled by the day it ends on."""
    times = np.arange(22 * 60, 45 * 60 + 1) * MINUTE
    ticks = pl.DataFrame({"ts_event": times}).with_columns(pl.col("ts_event").cast(pl.Datetime("ns", "UTC")))
    calendar = bt.TradingCalendar.seen_in(ticks.lazy())
    assert (calendar.opens.tolist(), calendar.closes.tolist()) == ([22 * HOUR], [45 * HOUR])
    assert calendar.labels.tolist() == [DAY]
    assert bt.TradingCalendar.seen_in(ticks.head(1)).closes.tolist() == [22 * HOUR + 1]


def test_seen_in_nothing():
    with pytest.raises(DataError, match="no rows"):
        bt.TradingCalendar.seen_in(frame([], []))
    with pytest.raises(DataError, match="ts_event"):
        bt.TradingCalendar.seen_in(pl.DataFrame({"time": [1]}))
