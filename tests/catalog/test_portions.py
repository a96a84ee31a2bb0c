"""Normalized rows cut into series."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.catalog.load_report import LoadReport
from fastbt.catalog.normalize import normalize_bars
from fastbt.catalog.portions import NormalizedTable, bar_series, table_series
from fastbt.errors import ConfigError
from fastbt.schema.market import BARS, FUNDING, TRADE_TICKS
from tests.catalog.tables import minutes

REPORT = LoadReport("x", (), None, "", 0, 0)


def test_bars_by_instrument():
    frame = pl.concat(
        minutes(3).with_columns(instrument_id=pl.lit(name), n=pl.lit(1)) for name in ("B.SIM", "A.SIM")
    )
    series = list(bar_series(normalize_bars(frame, bar="1m", unknown="infer")))
    assert [(part.key, part.bar, part.rows.height, part.stamp) for part in series] == [
        ("A.SIM", "1m", 3, "close"),
        ("B.SIM", "1m", 3, "close"),
    ]
    assert series[0].rows.columns == [*BARS.stored, "n"]
    assert (series[0].extras, series[0].price_precision, series[0].opens_late) == ({"n": "Int64"}, 2, False)


def test_bars_without_a_length_in_time_open_where_one_ended():
    (series,) = bar_series(normalize_bars(minutes(3), "A.SIM", bar="100-TICK"))
    assert series.opens_late
    (one_price,) = bar_series(normalize_bars(minutes(3).select("ts_event", "close"), "A.SIM", bar="100-TICK"))
    assert not one_price.opens_late


def test_bars_need_a_length():
    with pytest.raises(ConfigError, match="the catalog needs the bars' length"):
        list(bar_series(normalize_bars(minutes(3), "A.SIM")))


def test_codes_are_stored_as_text():
    frame = pl.DataFrame(
        {
            "instrument_id": ["A.SIM"], "ts_event": [0], "ts_init": [0], "price": [1], "size": [1],
            "aggressor_side": ["BUYER"], "trade_id": ["1"], "more": [1.5],
        },
    ).cast({"aggressor_side": TRADE_TICKS.frame_schema()["aggressor_side"]})  # fmt: skip
    (series,) = table_series(NormalizedTable(TRADE_TICKS, frame, REPORT))
    assert series.rows.schema["aggressor_side"] == pl.String
    assert (series.key, series.bar, series.extras) == ("A.SIM", "", {"more": "Float64"})


def test_scales_travel_along():
    frame = pl.DataFrame({"instrument_id": ["A.SIM"], "ts_event": [0], "ts_init": [0], "rate": [12]})
    (series,) = table_series(NormalizedTable(FUNDING, frame, REPORT, scales={"rate": 6}))
    assert (series.decimals, series.extras) == ({"rate": 6}, {})
