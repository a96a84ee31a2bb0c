"""What is known of one order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fastbt.codes import EventKind, FillPoint
from fastbt.results.instrument_bars import InstrumentBars
from fastbt.results.order_case import OrderCase
from fastbt.results.result import Result
from tests.results.stories import ASSET, signals, told


def case(result: Result, name: str) -> OrderCase:
    return OrderCase.of(name, result.exact, InstrumentBars(result.bars, ASSET), result.settings)


def test_only_its_own():
    known = case(told({}, {"quantity": 5}), "o2")
    assert known.order["quantity"] == 5
    assert {row["client_order_id"] for row in known.events} == {"o2"}
    assert [row["fill_id"] for row in known.fills.values()] == ["F-2"]
    assert known.event(EventKind.ORDER_REJECTED) is None


def test_options_and_their_defaults():
    result = told({}, limit_gap="open")
    assert case(result, "o1").option("limit_gap") == "open"
    assert (
        OrderCase.of("o1", result.exact, InstrumentBars(result.bars, ASSET), {}).option("limit_gap")
        == "limit"
    )


@pytest.mark.parametrize(
    ("result", "name", "point"),
    [
        (told({}), "o1", FillPoint.OPEN),
        (told({}, fill_timing="this_close"), "o1", FillPoint.CLOSE),
        (signals(stop_loss=0.01), "O-S-2", FillPoint.OPEN),
        (signals(limit_price=99.0, stop_loss=0.01), "O-S-2", FillPoint.LEG),
    ],
)
def test_where_it_arrived(result: Result, name: str, point: FillPoint):
    assert case(result, name).arrival_point() is point


def test_levels_before_and_after_the_trigger():
    stop_limit = {"order_type": "STOP_LIMIT", "trigger_price": 102.0, "price": 97.0}
    known = case(told(stop_limit), "o1")
    levels = {row["kind"]: known.level(row) for row in known.events}
    assert levels["ORDER_ACCEPTED"] == ("trigger", Decimal("102.00"))
    assert levels["ORDER_TRIGGERED"] == ("limit", Decimal("97.00"))
    assert case(told({}), "o1").level(case(told({}), "o1").events[0]) is None
