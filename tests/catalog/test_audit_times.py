"""When bars are: their order, bars that a calendar misses, bars while it is closed, long pauses."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from fastbt.catalog.audit_checks import CLOSED_HOURS, GAP, LONG_PAUSE, OVERLAP, TIME_ORDER
from fastbt.catalog.audit_limits import AuditLimits
from fastbt.catalog.audit_times import anchor_of, check_hours, check_order, check_pauses, missing_bars
from fastbt.errors import DataError
from fastbt.venues.calendar import TradingCalendar
from tests.catalog.audited import DAY, MINUTE, START, audited, of, rows_of

ALWAYS, FX = TradingCalendar.always_open(), TradingCalendar.fx_week()
HOUR = 60 * MINUTE


def ns(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 10**9


def weekdays(first: str, days: int) -> list[int]:
    starts = ns(first) // DAY * DAY + np.arange(days) * DAY
    return [start for start in starts.tolist() if (start // DAY + 3) % 7 < 5]


def test_bars_behind_each_other():
    assert list(check_order(audited())) == []


def test_a_bar_that_is_late():
    series = audited(10)
    series.arrays.ts_event[5] = series.arrays.ts_event[4]
    found = of(TIME_ORDER, check_order(series))
    assert (found.row.tolist(), found.value.tolist()) == ([5], [1e-9])
    series.arrays.ts_event[5] = series.arrays.ts_event[4] - 3 * 10**9
    assert of(TIME_ORDER, check_order(series)).value.tolist() == [pytest.approx(3)]


def test_a_bar_that_ends_before_it_starts():
    series = audited(10)
    series.arrays.ts_open[5] = series.arrays.ts_event[5] + 2 * 10**9
    assert of(TIME_ORDER, check_order(series)).value.tolist() == [2.0]


def test_bars_that_overlap():
    series = audited(10)
    series.arrays.ts_open[5] -= 15 * 10**9
    found = of(OVERLAP, check_order(series))
    assert (found.row.tolist(), found.value.tolist()) == ([5], [15.0])


def test_nothing_is_missing():
    assert len(missing_bars(audited(5_000), ALWAYS).row) == 0
    assert len(missing_bars(audited(1), ALWAYS).row) == 0


def test_minutes_that_are_missing():
    minutes = np.delete(np.arange(100), [10, 11, 12, 50])
    series = audited(opens=START + minutes * MINUTE)
    missing = missing_bars(series, ALWAYS)
    assert (missing.row.tolist(), missing.bars.tolist()) == ([10, 47], [3, 1])
    assert missing.first.tolist() == [START + 11 * MINUTE, START + 51 * MINUTE]
    assert missing.last.tolist() == [START + 13 * MINUTE, START + 51 * MINUTE]
    found = missing.found()
    assert (found.check, found.value.tolist()) == (GAP, [3.0, 1.0])


def test_a_weekend_is_no_gap_and_a_friday_is_one():
    hours = [START + hour * HOUR for hour in range(24 * 14)]
    week = [hour for hour in hours if FX.is_open(hour)]
    assert missing_bars(audited(bar="1h", opens=week), FX).bars.tolist() == []
    assert missing_bars(audited(bar="1h", opens=week), ALWAYS).bars.tolist() == [48, 48]
    friday = [hour for hour in week if not ns("2024-01-05T00:00") <= hour < ns("2024-01-06T00:00")]
    missing = missing_bars(audited(bar="1h", opens=friday), FX)
    assert missing.bars.tolist() == [22]
    assert missing.first.tolist() == [ns("2024-01-05T01:00")]
    assert missing.last.tolist() == [ns("2024-01-05T22:00")]


def test_days_by_session():
    days = weekdays("2024-01-01", 60)
    assert missing_bars(audited(bar="1d", opens=days, by_session=True), FX).bars.tolist() == []
    missing = missing_bars(audited(bar="1d", opens=days[:7] + days[9:], by_session=True), FX)
    assert (missing.row.tolist(), missing.bars.tolist()) == ([7], [2])
    assert missing.first.tolist() == [days[7] + DAY]
    assert missing_bars(audited(bar="1d", opens=days, by_session=True), ALWAYS).bars.tolist() == [2] * 8


def test_half_past_the_hour():
    """Hours of a market that opens at 14:30: cut at the hour, or counted from the open."""
    midnight = START // DAY * DAY
    opens, closes, labels = (midnight + np.arange(3) * DAY + minutes * MINUTE for minutes in (870, 1260, 0))
    exchange = TradingCalendar("half past", opens, closes, labels, start=midnight, end=midnight + 3 * DAY)
    for first in (870, 840):
        opens = [midnight + d * DAY + first * MINUTE + h * HOUR for d in range(3) for h in range(7)]
        series = audited(bar="1h", opens=opens)
        assert anchor_of(series, exchange) == ("session" if first == 870 else "utc")
        assert missing_bars(series, exchange).bars.tolist() == []
        assert missing_bars(audited(bar="1h", opens=opens[:10] + opens[11:]), exchange).bars.tolist() == [1]


def test_weeks():
    weeks = START + np.delete(np.arange(20), [4, 5]) * 7 * DAY
    assert missing_bars(audited(bar="1w", opens=weeks), ALWAYS).bars.tolist() == [2]
    assert missing_bars(audited(20, bar="1w"), FX).bars.tolist() == []


def test_months():
    months = [ns(f"{2023 + m // 12}-{m % 12 + 1:02}-01T00:00") for m in range(24)]
    series = audited(bar="1mo", opens=months)
    series.arrays.ts_event[:-1] = series.arrays.ts_open[1:]
    assert missing_bars(series, ALWAYS).bars.tolist() == []
    series = audited(bar="1mo", opens=months[:5] + months[7:])
    assert missing_bars(series, ALWAYS).bars.tolist() == [2]


def test_bars_of_ticks_have_no_gaps():
    opens = START + np.array([0, 1, 50, 51]) * DAY
    assert missing_bars(audited(bar="100tick", opens=opens), ALWAYS).bars.tolist() == []


def test_a_calendar_that_is_too_short():
    short = TradingCalendar("short", *(np.array([START // DAY * DAY + d]) for d in (0, DAY, 0)))
    with pytest.raises(DataError, match="nothing is known"):
        missing_bars(audited(5_000), short)


def test_missing_bars_between_times():
    missing = missing_bars(audited(opens=START + np.r_[0:10, 20:30, 31:40] * MINUTE), ALWAYS)
    edges = START + np.array([0, 10, 15, 20, 31, 40]) * MINUTE
    assert missing.between(edges).tolist() == pytest.approx([0, 5, 5, 1, 0], abs=0.6)
    assert missing.between(edges).sum() == pytest.approx(11)
    assert missing_bars(audited(), ALWAYS).between(edges).tolist() == [0.0] * 5


def test_open_hours():
    week = [hour for hour in (START + h * HOUR for h in range(24 * 14)) if FX.is_open(hour)]
    assert list(check_hours(audited(bar="1h", opens=week), FX)) == []
    assert list(check_hours(audited(5_000), ALWAYS)) == []


def test_closed_hours():
    hours = [START + hour * HOUR for hour in range(24 * 7)]
    series = audited(bar="1h", opens=hours)
    found = of(CLOSED_HOURS, check_hours(series, FX))
    assert found.bars.tolist() == [48]
    assert found.first.tolist() == [ns("2024-01-05T23:00")]
    assert found.last.tolist() == [ns("2024-01-07T22:00")]


def test_a_bar_that_reaches_into_the_session():
    opens = [ns("2024-01-08T21:30") - 48 * HOUR + hour * HOUR for hour in range(30)]
    series = audited(bar="1h", opens=opens)
    found = of(CLOSED_HOURS, check_hours(series, FX))
    assert found.row.tolist() == [0]
    assert found.last.tolist() == [ns("2024-01-07T21:30")]


def test_sundays_among_sessions():
    days = sorted([*weekdays("2024-01-01", 21), ns("2024-01-07T00:00")])
    series = audited(bar="1d", opens=days, by_session=True)
    found = of(CLOSED_HOURS, check_hours(series, FX))
    assert found.first.tolist() == [ns("2024-01-08T00:00")]
    assert list(check_hours(audited(bar="1d", opens=weekdays("2024-01-01", 21), by_session=True), FX)) == []


def test_weeks_have_no_hours():
    assert list(check_hours(audited(20, bar="1w"), FX)) == []


def pauses_of(series) -> list[int]:
    return rows_of(LONG_PAUSE, check_pauses(series, missing_bars(audited(1), ALWAYS)))


def test_long_pauses():
    days = [
        day
        for day in weekdays("2024-01-01", 60)
        if day // DAY not in range(ns("2024-01-29T00:00") // DAY, ns("2024-02-03T00:00") // DAY)
    ]
    series = audited(bar="1d", opens=days, by_session=True)
    found = of(LONG_PAUSE, check_pauses(series, missing_bars(audited(1), ALWAYS)))
    assert (found.row.tolist(), found.bars.tolist(), found.value.tolist()) == ([20], [0], [9.0])
    assert pauses_of(audited(bar="1d", opens=weekdays("2024-01-01", 60))) == []
    few = audited(bar="1d", opens=weekdays("2024-01-01", 60), limits=AuditLimits(pause_days=1.5))
    assert len(pauses_of(few)) == 8


def test_a_pause_that_is_a_gap_is_named_once():
    series = audited(opens=START + np.r_[0:10, 20_000:20_010] * MINUTE)
    assert pauses_of(series) == [10]
    assert rows_of(LONG_PAUSE, check_pauses(series, missing_bars(series, ALWAYS))) == []


def test_weeks_and_months_pause_by_nature():
    for bar in ("1w", "1mo"):
        assert pauses_of(audited(bar=bar, opens=START + np.array([0, 1, 9]) * 40 * DAY)) == []
