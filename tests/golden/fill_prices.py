"""Golden cases of the price that a market order is offered on a bar: open, mid, worst, vwap (F1)."""

from __future__ import annotations

from tests.reference import FixedSlippage

from .table import QUIET, bars, buy, case, fill, sell, signals, ticks

WIDE = "100 106 97 103"
"""Its middle is 101.50."""
MID = {"fill_price": "mid"}
WORST = {"fill_price": "worst"}
VWAP = {"fill_price": "vwap"}

CASES = [
    case(
        "mid", "F1", bars(QUIET, WIDE), [buy(1, "b", 1), sell(1, "s", 1)],
        [fill("b", "BUY", 1, 101.50, "TAKER OPEN", 2), fill("s", "SELL", 1, 101.50, "TAKER OPEN", 2)], venue=MID,
    ),
    # (106.01 + 97) / 2 = 101.505, half away from zero.
    case(
        "mid-to-a-tick", "F1", bars(QUIET, "100 106.01 97 103"), [buy(1, "b", 1)],
        [fill("b", "BUY", 1, 101.51, "TAKER OPEN", 2)], venue=MID,
    ),
    case(
        "worst-price", "F1", bars(QUIET, WIDE), [buy(1, "b", 1), sell(1, "s", 1)],
        [fill("b", "BUY", 1, 106, "TAKER OPEN", 2), fill("s", "SELL", 1, 97, "TAKER OPEN", 2)],
        venue=WORST, equity={2: 99_991},
    ),
    # The seventh number of a bar is its vwap.
    case(
        "vwap", "F1", bars("100 100 100 100 0 0 100", "100 106 97 103 900 0 102.25"), [buy(1, "b", 1)],
        [fill("b", "BUY", 1, 102.25, "TAKER OPEN", 2)], venue=VWAP,
    ),
    # Limits and stops fill where the path reaches them.
    case(
        "for-market-orders-only", "F1 F2 F3", bars(QUIET, WIDE),
        [buy(1, "limit", 1, price=101), sell(1, "rests", 1, price=105), sell(1, "stop", 1, trigger_price=98)],
        [
            fill("limit", "BUY", 1, 100, "TAKER OPEN", 2),
            fill("stop", "SELL", 1, 98, "TAKER LEG", 2),
            fill("rests", "SELL", 1, 105, "MAKER LEG", 2),
        ],
        venue=WORST,
    ),
    # The bar of the entry holds the stop of 98; the path never stood at 101.50, so the stop is live from bar 3 on.
    case(
        "children-from-the-next-row", "F1 F10", bars(QUIET, WIDE, "103 104 97.50 99"),
        [buy(1, "e", 1, stop_loss_price=98)],
        [fill("e", "BUY", 1, 101.50, "TAKER OPEN", 2), fill("e-SL", "SELL", 1, 98, "TAKER LEG", 3)], venue=MID,
        kinds={"e-SL": "INITIALIZED SUBMITTED ACCEPTED TRIGGERED FILLED"},
    ),
    # There it rests already: a gap fills the stop at the open, and a target at its own price.
    case(
        "children-over-a-gap", "F1 F10", bars(QUIET, WIDE, "96 97 95 96"), [buy(1, "e", 1, stop_loss_price=98)],
        [fill("e", "BUY", 1, 101.50, "TAKER OPEN", 2), fill("e-SL", "SELL", 1, 96, "TAKER OPEN", 3)], venue=MID,
    ),
    case(
        "target-over-a-gap", "F1 F2", bars(QUIET, WIDE, "110 112 109 111"), [buy(1, "e", 1, take_profit_price=105)],
        [fill("e", "BUY", 1, 101.50, "TAKER OPEN", 2), fill("e-TP", "SELL", 1, 105, "MAKER OPEN", 3)], venue=MID,
    ),
    # Levels count from the fill: 106 x 0.9 = 95.40.
    case(
        "levels-from-the-fill", "F1 F10", bars(QUIET, WIDE, "103 104 95 99"), [buy(1, "e", 1, stop_loss=0.1)],
        [fill("e", "BUY", 1, 106, "TAKER OPEN", 2), fill("e-SL", "SELL", 1, 95.40, "TAKER LEG", 3)], venue=WORST,
    ),
    # Slippage comes on top and may leave the bar.
    case(
        "slippage-on-top", "F1 F12 F13", bars(QUIET, WIDE), [buy(1, "b", 1)],
        [fill("b", "BUY", 1, 106.02, "TAKER OPEN", 2, slippage=0.02)], venue=WORST | {"slippage": FixedSlippage(2)},
    ),
    # At this close: of the bar it was sent on.
    case(
        "at-this-close", "F1 T5", bars(QUIET, WIDE, QUIET), [buy(2, "b", 1)],
        [fill("b", "BUY", 1, 101.50, "TAKER CLOSE", 2)], venue=MID | {"fill_timing": "this_close"},
    ),
    # One that waits for volume takes the price of the bar that has some.
    case(
        "after-waiting-for-volume", "F1 B5", bars("100 100 100 100 10", "100 106 97 103 0", "103 104 100 101 10"),
        [buy(1, "b", 1)], [fill("b", "BUY", 1, 102, "TAKER OPEN", 3)], venue=MID,
    ),
    # Closing at the end is at the last close, as ever.
    case(
        "at-the-end", "F1 A12", bars(QUIET, WIDE), [buy(1, "b", 1)],
        [fill("b", "BUY", 1, 106, "TAKER OPEN", 2), fill("O-S-2", "SELL", 1, 103, "TAKER CLOSE", 2)],
        venue=WORST | {"on_finish": "close"},
    ),
    case(
        "signals-at-mid", "F1 S1", bars(QUIET, WIDE, "103 105 99 101"),
        signals(3, entries={1}, exits={2}, quantity=10),
        [fill("O-S-1", "BUY", 10, 101.50, "TAKER OPEN", 2), fill("O-S-2", "SELL", 10, 102, "TAKER OPEN", 3)],
        venue=MID, balance=100_005,
    ),
    # A tick has one price: the option is for bars, and the children live at once.
    case(
        "not-on-ticks", "F1", ticks("q 99 101", "q 100 102", "q 97 99"), [buy(1, "e", 10, stop_loss_price=98)],
        [fill("e", "BUY", 10, 102, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 97, "TAKER OPEN", 3)], venue=WORST,
    ),
    # 6 of 10 at the middle of bar 2; what its size leaves is no first fill: the open of bar 3.
    case(
        "rest-on-the-next-row", "F1 F11", bars("100 100 100 100 6", "100 106 97 103 6", "104 106 97 103 6"),
        [buy(1, "e", 10)],
        [fill("e", "BUY", 6, 101.50, "TAKER OPEN", 2), fill("e", "BUY", 4, 104, "TAKER OPEN", 3)],
        venue=MID | {"volume_limit": 1},
    ),
    # The price offered is the middle: a tick beyond it for the rest.
    case(
        "rest-a-tick-worse", "F1 F11", bars("100 100 100 100 6", "100 106 97 103 6"), [buy(1, "e", 10)],
        [fill("e", "BUY", 6, 101.50, "TAKER OPEN", 2), fill("e", "BUY", 4, 101.51, "TAKER OPEN", 2)],
        venue=MID | {"volume_limit": 1, "remainder": "tick_worse"},
    ),
    # Where the size does not do for any of it too.
    case(
        "all-a-tick-worse", "F1 F11", bars("100 100 100 100 6", "100 106 97 103 6"), [buy(1, "a", 6), sell(1, "b", 4)],
        [fill("a", "BUY", 6, 106, "TAKER OPEN", 2), fill("b", "SELL", 4, 96.99, "TAKER OPEN", 2)],
        venue=WORST | {"volume_limit": 1, "remainder": "tick_worse"},
    ),
]
