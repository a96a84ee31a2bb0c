"""Batchs of one load: one report, one version, as if they had come at once."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastbt.catalog import Catalog, writing
from fastbt.catalog.faults import Part
from fastbt.catalog.loading import Loader
from fastbt.catalog.options import LoadOptions
from fastbt.catalog.sources.files import Batch
from fastbt.errors import DataError
from fastbt.schema.market import BARS, TRADE_TICKS
from tests.catalog.tables import START, minutes

HOUR = timedelta(hours=1)


def portions(frame: pl.DataFrame, sizes: list[int]) -> list[Batch]:
    parts, at = [], 0
    for size in sizes:
        parts.append(Batch(frame.slice(at, size), [Part(0, "file.csv")], "file.csv"))
        at += size
    return parts


def loader(table=BARS, **words) -> Loader:
    options = LoadOptions.check(
        bar="1m" if table is BARS else None,
        stamp="close" if table is BARS else None,
        unknown="infer",
        **words,
    )
    return Loader(table, "A.SIM", None, options, "USD")


@settings(max_examples=25, deadline=None)
@given(sizes=st.lists(st.integers(1, 15), min_size=1, max_size=6), most=st.integers(1, 60))
def test_portions_are_as_one(tmp_path_factory, sizes, most):
    folder = tmp_path_factory.mktemp("store")
    frame = minutes(sum(sizes))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "MOST_HELD", most)
        split = Catalog(folder / "split")
        report = split._load(iter(portions(frame, sizes)), loader())
    whole = Catalog(folder / "whole")
    expected = whole.write(frame, "A.SIM", bar="1m")
    assert (report.rows_read, report.rows_written, report.version) == (frame.height, expected.rows_written, 1)
    assert split.bars("A.SIM", exact=True).collect().equals(whole.bars("A.SIM", exact=True).collect())


@settings(max_examples=25, deadline=None)
@given(times=st.lists(st.integers(0, 5), min_size=2, max_size=30), most=st.integers(1, 40), data=st.data())
def test_prints_of_one_time_may_be_cut_anywhere(tmp_path_factory, times, most, data):
    """Rows of one nanosecond in two portions are no duplicates, and keep their order."""
    folder = tmp_path_factory.mktemp("store")
    times.sort()
    frame = pl.DataFrame(
        {"ts": times, "price": [1.0] * len(times), "id": [str(n) for n in range(len(times))]}
    )
    cut = data.draw(st.integers(1, len(times) - 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "MOST_HELD", most)
        catalog = Catalog(folder)
        report = catalog._load(iter(portions(frame, [cut, len(times) - cut])), loader(TRADE_TICKS))
    assert report.rows_written == len(times)
    assert catalog.trade_ticks().collect()["trade_id"].to_list() == frame["id"].to_list()


def test_the_report_adds_up():
    """Over a bad row in each portion."""
    frame = minutes(10).with_columns(
        close=pl.when(pl.int_range(10).is_in([2, 7])).then(None).otherwise("close")
    )
    found = loader(on_error="drop")
    for portion in portions(frame, [5, 5]):
        found._reports.append(found.normalized(portion, lambda _: {}).report)
    assert [report.dropped for report in found._reports] == [{"missing_open_or_close": 1}] * 2


def test_a_bad_row_in_a_later_portion_leaves_nothing(tmp_path):
    frame = minutes(10).with_columns(close=pl.when(pl.int_range(10) == 7).then(None).otherwise("close"))
    catalog = Catalog(tmp_path / "store")
    with pytest.raises(DataError, match="the price is missing"):
        catalog._load(iter(portions(frame, [5, 5])), loader())
    assert catalog.version == 0
    assert list((tmp_path / "store").rglob("*.parquet")) == []
    report = catalog._load(iter(portions(frame, [5, 5])), loader(on_error="drop"))
    assert (report.rows_written, report.dropped) == (9, {"missing_open_or_close": 1})


def test_a_finer_portion_refines_what_was_inferred(tmp_path):
    coarse, fine = minutes(3), minutes(3, start=START.replace(hour=20), precision=4)
    catalog = Catalog(tmp_path)
    catalog._load(iter([*portions(coarse, [3]), *portions(fine, [3])]), loader())
    assert catalog.instrument("A.SIM").price_precision == 4
    assert catalog.bars("A.SIM").collect()["close"].to_list() == [*coarse["close"], *fine["close"]]


def hours(*numbers: int) -> pl.DataFrame:
    return pl.concat(minutes(3, start=START + number * HOUR, seed=number) for number in numbers)


def test_a_portion_that_goes_back_is_told_dropped_or_counted(tmp_path):
    """As within a portion: where a large file is cut must not decide whether its order is looked at."""
    frame = hours(2, 1, 3)
    with pytest.raises(
        DataError, match="the time goes back: 3 rows lie before rows that came earlier"
    ) as caught:
        Catalog(tmp_path / "raise")._load(iter(portions(frame, [3, 6])), loader())
    assert (caught.value.instrument, (tmp_path / "raise" / "manifest.json").exists()) == ("A.SIM", False)
    catalog = Catalog(tmp_path / "repair")
    report = catalog._load(iter(portions(frame, [3, 3, 3])), loader(on_error="repair"))
    assert (report.rows_written, report.repaired) == (9, {"unsorted_time": 3})
    assert catalog.bars("A.SIM").collect()["close"].to_list() == hours(1, 2, 3)["close"].to_list()
    catalog = Catalog(tmp_path / "drop")
    report = catalog._load(iter(portions(frame, [3, 3, 3])), loader(on_error="drop"))
    assert (report.rows_read, report.rows_written, report.dropped) == (9, 6, {"unsorted_time": 3})
    assert catalog.bars("A.SIM").collect()["close"].to_list() == hours(2, 3)["close"].to_list()


def test_a_file_that_has_its_newest_row_first_may_be_cut(tmp_path):
    frame = minutes(10)
    catalog = Catalog(tmp_path)
    report = catalog._load(iter(portions(frame.reverse(), [4, 5, 1])), loader())
    assert (report.newest_first, report.rows_written, report.repaired) == (True, 10, {})
    assert catalog.bars("A.SIM").collect()["close"].to_list() == frame["close"].to_list()


def test_bars_of_ticks_open_where_the_portion_before_ended(tmp_path):
    frame = minutes(6)
    options = LoadOptions.check(bar="100-TICK", stamp="close", unknown="infer")
    whole, split = Catalog(tmp_path / "whole"), Catalog(tmp_path / "split")
    for catalog, sizes in ((whole, [6]), (split, [2, 3, 1])):
        catalog._load(iter(portions(frame, sizes)), Loader(BARS, "A.SIM", None, options, "USD"))
    assert split.bars("A.SIM").collect().equals(whole.bars("A.SIM").collect())


def test_ticks_that_go_back_are_dropped_where_bars_are(tmp_path):
    frame = pl.DataFrame({"ts": [1, 3, 2, 4], "price": [1.0, 2.0, 3.0, 4.0]})
    for sizes in ([4], [2, 2]):
        catalog = Catalog(tmp_path / str(len(sizes)))
        report = catalog._load(iter(portions(frame, sizes)), loader(TRADE_TICKS, on_error="drop"))
        assert (report.rows_written, report.dropped) == (3, {"unsorted_time": 1})
        assert catalog.trade_ticks().collect()["price"].to_list() == [1.0, 2.0, 4.0]
