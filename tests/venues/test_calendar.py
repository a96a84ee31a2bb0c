"""Trading calendars: what is open when, sessions, expected bars; against plain definitions and the source."""

from __future__ import annotations

from datetime import UTC, date, datetime

import exchange_calendars
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastbt as bt
from fastbt.errors import ConfigError, DataError, UnknownNameError

MINUTE = 60_000_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def ns(text: str) -> int:
    return int(np.datetime64(text, "ns").astype(np.int64))


def texts(values: np.ndarray) -> list[str]:
    return [str(v)[:16] for v in values.astype("datetime64[ns]")]


def market() -> bt.TradingCalendar:
    """Two days, 09:00 to 15:00 with a break at noon, and a short third one from 09:00 to 11:00."""
    days = np.array([ns("2024-01-02"), ns("2024-01-03"), ns("2024-01-05")])
    return bt.TradingCalendar(
        "toy", days + 9 * HOUR, days + np.array([15, 15, 11]) * HOUR, days,
        days[:2] + 12 * HOUR, days[:2] + 13 * HOUR,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("time", "is_open", "session", "at_close"),
    [
        ("2024-01-02T09:00", True, 0, -1),
        ("2024-01-02T11:59", True, 0, 0),
        ("2024-01-02T12:00", False, 0, 0),
        ("2024-01-02T13:00", True, 0, 0),
        ("2024-01-02T15:00", False, -1, 0),
        ("2024-01-02T15:01", False, -1, -1),
        ("2024-01-04T10:00", False, -1, -1),
        ("2024-01-05T10:59", True, 2, 2),
        ("2024-01-05T11:00", False, -1, 2),
    ],
)
def test_a_moment(time: str, session: int, at_close: int, *, is_open: bool):
    calendar = market()
    assert bool(calendar.is_open(ns(time))) is is_open
    assert int(calendar.session_of(ns(time))) == session
    assert int(calendar.session_of(ns(time), at_close=True)) == at_close


def test_next_open_and_previous_close():
    calendar = market()
    asked = np.array([ns("2024-01-02T09:00"), ns("2024-01-03T15:00"), ns("2024-01-04")])
    assert texts(calendar.next_open(asked)) == ["2024-01-03T09:00", "2024-01-05T09:00", "2024-01-05T09:00"]
    assert texts(calendar.previous_close(asked[1:])) == ["2024-01-03T15:00", "2024-01-03T15:00"]
    with pytest.raises(DataError, match="toy: no open after"):
        calendar.next_open(ns("2024-01-05T09:00"))
    with pytest.raises(DataError, match="toy: no close at or before"):
        calendar.previous_close(asked)


def test_sessions_of_a_range():
    found = market().sessions(datetime(2024, 1, 2, 15, tzinfo=UTC), date(2024, 1, 5))
    assert found.to_dicts() == [
        {
            "session": date(2024, 1, 3),
            "open": datetime(2024, 1, 3, 9, tzinfo=UTC),
            "close": datetime(2024, 1, 3, 15, tzinfo=UTC),
        }
    ]
    assert market().sessions().height == 3


def test_expected_bars_begin_anew_after_a_break_and_end_with_the_session():
    calendar, end = market(), ns("2024-01-03")
    two = 2 * HOUR
    assert texts(calendar.expected(two, None, end)) == [
        "2024-01-02T09:00", "2024-01-02T11:00", "2024-01-02T13:00",
    ]  # fmt: skip
    assert texts(calendar.expected_closes(two, None, end)) == [
        "2024-01-02T11:00", "2024-01-02T12:00", "2024-01-02T15:00",
    ]  # fmt: skip
    assert texts(calendar.expected(two, None, end, anchor="utc")) == [
        "2024-01-02T10:00",
        "2024-01-02T12:00",
        "2024-01-02T14:00",
    ]  # fmt: skip  (the one from 08:00 on opens before the range, which begins at 09:00)
    assert len(calendar.expected(MINUTE)) == (5 + 5 + 2) * 60


def test_a_bar_that_opens_before_its_session_counts_by_its_own_open():
    calendar = bt.TradingCalendar(
        "half", [ns("2024-01-02T09:30")], [ns("2024-01-02T11:00")], [ns("2024-01-02")], start=0, end=ns("2025-01-01")
    )  # fmt: skip
    assert texts(calendar.expected(HOUR, "2024-01-02T09:00", "2024-01-02T09:15", anchor="utc")) == [
        "2024-01-02T09:00"
    ]
    assert texts(calendar.expected(HOUR, "2024-01-02T09:00", "2024-01-02T09:15")) == []


def test_expected_bars_of_days_and_weeks():
    """January 2, 3 and 5 of 2024 lie in one week, from Monday the first on."""
    calendar = market()
    assert texts(calendar.expected(DAY)) == ["2024-01-02T09:00", "2024-01-03T09:00", "2024-01-05T09:00"]
    assert texts(calendar.expected_closes(DAY)) == [
        "2024-01-02T15:00",
        "2024-01-03T15:00",
        "2024-01-05T11:00",
    ]
    assert texts(calendar.expected(7 * DAY)) == ["2024-01-02T09:00"]
    assert texts(calendar.expected_closes(7 * DAY)) == ["2024-01-05T11:00"]
    week = bt.TradingCalendar("toy", calendar.opens, calendar.closes, calendar.labels, start=0)
    assert texts(week.expected(7 * DAY, anchor="utc")) == ["2024-01-01T00:00"]
    assert texts(week.expected(DAY, anchor="utc"))[2] == "2024-01-05T00:00"


