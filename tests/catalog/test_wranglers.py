"""Wranglers: thin doors to what the catalog does with any table."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from fastbt.catalog.wranglers import BarDataWrangler, QuoteTickDataWrangler, TradeTickDataWrangler
from fastbt.errors import ConfigError, DataError
from fastbt.model.instruments import CurrencyPair, Equity

A = Equity("A.SIM", currency="USD", price_precision=2)
EURUSD = CurrencyPair("EUR/USD.SIM", price_precision=5, size_precision=1)
NOON = datetime(2024, 1, 2, 12, tzinfo=UTC)

BARS = pl.DataFrame(
    {
        "timestamp": [datetime(2024, 1, 2, 14, minute, tzinfo=UTC) for minute in (30, 31)],
        "open": [1.1, 1.2], "high": [1.3, 1.3], "low": [1.0, 1.1], "close": [1.2, 1.15], "volume": [10.0, None],
    }
)  # fmt: skip


def test_every_way_in_gives_the_same_bars(tmp_path):
    wrangler = BarDataWrangler("A.SIM-1-MINUTE-LAST", A)
    wanted = wrangler.process(BARS, stamp="open")
    assert wanted["ts_open"].to_list() == BARS["timestamp"].to_list()
    assert wanted["ts_event"][0] == datetime(2024, 1, 2, 14, 31, tzinfo=UTC)
    assert wanted["close"].to_list() == [1.2, 1.15]
    BARS.write_csv(tmp_path / "a.csv")
    for found in (
        wrangler.from_polars(BARS.lazy(), stamp="open"),
        wrangler.from_pandas(BARS.to_pandas().set_index("timestamp"), stamp="open"),
        wrangler.from_arrow(BARS.to_arrow(), stamp="open"),
        wrangler.from_csv(tmp_path / "a.csv", stamp="open"),
    ):
        assert_frame_equal(found, wanted)
    assert wrangler.report.rows_written == 2


def test_files_and_their_errors_are_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("01.02.2024;1,50\n02.02.2024;1,255\n")
    wrangler = BarDataWrangler("A.SIM-1d", A)
    source = {"header": False, "names": ["date", "close"], "decimal_comma": True}
    with pytest.raises(DataError, match=r"more decimals than the instrument: '1.255' .*a.csv, line 2"):
        wrangler.from_csv(path, source, time_format="%d.%m.%Y")
    bars = wrangler.from_csv(path, source, time_format="%d.%m.%Y", on_off_grid="round")
    assert bars["close"].to_list() == [1.5, 1.26]
    assert wrangler.report.values_repaired == 1


def test_quotes():
    wrangler = QuoteTickDataWrangler(EURUSD)
    data = {
        "ts": [NOON, NOON],
        "bid": [1.07, None],
        "ask": [1.07003, 1.07004],
        "bid_size": [1e6, None],
        "x": ["a", "b"],
    }
    quotes = wrangler.process(data)
    assert quotes.columns == [
        "instrument_id", "ts_event", "ts_init", "bid_price", "ask_price", "bid_size", "ask_size", "x",
    ]  # fmt: skip
    assert quotes["bid_price"].to_list() == [1.07, None]
    assert quotes["ask_price"].to_list() == [1.07003, 1.07004]
    assert quotes["bid_size"].to_list() == [1e6, None]
    with pytest.raises(DataError, match="more decimals"):
        wrangler.process({"ts": [NOON], "bid": [1.070001], "ask": [1.1]})


def test_prints_of_a_file_with_two_halves_of_a_time(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "day,clock,price,amount,side\n2024-01-02,12:00:00.5,1.50,3,sell\n2024-01-02,12:00:01,1.51,4,buy\n"
    )
    ticks = TradeTickDataWrangler(A).from_csv(path, columns={"time": ["day", "clock"]})
    assert ticks["ts_event"].to_list() == [NOON.replace(microsecond=500_000), NOON.replace(second=1)]
    assert ticks.select("price", "size", "aggressor_side").rows() == [
        (1.5, 3.0, "SELLER"),
        (1.51, 4.0, "BUYER"),
    ]


def test_arguments_that_do_not_fit():
    with pytest.raises(ConfigError, match=r"bar_type: B.SIM-1-DAY-LAST is not of the instrument A.SIM"):
        BarDataWrangler("B.SIM-1-DAY-LAST", A)
    with pytest.raises(
        ConfigError, match=r"instrument: expected a definition such as Equity\(...\), got 'A.SIM'"
    ):
        QuoteTickDataWrangler("A.SIM")
    with pytest.raises(ConfigError, match="options: 'time_zone' is not one of"):
        BarDataWrangler("A.SIM-1d", A).process({"date": [date(2024, 1, 2)], "close": [1.0]}, time_zone="UTC")
