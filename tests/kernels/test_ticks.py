"""One tick: which price fills, tests and lets arrive; the golden cases on ticks show the rules one by one."""

from __future__ import annotations

from typing import Any

from fastbt.kernels.state import NOTHING, ROW_NO_ASK
from tests.kernels.quotes import fills, machine

Q = (99, 101)


def buy(at: int, **words: Any) -> dict[str, Any]:
    return {"at": at, "side": "BUY", "quantity": 1, **words}


def sell(at: int, **words: Any) -> dict[str, Any]:
    return {"at": at, "side": "SELL", "quantity": 1, **words}


def test_the_market_an_instrument_is_left_in():
    done = machine([Q, 100, (98, None)], [buy(0)])
    done.advance(3)
    i = done.instruments[0]
    assert (int(i["bid"]), int(i["ask"]), int(i["middle"]), int(i["last"])) == (98, 101, 99, 100)
    assert (int(i["quote_row"]), int(i["not_shown"])) == (2, ROW_NO_ASK)
    assert int(i["mark"]) == 98


def test_no_print_yet():
    done = machine([Q, Q], [buy(0)])
    done.advance(1)
    assert int(done.instruments["last"][0]) == NOTHING


def test_what_rests_acts_before_what_arrives_and_triggers_before_limits():
    orders = [
        buy(0, price=98),
        buy(0, price=99),
        buy(0, trigger_price=97, order_type="MARKET_IF_TOUCHED"),
        buy(2),
    ]
    done = machine([Q, Q, Q, (95, 97)], orders)
    done.advance(4)
    assert fills(done) == [(2, 3, 1, 97), (1, 3, 1, 99), (0, 3, 1, 98), (3, 3, 1, 97)]


def test_a_print_reaches_limits_of_both_sides():
    done = machine([(90, 110), (90, 110), 100], [buy(0, price=100), sell(0, price=100), sell(0, price=101)])
    done.advance(3)
    assert fills(done) == [(0, 2, 1, 100), (1, 2, -1, 100)]


def test_a_market_order_waits_for_its_side_and_keeps_its_place():
    done = machine([Q, (99, None), (99, None), (99, 103)], [buy(0), buy(1)])
    done.advance(4)
    assert fills(done) == [(0, 3, 1, 103), (1, 3, 1, 103)]


def test_a_trigger_by_prints_waits_for_a_side_to_fill_at():
    orders = [sell(0, trigger_price=98, trigger_type="LAST_PRICE")]
    done = machine([Q, (None, 101), 97, (96, 101)], orders)
    done.advance(4)
    assert fills(done) == [(0, 3, -1, 96)]
    assert int(done.output().orders["row_triggered"][0]) == 2
