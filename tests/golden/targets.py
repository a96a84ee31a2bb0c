"""Golden cases of targets across instruments with one account (S5)."""

from __future__ import annotations

from decimal import Decimal as D

from tests.reference import FlatFees, Instrument, PercentageFees

from .table import QUIET, bars, case, fill, targets

CASH = {"account_type": "CASH"}
BUSY = "100 100 100 100 9"
SILENT = "100 100 100 100 0"
"""A bar without volume touches nothing."""


def two(a: tuple[str | None, ...], b: tuple[str | None, ...]):
    """Return the bars of A and B."""
    return {"A.SIM": bars(*a), "B.SIM": bars(*b)}


FIVE = two((QUIET,) * 5, (QUIET,) * 5)
DRIFTING = two((QUIET, QUIET, "110 110 110 110", "130 130 130 130", "130 130 130 130"), (QUIET,) * 5)
FAILING = two((BUSY, BUSY, BUSY, SILENT, BUSY), (BUSY,) * 5)
THREE = {name: bars(QUIET, QUIET) for name in ("A.SIM", "B.SIM", "C.SIM")}
LOW_B = two((QUIET, QUIET), ("30 30 30 30", "30 30 30 30"))
GAPPY = two((QUIET, QUIET, "120 120 120 120", "120 120 120 120"), (QUIET, QUIET, None, QUIET))
SILENCE = two((BUSY, SILENT, SILENT, BUSY, BUSY), (BUSY,) * 5)

