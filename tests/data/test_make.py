"""The founding documents' bars and fixtures: made anew they are the same, and they are as described (T1)."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from fastbt.codes import InstrumentClass
from fastbt.model.currencies import Currency
from fastbt.model.data_views import BarView
from fastbt.model.identifiers import InstrumentId, TraderId
from fastbt.model.instruments import CryptoPerpetual, Equity
from fastbt.strategies.bus import MessageBus
from fastbt.strategies.cache import Cache
from tests.data.make import FILES, FIRST, FOLDER, HOUR, csv_text, hourly_bars, multi_asset_bars, write

NAMES = pytest.mark.parametrize("name", FILES)


@NAMES
def test_csv_is_made_anew_byte_by_byte(name: str, tmp_path: Path):
    write(tmp_path)
    assert (tmp_path / f"{name}.csv").read_bytes() == (FOLDER / f"{name}.csv").read_bytes()


@NAMES
def test_the_parquet_twin_holds_the_same(name: str):
    """Its bytes depend on the release of Polars, its rows do not."""
    bars = pl.read_parquet(FOLDER / f"{name}.parquet")
    assert bars.equals(hourly_bars(*FILES[name]))
    assert csv_text(bars).encode() == (FOLDER / f"{name}.csv").read_bytes()


@NAMES
def test_bars_are_as_described(name: str):
    count, start, _ = FILES[name]
    bars = pl.read_csv(FOLDER / f"{name}.csv")
    assert (bars.height, bars["open"][0]) == (count, start)
    assert bars["timestamp"].to_list() == [FIRST + HOUR * row for row in range(count)]
    assert (bars["open"][1:] == bars["close"][:-1]).all()
    body = bars.select(top=pl.max_horizontal("open", "close"), bottom=pl.min_horizontal("open", "close"))
    assert ((bars["high"] - body["top"] * 1.005).abs() < 0.006).all()
    assert ((bars["low"] - body["bottom"] * 0.995).abs() < 0.006).all()
    assert (bars["volume"] == 100).all()
    assert 0.007 < (bars["close"] / bars["open"] - 1).std() < 0.013


def test_multi_asset_bars():
    stored = pl.read_parquet(FOLDER / "multi_asset_bars.parquet")
    assert stored.equals(multi_asset_bars())
    assert stored["instrument_id"].n_unique() == 3
    assert stored.schema["ts_event"] == pl.Datetime("ns", "UTC")
    assert stored.sort("ts_event", "instrument_id").equals(stored)
    assert stored.height == 300


def test_fixture_instrument_id(instrument_id: InstrumentId):
    assert instrument_id == InstrumentId.from_str("BTC/USDT.BINANCE")


def test_fixture_equity(equity: Equity):
    assert equity.id.value == "AAPL.NASDAQ"
    assert equity.quote_currency == Currency("USD")
    assert (equity.price_precision, equity.size_precision) == (2, 0)
    assert str(equity.taker_fee) == "0.0001"


def test_fixture_perpetual(perpetual: CryptoPerpetual, instrument_id: InstrumentId):
    assert perpetual.id == instrument_id
    assert perpetual.instrument_class is InstrumentClass.CRYPTO_PERPETUAL
    assert perpetual.settlement_currency == perpetual.quote_currency == Currency("USDT")
    assert (perpetual.price_precision, perpetual.size_precision, perpetual.is_inverse) == (2, 3, False)
    assert (str(perpetual.taker_fee), str(perpetual.maker_fee)) == ("0.0004", "0.0002")


def test_fixture_msgbus(msgbus: MessageBus):
    assert msgbus.trader_id == TraderId("TESTER-001")
    assert (msgbus.topics, msgbus.endpoints) == ((), ())


def test_fixture_cache(cache: Cache):
    assert (cache.instruments(), cache.orders(), cache.positions()) == ([], [], [])


def test_fixture_sample_bars(sample_bars: pl.DataFrame, perpetual: CryptoPerpetual):
    """100 hourly bars from 50,000; the views over them check high and low."""
    assert (sample_bars.height, sample_bars["open"][0]) == (100, 50_000)
    bars = list(BarView(sample_bars, perpetual, "1h"))
    assert {bar.ts_event - bar.ts_open for bar in bars} == {HOUR}
    assert {later.ts_open - bar.ts_event for bar, later in pairwise(bars)} == {0}
