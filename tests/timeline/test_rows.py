"""Frames as reshaping reads them: times of all kinds, ids, laziness."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest

from fastbt.errors import DataError
from fastbt.timeline.rows import known_names, rows_of, through, time_name, utc, with_times

NOON = datetime(2024, 1, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("column", "wanted"),
    [
        (pl.Series([NOON]).dt.replace_time_zone(None), NOON),
        (pl.Series([NOON]).dt.convert_time_zone("Asia/Tokyo").cast(pl.Datetime("ms", "Asia/Tokyo")), NOON),
        (pl.Series([date(2024, 1, 2)]), datetime(2024, 1, 3, tzinfo=UTC)),
    ],
)
def test_times_are_ends_in_utc(column: pl.Series, wanted: datetime):
    frame = pl.DataFrame({"x": [1], "Time": column})
    found = with_times(frame, "frame")
    assert found.columns == ["x", "ts_event"]
    assert found.schema["ts_event"] == pl.Datetime("ns", "UTC")
    assert found["ts_event"].to_list() == [wanted]
    assert with_times(frame.lazy(), "frame").collect().equals(found)


def test_a_date_of_a_bar_tells_its_start_too():
    prices = {name: [1.0] for name in ("open", "high", "low", "close")}
    found = with_times(pl.DataFrame({"date": [date(2024, 1, 2)], **prices}), "frame")
    assert found["ts_open"].to_list() == [datetime(2024, 1, 2, tzinfo=UTC)]


def test_the_start_of_a_day_and_its_end():
    frame = pl.DataFrame({"day": [date(2024, 1, 2)]})
    both = frame.select(a=utc("day", pl.Date(), "t"), b=utc("day", pl.Date(), "t", end=False))
    assert [t.day for t in both.row(0)] == [3, 2]


def test_the_most_telling_name_wins():
    assert (
        time_name(pl.Schema({"date": pl.Date(), "ts_event": pl.Date(), "Timestamp": pl.Date()}), "t")
        == "ts_event"
    )
    with pytest.raises(DataError, match=r"no column of times \(table t\)"):
        time_name(pl.Schema({"x": pl.Date()}), "t")
    with pytest.raises(DataError, match=r"Int64 does not hold times \(table t, column ts\)"):
        with_times(pl.DataFrame({"ts": [1]}), "t")


def test_rows_are_sorted_by_instrument_then_time_and_stay_so():
    frame = pl.DataFrame(
        {
            "ts_event": [NOON, NOON, NOON.replace(hour=1), NOON],
            "instrument_id": ["B", "A", "B", "B"],
            "x": [1, 2, 3, 4],
        }
    )
    rows = rows_of(frame.with_columns(pl.col("instrument_id").cast(pl.Categorical)), "frame")
    assert rows.frame["x"].to_list() == [2, 3, 1, 4]
    assert rows.starts.tolist() == [0, 1, 4]
    assert rows.instrument().tolist() == [0, 1, 1, 1]
    assert not rows.is_bars
    assert rows_of(frame.head(0), "frame").starts.tolist() == [0, 0]


@pytest.mark.parametrize("name", ["ts_event", "instrument_id"])
def test_rows_have_a_time_and_an_id(name: str):
    frame = pl.DataFrame({"ts_event": [NOON, NOON], "instrument_id": ["A", "B"]})
    blank = frame.with_columns(pl.when(pl.int_range(2) == 0).then(name).alias(name))
    with pytest.raises(DataError, match=f"column {name}, row 1"):
        rows_of(blank, "frame")


def test_names_are_known_in_any_case_but_not_twice():
    frame = pl.DataFrame({"Close": [1], "CLOSE_TO": [2], "Open": [3], "open": [4]})
    assert known_names(frame).columns == ["close", "CLOSE_TO", "Open", "open"]


def test_a_lazy_frame_is_read_when_collected():
    reads: list[int] = []

    def count(frame: pl.DataFrame) -> pl.DataFrame:
        reads.append(frame.height)
        return frame.select(twice=pl.col("close") * 2)

    lazy = through(pl.LazyFrame({"Close": [1.0, 2.0]}), count)
    assert reads == [0]
    assert lazy.collect()["twice"].to_list() == [2.0, 4.0]
    assert reads == [0, 2]
    assert through({"close": [3.0]}, count)["twice"].to_list() == [6.0]