CASES = [
    # 500 / 100 = 5; 500 / 30 = 16.7, down to 16. The larger value, 500 before 480, goes first.
    case(
        "target-weights-floored", "S5", LOW_B, targets(LOW_B, {"A.SIM": {1: 0.5}, "B.SIM": {1: 0.5}}),
        [
            fill("O-S-1", "BUY", 5, 100, "TAKER OPEN", 2, instrument_id="A.SIM", cause="REBALANCE"),
            fill("O-S-2", "BUY", 16, 30, "TAKER OPEN", 2, instrument_id="B.SIM"),
        ],
        start=1_000, venue=CASH, balance=20,
    ),
    # Buys by value descending, ties by id: B 500, then A 200, then C 200.
    case(
        "target-buys-by-value", "S5", THREE, targets(THREE, {"A.SIM": {1: 0.2}, "B.SIM": {1: 0.5}, "C.SIM": {1: 0.2}}),
        [
            fill("O-S-1", "BUY", 5, 100, "TAKER OPEN", 2, instrument_id="B.SIM"),
            fill("O-S-2", "BUY", 2, 100, "TAKER OPEN", 2, instrument_id="A.SIM"),
            fill("O-S-3", "BUY", 2, 100, "TAKER OPEN", 2, instrument_id="C.SIM"),
        ],
        start=1_000, venue=CASH, balance=100,
    ),
    # All of B for all of A: the sale goes first though A stands first, and pays for the purchase.
    case(
        "target-sells-first", "S5", FIVE, targets(FIVE, {"A.SIM": {3: 1}, "B.SIM": {1: 1, 3: 0}}),
        [
            fill("O-S-1", "BUY", 10, 100, "TAKER OPEN", 2, instrument_id="B.SIM"),
            fill("O-S-2", "SELL", 10, 100, "TAKER OPEN", 4, instrument_id="B.SIM"),
            fill("O-S-3", "BUY", 10, 100, "TAKER OPEN", 4, instrument_id="A.SIM"),
        ],
        start=1_000, venue=CASH, balance=0, columns={"O-S-2": {"reduce_only": True}, "O-S-3": {"reduce_only": False}},
    ),
    # The same as given: the purchase of A comes first and finds no cash.
    case(
        "target-as-given", "S5", FIVE, targets(FIVE, {"A.SIM": {3: 1}, "B.SIM": {1: 1, 3: 0}}, sequence="given"),
        [
            fill("O-S-1", "BUY", 10, 100, "TAKER OPEN", 2, instrument_id="B.SIM"),
            fill("O-S-3", "SELL", 10, 100, "TAKER OPEN", 4, instrument_id="B.SIM"),
        ],
        {"O-S-2": "REJECTED INSUFFICIENT_CASH"}, start=1_000, venue=CASH, balance=1_000,
    ),
    # A's bar 4 is silent: its sale waits, and B, wanted 10, is cut to the 300 there are: 3. The sale comes in bar 5.
    case(
        "target-failed-sell-shrinks-buys", "S5 B5", FAILING, targets(FAILING, {"A.SIM": {1: 0.7, 3: 0}, "B.SIM": {3: 1}}),
        [
            fill("O-S-1", "BUY", 7, 100, "TAKER OPEN", 2, instrument_id="A.SIM"),
            fill("O-S-3", "BUY", 3, 100, "TAKER OPEN", 4, instrument_id="B.SIM"),
            fill("O-S-2", "SELL", 7, 100, "TAKER OPEN", 5, instrument_id="A.SIM"),
        ],
        {"O-S-3": "CANCELED CUT_TO_FUNDS"}, start=1_000, venue=CASH, balance=700, columns={"O-S-3": {"quantity": 10}},
    ),
    # 5 and 5 of 1,000. Bar 3: A is 550 of 1,050, 2.4 % too much: within 5 %. Bar 4: 650 of 1,150, 6.5 % too much:
    # 575 / 130 = 4.4: one is sold. B is 6.5 % short, but 575 / 100 gives 5, which are there.
    case(
        "target-drift", "S5", DRIFTING,
        targets(DRIFTING, {name: dict.fromkeys((1, 3, 4), 0.5) for name in DRIFTING}, drift=0.05),
        [
            fill("O-S-1", "BUY", 5, 100, "TAKER OPEN", 2, instrument_id="A.SIM"),
            fill("O-S-2", "BUY", 5, 100, "TAKER OPEN", 2, instrument_id="B.SIM"),
            fill("O-S-3", "SELL", 1, 130, "TAKER OPEN", 5, instrument_id="A.SIM"),
        ],
        start=1_000, venue=CASH, balance=130,
    ),
    # A drift of exactly what is missing trades nothing: 40 % held, 50 % wanted, 10 % allowed; 9.9 % are too few.
    # But to zero always: 40 % against 50 % allowed.
    case(
        "target-at-the-drift", "S5", FIVE, targets(FIVE, {"A.SIM": {1: 0.4, 2: 0.5}, "B.SIM": {2: 0.1}}, drift=0.1),
        [fill("O-S-1", "BUY", 4, 100, "TAKER OPEN", 2, instrument_id="A.SIM")], start=1_000, venue=CASH, count=1,
    ),
    case(
        "target-beyond-the-drift", "S5", FIVE, targets(FIVE, {"A.SIM": {1: 0.4, 2: 0.5}}, drift=0.099),
        [
            fill("O-S-1", "BUY", 4, 100, "TAKER OPEN", 2, instrument_id="A.SIM"),
            fill("O-S-2", "BUY", 1, 100, "TAKER OPEN", 3, instrument_id="A.SIM"),
        ],
        start=1_000, venue=CASH,
    ),
    case(
        "target-to-zero-always", "S5", FIVE, targets(FIVE, {"A.SIM": {1: 0.6, 3: 0}}, drift=0.599),
        [
            fill("O-S-1", "BUY", 6, 100, "TAKER OPEN", 2, instrument_id="A.SIM"),
            fill("O-S-2", "SELL", 6, 100, "TAKER OPEN", 4, instrument_id="A.SIM"),
        ],
        start=1_000, venue=CASH,
    ),
    # 4 and 4 of 1,200. B has no row at bar 3: it counts with its last price and stays: equity 400 + 480 + 400 =
    # 1,280, of which 60 % are 768, at 120: 6.
    case(
        "target-missing-row", "S5", GAPPY, targets(GAPPY, {"A.SIM": {1: 0.4, 3: 0.6}, "B.SIM": {1: 0.4, 3: 0}}),
        [
            fill("O-S-1", "BUY", 4, 100, "TAKER OPEN", 2, instrument_id="A.SIM"),
            fill("O-S-2", "BUY", 4, 100, "TAKER OPEN", 2, instrument_id="B.SIM"),
            fill("O-S-3", "BUY", 2, 120, "TAKER OPEN", 4, instrument_id="A.SIM"),
        ],
        start=1_200, venue=CASH, balance=160, equity={3: 1_280}, count=3,
    ),
    # From half long to half short in one order.
    case(
        "target-reverse", "S5 A2", FIVE, targets(FIVE, {"A.SIM": {1: 0.5, 3: -0.5}}),
        [
            fill("O-S-1", "BUY", 5, 100, "TAKER OPEN", 2), fill("O-S-2", "SELL", 10, 100, "TAKER OPEN", 4),
        ],
        start=1_000, columns={"O-S-2": {"reduce_only": False}}, positions=[("BUY", 5, 0, 0), ("SELL", 5, 5, 0)],
    ),
    # -100 % and +200 % at a margin of 1: the sale goes first and takes 1,000 of margin; nothing is left for B.
    case(
        "target-shorts-take-the-margin", "S5 A5", FIVE, targets(FIVE, {"A.SIM": {1: 2}, "B.SIM": {1: -1}}),
        [fill("O-S-1", "SELL", 10, 100, "TAKER OPEN", 2, instrument_id="B.SIM")],
        {"O-S-2": "REJECTED INSUFFICIENT_MARGIN"}, start=1_000,
    ),
    # At least 3: a purchase of 1 is denied, a sale of 4 goes, and the last one is closed although it is 1.
    case(
        "target-min-quantity", "S5 A11", FIVE, targets(FIVE, {"A.SIM": {1: 0.5, 2: 0.6, 3: 0.1, 4: 0}}),
        [
            fill("O-S-1", "BUY", 5, 100, "TAKER OPEN", 2), fill("O-S-3", "SELL", 4, 100, "TAKER OPEN", 4),
            fill("O-S-4", "SELL", 1, 100, "TAKER OPEN", 5),
        ],
        {"O-S-2": "DENIED BELOW_MIN_QUANTITY"}, start=1_000, venue=CASH, balance=1_000,
        instruments=(Instrument("A.SIM", min_quantity=D(3)), Instrument("B.SIM")),
    ),
    # 10 are wanted, but cost 1,010 with 1 % fee: 9 cost 909.
    case(
        "target-fees", "S5 F14", FIVE, targets(FIVE, {"A.SIM": {1: 1}}), [fill("O-S-1", "BUY", 9, 100, "TAKER OPEN", 2, commission=9)],
        {"O-S-1": "CANCELED CUT_TO_FUNDS"}, start=1_000, balance=91,
        venue=CASH | {"fees": (PercentageFees(D("0.01"), D("0.01")),)},
    ),
    # All is weighed before the first order is sent: at this close the fee of A, 100, does not make B's 5 less; the
    # 400 left with B's own fee do: 3.
    case(
        "target-weighed-together", "S5 T5", FIVE, targets(FIVE, {"A.SIM": {1: 0.5}, "B.SIM": {1: 0.5}}),
        [
            fill("O-S-1", "BUY", 5, 100, "TAKER CLOSE", 1, instrument_id="A.SIM"),
            fill("O-S-2", "BUY", 3, 100, "TAKER CLOSE", 1, instrument_id="B.SIM"),
        ],
        start=1_000, balance=0, columns={"O-S-2": {"quantity": 5}},
        venue=CASH | {"fees": (FlatFees(D(100)),), "fill_timing": "this_close"},
    ),
    # Of a target on every bar only bars 2 and 4 decide: the first at or after minutes 2 and 3.5.
    case(
        "target-times", "S5", FIVE, targets(FIVE, {"A.SIM": {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}}, "quantity", rebalance=(2, 3.5)),
        [fill("O-S-1", "BUY", 2, 100, "TAKER OPEN", 3), fill("O-S-2", "BUY", 2, 100, "TAKER OPEN", 5)], count=2,
    ),
    # The first bar of a period decides, and none other of the same hour.
    case(
        "target-period", "S5", FIVE, targets(FIVE, {"A.SIM": {1: 1, 2: 2, 3: 3}}, "quantity", rebalance="1h"),
        [fill("O-S-1", "BUY", 1, 100, "TAKER OPEN", 2)], count=1,
    ),
    # A value is money: 250 at 100 are 2, -250 are -2.
    case(
        "target-values", "S5", FIVE, targets(FIVE, {"A.SIM": {1: 250}, "B.SIM": {1: -250}}, "value"),
        [
            fill("O-S-1", "SELL", 2, 100, "TAKER OPEN", 2, instrument_id="B.SIM"),
            fill("O-S-2", "BUY", 2, 100, "TAKER OPEN", 2, instrument_id="A.SIM"),
        ],
    ),
    # What waits counts as held: 5 wait on silent bars while 8 become wanted: 3 more.
    case(
        "target-counts-what-waits", "S5 B5", SILENCE, targets(SILENCE, {"A.SIM": {1: 5, 2: 8}}, "quantity"),
        [fill("O-S-1", "BUY", 5, 100, "TAKER OPEN", 4), fill("O-S-2", "BUY", 3, 100, "TAKER OPEN", 4)],
    ),
    # What waits when nothing is wanted any more is canceled.
    case(
        "target-zero-cancels-what-waits", "S5 B5", SILENCE, targets(SILENCE, {"A.SIM": {1: 5, 2: 0}}, "quantity"), [],
        {"O-S-1": "CANCELED REPLACED"}, count=1,
    ),
]  # fmt: skip
