"""Bars as a lazy frame: order, types, and that nothing is read in vain."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from fastbt.catalog import table_files
from fastbt.schema.market import BARS, PRICES
from tests.catalog.tables import MINUTE, START, minutes
from tests.catalog.test_bar_arrays import spoil

HOUR = timedelta(hours=1)


def files_of(catalog, instrument_id: str) -> list:
    return sorted((catalog.path / "bars" / instrument_id).rglob("*.parquet"))


def test_columns_types_and_order(catalog):
    frame = minutes(5)
    catalog.write(frame, "A.SIM", bar="1m")
    bars = catalog.bars("A.SIM", "1m")
    assert isinstance(bars, pl.LazyFrame)
    assert bars.collect_schema() == BARS.frame_schema()
    read = bars.collect()
    assert_frame_equal(read.select(*PRICES, "volume"), frame.select(*PRICES, "volume"), check_exact=True)
    assert read["ts_event"].to_list() == frame["ts_event"].to_list()
    assert read["instrument_id"].unique().to_list() == ["A.SIM"]
    assert read["ts_event"].flags["SORTED_ASC"]


def test_several_instruments_are_sorted_by_time_and_id(catalog):
    for name in ("B.SIM", "A.SIM", "C.SIM"):
        catalog.write(minutes(3), name, bar="1m")
    read = catalog.bars(["C.SIM", "A.SIM", "A.SIM"]).collect()
    assert read["instrument_id"].to_list() == ["A.SIM", "C.SIM"] * 3
    assert read.select("ts_event", "instrument_id").rows() == sorted(
        read.select("ts_event", "instrument_id").rows()
    )


def test_files_that_are_not_asked_for_are_not_opened(catalog):
    for hour in range(3):
        catalog.write(minutes(10, start=START + hour * HOUR), "A.SIM", bar="1m")
    catalog.write(minutes(10), "B.SIM", bar="1m")
    for path in (*files_of(catalog, "B.SIM"), *files_of(catalog, "A.SIM")[::2]):
        path.write_bytes(b"nothing to be read")
    between = catalog.bars("A.SIM", start=START + HOUR, end=START + 2 * HOUR)
    assert between.collect().height == 10
    assert len(catalog.arrays("A.SIM", start=START + HOUR, end=START + 2 * HOUR)) == 10
    everything = catalog.bars(["A.SIM", "B.SIM"])  # lazy: no complaint yet
    with pytest.raises(pl.exceptions.PolarsError):
        everything.collect()


def test_row_groups_of_another_time_are_not_decoded(catalog, monkeypatch):
    monkeypatch.setattr(table_files, "ROW_GROUP", 10)
    catalog.write(minutes(100), "A.SIM", bar="1m")
    (path,) = files_of(catalog, "A.SIM")
    spoil(path, groups=range(4, 10))
    assert catalog.bars("A.SIM", end=START + MINUTE * 41).collect().height == 40
    # A filter of the user's reaches the file too.
    late = catalog.bars("A.SIM").filter(pl.col("ts_event") < START + MINUTE * 41)
    assert late.collect().height == 40
    with pytest.raises(pl.exceptions.PolarsError):
        catalog.bars("A.SIM").collect()


def test_columns_that_are_not_asked_for_are_not_read(catalog):
    catalog.write(minutes(5), "A.SIM", bar="1m")
    plan = catalog.bars("A.SIM").select("ts_event", "close").explain()
    assert "PROJECT 2/7 COLUMNS" in plan


def test_exact_frames_hold_decimals_of_one_scale(catalog):
    catalog.write({"ts_event": [START], "close": [1.5], "volume": [3.0]}, "A.SIM", bar="1m")
    catalog.write({"ts_event": [START], "close": [1.12345], "volume": [0.5]}, "B.SIM", bar="1m")
    one = catalog.bars("A.SIM", exact=True).collect()
    assert (one["close"].dtype, one["volume"].dtype) == (pl.Decimal(18, 1), pl.Decimal(18, 0))
    both = catalog.bars(["A.SIM", "B.SIM"], exact=True).collect()
    assert (both["close"].dtype, both["volume"].dtype) == (pl.Decimal(38, 5), pl.Decimal(38, 1))
    assert both["close"].to_list() == [Decimal("1.5"), Decimal("1.12345")]
    assert catalog.bars(["A.SIM", "B.SIM"]).collect()["close"].to_list() == [1.5, 1.12345]


def test_extra_columns_of_some_files_are_null_in_the_others(catalog):
    catalog.write(minutes(1).with_columns(n=pl.lit(7), tag=pl.lit("x")), "A.SIM", bar="1m")
    catalog.write(minutes(1).with_columns(n=pl.lit(0.5), tag=pl.lit(1)), "B.SIM", bar="1m")
    catalog.write(minutes(1), "C.SIM", bar="1m")
    assert catalog.bars("A.SIM").collect()["n"].to_list() == [7]
    assert "n" not in catalog.bars("C.SIM").collect_schema()
    both = catalog.bars(["A.SIM", "B.SIM", "C.SIM"]).collect()
    assert both["n"].to_list() == [7.0, 0.5, None]
    assert both["tag"].to_list() == ["x", "1", None]


@pytest.mark.parametrize("exact", [False, True])
def test_a_time_without_rows(catalog, exact):
    catalog.write(minutes(3).with_columns(tag=pl.lit("x")), "A.SIM", bar="1m")
    empty = catalog.bars("A.SIM", start="2030-01-01", exact=exact)
    assert empty.collect().height == 0
    assert empty.collect_schema() == catalog.bars("A.SIM", exact=exact).collect_schema()
    assert len(catalog.arrays("A.SIM", start="2030-01-01")) == 0


def test_the_streaming_engine_gives_the_same(catalog):
    for name in ("A.SIM", "B.SIM"):
        catalog.write(minutes(50), name, bar="1m")
    bars = catalog.bars(["A.SIM", "B.SIM"], start=START + 10 * MINUTE)
    assert_frame_equal(bars.collect(engine="streaming"), bars.collect())


def test_one_instrument_of_500_opens_its_own_files_only(catalog):
    """All other files are gone: whoever opened one of them would fail."""
    rows = minutes(20)
    many = pl.concat(rows.with_columns(instrument_id=pl.lit(f"S{number:03}.SIM")) for number in range(500))
    catalog.write(many, bar="1m")
    for path in catalog.path.rglob("*.parquet"):
        if "S250.SIM" not in str(path):
            path.unlink()
    assert catalog.bars("S250.SIM").collect()["close"].to_list() == rows["close"].to_list()
    assert len(catalog.arrays("S250.SIM")) == 20
    assert catalog.time_range("S499.SIM").last == rows["ts_event"][-1]  # from the manifest
    with pytest.raises(FileNotFoundError):
        catalog.bars("S251.SIM").collect()
