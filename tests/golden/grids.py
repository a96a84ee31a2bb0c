"""Golden cases of the pre-trade checks: grids, limits, and which reason comes first (A11)."""

from __future__ import annotations

from decimal import Decimal as D

from tests.reference import Instrument

from .table import QUIET, bars, buy, case, fill, sell

LOTS = {"size_increment": D(5), "min_quantity": D(10), "max_quantity": D(50), "min_notional": D(1500)}

CASES = [
    # Floats go to the nearest tick of 0.05: 99.93 to 99.95, 99.92 to 99.90, 100.075 (half way) up to 100.10.
    case(
        "prices-to-the-nearest-tick", "A11", bars(QUIET, QUIET),
        [buy(1, "a", 10, price=99.93), sell(1, "b", 10, trigger_price=99.92), buy(1, "c", 10, trigger_price=100.075)],
        [], {"a": "ACCEPTED", "b": "ACCEPTED", "c": "ACCEPTED"}, instrument={"price_increment": D("0.05")},
        columns={"a": {"price": 99.95}, "b": {"trigger_price": 99.90}, "c": {"trigger_price": 100.10}},
    ),
    # Quantities go down to a lot of 5.
    case(
        "quantity-down-to-a-lot", "A11", bars(QUIET, QUIET), [buy(1, "a", 14), buy(1, "b", 4.9)],
        [fill("a", "BUY", 10, 100, "TAKER OPEN", 2)], {"a": "FILLED", "b": "DENIED QUANTITY_ZERO"},
        instrument={"size_increment": D(5)},
    ),
    case(
        "zero-price", "A11", bars(QUIET, QUIET), [buy(1, "a", 10, price=0), sell(1, "b", 10, trigger_price=0)], [],
        {"a": "DENIED INVALID_PRICE", "b": "DENIED INVALID_PRICE"},
    ),
    # Quantities of at least 10, at most 50, at least 1,500 of value at the last close of 100 (or the limit).
    case(
        "quantity-limits", "A11", bars(QUIET, QUIET),
        [
            buy(1, "minimum", 5), buy(1, "maximum", 55), buy(1, "notional", 10),
            buy(1, "notional-at-limit", 15, price=99), buy(1, "ok", 15),
        ],
        [fill("ok", "BUY", 15, 100, "TAKER OPEN", 2)],
        {
            "minimum": "DENIED BELOW_MIN_QUANTITY",
            "maximum": "DENIED ABOVE_MAX_QUANTITY", "notional": "DENIED BELOW_MIN_NOTIONAL",
            "notional-at-limit": "DENIED BELOW_MIN_NOTIONAL",
        },
        instrument=LOTS,
    ),
    case(
        "zero-quantity", "A11", bars(QUIET, QUIET), [buy(1, "a", 0), buy(1, "b", 0.9), buy(1, "c", 1.9)],
        [fill("c", "BUY", 1, 100, "TAKER OPEN", 2)], {"a": "DENIED QUANTITY_ZERO", "b": "DENIED QUANTITY_ZERO"},
    ),
    # The first reason in the list wins: price before quantity before levels before funds.
    case(
        "first-reason-wins", "A11", bars(QUIET, QUIET),
        [
            buy(1, "price", 5, price=0), buy(1, "quantity", 5, stop_loss_price=101),
            buy(1, "levels", 50, stop_loss_price=101), buy(1, "funds", 50),
        ],
        [],
        {
            "price": "DENIED INVALID_PRICE", "quantity": "DENIED BELOW_MIN_QUANTITY",
            "levels": "DENIED BRACKET_LEVELS", "funds": "DENIED INSUFFICIENT_MARGIN",
        },
        instrument=LOTS, start=1_000,
    ),
    case(
        "not-tradable", "A11", bars(QUIET, QUIET), [buy(1, "a", 10, price=0)], [], {"a": "DENIED NOT_TRADABLE"},
        instrument={"tradable": False},
    ),
    # Y has no row yet when the order is sent after bar 1.
    case(
        "no-price-yet", "A11 T5", {"X.SIM": bars(QUIET, QUIET, QUIET), "Y.SIM": bars(None, QUIET, QUIET)},
        [buy(1, "early", 1, on="Y.SIM"), buy(2, "late", 1, on="Y.SIM")],
        [fill("late", "BUY", 1, 100, "TAKER OPEN", 3)], {"early": "DENIED NO_PRICE"},
        instruments=(Instrument("X.SIM"), Instrument("Y.SIM")),
    ),
]  # fmt: skip
