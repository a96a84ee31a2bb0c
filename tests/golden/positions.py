"""Golden cases of positions and round trips: cost shares, commissions, flips (A2, A3, A13)."""

from __future__ import annotations

from decimal import Decimal as D
from fractions import Fraction

from tests.reference import FlatFees, PercentageFees

from .table import QUIET, bars, buy, case, fill, sell

AT_101 = "101 101 101 101"

CASES = [
    # 1 at 100 and 2 at 101 cost 302.00. One sold at 101: a third is 100.666, so 100.67: gain 0.33. Of the 201.33
    # left, half is 100.665, away from zero 100.67: gain 0.33. The last takes what is left, 100.66: gain 0.34.
    case(
        "cost-shares-add-up", "A3", bars(QUIET, QUIET, AT_101, AT_101, AT_101, AT_101),
        [buy(1, "a", 1), buy(2, "b", 2), sell(3, "x", 1), sell(4, "y", 1), sell(5, "z", 1)],
        [
            fill("a", "BUY", 1, 100, "TAKER OPEN", 2), fill("b", "BUY", 2, 101, "TAKER OPEN", 3),
            fill("x", "SELL", 1, 101, "TAKER OPEN", 4, realized="0.33"),
            fill("y", "SELL", 1, 101, "TAKER OPEN", 5, realized="0.33"),
            fill("z", "SELL", 1, 101, "TAKER OPEN", 6, realized="0.34"),
        ],
        trades=[
            (1, "100.67", 101, "0.33"), (1, "100.67", 101, "0.33"), (1, "100.66", 101, "0.34"),
        ],
        balance=100_001,
    ),
    # Entry fee 1.00 for 3. A third is 0.333, so 0.33; exit fee 1.00: 101 - 100 - 1.33 = -0.33. The last two take
    # 0.67 with their exit fee of 1.00: 2 - 1.67 = 0.33.
    case(
        "commission-shares", "A3 A13", bars(QUIET, QUIET, AT_101, AT_101), [buy(1, "e", 3), sell(2, "x", 1), sell(3, "y", 2)],
        [
            fill("e", "BUY", 3, 100, "TAKER OPEN", 2), fill("x", "SELL", 1, 101, "TAKER OPEN", 3),
            fill("y", "SELL", 2, 101, "TAKER OPEN", 4),
        ],
        venue={"fees": (FlatFees(D(1)),)}, trades=[(1, 100, 101, "-0.33"), (2, 100, 101, "0.33")], balance=100_000,
    ),
    # Long 10, 15 sold at 101 for a fee of 1.00: the closing share is 10/15, 0.67: the trade nets 10 - 1 - 0.67; the
    # short of 5 carries 0.33. At the end it is worth 0 less 0.33.
    case(
        "flip-splits-commission", "A2", bars(QUIET, QUIET, AT_101), [buy(1, "e", 10), sell(2, "f", 15)],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2, commission=1),
            fill("f", "SELL", 15, 101, "TAKER OPEN", 3, commission=1, realized=10),
        ],
        venue={"fees": (FlatFees(D(1)),)}, positions=[("BUY", 10, 0, "8.33"), ("SELL", 5, 5, "-0.33")],
        exposure={2: (1_000, 1_000), 3: (505, -505)},
        trades=[(10, 100, 101, "8.33"), (5, 101, None, "-0.33")], balance=100_008,
    ),
    # A flip of odd money, whole units: 3 x 100.25 = 300.75, so 301 paid. 5 x 100.15 = 500.75, so 501; closing
    # share 3 x 100.15 = 300.45, so 300; the opening share is the rest, 201. Realized 300 - 301 = -1.
    case(
        "flip-splits-notional", "A2", bars(QUIET, "100.25 100.25 100.25 100.25", "100.15 100.15 100.15 100.15"),
        [buy(1, "e", 3), sell(2, "f", 5)],
        [
            fill("e", "BUY", 3, 100.25, "TAKER OPEN", 2),
            fill("f", "SELL", 5, 100.15, "TAKER OPEN", 3, realized=-1),
        ],
        currency_precision=0, balance=99_999,
        trades=[(3, Fraction(301, 3), 100.15, -1), (2, Fraction(201, 2), None, 1)],
    ),
    # Average cost: 10 at 100, 10 at 110: 105. Half of it sold at 120: 10 x 15 = 150.
    case(
        "average-cost", "A2 A3", bars(QUIET, QUIET, "110 110 110 110", "120 120 120 120"),
        [buy(1, "a", 10), buy(2, "b", 10), sell(3, "x", 10)],
        [
            fill("a", "BUY", 10, 100, "TAKER OPEN", 2), fill("b", "BUY", 10, 110, "TAKER OPEN", 3),
            fill("x", "SELL", 10, 120, "TAKER OPEN", 4, realized=150),
        ],
        positions=[("BUY", 20, 10, 150)], trades=[(10, 105, 120, 150), (10, 105, None, 150)], equity={4: 100_300}, balance=100_150,
    ),
    # Fractions of a unit: 0.3 x 33.335 = 10.0005, so 10.00; 1 % of that 0.10; sold at 33.345: 10.0035, so 10.00.
    case(
        "small-lots", "A3 F14", bars(QUIET, "33.335 33.335 33.335 33.335", "33.345 33.345 33.345 33.345"),
        [buy(1, "e", 0.3), sell(2, "x", 0.3)],
        [
            fill("e", "BUY", 0.3, 33.335, "TAKER OPEN", 2, commission=0.10),
            fill("x", "SELL", 0.3, 33.345, "TAKER OPEN", 3, commission=0.10, realized=0),
        ],
        instrument={"price_precision": 3, "size_precision": 1},
        venue={"fees": (PercentageFees(maker=D("0.01"), taker=D("0.01")),)}, balance=99_999.80,
    ),
    # A new position gets a new number.
    case(
        "positions-are-numbered", "A2", bars(QUIET, QUIET, QUIET, QUIET), [buy(1, "a", 1), sell(2, "b", 1), buy(3, "c", 1)],
        [
            fill("a", "BUY", 1, 100, "TAKER OPEN", 2, position=1), fill("b", "SELL", 1, 100, "TAKER OPEN", 3, position=1),
            fill("c", "BUY", 1, 100, "TAKER OPEN", 4, position=2),
        ],
    ),
]  # fmt: skip
