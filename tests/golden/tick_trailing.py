"""Golden cases of stops that follow the market on quotes and prints (F6, F10), and of exits that live from the next."""

from __future__ import annotations

from .table import QUIET, buy, case, coarse, fill, sell, ticks

QUOTE = "q 99 101"

CASES = [
    # In at 101, so it starts at 96; the bid of 104 moves it to 99, which the bid of 98 jumps.
    case(
        "tick-trailing-stop", "F6 F10", ticks(QUOTE, QUOTE, "q 104 106", "q 100 102", "q 98 100"),
        [buy(1, "e", 10, trailing_stop_offset=5)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("e-TS", "SELL", 10, 98, "TAKER OPEN", 5)],
        {"e-TS": "FILLED"},
    ),
    # Where there are quotes, prints neither test nor move it.
    case(
        "tick-trailing-not-by-prints", "F6", ticks(QUOTE, QUOTE, "p 110", "p 90", "q 97 99", "q 95 97"),
        [buy(1, "e", 10, trailing_stop_offset=5)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("e-TS", "SELL", 10, 95, "TAKER OPEN", 6)],
    ),
    case(
        "tick-trailing-prints-alone", "F6", ticks("p 100", "p 100", "p 110", "p 106", "p 104"),
        [buy(1, "e", 10, trailing_stop_offset=5)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("e-TS", "SELL", 10, 104, "TAKER OPEN", 5)],
    ),
    # Of its own it follows the bid from the one it meets on arrival: 99, then 103, so its trigger is 98.
    case(
        "tick-trailing-order", "F6", ticks(QUOTE, QUOTE, "q 103 105", "q 97 99"), [sell(1, "t", 10, trailing_offset=5)],
        [fill("t", "SELL", 10, 97, "TAKER OPEN", 4)], {"t": "FILLED"},
    ),
    # A buy follows the ask down: from 101 to 95, and buys when it is 2 higher again.
    case(
        "tick-trailing-buy", "F6", ticks(QUOTE, QUOTE, "q 93 95", "q 94.5 96.5", "q 96 98"),
        [buy(1, "t", 10, trailing_offset=2)],
        [fill("t", "BUY", 10, 98, "TAKER OPEN", 5)],
    ),
    # Asleep until the bid reaches 105; from 106 it follows 2 below.
    case(
        "tick-trailing-activation", "F6", ticks(QUOTE, "q 97 99", "q 106 108", "q 104.01 106", "q 103 104"),
        [sell(1, "t", 10, trailing_offset=2, activation_price=105)],
        [fill("t", "SELL", 10, 103, "TAKER OPEN", 5)],
    ),
    # A bid that is not shown moves nothing.
    case(
        "tick-trailing-side-not-shown", "F6", ticks(QUOTE, QUOTE, "q - 120", "q 97 99", "q 96 98"),
        [buy(1, "e", 10, trailing_stop_offset=5)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("e-TS", "SELL", 10, 96, "TAKER OPEN", 5)],
    ),
    # 101 x 1.02 = 103.02 is reached by the bid of 104: the stop of 95 moves to 101.
    case(
        "tick-break-even", "F10", ticks(QUOTE, QUOTE, "q 103 105", "q 104 106", "q 100 102"),
        [buy(1, "e", 10, stop_loss_price=95, break_even=0.02)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 100, "TAKER OPEN", 5)],
        columns={"e-SL": {"trigger_price": 101}},
    ),
    # Moved to 100 by the bid of 105 in the second bar; the third, without ticks, falls through it.
    case(
        "mixed-trailing-stop", "F6 B4", coarse(QUIET, "101 110 90 104", "104 112 95 100"),
        [buy(5, "e", 1, trailing_stop_offset=5)],
        [fill("e", "BUY", 1, 102, "TAKER OPEN", 6), fill("e-TS", "SELL", 1, 100, "TAKER LEG", 15)],
        beside=ticks(*[None] * 5, "q 100 102", None, "q 105 107"),
    ),
    # The bid of 99 lies beyond the stop at once; live from the next row, it is left alone until the fourth.
    case(
        "tick-bracket-from-next-row", "F10", ticks(QUOTE, QUOTE, "q 102 104", "q 99.5 101"),
        [buy(1, "e", 10, stop_loss_price=100)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 99.5, "TAKER OPEN", 4)],
        venue={"bracket_from": "next_row"},
    ),
    # The next row may be another tick of the same time.
    case(
        "tick-bracket-from-next-row-same-time", "F10 T5", ticks(QUOTE, "q 99 101; q 98 100"),
        [buy(1, "e", 10, stop_loss_price=100)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 98, "TAKER OPEN", 2)],
        venue={"bracket_from": "next_row"},
    ),
]  # fmt: skip
