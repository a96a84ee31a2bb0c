"""Golden cases of rows outside the regular session (B8)."""

from __future__ import annotations

from .table import QUIET, at, bars, buy, case, fill, signals

SESSION = {"calendar": ((at(0), at(2)), (at(4), at(6)))}
"""Open until minute 2 and from 4 to 6: bars 3 and 4 lie outside."""
DAY = bars(QUIET, QUIET, "105 110 90 105", "106 120 80 106", "101 102 99 101", "101 103 97 102")

CASES = [
    # Sent after bar 2, the session's last: bars 3 and 4 do not execute, it arrives at the open of bar 5.
    case(
        "hours-order-waits-for-the-session", "B8 T5", DAY, [buy(2, "e", 1)],
        [fill("e", "BUY", 1, 101, "TAKER OPEN", 5)], {"e": "FILLED"}, venue=SESSION,
    ),
    # With extended hours it fills at once.
    case(
        "hours-extended", "B8", DAY, [buy(2, "e", 1)], [fill("e", "BUY", 1, 105, "TAKER OPEN", 3)],
        venue=SESSION | {"extended_hours": "on"},
    ),
    # Without a calendar all rows execute.
    case("hours-no-calendar", "B8", DAY, [buy(2, "e", 1)], [fill("e", "BUY", 1, 105, "TAKER OPEN", 3)]),
    # 90 and 80 outside do not touch a limit of 95; a stop at 110 is not triggered by the 120 outside.
    case(
        "hours-touch-nothing-outside", "B8", DAY, [buy(1, "low", 1, price=95), buy(1, "high", 1, trigger_price=110)],
        [], {"low": "ACCEPTED", "high": "ACCEPTED"}, venue=SESSION,
    ),
    # Rows outside mark: one unit bought at 100 is worth 105 and 106 there.
    case(
        "hours-rows-outside-mark", "B8 T3", DAY, [buy(1, "e", 1)], [fill("e", "BUY", 1, 100, "TAKER OPEN", 2)],
        venue=SESSION, equity={2: 100_000, 3: 100_005, 4: 100_006, 5: 100_001},
    ),
    # They inform: a signal on bar 3 is sent there, and fills when the session opens.
    case(
        "hours-signal-outside", "B8 S1", DAY, signals(6, entries={3}, quantity=1),
        [fill("O-S-1", "BUY", 1, 101, "TAKER OPEN", 5)], venue=SESSION,
    ),
    # An order on its way expires outside too: it was good until bar 4's end.
    case(
        "hours-expires-outside", "B8 F8", DAY, [buy(2, "e", 1, price=120, expire_bar=4)], [], {"e": "EXPIRED"},
        venue=SESSION, kinds={"e": "INITIALIZED SUBMITTED EXPIRED"},
    ),
    # A bar across the session's end executes as a whole.
    case(
        "hours-bar-across-the-close", "B8", bars(QUIET, None, "100 101 99 100", length=2), [buy(1, "e", 1, price=99)],
        [fill("e", "BUY", 1, 99, "MAKER LEG", 3)], venue={"calendar": ((at(-9), at(2)), (at(4), at(6)))},
    ),
    # At this close: outside nothing trades, so the market order waits for bar 5.
    case(
        "hours-this-close-outside", "B8 T5", DAY, [buy(3, "e", 1)], [fill("e", "BUY", 1, 101, "TAKER OPEN", 5)],
        venue=SESSION | {"fill_timing": "this_close"},
    ),
    # Prices of one moment execute at the session's open (minute 4) and close (minute 6) too.
    case(
        "hours-prices-of-one-moment", "B7 B8", bars("100 100 100 100", None, "103 103 103 103", "104 104 104 104", length=0),
        [buy(1, "e", 1)], [fill("e", "BUY", 1, 104, "TAKER OPEN", 4)], venue=SESSION,
    ),
]  # fmt: skip
