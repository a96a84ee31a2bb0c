"""From what a source stamps on a bar to its start and its end (T2, B7)."""

# ruff: noqa: DTZ001  naive times are part of what is tested

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from fastbt.catalog.normalize import normalize_bars
from fastbt.errors import ConfigError, DataError
from tests.catalog.tables import MINUTE, START

OHLC = {"open": [1.0] * 3, "high": [2.0] * 3, "low": [0.5] * 3, "close": [1.5] * 3}
THREE = [START, START + MINUTE, START + 2 * MINUTE]
DAY = timedelta(days=1)


def times(table: dict, **options: object) -> tuple[list[datetime], list[datetime]]:
    """Starts and ends."""
    frame = normalize_bars(table, "XYZ.SIM", **options).frame
    return frame["ts_open"].to_list(), frame["ts_event"].to_list()


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_open_stamps_are_shifted_by_the_bars_length():
    ends = [moment + MINUTE for moment in THREE]
    assert times({"ts": THREE, **OHLC}, bar="1m", stamp="open") == (THREE, ends)


def test_close_stamps_are_taken_as_they_are():
    starts = [moment - MINUTE for moment in THREE]
    assert times({"ts": THREE, **OHLC}, bar="1m", stamp="close") == (starts, THREE)


def test_dates_are_sessions_of_24_hours_utc():
    dates = [date(2024, 1, 5), date(2024, 1, 8), date(2024, 1, 9)]
    starts = [utc(2024, 1, 5), utc(2024, 1, 8), utc(2024, 1, 9)]
    expected = (starts, [moment + DAY for moment in starts])
    assert times({"date": dates, **OHLC}) == expected
    assert times({"date": dates, **OHLC}, bar="1d") == expected
    assert times({"date": dates, **OHLC}, bar="1d", stamp="session") == expected
    assert times({"date": dates, **OHLC}, bar="1d", stamp="open") == expected
    # A date that ends a bar ends it with its last moment.
    assert times({"date": dates, **OHLC}, bar="1d", stamp="close") == expected


def test_midnights_can_be_said_to_be_sessions():
    midnights = pl.Series([datetime(2024, 1, 5), datetime(2024, 1, 8), datetime(2024, 1, 9)])
    expected = (
        [utc(2024, 1, 5), utc(2024, 1, 8), utc(2024, 1, 9)],
        [utc(2024, 1, 6), utc(2024, 1, 9), utc(2024, 1, 10)],
    )
    assert times({"ts": midnights, **OHLC}, stamp="session") == expected
    local = midnights.dt.replace_time_zone("Asia/Tokyo")
    assert times({"ts": local, **OHLC}, stamp="session") == expected


def test_weeks_and_months():
    mondays = [date(2024, 1, 1), date(2024, 1, 8), date(2024, 1, 15)]
    assert times({"date": mondays, **OHLC}, bar="1w")[1] == [
        utc(2024, 1, 8),
        utc(2024, 1, 15),
        utc(2024, 1, 22),
    ]
    firsts = [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)]
    assert times({"date": firsts, **OHLC}, bar="1mo")[1] == [
        utc(2024, 2, 1),
        utc(2024, 3, 1),
        utc(2024, 4, 1),
    ]
    ends = [utc(2024, 2, 1), utc(2024, 3, 1), utc(2024, 4, 1)]
    assert times({"ts": ends, **OHLC}, bar="1mo")[0] == [utc(2024, 1, 1), utc(2024, 2, 1), utc(2024, 3, 1)]


def test_without_a_length_a_bar_starts_where_the_one_before_ended():
    uneven = [START, START + MINUTE, START + 10 * MINUTE]
    assert times({"ts": uneven, **OHLC}) == ([START - MINUTE, *uneven[:2]], uneven)
    assert times({"ts": uneven, **OHLC}, bar="100tick") == ([START - MINUTE, *uneven[:2]], uneven)
    one = {name: values[:1] for name, values in OHLC.items()}
    assert times({"ts": [START], **one}) == ([START], [START])


def test_without_a_length_each_instrument_for_itself():
    table = {
        "ts": [START, START, START + MINUTE, START + 3 * MINUTE],
        "instrument_id": ["A.SIM", "B.SIM", "B.SIM", "A.SIM"],
        "open": [1.0] * 4, "high": [1.0] * 4, "low": [1.0] * 4, "close": [1.0] * 4,
    }  # fmt: skip
    starts, ends = times(table, unknown="infer")
    assert ends == [START, START, START + MINUTE, START + 3 * MINUTE]
    assert starts == [START - 3 * MINUTE, START - MINUTE, START, START]


def test_starts_of_the_source_are_kept():
    starts = [START - timedelta(seconds=30), START, None]
    table = {"ts_event": THREE, "ts_open": starts, **OHLC}
    assert times(table, bar="1m")[0] == [*starts[:2], START + MINUTE]


def test_starts_alone_are_open_stamps():
    assert times({"ts_open": THREE, **OHLC}, bar="1m") == (THREE, [moment + MINUTE for moment in THREE])
    assert normalize_bars({"ts_open": THREE, **OHLC}, "XYZ.SIM", bar="1m").report.stamp == "open"


def test_one_price_rows_start_and_end_at_once():
    for stamp, ends in (("close", THREE), ("open", [moment + MINUTE for moment in THREE])):
        assert times({"ts": THREE, "close": [1.0, 2.0, 3.0]}, bar="1m", stamp=stamp) == (ends, ends)


def test_a_day_of_23_hours_is_a_day():
    """Daily closes at 16:00 New York: the clocks change between the second and the third."""
    closes = [datetime(2024, 3, 7, 16), datetime(2024, 3, 8, 16), datetime(2024, 3, 11, 16)]
    ends = times({"ts": closes, **OHLC}, bar="1d", stamp="close", tz="America/New_York")[1]
    assert ends == [utc(2024, 3, 7, 21), utc(2024, 3, 8, 21), utc(2024, 3, 11, 20)]


@pytest.mark.parametrize("bar", [None, "100tick"])
def test_open_stamps_need_a_length(bar):
    with pytest.raises(ConfigError, match=r"stamp='open' needs|no length in time"):
        normalize_bars({"ts": THREE, **OHLC}, "XYZ.SIM", bar=bar, stamp="open")


def test_dates_do_not_label_minutes():
    with pytest.raises(ConfigError, match="a date labels a session"):
        normalize_bars({"date": [date(2024, 1, 5)], "close": [1.0]}, "XYZ.SIM", bar="1m")


@pytest.mark.parametrize("bar", ["1h", "1d", "1mo"])
def test_a_length_that_the_times_contradict_is_refused(bar):
    with pytest.raises(DataError, match=r"60 s apart.*say how long the bars are with bar="):
        normalize_bars({"ts": THREE, **OHLC}, "XYZ.SIM", bar=bar)
