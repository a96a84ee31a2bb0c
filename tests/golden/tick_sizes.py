"""Golden cases of the sizes of quotes and prints: each side fills what it shows, until the next quote (F11 on ticks)."""

from __future__ import annotations

from decimal import Decimal as D

from .table import buy, case, fill, sell, ticks

QUIET = "q 99 101 50 50"

CASES = [
    # 10 at 101, the quote is used up; the next one shows 7, the one after it plenty.
    case(
        "tick-size-market-in-three-parts", "F11 F1",
        ticks(QUIET, "q 99 101 50 10", "q 100 102 50 7", "q 100 103 50 50"), [buy(1, "e", 25)],
        [
            fill("e", "BUY", 10, 101, "TAKER OPEN", 2),
            fill("e", "BUY", 7, 102, "TAKER OPEN", 3),
            fill("e", "BUY", 8, 103, "TAKER OPEN", 4),
        ],
        {"e": "FILLED"}, kinds={"e": "INITIALIZED SUBMITTED ACCEPTED FILLED FILLED FILLED"},
    ),
    case(
        "tick-size-in-sequence", "F11 T3", ticks(QUIET, "q 99 101 50 10", "q 99 101.5 50 10"), [buy(1, "e", 6), buy(1, "f", 6)],
        [
            fill("e", "BUY", 6, 101, "TAKER OPEN", 2),
            fill("f", "BUY", 4, 101, "TAKER OPEN", 2),
            fill("f", "BUY", 2, 101.5, "TAKER OPEN", 3),
        ],
    ),
    case(
        "tick-size-of-each-side", "F11", ticks(QUIET, "q 99 101 5 4"), [buy(1, "e", 9), sell(1, "f", 9)],
        [fill("e", "BUY", 4, 101, "TAKER OPEN", 2), fill("f", "SELL", 5, 99, "TAKER OPEN", 2)],
        {"e": "PARTIALLY_FILLED", "f": "PARTIALLY_FILLED"},
    ),
    case(
        "tick-size-not-known", "F11", ticks(QUIET, "q 99 101 5 -"), [buy(1, "e", 900)],
        [fill("e", "BUY", 900, 101, "TAKER OPEN", 2)],
    ),
    case(
        "tick-size-zero-waits", "F11", ticks(QUIET, "q 99 101 5 0", "q 99 102 5 9"), [buy(1, "e", 9)],
        [fill("e", "BUY", 9, 102, "TAKER OPEN", 3)],
    ),
    # A print does not bring the quote's size back; takers wait for the next quote.
    case(
        "tick-size-taker-waits-for-a-quote", "F11 F1", ticks(QUIET, "q 99 101 50 10", "p 101 500", "q 99 102 50 50"),
        [buy(1, "e", 15)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("e", "BUY", 5, 102, "TAKER OPEN", 4)],
    ),
    # Of the print of 8 the limit nearer to the market has 6, the other 2; then a quote comes down to it.
    case(
        "tick-size-of-a-print", "F11 F2", ticks(QUIET, "q 99 101 50 50", "p 97 8", "q 96 97 50 50"),
        [buy(1, "low", 6, price=97), buy(1, "high", 6, price=98)],
        [
            fill("high", "BUY", 6, 98, "MAKER OPEN", 3),
            fill("low", "BUY", 2, 97, "MAKER OPEN", 3),
            fill("low", "BUY", 4, 97, "MAKER OPEN", 4),
        ],
    ),
    case(
        "tick-size-prints-alone", "F11 F1", ticks("p 100 1", "p 101 4", "p 102 4"), [buy(1, "e", 6)],
        [fill("e", "BUY", 4, 101, "TAKER OPEN", 2), fill("e", "BUY", 2, 102, "TAKER OPEN", 3)],
    ),
    # What a limit took leaves it resting; the quote after is beyond its price, and fills it there.
    case(
        "tick-size-rest-of-a-limit", "F11 F2", ticks(QUIET, "q 99 100 50 10", "q 98 99 50 50"), [buy(1, "e", 15, price=101)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("e", "BUY", 5, 101, "MAKER OPEN", 3)],
    ),
    case(
        "tick-size-ioc", "F11 F8", ticks(QUIET, "q 99 101 50 10", QUIET), [buy(1, "e", 15, time_in_force="IOC")],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2)], {"e": "CANCELED TIME_IN_FORCE"},
    ),
    case(
        "tick-size-fok", "F11 F8", ticks(QUIET, "q 99 101 50 10", QUIET), [buy(1, "e", 15, time_in_force="FOK")],
        [], {"e": "CANCELED TIME_IN_FORCE"},
    ),
    case(
        "tick-size-stop", "F11 F3", ticks(QUIET, "q 97 101 4 50", "q 96 100 50 50"), [sell(1, "e", 10, trigger_price=98)],
        [fill("e", "SELL", 4, 97, "TAKER OPEN", 2), fill("e", "SELL", 6, 96, "TAKER OPEN", 3)],
    ),
    # A tenth of what is shown, down to a lot.
    case(
        "tick-size-share", "F11", ticks(QUIET, "q 99 101 50 59", "q 99 102 50 500"), [buy(1, "e", 15)],
        [fill("e", "BUY", 5, 101, "TAKER OPEN", 2), fill("e", "BUY", 10, 102, "TAKER OPEN", 3)],
        venue={"volume_limit": D("0.1")},
    ),
    case(
        "tick-size-through-fills", "F11", ticks(QUIET, "q 98 99.99 50 3", "q 98 100 50 3"),
        [buy(1, "e", 9, price=100), buy(1, "f", 9, price=99.99)],
        [fill("e", "BUY", 9, 99.99, "TAKER OPEN", 2)], {"f": "ACCEPTED"}, venue={"through_fills": "all"},
    ),
    case(
        "tick-size-tick-worse", "F11", ticks(QUIET, "q 99 101 50 10"), [buy(1, "e", 15)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("e", "BUY", 5, 101.01, "TAKER OPEN", 2)],
        venue={"remainder": "tick_worse"},
    ),
    case(
        "tick-size-closed-out-whole", "F11 A12", ticks(QUIET, "q 99 101 50 50", "q 98 100 1 1"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("O-S-2", "SELL", 10, 98, "TAKER CLOSE", 3)],
        venue={"on_finish": "close"},
    ),
    # The bid of 4 fills a part of the stop-loss, the rest follows at the next bid.
    case(
        "tick-size-bracket", "F11 F10", ticks(QUIET, "q 99 101 50 50", "q 96 98 4 50", "q 95 98 50 50"),
        [buy(1, "e", 10, stop_loss_price=97)],
        [
            fill("e", "BUY", 10, 101, "TAKER OPEN", 2),
            fill("e-SL", "SELL", 4, 96, "TAKER OPEN", 3),
            fill("e-SL", "SELL", 6, 95, "TAKER OPEN", 4),
        ],
    ),
    # 4 at 101, then 6 at 103: an average of 102.20, from which the stop of 5 counts: 97.20.
    case(
        "tick-size-entry-in-parts-moves-its-stop", "F11 F10",
        ticks(QUIET, "q 99 101 50 4", "q 100 103 50 50", "q 97.2 99 50 50"), [buy(1, "e", 10, stop_loss_offset=5)],
        [
            fill("e", "BUY", 4, 101, "TAKER OPEN", 2),
            fill("e", "BUY", 6, 103, "TAKER OPEN", 3),
            fill("e-SL", "SELL", 10, 97.2, "TAKER OPEN", 4),
        ],
    ),
]  # fmt: skip
