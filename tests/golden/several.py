"""Golden cases of several instruments in one group: who comes first, and what marks count (T1, T3)."""

from __future__ import annotations

from decimal import Decimal as D

from tests.reference import Instrument

from .table import QUIET, Bar, at, bars, buy, case, fill, sell

TWO = (Instrument("A.SIM"), Instrument("B.SIM"))
CASH = {"account_type": "CASH"}


def later_open(number: int, text: str, opened: float) -> Bar:
    """Return one bar with its own ts_open."""
    values = [D(word) for word in text.split()]
    return Bar(at(opened), at(number), *values)


CASES = [
    # Both arrive at one open; the order sent first takes the cash, whatever its instrument's place: B at 105 needs
    # 1,050 of 2,080, A at 105 does not fit into the 1,030 left.
    case(
        "sequence-across-rows", "T3 A4", {"A.SIM": bars(QUIET, "105 105 105 105"), "B.SIM": bars(QUIET, "105 105 105 105")},
        [buy(1, "b", 10, on="B.SIM"), buy(1, "a", 10, on="A.SIM")],
        [fill("b", "BUY", 10, 105, "TAKER OPEN", 2)], {"a": "REJECTED INSUFFICIENT_CASH"},
        instruments=TWO, start=2_080, venue=CASH,
    ),
    # Now B's bar opens half a minute later than A's: A's order arrives first and takes the cash.
    case(
        "earlier-open-first", "T3", {
            "A.SIM": bars(QUIET, "105 105 105 105"),
            "B.SIM": (*bars(QUIET), later_open(2, "105 105 105 105", 1.5)),
        },
        [buy(1, "b", 10, on="B.SIM"), buy(1, "a", 10, on="A.SIM")],
        [fill("a", "BUY", 10, 105, "TAKER OPEN", 2)], {"b": "REJECTED INSUFFICIENT_CASH"},
        instruments=TWO, start=2_080, venue=CASH,
    ),
    # Resting orders of every row before new ones of any: B's resting sale at the open frees the cash that A's
    # market order needs.
    case(
        "resting-of-all-rows-first", "T3", {
            "A.SIM": bars(QUIET, QUIET, QUIET, "105 105 105 105"), "B.SIM": bars(QUIET, QUIET, QUIET, "110 110 110 110"),
        },
        [buy(1, "b", 10, on="B.SIM"), sell(2, "x", 10, on="B.SIM", price=108), buy(3, "a", 10, on="A.SIM")],
        [
            fill("b", "BUY", 10, 100, "TAKER OPEN", 2), fill("x", "SELL", 10, 108, "MAKER OPEN", 4),
            fill("a", "BUY", 10, 105, "TAKER OPEN", 4),
        ],
        instruments=TWO, start=2_020, venue=CASH,
    ),
    # Paths row by row, A before B: A's target sells 10 for 1,050, so B's budget of all free cash finds 2,050 on its
    # path: 20 x 99. With the roles turned round the cash comes too late: 1,000 buy 10 x 99.
    case(
        "path-of-an-earlier-row-pays", "T3 S2", {
            "A.SIM": bars(QUIET, "100 106 100 106"), "B.SIM": bars(QUIET, "100 100 98 98"),
        },
        [buy(1, "a", 10, on="A.SIM", take_profit=0.05), buy(1, "b", on="B.SIM", size=1, size_rule="cash", price=99)],
        [
            fill("a", "BUY", 10, 100, "TAKER OPEN", 2), fill("a-TP", "SELL", 10, 105, "MAKER LEG", 2),
            fill("b", "BUY", 20, 99, "MAKER LEG", 2),
        ],
        instruments=TWO, start=2_000, venue=CASH, balance=70,
    ),
    case(
        "path-of-a-later-row-does-not", "T3 S2", {
            "A.SIM": bars(QUIET, "100 100 98 98"), "B.SIM": bars(QUIET, "100 106 100 106"),
        },
        [buy(1, "b", 10, on="B.SIM", take_profit=0.05), buy(1, "a", on="A.SIM", size=1, size_rule="cash", price=99)],
        [
            fill("b", "BUY", 10, 100, "TAKER OPEN", 2), fill("a", "BUY", 10, 99, "MAKER LEG", 2),
            fill("b-TP", "SELL", 10, 105, "MAKER LEG", 2),
        ],
        instruments=TWO, start=2_000, venue=CASH, balance=1_060,
    ),
    # While B's path runs, A is still marked at its close of the group before: 20 % of equity at B's fill of 95:
    # 9,000 cash + 10 x 100 (not 200): 2,000: 21 units. After the group A is marked at 200.
    case(
        "marks-come-after-paths", "T3 S2", {
            "A.SIM": bars(QUIET, QUIET, "200 200 200 200"), "B.SIM": bars(QUIET, QUIET, "100 100 90 90"),
        },
        [buy(1, "a", 10, on="A.SIM"), buy(2, "b", on="B.SIM", size=0.2, price=95)],
        [fill("a", "BUY", 10, 100, "TAKER OPEN", 2), fill("b", "BUY", 21, 95, "MAKER LEG", 3)],
        instruments=TWO, start=10_000, venue=CASH, balance=7_005, equity={3: 7_005 + 2_000 + 21 * 90},
    ),
    # B has no row in minute 3: its position keeps its last price in equity, its order waits for minute 4.
    case(
        "missing-row", "T1 T7", {
            "A.SIM": bars(QUIET, QUIET, "110 110 110 110", QUIET), "B.SIM": bars(QUIET, "100 120 100 120", None, "130 130 130 130"),
        },
        [buy(1, "b", 10, on="B.SIM"), buy(2, "c", 1, on="B.SIM")],
        [fill("b", "BUY", 10, 100, "TAKER OPEN", 2), fill("c", "BUY", 1, 130, "TAKER OPEN", 4)],
        instruments=TWO, equity={2: 100_200, 3: 100_200, 4: 100_300},
    ),
    # this_close on an instrument without a row in this group takes its last close.
    case(
        "this-close-of-another-row", "T5", {
            "A.SIM": bars(QUIET, QUIET), "B.SIM": bars("100 120 100 120", None, "130 130 130 130"),
        },
        [buy(2, "b", 10, on="B.SIM")], [fill("b", "BUY", 10, 120, "TAKER CLOSE", 2)],
        instruments=TWO, venue={"fill_timing": "this_close"}, equity={2: 100_000, 3: 100_100},
    ),
    # MARGIN: unrealized losses of one instrument count for the other: A falls to 50: equity 1,500 - 500 = 1,000,
    # margin of A 500: 500 available, 6 x 100 do not fit, 5 do.
    case(
        "margin-across-instruments", "A5", {
            "A.SIM": bars(QUIET, QUIET, "50 50 50 50", "50 50 50 50"), "B.SIM": bars(QUIET, QUIET, QUIET, QUIET),
        },
        [buy(1, "a", 10, on="A.SIM"), buy(3, "six", 6, on="B.SIM"), buy(3, "five", 5, on="B.SIM")],
        [fill("a", "BUY", 10, 100, "TAKER OPEN", 2), fill("five", "BUY", 5, 100, "TAKER OPEN", 4)],
        {"six": "DENIED INSUFFICIENT_MARGIN"}, instruments=TWO, start=1_500,
    ),
    # Closed at the end in the order in which they were opened.
    case(
        "close-out-in-order", "A12", {"A.SIM": bars(QUIET, QUIET), "B.SIM": bars(QUIET, QUIET)},
        [buy(1, "b", 1, on="B.SIM"), buy(1, "a", 1, on="A.SIM")],
        [
            fill("b", "BUY", 1, 100, "TAKER OPEN", 2), fill("a", "BUY", 1, 100, "TAKER OPEN", 2),
            fill("O-S-3", "SELL", 1, 100, "TAKER CLOSE", 2, instrument_id="B.SIM"),
            fill("O-S-4", "SELL", 1, 100, "TAKER CLOSE", 2, instrument_id="A.SIM"),
        ],
        instruments=TWO, venue={"on_finish": "close"}, balance=100_000,
    ),
]  # fmt: skip
