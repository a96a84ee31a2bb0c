"""Golden cases of bars as paths: which extreme comes first, and in which order levels are reached (B1 to B3)."""

from __future__ import annotations

from .table import QUIET, bars, buy, case, fill, sell

LONG = [buy(1, "e", 10, stop_loss_price=95, take_profit_price=105)]
SHORT = [sell(1, "e", 10, stop_loss_price=105, take_profit_price=95)]
WIDE = bars(QUIET, QUIET, "100 106 94 100")
IN_LONG = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)
IN_SHORT = fill("e", "SELL", 10, 100, "TAKER OPEN", 2)

CASES = [
    # Long, both levels in bar 3: low first, so the stop at 95: 10 x (95 - 100) = -50.
    case(
        "worst-long-low-first", "B2 O3", WIDE, LONG,
        [IN_LONG, fill("e-SL", "SELL", 10, 95, "TAKER LEG", 3, ambiguous=True, cause="STOP_LOSS", realized=-50)],
        {"e": "FILLED", "e-SL": "FILLED", "e-TP": "CANCELED POSITION_CLOSED"}, balance=99_950,
    ),
    # Short: high first, the stop at 105: 10 x (100 - 105) = -50.
    case(
        "worst-short-high-first", "B2", WIDE, SHORT,
        [IN_SHORT, fill("e-SL", "BUY", 10, 105, "TAKER LEG", 3, ambiguous=True)], balance=99_950,
    ),
    # OHLC visits the high first: the long target at 105 fills as a resting limit: +50.
    case(
        "ohlc-long-target", "B1 F2", WIDE, LONG,
        [IN_LONG, fill("e-TP", "SELL", 10, 105, "MAKER LEG", 3, ambiguous=True, cause="TAKE_PROFIT")],
        venue={"bar_path": "OHLC"}, balance=100_050,
    ),
    # OLHC visits the low first: the short target at 95: +50.
    case(
        "olhc-short-target", "B1 F2", WIDE, SHORT,
        [IN_SHORT, fill("e-TP", "BUY", 10, 95, "MAKER LEG", 3)],
        venue={"bar_path": "OLHC"}, balance=100_050,
    ),
    # Adaptive: the high is 5 away, the low 6, so the high (and the target at 105) comes first.
    case(
        "adaptive-nearer-extreme", "B1", bars(QUIET, QUIET, "100 105 94 100"), LONG,
        [IN_LONG, fill("e-TP", "SELL", 10, 105, "MAKER LEG", 3)], venue={"bar_path": "adaptive"},
    ),
    # Adaptive with both extremes 6 away: low first.
    case(
        "adaptive-tie-low-first", "B1", WIDE, LONG,
        [IN_LONG, fill("e-SL", "SELL", 10, 95, "TAKER LEG", 3)], venue={"bar_path": "adaptive"},
    ),
    # Flat with buy orders only: high first. At 105 the stop fills and opens a long: choose again, long goes low
    # first, so the limit at 95 fills next. Close 100: (100 - 105) x 10 + (100 - 95) x 10 = 0.
    case(
        "worst-flat-buys-then-turns", "B2", WIDE,
        [buy(1, "stop", 10, trigger_price=105), buy(1, "limit", 10, price=95)],
        [fill("stop", "BUY", 10, 105, "TAKER LEG", 3), fill("limit", "BUY", 10, 95, "MAKER LEG", 3)],
        equity={3: 100_000},
    ),
    # Mirrored: sell orders only: low first; the stop at 95 opens a short, high next, the limit at 105 adds.
    case(
        "worst-flat-sells-then-turns", "B2", WIDE,
        [sell(1, "stop", 10, trigger_price=95), sell(1, "limit", 10, price=105)],
        [fill("stop", "SELL", 10, 95, "TAKER LEG", 3), fill("limit", "SELL", 10, 105, "MAKER LEG", 3)],
    ),
    # Flat with both sides: as adaptive: the low (5 away) before the high (6 away). The sell stop at 96 opens a
    # short before the low is reached: short goes high first, the buy stop at 105 closes it: 10 x (96 - 105) = -90.
    case(
        "worst-flat-both-sides-nearer", "B2", bars(QUIET, QUIET, "100 106 95 100"),
        [buy(1, "up", 10, trigger_price=105), sell(1, "down", 10, trigger_price=96)],
        [fill("down", "SELL", 10, 96, "TAKER LEG", 3), fill("up", "BUY", 10, 105, "TAKER LEG", 3, realized=-90)],
        balance=99_910,
    ),
    # The high is nearer: the buy stop at 105 opens a long; from there low first, the sell stop at 96 closes it.
    case(
        "worst-flat-both-sides-nearer-high", "B2", bars(QUIET, QUIET, "100 106 93 100"),
        [buy(1, "up", 10, trigger_price=105), sell(1, "down", 10, trigger_price=96)],
        [fill("up", "BUY", 10, 105, "TAKER LEG", 3), fill("down", "SELL", 10, 96, "TAKER LEG", 3, realized=-90)],
    ),
    # Only buys: high first. At 103 the stop opens a long and `worst` turns to the low, although the target at 105
    # lies ahead: the stop-loss at 97 comes first: 10 x (97 - 103) = -60.
    case(
        "worst-turns-after-an-entry", "B2", bars(QUIET, "100 106 94 100"),
        [buy(1, "e", 10, trigger_price=103, stop_loss_price=97, take_profit_price=105)],
        [fill("e", "BUY", 10, 103, "TAKER LEG", 2), fill("e-SL", "SELL", 10, 97, "TAKER LEG", 2, ambiguous=True)],
        balance=99_940,
    ),
    # OHLC does not turn: the target at 105 is next.
    case(
        "ohlc-does-not-turn", "B1", bars(QUIET, "100 106 94 100"),
        [buy(1, "e", 10, trigger_price=103, stop_loss_price=97, take_profit_price=105)],
        [fill("e", "BUY", 10, 103, "TAKER LEG", 2), fill("e-TP", "SELL", 10, 105, "MAKER LEG", 2, ambiguous=True)],
        venue={"bar_path": "OHLC"}, balance=100_020,
    ),
    # Long 10; in bar 3 low first: the stop at 95 closes it. Flat then, one buy stop at 104 rests: high first (it
    # is 12 away, the low 1), so the low of 94 comes last: the buy limit of its bracket is not needed.
    case(
        "worst-turns-after-an-exit", "B2", bars(QUIET, QUIET, "100 107 94 100"),
        [buy(1, "e", 10, stop_loss_price=95), buy(2, "again", 10, trigger_price=104, stop_loss_price=94.50)],
        [
            fill("e", "BUY", 10, 100, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 95, "TAKER LEG", 3),
            fill("again", "BUY", 10, 104, "TAKER LEG", 3), fill("again-SL", "SELL", 10, 94.50, "TAKER LEG", 3),
        ],
    ),
    # Two reduce-only limits at one level of the path: the first closes all, the second has ended with the position.
    case(
        "one-level-second-has-ended", "B3 F9", bars(QUIET, QUIET, "100 106 100 106"),
        [buy(1, "e", 10), sell(2, "a", 10, price=105, reduce_only=True), sell(2, "b", 10, price=105, reduce_only=True)],
        [IN_LONG, fill("a", "SELL", 10, 105, "MAKER LEG", 3)], {"b": "CANCELED POSITION_CLOSED"},
    ),
    # The entry bar holds stop and target: long after the opening fill, so low first: a loss of 50.
    case(
        "entry-bar-stop-and-target", "B2", bars(QUIET, "100 106 94 101"), LONG,
        [IN_LONG, fill("e-SL", "SELL", 10, 95, "TAKER LEG", 2, ambiguous=True)], balance=99_950,
    ),
    # Flat, only the buy limit rests: high 103 first, then down: 98 fills and its children go live; the high has
    # been visited, so on to the low: stop at 96: 10 x (96 - 98) = -20.
    case(
        "entry-on-the-path-then-stop", "B2 B3 F10", bars(QUIET, "100 103 95 101"),
        [buy(1, "e", 10, price=98, stop_loss_price=96, take_profit_price=102)],
        [fill("e", "BUY", 10, 98, "MAKER LEG", 2), fill("e-SL", "SELL", 10, 96, "TAKER LEG", 2, ambiguous=True)],
        balance=99_980,
    ),
    # OHLC: high 103, down to 95: 98 fills; up to the close 101: the target at 101 is reached by the close. The
    # stop at 94 is outside [95, 103], so not ambiguous. 10 x 3 = +30.
    case(
        "target-reached-by-the-close", "B1 B3", bars(QUIET, "100 103 95 101"),
        [buy(1, "e", 10, price=98, stop_loss_price=94, take_profit_price=101)],
        [fill("e", "BUY", 10, 98, "MAKER LEG", 2), fill("e-TP", "SELL", 10, 101, "MAKER LEG", 2, ambiguous=False)],
        venue={"bar_path": "OHLC"}, balance=100_030,
    ),
    # The high of 103 lies before the fill at 98 on the OHLC path: the target at 102 is not reached any more.
    case(
        "child-not-touched-earlier", "B3", bars(QUIET, "100 103 95 101"),
        [buy(1, "e", 10, price=98, take_profit_price=102)],
        [fill("e", "BUY", 10, 98, "MAKER LEG", 2)],
        {"e": "FILLED", "e-TP": "ACCEPTED"}, venue={"bar_path": "OHLC"}, equity={2: 100_030},
    ),
    # An open equal to the high has not visited the high: OLHC goes down (95 fills) and back up to 106: target 105.
    case(
        "open-at-the-high-olhc", "B2", bars(QUIET, "106 106 94 100"),
        [buy(1, "e", 10, price=95, take_profit_price=105)],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 2), fill("e-TP", "SELL", 10, 105, "MAKER LEG", 2)],
        venue={"bar_path": "OLHC"}, balance=100_100,
    ),
    # The same bar with OHLC: the high is visited at once, after the low only the close at 100 is left.
    case(
        "open-at-the-high-ohlc", "B1", bars(QUIET, "106 106 94 100"),
        [buy(1, "e", 10, price=95, take_profit_price=105)],
        [fill("e", "BUY", 10, 95, "MAKER LEG", 2)], {"e-TP": "ACCEPTED"}, venue={"bar_path": "OHLC"},
    ),
    # Falling from 100 the path meets 98 before 97, whatever was sent first.
    case(
        "levels-in-order-of-the-leg", "B3", bars(QUIET, "100 100 96 99"),
        [buy(1, "low", 1, price=97), buy(1, "high", 1, price=98)],
        [fill("high", "BUY", 1, 98, "MAKER LEG", 2), fill("low", "BUY", 1, 97, "MAKER LEG", 2)],
    ),
    # One level, one stop and one limit: the trigger acts first although the limit was sent first. The stop opens a
    # short, but the limit at the same level still acts before the path turns: flat, no gain.
    case(
        "one-level-trigger-before-limit", "B3", bars(QUIET, "100 100 94 99"),
        [buy(1, "limit", 10, price=95), sell(1, "stop", 10, trigger_price=95)],
        [fill("stop", "SELL", 10, 95, "TAKER LEG", 2), fill("limit", "BUY", 10, 95, "MAKER LEG", 2)],
        balance=100_000,
    ),
    # Two limits at one level: by sequence.
    case(
        "one-level-by-sequence", "B3", bars(QUIET, "100 100 94 99"),
        [buy(1, "first", 1, price=97), buy(1, "second", 2, price=97)],
        [fill("first", "BUY", 1, 97, "MAKER LEG", 2), fill("second", "BUY", 2, 97, "MAKER LEG", 2)],
    ),
    # A bar of one price is reached by its open only.
    case(
        "flat-bar", "B1 F1", bars(QUIET, QUIET, QUIET),
        [buy(1, "market", 1), buy(1, "below", 1, price=99.99)],
        [fill("market", "BUY", 1, 100, "TAKER OPEN", 2)], {"market": "FILLED", "below": "ACCEPTED"},
    ),
    # Worst, long from bar 2 by a plain order: in bar 3 low first, though the high is nearer and both sides rest: the
    # limit at 96 adds, then up: the sell limit at 104 reduces, then the close.
    case(
        "worst-long-low-first-though-high-is-nearer", "B2", bars(QUIET, QUIET, "100 105 94 100"),
        [buy(1, "e", 10), buy(2, "add", 5, price=96), sell(2, "cut", 5, price=104)],
        [IN_LONG, fill("add", "BUY", 5, 96, "MAKER LEG", 3), fill("cut", "SELL", 5, 104, "MAKER LEG", 3)],
    ),
]  # fmt: skip
