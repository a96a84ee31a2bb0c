"""Golden cases of orders that wait to be touched, market-to-limit orders and post-only orders (F5, F7, F9)."""

from __future__ import annotations

from tests.reference import FixedSlippage

from .table import QUIET, bars, buy, case, fill, sell

MIT = {"order_type": "MARKET_IF_TOUCHED"}
LIT = {"order_type": "LIMIT_IF_TOUCHED"}
DIP = "100 101 94 97"
TRIGGERED = "INITIALIZED SUBMITTED ACCEPTED TRIGGERED FILLED"

CASES = [
    # A buy waits below the market; the path comes down to it and it fills there.
    case(
        "touched-on-the-path-buy", "F5", bars(QUIET, DIP), [buy(1, "e", 10, trigger_price=95, **MIT)],
        [fill("e", "BUY", 10, 95, "TAKER LEG", 2)], {"e": "FILLED"}, kinds={"e": TRIGGERED},
    ),
    case(
        "touched-on-the-path-sell", "F5", bars(QUIET, "100 106 99 104"), [sell(1, "e", 10, trigger_price=105, **MIT)],
        [fill("e", "SELL", 10, 105, "TAKER LEG", 2)], kinds={"e": TRIGGERED},
    ),
    case(
        "touched-one-tick-short", "F5", bars(QUIET, "100 101 95.01 97"), [buy(1, "e", 10, trigger_price=95, **MIT)],
        [], {"e": "ACCEPTED"},
    ),
    # The market opens beyond the trigger: it fills at the open, though that is better.
    case(
        "touched-over-a-gap", "F5", bars(QUIET, QUIET, "90 91 88 89"), [buy(1, "e", 10, trigger_price=95, **MIT)],
        [fill("e", "BUY", 10, 90, "TAKER OPEN", 3)], equity={3: 99_990},
    ),
    case(
        "touched-over-a-gap-sell", "F5", bars(QUIET, QUIET, "110 112 108 109"),
        [sell(1, "e", 10, trigger_price=105, **MIT)], [fill("e", "SELL", 10, 110, "TAKER OPEN", 3)],
    ),
    # Already true on arrival: it fills at the open, unless the venue rejects that. Equal counts as true.
    case(
        "touched-on-arrival", "F16", bars(QUIET, "94 96 93 95"), [buy(1, "e", 10, trigger_price=95, **MIT)],
        [fill("e", "BUY", 10, 94, "TAKER OPEN", 2)], kinds={"e": TRIGGERED},
    ),
    case(
        "touched-on-arrival-reject", "F16", bars(QUIET, "95 96 93 95"), [buy(1, "e", 10, trigger_price=95, **MIT)],
        [], {"e": "REJECTED STOP_IN_MARKET"}, venue={"stop_in_market": "reject"},
    ),
    # A trigger that a stop would have reached (100 >= 95) is not one for an order that waits to be touched.
    case(
        "touched-is-no-stop", "F5", bars(QUIET, "100 110 99 105"), [buy(1, "e", 10, trigger_price=95, **MIT)],
        [], {"e": "ACCEPTED"},
    ),
    # Slippage of two ticks worsens it: it takes.
    case(
        "touched-slips", "F5 F13", bars(QUIET, DIP), [buy(1, "e", 10, trigger_price=95, **MIT)],
        [fill("e", "BUY", 10, "95.02", "TAKER LEG", 2)], venue={"slippage": FixedSlippage(2)},
    ),
    # IOC waits for the trigger and is decided there.
    case(
        "touched-ioc", "F5 F8", bars(QUIET, QUIET, DIP), [buy(1, "e", 10, trigger_price=95, time_in_force="IOC", **MIT)],
        [fill("e", "BUY", 10, 95, "TAKER LEG", 3)],
    ),
    # At one level the trigger goes before the limit that was sent earlier.
    case(
        "touched-before-limits", "F5 B3", bars(QUIET, QUIET, DIP),
        [buy(1, "l", 1, price=95), buy(1, "m", 2, trigger_price=95, **MIT)],
        [fill("m", "BUY", 2, 95, "TAKER LEG", 3), fill("l", "BUY", 1, 95, "MAKER LEG", 3)],
    ),
    # Touched at 95 with a limit of 96: fills where it was touched.
    case(
        "limit-if-touched-within", "F5", bars(QUIET, DIP), [buy(1, "e", 10, trigger_price=95, price=96, **LIT)],
        [fill("e", "BUY", 10, 95, "TAKER LEG", 2)], kinds={"e": TRIGGERED},
    ),
    # With a limit of 94 it rests from 95 on; the same leg reaches 94.
    case(
        "limit-if-touched-rests", "F5", bars(QUIET, "100 101 93 97"), [buy(1, "e", 10, trigger_price=95, price=94, **LIT)],
        [fill("e", "BUY", 10, 94, "MAKER LEG", 2)], kinds={"e": TRIGGERED},
    ),
    # Touched at 95 but not at 94: it stays triggered; the next open jumps below its limit, and it is resting then.
    case(
        "limit-if-touched-rests-over-night", "F5 F2", bars(QUIET, "100 101 94.5 97", "92 93 91 92"),
        [buy(1, "e", 10, trigger_price=95, price=94, **LIT)], [fill("e", "BUY", 10, 94, "MAKER OPEN", 3)],
    ),
    # The open lies beyond both: triggered there, and the limit allows it.
    case(
        "limit-if-touched-over-a-gap", "F5", bars(QUIET, QUIET, "90 91 88 89"),
        [buy(1, "e", 10, trigger_price=95, price=94, **LIT)], [fill("e", "BUY", 10, 90, "TAKER OPEN", 3)],
    ),
    case(
        "limit-if-touched-sell", "F5", bars(QUIET, "100 106 99 104"),
        [sell(1, "e", 10, trigger_price=105, price=104, **LIT)], [fill("e", "SELL", 10, 105, "TAKER LEG", 2)],
    ),
    # Triggered and waiting at the end; it locks margin at its limit.
    case(
        "limit-if-touched-stays-triggered", "F5 O1", bars(QUIET, "100 101 94.5 97"),
        [buy(1, "e", 10, trigger_price=95, price=94, **LIT)], [], {"e": "TRIGGERED"},
    ),
    # A market-to-limit order is a market order until something is left of it.
    case(
        "market-to-limit", "F7", bars(QUIET, "101 102 99 100"), [buy(1, "e", 10, order_type="MARKET_TO_LIMIT")],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2)], columns={"e": {"order_type": "MARKET_TO_LIMIT", "price": None}},
    ),
    case(
        "market-to-limit-waits-for-a-price", "F7 B5",
        bars("100 100 100 100 10", "101 101 101 101 0", "102 102 102 102 10"),
        [buy(1, "e", 10, order_type="MARKET_TO_LIMIT")], [fill("e", "BUY", 10, 102, "TAKER OPEN", 3)],
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED FILLED"},
    ),
    # Post-only: reached on arrival it would take, so it is rejected and never accepted.
    case(
        "post-only-rejected", "F9", bars(QUIET, "99 101 98 100"), [buy(1, "e", 10, price=99, post_only=True)],
        [], {"e": "REJECTED POST_ONLY"}, kinds={"e": "INITIALIZED SUBMITTED REJECTED"},
        columns={"e": {"post_only": True}},
    ),
    case(
        "post-only-rests", "F9", bars(QUIET, "100 101 98 99"), [buy(1, "e", 10, price=99, post_only=True)],
        [fill("e", "BUY", 10, 99, "MAKER LEG", 2)],
    ),
    # On a bar that touches nothing there is nothing to take; at the next open it rests already.
    case(
        "post-only-on-a-bar-without-volume", "F9 B5",
        bars("100 100 100 100 10", "99 99 99 99 0", "98 98 98 98 10"), [buy(1, "e", 10, price=99, post_only=True)],
        [fill("e", "BUY", 10, 99, "MAKER OPEN", 3)],
    ),
    # A stop-limit order arrives as a limit order where it is triggered: at 105 its limit of 106 would take.
    case(
        "post-only-at-its-trigger", "F9 F4", bars(QUIET, "100 107 99 104"),
        [buy(1, "e", 10, trigger_price=105, price=106, post_only=True)], [], {"e": "REJECTED POST_ONLY"},
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED TRIGGERED REJECTED"},
    ),
    case(
        "post-only-rests-at-its-trigger", "F9 F4", bars(QUIET, "100 106 99 103"),
        [buy(1, "e", 10, trigger_price=105, price=104, post_only=True)], [fill("e", "BUY", 10, 104, "MAKER LEG", 2)],
    ),
    # Its trigger is true on arrival and its limit allows the open.
    case(
        "post-only-triggered-on-arrival", "F9 F16", bars(QUIET, "105 106 104 105"),
        [buy(1, "e", 10, trigger_price=104, price=106, post_only=True)], [], {"e": "REJECTED POST_ONLY"},
        kinds={"e": "INITIALIZED SUBMITTED REJECTED"},
    ),
    # What a rejected entry would have had ends with it.
    case(
        "post-only-entry-with-a-stop", "F9 F10", bars(QUIET, "99 101 98 100"),
        [buy(1, "e", 10, price=99, post_only=True, stop_loss_price=90)], [],
        {"e": "REJECTED POST_ONLY", "e-SL": "CANCELED PARENT_ENDED"},
    ),
]
