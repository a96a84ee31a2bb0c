"""Funding of perpetuals: what is paid, by what stands when, and what it does to margin (A8, A13, T1)."""

from __future__ import annotations

from .liquidation import TEN, forced
from .table import QUIET, D, bars, buy, case, fill, sell, ticks

IN = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)
FLAT = bars(QUIET, QUIET, QUIET, QUIET)
LEVERED = fill("e", "BUY", 50, 100, "TAKER OPEN", 2)

CASES = [
    # 10 x 100 x 0.001; at the end of bar 3 it is in that bar's equity.
    case(
        "a-long-pays-a-positive-rate", "A8 T1", FLAT, [buy(1, "e", 10)], [IN], funding={3: "0.001"},
        flows=[(3, "funding", -1)], equity={2: 100_000, 3: 99_999}, balance=99_999, positions=[("BUY", 10, 10, -1)],
    ),
    case(
        "a-short-receives-it", "A8", FLAT, [sell(1, "e", 10)], [fill("e", "SELL", 10, 100, "TAKER OPEN", 2)],
        funding={3: "0.001"}, flows=[(3, "funding", 1)], balance=100_001,
    ),
    case(
        "a-negative-rate-turns-it", "A8", FLAT, [buy(1, "e", 10)], [IN], funding={2: "-0.001", 3: 0},
        flows=[(2, "funding", 1), (3, "funding", 0)], balance=100_001,
    ),
    # Between bars 2 and 3 by the close of bar 2: 10 x 110 x 0.01. The order that fills at the open of bar 3 is
    # not held yet; before bar 1, and after the last, nothing is paid.
    case(
        "between-rows-by-the-newest-mark", "A8 T1 T7", bars(QUIET, "100 110 100 110", "120 120 120 120"),
        [buy(1, "e", 10), buy(2, "more", 5)], [IN, fill("more", "BUY", 5, 120, "TAKER OPEN", 3)],
        funding={0.5: 1, 2.5: "0.01", 3.5: 1}, flows=[(2.5, "funding", -11)], equity={2: 100_100, 3: 100_189},
    ),
    # What bar 3 opens is held at its end, what it closes is not.
    case(
        "the-position-as-it-stands", "A8", FLAT, [buy(2, "e", 10), sell(3, "x", 10)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 3), fill("x", "SELL", 10, 100, "TAKER OPEN", 4)],
        funding={2: "0.1", 3: "0.01", 4: "0.1"}, flows=[(3, "funding", -10)], balance=99_990,
        trades=[(10, 100, 100, -10)], positions=[("BUY", 10, 0, -10)],
    ),
    # Half a cent is a cent: 1 x 100 x 0.00005.
    case(
        "half-away-from-zero", "A8", FLAT, [buy(1, "e", 1)], [fill("e", "BUY", 1, 100, "TAKER OPEN", 2)],
        funding={2: "0.00005", 3: "-0.00005"}, flows=[(2, "funding", "-0.01"), (3, "funding", "0.01")],
    ),
    # 0.5 x 1.01 x 0.0295 = 0.0148975; of the notional rounded first, 0.51, it would be 0.015045.
    case(
        "one-product-rounded-once", "A8 A1", bars(*["1.01 1.01 1.01 1.01"] * 3), [buy(1, "e", "0.5")],
        [fill("e", "BUY", "0.5", "1.01", "TAKER OPEN", 2)], instrument={"size_precision": 1}, funding={2: "0.0295"},
        flows=[(2, "funding", "-0.01")],
    ),
    # 10.00 paid on 3 (9.9999, rounded): a third goes with the one that is closed first, rounded, the rest with the others.
    case(
        "a-part-closed-takes-its-share", "A13 A3", bars(*[QUIET] * 5), [buy(1, "e", 3), sell(2, "a", 1), sell(3, "b", 2)],
        [
            fill("e", "BUY", 3, 100, "TAKER OPEN", 2), fill("a", "SELL", 1, 100, "TAKER OPEN", 3),
            fill("b", "SELL", 2, 100, "TAKER OPEN", 4),
        ],
        funding={2: "0.033333"}, flows=[(2, "funding", -10)], trades=[(1, 100, 100, "-3.33"), (2, 100, 100, "-6.67")],
        positions=[("BUY", 3, 0, -10)],
    ),
    # A flip takes all of it along; the short is paid for itself.
    case(
        "a-flip-takes-all", "A13 A2", bars(*[QUIET] * 4), [buy(1, "e", 10), sell(2, "f", 15)],
        [IN, fill("f", "SELL", 15, 100, "TAKER OPEN", 3)], funding={2: "0.01", 3: "0.01"},
        flows=[(2, "funding", -10), (3, "funding", 5)], trades=[(10, 100, 100, -10), (5, 100, None, 5)],
    ),
    # 1,000 - 800 are short of the 250 that 50 x 100 need: the marks of its time are tested once more.
    case(
        "it-takes-the-margin", "A8 A5", FLAT, [buy(1, "e", 50)], [LEVERED, forced("SELL", 100, "TAKER CLOSE", 3)],
        funding={3: "0.16"}, flows=[(3, "funding", -800)], equity={3: 200, 4: 200}, start=1_000, venue=TEN, balance=200,
    ),
    # Between rows nobody can trade: at the open of the next.
    case(
        "it-takes-the-margin-between-rows", "A8 A5", FLAT, [buy(1, "e", 50)], [LEVERED, forced("SELL", 100, "TAKER OPEN", 4)],
        funding={3.5: "0.16"}, flows=[(3.5, "funding", -800)], equity={3: 1_000, 4: 200}, start=1_000, venue=TEN,
    ),
    # 900 + 50 (p - 100) < 2.5 p below 86.32; unpaid it would be below 84.22.
    case(
        "it-moves-the-level", "A8 A5", bars(QUIET, QUIET, QUIET, "100 100 86 90"), [buy(1, "e", 50)],
        [LEVERED, forced("SELL", "86.31", "TAKER LEG", 4)], funding={3: "0.02"}, flows=[(3, "funding", -100)],
        start=1_000, venue=TEN,
    ),
    # One leg alone would be short of margin before the other is paid.
    case(
        "all-of-a-time-are-paid-before-margin-is-tested", "A8 A5", {"X.SIM": FLAT, "Y.SIM": FLAT},
        [buy(1, "x", 50, on="X.SIM"), sell(1, "y", 50, on="Y.SIM")],
        [fill("x", "BUY", 50, 100, "TAKER OPEN", 2), fill("y", "SELL", 50, 100, "TAKER OPEN", 2)], start=2_000, venue=TEN,
        funding={"X.SIM": {3: "0.36"}, "Y.SIM": {3: "0.36"}}, flows=[(3, "funding", -1_800), (3, "funding", 1_800)],
        equity={3: 2_000},
    ),
    # What ends at a time precedes what begins at it: it is paid before the tick, by the bid of the one before.
    case(
        "before-the-tick-of-its-time", "A8 T1 T7", ticks("q 99 101", "q 99 101", "q 109 111", "q 109 111"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2)], funding={3: "0.01"}, flows=[(3, "funding", "-9.9")],
        equity={2: 99_980, 3: "100070.1"},
    ),
    # In the coin: 500 x 100 / 80 x 0.01 = 6.25; the short of an inverse contract receives it.
    case(
        "an-inverse-contract-pays-in-its-coin", "A8 A7", bars(QUIET, QUIET, "100 100 80 80"), [sell(1, "e", 500)],
        [fill("e", "SELL", 500, 100, "TAKER OPEN", 2)], funding={3: "0.01"}, flows=[(3, "funding", "6.25")],
        instrument={"kind": "CryptoPerpetual", "inverse": True, "multiplier": D(100)}, start=10_000,
        equity={3: "10131.25"},
    ),
    # The closing fill of the end is the last thing to happen.
    case(
        "before-the-close-out", "A8 A12", FLAT, [buy(1, "e", 10)], [IN, fill("O-S-2", "SELL", 10, 100, "TAKER CLOSE", 4)],
        funding={4: "0.01"}, flows=[(4, "funding", -10)], venue={"on_finish": "close"}, balance=99_990, equity={4: 99_990},
        trades=[(10, 100, 100, -10)],
    ),
]
