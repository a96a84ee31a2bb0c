"""Golden cases of finer bars inside coarser ones, and of rows of one price (B4, B7, T1, T5)."""

from __future__ import annotations

from tests.reference import Bar

from .table import QUIET, at, bars, buy, case, coarse, command, fill, minutes, sell, signals, targets

FIVES = coarse(QUIET, "101 110 90 104", "104 112 95 100")
"""Three bars of five minutes."""
FINE = bars(
    *["100 100 100 100"] * 5,
    "101 103 100 102", "102 110 101 105", "105 106 90 92", "92 99 92 98", "98 104 98 104",
    "104 105 103 104", "104 104 95 96", "96 112 96 110", "110 110 99 100", "100 101 99 100",
)  # fmt: skip
"""The same as minutes: the second bar rises to 110 in minute 7 and falls to 90 in minute 8."""
POINTS = tuple(
    Bar(bar.ts_event, bar.ts_event, bar.close, bar.close, bar.close, bar.close) for bar in FINE
)
GAP = tuple(bar for bar in FINE if not 5 < (bar.ts_event - at(0)) / (at(1) - at(0)) <= 10)
"""Without the minutes of the second bar."""
LAST = (FINE[4], FINE[9], FINE[14])
"""Of each bar its last minute alone."""


def x(rows: tuple[Bar, ...], y: tuple[Bar, ...]) -> dict[str, tuple[Bar, ...]]:
    """Bars of two instruments."""
    return {"X.SIM": rows, "Y.SIM": y}


