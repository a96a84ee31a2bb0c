"""From files to a catalog: what the founding documents call wranglers and providers (area P)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from fastbt.catalog import Catalog
from fastbt.errors import ConfigError, DataError
from fastbt.model.instruments import Equity
from tests.catalog.tables import minutes

A = Equity("A.SIM", currency="USD", price_precision=2)
GOOD = (
    "Date,Open,High,Low,Close,Volume\n2024-01-02,1.10,1.30,1.00,1.25,100\n2024-01-03,1.25,1.50,1.20,1.50,\n"
)


def put(tmp_path: Path, text: str, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_a_csv_of_days(catalog, tmp_path):
    report = catalog.ingest(put(tmp_path, GOOD), A, bar="1d")
    assert (report.source, report.stamp, report.rows_written, report.version) == ("a.csv", "session", 2, 1)
    read = catalog.bars("A.SIM", "1d").collect()
    assert read["close"].to_list() == [1.25, 1.5]
    assert read["volume"].to_list() == [100.0, None]
    assert read["ts_open"].to_list() == [datetime(2024, 1, 2, tzinfo=UTC), datetime(2024, 1, 3, tzinfo=UTC)]


def test_every_format_gives_the_same(catalog, tmp_path):
    frame = minutes(20).with_columns(n=pl.int_range(20, dtype=pl.Int64))
    frame.write_csv(tmp_path / "x.csv")
    frame.write_parquet(tmp_path / "x.parquet")
    frame.write_ipc(tmp_path / "x.arrow")
    for number, source in enumerate(
        [
            *(tmp_path / f"x.{end}" for end in ("csv", "parquet", "arrow")),
            frame,
            frame.lazy(),
            frame.to_pandas(),
            frame.to_arrow(),
        ]
    ):
        catalog.ingest(source, Equity(f"I{number}.SIM", currency="USD", price_precision=2), bar="1m")
    wanted = catalog.bars("I0.SIM").drop("instrument_id").collect()
    assert wanted["n"].to_list() == list(range(20))
    for number in range(1, 7):
        assert_frame_equal(catalog.bars(f"I{number}.SIM").drop("instrument_id").collect(), wanted)


def test_mapping_zone_and_stamp(catalog, tmp_path):
    path = put(tmp_path, "when;Price\n2024-03-08 09:30;1.25\n2024-03-11 09:30;1.5\n")
    report = catalog.ingest(
        path,
        "A.SIM",
        bar="1d",
        stamp="close",
        columns={"time": "when", "close": "Price"},
        tz="America/New_York",
    )
    assert report.inferred == ("A.SIM",)
    ends = catalog.bars("A.SIM").collect()["ts_event"].to_list()
    assert ends == [datetime(2024, 3, 8, 14, 30, tzinfo=UTC), datetime(2024, 3, 11, 13, 30, tzinfo=UTC)]


def test_text_keeps_digits_that_floats_lose(catalog, tmp_path):
    path = put(
        tmp_path, "ts_event,close\n2024-01-02T00:00:00,1234567890.12345678\n2024-01-03T00:00:00,1e-8\n"
    )
    catalog.ingest(path, "A.SIM", bar="1d")
    exact = catalog.bars("A.SIM", exact=True).collect()["close"].to_list()
    assert exact == [Decimal("1234567890.12345678"), Decimal("0.00000001")]


def test_noise_of_printed_floats_is_forgiven(catalog, tmp_path):
    path = put(
        tmp_path,
        "ts_event,close\n2024-01-02T00:00:00,645.5600000000001\n2024-01-03T00:00:00,0.30000000000000004\n",
    )
    catalog.ingest(path, "A.SIM", bar="1d")
    assert catalog.arrays("A.SIM").close.tolist() == [64_556, 30]


def test_an_error_names_file_and_line(catalog, tmp_path):
    good = put(tmp_path, GOOD)
    bad = put(
        tmp_path,
        "Date,Open,High,Low,Close\n2024-01-04,1.1,1.3,1.0,1.2\n2024-01-05,1.1,1.3,1.0,oops\n",
        "b.csv",
    )
    with pytest.raises(DataError) as caught:
        catalog.ingest([good, bad], A, bar="1d")
    text = str(caught.value)
    assert "'oops'" in text
    assert f"source {bad}, line 3, column Close, row 1, time '2024-01-05', instrument A.SIM" in text
    assert catalog.version == 0
    report = catalog.ingest([good, bad], A, bar="1d", on_error="drop")
    assert (report.rows_read, report.rows_written, report.dropped) == (4, 3, {"missing_open_or_close": 1})


def test_rows_that_two_files_share(catalog, tmp_path):
    first, second = (
        put(tmp_path, GOOD),
        put(tmp_path, GOOD.replace("1.50,1.20,1.50", "1.60,1.20,1.60"), "b.csv"),
    )
    with pytest.raises(DataError, match=r"the time goes back.*b.csv, line 2"):
        catalog.ingest([first, second], A)
    report = catalog.ingest([first, second], A, on_error="repair", on_duplicate="last")
    assert report.dropped == {"duplicate_time": 2}
    assert catalog.bars("A.SIM").collect()["close"].to_list() == [1.25, 1.6]
    again = catalog.ingest(first, A, on_duplicate="first")
    assert (again.rows_written, again.version) == (0, 1)


def test_a_long_file_of_several_instruments(catalog, tmp_path):
    path = put(
        tmp_path, "ts,symbol,close\n2024-01-02,A.SIM,1.5\n2024-01-02,B.SIM,1.125\n2024-01-03,A.SIM,1.75\n"
    )
    report = catalog.ingest(path, bar="1d", columns={"instrument_id": "symbol"})
    assert report.instruments == ("A.SIM", "B.SIM")
    assert catalog.list()["rows"].to_list() == [2, 1]
    assert catalog.instrument("B.SIM").price_precision == 3


def test_the_stamp_has_to_be_said(catalog, tmp_path):
    path = put(tmp_path, "timestamp,close\n2024-01-02 09:30,1.5\n")
    with pytest.raises(ConfigError, match="stamp: does 'timestamp' mark the start or the end"):
        catalog.ingest(path, "A.SIM", bar="1m")


def test_the_length_is_checked(catalog, tmp_path):
    minutes(20).write_csv(tmp_path / "x.csv")
    with pytest.raises(DataError, match=r"60 s apart, by the median, which is no bar of '1d'"):
        catalog.ingest(tmp_path / "x.csv", A)


def test_dates_of_another_form(catalog, tmp_path):
    path = put(tmp_path, "Date,Price\n1/2/1986,25.56\n1/3/1986,26\n")
    with pytest.raises(DataError, match=r"the time is missing, unreadable.*'1/2/1986'.*time_format="):
        catalog.ingest(path, "WTI.SIM", bar="1d")
    catalog.ingest(path, "WTI.SIM", bar="1d", time_format="%m/%d/%Y")
    assert catalog.arrays("WTI.SIM").close.tolist() == [2556, 2600]


def test_numbers_of_files_mean_what_their_text_says(catalog, tmp_path):
    """Read as floats, which is quick, they are still the decimals that the file has."""
    path = put(tmp_path, "date,close\n2024-01-02,1.005\n2024-01-03,2.675\n")
    catalog.ingest(path, A, on_off_grid="round")
    assert [str(x) for x in catalog.bars("A.SIM", exact=True).collect()["close"]] == ["1.01", "2.68"]
    path = put(tmp_path, "date,close\n2024-01-02,123456.5\n")
    catalog.ingest(path, Equity("B.SIM", currency="USD", price_precision=12))
    assert catalog.arrays("B.SIM").close.tolist() == [1234565 * 10**11]


@pytest.mark.real_data
class TestRealFiles:
    """Files as vendors deliver them, from the shared data."""

    def test_headed_text_with_names(self, catalog: Catalog, shared_data: Path):
        report = catalog.ingest(
            shared_data / "raw" / "DIS_2006-01-01_to_2018-01-01.csv",
            Equity("DIS.XNYS", currency="USD", price_precision=2),
            on_error="repair",
        )
        assert report.rows_read == 3_020
        assert report.rows_read == report.rows_written + report.rows_dropped
        first = catalog.bars("DIS.XNYS").collect().row(0, named=True)
        assert (first["open"], first["close"], first["volume"], first["Name"]) == (
            24.08,
            24.4,
            9_657_400,
            "DIS",
        )

    def test_32_bit_noise_and_offsets_that_change_in_summer(self, catalog: Catalog, shared_data: Path):
        path = shared_data / "raw" / "yahoo_KME-MI-1d-bad-div.csv"
        instrument = Equity("KME.XMIL", currency="EUR", price_precision=4)
        with pytest.raises(
            DataError, match=r"'0\.5019999742507935' with price_precision=4.*line 2.*on_off_grid='round'"
        ):
            catalog.ingest(path, instrument, stamp="session")
        report = catalog.ingest(path, instrument, stamp="session", on_off_grid="round")
        assert report.rows_written == report.rows_read == 674
        read = catalog.bars("KME.XMIL").collect()
        assert read["open"][0] == 0.504
        assert read["ts_open"][0] == datetime(2022, 1, 3, tzinfo=UTC)
        assert (read["ts_open"].dt.hour() == 0).all()

    def test_newest_first_with_a_hundredfold_error(self, catalog: Catalog, shared_data: Path):
        path = shared_data / "raw" / "yahoo_AET-L-1d-100x-error.csv"
        report = catalog.ingest(path, "AET.XLON", stamp="session", on_off_grid="round")
        assert report.newest_first
        assert set(report.repaired) == {"off_grid"}
        assert "newest row first in the source: sorted by time" in str(report)
        stored = catalog.bars("AET.XLON").collect()
        assert stored["ts_event"].is_sorted()
        assert stored["close"].max() / stored["close"].min() > 50  # the error is the user's to judge

    def test_thousands_separators_are_refused_with_the_line(self, catalog: Catalog, shared_data: Path):
        path = shared_data / "raw" / "SnP_500_futures_investing.csv"
        with pytest.raises(DataError, match=r"'5,563.00'; .*line 2"):
            catalog.ingest(path, "ES.XCME", columns={"close": "Price"}, time_format="%m/%d/%Y")
