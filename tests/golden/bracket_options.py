"""Golden cases of a bracket's options: from which price levels count, from when exits live, what a cancel takes along."""

from __future__ import annotations

from tests.reference import FixedSlippage

from .table import QUIET, Case, bars, buy, case, command, fill, sell, signals

NEXT = {"bracket_from": "next_row"}
BOTH = {"stop_loss": 0.05, "take_profit": 0.05}
IN = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)
SLIPS = FixedSlippage(100)
FLAT_BARS = bars(QUIET, QUIET, QUIET, QUIET)

CASES: list[Case] = [
    # The entry's own bar reaches 94 and 106; its exits live from the next one, which reaches 106.
    case(
        "exits-live-from-the-next-row", "F10", bars(QUIET, "100 106 94 100", "100 106 99 100"), [buy(1, "e", 10, **BOTH)],
        [IN, fill("e-TP", "SELL", 10, 105, "MAKER LEG", 3)], {"e-SL": "CANCELED POSITION_CLOSED"}, venue=NEXT,
        columns={"e-TP": {"ts_accepted": 1577836800 * 10**9 + 2 * 60 * 10**9 + 60 * 10**9}},
    ),
    # They arrive at the next open: one of 94 is beyond the stop, which closes there; its target never arrives.
    case(
        "late-stop-is-true-at-the-next-open", "F10 F16", bars(QUIET, "100 100 93 94", "94 96 93 95"),
        [buy(1, "e", 10, **BOTH)], [IN, fill("e-SL", "SELL", 10, 94, "TAKER OPEN", 3)],
        {"e-TP": "CANCELED SIBLING_FILLED"}, venue=NEXT, balance=99_940, kinds={"e-TP": "INITIALIZED SUBMITTED CANCELED"},
    ),
    # A target passed at that open fills at it, TAKER.
    case(
        "late-target-is-passed-at-the-next-open", "F10", bars(QUIET, "100 107 100 107", "108 109 107 108"),
        [buy(1, "e", 10, **BOTH)], [IN, fill("e-TP", "SELL", 10, 108, "TAKER OPEN", 3)], {"e-SL": "CANCELED POSITION_CLOSED"},
        venue=NEXT,
    ),
    # Exits are older than what was sent after their entry: at the open of 94 the stop closes before the close command.
    case(
        "late-exits-come-before-newer-orders", "F10 T3", bars(QUIET, "100 100 93 94", "94 96 93 95"),
        [buy(1, "e", 10, stop_loss=0.05), sell(2, "s", 10, reduce_only=True)],
        [IN, fill("e-SL", "SELL", 10, 94, "TAKER OPEN", 3)], {"s": "REJECTED NOTHING_TO_REDUCE"}, venue=NEXT,
    ),
    # The position is closed on the entry's own bar, by a limit that rested: the exits that wait for the next end.
    case(
        "late-exits-end-with-the-position", "F10 F9", bars(QUIET, QUIET, "100 103 99 100", QUIET),
        [sell(1, "rests", 10, price=102), buy(2, "e", 10, **BOTH)],
        [fill("e", "BUY", 10, 100, "TAKER OPEN", 3), fill("rests", "SELL", 10, 102, "MAKER LEG", 3)],
        {"e-SL": "CANCELED POSITION_CLOSED", "e-TP": "CANCELED POSITION_CLOSED"}, venue=NEXT,
    ),
    # fill_if_market: a market entry is protected at once ...
    case(
        "market-entry-is-protected-at-once", "F10", bars(QUIET, "100 101 94 100"), [buy(1, "e", 10, **BOTH)],
        [IN, fill("e-SL", "SELL", 10, 95, "TAKER LEG", 2)], venue={"bracket_from": "fill_if_market"},
    ),
    # ... one with a limit from the next row: it fills at 98, and the fall to 92 beyond its stop of 93.1 counts from there.
    case(
        "limit-entry-is-protected-later", "F10", bars(QUIET, QUIET, "100 101 92 100", "100 101 92 100"),
        [buy(1, "e", 10, price=98, **BOTH)],
        [fill("e", "BUY", 10, 98, "MAKER LEG", 3), fill("e-SL", "SELL", 10, 93.1, "TAKER LEG", 4)],
        venue={"bracket_from": "fill_if_market"},
    ),
    # Filled at 101, a tick of 1.00 worse than the open of 100: levels count from the open.
    case(
        "levels-before-slippage", "F10 F13", FLAT_BARS, [buy(1, "e", 10, **BOTH)],
        [fill("e", "BUY", 10, 101, "TAKER OPEN", 2, slippage=1)],
        venue={"bracket_anchor": "price", "slippage": SLIPS},
        columns={"e-SL": {"trigger_price": 95}, "e-TP": {"price": 105}},
    ),
    # The same of a short: sold at 99 after slippage.
    case(
        "levels-of-a-short-before-slippage", "F10 F13", FLAT_BARS, [sell(1, "e", 10, **BOTH)],
        [fill("e", "SELL", 10, 99, "TAKER OPEN", 2, slippage=1)],
        venue={"bracket_anchor": "price", "slippage": SLIPS},
        columns={"e-SL": {"trigger_price": 105}, "e-TP": {"price": 95}},
    ),
    # From the close of the entry's row, 102: 96.9 and 107.1.
    case(
        "levels-from-the-close", "F10", bars(QUIET, "100 103 99 102", "102 103 101 102"), [buy(1, "e", 10, **BOTH)], [IN],
        venue=NEXT | {"bracket_anchor": "close"}, columns={"e-SL": {"trigger_price": 96.9}, "e-TP": {"price": 107.1}},
    ),
    # Signals at this close: the fill is at the close, and the exits live from the next row in any case.
    case(
        "late-exits-of-a-fill-at-the-close", "F10 T5", bars("100 100 100 100", "94 96 93 95"),
        signals(2, entries={1}, quantity=10, stop_loss=0.05),
        [fill("O-S-1", "BUY", 10, 100, "TAKER CLOSE", 1), fill("O-S-2", "SELL", 10, 94, "TAKER OPEN", 2)],
        venue=NEXT | {"fill_timing": "this_close"},
    ),
    # A canceled target leaves the stop ...
    case(
        "a-cancel-leaves-the-sibling", "F10", FLAT_BARS, [buy(1, "e", 10, **BOTH), command(2, "cancel", None, "e-TP")],
        [IN], {"e-TP": "CANCELED BY_USER", "e-SL": "ACCEPTED"},
    ),
    # ... or takes it along, with every rung of a ladder.
    case(
        "a-cancel-takes-siblings-along", "F10", FLAT_BARS,
        [
            buy(1, "e", 10, stop_loss=0.05, take_profit=((0.02, 0.5), (0.04, 0.5))),
            command(2, "cancel", None, "e-TP1"),
        ],
        [IN],
        {"e-TP1": "CANCELED BY_USER", "e-SL": "CANCELED SIBLING_CANCELED", "e-TP2": "CANCELED SIBLING_CANCELED"},
        venue={"cancel_linked": "on"},
    ),
    # Before the entry has filled, too; the entry itself stays.
    case(
        "a-cancel-takes-waiting-siblings-along", "F10", FLAT_BARS,
        [buy(1, "e", 10, price=90, **BOTH), command(2, "cancel", None, "e-SL")], [],
        {"e": "ACCEPTED", "e-SL": "CANCELED BY_USER", "e-TP": "CANCELED SIBLING_CANCELED"}, venue={"cancel_linked": "on"},
    ),
]
