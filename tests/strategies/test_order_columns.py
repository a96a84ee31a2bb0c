"""The columns of the order table, read from whatever type they come in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from fastbt.errors import ConfigError, DataError, UnknownNameError
from fastbt.strategies.order_columns import CODES, ORDER_COLUMNS
from fastbt.strategies.order_table import read_orders

T1 = datetime(2024, 1, 2, 10, tzinfo=UTC)


def read(*rows: dict[str, Any]) -> pl.DataFrame:
    return read_orders(pl.from_dicts([{"ts": T1} | row for row in rows], infer_schema_length=None))


def one(**words: Any) -> dict[str, Any]:
    return {"side": "BUY", "quantity": 1.0} | words


def test_every_column_is_explained_and_every_code_is_one():
    assert all(column.meaning for column in ORDER_COLUMNS.values())
    assert {name for name, column in ORDER_COLUMNS.items() if column.kind == "code"} == set(CODES)


@pytest.mark.parametrize(
    "times",
    [
        [datetime(2024, 1, 2)],  # noqa: DTZ001 - naive means UTC
        [date(2024, 1, 2)],
        ["2024-01-02"],
        ["2024-01-02T00:00:00Z"],
        [1704153600],
        [1704153600 * 10**9],
    ],
)
def test_times_of_any_kind(times: list[Any]):
    table = read_orders(pl.DataFrame({"ts": times, "side": ["BUY"], "quantity": [1.0]}))
    assert table["ts"].to_list() == [datetime(2024, 1, 2, tzinfo=UTC)]
    assert table.schema["ts"] == pl.Datetime("ns", "UTC")


def test_floats_stay_floats_and_exact_numbers_exact():
    table = read(one(quantity=1.5, price=Decimal("10.50")))
    assert table["quantity"].to_list() == [1.5]
    assert table["price"].to_list() == ["10.50"]
    assert read(one(quantity=3))["quantity"].to_list() == ["3"]


def test_spans_are_bars_or_durations():
    assert read(one(expire_after=3))["expire_after"].dtype == pl.Int64
    assert read(one(expire_after=3.0))["expire_after"].to_list() == [3]
    assert read(one(time_stop=timedelta(hours=1)))["time_stop"].to_list() == [timedelta(hours=1)]
    assert read(one(time_stop="90m"))["time_stop"].to_list() == [timedelta(minutes=90)]


def test_words_nobody_knows():
    with pytest.raises(
        UnknownNameError, match="unknown side in row 1 of the order table 'BYU'; did you mean 'BUY'"
    ):
        read(one(), one(side="BYU"))
    with pytest.raises(UnknownNameError, match="unknown order_type in row 1 of the order table '99'"):
        read_orders(
            pl.DataFrame({"ts": [T1, T1], "side": ["BUY"] * 2, "quantity": [1.0] * 2, "order_type": [0, 99]})
        )


def test_columns_of_a_wrong_type():
    with pytest.raises(ConfigError, match="column 'expire_after' has type Float64; it holds bars"):
        read(one(expire_after=1.5))
    with pytest.raises(ConfigError, match="column 'price' has type List"):
        read(one(price=[1.0]))
    with pytest.raises((ConfigError, DataError), match="ts"):
        read_orders(pl.DataFrame({"ts": [True], "side": ["BUY"], "quantity": [1.0]}))
    with pytest.raises(ConfigError, match="row 1, column 'ts': 'soon' cannot be read as a time"):
        read_orders(pl.DataFrame({"ts": ["2024-01-02", "soon"], "side": ["BUY"] * 2, "quantity": [1.0] * 2}))
