"""Which frames are ticks, and what becomes of their instruments."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import ConfigError, DataError
from fastbt.simulation.read_ticks import frames_by_kind, names_of, read_ticks, tick_table

TIMES = ["2024-01-02T10:00:00", "2024-01-02T10:00:01"]
QUOTES = {"ts": TIMES, "bid_price": [1.00, 1.01], "ask_price": [1.03, 1.04], "bid_size": [5, 6]}
PRINTS = {"ts": TIMES, "price": [1.015, 1.02], "size": [0.5, 2.0], "aggressor_side": ["BUYER", "SELLER"]}
BARS = {"ts": TIMES, "close": [1.0, 1.1]}
ORDERS = {"ts": TIMES[:1], "side": ["BUY"], "quantity": [1]}


@pytest.mark.parametrize(
    ("names", "table"),
    [
        (["ts", "bid_price"], "quotes"),
        (["ts", "Bid", "Ask", "volume"], "quotes"),
        (["ts", "bid"], None),
        (["ts", "price", "size"], "trade_ticks"),
        (["ts", "price", "trade_id"], "trade_ticks"),
        (["ts", "price", "volume"], None),
        (["ts", "close", "bid_price", "ask_price"], None),
    ],
)
def test_frames_are_known_by_their_columns(names: list[str], table: str | None):
    found = tick_table(names)
    assert (None if found is None else found.name) == table


def test_names_of_any_table():
    frame = pl.DataFrame(QUOTES)
    array = np.zeros(1, [("ts", "i8"), ("bid", "f8")])
    for data in (QUOTES, frame, frame.lazy(), frame.to_arrow(), pd.DataFrame(QUOTES)):
        assert names_of(data) == list(QUOTES)
    assert names_of(array) == ["ts", "bid"]
    assert names_of(7) == []


def test_one_frame_or_one_of_each():
    assert frames_by_kind(BARS) == ([BARS], [])
    assert frames_by_kind(QUOTES) == ([], [QUOTES])
    assert frames_by_kind((PRINTS, QUOTES)) == ([], [PRINTS, QUOTES])
    assert frames_by_kind([QUOTES, BARS]) == ([BARS], [QUOTES])


@pytest.mark.parametrize(
    ("frames", "words"),
    [([QUOTES, QUOTES], "quotes, quotes"), ([BARS, QUOTES, BARS], "bars, quotes, bars"), ([], "nothing")],
)
def test_other_lists_are_refused(frames: list[Any], words: str):
    with pytest.raises(ConfigError, match=words):
        frames_by_kind(frames)


def test_an_instrument_read_off_both_frames_fits_both():
    rows = read_ticks([PRINTS, QUOTES])
    (model,) = rows.instruments.values()
    assert (model.id.value, model.price_precision, model.size_precision) == ("ASSET.SIM", 3, 1)
    assert [table.table.name for table in rows.tables] == ["quotes", "trade_ticks"]
    assert rows.tables[0].frame["bid_price"].to_list() == [1000, 1010]
    assert rows.frames()["quotes"]["bid_price"].to_list() == [1.0, 1.01]
    assert rows.frames()["quotes"]["ask_size"].to_list() == [None, None]


def test_dropped_rows_are_counted():
    bad = PRINTS | {"size": [-1.0, 2.0]}
    assert read_ticks([bad], on_error="drop").dropped == {"negative_size": 1}
    assert read_ticks([bad], on_error="repair").repaired == {"negative_size": 1}
    with pytest.raises(DataError, match="size is below zero"):
        read_ticks([bad])


def test_settings_name_what_was_read():
    settings = bt.from_orders([QUOTES, PRINTS], ORDERS).settings
    assert settings["data"]["kinds"] == {"quotes": 2, "trade_ticks": 2}
    assert settings["venue"]["tick_timing"] == "next_row"
    assert bt.from_orders(BARS, ORDERS).settings["data"]["kinds"] == {"bars": 2}


def test_signals_say_that_they_need_bars():
    with pytest.raises(ConfigError, match=r"these are quotes.*from_orders"):
        bt.from_signals(QUOTES, entries="x", quantity=1)


@pytest.mark.parametrize("option", [{"bar": "1m"}, {"stamp": "close"}, {"on_duplicate": "first"}])
def test_options_of_bars_are_refused(option: dict[str, Any]):
    with pytest.raises(ConfigError, match="ticks have no such option"):
        bt.from_orders(QUOTES, ORDERS, **option)
