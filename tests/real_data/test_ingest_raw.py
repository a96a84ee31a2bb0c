"""Every raw file of the shared data, by documented options: what comes in, and what of it is dropped or mended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fastbt.catalog import NormalizedBars
from fastbt.catalog.composing import compose
from fastbt.catalog.normalize import normalize
from fastbt.catalog.options import LoadOptions
from fastbt.catalog.sources.files import read_batches, read_files
from fastbt.catalog.sources.options import SourceOptions
from fastbt.catalog.times import read_times
from fastbt.errors import DataError
from fastbt.model.instruments import CurrencyPair, Equity
from fastbt.schema.market import TABLES
from fastbt.schema.table import TIME

KLINES = [
    "ts_open", "open", "high", "low", "close", "volume", "close_time", "quote_volume", "trades",
    "taker_buy_volume", "taker_buy_quote_volume", "ignore",
]  # fmt: skip
INVESTING: dict[str, Any] = {
    "source": {"thousands": ",", "suffixes": True},
    "columns": {"close": "Price", "volume": "Vol."},
}


@dataclass(frozen=True)
class Bars:
    """A file of bars: how it is read, and what is expected of it.

    ``first`` and ``last`` are ``ts_open`` and open, high, low, close, volume, copied from the file by hand.
    """

    file: str
    options: dict[str, Any]
    first: tuple[Any, ...]
    last: tuple[Any, ...]
    read: int
    source: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, Any] | None = None
    instrument: Any = "X.SIM"
    dropped: dict[str, int] = field(default_factory=dict)
    repaired: dict[str, int] = field(default_factory=dict)
    newest_first: bool = False


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def share(decimals: int) -> Equity:
    return Equity("X.SIM", currency="USD", price_precision=decimals)


DAYS = {"bar": "1d", "stamp": "session"}
YAHOO = DAYS | {"on_off_grid": "round"}
DAYS_US = {"bar": "1d", "time_format": "%m/%d/%Y"}

BARS = [
    Bars(
        "ADABTC-1m-2021-11-27.csv", {"bar": "1m"}, source={"header": False, "names": KLINES}, read=10,
        instrument=CurrencyPair("ETH/BTC.SIM", price_precision=8, size_precision=1),
        first=(at(2021, 11, 27), 0.00002853, 0.00002854, 0.00002851, 0.00002854, 36304.2),
        last=(at(2021, 11, 27, 0, 9), 0.00002863, 0.00002865, 0.00002863, 0.00002865, 8160.5),
    ),
    Bars(
        "DIS_2006-01-01_to_2018-01-01.csv", {"bar": "1d", "on_error": "drop"}, read=3_020,
        dropped={"missing_open_or_close": 2, "open_outside": 3},
        first=(at(2006, 1, 3), 24.08, 24.48, 24.0, 24.4, 9657400), last=(at(2017, 12, 29), 108.05, 108.34, 107.51, 107.51, 4538403),
    ),
    Bars(
        "Nikkei_225_futures_investing.csv", DAYS_US | {"on_error": "repair"}, **INVESTING, read=3_677,
        repaired={"close_outside": 186}, newest_first=True,
        first=(at(2010, 7, 19), 9237.5, 9297.5, 9177.5, 9247.5, None),
        last=(at(2024, 6, 19), 38635.0, 38777.5, 38397.5, 38417.5, None),
    ),
    Bars(
        "SnP_500_futures_investing.csv", DAYS_US | {"on_error": "repair"}, **INVESTING, read=3_652,
        repaired={"close_outside": 17}, newest_first=True,
        first=(at(2010, 7, 19), 1061.75, 1071.0, 1057.0, 1063.75, 1_760_000),
        last=(at(2024, 6, 19), 5564.75, 5565.5, 5559.75, 5563.0, 57_370),
    ),
    Bars(
        "all_exchanges_btc_binance.csv", {"bar": "8h", "stamp": "open", "tz": "Europe/London"}, read=1_642,
        source={"where": {"pair": "BTC/USDT"}},
        columns={"instrument_id": "{pair}.BINANCE"}, instrument=None,
        first=(at(2023, 1, 1), 16541.77, 16559.77, 16499.01, 16526.19, 32048.06442),
        last=(at(2024, 7, 1), 62772.01, 63818.33, 62573.32, 63277.84, 8808.19225),
    ),
    Bars(
        "lean_spy_20131007_trade.zip", {"bar": "1m", "stamp": "open", "tz": "America/New_York"}, read=828,
        source={
            "header": False, "names": ["time", "open", "high", "low", "close", "volume"], "date": "name",
            "scale": {"price": "0.0001"},
        },
        first=(at(2013, 10, 7, 8), 167.41, 167.41, 167.25, 167.27, 3197),
        last=(at(2013, 10, 7, 23, 59), 167.26, 167.3, 167.26, 167.3, 800),
    ),
    Bars(
        "wti_spot.csv", DAYS_US | {"on_error": "drop"}, source={"null_values": ["."]}, read=8_611,
        columns={"close": "DCOILWTICO"}, dropped={"missing_open_or_close": 290},
        first=(at(1986, 1, 3), 25.56, 25.56, 25.56, 25.56, None), last=(at(2019, 1, 4), 46.92, 46.92, 46.92, 46.92, None),
    ),
    Bars(
        "yahoo_4063-T-1d-bad-stock-split.csv", DAYS, read=22, newest_first=True,
        first=(at(2023, 3, 15), 20170, 20250, 20015, 20205, 1224400), last=(at(2023, 4, 14), 4126, 4130, 4055, 4129, 7459400),
    ),
    Bars(
        "yahoo_8TRA-DE-1d-missing-div-adjust.csv", YAHOO, read=5, instrument=share(2), repaired={"off_grid": 18},
        first=(at(2023, 5, 30), 19.59, 19.8, 19.27, 19.35, 196309), last=(at(2023, 6, 6), 18.91, 18.95, 18.51, 18.66, 104352),
    ),
    Bars(
        "yahoo_AET-L-1d-100x-error.csv", YAHOO, read=23, instrument=share(4), repaired={"off_grid": 92},
        newest_first=True,
        first=(at(2022, 5, 3), 0.1455, 0.1455, 0.1455, 0.1455, 0), last=(at(2022, 6, 6), 0.1455, 0.1455, 0.1455, 0.1455, 0),
    ),
    Bars(
        "yahoo_ASAI-L-1h-bad-unit.csv", YAHOO | {"bar": "1h", "stamp": "open"}, read=20, instrument=share(4),
        repaired={"off_grid": 19},
        first=(at(2024, 10, 21, 9), 69, 72, 67, 72, 3061), last=(at(2024, 10, 30, 14), 74.5, 74.5, 71.75, 71.75, 0),
    ),
    Bars(
        "yahoo_EA-15m-no-bad-divs.csv", YAHOO | {"bar": "15m", "stamp": "open"}, read=319, instrument=share(4),
        repaired={"off_grid": 656},
        first=(at(2026, 5, 26, 8), 170.0712, 200.8117, 170.0712, 199.85, 0),
        last=(at(2026, 6, 3, 18, 15), 202.785, 202.89, 202.77, 202.77, 36730),
    ),
    Bars(
        "yahoo_KME-MI-1d-bad-div.csv", YAHOO, read=674, instrument=share(4), repaired={"off_grid": 2_659},
        first=(at(2022, 1, 3), 0.504, 0.522, 0.5, 0.502, 1235196), last=(at(2024, 8, 22), 0.88, 0.893, 0.866, 0.891, 1165),
    ),
    Bars(
        "yahoo_SSNLF-1d-bad-div.csv", YAHOO | {"on_error": "drop"}, read=6_259, instrument=share(4),
        dropped={"missing_open_or_close": 242}, repaired={"off_grid": 18_081},
        first=(at(2001, 8, 6), 139.71, 139.71, 139.71, 139.71, 0), last=(at(2026, 6, 26), 65.21, 65.21, 65.21, 65.21, 0),
    ),
    Bars(
        "yhoo-1996-2015.txt", {"bar": "1d"}, read=4_965,
        first=(at(1996, 4, 12), 1.052083, 1.791667, 1.020833, 1.375, 408720000),
        last=(at(2015, 12, 31), 33.220001, 33.689999, 33.18, 33.259998, 7423300),
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Table:
    """A file of anything else: ``first`` and ``last`` are values copied from the file by hand."""

    file: str
    kind: str
    first: dict[str, Any]
    last: dict[str, Any]
    read: int
    source: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, Any] | None = None
    time: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    times: tuple[datetime, datetime] | None = None


FACTORS = ["date", "price_factor", "split_factor", "reference_price"]
MAP = ["date", "ticker", "exchange"]

TABLES_OF = [
    Table(
        "betfair_1-166564490.bz2", "series", source={"format": "jsonl"}, read=1_608, time="pt",
        first={"op": "mcm"}, last={"op": "mcm"},
        times=(at(2019, 12, 20, 11, 15, 3, 572_000), at(2019, 12, 20, 21, 50, 17, 678_000)),
    ),
    Table(
        "bidask2.csv", "quotes", read=10,
        source={
            "header": False, "skip_rows": 1,
            "names": ["day", "clock", "cross", "status", "bid", "offer", "vol bid", "vol offer"],
        },
        columns={"ts_event": ["day", "clock"], "bid_size": "vol bid", "ask_size": "vol offer"},
        time="day clock", options={"time_format": "%d/%m/%y %H:%M:%S"},
        times=(at(2016, 3, 1, 23, 43, 11), at(2016, 3, 1, 23, 54, 27)),
        first={"bid": None, "offer": 130.52, "vol offer": 1_000_000.0, "status": "D"},
        last={"bid": None, "offer": 130.47, "vol offer": 900_000.0, "status": "D"},
    ),
    Table(
        "fed_primary_credit_rate.csv", "rates", read=56, source={"scale": {"rate": "0.01"}},
        columns={"rate": "PCREDIT8"}, time="DATE", times=(at(2003, 1, 9), at(2023, 7, 27)),
        first={"PCREDIT8": 0.0225}, last={"PCREDIT8": 0.055},
    ),
    Table(
        "freqtrade_public_trades.csv", "trade_ticks", read=1_000, columns={"ts_event": "timestamp"}, time="timestamp",
        times=(at(2023, 2, 2, 9, 20, 0, 138_000), at(2023, 2, 2, 9, 23, 27, 493_000)),
        first={"column_1": 0, "id": "1206419187", "side": "buy", "price": 1666.8, "amount": 26.062, "type": None},
        last={"column_1": 999, "id": "1206420186", "side": "buy", "price": 1667.3, "amount": 0.018},
    ),
    Table(
        "futures_es_map.csv", "series", read=214, time="date",
        source={"header": False, "names": ["date", "contract", "exchange", "mode"]},
        times=(at(1899, 12, 30), at(2050, 12, 31)),
        first={"contract": "es", "exchange": "CME", "mode": None},
        last={"contract": "es y1vkef59av41", "exchange": "CME", "mode": 3},
    ),
    Table(
        "futures_es_rollfactors.jsonl", "series", read=213, time="Date",
        times=(at(2009, 11, 30), at(2050, 12, 31)),
        first={"BackwardsPanamaCanalScale": [-244.0, -241.0, -216.75], "DataMappingMode": 1},
        last={"ForwardPanamaCanalScale": [243.5, 177.25, 133.0], "DataMappingMode": 3},
    ),
    Table(
        "futures_rubber_roll_calendar.csv", "series", read=14, columns={"ts_event": "DATE_TIME"}, time="DATE_TIME",
        times=(at(2021, 10, 13, 23), at(2022, 10, 12, 23)),
        first={"current_contract": 20211100, "carry_contract": 20211200}, last={"next_contract": 20230100},
    ),
    Table(
        "histdata_eurusd_ticks.csv", "quotes", read=9_500, time="ts_event",
        source={"header": False, "names": ["ts_event", "bid_price", "ask_price", "zero"]},
        options={"time_format": "%Y%m%d %H%M%S%3f", "tz": "Etc/GMT+5"},
        times=(at(2020, 1, 1, 22, 0, 0, 65_000), at(2020, 1, 2, 4, 0, 52, 125_000)),
        first={"bid_price": 1.1212, "ask_price": 1.12172}, last={"bid_price": 1.1213, "ask_price": 1.12132},
    ),
    Table(
        "lean_factor_files", "series", read=305, source={"header": False, "names": FACTORS}, time="date",
        times=(at(1998, 1, 2), at(2050, 12, 31)),
        first={"price_factor": 0.8613657, "split_factor": 0.00892857, "reference_price": 1.0},
        last={"price_factor": 1.0, "split_factor": 1.0},
    ),
    Table(
        "lean_map_files", "series", read=13, source={"header": False, "names": MAP}, time="date",
        times=(at(1998, 1, 2), at(2050, 12, 31)),
        first={"ticker": "aapl", "exchange": "Q"}, last={"ticker": "spy", "exchange": "P"},
    ),
    Table(
        "oecd_short_term_interest.csv", "rates", read=22_737, time="TIME",
        source={"scale": {"rate": "0.01"}, "where": {"FREQUENCY": ["Q", "M"]}},
        columns={"ts_event": "TIME", "rate": "Value", "kind": "LOCATION"},
        times=(at(1974, 1, 1), at(2020, 5, 1)),
        first={"LOCATION": "CHE", "FREQUENCY": "Q", "Value": 0.1084317}, last={"LOCATION": "IND", "FREQUENCY": "M"},
    ),
]  # fmt: skip


def load(raw: Path, case: Bars) -> NormalizedBars:
    """What ``Catalog.ingest`` does with a file before it stores anything."""
    options = LoadOptions.check(columns=case.columns, unknown="infer", needs_stamp=True, **case.options)
    table, parts, name = read_files(raw / case.file, case.columns, SourceOptions.check(**case.source))
    return normalize(table, case.instrument, options, parts, name, default_id=None, currency="USD")


@pytest.fixture
def raw(shared_data: Path) -> Path:
    return shared_data / "raw"


def test_no_file_is_left_out(raw):
    named = {case.file for case in (*BARS, *TABLES_OF)}
    assert {path.name for path in raw.iterdir()} == named


@pytest.mark.parametrize("case", BARS, ids=lambda case: case.file)
def test_bars(raw, case):
    bars = load(raw, case)
    report = bars.report
    assert (report.rows_read, dict(report.dropped), dict(report.repaired)) == (
        case.read,
        case.dropped,
        case.repaired,
    )
    assert report.rows_written == case.read - sum(case.dropped.values())
    assert report.newest_first is case.newest_first
    frame = bars.to_floats()
    assert frame["ts_event"].is_sorted()
    shown = frame.select("ts_open", "open", "high", "low", "close", "volume")
    assert shown.row(0) == case.first
    assert shown.row(-1) == case.last


@pytest.mark.parametrize("case", TABLES_OF, ids=lambda case: case.file)
def test_other_tables_are_read(raw, case):
    source = SourceOptions.check(**case.source)
    table, _, _ = read_files(raw / case.file, case.columns, source, table=TABLES[case.kind])
    assert table.height == case.read
    frame, _ = compose(table, case.columns)
    for row, wanted in ((0, case.first), (-1, case.last)):
        found = frame.row(row, named=True)
        for name, value in wanted.items():
            assert (float(found[name]) if isinstance(value, float) else found[name]) == value, name
    times = read_times(frame[case.time], **case.options)
    assert times.missing is None
    moments = pl.Series(times.ns).cast(TIME).to_list()
    assert (moments[0], moments[-1]) == case.times


@pytest.mark.parametrize("case", [*BARS, *TABLES_OF], ids=lambda case: case.file)
def test_batches_are_the_same_rows(raw, case):
    source = SourceOptions.check(**case.source)
    table = TABLES[getattr(case, "kind", "bars")]
    whole = read_files(raw / case.file, case.columns, source, table=table)[0]
    batches = list(read_batches(raw / case.file, case.columns, source, table=table, rows=1_000))
    assert pl.concat([batch.frame for batch in batches], how="diagonal_relaxed").equals(whole)
    assert all(batch.frame.height < 2_000 for batch in batches)


def test_the_8_hour_bars_of_london_are_those_of_utc(raw, shared_data):
    """The clock changes twice; the conversion made with the data's own notes says which hour is meant."""
    case = next(case for case in BARS if case.file.startswith("all_exchanges"))
    wanted = pl.read_parquet(shared_data / "basis_btc_8h" / "binance_spot.parquet")
    frame = load(raw, case).to_floats()
    assert frame["ts_open"].to_list() == wanted["ts"].to_list()
    assert frame["close"].to_list() == wanted["close"].to_list()


def test_a_hundredfold_error_is_not_mended_unasked(raw):
    case = next(case for case in BARS if "100x" in case.file)
    closes = load(raw, case).to_floats()["close"]
    assert closes.max() / closes.min() > 50


def test_what_is_not_said_is_refused_with_the_line(raw):
    options = LoadOptions.check(columns={"close": "Price"}, time_format="%m/%d/%Y", bar="1d", unknown="infer")
    table, parts, name = read_files(raw / "SnP_500_futures_investing.csv", {"close": "Price"})
    with pytest.raises(DataError, match=r"'5,563.00'.*SnP_500_futures_investing.csv, line 2"):
        normalize(table, "X.SIM", options, parts, name, default_id=None, currency="USD")
