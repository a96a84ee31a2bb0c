"""Runs on ticks, lowered: what the venue's models ask of them, and what a user sees."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import ConfigError, DataError
from fastbt.kernels.state import NOTHING
from fastbt.simulation.lower_ticks import lower_ticks
from fastbt.simulation.read_ticks import read_ticks
from fastbt.venues.venues import Venues

TIMES = ["2024-01-02T10:00:00", "2024-01-02T10:00:01", "2024-01-02T10:00:02"]
QUOTES = {"ts": TIMES, "bid": [1.0, 1.1, None], "ask": [1.2, 1.4, 1.5], "ask_size": [3, None, 5]}
PRINTS = {"ts": TIMES, "price": [1.1, 1.3, 1.2], "size": [4, 2, 1]}
ORDERS: dict[str, list[Any]] = {"ts": TIMES[:1], "side": ["BUY"], "quantity": [1]}


def test_columns_and_frames():
    lowered = lower_ticks(read_ticks([QUOTES]), Venues.given(bt.Venue()))
    assert lowered.columns.volume is not None
    assert lowered.columns.ask_size is not None
    assert lowered.columns.volume.tolist() == [NOTHING] * 3
    assert lowered.columns.ask_size.tolist() == [3, NOTHING, 5]
    shown = lowered.frame.select("open", "high", "low", "volume", "kind").rows()
    assert shown == [
        (1.1, 1.2, 1.0, None, "QUOTE"),
        (1.2, 1.4, 1.1, None, "QUOTE"),
        (1.3, 1.5, 1.1, None, "QUOTE"),
    ]
    assert lowered.tick_frames["quotes"]["bid_price"].to_list() == [1.0, 1.1, None]


def test_bars_of_a_result_are_its_ticks():
    result = bt.from_orders([QUOTES, PRINTS], ORDERS)
    assert result.bars.height == 6
    assert result.table("bars", exact=True)["volume"].to_list()[1] is not None
    assert result.sql("select count(*) from bars where kind = 'TRADE_TICK'").item() == 3


def test_slippage_by_volume_is_refused():
    with pytest.raises(DataError, match="reads the volume of bars"):
        bt.from_orders(QUOTES, ORDERS, venue=bt.Venue(slippage=bt.VolumeSlippage(0.1, 1)))


def test_sizes_cap_fills():
    quotes = QUOTES | {"ask_size": [3, 5, 5]}
    orders = ORDERS | {"quantity": [9]}
    fills = bt.from_orders(quotes, orders).fills
    assert fills.select("quantity", "price").rows() == [(5.0, 1.4), (4.0, 1.5)]
    fills = bt.from_orders(quotes, orders, venue=bt.Venue(volume_limit=0.4)).fills
    assert fills.select("quantity", "price").rows() == [(2.0, 1.4), (2.0, 1.5)]
    without = {name: cells for name, cells in quotes.items() if name != "ask_size"}
    assert bt.from_orders(without, orders).fills["quantity"].to_list() == [9.0]


def test_slippage_by_spread_needs_quotes():
    with pytest.raises(DataError, match="newest quote"):
        bt.from_orders(PRINTS, ORDERS, venue=bt.Venue(slippage=bt.SpreadSlippage(0.5)))
    result = bt.from_orders([PRINTS, QUOTES], ORDERS, venue=bt.Venue(slippage=bt.SpreadSlippage(0.5)))
    assert result.fills["slippage"].to_list() == [0.2]  # 0.15, to a tick the worse way


def test_last_price_needs_prints():
    orders = ORDERS | {"trigger_price": [1.5], "trigger_type": ["LAST_PRICE"]}
    with pytest.raises(ConfigError, match=r"row 0.*trigger_type.*quotes only"):
        bt.from_orders(QUOTES, orders)
    assert bt.from_orders([QUOTES, PRINTS], orders).orders["status"].to_list() == ["ACCEPTED"]


def test_an_order_on_close_waits_for_a_row_after_its_session():
    orders = ORDERS | {"order_type": ["MARKET_ON_CLOSE"], "client_order_id": ["e"]}
    assert bt.from_orders(QUOTES, orders).orders["status"].to_list() == ["SUBMITTED"]
    times = [*QUOTES["ts"][:2], "2024-01-03T10:00:00"]
    result = bt.from_orders(QUOTES | {"ts": times}, orders)
    assert result.fills["price"].to_list() == [1.4]
    assert str(result.fills["ts_event"][0]).startswith("2024-01-03")
    assert "where the newest tick had left it" in str(result.explain("e"))


def test_latency_and_this_row_contradict_each_other():
    with pytest.raises(ConfigError, match="tick_timing='this_row' contradict each other"):
        bt.Venue(latency=bt.Latency(submit="5ms"), tick_timing="this_row")
    venue = bt.Venue(latency=bt.Latency(submit="5ms"))
    assert bt.from_orders(QUOTES, ORDERS, venue=venue).settings["venue"]["latency"]["submit"] == 5_000_000


def test_trailing_stops_name_the_price_that_tests_and_moves_them():
    orders = ORDERS | {"trailing_offset": [0.1]}
    assert bt.from_orders(QUOTES, orders).orders["status"].to_list() == ["FILLED"]
    result = bt.from_orders(QUOTES, orders | {"trigger_type": ["MID_POINT"]})
    assert result.orders.select("status", "trigger_price").rows() == [
        ("ACCEPTED", 1.3)
    ]  # from 1.25, rounded down
    with pytest.raises(ConfigError, match=r"row 0.*trigger_type.*quotes only"):
        bt.from_orders(QUOTES, orders | {"trigger_type": ["LAST_PRICE"]})


def test_ticks_outside_the_session_do_not_execute():
    day = 86_400 * 10**9
    first = 1_704_189_600 * 10**9  # 2024-01-02T10:00:00
    opens, closes = [first - 2 * day, first + 2 * 10**9], [first - day, first + 60 * 10**9]
    calendar = bt.TradingCalendar("late", opens, closes, [first // day * day - 2 * day, first // day * day])
    quotes = QUOTES | {"ask": [1.2, 1.4, 1.5], "bid": [1.0, 1.1, 1.2]}
    result = bt.from_orders(quotes, ORDERS, venue=bt.Venue(calendar=calendar))
    assert result.fills["price"].to_list() == [1.5]
    assert result.settings["data"]["outside_sessions"] == 2


def test_a_trigger_type_needs_a_trigger():
    with pytest.raises(ConfigError, match=r"row 0.*trigger_type.*trigger_price, which is missing"):
        bt.from_orders(QUOTES, ORDERS | {"trigger_type": ["MID_POINT"]})


def test_explain_tells_a_fill_on_a_quote():
    text = str(bt.from_orders(QUOTES, ORDERS | {"client_order_id": ["e"]}).explain("e"))
    assert "filled 1 at 1.4" in text


def test_what_is_open_at_the_end_is_marked_by_its_side():
    result = bt.from_orders(QUOTES, ORDERS)
    assert result.equity["equity"][-1] == 99_999.7
    assert result.trades["pnl"].to_list() == pytest.approx([-0.3])
    mid = bt.from_orders(QUOTES, ORDERS, venue=bt.Venue(mark_price="mid"))
    assert mid.trades["pnl"].to_list() == pytest.approx([1.3 - 1.4])


@pytest.mark.parametrize("name", ["tick_timing", "mark_price"])
def test_options_of_ticks_are_checked(name: str):
    with pytest.raises(ConfigError, match=f"{name}='x' is not one of"):
        bt.Venue(**{name: "x"})
    assert bt.Venue(tick_timing="this_row").optimistic() == ["tick_timing=this_row"]


def test_a_frame_of_two_instruments():
    frame = pl.concat(
        [pl.DataFrame(QUOTES).with_columns(instrument_id=pl.lit(name)) for name in ("B.SIM", "A.SIM")]
    )
    orders = ORDERS | {"instrument_id": ["B.SIM"]}
    result = bt.from_orders(frame.sort("ts"), orders, instruments=["A.SIM", "B.SIM"])
    assert result.fills["price"].to_list() == [1.4]
    assert result.equity.height == 3


def test_a_size_in_parts_is_refused():
    with pytest.raises(ConfigError, match="volume_split='points' is for bars; a tick is one point"):
        bt.from_orders(QUOTES, ORDERS, venue=bt.Venue(volume_limit=1, volume_split="points"))
