"""What trailing stops and the exits of entries need, and what contradicts them (``strategies/order_checks.py``)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from fastbt.codes import OrderType, TrailingOffsetType
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.strategies.order_table import read_orders

ROW = {"ts": datetime(2024, 1, 2, 10, tzinfo=UTC), "side": "SELL", "quantity": 1.0}


def read(**words: Any) -> dict[str, Any]:
    return read_orders(pl.from_dicts([ROW | words])).row(0, named=True)


def test_an_offset_makes_a_trailing_stop():
    assert read(trailing_offset=1.5)["order_type"] == OrderType.TRAILING_STOP_MARKET
    assert read(trailing_offset=1.5, limit_offset=0.5)["order_type"] == OrderType.TRAILING_STOP_LIMIT
    assert read(price=1.5)["order_type"] is None
    row = read(trailing_offset=50, trailing_offset_type="basis_points", activation_price=105.0)
    assert row["trailing_offset_type"] == TrailingOffsetType.BASIS_POINTS


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"order_type": "TRAILING_STOP_MARKET"}, "row 0, column 'trailing_offset': a trailing stop needs"),
        (
            {"order_type": "STOP_MARKET", "trigger_price": 9.0, "trailing_offset": 1.0},
            "only a trailing stop has this",
        ),
        ({"activation_price": 9.0}, r"column 'activation_price' \(9.0\): only a trailing stop"),
        ({"limit_offset": 1.0}, "'limit_offset'.*only a trailing stop"),
        ({"trailing_offset_type": "TICKS"}, "'trailing_offset_type'.*only a trailing stop"),
        ({"trailing_offset": 1.0, "trigger_price": 9.0}, "'trigger_price'.*sets its prices itself"),
        ({"trailing_offset": 1.0, "price": 9.0}, "'price'.*sets its prices itself"),
        ({"trailing_offset": 1.0, "order_type": "TRAILING_STOP_LIMIT"}, "'limit_offset'.*needs it"),
        (
            {"trailing_offset": 1.0, "limit_offset": 1.0, "order_type": "TRAILING_STOP_MARKET"},
            "'limit_offset'.*has no limit",
        ),
        ({"trailing_offset": 10_000.0, "trailing_offset_type": "BASIS_POINTS"}, "below 10000 basis points"),
        ({"trailing_offset": 1.5, "trailing_offset_type": "TICKS"}, "a whole number of ticks"),
        ({"trailing_offset": 1.0, "post_only": True}, "'post_only'.*without a limit price always takes"),
    ],
)
def test_what_contradicts_itself(words: dict[str, Any], message: str):
    with pytest.raises(ConfigError, match=message):
        read(**words)


def test_an_unknown_unit():
    with pytest.raises(UnknownNameError, match=r"trailing_offset_type in row 0.*'PERCENT'"):
        read(trailing_offset=1.0, trailing_offset_type="PERCENT")


def test_only_a_submit_has_them():
    cancel = {"action": "cancel", "client_order_id": "a", "side": None, "quantity": None}
    with pytest.raises(ConfigError, match="only a submit has this"):
        read(**cancel, trailing_offset=1.0)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"trailing_stop": 0.0}, r"row 0, column 'trailing_stop' \(0.0\): must be above 0: 0.05 is 5 %"),
        ({"break_even": -0.1, "stop_loss": 0.1}, r"'break_even' \(-0.1\): must be above 0"),
        ({"trailing_stop": 1.0, "side": "BUY"}, "below 1: 0.05 is 5 %; for a distance give trailing_stop_offset"),
        (
            {"trailing_stop": 0.1, "trailing_stop_offset": 2.0},
            "trailing_stop, trailing_stop_offset contradict each other: give one",
        ),
        ({"break_even": 0.1}, "'break_even'.*moves the stop-loss, which is missing: give one of stop_loss,"),
        ({"break_even": 0.1, "trailing_stop": 0.1}, "moves the stop-loss, which is missing"),
        (
            {"quantity": None, "size": 0.1, "size_rule": "risk"},
            "risk is measured by a stop: give one of stop_loss.*trailing_stop, trailing_stop_offset",
        ),
        ({"action": "cancel", "client_order_id": "a", "side": None, "quantity": None, "trailing_stop": 0.1},
         "'trailing_stop'.*only a submit has this"),
    ],
)  # fmt: skip
def test_exits_that_cannot_be(words: dict[str, Any], message: str):
    with pytest.raises(ConfigError, match=message):
        read(**words)


def test_exits_that_can_be():
    assert read(trailing_stop=1.5)["trailing_stop"] == 1.5  # a short may be stopped at +150 %
    row = read(trailing_stop_offset=2.0, stop_loss_offset=3.0, break_even=0.1)
    assert (row["trailing_stop_offset"], row["break_even"]) == (2.0, 0.1)
    assert read(trailing_stop_offset=2.0, quantity=None, size=0.1, size_rule="risk")["size"] == 0.1
