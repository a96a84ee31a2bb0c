"""Golden cases of bars of bid and ask beside ticks: which side fills, marks and tests where (B4, B6, T5, T7)."""

from __future__ import annotations

from .finer import FIVES
from .finer_pairs import PAIRS, STILL
from .table import Ticks, at, bar_of, buy, case, coarse, fill, sell, ticks

BOTH = coarse(STILL, "100 109 89 102 | 102 111 91 106", "103 110 94 99 | 105 112 96 101")
"""Three bars of five minutes."""
NO_ASK = (*BOTH[:2], bar_of(at(10), at(15), "103 110 94 99 | -"))
WITHIN = ("q 100 102", None, "q 97 99")
"""Quotes in the second bar, at minutes 6 and 8."""


def beside(*after: str | None) -> Ticks:
    """The quotes in the second bar, and ticks from minute 16 on."""
    return ticks(*[None] * 5, *WITHIN, *[None] * 7, *after)


CASES = [
    # The second bar holds ticks and only informs.
    case(
        "mixed-pairs-tick-takes-the-order", "B4 T5", BOTH, [buy(5, "e", 1)],
        [fill("e", "BUY", 1, 102, "TAKER OPEN", 6)], beside=beside(),
    ),
    # The third bar has no tick: it buys at the ask it opens with, and its bid comes to 110.
    case(
        "mixed-pairs-bar-executes-by-side", "B4 B6", BOTH, [buy(10, "b", 1), sell(10, "s", 1, price=110)],
        [fill("b", "BUY", 1, 105, "TAKER OPEN", 15), fill("s", "SELL", 1, 110, "MAKER LEG", 15)],
        beside=beside(), equity={15: 100_005},
    ),
    # Marked by the bid of 97 while the second bar, which informs, closes at a bid of 102; the third closes at 99.
    case(
        "mixed-pairs-marks", "T7 B4 B6", BOTH, [buy(5, "e", 10)], [fill("e", "BUY", 10, 102, "TAKER OPEN", 6)],
        beside=beside(), equity={6: 99_980, 8: 99_950, 10: 99_950, 15: 99_970},
    ),
    # The third bar has no ask: what is sold there is marked by that of the newest quote, 99, and the buy waits for one.
    case(
        "mixed-pairs-side-missing", "B6 T7", NO_ASK, [sell(10, "s", 1), buy(10, "b", 1)],
        [fill("s", "SELL", 1, 103, "TAKER OPEN", 15), fill("b", "BUY", 1, 106, "TAKER OPEN", 16)],
        beside=beside("q 104 106"), equity={15: 100_004, 16: 99_997},
    ),
    # A print after such a bar is both sides of the market, until the next quote.
    case(
        "mixed-pairs-print-after-a-side-missing", "B6 T7", NO_ASK, [buy(10, "b", 1)],
        [fill("b", "BUY", 1, 107, "TAKER OPEN", 16)], beside=beside("p 107", "p 109"), equity={17: 100_002},
    ),
    # The newest row that executes is the third bar: both sides of its close. At minute 10 it was a tick.
    case(
        "mixed-pairs-this-close", "T5 B6", BOTH, [buy(10, "w", 1), buy(15, "b", 1), sell(15, "s", 1)],
        [
            fill("w", "BUY", 1, 105, "TAKER OPEN", 15),
            fill("b", "BUY", 1, 101, "TAKER CLOSE", 15),
            fill("s", "SELL", 1, 99, "TAKER CLOSE", 15),
        ],
        beside=beside(), venue={"fill_timing": "this_close"},
    ),
    # On the bar a trigger by prints is tested by its side: the ask comes to 111.
    case(
        "mixed-pairs-trigger-on-a-bar", "F3 B6", BOTH, [buy(10, "e", 1, trigger_price=111, trigger_type="LAST_PRICE")],
        [fill("e", "BUY", 1, 111, "TAKER LEG", 15)], beside=beside("p 100"),
    ),
    # The bar tells no traded price: on the quote there is none yet to test it, the print of 101 reaches it.
    case(
        "mixed-pairs-trigger-by-prints-after-a-bar", "F3 B6", BOTH,
        [buy(15, "e", 1, trigger_price=98, trigger_type="LAST_PRICE")],
        [fill("e", "BUY", 1, 106, "TAKER OPEN", 17)], beside=beside("q 104 106", "p 101"),
    ),
    # Minutes of bid and ask and a quote at the end of minute 7 inside a bar of one price: the bid of minute 7 comes to
    # 109, but the quote keeps it from executing. It marks until minute 8, the bar that informs marks nothing. The third
    # bar has nothing finer and comes to 108.
    case(
        "mixed-pairs-finer-minutes-and-a-quote", "B4 B6 T7", FIVES, [buy(5, "b", 1), sell(5, "s", 1, price=108)],
        [fill("b", "BUY", 1, 102, "TAKER OPEN", 6), fill("s", "SELL", 1, 108, "MAKER LEG", 15)], finer=PAIRS[:10],
        beside=ticks(*[None] * 6, "q 105 107"), equity={6: 99_999, 7: 100_003, 8: 99_989, 10: 100_001},
    ),
]  # fmt: skip
