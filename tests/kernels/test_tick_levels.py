"""The nearest levels by what tests them, and that what rests inside the spread is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.kernels.state import FAR_DOWN, FAR_UP
from tests.kernels.quotes import fills, machine

WIDE = (90, 110)


def order(side: str, **words: Any) -> dict[str, Any]:
    return {"at": 0, "side": side, "quantity": 1, **words}


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ({"side": "BUY", "price": 95}, ("ask_down", 95)),
        ({"side": "SELL", "trigger_price": 85}, ("bid_down", 85)),
        ({"side": "SELL", "price": 105}, ("bid_up", 105)),
        ({"side": "BUY", "trigger_price": 115}, ("ask_up", 115)),
        ({"side": "BUY", "trigger_price": 95, "order_type": "MARKET_IF_TOUCHED"}, ("ask_down", 95)),
        ({"side": "SELL", "trigger_price": 105, "order_type": "MARKET_IF_TOUCHED"}, ("bid_up", 105)),
    ],
)
def test_each_order_is_found_by_what_tests_it(words: dict[str, Any], level: tuple[str, int]):
    done = machine([WIDE, WIDE, WIDE, 100], [order(**words)])
    done.advance(3)
    i = done.instruments[0]
    assert int(i["exact"]) == 1
    name, price = level
    assert int(i[name]) == price
    others = {"bid_down", "ask_down", "last_down", "bid_up", "ask_up", "last_up"} - {name}
    assert {int(i[other]) for other in others} <= {FAR_DOWN, FAR_UP}


@pytest.mark.parametrize(
    ("side", "trigger", "way"), [("SELL", 85, "down"), ("BUY", 115, "up")]
)
@pytest.mark.parametrize("tested", ["MID_POINT", "LAST_PRICE"])
def test_a_price_of_its_own_counts_for_every_side(side: str, trigger: int, way: str, tested: str):
    """Such orders are few: each row that any price brings near is looked at."""
    done = machine([WIDE] * 3 + [100], [order(side, trigger_price=trigger, trigger_type=tested)])
    done.advance(3)
    i = done.instruments[0]
    assert [int(i[f"{name}_{way}"]) for name in ("bid", "ask", "last")] == [trigger] * 3


def test_the_nearest_of_each_side():
    orders = [
        *(order("BUY", price=price) for price in (91, 95, 93)),
        *(order("SELL", trigger_price=price) for price in (80, 84, 82)),
    ]
    done = machine([WIDE] * 4, orders)
    done.advance(4)
    i = done.instruments[0]
    assert (int(i["ask_down"]), int(i["bid_down"])) == (95, 84)
    assert int(i["touch_down"]) == 95


def test_what_rests_inside_the_spread_costs_no_step():
    """A limit above the bid for a thousand rows; the step would leave its row behind."""
    rows: list[Any] = [WIDE] * 1000 + [(90, 95)]
    done = machine(rows, [order("BUY", price=95)])
    seen = []
    real = int(done.run["step_tick"][0])
    done.advance(3)
    done.run["step_tick"] = 0  # a call through it would end this process
    done.advance(1000)
    done.run["step_tick"] = real
    done.advance(1001)
    seen = fills(done)
    assert seen == [(0, 1000, 1, 95)]
