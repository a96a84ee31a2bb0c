"""Golden cases of the trailing stops of entries: trailing_stop and trailing_stop_offset (F10, S4, F6)."""

from __future__ import annotations

from tests.reference import FixedSlippage

from .modifies import modify
from .table import QUIET, bars, buy, case, command, fill, sell, signals

OHLC = {"bar_path": "OHLC"}
OLHC = {"bar_path": "OLHC"}
RISES = bars(QUIET, QUIET, "100 110 100 109", "109 109 95 96")
"""In from bar 2's open at 100; bar 3 reaches 110, bar 4 falls."""
IN = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)
FOLLOWED = "INITIALIZED SUBMITTED ACCEPTED TRIGGERED FILLED"

CASES = [
    # 5 % of the best price of 110 are 5.50: trigger 104.50.
    case(
        "trailing-stop", "F10 F6", RISES, [buy(1, "e", 10, trailing_stop=0.05)],
        [IN, fill("e-TS", "SELL", 10, 104.5, "TAKER LEG", 4, cause="TRAILING_STOP", realized=45)], {"e-TS": "FILLED"},
        balance=100_045, kinds={"e-TS": FOLLOWED}, venue=OLHC,
        columns={"e-TS": {"parent_id": "e", "reduce_only": True, "order_type": "TRAILING_STOP_MARKET", "trigger_price": 104.5}},
    ),
    case(
        "trailing-stop-offset", "F10 F6", RISES, [buy(1, "e", 10, trailing_stop_offset=5)],
        [IN, fill("e-TS", "SELL", 10, 105, "TAKER LEG", 4)], venue=OLHC,
    ),
    case(
        "trailing-stop-short", "F10 F6", bars(QUIET, QUIET, "100 100 90 91", "91 99 91 98"),
        [sell(1, "e", 10, trailing_stop=0.1)],
        [fill("e", "SELL", 10, 100, "TAKER OPEN", 2), fill("e-TS", "BUY", 10, 99, "TAKER LEG", 4)], venue=OHLC,
    ),
    # Live on the entry bar: the high first, since the low of 99 does not reach 95 as it stands.
    case(
        "trailing-stop-on-the-entry-bar", "F10 B2", bars(QUIET, "100 110 99 108"), [buy(1, "e", 10, trailing_stop=0.05)],
        [IN, fill("e-TS", "SELL", 10, 104.5, "TAKER LEG", 2)],
    ),
    # By row the high of 110 moves it after the bar only.
    case(
        "trailing-stop-by-row", "F10 F6", bars(QUIET, "100 110 99 108", "108 108 104 105"),
        [buy(1, "e", 10, trailing_stop=0.05)], [IN, fill("e-TS", "SELL", 10, 104.5, "TAKER LEG", 3)],
        venue={"trail_update": "row"},
    ),
    # It follows from the entry's fill, slippage of 0.10 included: 100.10 - 5 = 95.10; out at 95.10 - 0.10.
    case(
        "trailing-stop-from-the-fill", "F10 F13", bars(QUIET, "100 100 95 95"), [buy(1, "e", 10, trailing_stop_offset=5)],
        [fill("e", "BUY", 10, 100.1, "TAKER OPEN", 2), fill("e-TS", "SELL", 10, 95, "TAKER LEG", 2, slippage=0.1)],
        venue={"slippage": FixedSlippage(10)}, columns={"e-TS": {"trigger_price": 95.1}},
    ),
    # An entry on the path: from 102 on; the same leg reaches 110, the next one the trigger of 105.
    case(
        "trailing-stop-of-an-entry-on-the-path", "F10 B3", bars(QUIET, "100 110 100 101"),
        [buy(1, "e", 10, trigger_price=102, trailing_stop_offset=5)],
        [fill("e", "BUY", 10, 102, "TAKER LEG", 2), fill("e-TS", "SELL", 10, 105, "TAKER LEG", 2)], venue=OHLC,
    ),
    # A limit of 100 filled over a gap to 94: its trigger of 95 is reached on arrival, and fills where the path stands.
    case(
        "trailing-stop-reached-on-arrival", "F10 F2", bars(QUIET, "101 101 101 101", "94 96 94 96"),
        [buy(1, "e", 10, price=100, trailing_stop_offset=5)],
        [fill("e", "BUY", 10, 100, "MAKER OPEN", 3), fill("e-TS", "SELL", 10, 94, "TAKER OPEN", 3)],
    ),
    # A hundredth of a tick is a tick: out at 99.99.
    case(
        "trailing-stop-at-least-a-tick", "F10 F6", bars(QUIET, "100 100 99 99"), [buy(1, "e", 10, trailing_stop=0.000001)],
        [IN, fill("e-TS", "SELL", 10, 99.99, "TAKER LEG", 2)],
    ),
    # Two stops: before the rise the stop-loss is the nearer one; the first that fills ends the other.
    case(
        "two-stops-the-fixed-one", "F10", bars(QUIET, QUIET, "100 100 90 91"),
        [buy(1, "e", 10, stop_loss=0.03, trailing_stop=0.05)],
        [IN, fill("e-SL", "SELL", 10, 97, "TAKER LEG", 3, ambiguous=False)], {"e-TS": "CANCELED POSITION_CLOSED"},
    ),
    case(
        "two-stops-the-trailing-one", "F10", RISES, [buy(1, "e", 10, stop_loss=0.03, trailing_stop=0.05)],
        [IN, fill("e-TS", "SELL", 10, 104.5, "TAKER LEG", 4, ambiguous=False)], {"e-SL": "CANCELED POSITION_CLOSED"},
        venue=OLHC,
    ),
    # At one level the stop-loss was sent first.
    case(
        "two-stops-at-one-level", "F10 B3", bars(QUIET, QUIET, "100 100 90 91"),
        [buy(1, "e", 10, stop_loss=0.05, trailing_stop=0.05)],
        [IN, fill("e-SL", "SELL", 10, 95, "TAKER LEG", 3)], {"e-TS": "CANCELED POSITION_CLOSED"},
    ),
    # The target of 110 fills first; on another path the low of 94 would have reached the trigger of 95.
    case(
        "trailing-stop-beside-a-target", "F10 O3", bars(QUIET, QUIET, "100 111 94 100"),
        [buy(1, "e", 10, trailing_stop=0.05, take_profit=0.1)],
        [IN, fill("e-TP", "SELL", 10, 110, "MAKER LEG", 3, ambiguous=True)], {"e-TS": "CANCELED POSITION_CLOSED"},
        venue=OHLC, count=3,
    ),
    # A rung of half the entry leaves 5 to the trailing stop, which has come to 104.50.
    case(
        "trailing-stop-beside-a-ladder", "F10", RISES,
        [buy(1, "e", 10, trailing_stop=0.05, take_profit=((0.05, 0.5), (0.2, 0.5)))],
        [IN, fill("e-TP1", "SELL", 5, 105, "MAKER LEG", 3), fill("e-TS", "SELL", 5, 104.5, "TAKER LEG", 4)],
        {"e-TP2": "CANCELED POSITION_CLOSED"}, venue=OLHC,
        kinds={"e-TS": "INITIALIZED SUBMITTED ACCEPTED UPDATED TRIGGERED FILLED"},
    ),
    # A sale of 4 leaves 6 of the position, so 6 to the stop.
    case(
        "trailing-stop-cut-to-the-position", "F10 F9", RISES,
        [buy(1, "e", 10, trailing_stop=0.05), sell(2, "s", 4)],
        [IN, fill("s", "SELL", 4, 100, "TAKER OPEN", 3), fill("e-TS", "SELL", 6, 104.5, "TAKER LEG", 4)], venue=OLHC,
    ),
    # Its name is the entry's with -TS: its quantity can be changed, and it can be canceled.
    case(
        "trailing-stop-modified", "F15 F10", RISES, [buy(1, "e", 10, trailing_stop=0.05), modify(2, "e-TS", quantity=4)],
        [IN, fill("e-TS", "SELL", 4, 104.5, "TAKER LEG", 4)], venue=OLHC,
    ),
    case(
        "trailing-stop-canceled", "F10", RISES,
        [buy(1, "e", 10, stop_loss=0.04, trailing_stop=0.05), command(3, "cancel", on=None, name="e-TS")],
        [IN, fill("e-SL", "SELL", 10, 96, "TAKER LEG", 4)], {"e-TS": "CANCELED BY_USER"}, venue=OLHC,
    ),
    case(
        "trailing-stop-ends-with-its-entry", "F10", bars(QUIET, QUIET),
        [buy(1, "e", 10, price=50, time_in_force="IOC", trailing_stop=0.05)], [],
        {"e": "CANCELED TIME_IN_FORCE", "e-TS": "CANCELED PARENT_ENDED"},
        columns={"e-TS": {"trigger_price": None, "quantity": None}},
    ),
    # 1 % of 100,000 is 1,000: the nearer stop is 4 below the fill of 100.
    case(
        "trailing-stop-measures-the-risk", "S2 F10", bars(QUIET, QUIET),
        [buy(1, "e", size=0.01, size_rule="risk", stop_loss=0.1, trailing_stop_offset=4)],
        [fill("e", "BUY", 250, 100, "TAKER OPEN", 2)],
    ),
    case(
        "trailing-stop-alone-measures-the-risk", "S2 F10", bars(QUIET, QUIET),
        [buy(1, "e", size=0.01, size_rule="risk", trailing_stop=0.05)], [fill("e", "BUY", 200, 100, "TAKER OPEN", 2)],
    ),
    case(
        "trailing-stop-of-nothing", "A11", bars(QUIET, QUIET), [buy(1, "e", 10, trailing_stop_offset=0)], [],
        {"e": "DENIED INVALID_PRICE"}, count=1,
    ),
    # Read at the signal row: 2 %, on row 3 none.
    case(
        "trailing-stop-of-signals", "S4 S6", bars(QUIET, QUIET, "100 110 100 110", "110 110 107 107", QUIET, QUIET),
        signals(6, entries={1, 4}, quantity=10, trailing_stop={1: 0.02, 2: 0.5}),
        [fill("O-S-1", "BUY", 10, 100, "TAKER OPEN", 2),
         fill("O-S-2", "SELL", 10, 107.8, "TAKER LEG", 4, cause="TRAILING_STOP"),
         fill("O-S-3", "BUY", 10, 100, "TAKER OPEN", 5)],
        count=3, venue=OLHC,
    ),
    # Each addition's set covers the whole position and follows from its own fill of 104: 104 - 5.
    case(
        "trailing-stop-per-position", "S4 F10", bars(QUIET, QUIET, "104 104 104 104", "104 104 98 98"),
        signals(4, entries={1, 2}, quantity=10, trailing_stop_offset=5.0, accumulate=True),
        [fill("O-S-1", "BUY", 10, 100, "TAKER OPEN", 2), fill("O-S-3", "BUY", 10, 104, "TAKER OPEN", 3),
         fill("O-S-4", "SELL", 20, 99, "TAKER LEG", 4)],
        {"O-S-2": "CANCELED REPLACED"}, venue={"stops_per": "position"},
    ),
]
