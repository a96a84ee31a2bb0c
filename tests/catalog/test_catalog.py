"""The catalog from end to end, on real bars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from fastbt.catalog import Catalog, normalize_bars
from fastbt.model.instruments import CurrencyPair, Equity
from fastbt.schema.market import PRICES

pytestmark = pytest.mark.real_data


def test_minutes_of_a_share(catalog: Catalog, shared_data: Path):
    """AAPL on single days of 2013 and 2014, stamped with the start of the bar, before and after hours too.

    A quarter of the source's floats are products of an integer and 0.0001, off in their last place.
    """
    source = pl.read_parquet(shared_data / "equities_us_1m.parquet").filter(pl.col("symbol") == "AAPL")
    assert 644.8000000000001 in source["open"]
    apple = Equity("AAPL.XNAS", currency="USD", price_precision=3)
    report = catalog.write(source, apple, bar="1m", stamp="open")
    assert report.rows_written == source.height
    assert (report.dropped, report.repaired) == ({}, {})
    read = catalog.bars("AAPL.XNAS", "1m").collect()
    true = source.select(pl.col(*PRICES).round(3), "volume")
    assert_frame_equal(read.select(*PRICES, "volume"), true, check_exact=True)
    assert (read["ts_open"] == source["ts"]).all()
    assert (read["ts_event"] - read["ts_open"]).unique().to_list() == [timedelta(minutes=1)]
    day = catalog.bars("AAPL.XNAS", start="2014-06-05", end="2014-06-06").collect()
    ends = source["ts"] + timedelta(minutes=1)
    assert day.height == (ends.dt.date() == date(2014, 6, 5)).sum()
    assert day["open"][0] == 644.8
    arrays = catalog.arrays("AAPL.XNAS", start="2014-06-05", end="2014-06-06")
    assert (arrays.close / 1_000).tolist() == day["close"].to_list()


def test_minutes_of_bitcoin(catalog: Catalog, shared_data: Path):
    """Kraken, only minutes with trades, volume to 8 decimals."""
    path = shared_data / "crypto_kraken_btcusdc_1m.parquet"
    pair = CurrencyPair("BTC/USDC.KRAKEN", price_precision=2, size_precision=8)
    report = catalog.ingest(path, pair, bar="1m", stamp="open")
    assert report.rows_written == 35_449
    source = pl.read_parquet(path)
    arrays = catalog.arrays("BTC/USDC.KRAKEN")
    assert (arrays.close / 100 == source["close"].to_numpy()).all()
    assert (arrays.volume / 10**8 == source["volume"].to_numpy()).all()
    total = catalog.sql(
        "select sum(volume) v, count(*) n, max(high) h from bars where bar = '1m'", exact=True
    )
    assert int(total["v"][0].scaleb(8)) == int(arrays.volume.sum())
    assert total["n"][0] == 35_449
    assert float(total["h"][0]) == source["high"].max()
    assert catalog.list()["bytes"][0] * 2 < source.drop("count").estimated_size()
    inferred = normalize_bars(source, "BTC/USDC.KRAKEN").instruments["BTC/USDC.KRAKEN"]
    assert inferred == pair


def test_days_of_several_shares(catalog: Catalog, shared_data: Path):
    """Unadjusted daily bars of five symbols, dates written as midnights UTC."""
    source = pl.read_parquet(shared_data / "equities_us_daily_raw.parquet")
    source = source.with_columns(instrument_id=pl.col("symbol") + ".US").drop("symbol")
    report = catalog.write(source, bar="1d", stamp="session")
    assert report.rows_written == source.height == 23_272
    spy = catalog.bars("SPY.US", start="2020-03-01", end="2020-04-01").collect()
    # The session of 23 March 2020, the low of that month.
    low = spy.filter(pl.col("close") == spy["close"].min()).row(0, named=True)
    assert low["ts_open"] == datetime(2020, 3, 23, tzinfo=UTC)
    assert low["ts_event"] == datetime(2020, 3, 24, tzinfo=UTC)
    together = catalog.bars(["SPY.US", "AAPL.US"]).collect()
    assert together.select("ts_event", "instrument_id").rows() == sorted(
        together.select("ts_event", "instrument_id").rows()
    )
    count = catalog.sql("select instrument_id, count(*) n from bars group by 1 order by 1")
    assert count.rows() == source.group_by("instrument_id").len("n").sort("instrument_id").rows()


def test_what_comes_out_goes_in_again(catalog: Catalog, tmp_path: Path, shared_data: Path):
    source = pl.read_parquet(shared_data / "fx_eurusd_1h_tickvolume.parquet")
    catalog.write(source, "EUR/USD.SIM", bar="1h", stamp="open")
    copy = Catalog(tmp_path / "copy")
    copy.write(catalog.bars("EUR/USD.SIM"), catalog.instruments(), bar="1h")
    assert_frame_equal(copy.bars("EUR/USD.SIM").collect(), catalog.bars("EUR/USD.SIM").collect())
    assert copy.fingerprint() == catalog.fingerprint()
