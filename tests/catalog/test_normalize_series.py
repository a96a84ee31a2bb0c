"""Any other table, with times and without."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest

from fastbt.errors import ConfigError, DataError
from fastbt.model.instruments import Equity
from tests.catalog.ticks import A


def test_any_other_table_with_times(catalog):
    frame = pl.DataFrame(
        {
            "day": ["2024-01-03", "2024-01-02"],
            "open_interest": [10, 11],
            "price": pl.Series([Decimal("1.25"), None], dtype=pl.Decimal(10, 2)),
            "name": ["x", "y"],
        }
    )
    report = catalog.write(frame, kind="series", name="oi", columns={"ts_event": "day"})
    assert report.repaired == {"unsorted_time": 1}
    back = catalog.series("oi", exact=True).collect()
    assert back.columns == ["ts_event", "open_interest", "price", "source_name"]
    assert back["open_interest"].to_list() == [11, 10]
    assert back["price"].to_list() == [None, Decimal("1.25")]
    assert catalog.series("oi", start="2024-01-03").collect().height == 1
    assert catalog.sql("select open_interest from oi where price is not null")["open_interest"].to_list() == [
        10
    ]
    with pytest.raises(DataError, match="the catalog has a row of that time already, and of 1 more"):
        catalog.write(frame, kind="series", name="oi", columns={"ts_event": "day"})


def test_any_other_table_without_times(catalog):
    frame = pl.DataFrame({"ticker": ["A", "B"], "since": [2001, 2002]})
    catalog.write(frame, kind="series", name="map files")
    assert catalog.series("map files").collect().equals(frame)
    assert catalog.sql('select count(*) n from "map files"')["n"].to_list() == [2]
    with pytest.raises(DataError, match="has a table 'map files' already"):
        catalog.write(frame, kind="series", name="map files")
    assert catalog.write(frame, kind="series", name="map files", on_duplicate="first").rows_written == 0
    report = catalog.write(frame.head(1), kind="series", name="map files", on_duplicate="last")
    assert (report.rows_written, report.replaced) == (1, 2)
    assert catalog.series("map files").collect().height == 1
    with pytest.raises(ConfigError, match="has no times"):
        catalog.series("map files", start="2024-01-01")


@pytest.mark.parametrize("name", [None, "", " x", "bars", "Quotes", "instruments"])
def test_a_series_needs_a_name_of_its_own(catalog, name):
    with pytest.raises(ConfigError, match="name:"):
        catalog.write({"a": [1]}, kind="series", name=name)


def test_lists_are_kept_and_other_nested_columns_become_json(catalog):
    frame = pl.DataFrame(
        {
            "factors": [[1.5, 2.0], [], None],
            "names": [["a"], ["b", None], ["c"]],
            "market": [{"id": 1, "open": True}, None, {"id": 2, "open": None}],
            "runners": [[{"id": 7}], [], None],
        }
    )
    catalog.write(frame, kind="series", name="nested")
    back = catalog.series("nested").collect()
    assert back["factors"].to_list() == [[1.5, 2.0], [], None]
    assert back["names"].to_list() == [["a"], ["b", None], ["c"]]
    assert back["market"].to_list() == ['{"id":1,"open":true}', None, '{"id":2,"open":null}']
    assert back["runners"].to_list() == ['[{"id":7}]', "[]", None]
    assert catalog.sql("select factors[1] f from nested")["f"].to_list() == [1.5, None, None]
    catalog.write({"ts": [0], "x": [1]}, kind="series", name="two")
    catalog.write({"ts": [1], "x": [[1]]}, kind="series", name="two")
    with pytest.raises(DataError, match="lists in one part of the data and single values in another"):
        catalog.consolidate()
