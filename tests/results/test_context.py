"""The numbers behind a reason."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.results.result import Result
from tests.results.stories import signals, told


def last(result: Result, name: str = "o1") -> str:
    return result.explain(name).steps[-1].text


def asset(**limits: Any) -> bt.Equity:
    return bt.Equity("ABC.SIM", currency="USD", price_precision=2, size_precision=0, **limits)


def test_funds_after_a_fill():
    later = {"ts": "2024-01-05", "quantity": 1}
    text = last(told({"quantity": 60}, {"ts": "2024-01-03", "quantity": 50}, later), "o2")
    assert text == (
        "refused when it was sent: 50 x 100.00 are 5,000.00 USD before fees; 4,000.00 USD were free after F-1"
    )


def test_funds_on_margin():
    venue = {"account_type": "MARGIN", "leverage": 2}
    text = last(told({"quantity": 60}, {"ts": "2024-01-03", "quantity": 200}, **venue), "o2")
    assert text.endswith(
        "200 x 100.00 are 20,000.00 USD before fees; 7,000.00 USD were free after F-1 of 10,000.00 USD"
    )


def test_holdings():
    assert last(told({"side": "SELL"})) == "refused when it was sent: it asked for 10 and nothing was held"
    more = told({}, {"ts": "2024-01-03", "side": "SELL", "quantity": 15})
    assert last(more, "o2") == "refused when it was sent: it asked for 15 and 10 was held"
    late = told({"side": "SELL", "reduce_only": True})
    assert last(late) == "refused on arrival: it asked for 10 and nothing was held"


@pytest.mark.parametrize(
    ("limits", "quantity", "says"),
    [
        ({"min_quantity": 20}, 10, "10 against a min_quantity of 20"),
        ({"max_quantity": 5}, 10, "10 against a max_quantity of 5"),
        ({"min_notional": 5000}, 10, "10 x 100.00 are 1,000.00 USD, min_notional is 5,000.00 USD"),
    ],
)
def test_limits_of_the_instrument(limits: dict[str, Any], quantity: int, says: str):
    result = told({"quantity": quantity}, asset=asset(**limits))
    assert last(result) == f"refused when it was sent: {says}"


def test_what_arrived_at_the_wrong_price():
    stop = told({"order_type": "STOP_MARKET", "trigger_price": 99.0}, stop_in_market="reject")
    assert last(stop) == "refused on arrival: the open was 100.00, its trigger 99.00"
    limit = {"order_type": "LIMIT", "price": 98.0, "time_in_force": "IOC"}
    assert last(told(limit)) == "canceled: the open was 100.00, its limit 98.00"
    assert told(limit).explain("o1").rules == ("T2", "T5", "F8")


def test_a_parent_that_ended():
    result = signals(limit_price=90.0, expire_after=1, stop_loss=0.1)
    assert last(result, "O-S-2") == "canceled: its entry O-S-1 is EXPIRED, EXPIRED"


def test_what_closed_the_position():
    # A later entry, and its fill, must not be taken for the cause.
    entries = pl.Series([True, False, False, False, True, False])
    result = signals(entries=entries, stop_loss_price=90.0, take_profit_price=103.0)
    assert result.fills.height == 3
    text = last(result, "O-S-2")
    assert text == "canceled: because of F-2 of O-S-3, SELL 10 at 103.00"
