"""Quotes made of bars."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fastbt as bt
from fastbt.errors import ConfigError, DataError, UnknownNameError
from tests.timeline.drawn import MINUTE, bars, moments


def one(*closes: float | None, **columns: object) -> pl.DataFrame:
    return pl.DataFrame(
        {"ts_event": moments([n * MINUTE for n in range(len(closes))]), "close": closes, **columns}
    )


@settings(max_examples=30)
@given(st.lists(st.integers(1, 10**6), min_size=1), st.integers(0, 10**4))
def test_prices_are_those_of_decimals(cents: list[int], half: int):
    closes = [c / 100 for c in cents]
    found = bt.bar_to_quote_tick(one(*closes), half / 10_000)
    for close, bid, ask in zip(closes, found["bid_price"], found["ask_price"], strict=True):
        assert bid == float(Decimal(str(close)) - Decimal(half) / 10_000)
        assert ask == float(Decimal(str(close)) + Decimal(half) / 10_000)


@settings(max_examples=30)
@given(bars())
def test_rows_stay_and_do_not_depend_on_others(frame: pl.DataFrame):
    found = bt.bar_to_quote_tick(frame, 0.005, size=2)
    assert found.columns == [
        "instrument_id",
        "ts_event",
        "ts_init",
        "bid_price",
        "ask_price",
        "bid_size",
        "ask_size",
    ]
    assert found["ts_event"].equals(frame["ts_event"])
    assert found.head(3).equals(bt.bar_to_quote_tick(frame.head(3), 0.005, size=2))
    assert set(found["bid_size"]) <= {2.0}


def test_the_spread_of_a_column():
    frame = one(1.1, 1.2, None, spread=[0.05, None, 0.1])
    found = bt.bar_to_quote_tick(frame, "spread")
    assert found["bid_price"].to_list() == [1.05, None, None]
    assert found["ask_price"].to_list() == [1.15, None, None]
    assert found["ask_size"].to_list() == [None] * 3


def test_kinds_of_numbers():
    assert bt.bar_to_quote_tick(one(1.5), Decimal("0.25")).select("bid_price", "ask_price").row(0) == (
        1.25,
        1.75,
    )
    whole = one(100).with_columns(pl.col("close").cast(pl.Int64))
    assert bt.bar_to_quote_tick(whole, 1)["bid_price"].to_list() == [99]
    assert bt.bar_to_quote_tick(whole, 0.5)["bid_price"].to_list() == [99.5]
    exact = one(1.5).with_columns(pl.col("close").cast(pl.Decimal(10, 2)))
    assert bt.bar_to_quote_tick(exact, 0.001)["ask_price"].to_list() == [Decimal("1.501")]
    lazy = bt.bar_to_quote_tick(exact.lazy(), 0.001)
    assert lazy.collect().equals(bt.bar_to_quote_tick(exact, 0.001))


def test_wrong_arguments():
    for arguments, error, words in (
        ({"half_spread": -1}, ConfigError, "half_spread=-1"),
        ({"half_spread": 1, "size": -1}, ConfigError, "size=-1"),
        ({"half_spread": "spred"}, UnknownNameError, "spread"),
        ({"half_spread": "spread"}, DataError, "below zero.*spread, row 1"),
    ):
        with pytest.raises(error, match=words):
            bt.bar_to_quote_tick(one(1.0, 2.0, spread=[1.0, -1.0]), **arguments)
    with pytest.raises(DataError, match="close"):
        bt.bar_to_quote_tick(one(1.0).drop("close"), 1)
