"""Columns put together from several."""

from __future__ import annotations

from datetime import date, time

import polars as pl
import pytest

from fastbt.catalog import normalize_bars
from fastbt.catalog.composing import compose, parts_of
from fastbt.errors import ConfigError, UnknownNameError


def test_what_is_one_column_and_what_is_several():
    names = ["a", "b", "{odd}"]
    assert parts_of("a", names) is None
    assert parts_of("{odd}", names) is None
    assert parts_of(["a", "b"], names) == ["a", "b"]
    assert parts_of("{a}-{b}.X", names) == ["a", "b"]
    with pytest.raises(ConfigError, match=r"columns: '{a' cannot be read"):
        parts_of("{a", names)


def test_a_list_is_joined_by_a_blank_and_its_columns_are_gone():
    frame = pl.DataFrame({"d": [date(2024, 1, 2)], "t": [time(9, 30)], "close": [1.5]})
    made, columns = compose(frame, {"time": ["d", "t"], "close": "close"})
    assert made.columns == ["close", "d t"]
    assert made["d t"].to_list() == ["2024-01-02 09:30:00"]
    assert columns == {"time": "d t", "close": "close"}


@pytest.mark.parametrize(
    ("clock", "wanted"),
    [
        ([93000, 160000], ["20240102 093000", "20240102 160000"]),
        (["930", "1600"], ["20240102 0930", "20240102 1600"]),
        ([500], ["20240102 0500"]),
        (["09:30", "16:00"], ["20240102 09:30", "20240102 16:00"]),
    ],
)
def test_clocks_get_back_the_zeros_that_numbers_lose(clock, wanted):
    frame = pl.DataFrame({"d": [20240102] * len(clock), "t": clock})
    assert compose(frame, {"time": ["d", "t"]})[0]["d t"].to_list() == wanted


def test_ids_keep_their_digits_as_they_are():
    frame = pl.DataFrame({"exchange": ["HK", "HK", None], "code": ["700", "0005", "1"]})
    made, columns = compose(frame, {"instrument_id": "{code}.{exchange}"})
    assert made[columns["instrument_id"]].to_list() == ["700.HK", "0005.HK", None]


def test_a_part_that_is_missing_is_told():
    frame = pl.DataFrame({"date": [1], "clock": [2]})
    with pytest.raises(UnknownNameError, match="unknown column 'clok'; did you mean 'clock'"):
        compose(frame, {"time": ["date", "clok"]})
    with pytest.raises(ConfigError, match="needs at least one column"):
        compose(frame, {"time": []})
    assert compose(frame, None) == (frame, None)


def test_bars_of_a_frame_with_two_halves_of_a_time():
    data = {"date": ["2024-01-02"] * 2, "time": ["09:30", "09:31"], "symbol": ["X", "X"], "close": [1.5, 2.5]}
    columns = {"time": ["date", "time"], "instrument_id": "{symbol}.SIM"}
    bars = normalize_bars(data, "X.SIM", columns=columns, bar="1m", stamp="close", unknown="infer")
    assert bars.frame["instrument_id"].to_list() == ["X.SIM", "X.SIM"]
    assert bars.frame["ts_event"].dt.minute().to_list() == [30, 31]
    assert "symbol" not in bars.frame.columns
