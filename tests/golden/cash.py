"""Golden cases of CASH accounts: free cash, locks, holdings, cut or deny (A4)."""

from __future__ import annotations

from decimal import Decimal as D

from tests.reference import FlatFees, PercentageFees

from .table import QUIET, bars, buy, case, command, fill, sell

CASH = {"account_type": "CASH"}
CUT = CASH | {"on_insufficient_cash": "cut"}
FEE = {"fees": (PercentageFees(maker=D("0.01"), taker=D("0.01")),)}

CASES = [
    # 10 x 100 + 1 % = 1,010: one cent short is denied when sent.
    case(
        "denied-when-sent", "A4", bars(QUIET, QUIET), [buy(1, "e", 10)], [], {"e": "DENIED INSUFFICIENT_CASH"},
        start="1009.99", venue=CASH | FEE,
    ),
    case(
        "exactly-enough", "A4", bars(QUIET, QUIET), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2, commission=10)], start=1_010, venue=CASH | FEE,
        balance=0, equity={2: 1_000},
    ),
    # Two limits at 90 need 900 each of 1,700: the second is denied while the first is locked; when the first is
    # canceled a third finds the money free.
    case(
        "locks", "A4", bars(QUIET, QUIET, QUIET),
        [
            buy(1, "a", 10, price=90), buy(1, "b", 10, price=90), command(2, "cancel", name="a"),
            buy(2, "c", 10, price=90),
        ],
        [], {"a": "CANCELED BY_USER", "b": "DENIED INSUFFICIENT_CASH", "c": "ACCEPTED"}, start=1_700, venue=CASH,
    ),
    # Sent at 100 (1,000 of 1,040 locked), the open of 105 costs 1,050: rejected on arrival.
    case(
        "rejected-on-arrival", "A4", bars(QUIET, "105 105 105 105"), [buy(1, "e", 10)], [],
        {"e": "REJECTED INSUFFICIENT_CASH"}, start=1_040, venue=CASH,
        kinds={"e": "INITIALIZED SUBMITTED REJECTED"},
    ),
    # At 104 the cost of 1,040 fits into 1,050, with its fee of 10.40 it does not.
    case(
        "fee-counts-at-the-fill", "A4", bars(QUIET, "104 104 104 104"), [buy(1, "e", 10)], [],
        {"e": "REJECTED INSUFFICIENT_CASH"}, start=1_050, venue=CASH | FEE,
    ),
    # A resting stop at 102 (needs 1,020) is jumped over to 105: canceled, after its trigger.
    case(
        "canceled-later", "A4", bars(QUIET, QUIET, "105 105 105 105"), [buy(1, "e", 10, trigger_price=102)], [],
        {"e": "CANCELED INSUFFICIENT_CASH"}, start=1_040, venue=CASH,
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED TRIGGERED CANCELED"},
    ),
    # Cut: 9 x 105 = 945 + 9.45 = 954.45 fit into 1,000, 10 do not.
    case(
        "cut-at-the-fill", "A4", bars(QUIET, "105 105 105 105"), [buy(1, "e", 10)],
        [fill("e", "BUY", 9, 105, "TAKER OPEN", 2, commission=9.45)], {"e": "CANCELED CUT_TO_FUNDS"},
        start=1_000, venue=CUT | FEE, balance=45.55, columns={"e": {"quantity": 10, "filled_quantity": 9}},
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED FILLED CANCELED"},
    ),
    # Cut to a multiple of the size increment of 4: 8.
    case(
        "cut-to-a-lot", "A4", bars(QUIET, "105 105 105 105"), [buy(1, "e", 12)],
        [fill("e", "BUY", 8, 105, "TAKER OPEN", 2)], start=1_000, venue=CUT, instrument={"size_increment": D(4)},
    ),
    # 9 would fit, but 10 is the minimum; FOK takes all or nothing; nothing at all fits into 50.
    case(
        "cut-below-the-minimum", "A4", bars(QUIET, "105 105 105 105"), [buy(1, "e", 10)], [],
        {"e": "REJECTED INSUFFICIENT_CASH"}, start=1_000, venue=CUT, instrument={"min_quantity": D(10)},
    ),
    # 9 fit and 9 is the minimum.
    case(
        "cut-to-the-minimum", "A4", bars(QUIET, "105 105 105 105"), [buy(1, "e", 10)],
        [fill("e", "BUY", 9, 105, "TAKER OPEN", 2)], {"e": "CANCELED CUT_TO_FUNDS"}, start=1_000, venue=CUT,
        instrument={"min_quantity": D(9)},
    ),
    case(
        "cut-fok", "A4 F8", bars(QUIET, "105 105 105 105"), [buy(1, "e", 10, time_in_force="FOK")], [],
        {"e": "REJECTED INSUFFICIENT_CASH"}, start=1_000, venue=CUT,
    ),
    case(
        "cut-to-nothing", "A4", bars(QUIET, QUIET), [buy(1, "e", 10)], [], {"e": "REJECTED INSUFFICIENT_CASH"},
        start=50, venue=CUT,
    ),
    # The children of a cut entry protect what was filled.
    case(
        "cut-entry-children", "A4 F10", bars(QUIET, "105 105 105 105"), [buy(1, "e", 10, stop_loss=0.05)],
        [fill("e", "BUY", 9, 105, "TAKER OPEN", 2)],
        {"e": "CANCELED CUT_TO_FUNDS", "e-SL": "ACCEPTED"}, start=1_000, venue=CUT,
        columns={"e-SL": {"quantity": 9, "trigger_price": 99.75}},
    ),
    case(
        "sell-without-holdings", "A4", bars(QUIET, QUIET), [sell(1, "e", 10)], [],
        {"e": "DENIED INSUFFICIENT_HOLDINGS"}, venue=CASH,
    ),
    # 10 held: a resting sale of 6 locks them, another of 6 is denied, one of 4 is not.
    case(
        "holdings-are-locked", "A4", bars(QUIET, QUIET, QUIET),
        [buy(1, "e", 10), sell(2, "a", 6, price=110), sell(2, "b", 6, price=110), sell(2, "c", 4)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("c", "SELL", 4, 100, "TAKER OPEN", 3)],
        {"a": "ACCEPTED", "b": "DENIED INSUFFICIENT_HOLDINGS"}, venue=CASH,
    ),
    # Reduce-only sales lock nothing: the stop takes the holdings, the resting sale is canceled when reached.
    case(
        "stop-takes-locked-holdings", "A4 F9", bars(QUIET, QUIET, "100 100 94 94", "120 120 120 120"),
        [buy(1, "e", 10, stop_loss=0.05), sell(2, "a", 10, price=110)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 95, "TAKER LEG", 3)],
        {"a": "CANCELED INSUFFICIENT_HOLDINGS"}, venue=CASH, balance=99_950,
    ),
    # Cut: the sale of 15 is not denied, it locks the 10 there are and fills 10.
    case(
        "sell-cut", "A4", bars(QUIET, QUIET, QUIET), [buy(1, "e", 10), sell(2, "a", 15)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("a", "SELL", 10, 100, "TAKER OPEN", 3)],
        {"a": "CANCELED CUT_TO_FUNDS"}, venue=CUT,
    ),
    # Cut: two sales of 6 lock 6 and the 4 that are left; the first, reached first, has its 6 free.
    case(
        "sell-cut-locks-what-there-is", "A4", bars(QUIET, QUIET, QUIET, "100 111 100 111"),
        [buy(1, "e", 10), sell(2, "a", 6, price=109), sell(2, "b", 6, price=110)],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("a", "SELL", 6, 109, "MAKER LEG", 4),
            fill("b", "SELL", 4, 110, "MAKER LEG", 4),
        ],
        {"a": "FILLED", "b": "CANCELED CUT_TO_FUNDS"}, venue=CUT,
    ),
    # Holdings at the fill count less what other orders lock: 10 held, 6 locked by a, 4 by b; 3 are sold reduce-only:
    # when b is reached only 7 - 6 = 1 is there for its 4.
    case(
        "holdings-at-the-fill", "A4", bars(QUIET, QUIET, QUIET, "100 100 94 95"),
        [
            buy(1, "e", 10), sell(2, "a", 6, price=120), sell(2, "b", 4, trigger_price=95),
            sell(2, "r", 3, reduce_only=True),
        ],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("r", "SELL", 3, 100, "TAKER OPEN", 3)],
        {"a": "ACCEPTED", "b": "CANCELED INSUFFICIENT_HOLDINGS"}, venue=CASH,
    ),
    # Cut: a sale of 10 is cut to the 3 that are held, below the minimum of 5: refused as under deny.
    case(
        "sell-cut-below-the-minimum", "A4", bars(QUIET, QUIET, QUIET, "94 94 94 94"),
        [buy(1, "e", 10), sell(2, "s", 10, trigger_price=95), sell(2, "r", 7, reduce_only=True)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("r", "SELL", 7, 100, "TAKER OPEN", 3)],
        {"s": "CANCELED INSUFFICIENT_HOLDINGS"}, venue=CUT, instrument={"min_quantity": D(5)},
    ),
    # Proceeds are free at once: the sale and the purchase arrive at one open, the 1,000 just received buy 10 again.
    case(
        "proceeds-free-at-once", "A4", bars(QUIET, QUIET, QUIET),
        [buy(1, "e", 10), sell(2, "s", 10), buy(2, "again", size=1, size_rule="cash")],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("s", "SELL", 10, 100, "TAKER OPEN", 3),
            fill("again", "BUY", 10, 100, "TAKER OPEN", 3),
        ],
        start=1_005, venue=CASH, balance=5,
    ),
    # Sales need no cash: a flat fee of 20 on proceeds of 10 leaves the balance at 5.
    case(
        "sales-need-no-cash", "A4", bars(QUIET, QUIET, "10 10 10 10"), [buy(1, "e", 1), sell(2, "s", 1)],
        [fill("e", "BUY", 1, 100, "TAKER OPEN", 2), fill("s", "SELL", 1, 10, "TAKER OPEN", 3, commission=20)],
        start=135, venue=CASH | {"fees": (FlatFees(D(20)),)}, balance=5,
    ),
    # The lock is at the limit price with its fee: 950 + 9.50 of 1,000; the 40.50 left do not pay 41.41.
    case(
        "lock-of-a-limit", "A4 F2", bars(QUIET, QUIET, "90 91 90 91"),
        [buy(1, "e", 10, price=95), buy(1, "f", 1, price=41)],
        [fill("e", "BUY", 10, 95, "MAKER OPEN", 3, commission=9.50)], {"f": "DENIED INSUFFICIENT_CASH"},
        start=1_000, venue=CASH | FEE, balance=40.50,
    ),
    # 900 are locked for the limit, so 1,000 are free for the market order when sent; at the open it needs 1,010.
    case(
        "what-others-lock-is-not-spent", "A4", bars(QUIET, "101 102 100 101"),
        [buy(1, "limit", 10, price=90), buy(1, "e", 10)], [],
        {"limit": "ACCEPTED", "e": "REJECTED INSUFFICIENT_CASH"}, start=1_900, venue=CASH, balance=1_900,
    ),
]  # fmt: skip
