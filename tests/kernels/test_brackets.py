"""Stop-loss, take-profit and time stop of an entry (rules F10, S4, O3)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fastbt.codes import FillCause, FillPoint
from fastbt.kernels.state import BRACKET_FRACTION, BRACKET_OFFSET, RATE
from fastbt.simulation.machine import Machine
from fastbt.venues import FixedSlippage
from tests.kernels.market import MINUTE, Row, buy, close, ends, fills, market, run, sell

QUIET = ["100"] * 4
MARGIN: dict[str, Any] = {"account_type": "MARGIN"}


def levels(order: Row, *bars: str, **options: Any) -> list[tuple[int, int]]:
    """(trigger, price) of the children of one entry; the order of its record tells the stop-loss first."""
    output = run(["100", *bars], [order], **MARGIN, **options)
    children = output.orders[output.orders["parent"] == 0]
    return [(int(o["trigger"] if o["cause"] == 1 else o["price"]), int(o["quantity"])) for o in children]


@pytest.mark.parametrize(
    ("order", "wanted"),
    [
        ({"stop": 95, "target": 110}, [95, 110]),
        ({"stop_kind": BRACKET_FRACTION, "stop_value": RATE // 20}, [96]),  # 5 % of 101 below 101: 95.95
        ({"target_kind": BRACKET_FRACTION, "target_value": RATE // 10}, [111]),  # 111.1
        (
            {"stop_kind": BRACKET_OFFSET, "stop_value": 7, "target_kind": BRACKET_OFFSET, "target_value": 9},
            [94, 110],
        ),
    ],
)
def test_levels_hang_on_the_fill(order: dict[str, int], wanted: list[int]) -> None:
    """F10: on the average fill price, 101; for a short entry mirrored."""
    assert levels({**buy(0, 3), **order}, "101") == [(level, 3) for level in wanted]


def test_levels_of_a_short_entry() -> None:
    order = {
        "stop_kind": BRACKET_FRACTION,
        "stop_value": RATE // 20,
        "target_kind": BRACKET_OFFSET,
        "target_value": 9,
    }
    assert levels({**sell(0, 3), **order}, "101") == [(106, 3), (92, 3)]


def test_levels_hang_on_the_price_after_slippage() -> None:
    order = {"stop_kind": BRACKET_OFFSET, "stop_value": 7}
    assert levels({**buy(0, 3), **order}, "101", slippage=FixedSlippage(ticks=2)) == [(96, 3)]


def test_the_first_member_that_fills_ends_the_other() -> None:
    up, down = "100 112 99 111", "100 101 90 91"
    for bar, wanted, price in (
        (up, ["FILLED", "CANCELED SIBLING_FILLED", "FILLED"], 110),
        (down, ["FILLED", "FILLED", "CANCELED SIBLING_FILLED"], 95),
    ):
        # a second position keeps the account from being flat, which would end reduce-only orders by itself
        output = run(["100", "100", bar, "100"], [buy(0, 3), buy(0, 3, stop=95, target=110)], **MARGIN)
        assert ends(output)[1:] == wanted
        assert fills(output)[-1][2:] == (-3, price)
        assert output.brackets["active"].tolist() == [0]


def test_a_bracket_without_another_position_ends_with_it() -> None:
    """F9 comes before the bracket: the sibling ends because the position is gone."""
    output = run(["100", "100", "100 112 99 111"], [buy(0, 3, stop=95, target=110)], **MARGIN)
    assert ends(output) == ["FILLED", "CANCELED POSITION_CLOSED", "FILLED"]


def test_children_live_from_the_entrys_bar_on() -> None:
    """The entry fills at the open, its target on the same bar's way up; OHLC sees the high first."""
    output = run(["100", "100 112 90 100"], [buy(0, 3, stop=95, target=110)], **MARGIN, bar_path="OHLC")
    assert fills(output) == [(0, 1, 3, 100), (2, 1, -3, 110)]
    output = run(["100", "100 112 90 100"], [buy(0, 3, stop=95, target=110)], **MARGIN)
    assert fills(output) == [(0, 1, 3, 100), (1, 1, -3, 95)]


