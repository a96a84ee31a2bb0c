"""Golden cases of stops, time stops and targets of signals (S4, S1 target)."""

from __future__ import annotations

from .table import QUIET, bars, case, fill, minutes, signals

FIVE = bars(QUIET, QUIET, QUIET, QUIET, QUIET)
IN = fill("O-S-1", "BUY", 10, 100, "TAKER OPEN", 2)
CASH = {"account_type": "CASH"}

CASES = [
    # Live from the entry bar on: 5 % below 100.
    case(
        "signal-stop-on-entry-bar", "S4 B2", bars(QUIET, "100 106 94 100"),
        signals(2, entries={1}, quantity=10, stop_loss=0.05, take_profit=0.05),
        [IN, fill("O-S-2", "SELL", 10, 95, "TAKER LEG", 2, ambiguous=True, cause="STOP_LOSS")],
        {"O-S-3": "CANCELED POSITION_CLOSED"},
    ),
    # Read at the entry's signal row (2 %), not at the fill's (10 %).
    case(
        "stop-read-at-signal-row", "S4", FIVE,
        signals(5, entries={1}, quantity=10, stop_loss={1: 0.02, 2: 0.10}), [IN],
        columns={"O-S-2": {"trigger_price": 98}},
    ),
    # Null there: an entry without a stop.
    case(
        "no-stop-on-this-row", "S4 S6", FIVE, signals(5, entries={1, 3}, quantity=10, accumulate=True, stop_loss_offset={3: 4}),
        [IN, fill("O-S-2", "BUY", 10, 100, "TAKER OPEN", 4)], columns={"O-S-3": {"trigger_price": 96, "quantity": 10}},
    ),
    # The stop fills in bar 3; that row's entry signal counts: a new entry in bar 4.
    case(
        "signal-after-a-stop", "S4", bars(QUIET, QUIET, "100 100 94 94", "94 94 94 94"),
        signals(4, entries={1, 3}, quantity=10, stop_loss=0.05),
        [IN, fill("O-S-2", "SELL", 10, 95, "TAKER LEG", 3), fill("O-S-3", "BUY", 10, 94, "TAKER OPEN", 4)],
    ),
    # stop_cancels_signals: it does not.
    case(
        "stop-cancels-signals", "S4", bars(QUIET, QUIET, "100 100 94 94", "94 94 94 94"),
        signals(4, entries={1, 3}, quantity=10, stop_loss=0.05),
        [IN, fill("O-S-2", "SELL", 10, 95, "TAKER LEG", 3)], venue={"stop_cancels_signals": "on"},
    ),
    # Two rows, the entry bar the first: sent at the close of bar 3 before that row's signals. The entry on bar 3
    # finds the long still held and is ignored; the one on bar 4 enters again.
    case(
        "time-stop-before-signals", "S4", FIVE, signals(5, entries={1, 3, 4}, quantity=10, time_stop=2),
        [
            IN, fill("O-S-2", "SELL", 10, 100, "TAKER OPEN", 4, cause="TIME_STOP"),
            fill("O-S-3", "BUY", 10, 100, "TAKER OPEN", 5),
        ],
    ),
    # One minute after the fill's row (bar 2): sent on bar 3.
    case(
        "time-stop-duration-signal", "S4", FIVE, signals(5, entries={1}, quantity=10, time_stop=minutes(1)),
        [IN, fill("O-S-2", "SELL", 10, 100, "TAKER OPEN", 4, cause="TIME_STOP")],
    ),
    # Additions: one set for the whole position, anchored on the newest fill of 102: 96.90.
    case(
        "accumulate-stops-per-position", "S4", bars(QUIET, QUIET, "102 102 102 102", "100 100 94 94"),
        signals(4, entries={1, 2}, quantity=10, stop_loss=0.05, accumulate=True),
        [
            IN, fill("O-S-3", "BUY", 10, 102, "TAKER OPEN", 3), fill("O-S-4", "SELL", 20, 96.90, "TAKER LEG", 4),
        ],
        {"O-S-2": "CANCELED REPLACED"}, venue={"stops_per": "position"},
    ),
    # Quantity targets: 10; 4, so 6 are sold (reduce-only); null changes nothing; -5 sells 9 through zero.
    case(
        "target-quantity", "S1", FIVE, signals(5, target={1: 10, 2: 4, 4: -5}, target_type="quantity"),
        [
            IN, fill("O-S-2", "SELL", 6, 100, "TAKER OPEN", 3), fill("O-S-3", "SELL", 9, 100, "TAKER OPEN", 5),
        ],
        columns={"O-S-2": {"reduce_only": True}, "O-S-3": {"reduce_only": False}},
    ),
    # A short is taken back in the same way: -10 to -4 buys 6, reduce-only; to -9 sells 5 more.
    case(
        "target-quantity-short", "S1", FIVE, signals(5, target={1: -10, 2: -4, 4: -9}, target_type="quantity"),
        [
            fill("O-S-1", "SELL", 10, 100, "TAKER OPEN", 2), fill("O-S-2", "BUY", 6, 100, "TAKER OPEN", 3),
            fill("O-S-3", "SELL", 5, 100, "TAKER OPEN", 5),
        ],
        columns={"O-S-2": {"reduce_only": True}, "O-S-3": {"reduce_only": False}},
    ),
    # To zero is reduce-only; no difference, no order.
    case(
        "target-zero", "S1", FIVE, signals(5, target={1: 10, 2: 10, 3: 0, 4: 0}, target_type="quantity"),
        [IN, fill("O-S-2", "SELL", 10, 100, "TAKER OPEN", 4)], columns={"O-S-2": {"reduce_only": True}},
    ),
    # 1,000 at a close of 100: 10; at a close of 110 9.09, so 9: one is sold.
    case(
        "target-value", "S1", bars(QUIET, QUIET, "110 110 110 110", "110 110 110 110"),
        signals(4, target={1: 1_000, 3: 1_000}, target_type="value"),
        [IN, fill("O-S-2", "SELL", 1, 110, "TAKER OPEN", 4)],
    ),
    # Half of 10,000 at 100: 50. At a close of 120 equity is 11,000: 5,500 / 120 = 45.8, so 45: 5 are sold.
    case(
        "target-weight", "S1", bars(QUIET, QUIET, "120 120 120 120", "120 120 120 120"),
        signals(4, target={1: 0.5, 3: 0.5}, target_type="weight"),
        [fill("O-S-1", "BUY", 50, 100, "TAKER OPEN", 2), fill("O-S-2", "SELL", 5, 120, "TAKER OPEN", 4)],
        start=10_000, venue=CASH,
    ),
    # A short weight on MARGIN: -30 % of 10,000 at 100: 30 short.
    case(
        "target-weight-short", "S1", FIVE, signals(5, target={1: -0.3}, target_type="weight"),
        [fill("O-S-1", "SELL", 30, 100, "TAKER OPEN", 2)], start=10_000,
    ),
    # All of it at 100: 100 wanted; at the open of 105 only 95 can be paid (9,975): cut, even under deny.
    case(
        "target-cut-to-funds", "S1 A4", bars(QUIET, "105 105 105 105"), signals(2, target={1: 1}, target_type="weight"),
        [fill("O-S-1", "BUY", 95, 105, "TAKER OPEN", 2)], {"O-S-1": "CANCELED CUT_TO_FUNDS"}, start=10_000, venue=CASH,
    ),
    # A quantity target is an ordinary order: rejected.
    case(
        "target-quantity-is-not-cut", "S1 A4", bars(QUIET, "105 105 105 105"),
        signals(2, target={1: 100}, target_type="quantity"), [], {"O-S-1": "REJECTED INSUFFICIENT_CASH"},
        start=10_000, venue=CASH,
    ),
    # A target order that waits (zero volume) counts: the same target again sends nothing, 12 sends 2 more.
    case(
        "target-counts-waiting", "S1 B5", bars("100 100 100 100 5", "100 100 100 100 0", "100 100 100 100 0", "100 100 100 100 5"),
        signals(4, target={1: 10, 2: 10, 3: 12}, target_type="quantity"),
        [fill("O-S-1", "BUY", 10, 100, "TAKER OPEN", 4), fill("O-S-2", "BUY", 2, 100, "TAKER OPEN", 4)],
    ),
]  # fmt: skip
