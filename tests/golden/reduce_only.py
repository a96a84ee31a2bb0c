"""Golden cases of reduce-only orders and closes: refused, cut, ended with the position (F9)."""

from __future__ import annotations

from .table import QUIET, bars, buy, case, command, fill, sell

FLAT_BARS = bars(QUIET, QUIET, QUIET, QUIET)
IN = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)

CASES = [
    case(
        "reduce-only-when-flat", "F9", FLAT_BARS, [sell(1, "r", 10, reduce_only=True)], [],
        {"r": "REJECTED NOTHING_TO_REDUCE"}, kinds={"r": "INITIALIZED SUBMITTED REJECTED"},
    ),
    # On the side of the position there is nothing to reduce either.
    case(
        "reduce-only-same-side", "F9", FLAT_BARS, [buy(1, "e", 10), buy(1, "r", 5, reduce_only=True)], [IN],
        {"r": "REJECTED NOTHING_TO_REDUCE"},
    ),
    # 15 asked, 10 held: cut to 10 on arrival, filled whole.
    case(
        "reduce-only-cut-on-arrival", "F9", FLAT_BARS, [buy(1, "e", 10), sell(2, "r", 15, reduce_only=True)],
        [IN, fill("r", "SELL", 10, 100, "TAKER OPEN", 3)],
        {"r": "FILLED"}, columns={"r": {"quantity": 10, "filled_quantity": 10}},
        kinds={"r": "INITIALIZED SUBMITTED ACCEPTED UPDATED FILLED"},
    ),
    # Resting for 10; 6 are sold by another order: cut to 4, which fill at 105.
    case(
        "reduce-only-shrinks-with-position", "F9", bars(QUIET, QUIET, QUIET, "100 106 100 106"),
        [buy(1, "e", 10), sell(2, "r", 10, price=105, reduce_only=True), sell(2, "s", 6)],
        [IN, fill("s", "SELL", 6, 100, "TAKER OPEN", 3), fill("r", "SELL", 4, 105, "MAKER LEG", 4)],
        {"r": "FILLED"}, columns={"r": {"quantity": 4}}, kinds={"r": "INITIALIZED SUBMITTED ACCEPTED UPDATED FILLED"},
        balance=100_020,
    ),
    # It never grows back: 10 more are bought, still 4.
    case(
        "reduce-only-never-grows", "F9", bars(QUIET, QUIET, QUIET, QUIET, "100 106 100 106"),
        [buy(1, "e", 10), sell(2, "r", 10, price=105, reduce_only=True), sell(2, "s", 6), buy(3, "more", 10)],
        [
            IN, fill("s", "SELL", 6, 100, "TAKER OPEN", 3), fill("more", "BUY", 10, 100, "TAKER OPEN", 4),
            fill("r", "SELL", 4, 105, "MAKER LEG", 5),
        ],
    ),
    # Flat ends it, flipped ends it.
    case(
        "reduce-only-ends-when-flat", "F9", FLAT_BARS,
        [buy(1, "e", 10), sell(2, "r", 10, price=105, reduce_only=True), sell(2, "s", 10)],
        [IN, fill("s", "SELL", 10, 100, "TAKER OPEN", 3)], {"r": "CANCELED POSITION_CLOSED"},
    ),
    case(
        "reduce-only-ends-when-flipped", "F9", FLAT_BARS,
        [buy(1, "e", 10), sell(2, "r", 10, price=105, reduce_only=True), sell(2, "s", 14)],
        [IN, fill("s", "SELL", 14, 100, "TAKER OPEN", 3)], {"r": "CANCELED POSITION_CLOSED"},
    ),
    # Two reduce-only limits at one open: the first (further beyond) closes all, the second is skipped.
    case(
        "reduce-only-second-finds-nothing", "F9 T3", bars(QUIET, QUIET, QUIET, "110 110 110 110"),
        [
            buy(1, "e", 10), sell(2, "a", 10, price=105, reduce_only=True),
            sell(2, "b", 10, price=104, reduce_only=True),
        ],
        [IN, fill("b", "SELL", 10, 104, "MAKER OPEN", 4)], {"a": "CANCELED POSITION_CLOSED", "b": "FILLED"},
    ),
    case(
        "close-position", "F9", FLAT_BARS, [buy(1, "e", 10), command(2, "close_position", name="c")],
        [IN, fill("c", "SELL", 10, 100, "TAKER OPEN", 3)], {"c": "FILLED"}, columns={"c": {"reduce_only": True}},
    ),
    # It closes what is held at its fill: 15, not the 10 held when it was sent.
    case(
        "close-position-takes-all-held-at-fill", "F9", FLAT_BARS,
        [buy(1, "e", 10), buy(2, "more", 5), command(2, "close_position", name="c")],
        [IN, fill("more", "BUY", 5, 100, "TAKER OPEN", 3), fill("c", "SELL", 15, 100, "TAKER OPEN", 3)],
        {"c": "FILLED"}, columns={"c": {"quantity": 15}},
    ),
    # Two closes at once: the second finds nothing.
    case(
        "close-position-twice", "F9", FLAT_BARS,
        [buy(1, "e", 10), command(2, "close_position", name="c"), command(2, "close_position", name="d")],
        [IN, fill("c", "SELL", 10, 100, "TAKER OPEN", 3)], {"d": "REJECTED NOTHING_TO_REDUCE"},
    ),
    # Refused when flat: no order, only an event.
    case(
        "close-position-when-flat", "O2", FLAT_BARS, [command(1, "close_position")], [], count=0,
        refused=["NO_POSITION"],
    ),
    # On CASH a reduce-only sale is not tested for holdings when sent; on arrival it finds nothing.
    case(
        "reduce-only-when-flat-cash", "F9 A4", FLAT_BARS, [sell(1, "r", 10, reduce_only=True)], [],
        {"r": "REJECTED NOTHING_TO_REDUCE"}, venue={"account_type": "CASH"},
    ),
    # It locks no holdings: an ordinary sale of all of them is accepted beside it.
    case(
        "reduce-only-locks-nothing", "F9 A4", FLAT_BARS,
        [buy(1, "e", 10), sell(2, "r", 10, price=105, reduce_only=True), sell(2, "s", 10)],
        [IN, fill("s", "SELL", 10, 100, "TAKER OPEN", 3)], {"r": "CANCELED POSITION_CLOSED"},
        venue={"account_type": "CASH"},
    ),
    # A budget of 20 that arrives triggered: its quantity is found, and cut to the 10 held, after the trigger.
    case(
        "reduce-only-budget-arrives-triggered", "F9 S2", FLAT_BARS,
        [buy(1, "e", 10), sell(2, "r", size=2_000, size_rule="value", trigger_price=105, reduce_only=True)],
        [IN, fill("r", "SELL", 10, 100, "TAKER OPEN", 3)],
        kinds={"r": "INITIALIZED SUBMITTED ACCEPTED TRIGGERED UPDATED FILLED"},
    ),
    # A short is closed by buying.
    case(
        "close-position-short", "F9", FLAT_BARS, [sell(1, "e", 10), command(2, "close_position", name="c")],
        [fill("e", "SELL", 10, 100, "TAKER OPEN", 2), fill("c", "BUY", 10, 100, "TAKER OPEN", 3)],
    ),
]  # fmt: skip