def test_a_level_that_the_market_has_passed() -> None:
    """The open at 90 is below the stop of 95 (it triggers there, F16), or above the target (it takes the price)."""
    assert fills(run(["100", "90"], [buy(0, 3, stop=95)], **MARGIN)) == [(0, 1, 3, 90), (1, 1, -3, 90)]
    assert fills(run(["100", "120"], [buy(0, 3, target=110)], **MARGIN)) == [(0, 1, 3, 120), (1, 1, -3, 120)]
    rejected = run(["100", "90"], [buy(0, 3, stop=95)], **MARGIN, stop_in_market="reject")
    assert ends(rejected) == ["FILLED", "REJECTED STOP_IN_MARKET"]


def test_each_entry_keeps_its_own_set() -> None:
    orders = [buy(0, 3, stop=95, target=110), buy(1, 4, stop=90, target=120)]
    output = run(["100", "100", "100", "100 111 100 110", "110"], orders, **MARGIN)
    assert fills(output)[-1] == (2, 3, -3, 110)
    assert ends(output) == ["FILLED", "CANCELED SIBLING_FILLED", "FILLED", "FILLED", "ACCEPTED", "ACCEPTED"]
    assert output.instruments["held"][0] == 4


def test_a_set_for_the_whole_position() -> None:
    """S4: stops_per = position."""
    orders = [buy(0, 3, stop=95, target=110), buy(1, 4, stop=90, target=120)]
    output = run([*QUIET, "100 121 100 120"], orders, **MARGIN, stops_per="position")
    assert ends(output) == [
        "FILLED",
        "CANCELED REPLACED",
        "CANCELED REPLACED",
        "FILLED",
        "CANCELED POSITION_CLOSED",
        "FILLED",
    ]
    assert fills(output)[-1] == (5, 4, -7, 120)


def test_a_position_that_closes_takes_its_brackets_along() -> None:
    orders = [dict(buy(0, 3, stop=95), time_kind=1, time_value=3), close(1), buy(3, 5)]
    output = run(["100"] * 8, orders, **MARGIN)
    assert ends(output) == ["FILLED", "CANCELED POSITION_CLOSED", "FILLED", "FILLED"]
    assert output.instruments["held"][0] == 5  # no time stop of the first entry closes the second


# ------------------------------------------------------------------------------------------------ time stops


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_a_time_stop_in_rows(rows: int) -> None:
    """S4: the entry's row is the first; at the close of the n-th the order goes out."""
    output = run(["100"] * 10, [dict(buy(0, 3), time_kind=1, time_value=rows)], **MARGIN)
    assert fills(output) == [(0, 1, 3, 100), (1, 1 + rows, -3, 100)]
    assert output.orders["row_init"].tolist() == [0, rows]
    assert output.fills["cause"][1] == FillCause.TIME_STOP
    assert output.orders["parent"].tolist() == [-1, 0]


@pytest.mark.parametrize(("span", "row"), [(MINUTE, 2), (MINUTE + 1, 3), (3 * MINUTE, 4), (1, 2)])
def test_a_time_stop_in_time(span: int, row: int) -> None:
    """On the first row at or after the fill's row's end + span."""
    output = run(["100"] * 10, [dict(buy(0, 3), time_kind=2, time_value=span)], **MARGIN)
    assert output.orders["row_init"].tolist() == [0, row]


def test_time_stops_count_the_rows_of_their_instrument() -> None:
    bars = {"A": ["100"] * 8, "B": ["10", "10", None, None, "10", "10", "10", "10"]}
    output = run(bars, [dict(buy(0, 3, instrument=1), time_kind=1, time_value=2)], **MARGIN)
    times = output.lowered.columns.ts_event[output.fills["row"]] // MINUTE
    assert times.tolist() == [2, 6]  # rows of B end at 1, 2, 5, 6: the second counted is the one at 5


