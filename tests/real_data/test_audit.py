"""The audit on real files: known gaps, splits, wrong units and bad prints, counted by hand or by a plain loop."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

import fastbt as bt
from fastbt.catalog.definitions import forget_all


@pytest.fixture
def catalog(tmp_path: Path) -> bt.Catalog:
    forget_all()
    return bt.Catalog(tmp_path / "store")


def put(catalog: bt.Catalog, frame: pl.DataFrame, instrument: bt.Instrument, bar: str, stamp: str) -> None:
    """Store what a file has of one symbol; rows that contradict themselves stay out."""
    if "symbol" in frame.columns:
        frame = frame.filter(symbol=instrument.id.symbol.value).drop("symbol")
    names = [name for name in ("ts", "open", "high", "low", "close", "volume") if name in frame.columns]
    catalog.write(frame.select(names), instrument, bar=bar, stamp=stamp, on_error="drop", on_off_grid="round")


def yahoo(folder: Path, file: str) -> pl.DataFrame:
    """A file of Yahoo's, oldest first; days by their date."""
    frame = pl.read_csv(folder / "raw" / file).rename(str.lower)
    time = frame.columns[0]
    daily = pl.col(time).str.slice(0, 10).str.to_date()
    hourly = pl.col(time).str.to_datetime("%Y-%m-%d %H:%M:%S%z", time_zone="UTC")
    return frame.with_columns(ts=daily if time == "date" else hourly).sort("ts")


def share(name: str, precision: int = 2) -> bt.Equity:
    return bt.Equity(name, currency="USD", price_precision=precision)


def dates(found: pl.DataFrame) -> list[date]:
    """Sessions of findings: the day before they end."""
    return found["first"].dt.offset_by("-1ns").dt.date().to_list()


def test_minutes_without_trades(catalog, shared_data):
    """Kraken has 35,449 of the 84,960 minutes of two months, in 18,027 stretches."""
    pair = bt.CurrencyPair("BTC/USDC.KRAKEN", price_precision=2, size_precision=8)
    put(catalog, pl.read_parquet(shared_data / "crypto_kraken_btcusdc_1m.parquet"), pair, "1m", "open")
    audit = catalog.audit()
    (row,) = audit.summary.rows(named=True)
    assert (row["rows"], row["missing"], row["calendar"]) == (35_449, 84_960 - 35_449, "always_open")
    gaps = audit.findings("gap")
    assert gaps.height == 18_026
    ts = pl.read_parquet(shared_data / "crypto_kraken_btcusdc_1m.parquet")["ts"]
    absent = (ts.diff().drop_nulls().dt.total_minutes() - 1).filter(
        ts.diff().drop_nulls().dt.total_minutes() > 1
    )
    assert gaps["bars"].to_list() == absent.to_list()


def test_a_wrong_unit_of_days(catalog, shared_data):
    """AET.L: pence for pounds in a part of the rows, known by their closes alone."""
    frame = yahoo(shared_data, "yahoo_AET-L-1d-100x-error.csv")
    put(catalog, frame, share("AET.YAHOO", 8), "1d", "session")
    audit = catalog.audit()
    low = frame["close"] < 1
    fewer = low if low.sum() < frame.height / 2 else ~low
    found = audit.findings("unit_error")
    assert found["bars"].sum() == fewer.sum() > 0
    assert found["first"].dt.offset_by("-1ns").dt.date()[0] == frame["ts"].filter(fewer)[0]
    assert not {"spike", "jump", "session_jump"} & set(audit.findings()["check"])


def test_a_wrong_unit_of_an_hour(catalog, shared_data):
    put(catalog, yahoo(shared_data, "yahoo_ASAI-L-1h-bad-unit.csv"), share("ASAI.YAHOO", 8), "1h", "open")
    audit = catalog.audit()
    (found,) = audit.findings("unit_error").rows(named=True)
    assert (found["bars"], found["value"], found["note"]) == (1, 0.01, "0.01 times the rest")
    assert audit.findings("float32_noise").height > 0
    assert audit.findings("range_without_volume").height == 5


