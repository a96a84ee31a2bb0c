"""Trailing stops in the kernel (``kernels/trailing.py``): what moves them, what does not, and who leaves the list."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.codes import OrderStatus, OrderType
from fastbt.kernels.state import (
    BRACKET_FRACTION,
    BRACKET_OFFSET,
    FAR_DOWN,
    FAR_UP,
    NOTHING,
    RATE,
)
from fastbt.simulation.entries import TRAILS
from fastbt.simulation.machine import Machine
from tests.kernels.market import buy, cancel, market, sell

FLAT = "100 100 100 100"


def trails(row: dict[str, Any], offset: int = 5, **words: Any) -> dict[str, Any]:
    """An order that follows the market."""
    limit = words.get("limit_offset", NOTHING)
    kind = OrderType.TRAILING_STOP_MARKET if limit == NOTHING else OrderType.TRAILING_STOP_LIMIT
    terms = {"trail_kind": BRACKET_OFFSET, "limit_offset": limit, "activation": NOTHING, "type": kind}
    return row | terms | {"trail_offset": offset} | words


def follower(offset: int) -> dict[str, Any]:
    """The words of an entry's trailing stop."""
    return {"trailing_stop_kind": BRACKET_OFFSET, "trailing_stop_value": offset}


def run(bars: list[str], *orders: dict[str, Any], until: int | None = None, **venue: Any) -> Machine:
    """A machine that has run up to a group."""
    machine = Machine(market(bars, orders, account_type="MARGIN", **venue))
    machine.advance(len(bars) if until is None else until)
    return machine


def test_bounds_are_the_nearest_prices_that_move_an_order():
    bars = [FLAT, "100 110 100 108", "109 109 106 107"]
    machine = run(bars, trails(sell(0, 1)), trails(buy(0, 1), 50), trails(sell(1, 1), 9), bar_path="OLHC")
    i = machine.instruments[0]
    # The first follows from 110, the second from 109; the buy from 100, as the open of 100 was the lowest.
    assert (i["trail_up"], i["trail_down"]) == (110, 99)
    orders = machine.output().orders
    assert orders["trigger"].tolist() == [105, 150, 100]
    assert (i["touch_down"], i["touch_up"]) == (105, 150)


def test_a_run_without_a_trailing_stop_has_none_of_its_entries():
    machine = Machine(market([FLAT], [sell(0, 1, None, 90)]))
    assert set(TRAILS) & set(machine.entries()) == set()
    assert set(TRAILS) <= set(Machine(market([FLAT], [trails(sell(0, 1))])).entries())
    for words in (follower(5), {"break_even": RATE // 50}):
        assert set(TRAILS) <= set(Machine(market([FLAT], [buy(0, 1) | words])).entries())


def test_those_that_ended_leave_the_list_and_the_bounds():
    bars = [FLAT, FLAT, "100 103 99 102", "102 108 101 107", FLAT]
    machine = run(bars, trails(sell(0, 1)), sell(0, 1, None, 10), cancel(2, 0), until=4)
    i = machine.instruments[0]
    assert (i["trail_first"], i["trail_up"], i["trail_down"]) == (-1, FAR_UP, FAR_DOWN)
    assert machine.output().orders["status"].tolist() == [OrderStatus.CANCELED, OrderStatus.ACCEPTED]


def test_one_of_several_leaves_from_the_middle():
    bars = [FLAT, FLAT, FLAT, "100 106 99 105"]
    orders = [trails(sell(0, n + 1), 10) for n in range(3)]
    machine = run(bars, *orders, cancel(2, 1))
    assert machine.output().orders["trigger"].tolist() == [96, 90, 96]
    assert machine.instruments[0]["trail_up"] == 107


def test_a_reset_forgets_them():
    machine = run([FLAT, "100 110 99 108"], trails(sell(0, 1)), bar_path="OLHC")
    machine.reset()
    i = machine.instruments[0]
    assert (i["trail_first"], i["trail_up"], machine.run["trails_count"][0]) == (-1, FAR_UP, 0)


def test_each_instrument_follows_its_own_market():
    bars = {"X": [FLAT, FLAT, "100 110 100 110", "110 110 104 104"], "Y": [FLAT, FLAT, FLAT, FLAT]}
    orders = [trails(sell(0, 1, instrument=0)), trails(sell(0, 1, instrument=1))]
    lowered = market(bars, orders, account_type="MARGIN", bar_path="OLHC")
    machine = Machine(lowered)
    machine.advance(4)
    out = machine.output()
    assert out.fills["price"].tolist() == [105]
    assert out.orders["trigger"].tolist() == [105, 95]


@pytest.mark.parametrize(
    ("rate", "limit", "trigger", "price"),
    [
        (RATE // 40, NOTHING, 195, NOTHING),  # 2.5 % of 200
        (RATE // 1000, NOTHING, 199, NOTHING),  # 0.2 is less than a tick
        (RATE // 160, NOTHING, 199, NOTHING),  # 198.75 is rounded to 199
        (RATE // 40, RATE // 80, 195, 192),  # 2.5 is rounded to 3, away from zero
        (RATE // 40, 0, 195, 195),
    ],
)
def test_distances_in_basis_points(rate: int, limit: int, trigger: int, price: int):
    bars = ["200 200 200 200"] * 2
    order = trails(sell(0, 1), rate, trail_kind=BRACKET_FRACTION, limit_offset=limit)
    (found,) = run(bars, order).output().orders
    assert (found["trigger"], found["price"]) == (trigger, price)


def test_levels_are_on_the_price_grid():
    bars = ["100 100 100 100", "103 103 103 103"]
    order = trails(sell(0, 1), 4, limit_offset=3)
    (found,) = run(bars, order, instrument={"price_increment": 5}).output().orders
    assert (found["trigger"], found["price"]) == (100, 95)


def test_an_entrys_stops_are_in_the_list_as_they_arrived():
    bars = [FLAT, FLAT, "100 101 100 100"]
    even = buy(0, 1, stop=90) | {"break_even": RATE // 50}
    machine = run(bars, even | follower(5), even | {"break_even": RATE // 100}, bar_path="OHLC")
    out, i = machine.output(), machine.instruments[0]
    # entries 0 and 3, their stop-losses 1 and 4, the trailing stop 2; the gain of 1 % was reached
    assert machine.run["trails_count"][0] == 3
    assert (i["trail_first"], i["trail_last"]) == (0, 1)
    assert out.orders["trigger"][[1, 2, 4]].tolist() == [90, 96, 100]
    assert i["trail_up"] == 102


def test_a_stop_that_moved_leaves_an_empty_list():
    machine = run([FLAT, FLAT, "100 104 100 102"], buy(0, 1, stop=90) | {"break_even": RATE // 50}, bar_path="OLHC")
    i = machine.instruments[0]
    assert (i["trail_first"], i["trail_last"], i["trail_up"], i["touch_down"]) == (-1, -1, FAR_UP, 100)
    assert machine.output().changes["was_trigger"].tolist() == [90]


def test_a_bar_that_does_not_reach_the_gain_costs_no_step():
    even = buy(0, 1, stop=90) | {"break_even": RATE // 50}
    machine = run([FLAT, FLAT, "100 101 99 100"], even, until=2)
    i = machine.instruments[0]
    assert (i["touch_down"], i["trail_up"]) == (90, 102)
