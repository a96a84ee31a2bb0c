"""Golden cases of bars of bid and ask beside coarser and finer bars: either may be of one price (B4, B6, T5, T7)."""

from __future__ import annotations

from .finer import FINE, FIVES
from .table import QUIET, at, bar_of, bars, buy, case, coarse, fill, sell, signals

STILL = "99 99 99 99 | 101 101 101 101"
PAIRS = bars(
    *[STILL] * 5,
    "100 102 99 101 | 102 104 101 103", "101 109 100 104 | 103 111 102 106", "104 105 89 91 | 106 107 91 93",
    "91 98 91 97 | 93 100 93 99", "97 103 97 103 | 99 105 99 105",
)  # fmt: skip
"""Bid and ask of the minutes of the first two of FIVES; the third bar has none."""
NO_ASK = (*PAIRS[:5], bar_of(at(5), at(6), "100 102 99 101 | -"), *PAIRS[6:])
BOTH = coarse(STILL, "100 109 89 102 | 102 111 91 106", "103 110 94 99 | 105 112 96 101")
"""Five minutes of bid and ask."""
NO_BID = (BOTH[0], bar_of(at(5), at(10), "- | 102 111 91 106"), BOTH[2])
HALF = (bar_of(at(5), at(5.5), "101 101 100 100"),)

CASES = [
    # Both sides of minute 6, though the strategy's bars have one price.
    case(
        "finer-pairs-both-sides", "B4 B6 T5", FIVES, [buy(5, "b", 1), sell(5, "s", 1)],
        [fill("b", "BUY", 1, 102, "TAKER OPEN", 6), fill("s", "SELL", 1, 100, "TAKER OPEN", 6)],
        finer=PAIRS, equity={6: 99_998},
    ),
    # The bid reaches 108 in minute 7, before 95 in minute 8.
    case(
        "finer-pairs-target-before-stop", "B4 B6 B2", FIVES, [buy(5, "e", 1, stop_loss_price=95, take_profit_price=108)],
        [fill("e", "BUY", 1, 102, "TAKER OPEN", 6), fill("e-TP", "SELL", 1, 108, "MAKER LEG", 7)],
        {"e-SL": "CANCELED POSITION_CLOSED"}, finer=PAIRS,
    ),
    # The bid marks, also after minute 10: the bar that ends with it closes at 104 and only informs. The third bar
    # executes and closes at 100.
    case(
        "finer-pairs-mark", "B4 T7", FIVES, [buy(5, "e", 1)], [fill("e", "BUY", 1, 102, "TAKER OPEN", 6)],
        finer=PAIRS, equity={5: 100_000, 6: 99_999, 8: 99_989, 10: 100_001, 15: 99_998},
    ),
    # So what is sent at its close pays the ask of minute 10.
    case(
        "finer-pairs-this-close", "B4 T5", FIVES, [buy(10, "b", 1), sell(10, "s", 1)],
        [fill("b", "BUY", 1, 105, "TAKER CLOSE", 10), fill("s", "SELL", 1, 103, "TAKER CLOSE", 10)],
        finer=PAIRS, venue={"fill_timing": "this_close"},
    ),
    # A bar of one price without minutes executes both sides at it.
    case(
        "finer-pairs-missing-for-a-bar", "B4 B6", FIVES, [buy(10, "b", 2), sell(10, "s", 1, price=110)],
        [fill("b", "BUY", 2, 104, "TAKER OPEN", 15), fill("s", "SELL", 1, 110, "MAKER LEG", 15)],
        finer=PAIRS, equity={15: 100_002},
    ),
    # Without an ask minute 6 sells only; the buy waits for minute 7.
    case(
        "finer-pairs-side-missing", "B4 B6", FIVES, [buy(5, "b", 1), sell(5, "s", 1)],
        [fill("s", "SELL", 1, 100, "TAKER OPEN", 6), fill("b", "BUY", 1, 103, "TAKER OPEN", 7)],
        finer=NO_ASK, equity={6: 99_999},
    ),
    # Where that is the newest minute, the bar that only informs gives no ask either.
    case(
        "finer-pairs-side-missing-at-the-close", "B4 B6 T5", FIVES, [buy(10, "b", 1), sell(10, "s", 1)],
        [fill("s", "SELL", 1, 101, "TAKER CLOSE", 10), fill("b", "BUY", 1, 104, "TAKER OPEN", 15)],
        finer=NO_ASK[:6], venue={"fill_timing": "this_close"},
    ),
    # Minutes of one price inside bars of bid and ask fill both sides at it; the bar's bid marks at its close.
    case(
        "finer-inside-pairs", "B4 B6 T7", BOTH, [buy(5, "b", 2), sell(5, "s", 1, price=109)],
        [fill("b", "BUY", 2, 101, "TAKER OPEN", 6), fill("s", "SELL", 1, 109, "MAKER LEG", 7)],
        finer=FINE, equity={6: 100_002, 8: 99_999, 10: 100_009},
    ),
    # A bid that is missing stands at the newest close of any row: at 104, that of minute 10.
    case(
        "finer-inside-a-pair-without-bid", "B4 B6 T7", NO_BID, [buy(5, "b", 1)],
        [fill("b", "BUY", 1, 101, "TAKER OPEN", 6)], finer=FINE, equity={10: 100_003},
    ),
    # Pairs inside pairs; the third bar has no minutes.
    case(
        "finer-pairs-inside-pairs", "B4 B6", BOTH, [buy(5, "e", 1, price=92), sell(10, "s", 1)],
        [fill("e", "BUY", 1, 92, "MAKER LEG", 8), fill("s", "SELL", 1, 103, "TAKER OPEN", 15)],
        finer=PAIRS, equity={8: 99_999, 10: 100_010},
    ),
    # Of two lengths the finest wins: a half of minute 6 at one price comes to 100, the ask of the minute to 101 only.
    case(
        "finest-of-one-price-and-pairs", "B4 B6", FIVES, [buy(5, "e", 1, price=100.5)],
        [fill("e", "BUY", 1, 100.5, "MAKER LEG", 5.5)], finer=({"X.SIM": HALF}, {"X.SIM": PAIRS[5:]}),
        equity={6: "100000.5"},
    ),
    # Y has no minutes: its bars of one price execute themselves.
    case(
        "finer-pairs-of-one-instrument", "B4 B6", {"X.SIM": FIVES, "Y.SIM": FIVES},
        [buy(5, "x", 1), buy(5, "y", 1, on="Y.SIM")],
        [fill("x", "BUY", 1, 102, "TAKER OPEN", 6), fill("y", "BUY", 1, 101, "TAKER OPEN", 10)],
        finer=({"X.SIM": PAIRS},), equity={10: 100_004},
    ),
    # Two bars from the entry's on are ten minutes, not two.
    case(
        "finer-pairs-time-stop-counts-bars", "B4 S4", coarse(QUIET, "101 110 90 104", "104 112 95 100", QUIET),
        [buy(5, "e", 1, time_stop=2)],
        [fill("e", "BUY", 1, 102, "TAKER OPEN", 6), fill("O-S-2", "SELL", 1, 100, "TAKER OPEN", 20)], finer=PAIRS,
    ),
    # A signal on the first bar enters at the ask of minute 6, the exit on the second leaves at the third bar's open.
    case(
        "finer-pairs-signals", "B4 B6 S1", FIVES, signals(3, entries={1}, exits={2}, quantity=1),
        [fill("O-S-1", "BUY", 1, 102, "TAKER OPEN", 6), fill("O-S-2", "SELL", 1, 104, "TAKER OPEN", 15)], finer=PAIRS,
    ),
]  # fmt: skip