def test_a_split_that_was_not_adjusted(catalog, shared_data):
    """4063.T: 5 for 1, in the prices from 2023-03-29 on; Yahoo names the day after."""
    put(
        catalog, yahoo(shared_data, "yahoo_4063-T-1d-bad-stock-split.csv"), share("4063.TSE"), "1d", "session"
    )
    found = catalog.audit().findings("session_jump")
    assert (dates(found), found["note"].to_list()) == ([date(2023, 3, 29)], ["looks like a split 5:1"])


def test_the_splits_of_a_share(catalog, shared_data):
    """AAPL: 2:1 in 2000 and 2005, 7:1 in 2014, 4:1 in 2020, and the profit warning of September 2000."""
    put(
        catalog,
        pl.read_parquet(shared_data / "equities_us_daily_raw.parquet"),
        share("AAPL.US", 4),
        "1d",
        "session",
    )
    found = catalog.audit().findings("session_jump")
    splits = dict(zip(dates(found), found["note"].to_list(), strict=True))
    assert splits == {
        date(2000, 6, 21): "looks like a split 2:1",
        date(2005, 2, 28): "looks like a split 2:1",
        date(2014, 6, 9): "looks like a split 7:1",
        date(2020, 8, 31): "looks like a split 4:1",
        date(2000, 9, 29): "",
    }


def test_a_symbol_that_was_away(catalog, shared_data):
    """QQQ was QQQQ from 2004-12-01 to 2011-03-22; SPY shows which days are missing."""
    frame = pl.read_parquet(shared_data / "equities_us_daily_raw.parquet")
    for name in ("QQQ.US", "SPY.US"):
        put(catalog, frame, share(name, 4), "1d", "session")
    audit = catalog.audit()
    days = frame.filter(symbol="SPY")["ts"]
    days = days.filter(days.is_between(datetime(2004, 12, 1, tzinfo=UTC), datetime(2011, 3, 22, tzinfo=UTC)))
    gap = audit.findings("gap").filter(instrument_id="QQQ.US").sort("bars")
    assert (gap["bars"][-1], dates(gap)[-1]) == (len(days), days[0].date())
    assert audit.findings("gap").filter(instrument_id="SPY.US").height == 0


def test_a_price_of_zero(catalog, shared_data):
    put(
        catalog,
        pl.read_parquet(shared_data / "equities_djia30_daily.parquet"),
        share("HD.DJ"),
        "1d",
        "session",
    )
    assert dates(catalog.audit().findings("not_positive")) == [date(2009, 4, 17)]


def test_holidays_of_foreign_exchange(catalog, shared_data):
    """Every hour of the week that is not there, counted one by one."""
    pair = bt.CurrencyPair("EUR/USD.OANDA", price_precision=6, size_precision=0)
    frame = pl.read_parquet(shared_data / "fx_eurusd_oanda_1h.parquet")
    put(catalog, frame, pair, "1h", "open")
    audit = catalog.audit()
    hours = pl.datetime_range(
        frame["ts"][0], frame["ts"][-1], "1h", time_zone="UTC", eager=True, time_unit="ns"
    )
    new_york = hours.dt.convert_time_zone("America/New_York")
    minute = new_york.dt.weekday().cast(pl.Int32) * 24 + new_york.dt.hour()
    week = hours.filter((minute >= 7 * 24 + 17) | (minute < 5 * 24 + 17))
    assert audit.summary["missing"].to_list() == [(~week.is_in(frame["ts"].implode())).sum()]
    assert audit.findings("closed_hours")["bars"].sum() == (~frame["ts"].is_in(week.implode())).sum()


def test_prints_without_size(catalog, shared_data):
    frame = pl.read_parquet(shared_data / "futures_gc_trades.parquet")
    symbol = frame["symbol"][0]
    prints = frame.filter(symbol=symbol).drop("symbol")
    catalog.write(prints, share("GC.COMEX", 1), kind="trade_ticks", on_error="drop")
    assert catalog.audit().findings("no_size").height == (prints["size"] == 0).sum() == 92
