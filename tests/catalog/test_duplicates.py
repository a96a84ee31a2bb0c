"""What happens to rows whose time is stored already."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.catalog.duplicates import settle
from fastbt.catalog.merging import Series
from fastbt.errors import DataError
from fastbt.schema.market import FUNDING, RATES, SERIES, TRADE_TICKS
from fastbt.schema.table import TIME


def at(*times: int, **columns: list[object]) -> pl.DataFrame:
    return pl.DataFrame({"ts_event": pl.Series(times, dtype=pl.Int64).cast(TIME), **columns})


def times(rows: pl.DataFrame) -> list[int]:
    return rows["ts_event"].to_physical().to_list()


def test_rows_of_other_times_are_nobody_s_business():
    series = Series(FUNDING, "A", "", at(3, 4))
    old = {"file": at(1, 2)}
    settled = settle(series, old, "raise")
    assert (settled.old, settled.left_out, settled.replaced) == (old, 0, 0)
    assert settle(series, {}, "raise").old == {}


def test_three_ways():
    old = {"one": at(1, 2), "two": at(3, 4)}
    with pytest.raises(DataError, match="a row of that time already, and of 1 more") as caught:
        settle(Series(FUNDING, "A", "", at(2, 3, 9)), old, "raise")
    assert caught.value.time == 2
    series = Series(FUNDING, "A", "", at(2, 3, 9))
    settled = settle(series, old, "first")
    assert (times(series.rows), settled.left_out, settled.replaced) == ([9], 2, 0)
    series = Series(FUNDING, "A", "", at(2, 3, 9))
    settled = settle(series, old, "last")
    assert [times(rows) for rows in settled.old.values()] == [[1], [4]]
    assert (times(series.rows), settled.left_out, settled.replaced) == ([2, 3, 9], 0, 2)


def test_a_time_of_many_prints_is_one_thing():
    series = Series(TRADE_TICKS, "A", "", at(2, 2, 3))
    settled = settle(series, {"file": at(2, 2, 2, 5)}, "last")
    assert (times(settled.old["file"]), settled.replaced) == ([5], 3)


def test_a_kind_is_part_of_what_is_the_same():
    old = {"file": at(1, 1, kind=["a", None])}
    assert settle(Series(RATES, "A", "", at(1, kind=["b"])), old, "raise").replaced == 0
    with pytest.raises(DataError, match="already"):
        settle(Series(RATES, "A", "", at(1, kind=pl.Series([None], dtype=pl.String))), old, "raise")


def test_tables_without_times_are_kept_or_replaced_as_a_whole():
    old = {"file": pl.DataFrame({"a": [1, 2]})}
    new = pl.DataFrame({"a": [3]})
    with pytest.raises(DataError, match="has a table 'T' already"):
        settle(Series(SERIES, "T", "", new), old, "raise")
    series = Series(SERIES, "T", "", new)
    assert (settle(series, old, "first").left_out, series.rows.height) == (1, 0)
    settled = settle(Series(SERIES, "T", "", new), old, "last")
    assert (settled.old["file"].height, settled.replaced) == (0, 2)
