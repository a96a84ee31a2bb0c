"""Binance's archive, from a server that sends the same files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from fastbt.catalog import Catalog
from fastbt.catalog.providers import APIProvider, provider
from fastbt.catalog.sources.binance import BinanceArchive
from fastbt.errors import ConfigError, DataError
from fastbt.model.instruments import CurrencyPair
from tests.catalog.sources.archive_server import Archive, serving

KLINE = "{ms},{close},{close},{close},{close},1.50000000,{end},15.0,7,0.5,5.0,0\n"
FUTURES_HEADER = (
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
    "taker_buy_quote_volume,ignore\n"
)
ZERO = datetime(1970, 1, 1, tzinfo=UTC)


def stamp(moment: datetime, unit: int = 10**3) -> int:
    return int((moment - ZERO).total_seconds()) * unit


def days(first: datetime, count: int, unit: int = 10**3) -> str:
    """A bar of six hours four times a day, its close the day of the month."""
    rows = ""
    for number in range(count * 4):
        moment = first + timedelta(hours=6 * number)
        rows += KLINE.format(
            ms=stamp(moment, unit), end=stamp(moment, unit) + 1, close=f"{moment.day}.25000000"
        )
    return rows


@pytest.fixture
def server():
    with serving(Archive()) as archive:
        yield archive


@pytest.fixture
def binance(server, tmp_path):
    return BinanceArchive(tmp_path / "cache", base_url=server.url, retries=1, pause=0.001)


def put_spot(server: Archive) -> None:
    """January as a month, and the first three days of February."""
    folder = "spot/{}/klines/BTCUSDT/6h/BTCUSDT-6h-{}.zip"
    server.put(folder.format("monthly", "2024-01"), days(datetime(2024, 1, 1, tzinfo=UTC), 31))
    for day in (1, 2, 3):
        text = days(datetime(2024, 2, day, tzinfo=UTC), 1)
        server.put(folder.format("daily", f"2024-02-0{day}"), text)


def test_whole_months_and_single_days(server, binance):
    put_spot(server)
    frames = list(binance.fetch("BTC/USDT.BINANCE", "6h", "2024-01-01", "2024-02-03T12:00"))
    asked = [path.rpartition("/")[2] for path in server.asked if path.endswith(".zip")]
    assert asked == [
        "BTCUSDT-6h-2024-01.zip", "BTCUSDT-6h-2024-02-01.zip", "BTCUSDT-6h-2024-02-02.zip",
        "BTCUSDT-6h-2024-02-03.zip",
    ]  # fmt: skip
    bars = pl.concat(frames)
    assert bars.height == 31 * 4 + 2 * 4 + 2
    assert bars.columns[:7] == ["instrument_id", "ts_open", "open", "high", "low", "close", "volume"]
    assert "ignore" not in bars.columns
    assert bars["ts_open"][-1] == datetime(2024, 2, 3, 6, tzinfo=UTC)
    assert bars["close"][-1] == 3.25


def test_a_broken_run_goes_on_where_it_was(server, binance):
    put_spot(server)
    start, end = "2024-02-01", "2024-02-04"
    fetching = binance.fetch("BTCUSDT.BINANCE", "6h", start, end)
    next(fetching)
    server.fail = {"spot/daily/klines/BTCUSDT/6h/BTCUSDT-6h-2024-02-02.zip": [503, 503]}
    with pytest.raises(DataError, match="no answer after 2 tries"):
        next(fetching)
    server.asked.clear()
    assert len(list(binance.fetch("BTCUSDT.BINANCE", "6h", start, end))) == 3
    assert not any("02-01" in path for path in server.asked)


def test_a_month_that_is_not_there_yet_comes_as_days(server, binance):
    folder = "spot/daily/klines/BTCUSDT/6h/BTCUSDT-6h-2024-02-{:02}.zip"
    for day in range(1, 30):
        server.put(folder.format(day), days(datetime(2024, 2, day, tzinfo=UTC), 1))
    assert len(list(binance.fetch("BTCUSDT.BINANCE", "6h", "2024-02-01", "2024-03-01"))) == 29


def test_days_that_are_missing(server, binance, tmp_path):
    put_spot(server)
    with pytest.raises(DataError, match=r"no such file .*BTCUSDT-6h-2024-02-04.zip"):
        list(binance.fetch("BTCUSDT.BINANCE", "6h", "2024-02-03", "2024-02-05"))
    skipping = BinanceArchive(tmp_path / "other", base_url=server.url, on_missing="skip")
    assert len(list(skipping.fetch("BTCUSDT.BINANCE", "6h", "2024-02-03", "2024-02-05"))) == 1


@pytest.mark.parametrize(("header", "unit"), [("", 10**3), (FUTURES_HEADER, 10**3), ("", 10**6)])
def test_headers_and_units_of_time_change_over_the_years(server, tmp_path, header, unit):
    text = header + days(datetime(2025, 1, 1, tzinfo=UTC), 1, unit)
    server.put("futures/um/daily/klines/BTCUSDT/6h/BTCUSDT-6h-2025-01-01.zip", text)
    archive = BinanceArchive(tmp_path, "um", base_url=server.url)
    (frame,) = archive.fetch("BTCUSDT.BINANCE", "6h", "2025-01-01", "2025-01-02")
    assert frame["ts_open"].to_list() == [datetime(2025, 1, 1, hour, tzinfo=UTC) for hour in (0, 6, 12, 18)]
    assert [float(close) for close in frame["close"]] == [1.25] * 4
    assert frame["count"].dtype == pl.Int64


def test_bars_go_into_a_catalog_with_every_digit(server, binance, tmp_path):
    at = stamp(datetime(2024, 2, 1, tzinfo=UTC))
    row = f"{at},2.5,1234567890.12345678,0.00000001,2.5,3.00000000,{at + 1},1.0,7,0.5,5.0,0\n"
    server.put("spot/daily/klines/BTCUSDT/1d/BTCUSDT-1d-2024-02-01.zip", row)
    pair = CurrencyPair("BTC/USDT.BINANCE", price_precision=8, size_precision=8)
    catalog = Catalog(tmp_path / "store")
    for frame in binance.fetch(pair, "1d", "2024-02-01", "2024-02-02"):
        catalog.write(frame, pair, bar="1d")
    stored = catalog.bars("BTC/USDT.BINANCE", exact=True).collect()
    assert [f"{stored[name][0]:f}" for name in ("high", "low")] == ["1234567890.12345678", "0.00000001"]
    assert stored["ts_event"].to_list() == [datetime(2024, 2, 2, tzinfo=UTC)]


def test_prints(server, tmp_path, binance):
    at = stamp(datetime(2024, 2, 1, tzinfo=UTC))
    server.put(
        "spot/daily/trades/BTCUSDT/BTCUSDT-trades-2024-02-01.zip",
        f"11,42.50000000,0.00100000,0.0425,{at},True,True\n12,42.51000000,0.00200000,0.085,{at + 5},False,True\n",
    )
    server.put(
        "spot/daily/aggTrades/BTCUSDT/BTCUSDT-aggTrades-2024-02-01.zip",
        f"7,42.5,0.003,11,12,{at},true,true\n",
    )
    (frame,) = binance.trades("BTC/USDT.BINANCE", "2024-02-01", "2024-02-02")
    assert frame.select("trade_id", "price", "size", "aggressor_side").rows() == [
        ("11", 42.5, 0.001, "SELLER"),
        ("12", 42.51, 0.002, "BUYER"),
    ]
    (frame,) = binance.trades("BTC/USDT.BINANCE", "2024-02-01", "2024-02-02", aggregated=True)
    assert frame.select("trade_id", "first_trade_id", "last_trade_id").row(0) == ("7", 11, 12)
    assert frame["ts_event"].to_list() == [datetime(2024, 2, 1, tzinfo=UTC)]


def test_funding_comes_by_months(server, tmp_path):
    first = datetime(2024, 1, 31, 16, tzinfo=UTC)
    server.put(
        "futures/cm/monthly/fundingRate/BTCUSD_PERP/BTCUSD_PERP-fundingRate-2024-01.zip",
        f"calc_time,funding_interval_hours,last_funding_rate\n{stamp(first)},8,0.00010000\n",
    )
    archive = BinanceArchive(tmp_path, "cm", base_url=server.url)
    (frame,) = archive.funding("BTCUSD_PERP.BINANCE", "2024-01-10", "2024-02-01")
    assert frame.rows() == [("BTCUSD_PERP.BINANCE", first, 8, 0.0001)]
    with pytest.raises(DataError, match=r"no such file .*2024-02.zip"):
        list(archive.funding("BTCUSD_PERP.BINANCE", "2024-02-01", "2024-02-02"))
    with pytest.raises(ConfigError, match="spot has no funding"):
        BinanceArchive(tmp_path).funding("BTCUSDT.BINANCE", "2024-01-01", "2024-02-01")


def test_what_the_archive_cannot_have_is_refused_before_anything_is_asked(server, binance, tmp_path):
    cases = [
        (("BTCUSDT.BINANCE", "7m", "2024-01-01", "2024-01-02"), "bar: the archive has no bars of '7m'"),
        (("../../x.BINANCE", "1m", "2024-01-01", "2024-01-02"), "has no symbol of the archive"),
        (("BTC%2E.BINANCE", "1m", "2024-01-01", "2024-01-02"), "has no symbol of the archive"),
        (("BTCUSDT.BINANCE", "1m", "2024-01-02", "2024-01-02"), "start and end: expected two times in order"),
        (("BTCUSDT.BINANCE", "1m", None, "2024-01-02"), "start and end"),
    ]
    for arguments, message in cases:
        with pytest.raises(ConfigError, match=message):
            list(binance.fetch(*arguments))
    assert server.asked == []
    with pytest.raises(ConfigError, match="market: 'margin' is not one of"):
        BinanceArchive(tmp_path, "margin")
    with pytest.raises(ConfigError, match="on_missing"):
        BinanceArchive(tmp_path, on_missing="ignore")


def test_it_is_a_provider_by_name(tmp_path):
    assert isinstance(provider("binance", tmp_path, "um"), APIProvider)
