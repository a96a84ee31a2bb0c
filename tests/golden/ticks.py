"""Golden cases on quotes and prints: which price fills, tests and marks (T1, T3, T5, T7, F1 to F5, F8, F10, F15)."""

from __future__ import annotations

from decimal import Decimal

from tests.reference import FixedSlippage, SpreadSlippage

from .table import at, buy, case, command, fill, minutes, sell, ticks

QUIET = "q 99 101"

CASES = [
    # Buys pay the ask, sales get the bid; what is held is marked by the side that closes it.
    case(
        "tick-market-buy", "F1 T7", ticks(QUIET, "q 100 102", "q 103 105"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 102, "TAKER OPEN", 2)], {"e": "FILLED"},
        equity={1: 100_000, 2: 99_980, 3: 100_010},
    ),
    case(
        "tick-market-sell", "F1 T7", ticks(QUIET, "q 100 102", "q 97 98"), [sell(1, "e", 10)],
        [fill("e", "SELL", 10, 100, "TAKER OPEN", 2)], equity={2: 99_980, 3: 100_020},
    ),
    case(
        "tick-mark-mid", "T7", ticks(QUIET, "q 100 102", "q 103 105.01"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 102, "TAKER OPEN", 2)], venue={"mark_price": "mid"},
        equity={2: 99_990, 3: 100_020},  # 104.005 is rounded down to 104
    ),
    # An order sent at a time arrives on the first tick after it, not on another of that time.
    case(
        "tick-next-row", "T5", ticks("q 99 101; q 98 100", "q 100 102"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 102, "TAKER OPEN", 2)],
    ),
    case(
        "tick-this-row", "T5", ticks("q 99 101; q 98 100", "q 100 102"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 100, "TAKER CLOSE", 1)], venue={"tick_timing": "this_row"},
        equity={1: 99_980, 2: 100_000},
    ),
    # A time stop is sent on a tick, and lives on the next of the same time.
    case(
        "tick-time-stop-same-time", "T3 T5 S4", ticks(QUIET, "q 100 101", "q 99 100; q 97 98"),
        [buy(1, "e", 10, time_stop=minutes(1))],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("O-S-2", "SELL", 10, 97, "TAKER OPEN", 3)],
    ),
    # A buy limit waits for the ask; the bid may stand at its price for long.
    case(
        "tick-limit-waits-for-ask", "F2", ticks(QUIET, "q 100 101", "q 98 100.01", "q 97 99"), [buy(1, "e", 10, price=100)],
        [fill("e", "BUY", 10, 100, "MAKER OPEN", 4)],
    ),
    case(
        "tick-limit-gap-open", "F2", ticks(QUIET, "q 100 101", "q 97 99"), [buy(1, "e", 10, price=100)],
        [fill("e", "BUY", 10, 99, "MAKER OPEN", 3)], venue={"limit_gap": "open"},
    ),
    case(
        "tick-limit-taken-on-arrival", "F2", ticks(QUIET, "q 97 99"), [buy(1, "e", 10, price=100)],
        [fill("e", "BUY", 10, 99, "TAKER OPEN", 2)],
    ),
    case(
        "tick-sell-limit-waits-for-bid", "F2", ticks(QUIET, "q 99 103", "q 102 103"), [sell(1, "e", 10, price=102)],
        [fill("e", "SELL", 10, 102, "MAKER OPEN", 3)],
    ),
    # Stops are tested by the price they would fill at.
    case(
        "tick-sell-stop-by-bid", "F3", ticks(QUIET, "q 99 101", "q 98.01 98.01", "q 96 99"), [sell(1, "e", 10, trigger_price=98)],
        [fill("e", "SELL", 10, 96, "TAKER OPEN", 4)], kinds={"e": "INITIALIZED SUBMITTED ACCEPTED TRIGGERED FILLED"},
    ),
    case(
        "tick-buy-stop-by-ask", "F3", ticks(QUIET, "q 99 101", "q 99 103"), [buy(1, "e", 10, trigger_price=103)],
        [fill("e", "BUY", 10, 103, "TAKER OPEN", 3)],
    ),
    case(
        "tick-stop-by-mid", "F3", ticks(QUIET, "q 94 102.01", "q 94 102"), [sell(1, "e", 10, trigger_price=98, trigger_type="MID_POINT")],
        [fill("e", "SELL", 10, 94, "TAKER OPEN", 3)],
    ),
    case(
        "tick-stop-by-last", "F3", ticks(QUIET, "q 90 101", "p 98.01", "p 98"),
        [sell(1, "e", 10, trigger_price=98, trigger_type="LAST_PRICE")], [fill("e", "SELL", 10, 90, "TAKER OPEN", 4)],
    ),
    case(
        "tick-touched-by-ask", "F5", ticks(QUIET, "q 94 96", "q 93 95"), [buy(1, "e", 10, trigger_price=95, order_type="MARKET_IF_TOUCHED")],
        [fill("e", "BUY", 10, 95, "TAKER OPEN", 3)],
    ),
    case(
        "tick-stop-limit", "F4", ticks(QUIET, "q 100 102", "q 103 105", "q 102 104"), [buy(1, "e", 10, trigger_price=104, price=104)],
        [fill("e", "BUY", 10, 104, "MAKER OPEN", 4)],
    ),
    # Without quotes a print is all there is; with quotes it fills resting limits only.
    case(
        "prints-alone", "F1 T7", ticks("p 100", "p 101", "p 103"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2)], equity={2: 100_000, 3: 100_020},
    ),
    case(
        "print-fills-a-resting-limit", "F2", ticks(QUIET, "q 98 101", "p 99", "q 98 101"), [buy(1, "e", 10, price=99)],
        [fill("e", "BUY", 10, 99, "MAKER OPEN", 3)], equity={3: 99_990, 4: 99_990},
    ),
    case(
        "taker-on-a-print-keeps-to-the-quote", "F1 T5", ticks(QUIET, "p 95"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2)],
    ),
    case(
        "print-tests-no-stop", "F3", ticks(QUIET, "q 99 101", "p 90", "q 97 99"), [sell(1, "e", 10, trigger_price=98)],
        [fill("e", "SELL", 10, 97, "TAKER OPEN", 4)],
    ),
    case(
        "prints-until-the-first-quote", "F1 T7", ticks("p 100", "p 101", "q 99 103"), [buy(1, "e", 10), buy(2, "f", 10)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("f", "BUY", 10, 103, "TAKER OPEN", 3)], equity={2: 100_000, 3: 99_940},
    ),
    # Quotes of one time come before its prints.
    case(
        "quotes-before-prints", "T1", ticks(QUIET, "p 100; q 95 96"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 96, "TAKER OPEN", 2)],
    ),
    # A side that is not shown fills nothing; it marks as last seen.
    case(
        "no-ask-no-buy", "F1", ticks(QUIET, "q 98 -", "q 98 -", "q 97 103"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 103, "TAKER OPEN", 4)], columns={"e": {"ts_accepted": at(2)}},
    ),
    case(
        "no-ask-ends-ioc", "F8", ticks(QUIET, "q 98 -", "q 97 99"), [buy(1, "e", 10, time_in_force="IOC")],
        [], {"e": "CANCELED TIME_IN_FORCE"},
    ),
    case(
        "no-bid-marks-as-last-seen", "T7", ticks(QUIET, "q 99 101", "q - 104"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2)], equity={2: 99_980, 3: 99_980},
    ),
    case(
        "closed-out-at-the-side-last-seen", "A12", ticks(QUIET, "q 99 101", "q - 104"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("O-S-2", "SELL", 10, 99, "TAKER CLOSE", 3)],
        venue={"on_finish": "close"}, balance=99_980,
    ),
    # The children of an entry are tested on their own side: the spread alone may trigger a stop.
    case(
        "bracket-on-quotes", "F10", ticks(QUIET, "q 99 101", "q 97 99", "q 96 103"),
        [buy(1, "e", 10, stop_loss_price=97, take_profit_price=105)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 97, "TAKER OPEN", 3)],
        {"e-TP": "CANCELED POSITION_CLOSED"},
    ),
    case(
        "spread-is-beyond-the-stop", "F10 F16", ticks(QUIET, "q 97 101"), [buy(1, "e", 10, stop_loss_offset=4)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 97, "TAKER OPEN", 2)], balance=99_960,
    ),
    case(
        "gtd-by-time", "F8", ticks(QUIET, "q 98 101", "q 97 100", "q 96 99"), [buy(1, "e", 10, price=99, expire_bar=3)],
        [], {"e": "EXPIRED"}, columns={"e": {"ts_last": at(3)}},
    ),
    case(
        "slippage-by-the-spread", "F13", ticks(QUIET, "q 100 104"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 106, "TAKER OPEN", 2, slippage=2)], venue={"slippage": SpreadSlippage(Decimal("0.5"))},
    ),
    case(
        "slippage-clamped-on-a-tick", "F12", ticks(QUIET, "q 100 104"), [buy(1, "e", 10)],
        [fill("e", "BUY", 10, 104, "TAKER OPEN", 2)], venue={"slippage": FixedSlippage(2), "clamp_slippage": "on"},
    ),
    case(
        "modified-into-the-quote", "F15", ticks(QUIET, "q 98 100", "q 98 100.5", "q 98 100.7"),
        [buy(1, "e", 10, price=95), command(2, "modify", None, "e") | {"price": Decimal(101)}],
        [fill("e", "BUY", 10, 100.5, "TAKER OPEN", 3)],
    ),
    case(
        "two-instruments-in-order", "T1 T3", {"B.SIM": ticks(QUIET, "q 99 101"), "A.SIM": ticks("q 49 51", "q 49 51")},
        [buy(1, "b", 1, on="B.SIM"), buy(1, "a", 1, on="A.SIM")],
        [fill("a", "BUY", 1, 51, "TAKER OPEN", 2), fill("b", "BUY", 1, 101, "TAKER OPEN", 2)], equity={2: 99_996},
    ),
    # What is sent is judged by the side it would trade at.
    case(
        "cash-by-the-ask", "A4", ticks("q 90 100.01", "q 90 91"), [buy(1, "e", 10), buy(1, "f", 9)],
        [fill("f", "BUY", 9, 91, "TAKER OPEN", 2)], {"e": "DENIED INSUFFICIENT_CASH"}, start=1000, venue={"account_type": "CASH"},
    ),
]  # fmt: skip
