"""Golden cases of budgets: percent, value and risk, at the fill or at the decision (S2)."""

from __future__ import annotations

from decimal import Decimal as D

from tests.reference import PercentageFees, PerUnitFees, TieredFees

from .table import QUIET, bars, buy, case, fill, sell

CASH = {"account_type": "CASH", "fees": (PercentageFees(maker=D("0.01"), taker=D("0.01")),)}
AT_101 = "101 103 100 102"

CASES = [
    # 95 % of 10,000 is 9,500; a unit costs 101 x 1.01 = 102.01: 93 units cost 9,393 + 93.93 = 9,486.93.
    case(
        "percent-of-equity-at-fill", "S2", bars(QUIET, AT_101), [buy(1, "e", size=0.95, size_rule="equity")],
        [fill("e", "BUY", 93, 101, "TAKER OPEN", 2, commission=93.93)], {"e": "FILLED"}, start=10_000, venue=CASH,
        columns={"e": {"quantity": 93}},
    ),
    # At the decision a unit costs 100 x 1.01: 94 units; they are filled at 101.
    case(
        "percent-of-equity-at-decision", "S2", bars(QUIET, AT_101), [buy(1, "e", size=0.95)],
        [fill("e", "BUY", 94, 101, "TAKER OPEN", 2)], start=10_000, venue=CASH | {"sizing": "decision"},
    ),
    # All of the equity: 99 units would cost 10,098.99 > 10,000: 98.
    case(
        "all-of-the-equity", "S2", bars(QUIET, AT_101), [buy(1, "e", size=1)],
        [fill("e", "BUY", 98, 101, "TAKER OPEN", 2)], start=10_000, venue=CASH,
    ),
    # 50 held from 100. At the open of 120 equity is 5,000 + 50 x 120 = 11,000, 20 % of it 2,200: 18 units.
    # At the close of that bar, 140, it is 12,000, 20 % of it 2,400: 20 units (row_close, optimistic).
    case(
        "equity-at-the-fill-price", "S2", bars(QUIET, QUIET, "120 140 120 140"),
        [buy(1, "a", 50), buy(2, "b", size=0.2)],
        [fill("a", "BUY", 50, 100, "TAKER OPEN", 2), fill("b", "BUY", 18, 120, "TAKER OPEN", 3)],
        start=10_000, venue={"account_type": "CASH"},
    ),
    case(
        "equity-at-the-row-close", "S2", bars(QUIET, QUIET, "120 140 120 140"),
        [buy(1, "a", 50), buy(2, "b", size=0.2)],
        [fill("a", "BUY", 50, 100, "TAKER OPEN", 2), fill("b", "BUY", 20, 120, "TAKER OPEN", 3)],
        start=10_000, venue={"account_type": "CASH", "sizing": "row_close"},
    ),
    # Never above the funds: 80 % of equity 10,000 is 8,000, free cash only 5,000: 50 units.
    case(
        "never-above-the-funds", "S2", bars(QUIET, QUIET, QUIET), [buy(1, "a", 50), buy(2, "b", size=0.8)],
        [fill("a", "BUY", 50, 100, "TAKER OPEN", 2), fill("b", "BUY", 50, 100, "TAKER OPEN", 3)],
        start=10_000, venue={"account_type": "CASH"}, balance=0,
    ),
    # 1,000 buys 9 units at 100 + 2 each; 10 would cost 1,020. With at least 50 an order: 9 cost 950.
    case(
        "value-with-a-fee-per-unit", "S2 F14", bars(QUIET, QUIET, QUIET),
        [buy(1, "e", size=1_000, size_rule="value")],
        [fill("e", "BUY", 9, 100, "TAKER OPEN", 2, commission=18)],
        venue={"fees": (PerUnitFees(D(2)),)},
    ),
    case(
        "value-with-a-minimum", "S2 F14", bars(QUIET, QUIET, QUIET),
        [buy(1, "e", size=1_000, size_rule="value"), buy(1, "f", size=1_051, size_rule="value")],
        [
            fill("e", "BUY", 9, 100, "TAKER OPEN", 2, commission=50),
            fill("f", "BUY", 10, 100, "TAKER OPEN", 2, commission=50),
        ],
        venue={"fees": (PerUnitFees(D(2), minimum=D(50)),)},
    ),
    # A budget above the maximum: 100 units cost 10,000 + 15, so 10,015 buys them all.
    case(
        "all-of-the-cash-with-a-maximum", "S2 F14", bars(QUIET, QUIET), [buy(1, "e", size=1)],
        [fill("e", "BUY", 100, 100, "TAKER OPEN", 2, commission=15)],
        start=10_015, venue={"account_type": "CASH", "fees": (PerUnitFees(D(2), maximum=D(15)),)}, balance=0,
    ),
    # 10 % until 1,000 is traded, then nothing: 1,100 buys 10 at 110 each, the next 1,000 buys 10.
    case(
        "a-budget-pays-its-tier", "S2 F14", bars(QUIET, QUIET, QUIET),
        [buy(1, "e", size=1_100, size_rule="value"), buy(2, "f", size=1_000, size_rule="value")],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2, commission=100),
            fill("f", "BUY", 10, 100, "TAKER OPEN", 3, commission=0),
        ],
        venue={"fees": (TieredFees(((D(0), D("0.1"), D("0.1")), (D(1000), D(0), D(0)))),)},
    ),
    # Half of the 5,000 free: 25 units.
    case(
        "percent-of-cash", "S2", bars(QUIET, QUIET, QUIET),
        [buy(1, "a", 50), buy(2, "b", size=0.5, size_rule="cash")],
        [fill("a", "BUY", 50, 100, "TAKER OPEN", 2), fill("b", "BUY", 25, 100, "TAKER OPEN", 3)],
        start=10_000, venue={"account_type": "CASH"},
    ),
    # MARGIN, leverage 4: 1,000 available x 4 x 50 % = 2,000: 20 units (margin 500).
    case(
        "percent-of-cash-margin", "S2", bars(QUIET, QUIET), [buy(1, "e", size=0.5, size_rule="cash")],
        [fill("e", "BUY", 20, 100, "TAKER OPEN", 2)], start=1_000, venue={"leverage": D(4)},
    ),
    # Against a short the position's own margin counts as available: start 1,000, short 5 at 100 uses 500, all of the
    # 1,000 is the base: 50 % are 500: 5 units, which close it.
    case(
        "percent-of-cash-against-a-position", "S2 A5", bars(QUIET, QUIET, QUIET),
        [sell(1, "s", 5), buy(2, "b", size=0.5, size_rule="cash")],
        [fill("s", "SELL", 5, 100, "TAKER OPEN", 2), fill("b", "BUY", 5, 100, "TAKER OPEN", 3)], start=1_000,
    ),
    # A budget of 1,000: 9 units at 101 x 1.01 = 918.09.
    case(
        "value", "S2", bars(QUIET, AT_101), [buy(1, "e", size=1_000, size_rule="value")],
        [fill("e", "BUY", 9, 101, "TAKER OPEN", 2)], start=10_000, venue=CASH,
    ),
    # MARGIN: a budget sells short too: 9 units.
    case(
        "value-short", "S2", bars(QUIET, AT_101), [sell(1, "e", size=1_000, size_rule="value")],
        [fill("e", "SELL", 9, 101, "TAKER OPEN", 2)], start=10_000,
    ),
    # Lots of 4: 8 of 9.
    case(
        "value-to-a-lot", "S2", bars(QUIET, AT_101), [buy(1, "e", size=1_000, size_rule="value")],
        [fill("e", "BUY", 8, 101, "TAKER OPEN", 2)], start=10_000, instrument={"size_increment": D(4)},
    ),
    # 1 % of 10,000 is 100. Filled at 101 the stop lies at 95.95: 5.05 a unit: 19 units risk 95.95, 20 would 101.
    case(
        "risk", "S2", bars(QUIET, AT_101), [buy(1, "e", size=0.01, size_rule="risk", stop_loss=0.05)],
        [fill("e", "BUY", 19, 101, "TAKER OPEN", 2)], {"e-SL": "ACCEPTED"}, start=10_000,
        columns={"e-SL": {"trigger_price": 95.95, "quantity": 19}},
    ),
    # Exactly: offset 5, so 20 units risk 100.
    case(
        "risk-exact", "S2", bars(QUIET, AT_101), [buy(1, "e", size=0.01, size_rule="risk", stop_loss_offset=5)],
        [fill("e", "BUY", 20, 101, "TAKER OPEN", 2)], start=10_000,
    ),
    # A tight stop is bounded by the funds: 1 % risks 100 at 0.10 a unit: 1,000 units, but 10,000 buys 99 at 101.
    case(
        "risk-within-the-funds", "S2", bars(QUIET, "101 102 101 102"),
        [buy(1, "e", size=0.01, size_rule="risk", stop_loss_offset=0.1)],
        [fill("e", "BUY", 99, 101, "TAKER OPEN", 2)], start=10_000,
    ),
    case(
        "risk-without-a-stop", "S2 A11", bars(QUIET, AT_101), [buy(1, "e", size=0.01, size_rule="risk")], [],
        {"e": "DENIED NO_STOP"}, start=10_000, refused_before=True,
    ),
    # 50 buys nothing at 101: rejected on arrival; a resting limit of 60 at 97 is canceled when reached.
    case(
        "budget-of-nothing", "S2 A11", bars(QUIET, "101 101 96 97"),
        [buy(1, "e", size=50, size_rule="value"), buy(1, "f", size=60, size_rule="value", price=97)], [],
        {"e": "REJECTED QUANTITY_ZERO", "f": "CANCELED QUANTITY_ZERO"},
    ),
    # Tested at the fill: 9 is below the minimum of 10; the maximum of 5 cuts.
    case(
        "budget-below-minimum", "S2 A11", bars(QUIET, AT_101), [buy(1, "e", size=1_000, size_rule="value")], [],
        {"e": "REJECTED BELOW_MIN_QUANTITY"}, instrument={"min_quantity": D(10)},
    ),
    case(
        "budget-cut-to-maximum", "S2 A11", bars(QUIET, AT_101), [buy(1, "e", size=1_000, size_rule="value")],
        [fill("e", "BUY", 5, 101, "TAKER OPEN", 2)], {"e": "FILLED"}, instrument={"max_quantity": D(5)},
    ),
    # A limit order sized at its own price: 1,000 / 97 = 10.3: 10 units.
    case(
        "value-of-a-limit", "S2", bars(QUIET, "101 101 96 97"), [buy(1, "e", size=1_000, size_rule="value", price=97)],
        [fill("e", "BUY", 10, 97, "MAKER LEG", 2)],
    ),
]  # fmt: skip
