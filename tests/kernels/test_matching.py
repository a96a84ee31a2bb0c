"""How orders meet prices: on arrival, at opens and along the path (rules F1 to F5, F8, F9, F16)."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.codes import LiquiditySide, TimeInForce
from fastbt.venues import FixedSlippage
from tests.kernels.market import Row, buy, ends, fills, run, sell

MARGIN: dict[str, Any] = {"account_type": "MARGIN"}
IOC, FOK = int(TimeInForce.IOC), int(TimeInForce.FOK)
M, T = LiquiditySide.MAKER, LiquiditySide.TAKER


def filled(order: Row, *bars: str, **options: Any) -> list[tuple[int, int, LiquiditySide]]:
    """(row, price, liquidity) of each fill of one order sent on a quiet bar; numbered from the bar where it arrives."""
    output = run(["100", *bars], [order], **MARGIN, **options)
    rows = zip(output.fills["row"], output.fills["price"], output.fills["liquidity"], strict=True)
    return [(int(row) - 1, int(price), LiquiditySide(int(side))) for row, price, side in rows]


@pytest.mark.parametrize(
    ("order", "bars", "wanted"),
    [
        # F1
        (buy(0, 1), ["101 105 95 99"], [(0, 101, T)]),
        # F2: reached or passed on arrival at the executable price; touched later at its own
        (buy(0, 1, limit=101), ["101 105 95 99"], [(0, 101, T)]),
        (buy(0, 1, limit=104), ["101 105 95 99"], [(0, 101, T)]),
        (buy(0, 1, limit=97), ["101 105 95 99"], [(0, 97, M)]),
        (buy(0, 1, limit=94), ["101 105 95 99", "99 99 90 90"], [(1, 94, M)]),
        (buy(0, 1, limit=94), ["101 105 95 99", "93"], [(1, 94, M)]),
        (sell(0, 1, limit=101), ["101 105 95 99"], [(0, 101, T)]),
        (sell(0, 1, limit=98), ["101 105 95 99"], [(0, 101, T)]),
        (sell(0, 1, limit=103), ["101 105 95 99"], [(0, 103, M)]),
        (sell(0, 1, limit=106), ["101 105 95 99", "107"], [(1, 106, M)]),
        # F3: on the path at the trigger, beyond it at the open
        (buy(0, 1, trigger=103), ["101 105 95 99"], [(0, 103, T)]),
        (buy(0, 1, trigger=106), ["101 105 95 99", "108"], [(1, 108, T)]),
        (sell(0, 1, trigger=97), ["101 105 95 99"], [(0, 97, T)]),
        (sell(0, 1, trigger=94), ["101 105 95 99", "93"], [(1, 93, T)]),
        # F16: true on arrival, it triggers there
        (buy(0, 1, trigger=101), ["101 105 95 99"], [(0, 101, T)]),
        (buy(0, 1, trigger=99), ["101 105 95 99"], [(0, 101, T)]),
        (sell(0, 1, trigger=102), ["101 105 95 99"], [(0, 101, T)]),
        # F4: where it triggers if its limit allows, else as a limit
        (buy(0, 1, trigger=103, limit=104), ["101 105 95 99"], [(0, 103, T)]),
        (buy(0, 1, trigger=103, limit=103), ["101 105 95 99"], [(0, 103, T)]),
        (buy(0, 1, trigger=103, limit=100), ["101 105 101 103", "103 104 100 102"], [(1, 100, M)]),
        (buy(0, 1, trigger=103, limit=104), ["101", "105 106 105 105", "105 105 104 104"], [(2, 104, M)]),
        (sell(0, 1, trigger=97, limit=96), ["101 105 95 99"], [(0, 97, T)]),
        (sell(0, 1, trigger=97, limit=98), ["101 101 97 97"], [(0, 98, M)]),  # on the way up to the high
        (sell(0, 1, trigger=97, limit=102), ["101 101 97 97", "97 102 97 97"], [(1, 102, M)]),
        (buy(0, 1, trigger=99, limit=101), ["101 105 95 99"], [(0, 101, T)]),
        (buy(0, 1, trigger=99, limit=100), ["101 105 101 105", "102 103 100 100"], [(1, 100, M)]),
    ],
)
def test_where_an_order_fills(
    order: Row, bars: list[str], wanted: list[tuple[int, int, LiquiditySide]]
) -> None:
    assert filled(order, *bars) == wanted


@pytest.mark.parametrize(
    "order",
    [
        buy(0, 1, limit=94),
        sell(0, 1, limit=106),
        buy(0, 1, trigger=106),
        sell(0, 1, trigger=94),
        buy(0, 1, trigger=106, limit=107),
    ],
)
def test_an_order_that_is_not_reached_rests(order: Row) -> None:
    output = run(["100", "101 105 95 99"], [order], **MARGIN)
    assert ends(output) == ["ACCEPTED"]
    assert output.orders["row_accepted"].tolist() == [1]


@pytest.mark.parametrize(
    "order", [buy(0, 1, trigger=101), sell(0, 1, trigger=101), buy(0, 1, trigger=90, limit=200)]
)
def test_a_stop_in_the_market_may_be_rejected(order: Row) -> None:
    assert ends(run(["100", "101"], [order], **MARGIN, stop_in_market="reject")) == [
        "REJECTED STOP_IN_MARKET"
    ]
    later = dict(order, row=1)
    assert ends(run(["100", "100", "101"], [later], **MARGIN, stop_in_market="reject")) == [
        "REJECTED STOP_IN_MARKET"
    ]


@pytest.mark.parametrize("force", [IOC, FOK])
def test_immediate_orders_are_decided_on_arrival(force: int) -> None:
    """F8: also for stops, there at the trigger."""
    bars = ["100", "101 105 95 99", "99 105 90 99"]
    assert ends(run(bars, [buy(0, 1, limit=101, time_in_force=force)])) == ["FILLED"]
    assert ends(run(bars, [buy(0, 1, limit=100, time_in_force=force)])) == ["CANCELED TIME_IN_FORCE"]
    assert ends(run(bars, [buy(0, 1, trigger=103, time_in_force=force)])) == ["FILLED"]
    assert ends(run(bars, [buy(0, 1, trigger=103, limit=102, time_in_force=force)])) == [
        "CANCELED TIME_IN_FORCE"
    ]
    assert ends(run(bars, [buy(0, 1, trigger=106, time_in_force=force)])) == ["ACCEPTED"]


@pytest.mark.parametrize("force", [IOC, FOK])
def test_immediate_orders_do_not_wait_for_volume(force: int) -> None:
    """B5."""
    bars = ["100 100 100 100 5", "100 100 100 100 0", "100 100 100 100 5"]
    assert ends(run(bars, [buy(0, 1, time_in_force=force)])) == ["CANCELED TIME_IN_FORCE"]
    output = run(bars, [buy(0, 1)])
    assert (ends(output), fills(output)) == (["FILLED"], [(0, 2, 1, 100)])
    assert output.orders["row_accepted"].tolist() == [1]


def test_both_kinds_of_stop_trigger_before_they_fill() -> None:
    output = run(
        ["100", "101 105 95 99"],
        [buy(0, 1, trigger=103), buy(0, 1, trigger=104, limit=104), buy(0, 1, trigger=99)],
        **MARGIN,
    )
    o, f = output.orders, output.fills
    assert f["order"].tolist() == [2, 0, 1]
    for fill in f:
        order = o[fill["order"]]
        assert order["sequence_accepted"] < order["sequence_triggered"] < fill["sequence"]
        assert order["row_triggered"] == fill["row"]


@pytest.mark.parametrize(
    ("orders", "wanted"),
    [
        ([sell(0, 5, reduce_only=True)], ["REJECTED NOTHING_TO_REDUCE"]),
        ([buy(0, 5), buy(1, 5, reduce_only=True)], ["FILLED", "REJECTED NOTHING_TO_REDUCE"]),
        ([buy(0, 5), sell(1, 9, reduce_only=True)], ["FILLED", "FILLED"]),
        ([buy(0, 5), sell(1, 9, limit=150, reduce_only=True)], ["FILLED", "ACCEPTED"]),
    ],
)
def test_reduce_only_on_arrival(orders: list[Row], wanted: list[str]) -> None:
    """F9: rejected with nothing to reduce, cut to the position."""
    output = run(["100"] * 4, orders, **MARGIN)
    assert ends(output) == wanted
    if len(orders) == 2 and orders[1]["quantity"] == 9:
        assert output.orders["quantity"].tolist() == [5, 5]


def test_this_close_is_where_the_order_is_sent() -> None:
    """T5: at the sending row's close, on that row; what does not fill there rests."""
    orders = [buy(0, 1), buy(0, 1, limit=99), sell(0, 1, trigger=98), buy(0, 1, limit=103)]
    output = run(["100 110 90 102", "102 103 97 100"], orders, **MARGIN, fill_timing="this_close")
    assert fills(output) == [(0, 0, 1, 102), (3, 0, 1, 102), (1, 1, 1, 99), (2, 1, -1, 98)]
    assert output.fills["point"].tolist() == [2, 2, 1, 1]
    assert output.equity.tolist()[0] == 10**12


def test_before_an_instruments_first_row_there_is_no_price() -> None:
    bars = {"A": ["100", "100", "100"], "B": [None, "10", "10"]}
    for timing in ("next_open", "this_close"):
        output = run(bars, [buy(0, 1, instrument=1), buy(1, 1, instrument=1)], fill_timing=timing)
        assert ends(output) == ["DENIED NO_PRICE", "FILLED"]


def test_a_stop_is_not_filled_by_slippage_alone() -> None:
    """The trigger is tested against the market, not against the slipped price."""
    assert filled(buy(0, 1, trigger=103), "101 102 100 101", slippage=FixedSlippage(ticks=2)) == []
