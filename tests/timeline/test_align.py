"""Alignment: what a row sees is what had ended, by a loop, by prefixes, on real bars."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fastbt as bt
from fastbt.errors import ConfigError, DataError, UnknownNameError
from tests.timeline.drawn import HOUR, MINUTE, bars, moments, of

FINE = 20 * MINUTE
COARSE = 60 * MINUTE


def frame(minutes: list[float], **columns: Any) -> pl.DataFrame:
    return pl.DataFrame({"ts_event": moments([m * MINUTE for m in minutes]), **columns})


@settings(max_examples=30)
@given(bars(FINE), bars(COARSE), st.booleans())
def test_as_a_loop_looks_it_up(fine: pl.DataFrame, coarse: pl.DataFrame, strict: bool):
    found = bt.align(fine, coarse, {"close": "hour"}, strict=strict, time="hour_end")
    assert found.drop("hour", "hour_end").equals(fine)
    for row in found.rows(named=True):
        known = [
            r for r in of(coarse, row["instrument_id"]).rows(named=True)
            if r["ts_event"] < row["ts_event"] or (not strict and r["ts_event"] == row["ts_event"])
        ]  # fmt: skip
        wanted = (known[-1]["close"], known[-1]["ts_event"]) if known else (None, None)
        assert (row["hour"], row["hour_end"]) == wanted


@settings(max_examples=30)
@given(bars(FINE), bars(COARSE), st.integers(0, 40))
def test_prefixes_in_both_directions(fine: pl.DataFrame, coarse: pl.DataFrame, hour: int):
    """Cut both frames at any moment: the rows before it do not change."""
    now = pl.lit(moments([hour * HOUR])[0], dtype=pl.Datetime("ns", "UTC"))
    past = pl.col("ts_event") <= now
    for rows, values in ((fine, coarse), (coarse, fine)):
        whole = bt.align(rows, values, {"close": "seen"}).filter(past)
        assert bt.align(rows.filter(past), values.filter(past), {"close": "seen"}).equals(whole)


def test_a_running_bar_is_never_seen():
    """At 09:30 the day that began at 00:00 and ends at 24:00 is not known; a date is read the same way."""
    fine = frame([9 * 60 + 30, 24 * 60, 33 * 60])
    day = pl.DataFrame({"date": [date(1970, 1, 1)], "close": [5.0]})
    assert bt.align(fine, day, ["close"])["close"].to_list() == [None, 5.0, 5.0]
    assert bt.align(fine, day, ["close"], strict=True)["close"].to_list() == [None, None, 5.0]
    with_open = frame([24 * 60], ts_open=moments([0]), close=[5.0])
    assert bt.align(fine, with_open, ["close"])["close"].to_list() == [None, 5.0, 5.0]


def test_late_news_is_seen_when_it_comes():
    """Known at 10 minutes, of minute 5; what was known of minute 6 by then is newer."""
    values = frame([5, 6, 7], ts_init=moments([10 * MINUTE, 8 * MINUTE, 6 * MINUTE]), close=[5.0, 6.0, 7.0])
    rows = frame([6, 7, 8, 11])
    assert bt.align(rows, values, ["close"], known_at="ts_init")["close"].to_list() == [None, 7.0, 7.0, 7.0]
    alone = values.head(2)
    assert bt.align(rows, alone, ["close"], known_at="ts_init")["close"].to_list() == [None, None, 6.0, 6.0]
    never = alone.with_columns(ts_init=pl.lit(None, dtype=pl.Datetime("ns", "UTC")))
    assert bt.align(rows, never, ["close"], known_at="ts_init")["close"].to_list() == [None] * 4


def test_rows_keep_their_order_and_one_series_serves_all():
    rows = frame([3, 1, 2], instrument_id=["A.X", "B.X", "A.X"], close=[1.0, 2.0, 3.0])
    index = frame([2, 3], close=[10.0, 20.0])
    found = bt.align(rows, index, {"close": "index"})
    assert found["index"].to_list() == [20.0, None, 10.0]
    assert found.columns == ["ts_event", "instrument_id", "close", "index"]


def test_of_equal_times_the_last_row_counts():
    assert bt.align(frame([2]), frame([1, 1], x=[1, 2]), ["x"])["x"].to_list() == [2]


def test_lazy_stays_lazy():
    rows, values = frame([1, 2]), frame([1], x=[5])
    found = bt.align(rows.lazy(), values, ["x"])
    assert isinstance(found, pl.LazyFrame)
    assert found.collect().equals(bt.align(rows, values.lazy(), ["x"]))


def test_wrong_arguments():
    rows, values = frame([1], close=[1.0]), frame([1], close=[2.0])
    with pytest.raises(ConfigError, match="there already"):
        bt.align(rows, values, ["close"])
    with pytest.raises(ConfigError, match="there already"):
        bt.align(rows, values.with_columns(x=1), {"close": "x", "x": "x"})
    with pytest.raises(ConfigError, match="give a list"):
        bt.align(rows, values, "close")
    with pytest.raises(ConfigError, match="give a list"):
        bt.align(rows, values, [])
    with pytest.raises(ConfigError, match="time="):
        bt.align(rows, values.rename({"ts_event": "ts"}), {"ts": "when"})
    with pytest.raises(UnknownNameError, match="clos"):
        bt.align(rows, values, ["clos"])
    with pytest.raises(DataError, match="several instruments"):
        bt.align(rows, values.with_columns(instrument_id=pl.lit("A.X")), {"close": "x"})


def test_days_on_the_hours_of_a_real_stock(shared_data: Path):
    """SPY: the close that an hour sees is that of the last session that had ended."""
    hours = pl.read_parquet(shared_data / "equities_us_hour_raw.parquet").filter(symbol="SPY").head(2_000)
    hours = hours.select(ts_event=pl.col("ts").dt.offset_by("1h"), hour="close")
    daily = pl.read_parquet(shared_data / "equities_us_daily_raw.parquet").filter(symbol="SPY")
    found = bt.align(
        hours, daily.with_columns(date=pl.col("ts").dt.date()).drop("ts"), {"close": "day"}, time="day_end"
    )
    assert (
        found["day"].null_count()
        == hours.filter(pl.col("ts_event") <= datetime(1998, 1, 3, tzinfo=UTC)).height
    )
    seen = found.drop_nulls("day_end")
    assert (seen["day_end"] <= seen["ts_event"]).all()
    assert (seen["day_end"].dt.date() > seen["ts_event"].dt.date().dt.offset_by("-5d")).all()
