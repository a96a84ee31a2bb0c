"""Golden cases of a row that offers its size in parts, at the points of its path (F11, volume_split = points)."""

from __future__ import annotations

from .table import QUIET, bars, buy, case, fill, sell

HUNDRED = "100 100 100 100 100"
POINTS = {"volume_limit": "0.4", "volume_split": "points"}
"""40 lots of 100: 10 at each of the points of a bar that has four, 10 at its close."""
UP_FIRST = {**POINTS, "bar_path": "OHLC"}

CASES = [
    # The rest of a market order waits for the next row; the open of that one has 10 again.
    case(
        "split-at-the-open", "F11", bars(HUNDRED, "100 101 99 100 100", "102 103 101 102 100"), [buy(1, "e", 15)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("e", "BUY", 5, 102, "TAKER OPEN", 3)], {"e": "FILLED"},
        venue=POINTS,
    ),
    # Each leg has its own 10, whatever the open has left.
    case(
        "split-over-the-legs", "F11 B1", bars(HUNDRED, "100 105 95 102 100"),
        [buy(1, "e", 4), sell(1, "up", 12, price=104), buy(1, "down", 12, price=96), sell(1, "back", 12, price=101)],
        [
            fill("e", "BUY", 4, 100, "TAKER OPEN", 2),
            fill("back", "SELL", 10, 101, "MAKER LEG", 2),
            fill("down", "BUY", 10, 96, "MAKER LEG", 2),
        ],
        {"up": "ACCEPTED", "back": "PARTIALLY_FILLED"}, venue=UP_FIRST,
    ),
    # The way to the close has what is left of 40: 10, and the order that is touched there has them.
    case(
        "split-on-the-way-to-the-close", "F11 B1", bars(HUNDRED, "100 105 95 102 100"),
        [buy(1, "stop", 12, trigger_price=105), sell(1, "far", 12, trigger_price=96)],
        [
            fill("stop", "BUY", 10, 105, "TAKER LEG", 2),
            fill("far", "SELL", 10, 96, "TAKER LEG", 2),
        ],
        venue=UP_FIRST,
    ),
    # A high at the open is no move: the close has 40 - 20.
    case(
        "split-without-a-move", "F11 T5", bars(HUNDRED, "100 100 95 98 100"), [buy(1, "e", 25)],
        [fill("e", "BUY", 20, 98, "TAKER CLOSE", 2)], venue={**UP_FIRST, "fill_timing": "next_close"},
    ),
    case(
        "split-with-all-moves", "F11 T5", bars(HUNDRED, "100 105 95 98 100"), [buy(1, "e", 25)],
        [fill("e", "BUY", 10, 98, "TAKER CLOSE", 2)], venue={**UP_FIRST, "fill_timing": "next_close"},
    ),
    # One price: the open has a quarter, the close the rest.
    case(
        "split-of-one-price", "F11 B7", bars(HUNDRED, HUNDRED, HUNDRED), [buy(1, "e", 35)],
        [fill("e", "BUY", 30, 100, "TAKER CLOSE", 2), fill("e", "BUY", 5, 100, "TAKER OPEN", 3)],
        venue={**POINTS, "fill_timing": "next_close"},
    ),
    # 41 x 0.4 = 16.4: 16 lots, to lots of 5 15; a quarter is less than a lot, so it is one: 5.
    case(
        "split-a-lot-at-least", "F11", bars("100 100 100 100 41", "100 101 99 100 41", "100 101 99 100 41"),
        [buy(1, "e", 15)],
        [fill("e", "BUY", 5, 100, "TAKER OPEN", 2), fill("e", "BUY", 5, 100, "TAKER OPEN", 3)],
        venue=POINTS, instrument={"size_increment": "5"},
    ),
    # Two lots for four points: the open and the first extreme have one each, the other and the close none.
    case(
        "split-of-two-lots", "F11", bars("100 100 100 100 5", "100 105 95 102 5"),
        [buy(1, "e", 1), sell(1, "up", 1, price=104), buy(1, "down", 1, price=96)],
        [fill("e", "BUY", 1, 100, "TAKER OPEN", 2), fill("up", "SELL", 1, 104, "MAKER LEG", 2)],
        {"down": "ACCEPTED"}, venue=UP_FIRST,
    ),
    # At the close of the bar it was sent on.
    case(
        "split-at-this-close", "F11 T5", bars("100 105 95 98 100", QUIET + " 100"), [buy(1, "e", 25)],
        [fill("e", "BUY", 10, 98, "TAKER CLOSE", 1), fill("e", "BUY", 10, 100, "TAKER OPEN", 2)],
        venue={**UP_FIRST, "fill_timing": "this_close"},
    ),
]  # fmt: skip
