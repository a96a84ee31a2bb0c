"""Why an order filled where it did."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.codes import OrderType
from fastbt.results.explanation import Step
from fastbt.results.fill_steps import TYPE_RULES
from tests.results.stories import BARS, signals, told


def last(name: str = "o1", **order: Any) -> Step:
    return told(order).explain(name).steps[-1]


def test_every_type_has_a_rule():
    assert set(TYPE_RULES) == set(OrderType)


@pytest.mark.parametrize(
    ("order", "why", "rules"),
    [
        ({}, "a market order fills where it arrives", ("F1",)),
        (
            {"order_type": "LIMIT", "price": 101.0},
            "its limit 101.00 was reached already when it arrived", ("F2",),
        ),
        ({"order_type": "LIMIT", "price": 99.0}, "the price came to its limit 99.00", ("F2", "B1", "B3")),
        (
            {"order_type": "LIMIT", "price": 97.0},
            "the price came to its limit 97.00", ("F2", "B1", "B3"),
        ),
        (
            {"order_type": "STOP_MARKET", "trigger_price": 99.0},
            "its trigger 99.00 was reached already when it arrived", ("F3",),
        ),
        (
            {"order_type": "STOP_MARKET", "trigger_price": 102.5},
            "the price came to its trigger 102.50", ("F3", "B1", "B3"),
        ),
        (
            {"order_type": "MARKET_IF_TOUCHED", "trigger_price": 97.0},
            "the price came to its trigger 97.00", ("F5", "B1", "B3"),
        ),
        (
            {"order_type": "STOP_LIMIT", "trigger_price": 104.5, "price": 102.0},
            "after its trigger 104.50 the price came to its limit 102.00", ("F4", "B1", "B3"),
        ),
    ],
)  # fmt: skip
def test_why(order: dict[str, Any], why: str, rules: tuple[str, ...]):
    step = last(**order)
    assert step.text.endswith(f": {why}")
    assert step.rules == rules


def test_gaps():
    bars = BARS.with_columns(high=pl.Series([101.0, 100.5, 105.0, 104.0, 100.0, 99.0]))
    stop = told({"order_type": "STOP_MARKET", "trigger_price": 100.8}, bars=bars).explain("o1").steps[-1]
    assert stop.text.endswith("the open was at or beyond its trigger 100.80; no price in between traded")
    sell = {"side": "SELL", "order_type": "LIMIT", "price": 100.8, "reduce_only": True}
    limit = told({}, sell, bars=bars).explain("o2").steps[-1]
    assert "at 100.80 at the open, MAKER" in limit.text
    assert limit.text.endswith("beyond its limit 100.80 and it takes its own price (limit_gap)")
    limit = told({}, sell, bars=bars, limit_gap="open").explain("o2").steps[-1]
    assert "at 101.00 at the open" in limit.text
    assert limit.text.endswith("it takes the open (limit_gap)")


def test_slippage_and_fees():
    result = told(
        {}, {"ts": "2024-01-03", "side": "SELL"},
        slippage=bt.FixedSlippage(ticks=3), fees=bt.FlatFees(amount=2),
    )  # fmt: skip
    buy, sell = (result.explain(name).steps[-1] for name in ("o1", "o2"))
    assert "at 100.03 at the open, 100.00 before slippage of 0.03, TAKER, fee 2.00 USD" in buy.text
    assert "at 100.97 at the open, 101.00 before slippage of 0.03" in sell.text
    assert str(sell.facts["price_before_slippage"]) == "101.00"
    assert sell.rules == ("F1", "F13", "F14")


def test_at_the_close():
    assert told({}, fill_timing="this_close").explain("o1").steps[-1].rules == ("F1", "T5")
    step = signals(venue=bt.Venue("SIM", on_finish="close")).explain("O-S-2").steps[-1]
    assert step.rules == ("A12",)
    assert step.text.endswith("the end of the run closed what was open, at the last close")


def test_a_market_order_that_waited_for_volume():
    bars = BARS.with_columns(volume=pl.Series([5.0, 0.0, 5.0, 5.0, 5.0, 5.0]))
    steps = told({}, bars=bars).explain("o1").steps
    assert steps[-1].row == 2
    assert steps[-1].text.endswith("it had waited for a row that can fill it")


def test_a_size_found_at_the_fill_and_an_ambiguous_stop():
    result = signals(quantity=None, size=bt.value(1000), stop_loss_price=98.0, take_profit_price=101.5)
    assert "S2" in result.explain("O-S-1").rules
    stop = result.explain("O-S-2").steps[-1]
    assert "O3" in stop.rules
    assert stop.text.endswith("another order of prices was possible")


def test_parts_of_an_order():
    bars = BARS.with_columns(volume=pl.Series([80.0] * 6))
    steps = told({}, bars=bars, volume_limit=0.1).explain("o1").steps
    assert steps[2].text.endswith(
        "fills where it arrives; the size of the row allowed no more (volume_limit)"
    )
    assert steps[2].rules == ("F1", "F11")
    assert steps[3].text.endswith("it had waited for a row that can fill it")
    assert "F11" not in steps[3].rules
    stop = {"order_type": "STOP_MARKET", "trigger_price": 104.0}
    steps = told(stop, bars=bars, volume_limit=0.1).explain("o1").steps
    assert steps[-2].text.endswith(
        "came to its trigger 104.00; the size of the row allowed no more (volume_limit)"
    )
    assert steps[-1].text.endswith("triggered before, it had waited for a row that can fill it")


def test_a_part_that_the_funds_left_is_not_the_rows():
    bars = BARS.with_columns(volume=pl.Series([80.0] * 6))
    result = told({"quantity": 200}, bars=bars, volume_limit=20, on_insufficient_cash="cut")
    (step,) = (step for step in result.explain("o1").steps if step.kind == "ORDER_FILLED")
    assert "volume_limit" not in step.text


TIMES = ["2024-01-02T10:00:00", "2024-01-02T10:01:00", "2024-01-02T10:02:00", "2024-01-02T10:03:00"]


def on_quotes(
    order: dict[str, Any], quotes: list[tuple[float, float, float, float]], **words: Any
) -> list[str]:
    """The fills of one order, sent on the first of some quotes, in words."""
    names = ("bid_price", "ask_price", "bid_size", "ask_size")
    frame = {"ts": TIMES[: len(quotes)]} | dict(zip(names, map(list, zip(*quotes, strict=True)), strict=True))
    table = {"ts": TIMES[:1]} | {name: [word] for name, word in order.items()}
    venue = bt.Venue("SIM", account_type="MARGIN", **words)
    (name,) = bt.from_orders(frame, table, venue=venue).orders["client_order_id"]
    steps = bt.from_orders(frame, table, venue=venue).explain(name).steps
    return [step.text for step in steps if step.kind == "ORDER_FILLED"]


def test_quotes_are_called_quotes():
    quotes = [(99.0, 101.0, 5.0, 5.0), (98.0, 100.0, 5.0, 5.0), (97.0, 99.5, 5.0, 9.0)]
    first, second = on_quotes({"side": "BUY", "quantity": 8}, quotes)
    assert first.startswith("filled 5 at 100.0 on a quote, TAKER")
    assert first.endswith("a market order fills where it arrives; the size of the quote allowed no more")
    assert second.startswith("filled 3 at 99.5 on a quote") and "the size" not in second
    (limit,) = on_quotes({"side": "BUY", "quantity": 5, "price": 99.5}, quotes)
    assert limit.endswith("the quote was at or beyond its limit 99.5 and it takes its own price (limit_gap)")
    (stop,) = on_quotes({"side": "SELL", "quantity": 5, "trigger_price": 97.5}, quotes)
    assert stop.endswith("the quote was at or beyond its trigger 97.5; no price in between traded")
    (now,) = on_quotes({"side": "SELL", "quantity": 5}, quotes, tick_timing="this_row")
    assert now.endswith("a market order fills at once, tick_timing is this_row")
