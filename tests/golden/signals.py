"""Golden cases of signals: entries, exits, waiting entries, reversals, sizes (S1, S2, S6)."""

from __future__ import annotations

from decimal import Decimal as D

from .table import QUIET, bars, case, fill, signals

FIVE = bars(QUIET, QUIET, QUIET, QUIET, QUIET)
IN = fill("O-S-1", "BUY", 10, 100, "TAKER OPEN", 2)

CASES = [
    # A signal on bar 1 is an order at the open of bar 2; the exit on bar 3 sells all of it in bar 4.
    case(
        "entry-and-exit", "S1 T5", bars(QUIET, QUIET, QUIET, "104 104 104 104"),
        signals(4, entries={1}, exits={3}, quantity=10),
        [IN, fill("O-S-2", "SELL", 10, 104, "TAKER OPEN", 4, cause="SIGNAL")], balance=100_040,
        columns={"O-S-2": {"reduce_only": True}},
    ),
    case(
        "entry-and-exit-this-close", "S1 T5", bars(QUIET, QUIET, "104 104 104 104"),
        signals(3, entries={1}, exits={3}, quantity=10),
        [
            fill("O-S-1", "BUY", 10, 100, "TAKER CLOSE", 1), fill("O-S-2", "SELL", 10, 104, "TAKER CLOSE", 3),
        ],
        venue={"fill_timing": "this_close"}, balance=100_040,
    ),
    # An exit when flat sends nothing; null is no action.
    case(
        "exit-when-flat", "S1 S6", FIVE, signals(5, entries={1: None, 2: False}, exits={1: True, 3: None}, quantity=10), [],
        count=0,
    ),
    # In a position an entry of its side is ignored.
    case("entry-ignored-in-position", "S1 S3", FIVE, signals(5, entries={1, 2, 3}, quantity=10), [IN]),
    # accumulate: it adds; an exit closes all.
    case(
        "accumulate", "S1", FIVE, signals(5, entries={1, 2}, exits={4}, quantity=10, accumulate=True),
        [
            IN, fill("O-S-2", "BUY", 10, 100, "TAKER OPEN", 3), fill("O-S-3", "SELL", 20, 100, "TAKER OPEN", 5),
        ],
    ),
    # both: it adds, and an exit sells the size of an entry, here 4 of the 20.
    case(
        "accumulate-both", "S1", FIVE,
        signals(5, entries={1, 2}, exits={4}, quantity={1: 10, 2: 10, 4: 4}, accumulate="both"),
        [
            IN, fill("O-S-2", "BUY", 10, 100, "TAKER OPEN", 3), fill("O-S-3", "SELL", 4, 100, "TAKER OPEN", 5),
        ],
        columns={"O-S-3": {"reduce_only": True}},
    ),
    # both: an exit never sells more than is held.
    case(
        "accumulate-both-cut", "S1 F9", FIVE,
        signals(5, entries={1}, exits={3}, quantity={1: 10, 3: 15}, accumulate="both"),
        [IN, fill("O-S-2", "SELL", 10, 100, "TAKER OPEN", 4)],
    ),
    case(
        "short-words", "S1", bars(QUIET, QUIET, QUIET, "90 90 90 90"),
        signals(4, entries=set(), short_entries={1}, short_exits={3}, quantity=10),
        [fill("O-S-1", "SELL", 10, 100, "TAKER OPEN", 2), fill("O-S-2", "BUY", 10, 90, "TAKER OPEN", 4)],
        balance=100_100,
    ),
    case(
        "direction-short", "S1", FIVE, signals(5, entries={1}, exits={3}, direction="SHORT", quantity=10),
        [fill("O-S-1", "SELL", 10, 100, "TAKER OPEN", 2), fill("O-S-2", "BUY", 10, 100, "TAKER OPEN", 4)],
    ),
    # BOTH: entries go long, exits go short: a reversal of 10 + 10.
    case(
        "direction-both", "S1", FIVE, signals(5, entries={1}, exits={3}, direction="BOTH", quantity=10),
        [IN, fill("O-S-2", "SELL", 20, 100, "TAKER OPEN", 4, realized=0)],
    ),
    # A waiting entry counts as the position: the second entry is ignored, the exit cancels the first.
    case(
        "waiting-entry-counts", "S1", FIVE,
        signals(5, entries={1, 2}, exits={3}, quantity=10, limit_price={1: 90, 2: 91}), [],
        {"O-S-1": "CANCELED SIGNAL_EXIT"},
    ),
    # waiting_entry = replace: the newer limit of 91 takes the place of 90.
    case(
        "waiting-entry-replace", "S1", bars(QUIET, QUIET, "100 100 90.50 92"),
        signals(3, entries={1, 2}, quantity=10, limit_price={1: 90, 2: 91}),
        [fill("O-S-2", "BUY", 10, 91, "MAKER LEG", 3)], {"O-S-1": "CANCELED REPLACED"},
        venue={"waiting_entry": "replace"},
    ),
    # A waiting entry that is canceled ends its children.
    case(
        "exit-cancels-bracket-entry", "S1 F10", FIVE,
        signals(5, entries={1}, exits={2}, quantity=10, limit_price={1: 90}, stop_loss=0.05), [],
        {"O-S-1": "CANCELED SIGNAL_EXIT", "O-S-2": "CANCELED PARENT_ENDED"},
    ),
    # An entry against a waiting one replaces it.
    case(
        "entry-against-waiting", "S1", FIVE,
        signals(5, entries={1}, short_entries={2}, quantity=10, limit_price={1: 90, 2: 100}),
        [fill("O-S-2", "SELL", 10, 100, "TAKER OPEN", 3)], {"O-S-1": "CANCELED REPLACED"},
    ),
    # Long 10, a short entry of 4: one order of 14, found at the fill.
    case(
        "reverse", "S1 A2", FIVE, signals(5, entries={1}, short_entries={3}, quantity={1: 10, 3: 4}),
        [IN, fill("O-S-2", "SELL", 14, 100, "TAKER OPEN", 4)], columns={"O-S-2": {"quantity": 14}},
    ),
    # A reversal that waits at 105 while the stop at 95 closes the long finds nothing held: just its own 10.
    case(
        "reverse-finds-what-is-then-held", "S1", bars(QUIET, QUIET, "100 100 94 96", "96 106 96 100"),
        signals(
            4, entries={1}, short_entries={2}, quantity=10, limit_price={1: 100, 2: 105},
            stop_loss_price={1: 95, 2: 120},
        ),
        [
            fill("O-S-1", "BUY", 10, 100, "TAKER OPEN", 2), fill("O-S-2", "SELL", 10, 95, "TAKER LEG", 3),
            fill("O-S-3", "SELL", 10, 105, "MAKER LEG", 4),
        ],
        columns={"O-S-3": {"quantity": 10}, "O-S-4": {"trigger_price": 120, "quantity": 10, "status": "ACCEPTED"}},
    ),
    # A reversal's children are for its fill of 20, cut to the 10 it opens.
    case(
        "reverse-children", "S1 F9 F10", FIVE, signals(5, entries={1}, short_entries={3}, quantity=10, stop_loss=0.05),
        [IN, fill("O-S-3", "SELL", 20, 100, "TAKER OPEN", 4)],
        {"O-S-2": "CANCELED POSITION_CLOSED", "O-S-4": "ACCEPTED"},
        columns={"O-S-4": {"quantity": 10, "trigger_price": 105}},
    ),
    # Start 1,000. The reversal at 120: equity 1,200; the long's margin is free, 10 x 120 needs 1,200. With a new
    # size of 11 the opening part is refused: only the 10 held are sold.
    case(
        "reverse-opening-refused", "S1 A5", bars(QUIET, QUIET, QUIET, "120 120 120 120"),
        signals(4, entries={1}, short_entries={3}, quantity={1: 10, 3: 11}),
        [IN, fill("O-S-2", "SELL", 10, 120, "TAKER OPEN", 4)], {"O-S-2": "CANCELED INSUFFICIENT_MARGIN"},
        start=1_000, balance=1_200, columns={"O-S-2": {"quantity": 21}},
    ),
    # A close that waits (zero volume) is on its way: the exit on bar 4 sends no second one.
    case(
        "one-close-on-its-way", "S1 B5", bars(*["100 100 100 100 5"] * 3, "100 100 100 100 0", "101 101 101 101 5"),
        signals(5, entries={1}, exits={3, 4}, quantity=10), [IN, fill("O-S-2", "SELL", 10, 101, "TAKER OPEN", 5)],
        count=2,
    ),
    # The exit comes first, then the entry of the other side: the close sells 10, the reversal finds none left.
    case(
        "exit-before-entry", "S1 S3", FIVE, signals(5, entries={1}, exits={3}, short_entries={3}, quantity=10),
        [
            IN, fill("O-S-2", "SELL", 10, 100, "TAKER OPEN", 4), fill("O-S-3", "SELL", 10, 100, "TAKER OPEN", 4),
        ],
    ),
    # 95 % of 10,000 at the fill price of 101: 94 units; per row it may be a quantity too.
    case(
        "signal-size", "S2", bars(QUIET, "101 101 101 101"),
        signals(2, entries={1}, size=("percent_of_equity", D(95))), [fill("O-S-1", "BUY", 94, 101, "TAKER OPEN", 2)],
        start=10_000,
    ),
    # Reversal by a budget: 50 bought; at 120 equity is 11,000, half of it 5,500: 45 units short: 95 are sold.
    case(
        "reverse-by-budget", "S1 S2", bars(QUIET, QUIET, QUIET, "120 120 120 120"),
        signals(4, entries={1}, short_entries={3}, size=("percent_of_equity", D(50))),
        [
            fill("O-S-1", "BUY", 50, 100, "TAKER OPEN", 2), fill("O-S-2", "SELL", 95, 120, "TAKER OPEN", 4),
        ],
        start=10_000, columns={"O-S-2": {"quantity": 95}}, equity={4: 11_000},
    ),
    # Two bars for a limit entry: it is live on bars 2 and 3; on bar 3 it expires before bar 4 can reach it.
    case(
        "entry-expires-after-bars", "S1 F8", bars(QUIET, QUIET, QUIET, "90 90 90 90"),
        signals(4, entries={1}, quantity=10, limit_price={1: 95}, expire_after=2), [], {"O-S-1": "EXPIRED"},
    ),
    # A stop entry: trigger 103.
    case(
        "entry-by-trigger", "S1 F3", bars(QUIET, "100 104 100 104"),
        signals(2, entries={1}, quantity=10, trigger_price={1: 103}), [fill("O-S-1", "BUY", 10, 103, "TAKER LEG", 2)],
    ),
]  # fmt: skip