@given(
    bar=st.integers(1, 30), start=st.integers(0, 60), length=st.integers(0, 60), anchor=st.sampled_from(["session", "utc"])
)  # fmt: skip
def test_expected_is_what_a_walk_in_small_steps_finds(bar: int, start: int, length: int, anchor: str):
    """In a toy of nanoseconds: sessions 5 to 17 with a break from 9 to 11, and 20 to 30."""
    calendar = bt.TradingCalendar(
        "tiny", [5, DAY + 5], [17, DAY + 15], [0, DAY], [9], [11], start=0, end=2 * DAY
    )
    wanted = set()
    for opens, closes in ((5, 9), (11, 17), (DAY + 5, DAY + 15)):
        for t in range(opens, closes):
            origin = opens if anchor == "session" else 0
            wanted.add((t - origin) // bar * bar + origin)
    for day in (0, DAY):
        found = calendar.expected(bar, day + start, day + start + length, anchor=anchor)  # type: ignore[arg-type]
        assert found.tolist() == sorted(t for t in wanted if day + start <= t < day + start + length)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_answers_for_many_are_those_for_each(times: list[int]):
    calendar = bt.TradingCalendar("tiny", [5, 20], [17, 30], [0, DAY], [9], [11], start=0, end=40)
    many = np.array(times)
    trading = [*range(5, 9), *range(11, 17), *range(20, 30)]
    assert calendar.is_open(many).tolist() == [t in trading for t in times]
    assert calendar.session_of(many).tolist() == [
        0 if 5 <= t < 17 else 1 if 20 <= t < 30 else -1 for t in times
    ]
    assert calendar.session_of(many, at_close=True).tolist() == [
        0 if 5 < t <= 17 else 1 if 20 < t <= 30 else -1 for t in times
    ]


def test_beyond_its_time_a_calendar_says_nothing():
    calendar = market()
    with pytest.raises(DataError, match=r"nothing is known at.*2024-01-05T12:00"):
        calendar.is_open(ns("2024-01-05T12:00"))
    with pytest.raises(DataError, match="longer time"):
        calendar.expected(HOUR, "2023-12-31")
    with pytest.raises(ConfigError, match="before start"):
        calendar.sessions("2024-01-04", "2024-01-03")


def test_columns_are_times_too_and_floats_are_not():
    calendar = market()
    column = pl.Series(
        [datetime(2024, 1, 2, 10, tzinfo=UTC), datetime(2024, 1, 2, 12, tzinfo=UTC)],
        dtype=pl.Datetime("us", "UTC"),
    )
    assert calendar.is_open(column).tolist() == [True, False]
    assert calendar.is_open(np.array(["2024-01-02T10:00"], dtype="datetime64[s]")).tolist() == [True]
    with pytest.raises(ConfigError, match="float64"):
        calendar.is_open(1.7e18)


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        (([], [], []), "no sessions"),
        (([1], [5, 6], [0]), "differ in length"),
        (([5], [5], [0]), "at or before its open"),
        (([1, 4], [5, 9], [0, DAY]), "before the one before has closed.*row 1"),
        (([1], [5], [3]), "not 00:00 UTC"),
        (([1, 6], [5, 9], [0, 0]), "do not ascend"),
        (([1], [5], [0], [1], [3]), "break"),
        (([1], [5], [0], [3], [3]), "break"),
        (([1], [5], [0], [3], [5]), "break"),
        (([1], [9], [0], [3, 4], [5, 6]), "break"),
    ],
)
def test_arrays_that_contradict_each_other(arrays: tuple[list[int], ...], words: str):
    with pytest.raises(ConfigError, match=words):
        bt.TradingCalendar("bad", *arrays)


@pytest.mark.parametrize("length", [0, -1, DAY + 1])
def test_a_length_that_is_none(length: int):
    with pytest.raises(ConfigError, match="a bar of"):
        market().expected(length)


def test_an_anchor_that_is_none():
    with pytest.raises(ConfigError, match="'session' or 'utc'"):
        market().expected(HOUR, anchor="open")  # type: ignore[arg-type]


def test_nobody_changes_a_calendar():
    """Neither its arrays nor those it was made from."""
    opens = np.array([1])
    calendar = bt.TradingCalendar("tiny", opens, [5], [0])
    opens[0] = 9
    assert calendar.opens.tolist() == [1]
    with pytest.raises(ValueError, match="read-only"):
        calendar.opens[0] = 2


def test_the_fixed_ones_are_made_once():
    assert bt.TradingCalendar.always_open() is bt.TradingCalendar.always_open()
    assert bt.TradingCalendar.fx_week() is bt.TradingCalendar.fx_week()
    assert (
        repr(bt.TradingCalendar.always_open())
        == "TradingCalendar(always_open, 73049 sessions, 1900-01-01 to 2099-12-31)"
    )