CASES = [
    # Sent at minute 5 it fills at the open of minute 6, stamped with that minute.
    case(
        "finer-market-order", "B4 T5", FIVES, [buy(5, "e", 1)], [fill("e", "BUY", 1, 101, "TAKER OPEN", 6)],
        {"e": "FILLED"}, finer=FINE,
    ),
    # On the bar alone the worst path takes the stop before the target; the minutes tell that 108 came first.
    case(
        "finer-target-before-stop", "B4 B2", FIVES, [buy(5, "e", 1, stop_loss_price=95, take_profit_price=108)],
        [fill("e", "BUY", 1, 101, "TAKER OPEN", 6), fill("e-TP", "SELL", 1, 108, "MAKER LEG", 7)],
        {"e-SL": "CANCELED POSITION_CLOSED"}, finer=FINE,
    ),
    case(
        "coarser-stop-before-target", "B2", FIVES, [buy(5, "e", 1, stop_loss_price=95, take_profit_price=108)],
        [fill("e", "BUY", 1, 101, "TAKER OPEN", 10), fill("e-SL", "SELL", 1, 95, "TAKER LEG", 10)],
    ),
    # No minute in the second bar: it executes itself, the third is matched in its minutes again.
    case(
        "finer-missing-for-a-bar", "B4", FIVES, [buy(5, "a", 1), buy(10, "b", 1)],
        [fill("a", "BUY", 1, 101, "TAKER OPEN", 10), fill("b", "BUY", 1, 104, "TAKER OPEN", 11)], finer=GAP,
    ),
    # One minute of the second bar is enough: what came before it does not trade, so that 91 is not reached.
    case(
        "finer-one-minute-is-enough", "B4", FIVES, [buy(5, "e", 1, price=91)], [], {"e": "ACCEPTED"}, finer=LAST,
    ),
    # An order that arrives on the minute with which the bar ends.
    case(
        "finer-arrival-on-the-last-minute", "B4 T1 T3", FIVES, [buy(5, "e", 1)],
        [fill("e", "BUY", 1, 98, "TAKER OPEN", 10)], finer=LAST,
    ),
    # Of two lengths the finest wins: halves of minute 6 stop at 100, the minute at 100 too, a bar at 90.
    case(
        "finest-of-two", "B4", FIVES, [buy(5, "e", 1, price=100.5)], [fill("e", "BUY", 1, 100.5, "MAKER LEG", 5.5)],
        finer=({"X.SIM": (Bar(at(5), at(5.5), *(FINE[5].open, FINE[5].open, FINE[5].low, FINE[5].low)),)},
               {"X.SIM": FINE[5:]}),
    ),
    # Bars of other instruments are matched where they have minutes: Y has none.
    case(
        "finer-of-one-instrument", "B4", x(FIVES, FIVES), [buy(5, "x", 1), buy(5, "y", 1, on="Y.SIM")],
        [fill("x", "BUY", 1, 101, "TAKER OPEN", 6), fill("y", "BUY", 1, 101, "TAKER OPEN", 10)],
        finer=({"X.SIM": FINE},),
    ),
    # A signal on the first bar enters at minute 6, the exit on the second leaves at minute 11.
    case(
        "finer-signals", "B4 S1 T5", FIVES, signals(3, entries={1}, exits={2}, quantity=1),
        [fill("O-S-1", "BUY", 1, 101, "TAKER OPEN", 6), fill("O-S-2", "SELL", 1, 104, "TAKER OPEN", 11)], finer=FINE,
    ),
    # Two bars from the entry's on: the close is sent at the end of the third bar, not two minutes later.
    case(
        "finer-time-stop-counts-bars", "B4 S4",
        coarse(QUIET, "101 110 90 104", "104 112 95 100", QUIET), [buy(5, "e", 1, time_stop=2)],
        [fill("e", "BUY", 1, 101, "TAKER OPEN", 6), fill("O-S-2", "SELL", 1, 100, "TAKER OPEN", 20)], finer=FINE,
    ),
    # A duration ends on the first row at or after it, a minute too: filled at 6, sent at 8.
    case(
        "finer-time-stop-of-a-duration", "B4 S4", FIVES, [buy(5, "e", 1, time_stop=minutes(2))],
        [fill("e", "BUY", 1, 101, "TAKER OPEN", 6), fill("O-S-2", "SELL", 1, 92, "TAKER OPEN", 9)], finer=FINE,
    ),
    # An expiry of one bar is the end of the second bar, minute 10; by minutes it would be gone after 6.
    case(
        "finer-expiry-counts-bars", "B4 F8", FIVES, [buy(5, "e", 1, price=91, expire_after=1)],
        [fill("e", "BUY", 1, 91, "MAKER LEG", 8)], finer=FINE,
    ),
    # An expire time lies between minutes: 91 is reached in minute 8, but the order ends after 7.
    case(
        "finer-expiry-between-minutes", "B4 F8", FIVES, [buy(5, "e", 1, price=91, expire_bar=7.5)], [],
        {"e": "EXPIRED"}, finer=FINE,
    ),
    # A row of the order table is sent at its time, within a bar.
    case(
        "finer-order-sent-within-a-bar", "B4 T5", FIVES, [buy(7, "e", 1), command(8, "close_position")],
        [fill("e", "BUY", 1, 105, "TAKER OPEN", 8), fill("O-S-2", "SELL", 1, 92, "TAKER OPEN", 9)], finer=FINE,
    ),
    # Minutes mark: a unit bought at 101 is worth 92 after minute 8 and 104 after the bar.
    case(
        "finer-rows-mark", "B4 T3", FIVES, [buy(5, "e", 1)], [fill("e", "BUY", 1, 101, "TAKER OPEN", 6)],
        finer=FINE, equity={5: 100_000, 6: 100_001, 8: 99_991, 10: 100_003},
    ),
    # At this close an order fills at its bar's close, though the bar itself does not execute.
    case(
        "finer-this-close", "B4 T5", FIVES, [buy(10, "e", 1)], [fill("e", "BUY", 1, 104, "TAKER CLOSE", 10)],
        finer=FINE, venue={"fill_timing": "this_close"},
    ),
    # A stop that fills in minute 8 has filled in the second bar, whose signals then do not count.
    case(
        "finer-stop-cancels-signals", "B4 S4", FIVES, signals(3, entries={1, 2}, quantity=1, stop_loss=0.05),
        [fill("O-S-1", "BUY", 1, 101, "TAKER OPEN", 6), fill("O-S-2", "SELL", 1, 95.95, "TAKER LEG", 8)],
        finer=FINE, venue={"stop_cancels_signals": "on"}, count=2,
    ),
    # Otherwise they do.
    case(
        "finer-stop-leaves-signals", "B4 S4", FIVES, signals(3, entries={1, 2}, quantity=1, stop_loss=0.05),
        [fill("O-S-1", "BUY", 1, 101, "TAKER OPEN", 6), fill("O-S-2", "SELL", 1, 95.95, "TAKER LEG", 8),
         fill("O-S-3", "BUY", 1, 104, "TAKER OPEN", 11), fill("O-S-4", "SELL", 1, 98.8, "TAKER LEG", 12)],
        finer=FINE,
    ),
    # Targets decide on bars and fill on minutes.
    case(
        "finer-targets", "B4 S5", FIVES, targets({"X.SIM": FIVES}, {"X.SIM": {5: 2, 10: 0}}, "quantity"),
        [fill("O-S-1", "BUY", 2, 101, "TAKER OPEN", 6), fill("O-S-2", "SELL", 2, 104, "TAKER OPEN", 11)],
        finer=FINE, venue={"sizing": "decision"},
    ),
    # Minutes outside the session do not execute, so the bar that only has such executes itself.
    case(
        "finer-outside-the-session", "B4 B8", FIVES, [buy(5, "e", 1)], [fill("e", "BUY", 1, 101, "TAKER OPEN", 10)],
        finer=(FINE[5],), venue={"calendar": ((at(0), at(5)), (at(8), at(16)))},
    ),
    # A source of closes alone gives points: an order fills at the next price.
    case(
        "points-market-order", "B7 T5", POINTS, [buy(5, "e", 1)], [fill("e", "BUY", 1, 102, "TAKER OPEN", 6)],
    ),
    # Between two points the price jumps: a limit of 95 fills at itself at the point beyond it, a stop at the point.
    case(
        "points-are-reached-by-a-gap", "B7 B3 F2 F3", POINTS,
        [buy(5, "low", 1, price=95), sell(5, "stop", 1, trigger_price=95)],
        [fill("stop", "SELL", 1, 92, "TAKER OPEN", 8), fill("low", "BUY", 1, 95, "MAKER OPEN", 8)],
    ),
    # A bracket of an entry at 102: no point lies between its levels and 92, which is below the stop.
    case(
        "points-bracket", "B7 F10", POINTS, [buy(5, "e", 1, stop_loss_price=99, take_profit_price=108)],
        [fill("e", "BUY", 1, 102, "TAKER OPEN", 6), fill("e-SL", "SELL", 1, 92, "TAKER OPEN", 8)],
    ),
    # Points inside bars are finer data as bars are.
    case(
        "points-inside-bars", "B4 B7", FIVES, [buy(5, "e", 1)], [fill("e", "BUY", 1, 102, "TAKER OPEN", 6)],
        finer=POINTS,
    ),
]  # fmt: skip
