"""Golden cases of exits that change while their entry still fills in parts: how much, from when, how long (F9 to F11)."""

from __future__ import annotations

from decimal import Decimal as D

from tests.reference import Latency

from .modifies import modify
from .table import MINUTE, bars, buy, case, command, fill, sell

TENTH = {"volume_limit": D("0.1")}
HUNDRED = "100 100 100 100 100"
"""A bar of which a tenth is 10."""
HIGHER = "104 104 104 104 100"

CASES = [
    # Live from the row after the entry's first fill: its second, at that row's open, does not put the stop off.
    case(
        "late-exits-are-not-put-off", "F10 F11", bars(HUNDRED, HUNDRED, "100 100 94 94 300"),
        [buy(1, "e", 20, stop_loss=0.05)],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2),
            fill("e", "BUY", 10, 100, "TAKER OPEN", 3),
            fill("e-SL", "SELL", 20, 95, "TAKER LEG", 3),
        ],
        venue=TENTH | {"bracket_from": "next_row"}, kinds={"e-SL": "INITIALIZED SUBMITTED ACCEPTED TRIGGERED FILLED"},
    ),
    # Of the 10 sold on bar 3 half close the long. The stop, triggered on that bar with no size left, is for the other 5;
    # 5 more make it 10 at once, not 15 first, though it has to wait again.
    case(
        "exit-is-given-no-more-than-is-held", "F9 F10 F11",
        bars(HUNDRED, HUNDRED, "100 103 100 103 100", "103 103 103 103 50"),
        [buy(1, "h", 5), sell(2, "e", 20, stop_loss_price=102)],
        [
            fill("h", "BUY", 5, 100, "TAKER OPEN", 2),
            fill("e", "SELL", 10, 100, "TAKER OPEN", 3),
            fill("e", "SELL", 5, 103, "TAKER OPEN", 4),
        ],
        venue=TENTH, columns={"e-SL": {"quantity": 10}},
        kinds={"e-SL": "INITIALIZED SUBMITTED ACCEPTED UPDATED TRIGGERED UPDATED"},
    ),
    # Ten are sold again on bar 4, so the entry's time is over; the fill of bar 5 begins it anew: due at the close of bar 7.
    case(
        "time-stop-counts-from-the-fill-that-reopens", "F10 F11 S4",
        bars(HUNDRED, HUNDRED, HIGHER, HIGHER, HUNDRED, HIGHER, HIGHER, HIGHER),
        [buy(1, "e", 20, price=100, time_stop=3), sell(3, "s", 10)],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2),
            fill("s", "SELL", 10, 104, "TAKER OPEN", 4),
            fill("e", "BUY", 10, 100, "MAKER OPEN", 5),
            fill("O-S-3", "SELL", 10, 104, "TAKER OPEN", 8, cause="TIME_STOP"),
        ],
        venue=TENTH,
    ),
    # Ten fill at 96 over a gap, worse than that row; the rest is moved to 90 afterwards.
    case(
        "limit-moved-after-a-gap", "F2 F11 F12 F15", bars(HUNDRED, HUNDRED, "94 95 93 94 100", "94 95 93 94 100"),
        [buy(1, "e", 20, price=96), modify(3, "e", price=90)],
        [fill("e", "BUY", 10, 96, "MAKER OPEN", 3)],
        venue=TENTH, columns={"e": {"price": 90}},
    ),
    # Half a bar for either: the modify to what is filled ends the order although its cancel was sent; that finds it ended.
    case(
        "cut-to-the-filled-with-a-cancel-on-its-way", "F15 F11 T6 O1", bars(HUNDRED, HUNDRED, HIGHER, HIGHER),
        [buy(1, "e", 20, price=100), modify(2, "e", quantity=10), command(2, "cancel", None, "e")],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2)], {"e": "FILLED"},
        venue=TENTH | {"latency": Latency(modify=MINUTE // 2, cancel=MINUTE // 2)}, columns={"e": {"quantity": 10}},
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED FILLED PENDING_UPDATE PENDING_CANCEL UPDATED CANCEL_REJECTED"},
    ),
]  # fmt: skip
