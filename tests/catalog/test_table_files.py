"""What stands on disk: the types, the encodings, the size, and that every integer comes back."""

# ruff: noqa: DTZ001  naive times are part of what is tested

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fastbt.catalog import Catalog
from fastbt.catalog.grid import LARGEST
from fastbt.catalog.normalize import normalize_bars
from fastbt.catalog.table_files import ROW_GROUP, common_type, digest_of, storable_extras
from fastbt.errors import DataError
from fastbt.model.instruments import Equity
from fastbt.schema.market import BARS, PRICES
from tests.catalog.tables import minutes

MINUTE_NS = 60 * 10**9


def files_of(catalog: Catalog) -> list:
    return sorted(catalog.path.rglob("*.parquet"))


def walk(rows: int) -> pl.DataFrame:
    """A random walk of minutes, in columns that compress as real ones do."""
    draw = np.random.default_rng(5)
    close = 1_000_000 + np.cumsum(draw.integers(-5, 6, rows))
    first = np.concatenate([close[:1], close[:-1]])
    return pl.DataFrame(
        {
            "ts_event": pl.Series(np.arange(rows) * MINUTE_NS + 10**18).cast(pl.Datetime("ns", "UTC")),
            "open": first / 100,
            "high": (np.maximum(first, close) + draw.integers(0, 5, rows)) / 100,
            "low": (np.minimum(first, close) - draw.integers(0, 5, rows)) / 100,
            "close": close / 100,
            "volume": np.rint(draw.lognormal(6, 1, rows)),
        }
    )


def test_types_and_encodings(catalog):
    catalog.write(walk(ROW_GROUP + 10), "A.SIM", bar="1m")
    (path,) = files_of(catalog)
    metadata = pq.read_metadata(path)
    assert metadata.num_row_groups == 2
    assert metadata.schema.names == list(BARS.stored)
    for i in range(metadata.num_columns):
        assert metadata.schema.column(i).physical_type == "INT64"
        chunk = metadata.row_group(0).column(i)
        assert "DELTA_BINARY_PACKED" in chunk.encodings
        assert "RLE_DICTIONARY" not in chunk.encodings
        assert chunk.compression == "ZSTD"
        assert chunk.statistics.has_min_max
    assert "decimal(precision=18, scale=2)" in str(metadata.schema.column(5).logical_type).lower()
    assert "scale=0" in str(metadata.schema.column(6).logical_type).lower()
    assert pl.read_parquet_schema(path)["close"] == pl.Decimal(18, 2)
    assert pq.read_schema(path).field("close").type == pa.decimal64(18, 2)
    assert pl.read_parquet_schema(path)["ts_event"] == pl.Datetime("ns", "UTC")
    assert metadata.row_group(0).sorting_columns[0].column_index == 0


def test_at_most_half_the_size_of_compressed_floats(catalog, tmp_path):
    """Speed line 4 of the first issue; what time it takes is for the benchmarks."""
    frame = walk(200_000)
    catalog.write(frame, "A.SIM", bar="1m")
    floats = catalog.bars("A.SIM").drop("instrument_id").collect()
    floats.write_parquet(tmp_path / "floats.parquet", compression="zstd")
    assert 2 * catalog.list()["bytes"].sum() <= (tmp_path / "floats.parquet").stat().st_size


@settings(max_examples=60)
@given(precision=st.integers(0, 18), steps=st.lists(st.integers(-LARGEST, LARGEST), min_size=1, max_size=30))
def test_every_integer_comes_back(tmp_path_factory, precision, steps):
    catalog = Catalog(tmp_path_factory.mktemp("store"))
    close = [Decimal(step).scaleb(-precision) for step in steps]
    table = pl.DataFrame(
        {
            "ts_event": np.arange(len(steps)) + 1_700_000_000,
            "close": pl.Series(close, dtype=pl.Decimal(38, precision)),
        }
    )
    catalog.write(table, Equity("A.SIM", currency="USD", price_precision=precision), bar="1s")
    assert catalog.arrays("A.SIM").close.tolist() == steps
    exact = catalog.bars("A.SIM", exact=True).collect()
    assert exact["close"].to_list() == close
    assert exact["close"].dtype == pl.Decimal(18, precision)
    assert catalog.bars("A.SIM").collect()["close"].to_list() == [float(value) for value in close]


