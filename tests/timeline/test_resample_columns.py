"""What rows are, and which of their prices is wanted."""

from __future__ import annotations

import polars as pl
import pytest

from fastbt.errors import ConfigError, DataError
from fastbt.model.bar_types import BarSpecification
from fastbt.timeline.resample_columns import source_of
from tests.timeline.drawn import moments

HOUR = BarSpecification.parse("1h")


def frame(**columns: object) -> pl.DataFrame:
    return pl.DataFrame({"ts_event": moments([1, 2]), **columns})


def test_bars_prints_and_closes():
    four = {name: [1.0, 2.0] for name in ("open", "high", "low", "close")}
    assert source_of(frame(**four, volume=[1, 2]), HOUR).volume == "volume"
    assert source_of(frame(**four), HOUR).volume is None
    prints = source_of(frame(price=[1.0, 2.0], size=[1, 2]), HOUR)
    assert (prints.prices, prints.volume) == (("price",) * 4, "size")
    closes = source_of(frame(close=[1.0, 2.0]), HOUR)
    assert closes.frame["high"].to_list() == [1.0, 2.0]


def test_quotes_lose_rows_without_the_price():
    quotes = frame(bid_price=[1.0, None], ask_price=[float("nan"), 2.0])
    for price, rows in (("bid", 1), ("ask", 1), ("mid", 0)):
        assert source_of(quotes, BarSpecification.parse(f"1h-{price}")).frame.height == rows


def test_the_middle_of_decimals_is_one():
    quotes = frame(bid_price=[1.0, 1.1], ask_price=[1.25, 1.3])
    decimals = quotes.with_columns(
        pl.col("bid_price").cast(pl.Decimal(10, 1)), pl.col("ask_price").cast(pl.Decimal(10, 2))
    )
    middle = source_of(decimals, BarSpecification.parse("1h-mid"))
    assert middle.frame.schema["mid_price"] == pl.Decimal(38, 3)
    assert [str(v) for v in middle.frame["mid_price"]] == ["1.125", "1.200"]
    floats = source_of(quotes, BarSpecification.parse("1h-mid"))
    assert floats.frame["mid_price"].to_list() == [1.125, 1.2]


def test_what_is_neither():
    with pytest.raises(DataError, match="no prices among the columns ts_event, x"):
        source_of(frame(x=[1, 2]), HOUR)
    with pytest.raises(ConfigError, match="write '1h'"):
        source_of(frame(price=[1.0, 2.0]), BarSpecification.parse("1h-mid"))
    with pytest.raises(DataError, match=r"without a price.*price, row 1"):
        source_of(frame(price=[1.0, float("nan")]), HOUR)
