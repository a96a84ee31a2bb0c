"""Golden cases of trailing stops on ticks that prints or the middle test and move (F6), and of levels from a tick's close (F10)."""

from __future__ import annotations

from .table import QUIET, buy, case, coarse, fill, sell, ticks

QUOTE = "q 99 101"
LAST, MIDDLE = {"trigger_type": "LAST_PRICE"}, {"trigger_type": "MID_POINT"}
FIVES = coarse(QUIET, "101 110 90 104", "104 112 95 100")
FROM_CLOSE = {"bracket_anchor": "close", "bracket_from": "next_row"}

CASES = [
    # The print of 106 moves its trigger to 102; bids of 120 and 90 do nothing. The print of 102 triggers it, and it
    # sells at the bid.
    case(
        "trail-by-prints", "F6", ticks(QUOTE, f"{QUOTE}; p 100", "q 120 122", "p 106", "q 90 92", "p 102"),
        [sell(1, "t", 10, trailing_offset=4, **LAST)], [fill("t", "SELL", 10, 90, "TAKER OPEN", 6)],
        columns={"t": {"trigger_price": 102}},
    ),
    # It arrives on a quote, before any print: from the bid of 99, so at 95; the print of 96 neither moves nor triggers it.
    case(
        "trail-by-prints-before-the-first", "F6", ticks(QUOTE, QUOTE, "q 110 112", "p 96", "p 94.5", "q 91 93"),
        [sell(1, "t", 10, trailing_offset=4, **LAST)], [fill("t", "SELL", 10, 110, "TAKER OPEN", 5)],
    ),
    # The middle of 105.505 counts as 105.50 and moves it to 101.50, which 101.505 does not reach and 101.50 does.
    case(
        "trail-by-the-middle", "F6", ticks(QUOTE, QUOTE, "q 105 106.01", "q 101 102.01", "q 101 102", "q 100 102"),
        [sell(1, "t", 10, trailing_offset=4, **MIDDLE)], [fill("t", "SELL", 10, 101, "TAKER OPEN", 5)],
        columns={"t": {"trigger_price": 101.5}},
    ),
    # A quote of one side has no middle: it moves and triggers nothing.
    case(
        "trail-by-the-middle-side-not-shown", "F6", ticks(QUOTE, QUOTE, "q - 200", "q 10 -", "q 97 99", "q 95 97"),
        [sell(1, "t", 10, trailing_offset=4, **MIDDLE)], [fill("t", "SELL", 10, 95, "TAKER OPEN", 6)],
    ),
    # A buy follows the middle down to 94, and buys at the ask when it is 3 higher.
    case(
        "trail-by-the-middle-buys", "F6", ticks(QUOTE, QUOTE, "q 90 98", "q 96 97.98", "q 95 99"),
        [buy(1, "t", 10, trailing_offset=3, **MIDDLE)], [fill("t", "BUY", 10, 99, "TAKER OPEN", 5)],
    ),
    # Asleep until a print of 105; the bid of 120 does not wake it. From 107 it follows 2 below.
    case(
        "trail-by-prints-activation", "F6", ticks(QUOTE, f"{QUOTE}; p 100", "q 120 122", "p 107", "p 106", "p 104.5"),
        [sell(1, "t", 10, trailing_offset=2, activation_price=105, **LAST)], [fill("t", "SELL", 10, 120, "TAKER OPEN", 6)],
        columns={"t": {"trigger_price": 105}},
    ),
    # The middle of 104.995 does not wake it, that of 105 does; it is reached on the next.
    case(
        "trail-by-the-middle-activation", "F6", ticks(QUOTE, QUOTE, "q 104 105.99", "q 104 106", "q 102 104"),
        [sell(1, "t", 10, trailing_offset=2, activation_price=105, **MIDDLE)],
        [fill("t", "SELL", 10, 102, "TAKER OPEN", 5)], columns={"t": {"trigger_price": 103}},
    ),
    # Arriving where its activation is reached by the print, it is rejected if the venue does that.
    case(
        "trail-by-prints-rejected", "F6 F16", ticks(f"{QUOTE}; p 106", QUOTE, "p 106"),
        [sell(1, "t", 10, trailing_offset=2, activation_price=105, **LAST), sell(1, "u", 10, trailing_offset=2, activation_price=105)],
        [], {"t": "REJECTED STOP_IN_MARKET", "u": "ACCEPTED"}, venue={"stop_in_market": "reject"},
    ),
    # Side by side: each is moved by its own price alone.
    case(
        "trails-side-by-side", "F6", ticks(QUOTE, f"{QUOTE}; p 100", "p 110", "q 104 106", "p 105.5", "q 99 101"),
        [sell(1, "own", 1, trailing_offset=5), sell(1, "last", 1, trailing_offset=5, **LAST), sell(1, "mid", 1, trailing_offset=5, **MIDDLE)],
        [fill("own", "SELL", 1, 99, "TAKER OPEN", 6), fill("mid", "SELL", 1, 99, "TAKER OPEN", 6)],
        columns={"own": {"trigger_price": 99}, "mid": {"trigger_price": 100}, "last": {"trigger_price": 105}},
    ),
    # On a bar there is one price: its high of 112 moves the trigger to 107, which the way to its low reaches.
    case(
        "mixed-trail-by-prints", "F6 B4", FIVES, [sell(10, "t", 10, trailing_offset=5, **LAST)],
        [fill("t", "SELL", 10, 107, "TAKER LEG", 15)], venue={"bar_path": "OHLC"}, beside=ticks(*[None] * 5, "p 100", None, "p 97"),
    ),
    # Moved after the row, by the bar's high of 112.
    case(
        "mixed-trail-by-prints-after-the-row", "F6 B4", FIVES, [sell(10, "t", 10, trailing_offset=15, **LAST)], [],
        {"t": "ACCEPTED"}, venue={"trail_update": "row"}, beside=ticks(*[None] * 5, "p 100", None, "p 97"),
        columns={"t": {"trigger_price": 97}},
    ),
    # Filled at the ask of 101, from which its level counts; the next tick, on which it arrives, reaches it.
    case(
        "tick-anchor-close", "F10", ticks(QUOTE, QUOTE, "q 99 101", "q 98 100"),
        [buy(1, "e", 10, stop_loss_offset=2, take_profit_price=110)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 99, "TAKER OPEN", 3)],
        venue=FROM_CLOSE, columns={"e-SL": {"trigger_price": 99}},
    ),
    # A limit of 100 is filled by an ask of 97: levels count from 97, where the tick leaves the side that it took.
    case(
        "tick-anchor-close-of-a-limit", "F10", ticks(QUOTE, QUOTE, "q 96 97", "q 96 97", "q 94 96"),
        [buy(1, "e", 10, price=100, stop_loss_offset=2, take_profit_offset=4)],
        [fill("e", "BUY", 10, 100, "MAKER OPEN", 3), fill("e-SL", "SELL", 10, 94, "TAKER OPEN", 5)],
        venue=FROM_CLOSE, columns={"e-SL": {"trigger_price": 95}, "e-TP": {"price": 101}},
    ),
    # A print fills it; the newest quote has left the ask at 101.
    case(
        "tick-anchor-close-by-a-print", "F10", ticks(QUOTE, QUOTE, "p 98", QUOTE),
        [buy(1, "e", 10, price=98, stop_loss_offset=10)], [fill("e", "BUY", 10, 98, "MAKER OPEN", 3)],
        venue=FROM_CLOSE, columns={"e-SL": {"trigger_price": 91}},
    ),
    # A sale counts from the bid; where that is not shown, from the one seen last.
    case(
        "tick-anchor-close-side-not-shown", "F10", ticks(QUOTE, QUOTE, "q - 101; p 104", QUOTE),
        [sell(1, "e", 10, price=104, stop_loss_offset=10)], [fill("e", "SELL", 10, 104, "MAKER OPEN", 3)],
        venue=FROM_CLOSE, columns={"e-SL": {"trigger_price": 109}},
    ),
    # Prints alone: the print of 95.
    case(
        "tick-anchor-close-prints-alone", "F10", ticks("p 100", "p 100", "p 95", "p 95"),
        [buy(1, "e", 10, price=97, take_profit_offset=5)], [fill("e", "BUY", 10, 97, "MAKER OPEN", 3)],
        venue=FROM_CLOSE, columns={"e-TP": {"price": 100}},
    ),
    # The mean of both fills' closes: 4 by an ask of 96, 6 by one of 91, so (4 x 96 + 6 x 91) / 10 = 93.
    case(
        "tick-anchor-close-in-parts", "F10 F11", ticks(QUOTE, QUOTE, "q 95 96 9 4", "q 90 91 9 9", QUOTE),
        [buy(1, "e", 10, price=97, stop_loss_offset=10)],
        [fill("e", "BUY", 4, 97, "MAKER OPEN", 3), fill("e", "BUY", 6, 97, "MAKER OPEN", 4)],
        venue=FROM_CLOSE, columns={"e-SL": {"trigger_price": 83}},
    ),
    # Filled on a tick it counts from that; filled on the third bar, from the bar's close of 100.
    case(
        "mixed-anchor-close", "F10 B4", FIVES, [buy(5, "e", 1, stop_loss_offset=50), buy(10, "f", 1, stop_loss_offset=50)],
        [fill("e", "BUY", 1, 102, "TAKER OPEN", 6), fill("f", "BUY", 1, 104, "TAKER OPEN", 15)],
        beside=ticks(*[None] * 5, "q 100 102", *[None] * 10, QUOTE), venue=FROM_CLOSE,
        columns={"e-SL": {"trigger_price": 52}, "f-SL": {"trigger_price": 50}},
    ),
]  # fmt: skip
