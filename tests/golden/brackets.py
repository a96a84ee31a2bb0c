"""Golden cases of brackets: levels, arrivals, siblings, flips, time stops (F10, S4)."""

from __future__ import annotations

from decimal import Decimal

from tests.reference import FixedSlippage

from .table import QUIET, bars, buy, case, command, fill, minutes, sell

IN = fill("e", "BUY", 10, 100, "TAKER OPEN", 2)
FLAT_BARS = bars(QUIET, QUIET, QUIET, QUIET, QUIET)
INCREMENT = {"price_increment": Decimal("0.05")}
FIXED_10 = FixedSlippage(10)

CASES = [
    # Filled at 100 + 10 ticks of 0.01 = 100.10. Stop 5 %: 95.095, half way between two ticks: away from zero, 95.10.
    # Target 10 %: 110.11. SUBMITTED when sent, ACCEPTED at the entry's fill.
    case(
        "levels-from-the-fill-price", "F10 F13", FLAT_BARS, [buy(1, "e", 10, stop_loss=0.05, take_profit=0.1)],
        [fill("e", "BUY", 10, 100.10, "TAKER OPEN", 2, slippage=0.10)],
        {"e-SL": "ACCEPTED", "e-TP": "ACCEPTED"}, venue={"slippage": FIXED_10},
        columns={"e-SL": {"trigger_price": 95.10, "quantity": 10, "parent_id": "e"}, "e-TP": {"price": 110.11}},
        kinds={"e-SL": "INITIALIZED SUBMITTED ACCEPTED"},
    ),
    # Ticks of 0.05: 0.33 % above 100 is 100.33, nearest tick 100.35. An offset of 1.02 goes to the nearest tick on the
    # way in: 1.00, so 99.
    case(
        "levels-to-the-increment", "F10", FLAT_BARS,
        [buy(1, "e", 10, stop_loss_offset=1.02, take_profit=0.0033)], [IN], instrument=INCREMENT,
        columns={"e-SL": {"trigger_price": 99}, "e-TP": {"price": 100.35}},
    ),
    # A short entry: stop above, target below.
    case(
        "levels-of-a-short", "F10", FLAT_BARS, [sell(1, "e", 10, stop_loss=0.02, take_profit_offset=3)],
        [fill("e", "SELL", 10, 100, "TAKER OPEN", 2)],
        columns={"e-SL": {"trigger_price": 102, "side": "BUY"}, "e-TP": {"price": 97}},
    ),
    # The entry opens at 94, below its stop of 95: the stop is true on arrival and closes it where it was opened.
    case(
        "entry-gaps-past-its-stop", "F16 F10", bars(QUIET, "94 96 93 95"), [buy(1, "e", 10, stop_loss_price=95)],
        [fill("e", "BUY", 10, 94, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 94, "TAKER OPEN", 2, ambiguous=False)],
        {"e": "FILLED", "e-SL": "FILLED"}, balance=100_000,
        kinds={"e-SL": "INITIALIZED SUBMITTED ACCEPTED TRIGGERED FILLED"},
    ),
    # With reject the stop is refused; the target still arrives.
    case(
        "stop-child-rejected", "F16 F10", bars(QUIET, "94 96 93 95"),
        [buy(1, "e", 10, stop_loss_price=95, take_profit_price=105)], [fill("e", "BUY", 10, 94, "TAKER OPEN", 2)],
        {"e-SL": "REJECTED STOP_IN_MARKET", "e-TP": "ACCEPTED"}, venue={"stop_in_market": "reject"},
    ),
    # Its target of 105 is passed at the open of 106: fills at 106, TAKER; the stop, there first, ends.
    case(
        "target-reached-on-arrival", "F10", bars(QUIET, "106 108 94 107"),
        [buy(1, "e", 10, stop_loss_price=95, take_profit_price=105)],
        [
            fill("e", "BUY", 10, 106, "TAKER OPEN", 2),
            fill("e-TP", "SELL", 10, 106, "TAKER OPEN", 2, ambiguous=False, cause="TAKE_PROFIT"),
        ],
        {"e-SL": "CANCELED POSITION_CLOSED", "e-TP": "FILLED"},
    ),
    # The stop fires on arrival before the target has arrived: the target ends as a sibling, never accepted.
    case(
        "stop-fills-before-target-arrives", "F10", bars(QUIET, "94 96 93 95"),
        [buy(1, "e", 10, stop_loss_price=95, take_profit_price=105)],
        [fill("e", "BUY", 10, 94, "TAKER OPEN", 2), fill("e-SL", "SELL", 10, 94, "TAKER OPEN", 2)],
        {"e-TP": "CANCELED SIBLING_FILLED"}, kinds={"e-TP": "INITIALIZED SUBMITTED CANCELED"},
    ),
    # A resting limit at 95 over a gap to 90: filled at its own 95, but the path stands at 90, where the stop of 93
    # is already true: 10 x (90 - 95) = -50.
    case(
        "limit-entry-over-a-gap", "F10 F16 F2", bars(QUIET, QUIET, "90 91 89 90"),
        [buy(1, "e", 10, price=95, stop_loss_price=93)],
        [fill("e", "BUY", 10, 95, "MAKER OPEN", 3), fill("e-SL", "SELL", 10, 90, "TAKER OPEN", 3)], balance=99_950,
    ),
    # Levels on the wrong side of the reference (the limit price, else the trigger, else the last close).
    case(
        "levels-on-the-wrong-side", "F10 A11", FLAT_BARS,
        [
            buy(1, "a", 10, stop_loss_price=100), buy(1, "b", 10, take_profit_price=100),
            buy(1, "c", 10, price=90, stop_loss_price=95), sell(1, "d", 10, stop_loss_price=99),
            buy(1, "ok", 10, trigger_price=110, stop_loss_price=105),
        ],
        [], dict.fromkeys("abcd", "DENIED BRACKET_LEVELS") | {"ok": "ACCEPTED", "ok-SL": "SUBMITTED"},
    ),
    # Long 10 with a bracket; then 15 are sold with one: a flip to short 5. The old children end first; the new
    # ones are for 15, cut to the 5 that are held.
    case(
        "bracket-on-a-flip", "F10 F9 A2", FLAT_BARS,
        [buy(1, "e", 10, stop_loss=0.05, take_profit=0.05), sell(2, "f", 15, stop_loss=0.05, take_profit=0.05)],
        [IN, fill("f", "SELL", 15, 100, "TAKER OPEN", 3)],
        {
            "e-SL": "CANCELED POSITION_CLOSED", "e-TP": "CANCELED POSITION_CLOSED",
            "f-SL": "ACCEPTED", "f-TP": "ACCEPTED",
        },
        columns={"f-SL": {"quantity": 5, "trigger_price": 105}, "f-TP": {"quantity": 5, "price": 95}},
        kinds={"f-SL": "INITIALIZED SUBMITTED ACCEPTED UPDATED"},
    ),
    # An entry that only reduces a short leaves its children nothing to protect.
    case(
        "entry-that-only-reduces", "F9 F10", FLAT_BARS, [sell(1, "s", 10), buy(2, "e", 4, stop_loss=0.05)],
        [fill("s", "SELL", 10, 100, "TAKER OPEN", 2), fill("e", "BUY", 4, 100, "TAKER OPEN", 3)],
        {"e-SL": "REJECTED NOTHING_TO_REDUCE"},
    ),
    # 10 held without a bracket, 5 more with one: the target of 105 sells 5; the stop is not touched by F9 (10 are
    # still held) and ends as a sibling.
    case(
        "sibling-ends-when-position-remains", "F10", bars(QUIET, QUIET, QUIET, "100 106 99 100"),
        [buy(1, "e", 10), buy(2, "b", 5, stop_loss=0.05, take_profit=0.05)],
        [IN, fill("b", "BUY", 5, 100, "TAKER OPEN", 3), fill("b-TP", "SELL", 5, 105, "MAKER LEG", 4)],
        {"b-SL": "CANCELED SIBLING_FILLED"},
    ),
    # A denied entry has no children: a command that cancels one is refused.
    case(
        "denied-entry-has-no-children", "F10 O4", FLAT_BARS,
        [buy(1, "e", 10, stop_loss_price=101), buy(1, "f", 10), command(2, "cancel", name="e-SL")],
        [fill("f", "BUY", 10, 100, "TAKER OPEN", 2)], {"e": "DENIED BRACKET_LEVELS"}, count=2, refused=["ORDER_CLOSED"],
    ),
    # An entry rejected on arrival ends its children.
    case(
        "rejected-entry-ends-children", "F10", bars(QUIET, "120 120 120 120"), [buy(1, "e", 10, stop_loss=0.05)], [],
        {"e": "REJECTED INSUFFICIENT_MARGIN", "e-SL": "CANCELED PARENT_ENDED"}, start=1_000,
    ),
    # Two sets, one per entry: in bar 4 the stop of the second entry (102 - 5 %: 96.90) sells its 5, the first
    # (95) sells its 10.
    case(
        "stops-per-entry", "S4", bars(QUIET, QUIET, "102 102 102 102", "100 100 94 94"),
        [buy(1, "e", 10, stop_loss=0.05), buy(2, "f", 5, stop_loss=0.05)],
        [
            IN, fill("f", "BUY", 5, 102, "TAKER OPEN", 3), fill("f-SL", "SELL", 5, 96.90, "TAKER LEG", 4),
            fill("e-SL", "SELL", 10, 95, "TAKER LEG", 4),
        ],
    ),
    # Per position: the addition ends the older set, its own covers all 15 at 96.90.
    case(
        "stops-per-position", "S4", bars(QUIET, QUIET, "102 102 102 102", "100 100 94 94"),
        [buy(1, "e", 10, stop_loss=0.05), buy(2, "f", 5, stop_loss=0.05)],
        [
            IN, fill("f", "BUY", 5, 102, "TAKER OPEN", 3), fill("f-SL", "SELL", 15, 96.90, "TAKER LEG", 4),
        ],
        {"e-SL": "CANCELED REPLACED"}, venue={"stops_per": "position"},
    ),
    # The same for shorts: the addition's own set covers all 15, 5 % above 98: 102.90.
    case(
        "stops-per-position-short", "S4", bars(QUIET, QUIET, "98 98 98 98", "98 103 98 103"),
        [sell(1, "e", 10, stop_loss=0.05), sell(2, "f", 5, stop_loss=0.05)],
        [
            fill("e", "SELL", 10, 100, "TAKER OPEN", 2), fill("f", "SELL", 5, 98, "TAKER OPEN", 3),
            fill("f-SL", "BUY", 15, 102.90, "TAKER LEG", 4),
        ],
        {"e-SL": "CANCELED REPLACED"}, venue={"stops_per": "position"},
    ),
    # The entry bar (2) is row 1, so the time stop of 2 rows is sent at the close of bar 3, filled in bar 4.
    case(
        "time-stop-rows", "S4", bars(QUIET, QUIET, QUIET, "103 103 103 103"),
        [buy(1, "e", 10, stop_loss=0.05, time_stop=2)],
        [IN, fill("O-S-3", "SELL", 10, 103, "TAKER OPEN", 4, cause="TIME_STOP")],
        {"e-SL": "CANCELED POSITION_CLOSED"}, balance=100_030,
    ),
    # A duration of 2 minutes from the fill's ts_event (bar 2): bar 4 sends it, bar 5 fills it.
    case(
        "time-stop-duration", "S4", FLAT_BARS, [buy(1, "e", 10, time_stop=minutes(2))],
        [IN, fill("O-S-2", "SELL", 10, 100, "TAKER OPEN", 5, cause="TIME_STOP")],
    ),
    # What is left of the bracket: 10, of which 6 were sold: 4. The other position of 20 stays.
    case(
        "time-stop-for-what-is-left", "S4 F9", FLAT_BARS,
        [buy(1, "e", 10, time_stop=2), sell(2, "s", 6)],
        [IN, fill("s", "SELL", 6, 100, "TAKER OPEN", 3), fill("O-S-3", "SELL", 4, 100, "TAKER OPEN", 4)],
    ),
    # What was sold is not protected again: 6 of 10 sold, 6 bought by another order: the time stop is for 4.
    case(
        "time-stop-never-grows", "S4 F9", FLAT_BARS,
        [buy(1, "e", 10, time_stop=3), sell(2, "s", 6), buy(3, "more", 6)],
        [
            IN, fill("s", "SELL", 6, 100, "TAKER OPEN", 3), fill("more", "BUY", 6, 100, "TAKER OPEN", 4),
            fill("O-S-4", "SELL", 4, 100, "TAKER OPEN", 5, cause="TIME_STOP"),
        ],
        columns={"O-S-4": {"quantity": 4, "reduce_only": True}},
    ),
    # The target filled before: nothing is left, no time stop.
    case(
        "time-stop-after-target", "S4", bars(QUIET, QUIET, "100 106 100 100", QUIET, QUIET),
        [buy(1, "x", 10), buy(1, "e", 10, take_profit=0.05, time_stop=2)],
        [
            fill("x", "BUY", 10, 100, "TAKER OPEN", 2), IN, fill("e-TP", "SELL", 10, 105, "MAKER LEG", 3),
        ],
    ),
    # The time stop is a member: sent at the close of bar 3 (row 2), it fills at the open of bar 4 before the
    # path reaches the stop; 10 others are still held, so the stop ends as a sibling.
    case(
        "time-stop-ends-siblings", "S4 F10", bars(QUIET, QUIET, QUIET, "100 100 90 90"),
        [buy(1, "x", 10), buy(1, "e", 10, stop_loss=0.05, time_stop=2)],
        [
            fill("x", "BUY", 10, 100, "TAKER OPEN", 2), IN, fill("O-S-4", "SELL", 10, 100, "TAKER OPEN", 4),
        ],
        {"e-SL": "CANCELED SIBLING_FILLED"},
    ),
    # The stop fills at the open of the bar in which the time stop arrives: resting orders first.
    case(
        "stop-before-time-stop", "S4 F10 T3", bars(QUIET, QUIET, QUIET, "90 90 90 90"),
        [buy(1, "x", 10), buy(1, "e", 10, stop_loss=0.05, time_stop=2)],
        [fill("x", "BUY", 10, 100, "TAKER OPEN", 2), IN, fill("e-SL", "SELL", 10, 90, "TAKER OPEN", 4)],
        {"O-S-4": "CANCELED SIBLING_FILLED"},
    ),
    # this_close: the entry fills at 100, the children are live at that close; in bar 2 the gap to 94 hits the stop.
    case(
        "bracket-this-close", "T5 F10", bars(QUIET, "94 95 93 94"), [buy(1, "e", 10, stop_loss=0.05)],
        [fill("e", "BUY", 10, 100, "TAKER CLOSE", 1), fill("e-SL", "SELL", 10, 94, "TAKER OPEN", 2)],
        venue={"fill_timing": "this_close"}, balance=99_940,
    ),
    # A close_position ends the bracket with the position.
    case(
        "close-ends-bracket", "F9 F10", FLAT_BARS,
        [buy(1, "e", 10, stop_loss=0.05, take_profit=0.05), command(2, "close_position", name="c")],
        [IN, fill("c", "SELL", 10, 100, "TAKER OPEN", 3)],
        {"e-SL": "CANCELED POSITION_CLOSED", "e-TP": "CANCELED POSITION_CLOSED"},
    ),
]  # fmt: skip
