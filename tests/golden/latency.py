"""Golden cases of latency: when orders, modifies and cancels act, and what an order is meanwhile (T6, O1)."""

from __future__ import annotations

from decimal import Decimal as D

from tests.reference import Latency

from .table import MINUTE, QUIET, at, bars, buy, case, command, fill, sell, ticks

HALF = MINUTE // 2
UP = bars(QUIET, "101 103 99 102", "104 107 103 106", "107 109 105 108", "109 112 108 111", "112 113 109 110")
FALLING = bars(QUIET, "100 101 99 100", "100 101 97 98", "98 99 95 96", "96 97 93 94", "94 95 91 92")


def late(**words: int) -> dict[str, Latency]:
    """Venue options: a latency in bars."""
    return {"latency": Latency(**{name: int(bars_ * MINUTE) for name, bars_ in words.items()})}


CASES = [
    # Half a bar: bar 2 opened before it arrived, so the open of bar 3.
    case(
        "late-order", "T6", UP, [buy(1, "e", 10)], [fill("e", "BUY", 10, 104, "TAKER OPEN", 3)],
        {"e": "FILLED"}, venue=late(submit=0.5), columns={"e": {"ts_init": at(1), "ts_accepted": at(3)}},
    ),
    # A whole bar: it arrives as bar 3 opens.
    case("late-by-a-bar", "T6", UP, [buy(1, "e", 10)], [fill("e", "BUY", 10, 104, "TAKER OPEN", 3)], venue=late(submit=1)),
    # A nanosecond more and it is the next.
    case(
        "late-by-a-nanosecond-more", "T6", UP, [buy(1, "e", 10)], [fill("e", "BUY", 10, 107, "TAKER OPEN", 4)],
        venue={"latency": Latency(submit=MINUTE + 1)},
    ),
    # A latency of zero is none at all.
    case("latency-of-zero", "T6", UP, [buy(1, "e", 10)], [fill("e", "BUY", 10, 101, "TAKER OPEN", 2)], venue=late(submit=0)),
    # The option: what arrives inside bar 2 acts at its close, also a limit that its low had passed.
    case(
        "latency-in-bar-close", "T6", UP, [buy(1, "e", 10), buy(1, "l", 10, price=100)],
        [fill("e", "BUY", 10, 102, "TAKER CLOSE", 2)], {"e": "FILLED", "l": "ACCEPTED"},
        venue=late(submit=0.5) | {"latency_in_bar": "close"}, columns={"l": {"ts_accepted": at(2)}},
    ),
    # next_close after a latency: bar 3 is the first that opens after it, its close fills.
    case(
        "latency-and-next-close", "T5 T6", UP, [buy(1, "e", 10)], [fill("e", "BUY", 10, 106, "TAKER CLOSE", 3)],
        venue=late(submit=0.5) | {"fill_timing": "next_close"},
    ),
    # A sell stop at 104 is below the market at 108, where bar 2 has left it: no trigger in the market.
    case(
        "late-modify-is-tested-at-the-newest-close", "T6 F15", bars(QUIET, "108 108 108 108", "108 108 108 108"),
        [sell(1, "e", 10, trigger_price=90), command(1, "modify", on=None, name="e") | {"trigger_price": D(104)}],
        [], {"e": "ACCEPTED"}, venue=late(modify=1.5) | {"stop_in_market": "reject"},
        columns={"e": {"trigger_price": 104}}, refused=[],
    ),
    # A cancel that takes one and a half bars: bar 3 still fills the order, which is pending by then.
    case(
        "filled-before-its-cancel-arrives", "T6 O1", FALLING, [buy(1, "e", 10, price=97), command(2, "cancel", None, "e")],
        [fill("e", "BUY", 10, 97, "MAKER LEG", 3)], {"e": "FILLED"}, venue=late(cancel=1.5),
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED PENDING_CANCEL FILLED CANCEL_REJECTED"},
    ),
    # The same cancel is in time for 95, which bar 4 would reach: it acts before that bar.
    case(
        "cancel-arrives-in-time", "T6 O1", FALLING, [buy(1, "e", 10, price=95), command(2, "cancel", None, "e")],
        [], {"e": "CANCELED BY_USER"}, venue=late(cancel=1.5), columns={"e": {"ts_last": at(4)}},
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED PENDING_CANCEL CANCELED"},
    ),
    # On its way at the end of the data: the order stays pending.
    case(
        "cancel-on-its-way-at-the-end", "T6 O1", FALLING, [buy(1, "e", 1, price=50), command(5, "cancel", None, "e")], [],
        {"e": "PENDING_CANCEL"}, venue=late(cancel=2), columns={"e": {"ts_last": at(5)}},
    ),
    # A modify from 90 to 97 sent after bar 2: bar 3 passes 97 by the old terms, from bar 4 the new ones hold: 98 >= 97
    # is not reached at its open, it rests and fills on the path.
    case(
        "old-terms-until-the-modify-arrives", "T6 F15", FALLING,
        [buy(1, "e", 10, price=90), command(2, "modify", None, "e") | {"price": 97}],
        [fill("e", "BUY", 10, 97, "MAKER LEG", 4)], {"e": "FILLED"}, venue=late(modify=1.5),
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED PENDING_UPDATE UPDATED FILLED"},
    ),
    # A modify into the market arrives inside bar 3 and acts at the open of bar 4.
    case(
        "modified-into-the-market-late", "T6 F15", FALLING,
        [buy(1, "e", 10, price=90), command(2, "modify", None, "e") | {"price": 102}],
        [fill("e", "BUY", 10, 98, "TAKER OPEN", 4)], venue=late(modify=0.5),
    ),
    # With latency_in_bar = close it acts at the close of bar 3.
    case(
        "modified-into-the-market-at-a-close", "T6 F15", FALLING,
        [buy(1, "e", 10, price=90), command(2, "modify", None, "e") | {"price": 102}],
        [fill("e", "BUY", 10, 98, "TAKER CLOSE", 3)], venue=late(modify=0.5) | {"latency_in_bar": "close"},
    ),
    # A refused modify leaves the order as it was: ACCEPTED again.
    case(
        "late-modify-refused", "T6 O1", FALLING, [buy(1, "e", 10, price=50), command(2, "modify", None, "e") | {"quantity": 0}],
        [], {"e": "ACCEPTED"}, venue=late(modify=1),
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED PENDING_UPDATE MODIFY_REJECTED"},
    ),
    # A cancel never overtakes the order: sent at once, it acts only after bar 3, where the order arrived and filled.
    case(
        "cancel-does-not-overtake", "T6", UP, [buy(1, "e", 10), command(1, "cancel", None, "e")],
        [fill("e", "BUY", 10, 104, "TAKER OPEN", 3)], {"e": "FILLED"}, venue=late(submit=1),
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED FILLED CANCEL_REJECTED"},
    ),
    # Nor a modify: the quicker cancel waits for it, so that the order is modified, then canceled.
    case(
        "cancel-does-not-overtake-a-modify", "T6", FALLING,
        [buy(1, "e", 10, price=50), command(2, "modify", None, "e") | {"price": 60}, command(2, "cancel", None, "e")], [],
        {"e": "CANCELED BY_USER"}, venue=late(modify=2), columns={"e": {"price": 60, "ts_last": at(4)}},
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED PENDING_UPDATE PENDING_CANCEL UPDATED CANCELED"},
    ),
    # Children live at the venue: the entry is late, its stop acts on the entry bar.
    case(
        "children-are-not-late", "T6 F10", FALLING, [buy(1, "e", 10, stop_loss_offset=2)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 3), fill("e-SL", "SELL", 10, 98, "TAKER LEG", 3)], venue=late(submit=1),
    ),
    # Nor is a time stop: entered in bar 3, sent at its close, out at the next open.
    case(
        "time-stop-is-not-late", "T6 S4", UP, [buy(1, "e", 10, time_stop=1)],
        [fill("e", "BUY", 10, 104, "TAKER OPEN", 3), fill("O-S-2", "SELL", 10, 107, "TAKER OPEN", 4)], venue=late(submit=1),
    ),
    # It expires on its way.
    case(
        "expires-on-its-way", "T6 F8", UP, [buy(1, "e", 10, time_in_force="GTD", expire_bar=2)], [], {"e": "EXPIRED"},
        venue=late(submit=1.5), columns={"e": {"ts_last": at(2)}}, kinds={"e": "INITIALIZED SUBMITTED EXPIRED"},
    ),
    # On close: sent half a bar before the session's end it arrives in time, with a whole bar it is for the next session.
    case(
        "on-close-late", "T6 F7", UP, [buy(4, "e", 10, order_type="MARKET_ON_CLOSE")],
        [fill("e", "BUY", 10, 111, "TAKER CLOSE", 5)], venue=late(submit=0.5) | {"calendar": ((at(0), at(5)), (at(5), at(6)), (at(7), at(9)))},
    ),
    case(
        "on-close-too-late", "T6 F7", UP, [buy(4, "e", 10, order_type="MARKET_ON_CLOSE")],
        [fill("e", "BUY", 10, 110, "TAKER CLOSE", 6)], venue=late(submit=1) | {"calendar": ((at(0), at(5)), (at(5), at(6)), (at(7), at(9)))},
    ),
    # One that waits for its session waits at the venue, where a cancel finds it.
    case(
        "on-close-canceled-late", "T6 F7", UP,
        [buy(1, "e", 10, order_type="MARKET_ON_CLOSE"), command(2, "cancel", None, "e")], [], {"e": "CANCELED BY_USER"},
        venue=late(submit=0.5, cancel=0.5) | {"calendar": ((at(0), at(5)), (at(7), at(9)))}, columns={"e": {"ts_last": at(3)}},
    ),
    # A cancel of everything is one for each order.
    case(
        "cancel-all-late", "T6", FALLING, [buy(1, "a", 1, price=50), sell(1, "b", 1, price=150), command(2, "cancel_all")],
        [], {"a": "CANCELED BY_USER", "b": "CANCELED BY_USER"}, venue=late(cancel=1),
        columns={"a": {"ts_last": at(3)}, "b": {"ts_last": at(3)}},
    ),
    # Ticks: half a minute after the tick of minute 1 the next one comes that it meets.
    case(
        "late-on-ticks", "T5 T6", ticks("q 99 100", "q 101 102; p 101.5", "q 103 104"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 102, "TAKER OPEN", 2)], venue=late(submit=0.5),
    ),
    # Exactly at a tick's time it is too late for it.
    case(
        "late-by-a-tick", "T5 T6", ticks("q 99 100", "q 101 102", "q 103 104"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 104, "TAKER OPEN", 3)], venue=late(submit=1),
    ),
    # A cancel acts before the tick that comes when it arrives, one nanosecond later it does not.
    case(
        "cancel-before-a-tick", "T6", ticks("q 99 100", "q 99 100", "q 94 95"),
        [buy(1, "e", 10, price=96), command(2, "cancel", None, "e")], [], {"e": "CANCELED BY_USER"}, venue=late(cancel=1),
    ),
    case(
        "cancel-after-a-tick", "T6", ticks("q 99 100", "q 99 100", "q 94 95"),
        [buy(1, "e", 10, price=96), command(2, "cancel", None, "e")], [fill("e", "BUY", 10, 96, "MAKER OPEN", 3)],
        {"e": "FILLED"}, venue={"latency": Latency(cancel=MINUTE + 1)},
    ),
]  # fmt: skip
