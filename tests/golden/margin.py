"""Golden cases of MARGIN accounts: rates, locks, flips and refused opening parts (A5)."""

from __future__ import annotations

from decimal import Decimal as D

from tests.reference import PercentageFees

from .table import QUIET, bars, buy, case, fill, sell

FEE = {"fees": (PercentageFees(maker=D("0.01"), taker=D("0.01")),)}
IN = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)

CASES = [
    # Leverage 2: 20 x 100 needs 1,000 of 1,000; 21 need 1,050.
    case(
        "leverage-when-sent", "A5", bars(QUIET, QUIET), [buy(1, "e", 21), buy(1, "f", 20)],
        [fill("f", "BUY", 20, 100, "TAKER OPEN", 2)], {"e": "DENIED INSUFFICIENT_MARGIN"}, start=1_000,
        venue={"leverage": D(2)},
    ),
    # The instrument's rate of 0.6 is above 1 / 2: 17 x 100 x 0.6 = 1,020 > 1,000, 16 need 960.
    case(
        "the-larger-rate", "A5", bars(QUIET, QUIET), [buy(1, "e", 17), buy(1, "f", 16)],
        [fill("f", "BUY", 16, 100, "TAKER OPEN", 2)], {"e": "DENIED INSUFFICIENT_MARGIN"}, start=1_000,
        instrument={"margin_initial": D("0.6")}, venue={"leverage": D(2)},
    ),
    # Only the instrument's rate is given: 0.1.
    case(
        "rate-of-the-instrument", "A5", bars(QUIET, QUIET), [buy(1, "e", 100)],
        [fill("e", "BUY", 100, 100, "TAKER OPEN", 2)], start=1_000, instrument={"margin_initial": D("0.1")},
        balance=1_000,
    ),
    # The taker fee of 10 counts when sent: 1,000 + 10 of 1,009.99.
    case(
        "fee-counts-when-sent", "A5", bars(QUIET, QUIET), [buy(1, "e", 10)], [],
        {"e": "DENIED INSUFFICIENT_MARGIN"}, start="1009.99", venue=FEE,
    ),
    # An order through zero locks the margin of what exceeds the position: 5 x 110 = 550 of 1,000.
    case(
        "lock-of-the-exceeding-part", "A5", bars(QUIET, QUIET, QUIET),
        [buy(1, "e", 10), sell(2, "f", 15, price=110), buy(2, "five", 5), buy(2, "four", 4)],
        [IN, fill("four", "BUY", 4, 100, "TAKER OPEN", 3)], {"f": "ACCEPTED", "five": "DENIED INSUFFICIENT_MARGIN"},
        start=2_000,
    ),
    # At the fill the price is 101: 20 x 101 / 2 = 1,010.
    case(
        "rejected-at-the-fill", "A5", bars(QUIET, "101 101 101 101"), [buy(1, "e", 20)], [],
        {"e": "REJECTED INSUFFICIENT_MARGIN"}, start=1_000, venue={"leverage": D(2)},
    ),
    # A resting stop that is jumped over is canceled.
    case(
        "stop-canceled-for-margin", "A5", bars(QUIET, QUIET, "110 110 110 110"), [buy(1, "e", 10, trigger_price=100.5)], [],
        {"e": "CANCELED INSUFFICIENT_MARGIN"}, start=1_050,
    ),
    # Resting orders lock their margin: 600 + 600 > 1,000.
    case(
        "orders-lock-margin", "A5", bars(QUIET, QUIET),
        [buy(1, "a", 6, price=90), sell(1, "b", 6, price=110), sell(1, "c", 4, price=110)], [],
        {"a": "ACCEPTED", "b": "DENIED INSUFFICIENT_MARGIN", "c": "ACCEPTED"}, start=1_000,
    ),
    # Shorts alike; the balance moves by realized PnL only: 10 x (100 - 90) = 100.
    case(
        "short-round-trip", "A5", bars(QUIET, QUIET, "90 90 90 90", "90 90 90 90"), [sell(1, "e", 10), buy(2, "x", 10)],
        [fill("e", "SELL", 10, 100, "TAKER OPEN", 2), fill("x", "BUY", 10, 90, "TAKER OPEN", 3, realized=100)],
        start=1_000, balance=1_100, equity={2: 1_000, 3: 1_100}, trades=[(10, 100, 90, 100)],
        exposure={2: (1_000, -1_000), 3: (0, 0)}, positions=[("SELL", 10, 0, 100)],
    ),
    # Closing needs no margin, though all of it is used.
    case(
        "closing-needs-none", "A5", bars(QUIET, QUIET, "50 50 50 50"), [buy(1, "e", 10), sell(2, "x", 10)],
        [IN, fill("x", "SELL", 10, 50, "TAKER OPEN", 3)], start=1_000, balance=500,
    ),
    # Start 1,020, bought 10 for a fee of 10: 1,010. The flip of 20 adds 10: 1,000 + 10 <= 1,010 when sent. At the
    # fill its whole fee of 20 counts: 1,020 > 1,010: only the closing 10 fill, fee 10.
    case(
        "flip-opening-refused", "A5", bars(QUIET, QUIET, QUIET), [buy(1, "e", 10), sell(2, "f", 20)],
        [IN, fill("f", "SELL", 10, 100, "TAKER OPEN", 3, commission=10)],
        {"f": "CANCELED INSUFFICIENT_MARGIN"}, start=1_020, venue=FEE, balance=1_000,
        columns={"f": {"quantity": 20, "filled_quantity": 10}},
    ),
    # Cut: closing 10 and opening q: 100 q + (10 + q) <= 1,010, so q = 9: 19 filled, fee 19.
    case(
        "flip-opening-cut", "A5", bars(QUIET, QUIET, QUIET), [buy(1, "e", 10), sell(2, "f", 20)],
        [IN, fill("f", "SELL", 19, 100, "TAKER OPEN", 3, commission=19)],
        {"f": "CANCELED CUT_TO_FUNDS"}, start=1_020, venue=FEE | {"on_insufficient_cash": "cut"}, balance=991,
    ),
    # A flip counts its own position's margin as free: long 10 uses 1,000 of 1,000, selling 20 opens short 10.
    case(
        "flip-own-margin-free", "A5", bars(QUIET, QUIET, QUIET), [buy(1, "e", 10), sell(2, "f", 20)],
        [IN, fill("f", "SELL", 20, 100, "TAKER OPEN", 3)], {"f": "FILLED"}, start=1_000,
    ),
    # Adding is tested with the position marked at the fill price: at 110 equity is 1,100 + 0, margin 1,100, so
    # nothing is left for the 1 x 110 although 200 of cash were free at 100 (start 1,200: 1,300 - 1,100 = 200; two
    # would need 220).
    case(
        "addition-at-the-fill-price", "A5", bars(QUIET, QUIET, "110 110 110 110"),
        [buy(1, "e", 10), buy(2, "f", 2)], [IN], {"f": "REJECTED INSUFFICIENT_MARGIN"}, start=1_200,
    ),
    # A loss eats available margin: equity 1,200 - 100 = 1,100, margin 900: 200 are available at 90: 2 x 90 fit.
    case(
        "addition-after-a-loss", "A5", bars(QUIET, QUIET, "90 90 90 90", "90 90 90 90"),
        [buy(1, "e", 10), buy(3, "f", 3), buy(3, "g", 2)],
        [IN, fill("g", "BUY", 2, 90, "TAKER OPEN", 4)], {"f": "DENIED INSUFFICIENT_MARGIN"}, start=1_200,
    ),
    # Reduce-only orders need none, an order against the position only for what exceeds it.
    case(
        "exceeding-part-when-sent", "A5", bars(QUIET, QUIET, QUIET), [buy(1, "e", 10), sell(2, "f", 21)],
        [IN], {"f": "DENIED INSUFFICIENT_MARGIN"}, start=1_000,
    ),
]  # fmt: skip
