"""Golden cases of ladders: rungs and shares, what a fill leaves of the siblings (F10)."""

from __future__ import annotations

from .table import QUIET, Case, D, bars, buy, case, command, fill, sell, signals

HALVES = ((0.02, 0.5), (0.04, 0.5))
THREE = ((0.02, 0.3), (0.04, 0.3), (0.06, 0.4))
IN = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)
UP = "100 103 99 100"
"""Reaches 102, not 104."""
FLAT_BARS = bars(QUIET, QUIET, QUIET)


def modified(bar: float, name: str, **words: float) -> dict[str, object]:
    """Return a row that modifies an order on X.SIM."""
    return buy(bar, name, **words) | {"action": "modify", "side": None}


CASES: list[Case] = [
    # 10 at 100: half at 102, half at 104, all of it below a stop of 95.
    case(
        "ladder-levels-and-shares", "F10", FLAT_BARS, [buy(1, "e", 10, stop_loss=0.05, take_profit=HALVES)], [IN],
        {"e-SL": "ACCEPTED", "e-TP1": "ACCEPTED", "e-TP2": "ACCEPTED"}, count=4,
        columns={
            "e-SL": {"quantity": 10, "trigger_price": 95, "parent_id": "e"},
            "e-TP1": {"quantity": 5, "price": 102, "parent_id": "e"}, "e-TP2": {"quantity": 5, "price": 104},
        },
    ),
    # 10 x 0.333 = 3.33: 3; the last rung takes the rest, 7.
    case(
        "ladder-floors-to-a-lot", "F10", FLAT_BARS, [buy(1, "e", 10, take_profit=((0.02, 0.333), (0.04, 0.667)))], [IN],
        columns={"e-TP1": {"quantity": 3}, "e-TP2": {"quantity": 7}},
    ),
    # One lot: 0.3 of it is none, twice; the last takes it. The first two end when the entry has filled.
    case(
        "ladder-of-one-lot", "F10", FLAT_BARS, [buy(1, "e", 1, take_profit=THREE)],
        [fill("e", "BUY", 1, 100, "TAKER OPEN", 2)],
        {"e-TP1": "CANCELED QUANTITY_ZERO", "e-TP2": "CANCELED QUANTITY_ZERO", "e-TP3": "ACCEPTED"},
        columns={"e-TP3": {"quantity": 1, "price": 106}, "e-TP1": {"quantity": None}},
        kinds={"e-TP1": "INITIALIZED SUBMITTED CANCELED"},
    ),
    # Lots of 5: 0.3 of 25 is 7.5, one lot of 5; twice; the rest is 15.
    case(
        "ladder-of-larger-lots", "F10", FLAT_BARS, [buy(1, "e", 25, take_profit=THREE)],
        [fill("e", "BUY", 25, 100, "TAKER OPEN", 2)], instrument={"size_increment": D(5)},
        columns={"e-TP1": {"quantity": 5}, "e-TP2": {"quantity": 5}, "e-TP3": {"quantity": 15}},
    ),
    # The first rung sells 5 at 102; F9 cuts the stop to the 5 still held, the second rung stays.
    case(
        "ladder-first-rung", "F10 F9", bars(QUIET, QUIET, UP), [buy(1, "e", 10, stop_loss=0.05, take_profit=HALVES)],
        [IN, fill("e-TP1", "SELL", 5, 102, "MAKER LEG", 3, cause="TAKE_PROFIT")],
        {"e-SL": "ACCEPTED", "e-TP1": "FILLED", "e-TP2": "ACCEPTED"}, balance=100_010,
        columns={"e-SL": {"quantity": 5}, "e-TP2": {"quantity": 5}}, kinds={"e-SL": "INITIALIZED SUBMITTED ACCEPTED UPDATED"},
    ),
    # 10 are held besides, so that F9 cuts nothing: the rung's fill itself takes its 5 off the stop, and no more.
    case(
        "ladder-rung-lowers-the-stop-only", "F10", bars(QUIET, QUIET, UP),
        [buy(1, "o", 10), buy(1, "e", 10, stop_loss=0.05, take_profit=HALVES)],
        [fill("o", "BUY", 10, 100, "TAKER OPEN", 2), IN, fill("e-TP1", "SELL", 5, 102, "MAKER LEG", 3)],
        {"e-SL": "ACCEPTED", "e-TP2": "ACCEPTED"}, columns={"e-SL": {"quantity": 5}, "e-TP2": {"quantity": 5}},
        kinds={"e-SL": "INITIALIZED SUBMITTED ACCEPTED UPDATED", "e-TP2": "INITIALIZED SUBMITTED ACCEPTED"},
    ),
    # Then the fall to 94 stops the 5 that are left: 5 x 2 - 5 x 5 = -15.
    case(
        "ladder-rung-then-stop", "F10", bars(QUIET, QUIET, UP, "100 101 94 96"),
        [buy(1, "e", 10, stop_loss=0.05, take_profit=HALVES)],
        [
            IN, fill("e-TP1", "SELL", 5, 102, "MAKER LEG", 3),
            fill("e-SL", "SELL", 5, 95, "TAKER LEG", 4, cause="STOP_LOSS"),
        ],
        {"e-SL": "FILLED", "e-TP2": "CANCELED POSITION_CLOSED"}, balance=99_985,
        trades=[(5, 100, 102, 10), (5, 100, 95, -25)],
    ),
    # Both rungs on one bar; beside another position the stop, with nothing left, ends as a sibling.
    case(
        "ladder-all-rungs", "F10", bars(QUIET, QUIET, "100 105 99 100"),
        [buy(1, "o", 10), buy(1, "e", 10, stop_loss=0.05, take_profit=HALVES)],
        [
            fill("o", "BUY", 10, 100, "TAKER OPEN", 2), IN,
            fill("e-TP1", "SELL", 5, 102, "MAKER LEG", 3), fill("e-TP2", "SELL", 5, 104, "MAKER LEG", 3),
        ],
        {"e-SL": "CANCELED SIBLING_FILLED"}, balance=100_030,
    ),
    # Long: the low comes first. The stop closes all, both rungs end.
    case(
        "ladder-stop-closes-all", "F10 B2", bars(QUIET, QUIET, "100 105 94 100"),
        [buy(1, "o", 10), buy(1, "e", 10, stop_loss=0.05, take_profit=HALVES)],
        [
            fill("o", "BUY", 10, 100, "TAKER OPEN", 2), IN,
            fill("e-SL", "SELL", 10, 95, "TAKER LEG", 3, ambiguous=True),
        ],
        {"e-TP1": "CANCELED SIBLING_FILLED", "e-TP2": "CANCELED SIBLING_FILLED"}, balance=99_950,
    ),
    # The stop was lowered to 8; its fill leaves 2: F9 cuts both rungs to 2, and of the two the last goes.
    case(
        "ladder-stop-lowers-the-rungs-from-the-last", "F10 F9 F15", bars(QUIET, QUIET, QUIET, "100 101 94 100"),
        [buy(1, "e", 10, stop_loss=0.05, take_profit=HALVES), modified(2, "e-SL", quantity=8)],
        [IN, fill("e-SL", "SELL", 8, 95, "TAKER LEG", 4)],
        {"e-TP1": "ACCEPTED", "e-TP2": "CANCELED SIBLING_FILLED"}, columns={"e-TP1": {"quantity": 2}},
    ),
    # The same beside another position: the fill leaves 3 of the 10 for rungs of 3, 3 and 4: the first stays whole.
    case(
        "ladder-stop-leaves-the-first-rung", "F10 F15", bars(QUIET, QUIET, QUIET, "100 101 94 100"),
        [
            buy(1, "o", 20), buy(1, "e", 10, stop_loss=0.05, take_profit=THREE), modified(2, "e-SL", quantity=6),
        ],
        [fill("o", "BUY", 20, 100, "TAKER OPEN", 2), IN, fill("e-SL", "SELL", 6, 95, "TAKER LEG", 4)],
        {"e-TP1": "ACCEPTED", "e-TP2": "ACCEPTED", "e-TP3": "CANCELED SIBLING_FILLED"},
        columns={"e-TP1": {"quantity": 3}, "e-TP2": {"quantity": 1}},
    ),
    # A target modified to 3 closes 3; the stop keeps the other 7.
    case(
        "smaller-target-leaves-the-stop", "F10 F15", bars(QUIET, QUIET, QUIET, UP),
        [buy(1, "o", 10), buy(1, "e", 10, stop_loss=0.05, take_profit=0.02), modified(2, "e-TP", quantity=3)],
        [fill("o", "BUY", 10, 100, "TAKER OPEN", 2), IN, fill("e-TP", "SELL", 3, 102, "MAKER LEG", 4)],
        {"e-SL": "ACCEPTED"}, columns={"e-SL": {"quantity": 7}},
    ),
    # A short of 10: the rungs lie below, the stop above.
    case(
        "ladder-of-a-short", "F10", bars(QUIET, QUIET, "100 101 97 98"),
        [sell(1, "e", 10, stop_loss=0.05, take_profit=HALVES)],
        [fill("e", "SELL", 10, 100, "TAKER OPEN", 2), fill("e-TP1", "BUY", 5, 98, "MAKER LEG", 3)],
        columns={"e-SL": {"quantity": 5, "trigger_price": 105}, "e-TP2": {"price": 96}},
    ),
    # Distances go to the nearest tick on the way in: 1.02 is 1.00 where ticks are 0.05.
    case(
        "ladder-of-distances", "F10 A11", FLAT_BARS, [buy(1, "e", 10, take_profit_offset=((1.02, 0.5), (3, 0.5)))], [IN],
        instrument={"price_increment": D("0.05")}, columns={"e-TP1": {"price": 101}, "e-TP2": {"price": 103}},
    ),
    # Prices; every rung must lie beyond the entry: b's second does not.
    case(
        "ladder-of-prices", "F10 A11", FLAT_BARS,
        [
            buy(1, "e", 10, take_profit_price=((104, 0.4), (101, 0.6))),
            buy(1, "b", 10, take_profit_price=((104, 0.4), (100, 0.6))),
        ],
        [IN], {"b": "DENIED BRACKET_LEVELS"}, count=4,
        columns={"e-TP1": {"quantity": 4, "price": 104}, "e-TP2": {"quantity": 6, "price": 101}},
    ),
    # The open of 103 has passed the first rung when the entry fills there: it fills at once, TAKER.
    case(
        "ladder-rung-reached-on-arrival", "F10", bars(QUIET, "103 103 102 103"),
        [buy(1, "e", 10, stop_loss_price=95, take_profit_price=((102, 0.5), (106, 0.5)))],
        [fill("e", "BUY", 10, 103, "TAKER OPEN", 2), fill("e-TP1", "SELL", 5, 103, "TAKER OPEN", 2)],
        {"e-TP2": "ACCEPTED"}, columns={"e-SL": {"quantity": 5}, "e-TP2": {"quantity": 5}},
    ),
    # After the first rung the time stop of 2 bars closes the 5 that are left.
    case(
        "ladder-then-time-stop", "F10 S4", bars(QUIET, QUIET, UP, "101 101 101 101"),
        [buy(1, "o", 10), buy(1, "e", 10, take_profit=HALVES, time_stop=2)],
        [
            fill("o", "BUY", 10, 100, "TAKER OPEN", 2), IN, fill("e-TP1", "SELL", 5, 102, "MAKER LEG", 3),
            fill("O-S-5", "SELL", 5, 101, "TAKER OPEN", 4, cause="TIME_STOP"),
        ],
        {"e-TP2": "CANCELED SIBLING_FILLED"},
    ),
    # A rung canceled by the user leaves its share to the stop.
    case(
        "ladder-rung-canceled", "F10", bars(QUIET, QUIET, QUIET, UP, "100 101 94 96"),
        [buy(1, "e", 10, stop_loss=0.05, take_profit=HALVES), command(2, "cancel", None, "e-TP2")],
        [IN, fill("e-TP1", "SELL", 5, 102, "MAKER LEG", 4), fill("e-SL", "SELL", 5, 95, "TAKER LEG", 5)],
        {"e-TP2": "CANCELED BY_USER"},
    ),
    # 500 pay for 5 of the 10 at 94; its stop of 95 is true there and closes them: that cancels the rest of the entry.
    case(
        "exit-cancels-the-entrys-remainder", "F10 F16 A4", bars(QUIET, "94 96 93 95"),
        [buy(1, "e", 10, stop_loss_price=95)],
        [fill("e", "BUY", 5, 94, "TAKER OPEN", 2), fill("e-SL", "SELL", 5, 94, "TAKER OPEN", 2)],
        {"e": "CANCELED EXIT_FILLED", "e-SL": "FILLED"}, start=500,
        venue={"account_type": "CASH", "on_insufficient_cash": "cut"},
    ),
    # An entry canceled before it fills takes all rungs with it.
    case(
        "ladder-of-a-canceled-entry", "F10", FLAT_BARS,
        [buy(1, "e", 10, price=90, stop_loss=0.05, take_profit=HALVES), command(2, "cancel", None, "e")], [],
        {"e": "CANCELED BY_USER"} | dict.fromkeys(("e-SL", "e-TP1", "e-TP2"), "CANCELED PARENT_ENDED"),
    ),
    # Signals: the same ladder for every entry.
    case(
        "ladder-of-signals", "F10 S4", bars(QUIET, QUIET, UP),
        signals(3, entries={1}, quantity=10, stop_loss=0.05, take_profit=HALVES),
        [fill("O-S-1", "BUY", 10, 100, "TAKER OPEN", 2), fill("O-S-3", "SELL", 5, 102, "MAKER LEG", 3)],
        {"O-S-2": "ACCEPTED", "O-S-4": "ACCEPTED"},
        columns={"O-S-2": {"quantity": 5}, "O-S-4": {"quantity": 5, "price": 104}},
    ),
]
