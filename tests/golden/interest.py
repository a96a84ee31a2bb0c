"""Interest on cash and on positions: on what, for how long, by which rate (A8, T1, A13)."""

from __future__ import annotations

from .liquidation import TEN, forced
from .table import QUIET, D, bars, buy, case, fill, sell

IN = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)
FLAT = bars(QUIET, QUIET, QUIET, QUIET)
CASH = {"account_type": "CASH"}
MIDNIGHT = 1_440
"""The bar that ends at the first midnight."""

CASES = [
    # A rate of 525.6 a year is a thousandth a minute: nothing before its first row, then a minute, then one and a half.
    case(
        "cash-bears-interest", "A8 T1", FLAT, [], [], rates={"deposit": {2: "525.6", 3: "525.6", 4: 0, 4.5: 0}},
        flows=[(3, "interest", 100), (4, "interest", "100.1")], equity={2: 100_000, 3: 100_100, 4: "100200.1"},
        balance="100200.1",
    ),
    # The rate that was in force, not the one that begins.
    case(
        "by-the-rate-that-was-in-force", "A8", FLAT, [], [], rates={"deposit": {1: "525.6", 2: "1051.2", 2.5: "-525.6", 3: 0}},
        flows=[(2, "interest", 100), (2.5, "interest", "100.1"), (3, "interest", "-50.1")],
    ),
    # A rate from before the data holds from its first row on; what comes after the data is no stretch of it.
    case(
        "within-the-data", "A8", FLAT, [], [], rates={"deposit": {-5: "525.6", 0.5: "1051.2", 2: 0, 9: 0}},
        flows=[(2, "interest", 200)], balance=100_200,
    ),
    # 360 days: 100,000 x 518.4 / 518,400 minutes. Half a cent is a cent.
    case(
        "by-day-count", "A8", FLAT, [], [],
        rates={"deposit": {1: ("518.4", "ACT/360"), 2: ("527.04", "ACT/ACT"), 3: ("0.02628", "ACT/365"), 4: 0}}, start=100_000,
        flows=[(2, "interest", 100), (3, "interest", "100.1"), (4, "interest", "0.01")],
    ),
    # At a midnight between two rows: 2020 has 366 days, of which the first minute of the stretch is one of 527,040.
    case(
        "at-each-midnight", "A8", {"X.SIM": (*bars(*[None] * (MIDNIGHT - 2), QUIET, QUIET, QUIET, QUIET),)}, [], [],
        rates={"deposit": {MIDNIGHT - 1: ("527.04", "ACT/ACT"), MIDNIGHT + 2: ("0", "ACT/ACT")}},
        flows=[(MIDNIGHT, "interest", 100), (MIDNIGHT + 2, "interest", "200.2")],
    ),
    # What is bought whole is paid from cash, on MARGIN too: 100,000 - 1,000.
    case(
        "what-is-bought-is-no-cash", "A8", FLAT, [buy(1, "e", 10)], [IN], rates={"deposit": {2: "525.6", 3: 0}},
        flows=[(3, "interest", 99)],
    ),
    # A contract is not paid for: all of it bears interest, and what it has gained, 100,000 + 100.
    case(
        "a-contract-leaves-the-cash", "A8 A7", bars(QUIET, QUIET, "100 110 100 110", QUIET), [buy(1, "e", 10)], [IN],
        instrument={"kind": "FuturesContract"}, rates={"deposit": {2: "525.6", 3: 0}}, flows=[(3, "interest", "100.1")],
    ),
    # What a short sale brings is no cash of its own: 100,000 - 0, not + 1,000.
    case(
        "a-short-brings-no-cash", "A8", FLAT, [sell(1, "e", 10)], [fill("e", "SELL", 10, 100, "TAKER OPEN", 2)],
        rates={"deposit": {2: "525.6", 3: 0}}, flows=[(3, "interest", 100)],
    ),
    # Borrowed is the value of longs above equity: 50 x 102 - 1,100; of a deposit rate it has nothing.
    case(
        "borrowed-cash-pays", "A8", bars(QUIET, QUIET, "100 102 100 102", QUIET), [buy(1, "e", 50)],
        [fill("e", "BUY", 50, 100, "TAKER OPEN", 2)], start=1_000, venue=TEN,
        rates={"deposit": {2: "525.6", 3: 0}, "borrow": {2: "525.6", 3: 0}}, flows=[(3, "borrow", -4)], equity={3: 1_096},
    ),
    # It is loss like any other: 1,000 - 752 are short of the 250 that 50 x 100 need.
    case(
        "what-is-borrowed-takes-the-margin", "A8 A5", FLAT, [buy(1, "e", 50)],
        [fill("e", "BUY", 50, 100, "TAKER OPEN", 2), forced("SELL", 100, "TAKER CLOSE", 3)], start=1_000, venue=TEN,
        rates={"borrow": {2: "98812.8", 3: 0}}, flows=[(3, "borrow", -752)], equity={3: 248},
    ),
    # On a position by its value at the mark, 10 x 110; its profit has it, and the trade that closes it.
    case(
        "what-is-lent-bears-interest", "A8 A13", bars(QUIET, "100 110 100 110", QUIET, QUIET),
        [buy(1, "e", 10), sell(2, "x", 10)], [IN, fill("x", "SELL", 10, 100, "TAKER OPEN", 3)], venue=CASH,
        rates={"lending": {1: 0, 1.5: "525.6", 2: 0, 2.5: "1051.2", 3: 0}},
        flows=[(2, "interest", "0.55"), (2.5, "interest", 0)], trades=[(10, 100, 100, "0.55")],
        positions=[("BUY", 10, 0, "0.55")], balance="100000.55",
    ),
    # A short pays what it borrows, a long does not; lending is not paid on a short.
    case(
        "a-short-pays-for-what-it-borrows", "A8 A13", {"X.SIM": FLAT, "Y.SIM": FLAT},
        [sell(1, "e", 10), buy(1, "y", 10, on="Y.SIM")],
        [fill("e", "SELL", 10, 100, "TAKER OPEN", 2), fill("y", "BUY", 10, 100, "TAKER OPEN", 2)],
        rates={("X.SIM", "borrow"): {2: "525.6", 3: 0}, ("X.SIM", "lending"): {2: "525.6", 3: 0}, ("Y.SIM", "borrow"): {2: "525.6", 3: 0}},
        flows=[(3, "borrow", -1)], positions=[("SELL", 10, 10, -1), ("BUY", 10, 10, 0)],
    ),
    # Of one time: funding, then positions, then cash, which has both by then; then deposits, which do not count yet.
    case(
        "in-order", "T1 A8", bars(*["1000 1000 1000 1000"] * 3), [buy(1, "e", 10)], [fill("e", "BUY", 10, 1000, "TAKER OPEN", 2)],
        instrument={"kind": "CryptoPerpetual"}, funding={3: "0.5"}, deposits={3: 50_000},
        rates={"deposit": {2: "52560", 3: 0}, "lending": {2: "52560", 3: 0}},
        flows=[(3, "funding", -5_000), (3, "interest", 1_000), (3, "interest", 9_600), (3, "deposit", 50_000)],
        balance=155_600,
    ),
    # The coin of an inverse contract: 500 x 100 / 80 is its value.
    case(
        "an-inverse-contract-by-its-value", "A8 A7", bars(QUIET, QUIET, "100 100 80 80"), [sell(1, "e", 500)],
        [fill("e", "SELL", 500, 100, "TAKER OPEN", 2)], instrument={"kind": "CryptoPerpetual", "inverse": True, "multiplier": D(100)},
        start=10_000, rates={("X.SIM", "borrow"): {2: "525.6", 3: 0}}, flows=[(3, "borrow", "-0.63")],
    ),
]
