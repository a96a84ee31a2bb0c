"""The opening of bars (phase 3): who acts at an open, and in which order."""

from __future__ import annotations

import pytest

from fastbt.simulation.machine import run_machine
from tests.kernels.market import Row, buy, close, fills, market, run, sell, with_columns

GAP_DOWN = ["100", "100", "80 85 75 80", "80"]
GAP_UP = ["100", "100", "120 125 115 120", "120"]


@pytest.mark.parametrize(
    ("orders", "bars", "wanted"),
    [
        # all reached by a gap down: triggers first, then limits from the highest
        (
            [
                buy(0, 1, limit=90),
                sell(0, 2, trigger=95),
                buy(0, 3, limit=95),
                sell(0, 4, trigger=90),
                buy(0, 5, limit=95),
            ],
            GAP_DOWN,
            [(1, 80), (3, 80), (2, 95), (4, 95), (0, 90)],
        ),
        (
            [sell(0, 1, limit=110), buy(0, 2, trigger=105), sell(0, 3, limit=105), buy(0, 4, trigger=110)],
            GAP_UP,
            [(1, 120), (3, 120), (2, 105), (0, 110)],
        ),
        # a limit exactly at the open is reached, one tick further is not
        ([buy(0, 1, limit=80), buy(0, 2, limit=79)], ["100", "100", "80 80 80 80"], [(0, 80)]),
        # what rests goes before what arrives
        ([buy(0, 1, limit=90), buy(1, 7), buy(1, 8, limit=85)], GAP_DOWN, [(0, 90), (1, 80), (2, 80)]),
    ],
)
def test_who_acts_first_at_an_open(orders: list[Row], bars: list[str], wanted: list[tuple[int, int]]) -> None:
    output = run(bars, orders, account_type="MARGIN")
    assert [(fill[0], fill[3]) for fill in fills(output)] == wanted


def test_a_limit_passed_at_the_open_fills_at_it_or_there() -> None:
    """F2."""
    orders = [buy(0, 1, limit=90), sell(0, 1, limit=130)]
    assert [fill[3] for fill in fills(run(GAP_DOWN, orders, account_type="MARGIN"))] == [90]
    assert [fill[3] for fill in fills(run(GAP_DOWN, orders, account_type="MARGIN", limit_gap="open"))] == [80]
    assert [
        fill[3] for fill in fills(run(["100", "100", "140"], orders, account_type="MARGIN", limit_gap="open"))
    ] == [140]


def test_waiting_market_orders_come_between_triggers_and_limits() -> None:
    bars = ["100 100 100 100 5", "100 100 100 100 0", "80 85 75 80 5"]
    orders = [buy(0, 1, limit=90), buy(0, 2), sell(0, 3, trigger=95)]
    assert [fill[0] for fill in fills(run(bars, orders, account_type="MARGIN"))] == [2, 1, 0]


def test_an_order_that_ended_meanwhile_is_passed_over() -> None:
    """Both reduce-only stops are reached by the gap; the first leaves nothing for the second."""
    orders = [buy(0, 5), sell(1, 5, trigger=95, reduce_only=True), sell(1, 5, trigger=90, reduce_only=True)]
    output = run(["100", "100", "100", "80"], orders)
    assert fills(output) == [(0, 1, 5, 100), (1, 3, -5, 80)]


def test_new_orders_arrive_in_sequence_over_all_instruments() -> None:
    bars = {"A": ["10", "11"], "B": ["20", "21"]}
    orders = [
        buy(0, 1, instrument=1),
        buy(0, 2, instrument=0),
        sell(0, 3, instrument=1),
        sell(0, 4, instrument=0),
    ]
    assert [fill[0] for fill in fills(run(bars, orders, account_type="MARGIN"))] == [0, 1, 2, 3]


def test_openings_at_different_times_go_one_after_the_other() -> None:
    """T3.3: B's bar opens half a minute before A's, so B's orders arrive first although they were sent last."""
    bars = {"A": ["10", "11"], "B": ["20", "21"]}
    orders = [buy(0, 1, instrument=0), buy(0, 2, instrument=1)]
    lowered = market(bars, orders, account_type="MARGIN")
    assert [fill[0] for fill in fills(run_machine(lowered))] == [0, 1]
    opens = lowered.columns.ts_open.copy()
    opens[2] += 30 * 10**9
    lowered = with_columns(market(bars, orders, account_type="MARGIN"), ts_open=opens, contiguous=False)
    assert [fill[0] for fill in fills(run_machine(lowered))] == [1, 0]


def test_an_order_waits_for_an_opening_after_it_was_sent() -> None:
    """T5: a bar that opened before the order was sent is no chance, although it ends later."""
    lowered = market(["100", "101", "102"], [buy(0, 1)])
    opens = lowered.columns.ts_open.copy()
    opens[1] -= 1
    lowered = with_columns(lowered, ts_open=opens, contiguous=False)
    assert fills(run_machine(lowered)) == [(0, 2, 1, 102)]


def test_a_bar_without_volume_touches_nothing() -> None:
    """B5: the gap through the stop and the limit is only seen on the next bar with volume."""
    bars = ["100 100 100 100 5", "100 100 100 100 5", "80 80 80 80 0", "85 85 85 85 5"]
    orders = [buy(0, 1, limit=90), sell(0, 2, trigger=95)]
    assert fills(run(bars, orders, account_type="MARGIN")) == [(1, 3, -2, 85), (0, 3, 1, 90)]
    assert fills(run(bars, orders, account_type="MARGIN", fill_on_zero_volume="on")) == [
        (1, 2, -2, 80),
        (0, 2, 1, 90),
    ]


def test_a_close_command_at_the_same_open_finds_the_position() -> None:
    output = run(["100", "100", "101", "102"], [buy(0, 2), close(1)])
    assert fills(output) == [(0, 1, 2, 100), (1, 2, -2, 101)]
