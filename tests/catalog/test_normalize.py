"""Bars of any source as sorted integer columns."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fastbt.catalog.normalize import normalize_bars
from fastbt.codes import BarStamp
from fastbt.errors import ConfigError, DataError, UnknownNameError
from fastbt.model.instruments import Equity
from fastbt.schema.market import BARS, PRICES
from tests.catalog.tables import MINUTE, START, minutes, one_bar

XYZ = Equity("XYZ.SIM", currency="USD", price_precision=2, size_precision=0)
FINE = Equity("FINE.SIM", currency="USD", price_precision=5, size_precision=3)


def as_decimals(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(*PRICES).round(2).cast(pl.Decimal(18, 2)))


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(*PRICES).cast(pl.String), pl.col("ts_event").dt.to_string("iso"))


KINDS = {
    "polars": lambda frame: frame,
    "lazy": lambda frame: frame.lazy(),
    "pandas": lambda frame: frame.to_pandas(),
    "pandas index": lambda frame: frame.to_pandas().set_index("ts_event"),
    "arrow": lambda frame: frame.to_arrow(),
    "batch": lambda frame: frame.to_arrow().combine_chunks().to_batches()[0],
    "dict": lambda frame: frame.to_dict(as_series=False),
    "decimals": as_decimals,
    "text": as_text,
    "32-bit": lambda frame: frame.with_columns(pl.col(*PRICES).cast(pl.Float32)),
    "milliseconds": lambda frame: frame.with_columns(pl.col("ts_event").cast(pl.Datetime("ms", "UTC"))),
    "tokyo": lambda frame: frame.with_columns(pl.col("ts_event").dt.convert_time_zone("Asia/Tokyo")),
    "naive": lambda frame: frame.with_columns(pl.col("ts_event").dt.replace_time_zone(None)),
    "epoch": lambda frame: frame.with_columns(pl.col("ts_event").dt.epoch("s")),
    "upper case": lambda frame: frame.rename(str.upper),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_table_gives_the_same_bars(kind):
    frame = minutes(50)
    expected = normalize_bars(frame, XYZ, bar="1m").frame
    assert expected.height == 50
    assert_frame_equal(normalize_bars(KINDS[kind](frame), XYZ, bar="1m").frame, expected)


def test_columns_and_values():
    frame = minutes(50)
    bars = normalize_bars(frame, XYZ, bar="1m")
    assert bars.frame.schema == BARS.tick_schema()
    for name in PRICES:
        assert (bars.frame[name].to_numpy() / 100 == frame[name].to_numpy()).all()
    assert bars.frame["volume"].to_list() == frame["volume"].to_list()
    assert bars.frame["ts_event"].to_list() == frame["ts_event"].to_list()
    assert bars.frame["ts_open"].to_list() == [moment - MINUTE for moment in frame["ts_event"]]
    assert set(bars.frame["instrument_id"]) == {"XYZ.SIM"}
    assert bars.instruments == {"XYZ.SIM": XYZ}
    assert (bars.stamp, bars.is_one_price, bars.has_volume) == (BarStamp.CLOSE, False, True)


def test_other_columns_travel_along_with_their_rows():
    frame = minutes(4).with_columns(tag=pl.Series(["a", "b", "c", "d"]), n=pl.Series([1, 2, 3, 4]))
    shuffled = frame[[2, 0, 3, 1]]
    bars = normalize_bars(shuffled, XYZ, on_error="repair")
    assert bars.frame.select("tag", "n").rows() == [("a", 1), ("b", 2), ("c", 3), ("d", 4)]
    dropped = normalize_bars(
        frame.with_columns(high=pl.Series([0.0, None, 200.0, 200.0])), XYZ, on_error="drop"
    )
    assert dropped.frame["tag"].to_list() == ["c", "d"]


def long_frame() -> pl.DataFrame:
    """Two instruments of different precision, one after the other."""
    coarse = minutes(5, seed=1).with_columns(instrument_id=pl.lit("XYZ.SIM"))
    fine = minutes(5, seed=2, precision=5).with_columns(
        instrument_id=pl.lit("FINE.SIM"), volume=pl.lit(1.125)
    )
    return pl.concat([coarse, fine])


def test_long_frames_come_sorted_by_time_and_instrument_each_on_its_grid():
    bars = normalize_bars(long_frame(), [XYZ, FINE])
    assert list(bars.instruments) == ["FINE.SIM", "XYZ.SIM"]
    assert bars.frame["instrument_id"].to_list() == ["FINE.SIM", "XYZ.SIM"] * 5
    assert bars.frame["ts_event"].is_sorted()
    alone = normalize_bars(minutes(5, seed=2, precision=5).with_columns(volume=pl.lit(1.125)), FINE)
    part = bars.frame.filter(pl.col("instrument_id") == "FINE.SIM")
    assert_frame_equal(part, alone.frame)
    assert part["volume"].to_list() == [1125] * 5


def test_floats_are_those_the_bars_were_made_of():
    frame = long_frame()
    floats = normalize_bars(frame, [XYZ, FINE]).to_floats()
    assert floats.schema == BARS.frame_schema()
    wanted = frame.sort("ts_event", "instrument_id").select("instrument_id", *PRICES, "volume")
    assert_frame_equal(floats.select(wanted.columns), wanted, check_exact=True)


@given(st.integers(0, 9), st.lists(st.integers(1, 2**51 - 1), min_size=1, max_size=20))
def test_floats_come_back_to_the_last_bit(precision, steps):
    """Polars divides by a literal as it multiplies by its reciprocal: 13 to 53 % of prices would differ."""
    close = np.array(steps) / 10**precision
    instrument = Equity("A.SIM", currency="USD", price_precision=precision)
    bars = normalize_bars({"ts": np.arange(len(steps)) + 1_700_000_000, "close": close}, instrument)
    assert bars.frame["close"].to_list() == steps
    assert bars.to_floats()["close"].to_list() == close.tolist()


def test_a_source_without_volume():
    bars = normalize_bars(minutes(3).drop("volume"), XYZ)
    assert not bars.has_volume
    assert bars.frame["volume"].to_list() == [None] * 3
    assert bars.to_floats()["volume"].to_list() == [None] * 3
    assert bars.to_floats().schema == BARS.frame_schema()


def test_one_price_rows_are_points():
    """B7."""
    bars = normalize_bars({"ts": [START, START + MINUTE], "price": [Decimal("1.50"), Decimal("1.25")]}, XYZ)
    assert bars.is_one_price
    assert bars.frame.select(PRICES).rows() == [(150,) * 4, (125,) * 4]
    assert bars.frame["ts_open"].to_list() == bars.frame["ts_event"].to_list()


def test_an_instrument_nobody_named_is_read_off_the_data():
    bars = normalize_bars(minutes(5).with_columns(volume=pl.lit(0.125)))
    (instrument,) = bars.instruments.values()
    assert instrument == Equity("ASSET.SIM", currency="USD", price_precision=2, size_precision=3)
    assert instrument.inferred
    assert bars.report.inferred == ("ASSET.SIM",)


def test_ids_that_nobody_knows():
    frame = minutes(3).with_columns(instrument_id=pl.lit("XYZ.SIM"))
    with pytest.raises(UnknownNameError, match=r"'XYZ.SIM'.*instruments=bt.Equity"):
        normalize_bars(frame)
    with pytest.raises(UnknownNameError, match=r"'XYZ.SIM'.*did you mean 'XYZ.SIN'"):
        normalize_bars(frame, Equity("XYZ.SIN", currency="USD"))
    assert normalize_bars(frame, "XYZ.SIM").instruments["XYZ.SIM"].inferred
    assert normalize_bars(frame, unknown="infer").instruments["XYZ.SIM"].inferred


def test_several_instruments_and_no_ids():
    with pytest.raises(ConfigError, match="no column instrument_id, and 2 instruments are given"):
        normalize_bars(minutes(3), [XYZ, FINE])


def test_duplicates_inside_a_source():
    table = one_bar(ts_event=START)
    for keep, close in (("first", 1025), ("last", 1125)):
        bars = normalize_bars(table, XYZ, on_duplicate=keep)
        assert bars.frame["close"].to_list() == [close, 1225]
        assert bars.report.dropped == {"duplicate_time": 1}


def test_duplicates_of_one_instrument_among_several():
    frame = long_frame()
    bars = normalize_bars(pl.concat([frame, frame[[0]]]), [XYZ, FINE], on_error="drop", on_duplicate="first")
    assert bars.report.dropped == {"unsorted_time": 1}
    bars = normalize_bars(pl.concat([frame[[0]], frame]), [XYZ, FINE], on_duplicate="last")
    assert bars.report.dropped == {"duplicate_time": 1}
    assert_frame_equal(bars.frame, normalize_bars(frame, [XYZ, FINE]).frame)


def test_newest_first_is_told_and_repaired():
    frame = minutes(5)
    with pytest.raises(
        DataError, match=r"the time goes back.*bad rows in all: 4 .*on_error='repair' to have them sorted"
    ):
        normalize_bars(frame.reverse(), XYZ)
    bars = normalize_bars(frame.reverse(), XYZ, on_error="repair")
    assert_frame_equal(bars.frame, normalize_bars(frame, XYZ).frame)
    assert bars.report.repaired == {"unsorted_time": 4}


def test_an_empty_source():
    bars = normalize_bars(minutes(3).clear(), XYZ, bar="1m")
    assert bars.frame.height == 0
    assert bars.frame.schema == BARS.tick_schema()
    assert bars.to_floats().schema == BARS.frame_schema()
    assert (bars.report.rows_read, bars.report.rows_written) == (0, 0)
    long = minutes(3).with_columns(instrument_id=pl.lit("A.SIM")).clear()
    assert normalize_bars(long).frame.height == 0


def test_prices_below_zero_and_at_zero():
    bars = normalize_bars({"ts": [1_700_000_000, 1_700_000_060], "close": [-37.63, 0.0]}, XYZ)
    assert bars.frame["close"].to_list() == [-3763, 0]


def test_a_column_of_another_type():
    with pytest.raises(DataError, match="column 'close' of type Boolean does not hold numbers"):
        normalize_bars({"ts": [START], "close": [True]}, XYZ)


def test_bars_that_come_back_in_keep_their_starts():
    """What a catalog gives, and what users make of it, goes through the same door."""
    bars = normalize_bars(minutes(5), XYZ, bar="1m")
    again = normalize_bars(bars.to_floats(), XYZ)
    assert_frame_equal(again.frame, bars.frame)
    assert again.has_starts


def test_mixed_case_pandas_with_sessions():
    frame = pd.DataFrame(
        {
            "Open": [1.0, 2.0],
            "High": [1.5, 2.5],
            "Low": [0.5, 1.5],
            "Close": [1.25, 2.25],
            "Volume": [10, 20],
        },
        index=pd.DatetimeIndex(["2024-01-02", "2024-01-03"], name="Date"),
    )
    bars = normalize_bars(frame, XYZ, bar="1d", stamp="session")
    assert bars.frame["close"].to_list() == [125, 225]
    assert bars.frame["ts_open"].dt.to_string("%F %T").to_list() == [
        "2024-01-02 00:00:00",
        "2024-01-03 00:00:00",
    ]
    assert bars.frame["ts_event"].dt.to_string("%F %T").to_list() == [
        "2024-01-03 00:00:00",
        "2024-01-04 00:00:00",
    ]
