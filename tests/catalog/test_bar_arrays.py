"""Bars as the arrays that kernels take."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
import pyarrow.parquet as pq
import pytest

from fastbt.catalog import table_files
from fastbt.errors import CatalogError
from fastbt.model.instruments import Equity
from fastbt.schema.market import NOTHING, PRICES
from tests.catalog.tables import MINUTE, START, minutes, ns

A = Equity("A.SIM", currency="USD", price_precision=2)


@pytest.fixture
def small_groups(monkeypatch):
    """Row groups of 10 rows, so that a small file has several."""
    monkeypatch.setattr(table_files, "ROW_GROUP", 10)


def test_every_column_is_a_contiguous_int64_array(catalog, small_groups):
    frame = minutes(95)
    catalog.write(frame, A, bar="1m")
    arrays = catalog.arrays("A.SIM", "1m")
    assert len(arrays) == 95
    assert (arrays.instrument, arrays.bar, arrays.price_precision, arrays.size_precision) == (A, "1m", 2, 0)
    for name in ("ts_event", "ts_open", *PRICES, "volume"):
        column = getattr(arrays, name)
        assert column.dtype == np.int64
        assert column.flags.c_contiguous
    for name in PRICES:
        assert (getattr(arrays, name) / 100 == frame[name].to_numpy()).all()
    assert arrays.volume.tolist() == frame["volume"].to_list()
    assert arrays.ts_event.tolist() == [ns(moment) for moment in frame["ts_event"]]
    assert (arrays.ts_event - arrays.ts_open == 60 * 10**9).all()


@pytest.mark.parametrize(
    ("first", "last"), [(0, 95), (10, 20), (11, 12), (37, 83), (0, 0), (94, 95), (95, 95), (10, 11), (50, 40)]
)
def test_a_time_range_is_cut_to_the_row(catalog, small_groups, first, last):
    """Start included, end excluded."""
    frame = minutes(95)
    catalog.write(frame[:30], A, bar="1m")
    catalog.write(frame[30:], A, bar="1m")
    start, end = START + MINUTE * (first + 1), START + MINUTE * (last + 1)
    arrays = catalog.arrays("A.SIM", start=start, end=end)
    wanted = frame.filter(pl.col("ts_event") >= start, pl.col("ts_event") < end)
    assert (arrays.close / 100).tolist() == wanted["close"].to_list()
    assert arrays.close.flags.c_contiguous
    assert (
        (catalog.bars("A.SIM", start=start, end=end).collect()["close"]).to_list()
        == wanted["close"].to_list()
    )


def test_only_row_groups_of_that_time_are_decoded(catalog, small_groups):
    catalog.write(minutes(100), A, bar="1m")
    (path,) = catalog.path.rglob("*.parquet")
    spoil(path, groups=range(4, 10))
    assert len(catalog.arrays("A.SIM", end=START + MINUTE * 41)) == 40
    catalog.write(minutes(100), "B.SIM", bar="1m")
    spoil(next((catalog.path / "bars" / "B.SIM").rglob("*.parquet")), groups=range(6))
    assert len(catalog.arrays("B.SIM", start=START + MINUTE * 61)) == 40
    with pytest.raises(CatalogError, match="cannot be read"):
        catalog.arrays("A.SIM")


def spoil(path, groups) -> None:
    """Overwrite the data of some row groups."""
    metadata = pq.read_metadata(path)
    content = bytearray(path.read_bytes())
    for group in groups:
        for i in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(i)
            size = chunk.total_compressed_size
            content[chunk.data_page_offset : chunk.data_page_offset + size] = b"\xff" * size
    path.write_bytes(content)


def test_unknown_volumes(catalog):
    catalog.write(minutes(3).with_columns(volume=pl.Series([None, 0.0, 7.0])), A, bar="1m")
    assert catalog.arrays("A.SIM").volume.tolist() == [NOTHING, 0, 7]
    later = minutes(2, start=START + timedelta(hours=1)).drop("volume")
    catalog.write(later, A, bar="1m")
    assert catalog.arrays("A.SIM").volume.tolist() == [NOTHING, 0, 7, NOTHING, NOTHING]
    assert catalog.arrays("A.SIM", start=START + timedelta(hours=1)).volume is None


def test_files_of_coarser_scales_are_brought_to_the_instruments(catalog):
    catalog.write({"ts_event": [START], "close": [1.5], "volume": [3]}, "A.SIM", bar="1m")
    catalog.write({"ts_event": [START + MINUTE], "close": [1.125], "volume": [0.25]}, "A.SIM", bar="1m")
    catalog.write({"ts_event": [START + 2 * MINUTE], "close": [2], "volume": [None]}, "A.SIM", bar="1m")
    arrays = catalog.arrays("A.SIM")
    assert (arrays.price_precision, arrays.size_precision) == (3, 2)
    assert arrays.close.tolist() == [1500, 1125, 2000]
    assert arrays.volume.tolist() == [300, 25, NOTHING]


def test_a_file_that_another_program_wrote_anew(catalog):
    """Without fastbt's hint pyarrow reads 128-bit decimals."""
    frame = minutes(20)
    catalog.write(frame, A, bar="1m")
    (path,) = catalog.path.rglob("*.parquet")
    pl.read_parquet(path).write_parquet(path)
    assert (catalog.arrays("A.SIM").close / 100).tolist() == frame["close"].to_list()


def test_a_missing_file_is_told(catalog):
    catalog.write(minutes(3), A, bar="1m")
    next(catalog.path.rglob("*.parquet")).unlink()
    with pytest.raises(CatalogError, match=r"00000001-0000.parquet: cannot be read: .*load the data again"):
        catalog.arrays("A.SIM")
