"""Golden cases of stop orders, resting and on arrival, on the path and over gaps (F3, F4, F16)."""

from __future__ import annotations

from .table import QUIET, bars, buy, case, fill, sell

CASES = [
    # On the path a stop fills at its trigger.
    case(
        "stop-on-the-path", "F3", bars(QUIET, "100 106 99 104"), [buy(1, "e", 10, trigger_price=105)],
        [fill("e", "BUY", 10, 105, "TAKER LEG", 2)],
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED TRIGGERED FILLED"},
    ),
    # Over a gap it fills at the open: short from 90.
    case(
        "stop-over-a-gap", "F3", bars(QUIET, QUIET, "90 91 88 89"), [sell(1, "e", 10, trigger_price=95)],
        [fill("e", "SELL", 10, 90, "TAKER OPEN", 3)], equity={3: 100_010},
    ),
    # Already true on arrival: triggers at the open.
    case(
        "stop-in-market-trigger", "F16", bars(QUIET, "101 101 101 101"), [buy(1, "e", 10, trigger_price=99)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2)],
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED TRIGGERED FILLED"},
    ),
    # Equal to the open is already true; the venue may reject that.
    case(
        "stop-in-market-reject", "F16", bars(QUIET, "101 101 101 101"), [sell(1, "e", 10, trigger_price=101)],
        [], {"e": "REJECTED STOP_IN_MARKET"}, venue={"stop_in_market": "reject"},
        kinds={"e": "INITIALIZED SUBMITTED REJECTED"},
    ),
    # Triggered on the path at 105, within its limit of 106: fills there.
    case(
        "stop-limit-within", "F4", bars(QUIET, "100 107 99 104"),
        [buy(1, "e", 10, trigger_price=105, price=106)], [fill("e", "BUY", 10, 105, "TAKER LEG", 2)],
    ),
    # Limit equal to the trigger allows it.
    case(
        "stop-limit-equal", "F4", bars(QUIET, "100 101 94 99"),
        [sell(1, "e", 10, trigger_price=95, price=95)], [fill("e", "SELL", 10, 95, "TAKER LEG", 2)],
    ),
    # Buy stop-limit 105 / 104: only buys rest, high first: triggered at 105, rests; on the way down 104 fills.
    case(
        "stop-limit-rests-buy", "F4", bars(QUIET, "100 106 99 103"),
        [buy(1, "e", 10, trigger_price=105, price=104)], [fill("e", "BUY", 10, 104, "MAKER LEG", 2)],
        kinds={"e": "INITIALIZED SUBMITTED ACCEPTED TRIGGERED FILLED"},
    ),
    # Sell stop-limit 95 / 96: low first: triggered at 95; on the way up 96 fills.
    case(
        "stop-limit-rests-sell", "F4", bars(QUIET, "100 101 94 97"),
        [sell(1, "e", 10, trigger_price=95, price=96)], [fill("e", "SELL", 10, 96, "MAKER LEG", 2)],
    ),
    # Gap to 106, within the limit of 107: fills at the open.
    case(
        "stop-limit-gap-within", "F4", bars(QUIET, QUIET, "106 108 105 107"),
        [buy(1, "e", 10, trigger_price=105, price=107)], [fill("e", "BUY", 10, 106, "TAKER OPEN", 3)],
    ),
    # Gap to 110, beyond the limit of 106: rests, and 108 is not low enough; bar 4 falls to 106.
    case(
        "stop-limit-gap-beyond", "F4", bars(QUIET, QUIET, "110 111 108 109", "109 109 105 107"),
        [buy(1, "e", 10, trigger_price=105, price=106)], [fill("e", "BUY", 10, 106, "MAKER LEG", 4)],
    ),
    # The same gap for a sell order that stays triggered to the end.
    case(
        "stop-limit-stays-triggered", "F4 O1", bars(QUIET, QUIET, "90 92 89 91"),
        [sell(1, "e", 10, trigger_price=95, price=94)], [], {"e": "TRIGGERED"},
    ),
    # Stop-limit on arrival: open 101 is beyond the trigger 99 and the limit 100: triggered, rests, low 100 fills it.
    case(
        "stop-limit-on-arrival", "F16 F4", bars(QUIET, "101 101 100 101"),
        [buy(1, "e", 10, trigger_price=99, price=100)], [fill("e", "BUY", 10, 100, "MAKER LEG", 2)],
    ),
    # Two sell stops over one gap: by sequence, both at the open.
    case(
        "two-stops-over-a-gap", "T3", bars(QUIET, QUIET, "90 91 88 89"),
        [sell(1, "low", 1, trigger_price=92), sell(1, "high", 1, trigger_price=95)],
        [fill("low", "SELL", 1, 90, "TAKER OPEN", 3), fill("high", "SELL", 1, 90, "TAKER OPEN", 3)],
    ),
]  # fmt: skip
