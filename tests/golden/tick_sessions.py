"""Golden cases of orders on open and on close where ticks are the market, alone and beside bars (F7)."""

from __future__ import annotations

from .table import at, buy, case, coarse, command, fill, sell, ticks

MOO, LOO = {"order_type": "MARKET_ON_OPEN"}, {"order_type": "LIMIT_ON_OPEN"}
MOC, LOC = {"order_type": "MARKET_ON_CLOSE"}, {"order_type": "LIMIT_ON_CLOSE"}
QUOTE = "q 99 101"
SESSIONS = {"calendar": ((at(0), at(2.5)), (at(3.5), at(5.5)), (at(7), at(9)), (at(10), at(12)))}
UP = ticks(QUOTE, "q 100 102", "q 103 105", "q 104 106", "q 105 107", "q 106 108", "q 107 109", "q 108 110")
"""The quotes of minutes 3 and 6 lie between sessions."""
FIVES = coarse("100 100 100 100", "101 110 90 104", "104 112 95 100", "100 103 98 102")

CASES = [
    # Sent while a session is on it is for the next one, which opens at 3.5: the quote at 3 does not execute.
    case(
        "tick-market-on-open", "F7", UP, [buy(1, "e", 10, **MOO)], [fill("e", "BUY", 10, 106, "TAKER OPEN", 4)],
        {"e": "FILLED"}, venue=SESSIONS, columns={"e": {"time_in_force": "DAY", "ts_accepted": at(4)}},
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED FILLED"},
    ),
    # Sent at minute 3, before the open; a tick at the very open of the session at 7 is its first.
    case(
        "tick-on-open-at-the-very-open", "F7", UP, [buy(3, "e", 1, **MOO), sell(4, "f", 1, **MOO)],
        [fill("e", "BUY", 1, 106, "TAKER OPEN", 4), fill("f", "SELL", 1, 107, "TAKER OPEN", 7)], venue=SESSIONS,
    ),
    # It is for the first tick of the session: its ask of 106 is above 105, the later ones do not matter.
    case(
        "tick-limit-on-open", "F7", ticks(QUOTE, None, None, "q 104 106", "q 99 101"),
        [buy(1, "no", 1, price=105, **LOO), buy(1, "yes", 1, price=106, **LOO)],
        [fill("yes", "BUY", 1, 106, "TAKER OPEN", 4)], {"no": "EXPIRED SESSION_PRICE"}, venue=SESSIONS,
        columns={"no": {"ts_last": at(4)}},
    ),
    # A side that the first quote does not show: accepted there, and over.
    case(
        "tick-on-open-side-not-shown", "F7 F1", ticks(QUOTE, None, None, "q 104 -", "q 104 106"),
        [buy(1, "e", 1, **MOO), sell(1, "f", 1, **MOO)], [fill("f", "SELL", 1, 104, "TAKER OPEN", 4)],
        {"e": "EXPIRED SESSION_PRICE"}, venue=SESSIONS,
    ),
    # No tick in the session from 3.5 to 5.5: over, as the next one of its instrument shows.
    case(
        "tick-on-open-without-a-tick", "F7", ticks(QUOTE, QUOTE, None, None, None, None, None, "q 108 110"),
        [buy(1, "e", 1, **MOO)], [], {"e": "EXPIRED"}, venue=SESSIONS, columns={"e": {"ts_last": at(5.5)}},
    ),
    # Two are there for 10: the rest is over.
    case(
        "tick-on-open-size", "F7 F11", ticks(QUOTE, None, None, "q 104 106 9 2", "q 104 106"), [buy(1, "e", 10, **MOO)],
        [fill("e", "BUY", 2, 106, "TAKER OPEN", 4)], {"e": "EXPIRED SESSION_PRICE"}, venue=SESSIONS,
    ),
    # Without a calendar sessions are UTC days: the first tick of the next one.
    case(
        "tick-on-open-of-the-next-day", "F7", ticks(QUOTE, QUOTE, *[None] * (24 * 60 - 2), "q 119 120"),
        [buy(1, "e", 1, **MOO)], [fill("e", "BUY", 1, 120, "TAKER OPEN", 24 * 60 + 1)],
    ),
    # The session ends at 5.5, which the quote at 6 shows: the market is that of minute 5, not the new one.
    case(
        "tick-market-on-close", "F7", UP, [buy(4, "e", 10, **MOC)], [fill("e", "BUY", 10, 107, "TAKER CLOSE", 6)],
        {"e": "FILLED"}, venue=SESSIONS, equity={5: 100_000, 6: 99_990}, columns={"e": {"ts_accepted": at(6)}},
    ),
    # A tick at the very end of the session at 9 belongs to it, and so does the later one of that time.
    case(
        "tick-on-close-at-the-very-end", "F7", ticks(QUOTE, *[None] * 6, "q 104 106", "q 105 107; p 90", "q 1 2"),
        [sell(8, "e", 10, **MOC)], [fill("e", "SELL", 10, 105, "TAKER CLOSE", 9)], venue=SESSIONS,
    ),
    case(
        "tick-limit-on-close", "F7", UP, [buy(4, "yes", 1, price=107, **LOC), buy(4, "no", 1, price=106, **LOC)],
        [fill("yes", "BUY", 1, 107, "TAKER CLOSE", 6)], {"no": "EXPIRED SESSION_PRICE"}, venue=SESSIONS,
        columns={"no": {"ts_last": at(6)}},
    ),
    # Sent after the last tick of the session: the market still stands where that has left it.
    case(
        "tick-on-close-after-the-last-tick", "F7", {"A.SIM": ticks(QUOTE, *[None] * 5, "q 50 60"), "B.SIM": ticks(QUOTE, "q 98 99", "q 1 2")},
        [buy(2, "e", 1, on="A.SIM", **MOC)], [fill("e", "BUY", 1, 101, "TAKER CLOSE", 3)], venue=SESSIONS,
    ),
    # Another instrument's row shows that the session is over; that one, without a tick in it, still waits and expires.
    case(
        "tick-on-close-of-two", "F7", {"A.SIM": ticks(QUOTE, *[None] * 6, "q 50 60"), "B.SIM": ticks(QUOTE, None, "q 5 6", "q 8 9", None, "q 1 2")},
        [buy(3, "a", 1, on="A.SIM", **MOC), buy(3, "b", 1, on="B.SIM", **MOC)],
        [fill("b", "BUY", 1, 9, "TAKER CLOSE", 6)], {"a": "EXPIRED"}, venue=SESSIONS, columns={"a": {"ts_last": at(5.5)}},
    ),
    # The data ends before the session does: nothing shows its close.
    case(
        "tick-on-close-when-the-data-ends", "F7 T4", ticks(QUOTE, QUOTE), [buy(1, "e", 1, **MOC)], [], {"e": "SUBMITTED"},
        venue=SESSIONS,
    ),
    # Its exits live from the close on: the quote of minute 6 tests them, by its bid of 106.
    case(
        "tick-on-close-with-exits", "F7 F10", ticks(*[QUOTE] * 5, "q 106 108"), [buy(4, "e", 10, take_profit_price=105, **MOC)],
        [fill("e", "BUY", 10, 101, "TAKER CLOSE", 6), fill("e-TP", "SELL", 10, 105, "MAKER OPEN", 6)],
        venue={"calendar": ((at(0), at(5.5)), (at(5.5), at(9)))},
    ),
    # Canceled at 5 it is gone; and a day order whose session ends with it is there to be canceled by its fill.
    case(
        "tick-on-close-canceled", "F7", UP, [buy(4, "e", 1, **MOC), command(5, "cancel", None, "e")], [],
        {"e": "CANCELED BY_USER"}, venue=SESSIONS,
    ),
    case(
        "tick-on-close-ends-its-link", "F7 F10", UP,
        [
            buy(4, "e", 1, contingency="OCO", linked_ids=("f",), **MOC),
            buy(4, "f", 1, price=50, time_in_force="DAY", contingency="OCO", linked_ids=("e",)),
        ],
        [fill("e", "BUY", 1, 107, "TAKER CLOSE", 6)], {"f": "CANCELED SIBLING_FILLED"}, venue=SESSIONS,
    ),
    # Beside bars: the session ends at 8 and the quote there is a row of that time.
    case(
        "mixed-on-close-on-a-tick", "F7 B4", FIVES, [buy(5, "e", 1, **MOC)], [fill("e", "BUY", 1, 99, "TAKER CLOSE", 8)],
        beside=ticks(*[None] * 5, "q 100 102", None, "q 97 99", "q 1 2"), venue={"calendar": ((at(0), at(8)), (at(8), at(30)))},
    ),
    # At minute 12 the newest row that executes is a bar: the one that contains the end decides, at its close.
    case(
        "mixed-on-close-on-a-bar", "F7 B4", FIVES, [buy(10, "e", 1, **MOC)], [fill("e", "BUY", 1, 100, "TAKER CLOSE", 15)],
        beside=ticks(*[None] * 16, "q 97 99"), venue={"calendar": ((at(0), at(12)), (at(12), at(30)))},
    ),
    # The bar ended before, the tick at 17 comes after the end at 16: no row is the session's.
    case(
        "mixed-on-close-without-a-row", "F7 B4", FIVES, [buy(15, "e", 1, **MOC)], [], {"e": "EXPIRED"},
        beside=ticks(*[None] * 16, "q 97 99"), venue={"calendar": ((at(0), at(16)), (at(16), at(30)))},
        columns={"e": {"ts_last": at(16)}},
    ),
    # So where that tick lies outside of all sessions and moves the market only.
    case(
        "mixed-on-close-before-a-tick-outside", "F7 B4 B8", FIVES[:3], [buy(15, "e", 1, **MOC)], [], {"e": "EXPIRED"},
        beside=ticks(*[None] * 16, "q 97 99", *[None] * 3, "q 97 99"),
        venue={"calendar": ((at(0), at(16)), (at(20), at(30)))},
    ),
    # The session opens at 6: the second bar holds ticks, whose first is the open; the fourth has none, and opens at 15.
    case(
        "mixed-on-open", "F7 B4", FIVES, [buy(5, "e", 1, **MOO), buy(10, "f", 1, **MOO)],
        [fill("e", "BUY", 1, 102, "TAKER OPEN", 6), fill("f", "BUY", 1, 100, "TAKER OPEN", 20)],
        beside=ticks(*[None] * 5, "q 100 102"), venue={"calendar": ((at(0), at(5)), (at(6), at(14)), (at(15), at(30)))},
    ),
]  # fmt: skip
