"""Golden cases on bars of bid and ask: stops that follow the market see their own side, prices of a whole bar are of it.

Rules B6, F1, F6, F10 and F16.
"""

from __future__ import annotations

from .table import Case, bars, buy, case, fill, sell

QUIET = "99 99 99 99 | 101 101 101 101"
RISING = "100 101 100 101 | 102 103 102 103"
IN = fill("e", "BUY", 10, 102, "TAKER OPEN", 2)
EVEN = [buy(1, "e", 10, stop_loss=0.05, break_even=0.02)]
"""In at the ask of 102; stop 96.90, and once the bid is at 104.04 at 102."""

CASES: list[Case] = [
    # A sale follows the bid: 110 takes it to 105; the ask of 130 is none of its concern.
    case(
        "pair-trailing-sale-follows-the-bid", "F6 B6",
        bars(QUIET, "100 110 99 108 | 102 130 101 110", "108 109 100 101 | 110 111 102 103"),
        [sell(1, "t", 10, trailing_offset=5)], [fill("t", "SELL", 10, 105, "TAKER LEG", 3)],
    ),
    # A buy follows the ask: 90 takes it to 95; the bid of 60 does not.
    case(
        "pair-trailing-buy-follows-the-ask", "F6 B6",
        bars(QUIET, "98 99 60 90 | 100 101 90 92", "90 95 89 94 | 92 97 91 96"),
        [buy(1, "t", 10, trailing_offset=5)], [fill("t", "BUY", 10, 95, "TAKER LEG", 3)],
    ),
    # Where the bid is missing the stop stays at 96, wherever the ask goes.
    case(
        "pair-trailing-without-its-side", "F6 B6",
        bars(QUIET, RISING, "- | 130 140 130 140", "101 101 94 95 | 103 103 96 97"),
        [sell(1, "t", 10, trailing_offset=5)], [fill("t", "SELL", 10, 96, "TAKER LEG", 4)],
    ),
    # An entry's trailing stop counts from the ask it paid, 102, so 97; the bid of 104 moves it to 99.
    case(
        "pair-trailing-stop-of-an-entry", "F10 F6 B6",
        bars(QUIET, "100 104 100 103 | 102 106 102 105", "103 103 98 98 | 105 105 100 100"),
        [buy(1, "e", 10, trailing_stop_offset=5)], [IN, fill("e-TS", "SELL", 10, 99, "TAKER LEG", 3)],
    ),
    # Nearer than the spread it is true at once: 101 with a bid of 100.
    case(
        "pair-trailing-stop-within-the-spread", "F16 F10 B6", bars(QUIET, RISING),
        [buy(1, "e", 10, trailing_stop_offset=1)], [IN, fill("e-TS", "SELL", 10, 100, "TAKER OPEN", 2)],
    ),
    # The bid comes to 105, so the stop is at the entry's 102 when bar 4 falls.
    case(
        "pair-break-even-by-the-bid", "F10 B6",
        bars(QUIET, RISING, "103 105 103 104 | 105 107 105 106", "104 104 101 101 | 106 106 103 103"), EVEN,
        [IN, fill("e-SL", "SELL", 10, 102, "TAKER LEG", 4)],
        kinds={"e-SL": "INITIALIZED SUBMITTED ACCEPTED UPDATED TRIGGERED FILLED"},
    ),
    # The ask comes to 107, the bid only to 104: the stop stays at 96.90.
    case(
        "pair-break-even-not-by-the-ask", "F10 B6",
        bars(QUIET, RISING, "103 104 103 104 | 105 107 105 106", "104 104 96 96 | 106 106 98 98"), EVEN,
        [IN, fill("e-SL", "SELL", 10, 96.9, "TAKER LEG", 4)],
    ),
    # A short's stop is bought at the ask: 97 is beyond 98, so it lies at the entry's 100 when the ask rises again.
    case(
        "pair-break-even-of-a-short", "F10 B6",
        bars(
            QUIET, "100 100 99 99 | 102 102 101 101", "97 97.5 95 96 | 99.5 99.5 97 98", "96 101 96 101 | 98 103 98 103"
        ),
        [sell(1, "e", 10, stop_loss=0.05, break_even=0.02)],
        [fill("e", "SELL", 10, 100, "TAKER OPEN", 2), fill("e-SL", "BUY", 10, 100, "TAKER LEG", 4)],
    ),
    # The middle of the ask, (101 + 105) / 2, for a buy; that of the bid, (98 + 103) / 2, for a sale.
    case(
        "pair-fill-at-the-middle", "F1 B6", bars(QUIET, "100 103 98 101 | 102 105 101 103"),
        [buy(1, "b", 10), sell(1, "s", 10)],
        [fill("b", "BUY", 10, 103, "TAKER OPEN", 2), fill("s", "SELL", 10, 100.5, "TAKER OPEN", 2)],
        venue={"fill_price": "mid"},
    ),
    # The highest ask and the lowest bid; the stop lives from the next row on, so the bid of 98 does not reach 99.
    case(
        "pair-fill-at-the-worst", "F1 B6 F10",
        bars(QUIET, "100 103 98 101 | 102 105 101 103", "101 102 98 100 | 103 104 100 102"),
        [buy(1, "e", 10, stop_loss_price=99)],
        [fill("e", "BUY", 10, 105, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 99, "TAKER LEG", 3)],
        venue={"fill_price": "worst"},
    ),
]
