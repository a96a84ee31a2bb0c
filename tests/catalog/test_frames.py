"""Any table as a Polars frame."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from fastbt.catalog.frames import name_of, to_frame
from fastbt.errors import ConfigError, DataError

FRAME = pl.DataFrame({"ts": [1, 2], "close": [1.5, 2.5]})


@pytest.mark.parametrize(
    "table",
    [
        FRAME,
        FRAME.lazy(),
        FRAME.to_pandas(),
        FRAME.to_arrow(),
        FRAME.to_arrow().to_batches()[0],
        pa.RecordBatchReader.from_batches(FRAME.to_arrow().schema, FRAME.to_arrow().to_batches()),
        np.array([(1, 1.5), (2, 2.5)], dtype=[("ts", "i8"), ("close", "f8")]),
        {"ts": [1, 2], "close": np.array([1.5, 2.5])},
    ],
    ids=lambda table: type(table).__name__,
)
def test_every_kind_of_table(table):
    assert to_frame(table).sort("ts").equals(FRAME)


def test_whatever_speaks_arrow():
    class Table:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return FRAME.to_arrow().__arrow_c_stream__(requested_schema)

    assert to_frame(Table()).equals(FRAME)


def test_a_frame_is_not_copied():
    assert to_frame(FRAME) is FRAME


def test_the_index_of_pandas_becomes_a_column_where_it_says_something():
    times = pd.date_range("2024-01-01", periods=2)
    close = {"close": [1.5, 2.5]}
    assert to_frame(pd.DataFrame(close, index=times)).columns == ["ts", "close"]
    assert to_frame(pd.DataFrame(close, index=times.rename("Date"))).columns == ["Date", "close"]
    assert to_frame(pd.DataFrame(close, index=[7, 9])).columns == ["close"]
    both = pd.MultiIndex.from_product([times, ["A.SIM"]], names=["ts", "instrument_id"])
    assert to_frame(pd.DataFrame(close, index=both)).columns == ["ts", "instrument_id", "close"]


def test_nan_of_pandas_is_null():
    assert to_frame(pd.DataFrame({"volume": [1.0, np.nan]}))["volume"].to_list() == [1.0, None]


def test_column_names_that_are_not_text_are_refused():
    columns = pd.MultiIndex.from_tuples([("Close", "AAPL")])
    with pytest.raises(DataError, match=r"not text: \('Close', 'AAPL'\).*flatten them"):
        to_frame(pd.DataFrame([[1.0]], columns=columns))


@pytest.mark.parametrize("thing", [5, "file.csv", [1, 2], pd.Series([1.0]), np.zeros(3)])
def test_what_is_no_table_is_refused(thing):
    with pytest.raises(ConfigError, match="as a table; give a Polars DataFrame"):
        to_frame(thing)


def test_names_for_reports():
    assert name_of(FRAME) == "a polars DataFrame"
    assert name_of(FRAME.to_pandas()) == "a pandas DataFrame"
    assert name_of({}) == "a dict"
