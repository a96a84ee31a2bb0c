"""The columns of bid and ask: what they become, what is refused with its row, what the settings tell."""

from __future__ import annotations

import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import ConfigError, DataError
from fastbt.kernels.state import ROW_NO_ASK, ROW_NO_BID
from fastbt.simulation.lower_sides import POINTS, SIDE_COLUMNS, with_bars_of_bid
from tests.kernels.sides import MINUTE, orders, pair_frame
from tests.simulation.markets import bar_frame, market

BARS = ["99 99 99 99 | 101 102 101 101", "- | 102 104 101 103", "98 99 97 98 | -"]

A_X = bt.Equity("A.X", currency="USD", price_precision=0, size_precision=0)


def sides(frame: pl.DataFrame) -> pl.DataFrame:
    return with_bars_of_bid(frame)


def cell(frame: pl.DataFrame, row: int, **cells: float | None) -> pl.DataFrame:
    """The frame with other cells in one row."""
    at = pl.int_range(pl.len()) == row
    return frame.with_columns(
        pl.when(at).then(pl.lit(value, pl.Float64)).otherwise(pl.col(name)).alias(name)
        for name, value in cells.items()
    )


def test_a_missing_side_is_flagged_and_stands_at_its_newest_close() -> None:
    columns = market(sides(pair_frame(BARS))).columns
    assert columns.flags.tolist() == [0, ROW_NO_BID, ROW_NO_ASK]
    assert columns.bid.open.tolist() == [9900, 9900, 9800]
    assert columns.bid.low.tolist() == [9900, 9900, 9700]
    assert columns.ask.high.tolist() == [10200, 10400, 10300]
    assert columns.ask.close.tolist() == [10100, 10300, 10300]
    assert columns.close.tolist() == [9900, 10300, 9800]


def test_a_side_not_seen_yet_stands_where_the_other_closes_and_instruments_are_apart() -> None:
    frame = pl.concat(
        [pair_frame(["- | 5 5 5 5", "4 4 4 4 | 5 5 5 5"]), pair_frame(["1 1 1 1 | 2 2 2 2"] * 2, "B.X")]
    )
    columns = market(sides(frame.sort("ts_event", "instrument_id"))).columns
    assert columns.bid.close.tolist() == [500, 1000, 400, 1000]


def test_bars_of_their_own_are_what_strategies_see() -> None:
    frame = pair_frame(BARS).with_columns(pl.lit(100.0).alias(point) for point in POINTS)
    columns = market(sides(frame)).columns
    assert columns.close.tolist() == [10000] * 3 and columns.bid.close[0] == 9900


def test_other_bars_have_no_sides() -> None:
    columns = market(bar_frame([1.0, 2.0])).columns
    assert columns.bid is None and columns.kind is None
    assert with_bars_of_bid([1]) == [1]


@pytest.mark.parametrize(
    ("row", "cells", "message"),
    [
        (0, {"bid_low": None}, r"is null, but bid_close is not .*column bid_low, row 0"),
        (0, {"bid_close": None}, r"is null, but bid_open is not .*column bid_close, row 0"),
        (2, dict.fromkeys(SIDE_COLUMNS[:4]), r"and ask_close are null: a bar needs a side.*row 2"),
        (1, {"ask_open": 100.5}, r"lies below ask_low .*column ask_open, row 1"),
        (1, {"ask_close": 105.0}, r"lies above ask_high .*column ask_close, row 1"),
        (0, {"bid_high": float("inf")}, r"is not finite .*column bid_high, row 0"),
        (0, {"ask_high": 102.125}, r"more decimals than the 2 of its instrument .*column ask_high, row 0"),
    ],
)
def test_a_bad_row_is_refused_by_name(row: int, cells: dict[str, float | None], message: str) -> None:
    frame = sides(pair_frame(BARS))
    with pytest.raises(DataError, match=message):
        market(cell(frame, row, **cells))


def test_a_part_of_the_columns_is_refused() -> None:
    with pytest.raises(DataError, match="eight columns, and ask_low are missing"):
        market(sides(pair_frame(BARS)).drop("ask_low"))


def test_texts_are_refused() -> None:
    with pytest.raises(DataError, match=r"has String, but bars of bid and ask are numbers"):
        market(sides(pair_frame(BARS)).with_columns(pl.col("bid_open").cast(pl.String)))


