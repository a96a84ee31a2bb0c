"""Money put into an account and taken out of it: when, how much, and what it is not (A1, A13)."""

from __future__ import annotations

from .liquidation import TEN, forced
from .table import QUIET, bars, buy, case, fill, sell

IN = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)
FLAT = bars(QUIET, QUIET, QUIET, QUIET)
CASH = {"account_type": "CASH"}

CASES = [
    # Before the first bar, at the end of the second, after the third.
    case(
        "deposits-and-withdrawals", "A1 T1", FLAT, [buy(1, "e", 10)], [IN], deposits={0.5: 50, 2: 25, 3.5: "-100.25"},
        flows=[(0.5, "deposit", 50), (2, "deposit", 25), (3.5, "withdrawal", "-100.25")],
        equity={1: 100_050, 2: 100_075, 3: 100_075, 4: "99974.75"}, balance="99974.75",
    ),
    # It pays for what is sent after it, not for what was denied before.
    case(
        "a-deposit-pays-for-orders", "A1 A4", FLAT, [buy(1, "a", 10), buy(2, "b", 10)],
        [fill("b", "BUY", 10, 100, "TAKER OPEN", 3)], {"a": "DENIED INSUFFICIENT_CASH", "b": "FILLED"}, start=100,
        venue=CASH, deposits={1: 900}, balance=0, equity={3: 1_000},
    ),
    # 1,000 - 300 are free: 700 may go, 700.01 may not.
    case(
        "what-an-order-locks-stays", "A1 A4", FLAT, [buy(1, "e", 3, price=100)], [fill("e", "BUY", 3, 100, "TAKER OPEN", 2)],
        start=1_000, venue=CASH, deposits={1: "-700.01", 1.5: -700}, flows=[(1.5, "withdrawal", -700)], balance=0,
        refused=["BEYOND_FREE_CASH"], equity={2: 300},
    ),
    # 50 x 100 need 500 of 1,000; 100 of profit are not free, nor what is above them.
    case(
        "margin-and-profit-stay", "A1 A5", bars(QUIET, QUIET, "100 102 100 102", "102 102 102 102"), [buy(1, "e", 50)],
        [fill("e", "BUY", 50, 100, "TAKER OPEN", 2)], start=1_000, venue=TEN, deposits={3: "-490.01", 3.5: -490},
        flows=[(3.5, "withdrawal", -490)], equity={3: 1_100, 4: 610}, refused=["BEYOND_FREE_CASH"],
    ),
    # A loss of 100 is not free either: 900 - 490 of margin.
    case(
        "a-loss-is-gone", "A1 A5", bars(QUIET, QUIET, "100 100 98 98", "98 98 98 98"), [buy(1, "e", 50)],
        [fill("e", "BUY", 50, 100, "TAKER OPEN", 2)], start=1_000, venue=TEN, deposits={3: "-410.01", 3.5: -410},
        flows=[(3.5, "withdrawal", -410)], equity={4: 490}, refused=["BEYOND_FREE_CASH"],
    ),
    # With 400 less the level lies at 47.5 p < 4,400: 92.63; before it was 84.21.
    case(
        "a-withdrawal-moves-the-level", "A5", bars(QUIET, QUIET, QUIET, "100 100 92 95"), [buy(1, "e", 50)],
        [fill("e", "BUY", 50, 100, "TAKER OPEN", 2), forced("SELL", "92.63", "TAKER LEG", 4)], start=1_000, venue=TEN,
        deposits={3: -400}, balance="231.5",
    ),
    # And a deposit moves it away.
    case(
        "a-deposit-moves-it-away", "A5", bars(QUIET, QUIET, QUIET, "100 100 80 95"), [buy(1, "e", 50)],
        [fill("e", "BUY", 50, 100, "TAKER OPEN", 2)], start=1_000, venue=TEN, deposits={3.5: 400}, equity={4: 1_150},
    ),
    # What is put in is no profit of any trade.
    case(
        "no-profit", "A13", FLAT, [buy(1, "e", 10), sell(2, "x", 10)], [IN, fill("x", "SELL", 10, 100, "TAKER OPEN", 3)],
        deposits={2: 500, 3: -200}, flows=[(2, "deposit", 500), (3, "withdrawal", -200)], trades=[(10, 100, 100, 0)],
        balance=100_300,
    ),
]
