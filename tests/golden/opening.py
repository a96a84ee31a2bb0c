"""Golden cases of the opening: arrivals, gaps, and who comes first at an open (T3, T5, F1, F2)."""

from __future__ import annotations

from .table import QUIET, bars, buy, case, fill, sell

CASES = [
    # Sent after bar 1, filled at the open of bar 2.
    case(
        "market-next-open", "T5 F1", bars(QUIET, "101 102 99 100"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2, slippage=0, commission=0)],
        {"e": "FILLED"}, equity={1: 100_000, 2: 99_990}, kinds={"e": "INITIALIZED SUBMITTED ACCEPTED FILLED"},
    ),
    # This close: at once at 100; the gap to 101 is a loss already at the next close.
    case(
        "market-this-close", "T5", bars(QUIET, "101 102 99 101"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 100, "TAKER CLOSE", 1)],
        venue={"fill_timing": "this_close"}, equity={1: 100_000, 2: 100_010},
    ),
    # Bar 2 opened half a minute before the order was sent (length 1.5): it arrives in bar 3.
    case(
        "open-before-sending-is-skipped", "T5", bars(QUIET, "101 101 101 101", "102 102 102 102", length=1.5),
        [buy(1, "e", 1)], [fill("e", "BUY", 1, 102, "TAKER OPEN", 3)],
    ),
    # The same with bars of one point: ts_open = ts_event, so the next row takes it.
    case(
        "one-point-bars", "B7 T5", bars(QUIET, "101 101 101 101", length=0), [buy(1, "e", 1)],
        [fill("e", "BUY", 1, 101, "TAKER OPEN", 2)],
    ),
    # An order between two rows acts after the earlier one.
    case(
        "sent-between-rows", "T2", bars(QUIET, "101 101 101 101", "102 102 102 102"), [buy(1.5, "e", 1)],
        [fill("e", "BUY", 1, 101, "TAKER OPEN", 2)], columns={"e": {"order_type": "MARKET"}},
    ),
    # A limit reached on arrival takes the open, here better than its price.
    case(
        "limit-passed-on-arrival", "F2", bars(QUIET, "98 99 97 98"), [buy(1, "e", 1, price=100)],
        [fill("e", "BUY", 1, 98, "TAKER OPEN", 2)],
    ),
    # Equal to the open counts as reached.
    case(
        "limit-equal-on-arrival", "F2", bars(QUIET, "99 99 99 99"), [sell(1, "e", 1, price=99)],
        [fill("e", "SELL", 1, 99, "TAKER OPEN", 2)],
    ),
    # Resting at 95 when the market opens at 90: its own price, MAKER; before slippage it is worse than the row.
    case(
        "gap-through-limit-own-price", "F2 F12", bars(QUIET, QUIET, "90 92 88 91"), [buy(1, "e", 1, price=95)],
        [fill("e", "BUY", 1, 95, "MAKER OPEN", 3, slippage=0)], equity={3: 99_996},
    ),
    # limit_gap = open gives the improvement, still MAKER.
    case(
        "gap-through-limit-open-price", "F2", bars(QUIET, QUIET, "110 112 108 111"), [sell(1, "e", 1, price=105)],
        [fill("e", "SELL", 1, 110, "MAKER OPEN", 3, slippage=0)], venue={"limit_gap": "open"},
    ),
    # Opening exactly at the limit reaches it.
    case(
        "open-equal-to-resting-limit", "F2", bars(QUIET, QUIET, "95 96 95 96"), [buy(1, "e", 1, price=95)],
        [fill("e", "BUY", 1, 95, "MAKER OPEN", 3)],
    ),
    # At an open of 90 the limit at 97 is 7 beyond, the one at 95 is 5: 97 first although sent later.
    case(
        "limits-furthest-first", "T3", bars(QUIET, QUIET, "90 91 89 90"),
        [buy(1, "near", 1, price=95), buy(1, "far", 1, price=97), buy(1, "far2", 1, price=97)],
        [
            fill("far", "BUY", 1, 97, "MAKER OPEN", 3), fill("far2", "BUY", 1, 97, "MAKER OPEN", 3),
            fill("near", "BUY", 1, 95, "MAKER OPEN", 3),
        ],
    ),
    # At an open of 106: the buy stop (a trigger) before the sell limit, although the limit was sent first.
    case(
        "triggers-before-limits", "T3", bars(QUIET, QUIET, "106 106 106 106"),
        [sell(1, "limit", 10, price=104), buy(1, "stop", 10, trigger_price=105)],
        [fill("stop", "BUY", 10, 106, "TAKER OPEN", 3), fill("limit", "SELL", 10, 104, "MAKER OPEN", 3)],
        balance=99_980,
    ),
    # Resting orders before new ones: the limit from bar 1 fills before the market order sent after bar 2.
    case(
        "resting-before-new", "T3", bars(QUIET, QUIET, "106 106 106 106"),
        [sell(1, "limit", 10, price=105), buy(2, "market", 10)],
        [fill("limit", "SELL", 10, 105, "MAKER OPEN", 3), fill("market", "BUY", 10, 106, "TAKER OPEN", 3)],
        balance=99_990,
    ),
    # A zero-volume bar touches nothing: the market order is accepted in bar 2 and fills at the open of bar 3.
    case(
        "market-waits-for-volume", "B5",
        bars("100 100 100 100 5", "101 102 99 100 0", "103 103 103 103 5"), [buy(1, "e", 1)],
        [fill("e", "BUY", 1, 103, "TAKER OPEN", 3)], kinds={"e": "INITIALIZED SUBMITTED ACCEPTED FILLED"},
    ),
    # On a zero-volume bar IOC ends, a limit rests untouched although the range passes it.
    case(
        "zero-volume-ends-ioc", "B5 F8",
        bars("100 100 100 100 5", "100 102 98 100 0"),
        [buy(1, "ioc", 1, time_in_force="IOC"), buy(1, "limit", 1, price=99), buy(1, "fok", 1, time_in_force="FOK")],
        [], {"ioc": "CANCELED TIME_IN_FORCE", "limit": "ACCEPTED", "fok": "CANCELED TIME_IN_FORCE"},
    ),
    # A trigger already true is not tested there; it is at the next open.
    case(
        "zero-volume-does-not-test-triggers", "B5 F16",
        bars("100 100 100 100 5", "101 101 101 101 0", "102 102 102 102 5"), [buy(1, "e", 1, trigger_price=100)],
        [fill("e", "BUY", 1, 102, "TAKER OPEN", 3)],
        venue={"stop_in_market": "reject"}, kinds={"e": "INITIALIZED SUBMITTED ACCEPTED TRIGGERED FILLED"},
    ),
    # Accepted untested on a bar without volume, a buy limit of 102 and a sell limit of 95 both rest at a market of
    # 100: at the next open the sell limit is 5 beyond, the buy limit 2.
    case(
        "limits-of-both-sides-at-one-open", "T3 B5", bars("100 100 100 100 5", "100 100 100 100 0", "100 100 100 100 5"),
        [buy(1, "buy", 10, price=102), sell(1, "sell", 10, price=95)],
        [fill("sell", "SELL", 10, 95, "MAKER OPEN", 3), fill("buy", "BUY", 10, 102, "MAKER OPEN", 3)],
        balance=99_930,
    ),
    # The option says that volume does not matter.
    case(
        "zero-volume-on", "B5", bars("100 100 100 100 5", "101 102 99 100 0"), [buy(1, "e", 1)],
        [fill("e", "BUY", 1, 101, "TAKER OPEN", 2)], venue={"fill_on_zero_volume": "on"},
    ),
    # Auto: a source without any volume above zero executes.
    case(
        "zero-volume-auto-all-zero", "B5", bars("100 100 100 100 0", "101 102 99 100 0"), [buy(1, "e", 1)],
        [fill("e", "BUY", 1, 101, "TAKER OPEN", 2)],
    ),
    # The same with the option off: nothing ever executes.
    case(
        "zero-volume-off", "B5", bars("100 100 100 100 0", "101 102 99 100 0"), [buy(1, "e", 1)], [],
        {"e": "ACCEPTED"}, venue={"fill_on_zero_volume": "off"},
    ),
]  # fmt: skip
