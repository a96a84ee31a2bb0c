"""Every Parquet file of the shared data, by a mapping."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fastbt.catalog.columns import wanted_columns
from fastbt.catalog.composing import compose
from fastbt.catalog.normalize import normalize
from fastbt.catalog.options import LoadOptions
from fastbt.catalog.sources.files import read_batches, read_files
from fastbt.catalog.sources.options import SourceOptions
from fastbt.catalog.times import read_times
from fastbt.schema.market import TABLES


@dataclass(frozen=True)
class Mapping:
    """How files of one kind are read; of bars also their length, their stamp and what is wrong with them."""

    files: str
    kind: str = "bars"
    columns: dict[str, Any] = field(default_factory=dict)
    bar: str = "1m"
    stamp: str = "open"
    options: dict[str, Any] = field(default_factory=dict)
    source: dict[str, Any] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()


SYMBOL = {"instrument_id": "{symbol}.SIM"}
OPTION = {"instrument_id": "{underlying} {expiry} {strike} {right}.OPRA"}
DAY = {"bar": "1d", "stamp": "session"}
BID = {"open": "bid_open", "high": "bid_high", "low": "bid_low", "close": "bid"}
QUOTES = ("bid_price", "ask_price", "bid_size", "ask_size")
PRINTS = ("price", "size")

MAPPINGS = [
    Mapping("basis_btc_1m_bybit/*quotebars.parquet", columns=BID, options={"on_error": "drop"}),
    Mapping("basis_btc_*/*_funding.parquet", "funding", numbers=("rate",)),
    Mapping("basis_btc_1m_bybit/*.parquet"),
    Mapping("basis_btc_8h/*.parquet", bar="8h"),
    Mapping("betfair_*_ltp.parquet", "trade_ticks", SYMBOL, numbers=PRINTS),
    Mapping("betfair_*_trades.parquet", "trade_ticks", SYMBOL, numbers=PRINTS),
    Mapping("betfair_*_deltas.parquet", "book_changes", SYMBOL, numbers=PRINTS),
    Mapping("betfair_*.parquet", "series"),
    Mapping("crypto_alts_btc_5m.parquet", columns=SYMBOL, bar="5m", options={"on_error": "repair"}),
    Mapping("crypto_coinbase_quotebars_1m.parquet", columns=BID | SYMBOL, options={"on_error": "drop"}),
    Mapping("crypto_coinbase_1m.parquet", columns=SYMBOL),
    Mapping("crypto_*_1m.parquet"),
    Mapping("dex_uniswap_usdc_weth_1m.parquet", options={"on_off_grid": "round"}),
    Mapping("equities_djia30_daily.parquet", columns=SYMBOL, **DAY, options={"on_error": "repair"}),
    Mapping("equities_us_1m.parquet", columns=SYMBOL),
    Mapping("equities_us_daily_raw.parquet", columns=SYMBOL, **DAY),
    Mapping("equities_us_hour_raw.parquet", columns=SYMBOL, bar="1h"),
    Mapping(
        "equities_us_daily_actions.parquet", "actions", SYMBOL | {"kind": "action", "ratio": "value"},
        source={"where": {"action": "split"}}, numbers=("ratio",),
    ),
    Mapping("equity_ibm_quotes.parquet", "quotes", numbers=QUOTES),
    Mapping("equity_spy_trades.parquet", "trade_ticks", numbers=PRINTS),
    Mapping("funding_*.parquet", "funding", numbers=("rate",)),
    Mapping("futures_es_openinterest_daily.parquet", "series"),
    Mapping("futures_es_daily.parquet", columns=SYMBOL, **DAY),
    Mapping("futures_es_1h.parquet", columns=SYMBOL, bar="1h"),
    Mapping("futures_es_1m.parquet", columns=SYMBOL),
    Mapping("futures_gc_trades.parquet", "trade_ticks", SYMBOL, numbers=PRINTS),
    Mapping("futures_index_continuous_daily.parquet", columns=SYMBOL, **DAY, options={"on_error": "repair"}),
    Mapping("futures_rubber_multiprices.parquet", "series"),
    Mapping("futures_us10_adjusted.parquet", bar="15m", stamp="close", options={"on_off_grid": "round", "on_error": "drop"}),
    Mapping("fx_eurusd_fxcm_quotes.parquet", "quotes", numbers=QUOTES),
    Mapping("fx_eurusd_*.parquet", bar="1h", options={"on_off_grid": "round"}),
    Mapping("fx_usdjpy_fxcm_*_1m.parquet"),
    Mapping("gas_price_polygon_1m.parquet", "series"),
    Mapping("l2_*_deltas.parquet", "book_changes", SYMBOL, numbers=PRINTS),
    Mapping("l2_*_quotes.parquet", "quotes", SYMBOL, numbers=QUOTES),
    Mapping("l2_*_trades.parquet", "trade_ticks", SYMBOL, numbers=PRINTS),
    Mapping("l3_cme_esh4_mbo.parquet", "book_changes", SYMBOL | {"ts_event": "ts"}, numbers=PRINTS),
    Mapping("lending_aave_v3_polygon_usdc_1m.parquet", "rates", {"kind": "symbol"}, numbers=("rate",)),
    Mapping("options_aapl_openinterest.parquet", "series"),
    Mapping("options_aapl_quotes_1h.parquet", "quotes", OPTION, numbers=QUOTES),
    Mapping("options_aapl_trades_1h.parquet", columns=OPTION, bar="1h"),
    Mapping("polymarket_midterms_trades.parquet", "trade_ticks", SYMBOL, numbers=PRINTS),
    Mapping("rates_us_treasury_daily.parquet", "rates", {"kind": "symbol"}, numbers=("rate",)),
]  # fmt: skip
"""The first that fits a file is its own."""


def mapping_of(name: str) -> Mapping | None:
    """The mapping of a file, by its path below the data."""
    return next((mapping for mapping in MAPPINGS if fnmatch(name, mapping.files)), None)


def parquet_files(data: Path) -> dict[str, Mapping | None]:
    """Every file, and its mapping."""
    names = sorted(path.relative_to(data).as_posix() for path in data.rglob("*.parquet"))
    return {name: mapping_of(name) for name in names}


def test_every_file_has_a_mapping_and_every_mapping_a_file(shared_data):
    found = parquet_files(shared_data)
    assert [name for name, mapping in found.items() if mapping is None] == []
    used = {mapping.files for mapping in found.values() if mapping is not None}
    assert used == {mapping.files for mapping in MAPPINGS}


@pytest.mark.parametrize("mapping", [m for m in MAPPINGS if m.kind == "bars"], ids=lambda m: m.files)
def test_bars_come_in_whole(shared_data, mapping):
    options = LoadOptions.check(
        columns=mapping.columns,
        bar=mapping.bar,
        stamp=mapping.stamp,
        unknown="infer",
        needs_stamp=True,
        **mapping.options,
    )
    instrument = None if "instrument_id" in mapping.columns else "X.SIM"
    for name in (name for name, found in parquet_files(shared_data).items() if found is mapping):
        frame, parts, source = read_files(shared_data / name, mapping.columns)
        bars = normalize(frame, instrument, options, parts, source, default_id=None, currency="USD")
        stored = pl.read_parquet(shared_data / name)
        assert bars.report.rows_read == stored.height
        assert bars.report.rows_written == stored.height - bars.report.rows_dropped
        assert bars.report.rows_dropped < stored.height / 3
        # An average says that the rows are the same ones, whatever order they are in now.
        if not (bars.report.dropped or bars.report.repaired):
            close = mapping.columns.get("close", "price" if "price" in stored.columns else "close")
            assert bars.to_floats()["close"].mean() == pytest.approx(stored[close].mean(), rel=1e-12)


@pytest.mark.parametrize("mapping", [m for m in MAPPINGS if m.kind != "bars"], ids=lambda m: m.files)
def test_other_tables_are_read(shared_data, mapping):
    table = TABLES[mapping.kind]
    source = SourceOptions.check(**mapping.source)
    for name in (name for name, found in parquet_files(shared_data).items() if found is mapping):
        stored = pl.read_parquet(shared_data / name)
        for column, value in mapping.source.get("where", {}).items():
            stored = stored.filter(pl.col(column) == value)
        frame, parts, _ = read_files(shared_data / name, mapping.columns, source, table=table)
        assert frame.equals(stored)
        assert [part.name for part in parts] == [str(shared_data / name)]
        wanted = wanted_columns(frame.columns, mapping.columns, table)
        assert set(wanted.numbers) >= set(mapping.numbers)
        made, columns = compose(frame, mapping.columns)
        if "instrument_id" in mapping.columns:
            assert made[columns["instrument_id"]].null_count() == 0
        times = read_times(frame[next(iter(wanted.times.values()))])
        assert times.missing is None


def test_batches_of_a_large_file_are_the_file(shared_data):
    path = shared_data / "l2_binance_usdm_btcusdt_deltas.parquet"
    batches = list(read_batches(path, rows=100_000))
    assert len(batches) == 5
    assert pl.concat([batch.frame for batch in batches]).equals(pl.read_parquet(path))
