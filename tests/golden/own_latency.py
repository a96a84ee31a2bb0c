"""Golden cases of latency by a function of the user's own (T6): what it is told, and when messages act by its answer."""

from __future__ import annotations

from typing import Any

from tests.reference import OwnLatency

from .table import MINUTE, QUIET, at, bars, buy, case, command, fill, sell

UP = bars(QUIET, "101 103 99 102", "104 107 103 106", "107 109 105 108", "109 112 108 111", "112 113 109 110")
FALLING = bars(QUIET, "100 101 99 100", "100 101 97 98", "98 99 95 96", "96 97 93 94", "94 95 91 92")
SESSIONS = {"calendar": ((at(0), at(5)), (at(5), at(9)))}


def slow_market_orders(message: Any) -> float:
    """A minute for market orders, nothing for others."""
    return 60e9 if message.order_type == 0 else 0.0


def by_kind(message: Any, p: Any) -> float:
    """Minutes by kind of message."""
    minutes = p.submit if message.kind == 1 else p.modify if message.kind == 2 else p.cancel
    return minutes * 60e9


def six_seconds_a_lot(message: Any) -> int:
    """Of what the order has not filled yet."""
    return (message.quantity - message.filled) * 6_000_000_000


def sales_at_even_minutes(message: Any) -> float:
    """A minute for sales that are sent at the end of an even minute of the clock, nothing for others."""
    return 60e9 if message.side < 0 and message.ts // 60_000_000_000 % 2 == 0 else 0.0


def half_a_nanosecond(message: Any) -> float:
    """What is rounded away from zero."""
    return 0.5


def nothing(message: Any) -> float:
    """No time at all."""
    return 0.0


def own(function: Any, minutes: float = 10, exact: bool = False, **params: float) -> dict[str, Any]:
    """Venue options: a latency by a function."""
    return {"latency": OwnLatency(function, tuple(params.items()), exact, int(minutes * MINUTE))}


CASES = [
    # The market order arrives as bar 3 opens, the limit with bar 2, whose open of 101 it takes.
    case(
        "own-latency-by-type", "T6", UP, [buy(1, "m", 10), buy(1, "l", 10, price=102)],
        [fill("l", "BUY", 10, 101, "TAKER OPEN", 2), fill("m", "BUY", 10, 104, "TAKER OPEN", 3)],
        venue=own(slow_market_orders),
    ),
    # The cancel takes a bar and a half: bar 3 still fills the order.
    case(
        "own-latency-of-a-cancel", "T6 O1", FALLING, [buy(1, "e", 10, price=97), command(2, "cancel", None, "e")],
        [fill("e", "BUY", 10, 97, "MAKER LEG", 3)], {"e": "FILLED"},
        venue=own(by_kind, submit=0.0, modify=0.0, cancel=1.5),
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED PENDING_CANCEL FILLED CANCEL_REJECTED"},
    ),
    # The modify to 97 takes a bar and a half and acts before bar 4, whose open of 98 is above it.
    case(
        "own-latency-of-a-modify", "T6 F15", FALLING,
        [buy(1, "e", 10, price=90), command(2, "modify", None, "e") | {"price": 97}],
        [fill("e", "BUY", 10, 97, "MAKER LEG", 4)], {"e": "FILLED"},
        venue=own(by_kind, submit=0.0, modify=1.5, cancel=0.0),
    ),
    # 10 lots take a minute, to the open of bar 3; 11 take six seconds more, to that of bar 4.
    case(
        "own-latency-by-quantity", "T6", UP, [buy(1, "ten", 10), buy(1, "eleven", 11)],
        [fill("ten", "BUY", 10, 104, "TAKER OPEN", 3), fill("eleven", "BUY", 11, 107, "TAKER OPEN", 4)],
        venue=own(six_seconds_a_lot, exact=True),
    ),
    # Bars start with a day, so that the sale after bar 2 is sent at the end of an even minute of the clock.
    case(
        "own-latency-by-side-and-time", "T6", UP, [sell(1, "one", 1), sell(2, "two", 1), buy(2, "b", 1)],
        [
            fill("one", "SELL", 1, 101, "TAKER OPEN", 2), fill("b", "BUY", 1, 104, "TAKER OPEN", 3),
            fill("two", "SELL", 1, 107, "TAKER OPEN", 4),
        ],
        venue=own(sales_at_even_minutes),
    ),
    # Half a nanosecond is one: bar 2 has opened by then.
    case(
        "own-latency-to-a-nanosecond", "T6", UP, [buy(1, "e", 10)], [fill("e", "BUY", 10, 104, "TAKER OPEN", 3)],
        venue=own(half_a_nanosecond),
    ),
    # At most two minutes after bar 4 is the next session: the order lives on after bar 5, though it was at once there.
    case(
        "own-latency-and-the-next-session", "T6 F8", UP, [buy(4, "e", 10, price=50, time_in_force="DAY")], [],
        {"e": "ACCEPTED"}, venue=own(nothing, minutes=2) | SESSIONS, columns={"e": {"ts_accepted": at(5)}},
    ),
    # At most half a minute is this one.
    case(
        "own-latency-and-this-session", "T6 F8", UP, [buy(4, "e", 10, price=50, time_in_force="DAY")], [],
        {"e": "EXPIRED"}, venue=own(nothing, minutes=0.5) | SESSIONS, columns={"e": {"ts_last": at(5)}},
    ),
]  # fmt: skip
