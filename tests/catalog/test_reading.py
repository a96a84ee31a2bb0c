"""A source read column by column, before its rows are judged."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
import pytest

from fastbt.catalog.columns import find_roles
from fastbt.catalog.options import LoadOptions
from fastbt.catalog.reading import Source, read_source
from fastbt.codes import BarStamp
from fastbt.errors import ConfigError, DataError
from fastbt.model.instruments import Equity, Instrument
from tests.catalog.tables import START, minutes

A = Equity("A.SIM", currency="USD", price_precision=2)
B = Equity("B.SIM", currency="USD", price_precision=4, size_precision=1)


def nobody(ids: Iterable[str]) -> dict[str, Instrument]:
    return {}


def read(frame: pl.DataFrame, given: object = None, **options: object) -> Source:
    checked = LoadOptions.check(**options)
    roles = find_roles(frame.columns)
    return read_source(frame, roles, given, checked, default_id=None, currency="USD", look_up=nobody)


def both() -> pl.DataFrame:
    frame = minutes(2).with_columns(instrument_id=pl.Series(["B.SIM", "A.SIM"], dtype=pl.Categorical))
    return pl.concat([frame, frame.with_columns(instrument_id=pl.lit(None, pl.Categorical))])


def test_ids_become_places_in_their_order():
    source = read(both(), [B, A])
    assert source.ids == ["A.SIM", "B.SIM"]
    assert source.code.tolist() == [1, 0, -1, -1]
    assert source.instruments == {"A.SIM": A, "B.SIM": B}
    assert [source.id_at(row) for row in range(3)] == ["B.SIM", "A.SIM", None]
    assert (source.precision_at(0, "price"), source.precision_at(1, "size")) == (4, 0)


def test_each_row_is_put_on_the_grid_of_its_instrument():
    frame = both()[:2].with_columns(close=pl.lit(1.5), volume=pl.lit(2.0))
    source = read(frame, [A, B])
    assert source.ticks("close", "price").values.tolist() == [15_000, 150]
    assert source.ticks("volume", "size").values.tolist() == [20, 2]
    fine = read(frame.with_columns(close=pl.lit(1.1234)), [A, B]).ticks("close", "price")
    assert fine.off_grid.tolist() == [False, True]


def test_precision_of_each_unknown_instrument():
    frame = both()[:2].with_columns(close=pl.Series([1.25, 1.12345]), volume=pl.Series([0.5, 1.0]))
    source = read(frame.drop("open", "high", "low"), A, unknown="infer")
    inferred = source.instruments["B.SIM"]
    assert (inferred.price_precision, inferred.size_precision, inferred.inferred) == (2, 1, True)
    assert source.instruments["A.SIM"] is A


def test_the_catalog_needs_to_know_what_times_mean():
    frame = minutes(2)
    for name in ("ts", "Timestamp", "date"):
        with pytest.raises(ConfigError, match=f"stamp: does {name!r} mark the start or the end"):
            read(frame.rename({"ts_event": name}), A, needs_stamp=True)
        assert read(frame.rename({"ts_event": name}), A).stamp is BarStamp.CLOSE
    assert read(frame, A, needs_stamp=True).stamp is BarStamp.CLOSE
    assert read(frame.rename({"ts_event": "ts_open"}), A, needs_stamp=True).stamp is BarStamp.OPEN
    dates = frame.select(pl.lit(START.date()).alias("ts"), "close")
    assert read(dates, A, needs_stamp=True).stamp is BarStamp.SESSION


def test_a_nameless_instrument_is_an_error_where_it_must_have_a_name():
    with pytest.raises(ConfigError, match="name the instrument with instrument="):
        read(minutes(2))


@pytest.mark.parametrize(
    "name", ["A\0.SIM", "A\n.SIM", "\u202eA.SIM", "x" * 300 + ".SIM", "股" * 30 + ".SIM"]
)
def test_ids_that_no_folder_could_have_are_refused(name):
    frame = both()[:1].with_columns(instrument_id=pl.lit(name))
    with pytest.raises(DataError, match="is no id: it has to be printable"):
        read(frame, unknown="infer")
    with pytest.raises((DataError, ConfigError)):
        read(minutes(2), name, unknown="infer")