def test_a_time_stop_closes_what_is_left_of_its_entry() -> None:
    """Two entries; the target of the first has filled, only the second is closed by time."""
    orders = [
        dict(buy(0, 3, target=110), time_kind=1, time_value=4),
        dict(buy(0, 4), time_kind=1, time_value=4),
    ]
    output = run(["100", "100", "100 112 100 100", *["100"] * 6], orders, **MARGIN)
    assert fills(output)[2:] == [(1, 2, -3, 110), (3, 5, -4, 100)]


def test_a_time_stop_ends_its_siblings() -> None:
    orders = [buy(0, 9), dict(buy(0, 4, stop=90, target=120), time_kind=1, time_value=2)]
    output = run(["100"] * 6, orders, **MARGIN)
    assert ends(output) == [
        "FILLED",
        "FILLED",
        "CANCELED SIBLING_FILLED",
        "CANCELED SIBLING_FILLED",
        "FILLED",
    ]
    assert output.instruments["held"][0] == 9


def test_at_this_close_the_row_of_the_fill_is_the_first() -> None:
    output = run(
        ["100"] * 8, [dict(buy(1, 3), time_kind=1, time_value=2)], **MARGIN, fill_timing="this_close"
    )
    assert fills(output) == [(0, 1, 3, 100), (1, 2, -3, 100)]


def test_the_next_time_stop_is_known() -> None:
    """``wake_row`` and ``wake_ts`` are the earliest of the active brackets, none when there is none."""
    orders = [
        dict(buy(0, 1), time_kind=1, time_value=6),
        dict(buy(1, 1), time_kind=1, time_value=2),
        dict(buy(1, 1), time_kind=2, time_value=MINUTE),
    ]
    machine = Machine(market(["100"] * 12, orders, **MARGIN))
    seen = []
    for group in range(1, 12):
        machine.advance(group)
        row, ts = (int(machine.instruments[name][0]) for name in ("wake_row", "wake_ts"))
        seen.append((row if row < 100 else None, ts // MINUTE if ts < 100 * MINUTE else None))
    assert seen[:4] == [(None, None), (7, None), (4, 4), (7, None)]
    assert seen[6:] == [(None, None)] * 5


# ------------------------------------------------------------------------------------------------ ambiguity


@pytest.mark.parametrize(
    ("bar", "cause", "point", "ambiguous"),
    [
        ("100 112 90 100", FillCause.STOP_LOSS, FillPoint.LEG, True),  # both were there; the worse was taken
        ("100 105 90 100", FillCause.STOP_LOSS, FillPoint.LEG, False),
        ("100 112 98 100", FillCause.TAKE_PROFIT, FillPoint.LEG, False),
        ("90 112 85 100", FillCause.STOP_LOSS, FillPoint.OPEN, False),  # at the open there is no doubt
    ],
)
def test_ambiguous_fills(bar: str, cause: FillCause, point: FillPoint, ambiguous: bool) -> None:
    """O3."""
    output = run(["100", "100", bar], [buy(0, 3, stop=95, target=110)], **MARGIN)
    last = output.fills[-1]
    assert (last["cause"], last["point"], bool(last["ambiguous"])) == (cause, point, ambiguous)


def test_a_member_is_left_to_be_counted_in_the_bracket() -> None:
    """What a time stop closes is the entry's quantity while no member has filled."""
    machine = Machine(market(QUIET, [dict(buy(0, 3, stop=95), time_kind=1, time_value=3)], **MARGIN))
    machine.advance(2)
    brackets = machine.output().brackets
    assert (brackets["left"][0], brackets["active"][0], brackets["due_row"][0]) == (3, 1, 4)
    assert np.all(brackets["position"] == 0)
