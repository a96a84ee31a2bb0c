"""Rows of frames as bars, quotes, prints and book changes, made one by one (requirement G)."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastbt.codes import AggressorSide, BookAction, OrderSide
from fastbt.errors import ConfigError, DataError
from fastbt.model.bar_types import BarType
from fastbt.model.data_views import BarView, BookView, QuoteView, TradeView
from fastbt.model.identifiers import TradeId
from fastbt.model.instruments import Equity
from fastbt.model.values import Price, Quantity

A = Equity("A.X", currency="USD", price_precision=2, size_precision=1)
DAY = 86_400 * 10**9
BARS = pl.DataFrame(
    {
        "instrument_id": ["A.X"] * 3,
        "ts_open": [0, DAY, 2 * DAY],
        "ts_event": [DAY, 2 * DAY, 3 * DAY + 1],
        "open": [1.1, 1.2, 1.3],
        "high": [1.3, 1.3, 1.4],
        "low": [1.0, 1.1, 1.2],
        "close": [1.2, 1.3, 1.33],
        "volume": [5.0, None, 0.1],
        "mood": ["up", "up", "up"],
    }
).with_columns(pl.col("ts_open", "ts_event").cast(pl.Datetime("ns", "UTC")))


def test_a_row_is_a_bar():
    bars = BarView(BARS, A, "1d")
    assert len(bars) == 3
    first = bars[0]
    assert first.bar_type == BarType.parse("A.X-1d")
    assert (first.open, first.high, first.low, first.close) == tuple(
        Price(text) for text in ("1.10", "1.30", "1.00", "1.20")
    )
    assert (str(first.volume), bars[1].volume) == ("5.0", None)
    assert (first.ts_open, first.ts_event, first.ts_init) == (0, DAY, DAY)
    # Nanoseconds survive, which Python's datetimes would lose.
    assert bars[2].ts_event == 3 * DAY + 1
    assert repr(bars) == "BarView(A.X, 3 rows)"


def test_it_is_a_sequence():
    bars = BarView(BARS, A, BarType.parse("A.X-1d"))
    assert bars[-1] == bars[2]
    assert list(bars) == [bars[0], bars[1], bars[2]]
    assert list(reversed(bars)) == [bars[2], bars[1], bars[0]]
    assert bars.index(bars[1]) == 1
    assert bars[1] in bars
    part = bars[1:]
    assert (type(part), len(part), part[0]) == (BarView, 2, bars[1])
    assert [bar.ts_event for bar in bars[::-2]] == [3 * DAY + 1, DAY]
    for outside in (3, -4):
        with pytest.raises(IndexError, match=f"row {outside} of 3 bars"):
            _ = bars[outside]


def test_other_forms_of_frames():
    wanted = list(BarView(BARS, A, "1d"))
    assert list(BarView(BARS.lazy(), A, "1d")) == wanted
    decimals = BARS.with_columns(pl.col("open", "high", "low", "close").cast(pl.Decimal(18, 2)))
    assert list(BarView(decimals, A, "A.X-1-DAY-LAST")) == wanted
    numbers = BARS.with_columns(pl.col("ts_event", "ts_open").to_physical())
    assert list(BarView(numbers, A, "1d")) == wanted
    coarse = BARS[:2].with_columns(pl.col("ts_event").cast(pl.Datetime("ms", "Europe/London")))
    assert list(BarView(coarse, A, "1d")) == wanted[:2]
    bare = BarView(BARS.drop("instrument_id", "ts_open", "volume"), A, "1d")
    assert (bare[0].volume, bare[0].ts_open, bare[0].close) == (None, None, Price("1.20"))
    known = BARS.with_columns(ts_init=pl.col("ts_event").dt.offset_by("1s"))
    assert [bar.latency_ns for bar in BarView(known, A, "1d")] == [10**9] * 3


def test_views_do_not_make_what_nobody_asks_for():
    """A million bars are looked at without a million objects, and without a copy of the columns."""
    count = 200_000
    column = np.arange(count, dtype=np.float64) / 100
    frame = pl.DataFrame(dict.fromkeys(("open", "high", "low", "close"), column))
    frame = frame.with_columns(ts_event=pl.int_range(count))
    tracemalloc.start()
    bars = BarView(frame, A, "1m")
    assert bars[123_456].close == Price("1234.56")
    assert next(iter(bars)).close == 0
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


@given(st.integers(-(10**14), 10**14), st.integers(0, 6))
def test_floats_are_the_decimals_they_stand_for(ticks: int, precision: int):
    instrument = Equity("A.X", currency="USD", price_precision=precision)
    frame = pl.DataFrame({"ts_event": [1], "price": [ticks / 10**precision], "aggressor_side": ["BUYER"]})
    assert TradeView(frame, instrument)[0].price == Price.from_ticks(ticks, precision)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1.234, "1.234 has more than 2 decimals (table bars, column close, row 1, instrument A.X)"),
        (float("nan"), "column close, row 1, instrument A.X"),
        (None, "is null (table bars, column close, row 1, instrument A.X)"),
        (9.0, "open and close must lie between low and high (table bars, row 1, instrument A.X)"),
    ],
)
def test_bad_rows_are_named(value: float | None, message: str):
    bars = BarView(BARS.with_columns(close=pl.Series([1.2, value, 1.33])), A, "1d")
    assert bars[0].close == Price("1.20")
    with pytest.raises(DataError) as caught:
        _ = bars[1]
    assert message in str(caught.value)
    exact = BARS.with_columns(close=pl.Series([Decimal("1.234")] * 3))
    with pytest.raises(DataError, match="more than 2 decimals"):
        _ = BarView(exact, A, "1d")[0]


def test_frames_are_checked():
    with pytest.raises(DataError, match=r"is missing \(table bars, column close\); the frame has"):
        BarView(BARS.drop("close"), A, "1d")
    other = BARS.with_columns(instrument_id=pl.Series(["A.X", "B.X", "A.X"]))
    with pytest.raises(DataError, match=r"is B.X, not A.X \(table bars, column instrument_id, row 1\)"):
        BarView(other, A, "1d")
    with pytest.raises(ConfigError, match=r"is not of A.X"):
        BarView(BARS, A, BarType.parse("B.X-1d"))


def test_quotes():
    frame = pl.DataFrame(
        {
            "ts_event": [datetime(1970, 1, 2, tzinfo=UTC)] * 2,
            "bid_price": [1.5, None],
            "ask_price": [1.51, 1.6],
            "bid_size": [10.0, None],
        }
    )
    quotes = QuoteView(frame, A)
    assert (quotes[0].bid_price, quotes[0].ask_price) == (Price("1.50"), Price("1.51"))
    assert (quotes[0].bid_size, quotes[0].ask_size) == (Quantity(10), None)
    assert (quotes[1].bid_price, quotes[1].ts_event, quotes[1].instrument_id) == (None, DAY, A.id)


def test_trades():
    frame = pl.DataFrame(
        {
            "ts_event": [1, 2],
            "ts_init": [3, 2],
            "price": [1.5, 1.51],
            "size": [0.1, 2.0],
            "aggressor_side": pl.Series(
                ["SELLER", "NO_AGGRESSOR"], dtype=pl.Enum(["NO_AGGRESSOR", "BUYER", "SELLER"])
            ),
            "trade_id": ["T-1", None],
        }
    )
    trades = TradeView(frame, A)
    assert (trades[0].aggressor_side, trades[0].trade_id) == (AggressorSide.SELLER, TradeId("T-1"))
    assert (trades[0].size, trades[0].latency_ns) == (Quantity("0.1"), 2)
    assert (trades[1].aggressor_side, trades[1].trade_id) == (AggressorSide.NO_AGGRESSOR, None)


def test_book_changes():
    frame = pl.DataFrame(
        {
            "ts_event": [1, 2],
            "action": ["CLEAR", "ADD"],
            "side": [None, "SELL"],
            "price": [None, 1.5],
            "size": [None, 3.0],
            "order_id": [None, 17],
            "sequence": [1, 2],
        }
    )
    cleared, added = BookView(frame, A)
    assert (cleared.action, cleared.side, cleared.price, cleared.sequence) == (
        BookAction.CLEAR,
        None,
        None,
        1,
    )
    assert (added.side, added.price, added.order_id) == (OrderSide.SELL, Price("1.50"), 17)
