"""Golden cases of break_even: the stop-loss moves to the entry's price once the entry is far enough in gain (F10)."""

from __future__ import annotations

from tests.reference import FixedSlippage

from .modifies import modify
from .table import QUIET, D, bars, buy, case, fill, sell, signals

OHLC = {"bar_path": "OHLC"}
OLHC = {"bar_path": "OLHC"}
EVEN = [buy(1, "e", 10, stop_loss=0.05, break_even=0.02)]
"""In at bar 2's open; stop 95, and from 102 on at the entry's price."""
IN = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)
MOVED = "INITIALIZED SUBMITTED ACCEPTED UPDATED TRIGGERED FILLED"

CASES = [
    # The high of 102 is enough: the stop lies at 100 from there on, and bar 4 falls to it.
    case(
        "break-even", "F10", bars(QUIET, QUIET, "101 102 101 101", "101 101 99 99"), EVEN,
        [IN, fill("e-SL", "SELL", 10, 100, "TAKER LEG", 4, cause="STOP_LOSS", realized=0)], kinds={"e-SL": MOVED},
        columns={"e-SL": {"trigger_price": 100}}, balance=100_000,
    ),
    # A tick less is not.
    case(
        "break-even-not-reached", "F10", bars(QUIET, QUIET, "101 101.99 101 101", "101 101 95 95"), EVEN,
        [IN, fill("e-SL", "SELL", 10, 95, "TAKER LEG", 4)], kinds={"e-SL": "INITIALIZED SUBMITTED ACCEPTED TRIGGERED FILLED"},
    ),
    # It moves once: 120 does not take it further.
    case(
        "break-even-moves-once", "F10", bars(QUIET, QUIET, "101 103 101 102", "102 120 102 119", "119 119 99 99"), EVEN,
        [IN, fill("e-SL", "SELL", 10, 100, "TAKER LEG", 5)], kinds={"e-SL": MOVED},
    ),
    case(
        "break-even-short", "F10", bars(QUIET, QUIET, "99 99 98 98.5", "98.5 101 98.5 101"),
        [sell(1, "e", 10, stop_loss=0.05, break_even=0.02)],
        [fill("e", "SELL", 10, 100, "TAKER OPEN", 2), fill("e-SL", "BUY", 10, 100, "TAKER LEG", 4)],
    ),
    # A leg that moves it, and the next one that hits it.
    case(
        "break-even-and-back-on-one-bar", "F10 B3", bars(QUIET, QUIET, "101 103 99 99"), EVEN,
        [IN, fill("e-SL", "SELL", 10, 100, "TAKER LEG", 3)], venue=OHLC,
    ),
    # The low first: 94 reaches it where it was.
    case(
        "break-even-after-the-low", "F10 B3", bars(QUIET, QUIET, "101 103 94 99"), EVEN,
        [IN, fill("e-SL", "SELL", 10, 95, "TAKER LEG", 3)], venue=OLHC,
    ),
    # worst: the low of 99 does not reach 95, and it may still move, so the high comes first: out at 100 on this bar.
    case(
        "break-even-high-first", "B2 F10", bars(QUIET, QUIET, "101 103 99 102"), EVEN,
        [IN, fill("e-SL", "SELL", 10, 100, "TAKER LEG", 3)],
    ),
    # Once it has moved the low comes first again: 100, before the target of 110.
    case(
        "break-even-low-first-once-moved", "B2 F10", bars(QUIET, QUIET, "101 103 101 102", "102 111 99 110"),
        [buy(1, "e", 10, stop_loss=0.05, break_even=0.02, take_profit=0.1)],
        [IN, fill("e-SL", "SELL", 10, 100, "TAKER LEG", 4, ambiguous=True)], {"e-TP": "CANCELED POSITION_CLOSED"},
    ),
    # The open of 104 first tests the stop of 95, then moves it.
    case(
        "break-even-over-a-gap", "F10", bars(QUIET, QUIET, "104 104 100 101"), EVEN,
        [IN, fill("e-SL", "SELL", 10, 100, "TAKER LEG", 3)], venue=OLHC,
    ),
    # By row: bar 3 moves it when it is over; the close of 99 lies beyond it, so the next open fills.
    case(
        "break-even-by-row", "F10 F6", bars(QUIET, QUIET, "101 103 99 99", "98 99 98 99"), EVEN,
        [IN, fill("e-SL", "SELL", 10, 98, "TAKER OPEN", 4)], venue={"trail_update": "row"},
    ),
    # The entry's price is its fill's, slippage of 0.10 included: from 102.102, to a tick 102.10, on at 100.10.
    case(
        "break-even-with-slippage", "F10 F13", bars(QUIET, QUIET, "101 102.09 101 101", "101 102.1 101 101"), EVEN,
        [fill("e", "BUY", 10, 100.1, "TAKER OPEN", 2)], {"e-SL": "ACCEPTED"}, venue={"slippage": FixedSlippage(10)},
        columns={"e-SL": {"trigger_price": 100.1}},
    ),
    # A gain of a hundredth of a tick is a tick: from 100.01 on.
    case(
        "break-even-at-least-a-tick", "F10", bars(QUIET, QUIET, "100 100.01 100 100"),
        [buy(1, "e", 10, stop_loss=0.05, break_even=0.000001)], [IN, fill("e-SL", "SELL", 10, 100, "TAKER LEG", 3)],
        venue=OHLC,
    ),
    # 2.03 % above 100 is 102.03; in increments of 0.05 it moves from 102.05 on.
    case(
        "break-even-in-increments", "F10 A11", bars(QUIET, QUIET, "101 102 101 101", "101 102.05 101 101"),
        [buy(1, "e", 10, stop_loss=0.05, break_even=0.0203), buy(1, "f", 10, stop_loss=0.05, break_even=0.0208)],
        [IN, fill("f", "BUY", 10, 100, "TAKER OPEN", 2)], instrument={"price_increment": D("0.05")},
        columns={"e-SL": {"trigger_price": 100}, "f-SL": {"trigger_price": 95}},
    ),
    # A stop that lies nearer already, at 101, does not move back.
    case(
        "break-even-moves-in-favor-only", "F10 F15", bars(QUIET, QUIET, "101.5 101.5 101.5 101.5", "101.5 103 101.5 102", "102 102 99 99"),
        [*EVEN, modify(3, "e-SL", trigger_price=101)], [IN, fill("e-SL", "SELL", 10, 101, "TAKER LEG", 5)], kinds={"e-SL": MOVED},
    ),
    # Beside a trailing stop, which has come to 107 from 112.
    case(
        "break-even-beside-a-trailing-stop", "F10", bars(QUIET, QUIET, "101 112 101 110", "110 110 99 99"),
        [buy(1, "e", 10, stop_loss=0.05, break_even=0.02, trailing_stop_offset=5)],
        [IN, fill("e-TS", "SELL", 10, 107, "TAKER LEG", 4)], {"e-SL": "CANCELED POSITION_CLOSED"}, venue=OLHC,
        columns={"e-SL": {"trigger_price": 100}},
    ),
    # The rung of 102 lowers the stop to 5, and the same leg moves it.
    case(
        "break-even-beside-a-ladder", "F10", bars(QUIET, QUIET, "101 103 101 101", "101 101 99 99"),
        [buy(1, "e", 10, stop_loss=0.05, break_even=0.02, take_profit=((0.02, 0.5), (0.2, 0.5)))],
        [IN, fill("e-TP1", "SELL", 5, 102, "MAKER LEG", 3), fill("e-SL", "SELL", 5, 100, "TAKER LEG", 4)],
        kinds={"e-SL": "INITIALIZED SUBMITTED ACCEPTED UPDATED UPDATED TRIGGERED FILLED"},
    ),
    # A bar that touches nothing moves nothing.
    case(
        "break-even-on-a-bar-without-volume", "F10 B5",
        bars("100 100 100 100 10", "100 100 100 100 10", "101 110 101 101 0", "101 101 98 98 10"), EVEN,
        [IN], {"e-SL": "ACCEPTED"}, columns={"e-SL": {"trigger_price": 95}},
    ),
    # Per row; where there is no stop-loss there is nothing to move, and a gain of nothing is denied.
    case(
        "break-even-of-signals", "S4", bars(QUIET, QUIET, "101 102 101 101", "101 101 99 99", QUIET, QUIET),
        signals(6, entries={1, 4, 5}, quantity=10, accumulate=True, stop_loss_offset={1: 5, 5: 5}, break_even={1: 0.02, 4: 0.02, 5: 0}),
        [fill("O-S-1", "BUY", 10, 100, "TAKER OPEN", 2), fill("O-S-2", "SELL", 10, 100, "TAKER LEG", 4),
         fill("O-S-3", "BUY", 10, 100, "TAKER OPEN", 5)],
        {"O-S-4": "DENIED INVALID_PRICE"}, count=4,
    ),
]
