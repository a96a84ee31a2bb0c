"""Golden cases of brackets whose entries and exits fill in parts (F10, F11)."""

from __future__ import annotations

from decimal import Decimal as D

from .table import at, bars, buy, case, fill

TENTH = {"volume_limit": D("0.1")}
HUNDRED = "100 100 100 100 100"
"""A bar of which a tenth is 10."""
TWICE = "100 100 100 100 200"
LOTS = {"size_increment": D(5)}
RUNGS = ((0.05, 0.25), (0.1, 0.75))

CASES = [
    # 10, 20, then 25: the stop is for what is filled so far; its level, given as a price, stays.
    case(
        "exit-follows-the-filled-quantity", "F10 F11", bars(HUNDRED, HUNDRED, HUNDRED, HUNDRED),
        [buy(1, "e", 25, stop_loss_price=90)],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2),
            fill("e", "BUY", 10, 100, "TAKER OPEN", 3),
            fill("e", "BUY", 5, 100, "TAKER OPEN", 4),
        ],
        {"e-SL": "ACCEPTED"}, venue=TENTH, columns={"e-SL": {"quantity": 25, "trigger_price": 90}},
        kinds={"e-SL": "INITIALIZED SUBMITTED ACCEPTED UPDATED UPDATED"},
    ),
    # 10 at 100 and 10 at 104 are 102 on average: 5 % below it 96.90, 10 % above it 112.20.
    case(
        "levels-anew-from-the-average", "F10 F11", bars(HUNDRED, HUNDRED, "104 104 104 104 100"),
        [buy(1, "e", 20, stop_loss=0.05, take_profit=0.1)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("e", "BUY", 10, 104, "TAKER OPEN", 3)],
        venue=TENTH,
        columns={"e-SL": {"quantity": 20, "trigger_price": 96.90}, "e-TP": {"quantity": 20, "price": 112.20}},
    ),
    # At 104 the entry's second part moves the target from 101 to 103, which 104 has passed: it sells all at once.
    case(
        "moved-target-acts-at-once", "F10 F11", bars(HUNDRED, HUNDRED, "104 104 104 104 300"),
        [buy(1, "e", 20, take_profit_offset=1)],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2),
            fill("e", "BUY", 10, 104, "TAKER OPEN", 3),
            fill("e-TP", "SELL", 20, 104, "TAKER OPEN", 3),
        ],
        venue=TENTH, balance=100_040, kinds={"e-TP": "INITIALIZED SUBMITTED ACCEPTED UPDATED FILLED"},
    ),
    # The same with no size left for it: it rests at 103 and has 10 of each of the next rows.
    case(
        "moved-target-waits-for-size", "F10 F11",
        bars(HUNDRED, HUNDRED, "104 104 104 104 100", "104 104 104 104 100", "105 105 105 105 100"),
        [buy(1, "e", 20, take_profit_offset=1)],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2),
            fill("e", "BUY", 10, 104, "TAKER OPEN", 3),
            fill("e-TP", "SELL", 10, 103, "MAKER OPEN", 4),
            fill("e-TP", "SELL", 10, 103, "MAKER OPEN", 5),
        ],
        venue=TENTH, balance=100_020,
    ),
    # Of 25 wanted 10 are held when the stop fills: the other 15 are canceled.
    case(
        "first-exit-fill-cancels-the-rest", "F10 F11", bars(HUNDRED, HUNDRED, "94 94 94 94 200", HUNDRED),
        [buy(1, "e", 25, stop_loss=0.05)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 94, "TAKER OPEN", 3)],
        {"e": "CANCELED EXIT_FILLED", "e-SL": "FILLED"}, venue=TENTH, columns={"e": {"filled_quantity": 10}},
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED FILLED CANCELED"},
    ),
    # Half of the stop fills at 95, the rest, a market order by then, at the next open: -50 - 70.
    case(
        "stop-in-parts", "F10 F11 F3 F9", bars(HUNDRED, TWICE, "96 96 94 94 100", "93 93 93 93 100"),
        [buy(1, "e", 20, stop_loss=0.05, take_profit=0.05)],
        [
            fill("e", "BUY", 20, 100, "TAKER OPEN", 2),
            fill("e-SL", "SELL", 10, 95, "TAKER LEG", 3),
            fill("e-SL", "SELL", 10, 93, "TAKER OPEN", 4),
        ],
        {"e-TP": "CANCELED POSITION_CLOSED"}, venue=TENTH, balance=99_880,
        kinds={"e-TP": "INITIALIZED SUBMITTED ACCEPTED UPDATED CANCELED"},
    ),
    # Half of the target fills, the stop is cut to the other half and closes it: 50 - 50.
    case(
        "target-in-parts-then-the-stop", "F10 F11", bars(HUNDRED, TWICE, "100 106 100 100 100", "96 96 94 94 100"),
        [buy(1, "e", 20, stop_loss=0.05, take_profit=0.05)],
        [
            fill("e", "BUY", 20, 100, "TAKER OPEN", 2),
            fill("e-TP", "SELL", 10, 105, "MAKER LEG", 3),
            fill("e-SL", "SELL", 10, 95, "TAKER LEG", 4),
        ],
        {"e-TP": "CANCELED POSITION_CLOSED", "e-SL": "FILLED"}, venue=TENTH, balance=100_000,
        columns={"e-TP": {"filled_quantity": 10, "quantity": 20}},
    ),
    # Lots of 5: a quarter of the first 10 is none, so that rung waits; of 20 it is 5.
    case(
        "rung-waits-for-a-lot", "F10 F11", bars(HUNDRED, HUNDRED, HUNDRED), [buy(1, "e", 20, take_profit=RUNGS)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("e", "BUY", 10, 100, "TAKER OPEN", 3)],
        {"e-TP1": "ACCEPTED", "e-TP2": "ACCEPTED"}, instrument=LOTS, venue=TENTH,
        columns={"e-TP1": {"quantity": 5}, "e-TP2": {"quantity": 15}},
        kinds={"e-TP1": "INITIALIZED SUBMITTED ACCEPTED", "e-TP2": "INITIALIZED SUBMITTED ACCEPTED UPDATED"},
    ),
    # IOC keeps 10 and ends: the rung has no lot to wait for.
    case(
        "rung-of-an-entry-cut-short", "F10 F11 F8", bars(HUNDRED, HUNDRED, HUNDRED),
        [buy(1, "e", 20, take_profit=RUNGS, time_in_force="IOC")], [fill("e", "BUY", 10, 100, "TAKER OPEN", 2)],
        {"e": "CANCELED TIME_IN_FORCE", "e-TP1": "CANCELED QUANTITY_ZERO", "e-TP2": "ACCEPTED"},
        instrument=LOTS, venue=TENTH, columns={"e-TP2": {"quantity": 10}},
    ),
    # So too when the rest expires, half a minute after bar 2: the rung ends with it, at that time.
    case(
        "rung-of-an-entry-that-expires", "F10 F11 F8", bars(HUNDRED, HUNDRED, HUNDRED),
        [buy(1, "e", 20, take_profit=RUNGS, time_in_force="GTD", expire_bar=2.5)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2)],
        {"e": "EXPIRED", "e-TP1": "CANCELED QUANTITY_ZERO", "e-TP2": "ACCEPTED"}, instrument=LOTS, venue=TENTH,
        columns={"e": {"ts_last": at(2.5)}, "e-TP1": {"ts_last": at(2.5)}, "e-TP2": {"quantity": 10}},
    ),
]  # fmt: skip
