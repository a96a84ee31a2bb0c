"""Quotes and prints as sorted integer columns."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.codes import RowKind
from fastbt.errors import DataError
from fastbt.kernels.state import ROW_NO_ASK, ROW_NO_BID
from fastbt.simulation.read_ticks import read_ticks
from fastbt.timeline.columns import Columns
from fastbt.timeline.tick_columns import columns_of_ticks, standing_spread

TIMES = [f"2024-01-02T10:00:0{second}" for second in range(4)]
QUOTES = {"ts": TIMES[:3], "bid": [1.00, None, 1.02], "ask": [1.03, 1.04, None]}
PRINTS = {"ts": [TIMES[0], TIMES[3]], "price": [1.01, 1.02], "size": [5, None]}


def columns(*frames: Any) -> Columns:
    rows = read_ticks(frames)
    return columns_of_ticks(rows.tables, list(rows.instruments))


def test_a_quote_has_its_sides_and_the_middle_rounded_down():
    made = columns(QUOTES)
    assert made.low.tolist() == [100, 100, 102]
    assert made.high.tolist() == [103, 104, 104]
    assert made.close.tolist() == made.open.tolist() == [101, 102, 103]
    assert made.kind is not None
    assert made.kind.tolist() == [RowKind.QUOTE] * 3
    assert made.flags is not None
    assert made.flags.tolist() == [0, ROW_NO_BID, ROW_NO_ASK]
    assert made.group_start is None


def test_a_side_never_shown_stands_where_the_other_does():
    made = columns({"ts": TIMES[:2], "bid": [None, None], "ask": [1.03, 1.05]})
    assert made.low.tolist() == made.high.tolist() == [103, 105]


def test_quotes_come_before_prints_of_their_time():
    made = columns(PRINTS, QUOTES)
    assert made.kind is not None
    assert made.kind.tolist() == [RowKind.QUOTE, RowKind.TRADE_TICK, *[RowKind.QUOTE] * 2, RowKind.TRADE_TICK]
    assert made.group_start is not None
    assert made.group_start.tolist() == [0, 2, 3, 4, 5]
    assert made.close.tolist() == [101, 101, 102, 103, 102]


def test_sides_are_last_seen_per_instrument():
    frame = {
        "ts": TIMES,
        "instrument_id": ["B.SIM", "A.SIM", "B.SIM", "A.SIM"],
        "bid": [1.0, 5.0, None, None],
        "ask": [1.1, 5.1, 1.2, 5.3],
    }
    rows = read_ticks([frame], ["A.SIM", "B.SIM"])
    made = columns_of_ticks(rows.tables, list(rows.instruments))
    assert made.low.tolist() == [10, 50, 10, 50]
    assert made.instrument is not None
    assert made.instrument.tolist() == [1, 0, 1, 0]


def test_spread_of_the_newest_quote():
    assert standing_spread(columns(PRINTS, QUOTES))[0].tolist() == [3, 3, 4, 2, 2]
    assert standing_spread(columns(PRINTS))[1].all()
    crossed = columns({"ts": TIMES[:1], "bid": [1.05], "ask": [1.00]})
    assert standing_spread(crossed)[0].tolist() == [0]


def test_a_first_quote_without_prices_is_refused():
    with pytest.raises(DataError, match="neither bid nor ask") as caught:
        columns({"ts": TIMES[:2], "bid": [None, 1.0], "ask": [None, 1.1]})
    assert "row 0" in str(caught.value)
    assert "leave such rows out" in str(caught.value)


def test_no_rows_are_refused():
    empty = pl.DataFrame(QUOTES).clear()
    with pytest.raises(DataError, match="no rows"):
        columns(empty)


def test_crossed_quotes_bound_the_prices_of_their_instrument():
    orders = {"ts": [TIMES[0]], "side": ["BUY"], "quantity": [1]}
    result = bt.from_orders({"ts": TIMES[:2], "bid": [2.00, 2.00], "ask": [1.00, 1.00]}, orders)
    assert result.fills["price"].to_list() == [1.0]
