"""Golden cases of bars and ticks in one timeline: ticks win inside their bars, bars where there is no tick (T1, T3, T5, T7, B4)."""

from __future__ import annotations

from .table import QUIET, at, bars, buy, case, coarse, fill, sell, ticks

FIVES = coarse(QUIET, "101 110 90 104", "104 112 95 100")
"""Three bars of five minutes."""
WITHIN = ticks(*[None] * 5, "q 100 102", None, "q 97 99")
"""Quotes in the second bar, at minutes 6 and 8."""
NOT_QUOTED = ticks(*[None] * 5, "q 100 102", None, "q 97 99", *[None] * 7, "p 105", "p 106")
"""The same, and two prints after the third bar."""

CASES = [
    # The second bar holds ticks and only informs: the order arrives on the first of them.
    case(
        "mixed-tick-takes-the-order", "B4 T5", FIVES, [buy(5, "e", 1)], [fill("e", "BUY", 1, 102, "TAKER OPEN", 6)],
        {"e": "FILLED"}, beside=WITHIN,
    ),
    case(
        "mixed-bar-without-ticks-executes", "B4 T5", FIVES, [buy(10, "e", 1)],
        [fill("e", "BUY", 1, 104, "TAKER OPEN", 15)], beside=WITHIN,
    ),
    # Marked by the bid of 97 while the bar that informs closes at 104; the third bar executes and marks with its 100.
    case(
        "mixed-marks", "T7 B4", FIVES, [buy(5, "e", 10)], [fill("e", "BUY", 10, 102, "TAKER OPEN", 6)],
        beside=WITHIN, equity={6: 99_980, 8: 99_950, 10: 99_950, 15: 99_980},
    ),
    # The bar goes down to 90, the ticks tell where it was sold: at the bid of minute 8.
    case(
        "mixed-stop-on-a-tick", "B4 F3 F10", FIVES, [buy(5, "e", 10, stop_loss_price=98)],
        [fill("e", "BUY", 10, 102, "TAKER OPEN", 6), fill("e-SL", "SELL", 10, 97, "TAKER OPEN", 8)],
        beside=WITHIN,
    ),
    # Not reached by asks of 102 and 99, but on the path of the third bar.
    case(
        "mixed-limit-waits-for-the-bar", "B4 F2", FIVES, [buy(5, "e", 1, price=96)],
        [fill("e", "BUY", 1, 96, "MAKER LEG", 15)], {"e": "FILLED"}, beside=WITHIN,
    ),
    # At minute 10 the bar comes first, then the tick at its very end, which keeps the bar from executing.
    case(
        "mixed-tick-at-the-end-of-a-bar", "T1 B4", FIVES, [buy(5, "e", 1)], [fill("e", "BUY", 1, 105, "TAKER OPEN", 10)],
        beside=ticks(*[None] * 9, "q 103 105"),
    ),
    # A tick at minute 5 belongs to the first bar, not to the one that opens there; what is sent at 5 misses it.
    case(
        "mixed-tick-at-the-open-of-a-bar", "T5 B4", FIVES, [buy(5, "e", 1)], [fill("e", "BUY", 1, 101, "TAKER OPEN", 10)],
        beside=ticks(*[None] * 4, "q 99 101"),
    ),
    case(
        "mixed-ticks-of-another-instrument", "B4 T1", {"X.SIM": FIVES}, [buy(5, "e", 1), buy(6, "f", 1, on="Y.SIM")],
        [fill("f", "BUY", 1, 99, "TAKER OPEN", 8), fill("e", "BUY", 1, 101, "TAKER OPEN", 10)],
        beside={"Y.SIM": WITHIN},
    ),
    # Its first close is that of the second bar; the stop is on its way until the third opens.
    case(
        "mixed-time-stop-counts-bars", "S4 B4", FIVES, [buy(5, "e", 1, time_stop=1)],
        [fill("e", "BUY", 1, 102, "TAKER OPEN", 6), fill("O-S-2", "SELL", 1, 104, "TAKER OPEN", 15)], beside=WITHIN,
    ),
    # Due at the close at minute 10, it was sent on the bar, so the tick of that time comes too soon for it.
    case(
        "mixed-time-stop-misses-the-tick-of-its-time", "S4 T5", FIVES, [buy(5, "e", 1, time_stop=1)],
        [fill("e", "BUY", 1, 102, "TAKER OPEN", 6), fill("O-S-2", "SELL", 1, 104, "TAKER OPEN", 15)],
        beside=ticks(*[None] * 5, "q 100 102", *[None] * 3, "q 103 105"),
    ),
    # Of next_close the bars know: sent at 5 it meets a tick, sent at 10 the close of the third bar.
    case(
        "mixed-next-close", "T5", FIVES, [buy(5, "e", 1), buy(10, "f", 1)],
        [fill("e", "BUY", 1, 102, "TAKER OPEN", 6), fill("f", "BUY", 1, 100, "TAKER CLOSE", 15)],
        beside=WITHIN, venue={"fill_timing": "next_close"},
    ),
    # The newest row that executes is the quote of minute 8: tick_timing decides, and the ask of 99 stands.
    case(
        "mixed-this-row", "T5", FIVES, [buy(10, "e", 1)], [fill("e", "BUY", 1, 99, "TAKER CLOSE", 10)],
        beside=WITHIN, venue={"tick_timing": "this_row"},
    ),
    case(
        "mixed-this-close-after-ticks", "T5", FIVES, [buy(10, "e", 1), buy(15, "f", 1)],
        [fill("e", "BUY", 1, 104, "TAKER OPEN", 15), fill("f", "BUY", 1, 100, "TAKER CLOSE", 15)],
        beside=WITHIN, venue={"fill_timing": "this_close"},
    ),
    # The third bar takes the place of the quotes before it: until the next one prints are the market.
    case(
        "mixed-prints-after-a-bar", "T7 F1", FIVES, [buy(15, "e", 10)], [fill("e", "BUY", 10, 105, "TAKER OPEN", 16)],
        beside=NOT_QUOTED, equity={16: 100_000, 17: 100_010},
    ),
    # 4 at each ask; a bar without volume_limit has room for the rest.
    case(
        "mixed-sizes-of-quotes", "F11 B4", FIVES, [buy(5, "e", 10)],
        [
            fill("e", "BUY", 4, 102, "TAKER OPEN", 6),
            fill("e", "BUY", 4, 99, "TAKER OPEN", 8),
            fill("e", "BUY", 2, 104, "TAKER OPEN", 15),
        ],
        beside=ticks(*[None] * 5, "q 100 102 4 4", None, "q 97 99 4 4"),
    ),
    # Two bars of a minute with a print between them: it fills at its own moment, the bars at their opens.
    case(
        "mixed-bar-tick-bar", "T1 T5", bars(QUIET, "101 102 100 101", None, "103 104 103 103"),
        [buy(1, "a", 1), buy(2, "b", 1), sell(3, "c", 2)],
        [
            fill("a", "BUY", 1, 101, "TAKER OPEN", 2),
            fill("b", "BUY", 1, 99, "TAKER OPEN", 3),
            fill("c", "SELL", 2, 103, "TAKER OPEN", 4),
        ],
        beside=ticks(None, None, "p 99"),
    ),
    # Outside the session the tick does not execute, so the bar does.
    case(
        "mixed-tick-outside-the-session", "B8 B4", bars(QUIET, None, "101 103 99 102", length=2), [buy(1, "e", 1)],
        [fill("e", "BUY", 1, 101, "TAKER OPEN", 3)],
        beside=ticks(None, "q 90 91"), venue={"calendar": ((at(0), at(1)), (at(2.5), at(3)))},
    ),
]  # fmt: skip
