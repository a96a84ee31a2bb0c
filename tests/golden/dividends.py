"""Dividends: on what is held before the first row of the ex-date's session, shorts pay them (A10, A13)."""

from __future__ import annotations

from .liquidation import TEN, forced
from .table import QUIET, bars, buy, case, fill, sell

IN = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)
FLAT = bars(QUIET, QUIET, QUIET, QUIET)
CASH = {"account_type": "CASH"}

CASES = [
    case(
        "a-holder-is-paid", "A10", FLAT, [buy(1, "e", 10)], [IN], venue=CASH, start=1_000, dividends={2: "0.24"},
        flows=[(2, "dividend", "2.4")], balance="2.4", equity={1: 1_000, 2: "1002.4"}, positions=[("BUY", 10, 10, "2.4")],
    ),
    # What is bought at the open of the ex-date's session is held too late; what is sold there was held.
    case(
        "before-the-first-row-of-the-session", "A10 T1", FLAT, [buy(2, "late", 5), buy(1, "e", 10), sell(2, "x", 10)],
        [
            IN, fill("late", "BUY", 5, 100, "TAKER OPEN", 3), fill("x", "SELL", 10, 100, "TAKER OPEN", 3),
        ],
        dividends={2: 1}, flows=[(2, "dividend", 10)], balance=100_010,
    ),
    case(
        "a-short-pays", "A10", FLAT, [sell(1, "e", 10)], [fill("e", "SELL", 10, 100, "TAKER OPEN", 2)], dividends={2.5: "0.5"},
        flows=[(2.5, "dividend", -5)], equity={2: 100_000, 3: 99_995}, positions=[("SELL", 10, 10, -5)],
    ),
    # 3 x 0.005 is a cent and a half.
    case(
        "rounded-once-per-position", "A10", FLAT, [buy(1, "e", 3)], [fill("e", "BUY", 3, 100, "TAKER OPEN", 2)],
        dividends={2: "0.005"}, flows=[(2, "dividend", "0.02")],
    ),
    # 0.25 units of two decimals, and no multiplier but the quantity: 0.25 x 1.10.
    case(
        "parts-of-a-share", "A10", FLAT, [buy(1, "e", "0.25")], [fill("e", "BUY", "0.25", 100, "TAKER OPEN", 2)],
        instrument={"size_precision": 2}, dividends={3: "1.1"}, flows=[(3, "dividend", "0.28")],
    ),
    # What rests stays as it is; the money of the dividend pays for what is sent after it.
    case(
        "orders-stay", "A10 A4", bars(QUIET, QUIET, "100 100 99 99", "99 99 99 99"),
        [buy(1, "e", 10), sell(1, "l", 10, price=105, parent_id="e"), buy(3, "more", 1)],
        [IN, fill("more", "BUY", 1, 99, "TAKER OPEN", 4)], {"l": "ACCEPTED"}, venue=CASH, start=1_000, dividends={2: 10},
        flows=[(2, "dividend", 100)], balance=1,
    ),
    # A third goes with the share that is sold: 10 x 1 / 3.
    case(
        "a-part-sold-takes-its-share", "A13 A3", FLAT, [buy(1, "e", 3), sell(2, "x", 1)],
        [fill("e", "BUY", 3, 100, "TAKER OPEN", 2), fill("x", "SELL", 1, 100, "TAKER OPEN", 3)], dividends={2: "3.3333"},
        flows=[(2, "dividend", 10)], trades=[(1, 100, 100, "3.33"), (2, 100, None, "6.67")],
    ),
    # 1,000 - 800 are short of 250.
    case(
        "a-short-is-liquidated", "A10 A5", FLAT, [sell(1, "e", 50)],
        [fill("e", "SELL", 50, 100, "TAKER OPEN", 2), forced("BUY", 100, "TAKER OPEN", 4)], start=1_000, venue=TEN,
        dividends={3.5: 16}, flows=[(3.5, "dividend", -800)], balance=200,
    ),
]
