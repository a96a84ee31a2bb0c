"""What is said of each event of an order."""

from __future__ import annotations

import polars as pl
import pytest

import fastbt as bt
from fastbt.codes import FillCause
from fastbt.results.order_steps import SENT_BY
from fastbt.results.result import Result
from tests.results.stories import BARS, signals, told

STOP_LIMIT = {"order_type": "STOP_LIMIT", "trigger_price": 104.0}


def texts(result: Result, name: str) -> list[str]:
    return [step.text for step in result.explain(name).steps]


def test_every_cause_has_words():
    assert list(SENT_BY) == list(FillCause)


def test_a_stop_limit_that_rests_after_its_trigger():
    steps = told(STOP_LIMIT | {"price": 102.0}).explain("o1").steps
    assert [(step.kind, step.row, step.rules) for step in steps[:3]] == [
        ("ORDER_SUBMITTED", 0, ("T2",)),
        ("ORDER_ACCEPTED", 1, ("T5",)),
        ("ORDER_TRIGGERED", 2, ("F4",)),
    ]
    assert steps[2].text == "triggered at 104.00; now a limit order"
    assert steps[1].facts["trigger_price"] == 104


def test_where_an_order_was_accepted():
    assert texts(told({}, fill_timing="this_close"), "o1")[1] == "accepted at the close"
    child = texts(signals(limit_price=99.0, stop_loss_price=94.0), "O-S-2")
    assert child[1] == "accepted on the bar's path, where its entry filled, trigger 94.00"


def test_a_trailing_stop():
    steps = (
        told({"side": "SELL", "order_type": None, "trailing_offset": 3.0}, account_type="MARGIN")
        .explain("o1")
        .steps
    )
    assert (steps[1].text, steps[1].rules) == (
        "accepted at the open, its trigger follows the market",
        ("T5", "F6"),
    )
    assert (steps[2].text, steps[2].rules) == ("triggered at 102.00; now a market order", ("F6",))
    assert (
        steps[3].text
        == "filled 10 at 102.00 on the bar's path, TAKER, no fee: the price came to its trigger 102.00"
    )


def test_a_stop_loss_that_moves_to_its_entrys_price():
    result = told({"stop_loss": 0.2, "break_even": 0.01, "trailing_stop": 0.3})
    moved = next(step for step in result.explain("o1-SL").steps if step.kind == "ORDER_UPDATED")
    entry = result.fills.row(0, named=True)["price"]
    assert moved.text == f"moved to its entry's price, break-even: 10, trigger {entry:.2f}"
    assert moved.rules == ("F10",)
    follows = result.explain("o1-TS").steps
    assert (follows[0].text.split(" at ")[0], follows[0].rules) == ("created with its entry", ("F10",))
    assert follows[1].text.endswith("its trigger follows the market")


def test_a_cut():
    result = told({}, {"ts": "2024-01-03", "side": "SELL", "quantity": 6}, {
        "ts": "2024-01-02", "side": "SELL", "order_type": "LIMIT", "price": 120.0, "reduce_only": True,
    })  # fmt: skip
    cut = result.explain("o3").steps[-1]
    assert (cut.text, cut.rules) == ("cut to the position: 4, limit 120.00", ("F9",))


def test_a_cut_by_a_linked_order():
    """Beside 10 other shares the rung at 102 takes its half off the stop."""
    result = told({}, {"stop_loss": 0.2, "take_profit": [(0.02, 0.5), (0.1, 0.5)]})
    cut = result.explain("o2-SL").steps[2]
    assert (cut.text, cut.rules) == (
        "cut to what the fill of a linked order left: 5, trigger 80.00",
        ("F10",),
    )


def test_a_cancel_and_one_that_comes_too_late():
    cancel = {"action": "cancel", "client_order_id": "o1"}
    result = told(
        {"order_type": "LIMIT", "price": 94.0}, cancel | {"ts": "2024-01-03"}, cancel | {"ts": "2024-01-04"}
    )
    steps = result.explain("o1").steps
    assert [step.text for step in steps[2:]] == [
        "canceled: the strategy canceled it",
        "a cancel was refused: ORDER_CLOSED, the command named an order that had already ended",
    ]
    assert steps[3].rules == ("O1",)


def test_what_expired_between_two_rows():
    order = {
        "order_type": "LIMIT",
        "price": 94.0,
        "time_in_force": "GTD",
        "expire_time": "2024-01-05T12:00:00",
    }
    step = told(order).explain("o1").steps[-1]
    assert (step.kind, step.row, step.rules) == ("ORDER_EXPIRED", None, ("F8",))
    assert step.text == "expired: it was good until 2024-01-05 12:00"


@pytest.mark.parametrize(
    ("words", "name", "says"),
    [
        ({"time_stop": 2}, "O-S-2", "sent by the time stop at the close, 103.00"),
        (
            {"venue": bt.Venue("SIM", on_finish="close")},
            "O-S-2",
            "sent by the end of the run at the close, 98.00",
        ),
    ],
)
def test_orders_that_nobody_sent(words: dict, name: str, says: str):
    assert texts(signals(**words), name)[0] == says


def test_the_rest_of_a_market_to_limit_order():
    bars = BARS.with_columns(volume=pl.Series([80.0] * 6))
    steps = told({"order_type": "MARKET_TO_LIMIT"}, bars=bars, volume_limit=0.1).explain("o1").steps
    assert steps[3].text == "what was left waits as a limit order at its fill price: 10, limit 100.00"
    assert steps[3].rules == ("F7",)


def test_immediate_or_cancel_of_a_row_without_enough_size():
    bars = BARS.with_columns(volume=pl.Series([80.0] * 6))
    result = told({"time_in_force": "IOC"}, bars=bars, volume_limit=0.1)
    assert "could not fill, or not all of it, at once" in str(result.explain("o1"))
