"""One write: files beside files, what happens where they overlap, and which definitions count."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fastbt.catalog import Catalog
from fastbt.catalog.writing import folder_name
from fastbt.errors import ConfigError, DataError
from fastbt.model.instruments import Equity
from tests.catalog.tables import MINUTE, START, minutes

A = Equity("A.SIM", currency="USD", price_precision=2)
HOUR = timedelta(hours=1)


def closes(catalog: Catalog, name: str = "A.SIM") -> list[float]:
    return catalog.bars(name).collect()["close"].to_list()


def files(catalog: Catalog) -> list[str]:
    return sorted(path.relative_to(catalog.path).as_posix() for path in catalog.path.rglob("*.parquet"))


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("BTC/USDT.BINANCE", "BTC%2FUSDT.BINANCE"),
        ("..X", "%2E.X"),
        ("^SPX.CBOE", "%5ESPX.CBOE"),
        ("A B*?[x].SIM", "A%20B%2A%3F%5Bx%5D.SIM"),
        ("100%.SIM", "100%25.SIM"),
        ("Ä.SIM", "%C3%84.SIM"),
    ],
)
def test_ids_as_folders(catalog, name, folder):
    assert folder_name(name) == folder
    catalog.write(minutes(3), name, bar="1m")
    assert files(catalog) == [f"bars/{folder}/1m/00000001-0000.parquet"]
    assert closes(catalog, name) == minutes(3)["close"].to_list()
    assert len(catalog.arrays(name)) == 3
    assert catalog.sql("select distinct instrument_id from bars")["instrument_id"].to_list() == [name]


def test_a_later_write_is_a_further_file(catalog):
    frame = minutes(9)
    for part in (frame[:3], frame[6:], frame[3:6]):  # the last one into the gap
        report = catalog.write(part, A, bar="1m")
        assert report.rows_written == 3
    assert (catalog.version, report.version, len(files(catalog))) == (3, 3, 3)
    assert closes(catalog) == frame["close"].to_list()
    assert (catalog.arrays("A.SIM").close / 100).tolist() == frame["close"].to_list()


def test_rows_that_are_stored_already(catalog):
    frame = minutes(9)
    catalog.write(frame[:6], A, bar="1m")
    changed = frame[4:].with_columns(pl.col("open", "high", "low", "close") + 1)
    with pytest.raises(
        DataError, match=r"the catalog has a row of that time already, and of 1 more"
    ) as caught:
        catalog.write(changed, A, bar="1m")
    assert (caught.value.instrument, caught.value.column) == ("A.SIM", "ts_event")
    assert "time 2024-01-02T14:35:00Z" in str(caught.value)
    assert (catalog.version, len(files(catalog))) == (1, 1)

    kept = catalog.write(changed, A, bar="1m", on_duplicate="first")
    assert (kept.rows_read, kept.rows_written, kept.dropped, kept.replaced) == (
        5,
        3,
        {"duplicate_time": 2},
        0,
    )
    assert closes(catalog) == [*frame["close"][:6], *changed["close"][2:]]
    assert catalog.list()["files"].to_list() == [2]  # beyond the stored rows: no need to merge

    replaced = catalog.write(changed, A, bar="1m", on_duplicate="last")
    assert (replaced.rows_written, replaced.dropped, replaced.replaced) == (5, {}, 5)
    assert closes(catalog) == [*frame["close"][:4], *changed["close"]]
    assert catalog.list()["files"].to_list() == [1]


def test_nothing_new_makes_no_version(catalog):
    catalog.write(minutes(5), A, bar="1m")
    report = catalog.write(minutes(5), A, bar="1m", on_duplicate="first")
    assert (report.rows_written, report.version, report.dropped) == (0, 1, {"duplicate_time": 5})
    assert len(files(catalog)) == 1


PORTIONS = st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=8, unique=True), min_size=1, max_size=6)


@settings(max_examples=12)
@given(PORTIONS, st.sampled_from(["first", "last"]))
def test_any_portions_give_the_same_as_a_dict(tmp_path_factory, portions, keep):
    """Files of a series never overlap, and hold what a plain dict would."""
    catalog = Catalog(tmp_path_factory.mktemp("store"))
    expected: dict[int, float] = {}
    for number, portion in enumerate(portions):
        price = 1.0 + number * 10 ** -(number % 4)
        for row in portion:
            if keep == "last" or row not in expected:
                expected[row] = price
        table = {
            "ts_event": [START + MINUTE * row for row in sorted(portion)],
            "close": [price] * len(portion),
        }
        catalog.write(table, "A.SIM", bar="1m", on_duplicate=keep)
    read = catalog.bars("A.SIM").collect()
    assert dict(zip(read["ts_event"].to_list(), read["close"].to_list(), strict=True)) == {
        START + MINUTE * row: price for row, price in expected.items()
    }
    assert read["ts_event"].is_sorted()
    arrays = catalog.arrays("A.SIM")
    assert (arrays.close / 10**arrays.price_precision).tolist() == read["close"].to_list()
    assert (
        catalog.sql("select close from bars order by ts_event")["close"].to_list() == read["close"].to_list()
    )
    spans = [(entry.first, entry.last) for entry in catalog._entries("A.SIM", "1m")]
    assert all(before[1] < after[0] for before, after in pairwise(spans))


def test_many_instruments_are_one_version(catalog):
    frame = pl.concat([minutes(3, seed=i).with_columns(instrument_id=pl.lit(f"I{i}.SIM")) for i in range(4)])
    report = catalog.write(frame, bar="1m")
    assert (report.version, report.rows_written, len(files(catalog))) == (1, 12, 4)
    assert report.instruments == ("I0.SIM", "I1.SIM", "I2.SIM", "I3.SIM")
    assert closes(catalog, "I2.SIM") == minutes(3, seed=2)["close"].to_list()
    again = frame.filter(pl.col("instrument_id") == "I3.SIM").with_columns(pl.col("ts_event") + HOUR)
    mixed = pl.concat([again, frame[:1]])
    with pytest.raises(DataError, match=r"instrument I0.SIM"):
        catalog.write(mixed, bar="1m")
    assert catalog.version == 1  # none of it counts
    assert closes(catalog, "I3.SIM") == minutes(3, seed=3)["close"].to_list()


def test_an_inferred_precision_grows_with_the_data(catalog):
    catalog.write({"ts_event": [START], "close": [1.5]}, "A.SIM", bar="1m")
    catalog.write({"ts_event": [START + MINUTE], "close": [1.0625]}, "A.SIM", bar="1m")
    assert catalog.instrument("A.SIM").price_precision == 4
    catalog.write({"ts_event": [START + 2 * MINUTE], "close": [2]}, "A.SIM", bar="1m")
    assert catalog.instrument("A.SIM").price_precision == 4
    assert closes(catalog) == [1.5, 1.0625, 2.0]
    defined = Equity("A.SIM", currency="EUR", price_precision=5)
    catalog.write({"ts_event": [START + 3 * MINUTE], "close": [3]}, defined, bar="1m")
    assert catalog.instruments() == [defined]
    assert catalog.arrays("A.SIM").close.tolist() == [150_000, 106_250, 200_000, 300_000]


def test_an_id_takes_the_definition_of_the_catalog(catalog):
    catalog.write(minutes(3), A, bar="1m")
    later = {"ts_event": [START + HOUR], "close": [1.125]}
    with pytest.raises(DataError, match=r"1\.125 with price_precision=2"):
        catalog.write(later, "A.SIM", bar="1m")
    catalog.write(later, "A.SIM", bar="1m", on_off_grid="round")
    assert closes(catalog)[-1] == 1.13
    assert catalog.instruments() == [A]


def test_another_definition_is_refused(catalog):
    catalog.write(minutes(3), A, bar="1m")
    later = minutes(3, start=START + HOUR)
    with pytest.raises(ConfigError, match=r"A.SIM: the catalog defines it otherwise"):
        catalog.write(later, Equity("A.SIM", currency="EUR"), bar="1m")
    catalog.write({"ts_event": [START], "close": [1.125], "volume": [0.5]}, "B.SIM", bar="1m")
    with pytest.raises(
        ConfigError, match=r"stored data has 3 decimals in prices and 1 in volumes.*give it as many"
    ):
        catalog.write({"ts_event": [START + MINUTE], "close": [1]}, Equity("B.SIM", currency="USD"), bar="1m")
    assert catalog.version == 2


def test_finer_data_that_stored_data_has_no_room_for(catalog):
    catalog.write({"ts_event": [START], "close": ["12345678901234567"]}, "A.SIM", bar="1m")
    with pytest.raises(
        DataError, match="with 8 and 0 decimals the prices or volumes stored need more than 18"
    ):
        catalog.write({"ts_event": [START + MINUTE], "close": ["0.00000001"]}, "A.SIM", bar="1m")


def test_bars_without_a_length_open_where_the_stored_ones_end(catalog):
    """T2: else (no fixed length) the previous close."""
    table = {name: [1.0, 1.0] for name in ("open", "high", "low", "close")}
    catalog.write({"ts_event": [START, START + MINUTE], **table}, "A.SIM", bar="100tick")
    catalog.write({"ts_event": [START + HOUR, START + HOUR + MINUTE], **table}, "A.SIM", bar="100tick")
    starts = catalog.bars("A.SIM").collect()["ts_open"].to_list()
    assert starts == [START - MINUTE, START, START + MINUTE, START + HOUR]


def test_merging_keeps_extra_columns(catalog):
    frame = minutes(4).with_columns(n=pl.Series([1, 2, 3, 4]))
    catalog.write(frame[[0, 3]], A, bar="1m")
    catalog.write(frame[[1, 2]].with_columns(n=pl.Series([0.5, 1.5]), tag=pl.lit("x")), A, bar="1m")
    read = catalog.bars("A.SIM").collect()
    assert read["n"].to_list() == [1.0, 0.5, 1.5, 4.0]
    assert read["tag"].to_list() == [None, "x", "x", None]
    assert_frame_equal(read.select("open", "volume"), frame.select("open", "volume"))
    assert catalog.list()["files"].to_list() == [1]


def test_an_empty_frame_writes_nothing(catalog):
    report = catalog.write(minutes(3).clear(), A, bar="1m")
    assert (report.rows_read, report.rows_written, report.version) == (0, 0, 0)
    assert catalog.instruments() == []
