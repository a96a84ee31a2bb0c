"""Bars and ticks beside the strategy's bars: what is read, told and shown of them."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import ConfigError, DataError, UnknownNameError
from fastbt.simulation.finer_parts import usual_length
from fastbt.simulation.lower_finer import add_finer
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lowered import Lowered
from tests.simulation.markets import A, bar_frame, market, moment
from tests.simulation.test_lower_finer import FIVES, fine


def at(*minutes: float) -> pl.Series:
    return pl.concat([moment(minute) for minute in minutes])


def quotes(*minutes: float, **columns: Any) -> pl.DataFrame:
    """Quotes of 2 to 2.5 at these minutes."""
    return pl.DataFrame({"ts_event": at(*minutes)}).with_columns(
        bid_price=pl.lit(2.0), ask_price=pl.lit(2.5), **columns
    )


def lowered_with(finer: Any, venue: bt.Venue | None = None) -> Lowered:
    lowered = market(FIVES.with_columns(ts_open=at(0, 5, 10)))
    add_finer(lowered, Market.of({"finer": finer, "venue": venue}))
    return lowered


def test_usual_length_leaves_points_out():
    assert usual_length(market(FIVES.with_columns(ts_open=at(0, 5, 10))).columns) == 5 * 60 * 10**9
    assert usual_length(market(FIVES.with_columns(ts_open=FIVES["ts_event"])).columns) == 0


def test_ticks_are_merged_counted_and_shown():
    lowered = lowered_with([quotes(6, 7), fine([12])])
    assert lowered.columns.main_rows is not None
    assert lowered.columns.main_rows.tolist() == [0, 3, 5]
    assert lowered.finer is not None
    told = {name: lowered.finer[name] for name in ("rows", "bars_executing", "bars_matched_finer")}
    assert told == {"rows": 3, "bars_executing": 1, "bars_matched_finer": 2}
    assert [(part["kind"], part["rows"]) for part in lowered.finer["parts"]] == [("bars", 1), ("ticks", 2)]
    shown = lowered.finer_frame.select("row", "kind", "low", "high", "executes")
    assert shown.rows() == [
        (1, "QUOTE", 2.0, 2.5, True),
        (2, "QUOTE", 2.0, 2.5, True),
        (4, None, 2.0, 2.0, True),
    ]
    assert lowered.tick_frames["quotes"].height == 2


@pytest.mark.parametrize(
    ("finer", "options", "error", "message"),
    [
        ([quotes(6), quotes(7)], {}, ConfigError, "quotes, quotes"),
        (quotes(6, instrument_id=pl.lit("C.X")), {}, UnknownNameError, "C.X"),
        (quotes(6).clear(), {}, DataError, "no rows"),
        (quotes(6), {"volume_limit": 1, "volume_split": "points"}, ConfigError, "a tick is one point"),
    ],
)
def test_what_is_refused(finer: Any, options: dict[str, Any], error: type[Exception], message: str):
    with pytest.raises(error, match=message):
        lowered_with(finer, bt.Venue(**options))


def test_a_list_of_bars_and_ticks_takes_no_finer_bars():
    orders = {"ts": at(5), "side": ["BUY"], "quantity": [1.0]}
    with pytest.raises(ConfigError, match="a list of bars and ticks takes no more"):
        bt.from_orders([FIVES, quotes(6)], orders, finer=fine([6]), instruments=A)


def test_ticks_of_an_instrument_without_bars_are_rows_of_its_own():
    frame = bar_frame([1.0, 2.0], minutes=[5, 10]).with_columns(instrument_id=pl.lit("A.X"))
    other = quotes(6, 10, instrument_id=pl.lit("B.X"))
    orders = {"ts": at(6), "side": ["BUY"], "quantity": [1.0], "instrument_id": ["B.X"]}
    models = [bt.Equity(name, currency="USD") for name in ("A.X", "B.X")]
    result = bt.from_orders([frame, other], orders, instruments=models)
    assert result.bars["instrument_id"].to_list() == ["A.X", "B.X", "A.X", "B.X"]
    assert result.bars["kind"].to_list() == [None, "QUOTE", None, "QUOTE"]
    assert result.fills.select("price", "row").rows() == [(2.5, 3)]
    assert result.settings["data"]["kinds"] == {"bars": 2, "quotes": 2}
    assert list(result.settings["instruments"]) == ["A.X", "B.X"]


def test_decimals_read_off_both_fit_both():
    bars = {"date": ["2024-01-02", "2024-01-03"], "close": [1.5, 1.25]}
    ticks = {"ts": ["2024-01-03T10:00:00"], "price": [1.375], "size": [1.0]}
    orders = {"ts": ["2024-01-03"], "side": ["BUY"], "quantity": [1.0]}
    result = bt.from_orders([bars, ticks], pl.DataFrame(orders).with_columns(pl.col("ts").str.to_datetime()))
    assert result.settings["instruments"]["ASSET.SIM"]["price_precision"] == 3
    assert result.fills["price"].to_list() == [1.375]
