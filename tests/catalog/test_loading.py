"""Batchs of one load: one report, one version, as if they had come at once."""

from __future__ import annotations

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
