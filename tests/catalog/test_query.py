"""SQL over a catalog: one scale, UTC, and answers of the usual types."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import polars as pl
import pytest

from fastbt.catalog import Catalog
from fastbt.catalog.query import plain_frame
from fastbt.errors import ConfigError
from fastbt.schema.table import TIME
from tests.catalog.tables import MINUTE, START, minutes


@pytest.fixture
def scales(catalog: Catalog) -> Catalog:
    """Two instruments of different precision."""
    catalog.write({"ts_event": [START], "close": [1.5], "volume": [3]}, "A.SIM", bar="1m")
    catalog.write({"ts_event": [START + MINUTE], "close": [1.12345], "volume": [0.5]}, "B.SIM", bar="1m")
    return catalog


def test_every_scale_is_cast_to_the_largest(scales):
    exact = scales.sql("select close, volume from bars order by ts_event", exact=True)
    assert exact["close"].to_list() == [Decimal("1.50000"), Decimal("1.12345")]
    assert exact["volume"].to_list() == [Decimal("3.0"), Decimal("0.5")]
    assert exact["close"].dtype.scale == 5
    # What this guards against: a bare glob rounds to the first file's scale.
    with duckdb.connect() as connection:
        files = connection.read_parquet(f"{scales.path}/bars/**/*.parquet")
        bare = files.order("close").select("close").pl()
    assert bare["close"].to_list() == [Decimal("1.1"), Decimal("1.5")]


def test_sums_are_exact(catalog):
    catalog.write(
        {"ts_event": [START + MINUTE * i for i in range(10)], "close": [0.1] * 10}, "A.SIM", bar="1m"
    )
    assert catalog.sql("select sum(close) s from bars", exact=True)["s"].to_list() == [Decimal(1)]
    assert catalog.sql("select sum(close) = 1 as same from bars")["same"].to_list() == [True]


def test_large_numbers_of_one_scale_beside_small_ones_of_another(catalog):
    catalog.write({"ts_event": [START], "close": ["999999999999999999"]}, "A.SIM", bar="1m")
    catalog.write({"ts_event": [START], "close": ["0.00000001"]}, "B.SIM", bar="1m")
    prices = catalog.sql("select close from bars order by close", exact=True)["close"].to_list()
    assert prices == [Decimal("0.00000001"), Decimal(999999999999999999)]


def test_columns_and_types(scales):
    frame = scales.sql("select * from bars order by ts_event")
    assert frame.columns == [
        "instrument_id", "bar", "ts_event", "ts_open", "open", "high", "low", "close", "volume",
    ]  # fmt: skip
    assert frame["ts_event"].dtype == frame["ts_open"].dtype == TIME
    assert frame["ts_event"].to_list() == [START, START + MINUTE]
    assert frame["close"].dtype == frame["volume"].dtype == pl.Float64
    assert frame["close"].to_list() == [1.5, 1.12345]
    assert frame["bar"].to_list() == ["1m", "1m"]


def test_times_are_utc_and_can_be_reckoned_with(scales):
    frame = scales.sql(
        "select hour(ts_event) h, date_trunc('day', ts_event) d, ts_event >= '2024-01-02 14:31' late "
        "from bars order by ts_event"
    )
    assert frame["h"].to_list() == [14, 14]
    assert frame["d"].to_list() == [START.replace(hour=0, minute=0)] * 2
    assert frame["late"].to_list() == [False, True]


def test_instruments_are_a_view_too(scales):
    joined = scales.sql(
        "select b.close, i.price_precision p, i.currency c "
        "from bars b join instruments i using (instrument_id) order by p"
    )
    assert joined.rows() == [(1.5, 1, "USD"), (1.12345, 5, "USD")]


def test_extra_columns(catalog):
    catalog.write(minutes(1).with_columns(pl.lit("x").alias('my "tag"'), n=pl.lit(7)), "A.SIM", bar="1m")
    catalog.write(minutes(1).with_columns(n=pl.lit(0.5)), "B.SIM", bar="1m")
    frame = catalog.sql("select * exclude (ts_event) from bars order by instrument_id")
    assert frame['my "tag"'].to_list() == ["x", None]
    assert frame["n"].to_list() == [7.0, 0.5]


def test_an_empty_catalog_has_empty_views(catalog):
    frame = catalog.sql("select b.* from bars b join instruments using (instrument_id)")
    assert frame.height == 0
    assert frame.schema["ts_event"] == TIME
    assert frame.schema["close"] == pl.Float64


@pytest.mark.parametrize(("name", "other"), [("it's *", "it's 2"), ("[ab]", "a"), ("a?", "ab")])
def test_folders_whose_names_look_like_patterns(tmp_path, name, other):
    Catalog(tmp_path / other).write(minutes(5), "O'NEIL.SIM", bar="1m")
    catalog = Catalog(tmp_path / name)
    catalog.write(minutes(3), "O'NEIL.SIM", bar="1m")
    assert catalog.sql("select count(*) n from bars where instrument_id = 'O''NEIL.SIM'")["n"].to_list() == [
        3
    ]
    assert catalog.bars("O'NEIL.SIM").collect().height == len(catalog.arrays("O'NEIL.SIM")) == 3


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("select nothing from bars", "nothing"),
        ("select * from trades", r"trades[\s\S]*views: bars, quotes, [a-z_, ]*instruments"),
        ("selekt 1", "syntax error"),
        ("", "returns no table"),
        ("select ts_event - ts_open as length from bars", r"cast an INTERVAL to a number with epoch"),
    ],
)
def test_what_cannot_be_answered(scales, query, message):
    with pytest.raises(ConfigError, match=message):
        scales.sql(query)


def test_plain_frames():
    moment = pl.Series([START]).cast(pl.Datetime("us", "Asia/Tokyo"))
    frame = pl.DataFrame(
        {"t": moment, "d": pl.Series([Decimal("1.1")]), "n": [1], "naive": [START.replace(tzinfo=None)]}
    )
    plain = plain_frame(frame)
    assert plain.schema["t"] == TIME
    assert plain["t"].to_list() == [START]
    assert plain["d"].to_list() == [1.1]
    assert plain_frame(frame, exact=True)["d"].to_list() == [Decimal("1.1")]
    assert plain.schema["n"] == pl.Int64
    assert plain.schema["naive"] == frame.schema["naive"]