def test_an_exchange_by_its_record():
    """The day before Independence Day closes at 13:00 in New York; Thanksgiving is none."""
    year = bt.TradingCalendar.from_exchange("XNYS", "2024-01-01", "2024-12-31")
    assert len(year.opens) == 252
    july = year.sessions("2024-07-03", "2024-07-06")
    assert july["session"].to_list() == [date(2024, 7, 3), date(2024, 7, 5)]
    assert july["close"].dt.hour().to_list() == [17, 20]
    assert not year.is_open(ns("2024-11-28T16:00"))
    assert len(year.expected(MINUTE, "2024-07-03", "2024-07-04")) == 210
    year.sessions("2024-01-01", "2025-01-01")  # known from the first date on, though it is a holiday


def test_a_lunch_break_is_carried_or_ignored():
    carried, ignored = (
        bt.TradingCalendar.from_exchange("XHKG", "2020-01-20", "2020-01-24", breaks=breaks)  # type: ignore[arg-type]
        for breaks in ("carry", "ignore")
    )
    noon = ns("2020-01-20T04:30")
    assert (bool(carried.is_open(noon)), bool(ignored.is_open(noon))) == (False, True)
    assert len(carried.break_starts) == 4  # the last day, New Year's Eve, is a morning only
    assert (carried.opens.tolist(), carried.closes.tolist()) == (
        ignored.opens.tolist(),
        ignored.closes.tolist(),
    )


def test_the_opens_agree_with_the_source_for_twenty_years():
    source = exchange_calendars.get_calendar("XNYS", start="1998-01-02", end="2018-12-31")
    ours = bt.TradingCalendar.from_exchange("XNYS", "1998-01-02", "2018-12-31")
    assert ours.opens.tolist() == [t.value for t in source.opens]
    assert ours.closes.tolist() == [t.value for t in source.closes]
    minutes = (
        np.random.default_rng(0).integers(ours.opens[0] // MINUTE, ours.closes[-1] // MINUTE, 300) * MINUTE
    )
    stamps = pd.to_datetime(minutes, utc=True)
    theirs = [source.is_open_at_time(t, side="left") for t in stamps]
    assert ours.is_open(minutes).tolist() == theirs
    assert ours.next_open(minutes).tolist() == [source.next_open(t).value for t in stamps]
    assert sum(theirs) > 30


def test_unknown_exchanges_and_dates():
    with pytest.raises(UnknownNameError, match="XNYS"):
        bt.TradingCalendar.from_exchange("XNYSE", "2020-01-01", "2020-02-01")
    with pytest.raises(ConfigError, match="1991"):
        bt.TradingCalendar.from_exchange("XSHG", "1980-01-01", "2020-02-01")
    with pytest.raises(ConfigError, match="no session"):
        bt.TradingCalendar.from_exchange("XNYS", "2024-07-04", "2024-07-04")
    with pytest.raises(ConfigError, match="no sessions"):
        bt.TradingCalendar.from_exchange("XNYS", "2024-07-06", "2024-07-06")
    with pytest.raises(ConfigError, match="breaks="):
        bt.TradingCalendar.from_exchange("XNYS", "2024-07-06", "2024-07-06", breaks="drop")  # type: ignore[arg-type]
    one = bt.TradingCalendar.from_exchange("XNYS", "2024-07-05", "2024-07-05")
    assert one.sessions()["session"].to_list() == [date(2024, 7, 5)]


def test_real_bars_lie_in_their_sessions(shared_data):
    """The hours of SPY over 23 years; the first of a day is stamped 09:00 and begins at 09:30."""
    calendar = bt.TradingCalendar.from_exchange("XNYS", "1998-01-02", "2023-12-31")
    hours = pl.read_parquet(shared_data / "equities_us_hour_raw.parquet").filter(symbol="SPY")
    opens = hours["ts"].cast(pl.Datetime("ns")).to_physical().to_numpy()
    wanted = calendar.expected(HOUR, int(opens[0]), int(opens[-1]) + HOUR, anchor="utc")
    # One morning of the record is missing; after some early closes it has a bar of the closing prints.
    assert texts(np.setdiff1d(wanted, opens)) == ["2002-09-11T13:00", "2002-09-11T14:00"]
    assert len(np.setdiff1d(opens, wanted)) == 47


def test_twelve_years_of_euro_hours_lie_in_the_fx_week(shared_data):
    """None outside; what is missing within are holidays."""
    hours = pl.read_parquet(shared_data / "fx_eurusd_oanda_1h.parquet", columns=["ts"])
    opens = hours["ts"].cast(pl.Datetime("ns")).to_physical().to_numpy()
    calendar = bt.TradingCalendar.fx_week()
    assert calendar.is_open(opens).all()
    wanted = calendar.expected(HOUR, int(opens[0]), int(opens[-1]) + 1)
    assert len(np.setdiff1d(opens, wanted)) == 0
    assert len(opens) > 0.99 * len(wanted)
