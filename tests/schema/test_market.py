"""The table of bars: what api.md says of its columns."""

from __future__ import annotations

import polars as pl

from fastbt.kernels import state
from fastbt.schema.market import BARS, NOTHING, PRICES, TIME_NAMES
from fastbt.schema.table import Kind


def test_bars_have_the_published_columns():
    assert BARS.names == ("instrument_id", "ts_event", "ts_open", "open", "high", "low", "close", "volume")
    assert BARS.sorted_by == ("ts_event", "instrument_id")
    schema = BARS.frame_schema()
    assert schema["instrument_id"] == pl.String
    assert schema["ts_event"] == schema["ts_open"] == pl.Datetime("ns", "UTC")
    assert all(schema[name] == pl.Float64 for name in (*PRICES, "volume"))
    assert BARS.of_kind(Kind.PRICE) == PRICES


def test_only_volume_may_be_null():
    assert [column.name for column in BARS.columns if column.null is not None] == ["volume"]


def test_nothing_is_the_kernels_nothing():
    assert NOTHING == state.NOTHING


def test_time_names_are_lower_case_and_begin_with_our_own():
    assert TIME_NAMES[0] == "ts_event"
    assert all(name == name.lower() for name in TIME_NAMES)
