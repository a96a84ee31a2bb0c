"""Golden cases of what happens at a close: next_close, on-open and on-close orders (T5, F7)."""

from __future__ import annotations

from .days import over_midnight
from .table import QUIET, at, bars, buy, case, fill, sell

NEXT = {"fill_timing": "next_close"}
MOO, LOO = {"order_type": "MARKET_ON_OPEN"}, {"order_type": "LIMIT_ON_OPEN"}
MOC, LOC = {"order_type": "MARKET_ON_CLOSE"}, {"order_type": "LIMIT_ON_CLOSE"}
UP = bars(QUIET, "101 103 99 102", "104 107 103 106", "107 109 105 108", "109 112 108 111", "112 113 109 110")
"""Closes 100, 102, 106, 108, 111, 110."""
SESSIONS = ((at(0), at(2)), (at(3), at(5)), (at(5), at(6)))
CALENDAR = {"calendar": SESSIONS}
PAUSED = ((at(0), at(2)), (at(2.2), at(2.8)), (at(3), at(5)))
"""Between bars 2 and 3 there is a session without a row of its own."""
A_DAY = 24 * 60

CASES = [
    # Sent after bar 1: not at the open of bar 2, 101, but at its close.
    case(
        "next-close-market", "T5", UP, [buy(1, "e", 10)], [fill("e", "BUY", 10, 102, "TAKER CLOSE", 2)],
        {"e": "FILLED"}, venue=NEXT, equity={2: 100_000, 3: 100_040}, columns={"e": {"ts_accepted": at(2)}},
    ),
    # Others at its open, as before: the limit of 101 is reached on arrival.
    case(
        "next-close-limit-at-the-open", "T5", UP, [buy(1, "m", 10), buy(1, "l", 10, price=101)],
        [fill("l", "BUY", 10, 101, "TAKER OPEN", 2), fill("m", "BUY", 10, 102, "TAKER CLOSE", 2)], venue=NEXT,
    ),
    # The bar that next_open names: bar 2 opened before the order was sent (length 1.5), so the close of bar 3.
    case(
        "next-close-of-the-bar-that-opens-later", "T5", bars(QUIET, "101 102 99 101", "103 104 102 104", length=1.5),
        [buy(1, "e", 10)], [fill("e", "BUY", 10, 104, "TAKER CLOSE", 3)], venue=NEXT,
    ),
    # Children of an entry at the close arrive there and act from the next bar on: its low of 99 did not count.
    case(
        "next-close-children-live-from-the-next-bar", "T5 F10", bars(QUIET, "101 103 90 102", "102 103 96 97"),
        [buy(1, "e", 10, stop_loss_offset=5)],
        [fill("e", "BUY", 10, 102, "TAKER CLOSE", 2), fill("e-SL", "SELL", 10, 97, "TAKER LEG", 3)],
        venue=NEXT, columns={"e-SL": {"trigger_price": 97, "ts_accepted": at(2)}},
    ),
    # Two instruments: after the paths of both rows, in sequence: B's order was sent first.
    case(
        "next-close-in-sequence-across-rows", "T3 T5",
        {"A.SIM": bars(QUIET, "100 101 99 101"), "B.SIM": bars(QUIET, "100 102 98 102")},
        [buy(1, "b", 1, on="B.SIM"), buy(1, "a", 1, on="A.SIM"), sell(1, "l", 1, on="B.SIM", price=102)],
        [
            fill("l", "SELL", 1, 102, "MAKER LEG", 2), fill("b", "BUY", 1, 102, "TAKER CLOSE", 2),
            fill("a", "BUY", 1, 101, "TAKER CLOSE", 2),
        ], venue=NEXT,
    ),
    # A bar without volume fills nothing: the order is accepted at its close and waits for the next open.
    case(
        "next-close-without-volume", "T5 B5", bars("100 100 100 100 5", "101 103 99 102 0", "104 105 103 104 5"),
        [buy(1, "e", 1), buy(1, "i", 1, time_in_force="IOC")], [fill("e", "BUY", 1, 104, "TAKER OPEN", 3)],
        {"e": "FILLED", "i": "CANCELED TIME_IN_FORCE"}, venue=NEXT, columns={"e": {"ts_accepted": at(2)}},
    ),
    # GTD until bar 2 still has that bar's close; one that ends half a minute before it expires.
    case(
        "next-close-expires", "T5 F8", UP, [buy(1, "in", 1, time_in_force="GTD", expire_bar=2),
        buy(1, "out", 1, time_in_force="GTD", expire_bar=1.5)],
        [fill("in", "BUY", 1, 102, "TAKER CLOSE", 2)], {"out": "EXPIRED"}, venue=NEXT,
    ),
    # A time stop of one bar, entered at the close of bar 2: that bar is the first, so it is sent there.
    case(
        "next-close-time-stop", "T5 S4", UP, [buy(1, "e", 10, time_stop=1)],
        [fill("e", "BUY", 10, 102, "TAKER CLOSE", 2), fill("O-S-2", "SELL", 10, 106, "TAKER CLOSE", 3)], venue=NEXT,
    ),
    # A session goes from bar 3 to bar 5: sent after bar 3 the order takes the close of bar 5.
    case(
        "market-on-close", "F7", UP, [buy(3, "e", 10, **MOC)], [fill("e", "BUY", 10, 111, "TAKER CLOSE", 5)],
        {"e": "FILLED"}, venue=CALENDAR, columns={"e": {"time_in_force": "DAY", "ts_accepted": at(5)}},
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED FILLED"},
    ),
    # Sent at a session's close it is for the next one.
    case(
        "market-on-close-sent-at-a-close", "F7", UP, [buy(2, "e", 10, **MOC)],
        [fill("e", "BUY", 10, 111, "TAKER CLOSE", 5)], venue=CALENDAR,
    ),
    # A limit of 111 allows the close of 111, one of 110 does not: it ends there.
    case(
        "limit-on-close", "F7", UP, [buy(3, "yes", 1, price=111, **LOC), buy(3, "no", 1, price=110, **LOC)],
        [fill("yes", "BUY", 1, 111, "TAKER CLOSE", 5)], {"yes": "FILLED", "no": "EXPIRED SESSION_PRICE"},
        venue=CALENDAR, columns={"no": {"ts_last": at(5)}}, kinds={"no": "INITIALIZED SUBMITTED ACCEPTED EXPIRED"},
    ),
    # It does not act before, though the price passes its limit at the open and on the path.
    case(
        "limit-on-close-only-there", "F7", bars(QUIET, "100 101 95 99", "100 101 95 98"),
        [buy(1, "e", 1, price=98, **LOC)], [fill("e", "BUY", 1, 98, "TAKER CLOSE", 3)],
        venue={"calendar": ((at(0), at(3)),  (at(4), at(5)))},
    ),
    # The row that contains the end: one from 2 to 4 holds the end at 3 and fills at its own close.
    case(
        "on-close-in-a-row-that-goes-on", "F7", bars(QUIET, QUIET, None, "101 103 99 102", length=2),
        [buy(2, "e", 1, **MOC)], [fill("e", "BUY", 1, 102, "TAKER CLOSE", 4)],
        venue={"calendar": ((at(0), at(1)), (at(1.5), at(3)), (at(5), at(6)))},
    ),
    # Sent while the row that contains the end is on, by another instrument's row: it fills at that row's close.
    case(
        "on-close-sent-into-its-row", "F7", {"A.SIM": bars(QUIET, None, "99 105 98 104", length=2), "B.SIM": bars(QUIET, QUIET)},
        [buy(2, "e", 1, on="A.SIM", **MOC)], [fill("e", "BUY", 1, 104, "TAKER CLOSE", 3)],
        venue={"calendar": ((at(0), at(3)), (at(4), at(5)))},
    ),
    # No row contains the end of the session from 2.2 to 2.8: expired with it, once bar 4 shows that.
    case(
        "on-close-without-such-a-row", "F7 F8", bars(QUIET, QUIET, None, "101 101 101 101"),
        [buy(2, "e", 1, **MOC)], [], {"e": "EXPIRED"}, venue={"calendar": PAUSED}, columns={"e": {"ts_last": at(2.8)}},
        kinds={"e": "INITIALIZED SUBMITTED EXPIRED"},
    ),
    # No volume at the close: nothing trades there.
    case(
        "on-close-without-volume", "F7 B5", bars("100 100 100 100 5", "100 102 99 101 0", "101 102 99 100 5"),
        [buy(1, "e", 1, **MOC)], [], {"e": "EXPIRED SESSION_PRICE"}, venue={"calendar": ((at(0), at(2)), (at(2), at(9)))},
    ),
    # On open: bar 3 opens before the next session, bar 4 is the first in it and opens at 107.
    case(
        "market-on-open", "F7", UP, [buy(2, "e", 10, **MOO)], [fill("e", "BUY", 10, 107, "TAKER OPEN", 4)],
        venue=CALENDAR,
    ),
    # Sent while a session is on it is for the next: not bar 5, whose open 109 is in the session, but bar 6.
    case(
        "market-on-open-sent-in-a-session", "F7", UP, [buy(4, "e", 10, **MOO)],
        [fill("e", "BUY", 10, 112, "TAKER OPEN", 6)], venue=CALENDAR,
    ),
    # A limit that the open does not allow ends there, though the low of 105 would have reached it.
    case(
        "limit-on-open", "F7", UP, [buy(2, "yes", 1, price=107, **LOO), buy(2, "no", 1, price=106, **LOO)],
        [fill("yes", "BUY", 1, 107, "TAKER OPEN", 4)], {"no": "EXPIRED SESSION_PRICE"}, venue=CALENDAR,
        columns={"no": {"ts_last": at(4)}},
    ),
    # No row opens in the session from 2.2 to 2.8: expired with it.
    case(
        "on-open-without-such-a-row", "F7 F8", bars(QUIET, QUIET, None, "101 101 101 101"),
        [buy(2, "e", 1, **MOO)], [], {"e": "EXPIRED"}, venue={"calendar": PAUSED}, columns={"e": {"ts_last": at(2.8)}},
    ),
    # Without a calendar the UTC day: the close of the bar that ends at midnight, the open of the one after it.
    case(
        "session-orders-by-day", "F7", over_midnight(QUIET, "100 101 99 101", "102 103 101 103", "104 105 104 105"),
        [buy(A_DAY - 2, "c", 1, **MOC), buy(A_DAY - 2, "o", 1, **MOO)],
        [fill("c", "BUY", 1, 103, "TAKER CLOSE", A_DAY), fill("o", "BUY", 1, 104, "TAKER OPEN", A_DAY + 1)],
    ),
    # this_close changes nothing for them.
    case(
        "session-orders-under-this-close", "T5 F7", UP, [buy(3, "c", 1, **MOC), buy(2, "o", 1, **MOO), buy(3, "m", 1)],
        [
            fill("m", "BUY", 1, 106, "TAKER CLOSE", 3), fill("o", "BUY", 1, 107, "TAKER OPEN", 4),
            fill("c", "BUY", 1, 111, "TAKER CLOSE", 5),
        ], venue=CALENDAR | {"fill_timing": "this_close", "extended_hours": "on"},
    ),
    # A reduce-only one closes what is held, no more; with nothing held it is rejected there.
    case(
        "reduce-only-on-close", "F7 F9", UP,
        [buy(1, "e", 10), sell(3, "x", 15, reduce_only=True, **MOC), sell(3, "y", 15, reduce_only=True, **MOC)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("x", "SELL", 10, 111, "TAKER CLOSE", 5)],
        {"y": "REJECTED NOTHING_TO_REDUCE"}, venue=CALENDAR,
    ),
]  # fmt: skip
