"""The columns of a table as they are read, before anything is judged."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.catalog.options import LoadOptions
from fastbt.catalog.table_source import TableSource, read_table_source
from fastbt.errors import ConfigError
from fastbt.schema.market import CONVERSION_RATES, FUNDING, QUOTES, TRADE_TICKS, MarketTable


def read(
    table: MarketTable, columns: dict[str, list[object]], given: object = "A.SIM", **words
) -> TableSource:
    options = LoadOptions.check(unknown="infer", **words)
    return read_table_source(
        pl.DataFrame(columns), table, given, options, "USD", lambda _: {}, from_text=False
    )


def test_numbers_are_put_on_the_grid_of_their_instrument():
    found = read(
        QUOTES,
        {
            "ts": [0, 1],
            "instrument_id": ["A.X", "B.X"],
            "bid": [1.5, 2.25],
            "ask": [1.75, None],
            "bid_size": [1, 2],
        },
        None,
    )
    assert (found.ids, found.code.tolist()) == (["A.X", "B.X"], [0, 1])
    assert [known.price_precision for known in found.instruments.values()] == [2, 2]
    assert found.columns["bid_price"].to_list() == [150, 225]
    assert found.columns["ask_price"].to_list() == [175, None]
    assert found.columns["ask_size"].to_list() == [None, None]
    assert found.faults == []


def test_a_rate_has_the_decimals_it_needs():
    found = read(FUNDING, {"ts": [0, 1], "rate": [0.0001, -0.000025]})
    assert (found.scales, found.columns["rate"].to_list()) == ({"rate": 6}, [100, -25])
    assert found.instruments == {}


def test_faults_name_rule_column_and_rows():
    found = read(
        TRADE_TICKS,
        {"ts": [0, None, 2], "price": [1.0, None, 2.0], "side": ["b", "?", "s"], "qty": [1, -1, 1]},
    )
    noted = {(fault.rule.name, fault.column): fault.rows.tolist() for fault in found.faults}
    middle = [False, True, False]
    assert noted == {
        ("missing_time", "ts"): middle,
        ("missing_value", "price"): middle,
        ("unknown_code", "side"): middle,
        ("negative_size", "qty"): middle,
    }


def test_pairs_of_currencies():
    found = read(
        CONVERSION_RATES,
        {"ts": [0, 1], "base": ["eur", "EUR"], "quote": ["usd", "JPY"], "rate": [1.0, 2.0]},
        None,
    )
    assert found.ids == ["EUR/JPY", "EUR/USD"]
    assert read(CONVERSION_RATES, {"ts": [0], "rate": [1.5]}, "EUR/USD").ids == ["EUR/USD"]


def test_whose_rows_they_are_has_to_be_said():
    with pytest.raises(ConfigError, match="name the instrument"):
        read(FUNDING, {"ts": [0], "rate": [1.0]}, None)
