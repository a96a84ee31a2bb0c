"""Phase 6: rows of orders, cancels, closes, time stops (rules T2, T3, A12)."""

from __future__ import annotations

from typing import Any

import numpy as np

from fastbt.codes import EventKind, Reason
from tests.kernels.market import buy, cancel, cancel_all, close, ends, fills, run, sell

MARGIN: dict[str, Any] = {"account_type": "MARGIN"}
QUIET = ["100"] * 6


def refusals(output: Any) -> list[tuple[str, str]]:
    """Kind and reason of each change."""
    return [(EventKind(int(c["kind"])).name, Reason(int(c["reason"])).name) for c in output.changes]


def test_rows_of_one_group_act_in_their_order() -> None:
    orders = [buy(0, 1), sell(0, 2), buy(0, 3), buy(2, 4), buy(2, 5)]
    assert fills(run(QUIET, orders, **MARGIN)) == [
        (0, 1, 1, 100),
        (1, 1, -2, 100),
        (2, 1, 3, 100),
        (3, 3, 4, 100),
        (4, 3, 5, 100),
    ]


def test_orders_are_sent_after_their_group_is_marked() -> None:
    """T2: at the decision's close; the row is the last of the group."""
    bars = {"A": ["100", "100"], "B": ["10", "10"]}
    output = run(bars, [buy(0, 1, instrument=0), buy(0, 1, instrument=1)])
    assert output.orders["row_init"].tolist() == [1, 1]
    assert output.fills["row"].tolist() == [2, 3]


def test_a_cancel_ends_what_it_names() -> None:
    orders = [buy(0, 1, limit=90), buy(0, 2, limit=90), cancel(2, 0)]
    output = run([*QUIET[:4], "100 100 90 95"], orders)
    assert ends(output) == ["CANCELED BY_USER", "FILLED"]
    assert output.orders["row_last"][0] == 2


def test_a_cancel_before_arrival() -> None:
    assert ends(run(QUIET, [buy(0, 1), cancel(0, 0)])) == ["CANCELED BY_USER"]


def test_a_cancel_of_a_bracket_member() -> None:
    """Members are named through their entry: 1 is the stop-loss, 2 the take-profit."""
    orders = [buy(0, 3, stop=95, target=110), cancel(2, 0, 1)]
    assert ends(run(QUIET, orders)) == ["FILLED", "CANCELED BY_USER", "ACCEPTED"]
    orders[1] = cancel(2, 0, 2)
    assert ends(run(QUIET, orders)) == ["FILLED", "ACCEPTED", "CANCELED BY_USER"]


def test_a_cancel_that_comes_too_late_is_on_record() -> None:
    orders = [buy(0, 1), cancel(2, 0), buy(2, 10**13), cancel(3, 2), buy(3, 1), cancel(4, 4, 1)]
    output = run(QUIET, orders)
    assert ends(output) == ["FILLED", "DENIED INSUFFICIENT_CASH", "FILLED"]
    assert refusals(output) == [("ORDER_CANCEL_REJECTED", "ORDER_CLOSED")] * 3
    assert output.changes["row"].tolist() == [2, 3, 4]
    assert output.changes["order"].tolist() == [0, 1, -1]


def test_a_close_takes_all_that_is_held() -> None:
    output = run(QUIET, [buy(0, 3), close(1), sell(3, 4), close(4)], **MARGIN)
    assert fills(output) == [(0, 1, 3, 100), (1, 2, -3, 100), (2, 4, -4, 100), (3, 5, 4, 100)]
    assert (output.orders["flags"][[1, 3]] & 1 == 1).all()


def test_a_close_when_flat_is_refused() -> None:
    output = run(QUIET, [close(1)])
    assert len(output.orders) == 0
    assert refusals(output) == [("COMMAND_REFUSED", "NO_POSITION")]
    assert output.changes["row"].tolist() == [1]


def test_cancel_all_takes_everything_in_sequence() -> None:
    """Waiting, resting, children and market orders; of one instrument, or of all."""
    bars = {"A": QUIET, "B": ["10"] * 6}
    orders = [
        buy(0, 3, stop=95, target=110, instrument=0),
        buy(0, 1, limit=5, instrument=1),
        sell(2, 1, limit=120, instrument=0),
        buy(2, 1, instrument=1),
    ]
    both = run(bars, [*orders, cancel_all(2)], **MARGIN)
    assert ends(both) == ["FILLED", *["CANCELED BY_USER"] * 5]
    assert (np.diff(both.orders["sequence_last"][1:]) == 1).all()
    one = run(bars, [*orders, cancel_all(2, 1)], **MARGIN)
    assert ends(one) == ["FILLED", "ACCEPTED", "ACCEPTED", "CANCELED BY_USER", "ACCEPTED", "CANCELED BY_USER"]
    none = run(bars, [cancel_all(2)], **MARGIN)
    assert (len(none.orders), len(none.changes)) == (0, 0)


def test_cancel_all_ends_children_with_their_entry_once() -> None:
    output = run(QUIET, [buy(0, 3, limit=90, stop=80, target=120), cancel_all(1)])
    assert ends(output) == ["CANCELED BY_USER", "CANCELED PARENT_ENDED", "CANCELED PARENT_ENDED"]


def test_time_stops_go_before_the_rows_own_orders() -> None:
    """S4."""
    orders = [dict(buy(0, 3), time_kind=1, time_value=2), buy(2, 5)]
    output = run(QUIET, orders, **MARGIN)
    assert fills(output) == [(0, 1, 3, 100), (1, 3, -3, 100), (2, 3, 5, 100)]