def test_a_run_tells_of_them_and_takes_no_other_triggers_without_ticks() -> None:
    frame, table = pair_frame(BARS), orders((1, "BUY", 1, {}))
    result = bt.from_orders(frame, table, instruments=["A.X"])
    assert result.settings["data"]["sides"] == {"rows_without_bid": 1, "rows_without_ask": 1}
    assert result.settings["data"]["kinds"] == {"bars": 3}
    other = cell(frame, 0, ask_high=103.0)
    prints = [
        bt.from_orders(one, table, instruments=["A.X"]).settings["data"]["fingerprint"]
        for one in (frame, other)
    ]
    assert prints[0] != prints[1]
    special = orders((1, "BUY", 1, {"trigger_price": 103.0, "trigger_type": "LAST_PRICE"}))
    with pytest.raises(ConfigError, match=r"test triggers by the side .*"):
        bt.from_orders(frame, special, instruments=["A.X"])
    quotes = frame.select("instrument_id", "ts_event", bid="bid_open", ask="ask_open").drop_nulls()
    beside = bt.from_orders(frame, special, instruments=["A.X"], finer=quotes)
    assert beside.settings["data"]["sides"] == result.settings["data"]["sides"]
    assert beside.orders.height == 1


def test_every_form_runs_on_them_alike() -> None:
    bars = [
        "99 99 99 99 | 101 101 101 101",
        "100 102 98 101 | 102 104 101 103",
        "101 101 101 101 | 104 104 104 104",
    ] * 2
    frame = pair_frame(bars)
    venue = bt.Venue(account_type="MARGIN")
    entries = pl.col("ts_event") == pl.lit(MINUTE).cast(pl.Datetime("ns", "UTC"))
    signals = bt.from_signals(
        frame, entries=entries, quantity=10, venue=venue, instruments=["A.X"], check="off"
    )

    @bt.compiled
    def first(ctx, p):
        if ctx.row == 0:
            ctx.buy(10)

    class First(bt.Strategy):
        seen = 0

        def on_bar(self, bar):
            if self.seen == 0:
                self.buy(10)
            self.seen += 1

    forms = [
        signals,
        bt.run(first, frame, venue=venue, instruments=["A.X"]),
        bt.run(First, frame, venue=venue, instruments=["A.X"]),
    ]
    for result in forms:
        assert result.fills["price"].to_list() == [102.0]
        assert result.equity["equity"].to_list() == forms[0].equity["equity"].to_list()
    assert forms[0].equity["equity"][1] == 99_990.0
    trade = forms[0].trades.row(0, named=True)
    # what is held is closed by the bid: from 98, the low of its entry bar, to 102
    assert (round(trade["mae"], 6), round(trade["mfe"], 6)) == (round((98 - 102) / 102, 6), 0.0)


def test_an_explanation_looks_at_the_side_of_its_order() -> None:
    bars = [
        "99 99 99 99 | 101 101 101 101",
        "100 102 98 101 | 102 104 101 103",
        "100 102 97 101 | -",
        "99 99 96 99 | 101 102 100 101",
    ]
    result = bt.from_orders(
        pair_frame(bars), orders((1, "BUY", 1, {"price": 99.0, "client_order_id": "e"})), instruments=["A.X"]
    )
    nearest = result.explain("e").nearest
    # the bid went to 96; the ask to 100, on the last bar
    assert (float(nearest.price), float(nearest.distance), nearest.row) == (100.0, 1.0, 3)


def test_a_size_in_parts_is_refused() -> None:
    with pytest.raises(ConfigError, match="volume_split='points' is for bars of one price"):
        bt.from_orders(
            sides(pair_frame(BARS)).with_columns(volume=pl.lit(10.0)),
            orders((2, "BUY", 1.0, {})),
            venue=bt.Venue("SIM", volume_limit=1, volume_split="points"),
            instruments=A_X,
        )


def test_an_average_price_is_refused() -> None:
    """There is one such column, and two sides."""
    with pytest.raises(ConfigError, match="fill_price='vwap' is for bars of one price"):
        bt.from_orders(
            pair_frame(BARS).with_columns(vwap=pl.coalesce("bid_close", "ask_close")),
            orders((2, "BUY", 1.0, {})),
            venue=bt.Venue("SIM", fill_price="vwap"),
            instruments=A_X,
        )