@pytest.mark.parametrize("price", [Decimal(10**18), Decimal(-(10**18)), Decimal("1e17")])
def test_more_than_18_digits_are_refused(catalog, price):
    precision = 0 if abs(price) >= 10**18 else 1
    table = {"ts_event": [1_700_000_000], "close": pl.Series([price], dtype=pl.Decimal(38, 0))}
    with pytest.raises(DataError, match="does not fit: 18 digits"):
        catalog.write(
            pl.DataFrame(table), Equity("A.SIM", currency="USD", price_precision=precision), bar="1s"
        )
    assert catalog.version == 0


def test_further_columns_are_held_in_five_types(catalog):
    frame = minutes(2).with_columns(
        small=pl.Series([1, None], dtype=pl.UInt8),
        ratio=pl.Series([0.5, None], dtype=pl.Float32),
        exact=pl.Series([Decimal("1.25"), None]),
        flag=pl.Series([True, None]),
        text=pl.Series(["a", None]),
        kind=pl.Series(["x", None], dtype=pl.Categorical),
        day=pl.Series([date(2024, 1, 2), None]),
        when=pl.Series([datetime(2024, 1, 2, 9), None]).dt.replace_time_zone("Asia/Tokyo"),
        nothing=pl.Series([None, None]),
    )
    catalog.write(frame, "A.SIM", bar="1m")
    row, empty = catalog.bars("A.SIM").collect()[:, 8:].rows(named=True)
    assert row == {
        "small": 1, "ratio": 0.5, "exact": 1.25, "flag": True, "text": "a", "kind": "x",
        "day": datetime(2024, 1, 2, tzinfo=UTC), "when": datetime(2024, 1, 2, tzinfo=UTC), "nothing": None,
    }  # fmt: skip
    assert set(empty.values()) == {None}


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (pl.Series("tags", [{"a": 1}, {"a": 2}]), "type Struct.* cannot be stored"),
        (pl.Series("bar", [1, 2]), "'bar' cannot be stored: SQL"),
        (pl.Series("N", [1, 2]), "'N' cannot be stored: SQL"),
    ],
)
def test_columns_that_cannot_be_stored(column, message):
    frame = normalize_bars(minutes(2).with_columns(n=pl.lit(1)), "A.SIM").frame
    with pytest.raises(DataError, match=message):
        storable_extras(frame.with_columns(column), BARS, {})


def test_where_types_differ():
    assert common_type({"Int64"}) == pl.Int64
    assert common_type({"Int64", "Float64"}) == pl.Float64
    assert common_type({"Boolean", "Float64"}) == pl.String


def test_a_digest_is_that_of_the_content():
    frame = normalize_bars(minutes(5).with_columns(t=pl.lit("a"), b=pl.lit(value=True)), "A.SIM").frame
    digest = digest_of(frame)
    assert digest_of(pl.concat([frame[:2], frame[2:]])) == digest
    changed = [
        frame.with_columns(close=pl.col("close") + 1),
        frame.with_columns(volume=pl.when(pl.int_range(pl.len()) > 0).then("volume")),
        frame.with_columns(volume=pl.when(pl.int_range(pl.len()) > 1).then("volume")),
        frame.with_columns(t=pl.lit("b")),
        frame.with_columns(b=pl.lit(value=False)),
        frame.rename({"t": "u"}),
        frame[:4],
    ]
    assert len({digest, *map(digest_of, changed)}) == len(changed) + 1


def test_null_volume_is_not_zero(catalog):
    frame = minutes(3).with_columns(volume=pl.Series([None, 0.0, 5.0]))
    catalog.write(frame, "A.SIM", bar="1m")
    assert catalog.bars("A.SIM").collect()["volume"].to_list() == [None, 0.0, 5.0]


def test_a_file_explains_itself(catalog):
    catalog.write(minutes(3), "BTC/USDT.BINANCE", bar="1m")
    (path,) = files_of(catalog)
    about = pq.read_metadata(path).metadata[b"fastbt"].decode()
    assert '"instrument_id": "BTC/USDT.BINANCE"' in about
    assert '"stamp": "close"' in about
    # Anybody's reader finds the numbers.
    assert_frame_equal(
        pl.read_parquet(path).select(pl.col(PRICES).cast(pl.Float64)), minutes(3).select(PRICES)
    )
