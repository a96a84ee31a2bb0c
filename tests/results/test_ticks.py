"""Results of runs that have ticks: their tables, SQL on them, saved and loaded, and what ``around`` shows."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import UnknownNameError

QUOTES = {"bid_price": [99.0, 99.5, None], "ask_price": [101.0, 101.25, 102.0], "bid_size": [5.0, None, 1.0]}
PRINTS = {"price": [100.0, 98.5], "size": [1.0, 2.5]}


def at(*places: int) -> pl.Series:
    return (pl.Series(places) * 10**9 + 1_704_186_000 * 10**9).cast(pl.Datetime("ns", "UTC"))


def result(bars: bool = False) -> bt.Result:
    frames: list[Any] = [
        pl.DataFrame(QUOTES).with_columns(ts=at(1, 3, 5)),
        pl.DataFrame(PRINTS).with_columns(ts=at(2, 4)),
    ]
    if bars:
        prices = {name: [100.0, 101.0] for name in ("open", "high", "low", "close")}
        frames.append(pl.DataFrame(prices).with_columns(ts_event=at(0, 10), ts_open=at(-10, 6)))
    orders = pl.DataFrame({"side": ["BUY"], "quantity": [1.0], "client_order_id": ["e"]}).with_columns(
        ts=at(1)
    )
    return bt.from_orders(frames, orders)


def test_tables_of_ticks():
    found = result()
    quotes, prints = found.quotes, found.table("trade_ticks")
    assert quotes is not None
    assert quotes["bid_price"].to_list() == [99.0, 99.5, None]
    assert prints["size"].to_list() == [1.0, 2.5]
    exact = found.exact.quotes
    assert exact is not None
    assert exact["ask_price"].to_list() == [Decimal("101.00"), Decimal("101.25"), Decimal("102.00")]
    assert exact["bid_size"].to_list() == [Decimal("5.0"), None, Decimal("1.0")]


def test_sql_sees_ticks_beside_bars():
    found = result(bars=True)
    answer = found.sql(
        "select max(ask_price) as top, (select count(*) from trade_ticks) as prints from quotes"
    )
    assert answer.rows() == [(102.0, 2)]
    joined = found.sql("select q.ask_price from fills f join quotes q on q.ts_event = f.ts_event")
    assert joined.rows() == []
    assert found.sql("select count(*) from finer_bars where kind = 'QUOTE'").item() == 3


def test_a_run_on_bars_has_none():
    bars = {"date": ["2024-01-02", "2024-01-03"], "close": [10.0, 11.0]}
    found = bt.from_holding(bars, size=bt.value(100))
    assert found.quotes is None
    with pytest.raises(UnknownNameError, match="trade_ticks"):
        found.table("trade_ticks")


def test_saved_and_loaded(tmp_path: Path):
    found = result(bars=True)
    loaded = bt.Result.load(found.save(tmp_path / "run"))
    for name in ("quotes", "trade_ticks", "finer_bars"):
        for exact in (False, True):
            assert loaded.table(name, exact=exact).equals(found.table(name, exact=exact)), name
    assert repr(loaded.around("e")) == repr(found.around("e"))


def test_around_says_what_rows_are():
    lines = [line.split() for line in repr(result().around("e")).splitlines()]
    assert lines[1] == ["row", "ts_event", "kind", "bid", "ask", "price"]
    assert [line[3:] for line in lines[2:5]] == [
        ["quote", "99.0", "101.0", "-"], ["print", "-", "-", "100.0"], ["quote", "99.5", "101.25", "-"],
    ]  # fmt: skip


def test_around_of_bars_and_ticks():
    lines = [line.split() for line in repr(result(bars=True).around("e")).splitlines()]
    assert lines[1] == ["row", "ts_event", "kind", "open", "high", "low", "close", "bid", "ask", "price"]
    assert [line[3] for line in lines[2:9]] == ["bar", "quote", "print", "quote", "print", "quote", "bar"]


def test_explain_names_ticks():
    assert "on a print" in str(result(bars=True).explain("e"))
